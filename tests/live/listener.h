#pragma once

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "devices/wire/mqtt.h"

namespace wardtwin::tests {

/// Subscribes at a broker on 127.0.0.1, as anybody could, and keeps what it hears.
class Listener {
 public:
  Listener(int port, const std::string& filter) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    at.sin_port = htons(static_cast<std::uint16_t>(port));
    ::connect(fd_, reinterpret_cast<const sockaddr*>(&at), sizeof at);
    namespace mqtt = wire::mqtt;
    std::string out, filters;
    mqtt::Connect c;
    c.client_id = "listener";
    mqtt::write(out, c);
    mqtt::put_filter(filters, {filter, 0});
    mqtt::write(out, mqtt::Version::v311, mqtt::Subscribe{true, 1, filters, {}});
    ::send(fd_, out.data(), out.size(), MSG_NOSIGNAL);
    thread_ = std::thread([this] { listen(); });
    while (!subscribed_ && !over_) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  ~Listener() {
    stop();
    ::close(fd_);
  }
  bool subscribed() const { return subscribed_; }
  struct Heard {
    std::string topic, payload;
  };
  /// All that was heard; it listens no longer.
  const std::vector<Heard>& stop() {
    over_ = true;
    if (thread_.joinable()) thread_.join();
    return heard_;
  }

 private:
  void listen() {
    namespace mqtt = wire::mqtt;
    std::string in;
    char buffer[65536];
    while (!over_) {
      pollfd p{fd_, POLLIN, 0};
      if (::poll(&p, 1, 20) <= 0) continue;
      const ssize_t n = ::recv(fd_, buffer, sizeof buffer, 0);
      if (n <= 0) break;
      in.append(buffer, static_cast<std::size_t>(n));
      std::size_t used = 0;
      for (mqtt::Packet packet; mqtt::next(std::string_view(in).substr(used), 1u << 20, packet) ==
                                wire::Framing::complete;
           used += packet.length) {
        mqtt::Publish m;
        if (packet.type == mqtt::Type::suback) subscribed_ = true;
        if (packet.type == mqtt::Type::publish &&
            mqtt::read(packet, mqtt::Version::v311, m).empty())
          heard_.push_back({std::string(m.topic), std::string(m.payload)});
      }
      in.erase(0, used);
    }
    over_ = true;
  }

  int fd_;
  std::atomic<bool> subscribed_{false}, over_{false};
  std::vector<Heard> heard_;
  std::thread thread_;
};

}  // namespace wardtwin::tests
