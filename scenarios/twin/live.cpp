#include "scenarios/twin/live.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <ctime>
#include <memory>

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "devices/wire/mllp.h"
#include "devices/wire/mqtt.h"
#include "sim/base/error.h"

namespace wardtwin::twin {
namespace {

namespace mqtt = wire::mqtt;
using wire::Framing;

constexpr std::size_t kLongest = 1u << 20, kMostPeers = 64;
constexpr std::int64_t kKeepAlive = 30;  // s
constexpr double kTickAfter = 5e6;       // us of the hospital's time

std::int64_t now_us() {
  timespec t{};
  ::clock_gettime(CLOCK_REALTIME, &t);
  return t.tv_sec * 1'000'000 + t.tv_nsec / 1000;
}

struct Resolved {
  sockaddr_storage address{};
  socklen_t length = 0;
};

bool is_loopback(const sockaddr_storage& a) {
  if (a.ss_family == AF_INET)
    return (ntohl(reinterpret_cast<const sockaddr_in&>(a).sin_addr.s_addr) >> 24) == 127;
  return a.ss_family == AF_INET6 &&
         IN6_IS_ADDR_LOOPBACK(&reinterpret_cast<const sockaddr_in6&>(a).sin6_addr);
}

Resolved resolve(const Address& a) {
  addrinfo hints{}, *found = nullptr;
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  if (::getaddrinfo(a.host.c_str(), std::to_string(a.port).c_str(), &hints, &found) != 0 || !found)
    throw InputError(fmt::format("there is no host '{}'", a.host));
  Resolved r;
  std::memcpy(&r.address, found->ai_addr, found->ai_addrlen);
  r.length = found->ai_addrlen;
  ::freeaddrinfo(found);
  return r;
}

/// A descriptor that never blocks, with what is still to be read and sent.
struct Line {
  int fd = -1;
  std::string in, out;

  explicit Line(int descriptor = -1) : fd(descriptor) {}
  Line(Line&& o) noexcept
      : fd(std::exchange(o.fd, -1)), in(std::move(o.in)), out(std::move(o.out)) {}
  Line& operator=(Line&& o) noexcept {
    close();
    fd = std::exchange(o.fd, -1);
    in = std::move(o.in), out = std::move(o.out);
    return *this;
  }
  ~Line() { close(); }
  void close() {
    if (fd >= 0) ::close(std::exchange(fd, -1));
    in.clear(), out.clear();
  }
  /// False once the other side is gone.
  bool read_some() {
    std::array<char, 65536> buffer;
    const ssize_t n = ::recv(fd, buffer.data(), buffer.size(), 0);
    if (n < 0) return errno == EAGAIN || errno == EINTR;
    in.append(buffer.data(), static_cast<std::size_t>(n));
    return n > 0;
  }
  bool send_some() {
    if (out.empty()) return true;
    const ssize_t n = ::send(fd, out.data(), out.size(), MSG_NOSIGNAL);
    if (n < 0) return errno == EAGAIN || errno == EINTR;
    out.erase(0, static_cast<std::size_t>(n));
    return true;
  }
};

int open_socket(const Resolved& r) {
  return ::socket(r.address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

class Hearing {
 public:
  Hearing(Session& session, Decoder& decoder, const LiveClock& clock, const LiveOptions& options)
      : session_(session), decoder_(decoder), clock_(clock), o_(options) {
    if (!o_.mqtt.empty())
      broker_ = resolve(read_address(o_.mqtt, "mqtt://", 1883, o_.allow_remote));
    if (!o_.mllp_listen.empty()) open_listener();
    take_ = [this](const recording::Event& e) {
      session_.hear(e);
      last_event_ = now_us();
    };
  }

  void run() {
    last_event_ = now_us();
    while (!(o_.stop && *o_.stop)) {
      keep_up();
      wait();
      session_.poll();  // to the disk, before anything is acknowledged
      send();
      if (static_cast<double>(now_us() - last_event_) * clock_.speed < kTickAfter) continue;
      recording::Event tick;
      tick.received = tick.at = received();
      take_(tick);
    }
  }

  void announce(const std::string& topic, const std::string& json) {
    if (!subscribed_) return;
    mqtt::Publish p;
    const std::string name = o_.announce + "/" + topic;
    p.topic = name;
    p.payload = json;
    mqtt::write(line_.out, mqtt::Version::v311, p);
  }

 private:
  // No event is older than the one before it.
  Time received() {
    latest_ = std::max(latest_, clock_.at(static_cast<double>(now_us())));
    return latest_;
  }

  void open_listener() {
    const Resolved r = resolve(read_address(o_.mllp_listen, "", 2575, o_.allow_remote));
    listener_ = Line(open_socket(r));
    const int yes = 1;
    ::setsockopt(listener_.fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (::bind(listener_.fd, reinterpret_cast<const sockaddr*>(&r.address), r.length) != 0 ||
        ::listen(listener_.fd, 16) != 0)
      throw RunError(fmt::format("cannot listen at {}: {}", o_.mllp_listen, std::strerror(errno)));
  }

  // Connects, greets, pings; waits longer after each failure.
  void keep_up() {
    if (o_.mqtt.empty()) return;
    const std::int64_t now = now_us();
    if (line_.fd < 0 && now >= next_try_) {
      line_ = Line(open_socket(broker_));
      const int done =
          ::connect(line_.fd, reinterpret_cast<const sockaddr*>(&broker_.address), broker_.length);
      if (done != 0 && errno != EINPROGRESS) return lose("cannot connect");
      mqtt::Connect c;
      c.client_id = "wardtwin-twin";
      c.clean = false;
      c.keep_alive = static_cast<std::uint16_t>(kKeepAlive);
      mqtt::write(line_.out, c);
      heard_from_ = now;
    }
    if (line_.fd < 0) return;
    if (now - heard_from_ > 2 * kKeepAlive * 1'000'000) return lose("it is silent");
    if (subscribed_ && now - pinged_ > kKeepAlive * 1'000'000 / 2) {
      mqtt::write_ping(line_.out, mqtt::Type::pingreq);
      pinged_ = now;
    }
  }

  void lose(const char* why) {
    if (told_ != why) fmt::print(stderr, "wardtwin: the broker at {}: {}\n", o_.mqtt, why);
    told_ = why;
    line_.close();
    subscribed_ = false;
    pause_ = std::min<std::int64_t>(pause_ * 2, 30'000'000);
    next_try_ = now_us() + pause_;
  }

  void wait() {
    std::vector<pollfd> all;
    const auto add = [&](const Line& l) {
      if (l.fd >= 0)
        all.push_back({l.fd, static_cast<short>(POLLIN | (l.out.empty() ? 0 : POLLOUT)), 0});
    };
    add(line_);
    add(listener_);
    for (const auto& p : peers_) add(p);
    ::poll(all.data(), static_cast<nfds_t>(all.size()), 100);
    for (const pollfd& p : all) {
      if (!(p.revents & (POLLIN | POLLHUP | POLLERR))) continue;
      if (p.fd == line_.fd)
        hear_broker();
      else if (p.fd == listener_.fd)
        accept_peer();
      else
        hear_peer(p.fd);
    }
    std::erase_if(peers_, [](const Line& l) { return l.fd < 0; });
  }

  void send() {
    if (line_.fd >= 0 && !line_.send_some()) lose("the connection broke");
    for (Line& p : peers_)
      if (!p.send_some()) p.close();
  }

  void hear_broker() {
    if (!line_.read_some()) return lose("the connection broke");
    heard_from_ = now_us();
    std::size_t done = 0;
    mqtt::Packet packet;
    for (;;) {
      const Framing f = mqtt::next(std::string_view(line_.in).substr(done), kLongest, packet);
      if (f == Framing::incomplete) break;
      wrong_ = "it does not speak MQTT 3.1.1";
      if (f != Framing::complete || !take(packet)) return lose(wrong_);
      done += packet.length;
    }
    line_.in.erase(0, done);
  }

  bool take(const mqtt::Packet& packet) {
    constexpr auto v = mqtt::Version::v311;
    if (packet.type == mqtt::Type::connack) {
      mqtt::ConnAck a;
      wrong_ = "it does not let us in";
      if (!mqtt::read(packet, v, a).empty() || a.reason != 0) return false;
      std::string filters;
      for (const std::string& t : o_.topics) mqtt::put_filter(filters, {t, 1});
      mqtt::Subscribe s;
      s.id = 1;
      s.filters = filters;
      mqtt::write(line_.out, v, s);
      subscribed_ = true;
      pinged_ = now_us();
      pause_ = 250'000;
      told_.clear();
      return true;
    }
    if (packet.type == mqtt::Type::suback) {
      mqtt::SubAck a;
      wrong_ = "it refuses a topic";
      return mqtt::read(packet, v, a).empty() &&
             std::ranges::none_of(a.codes, [](unsigned char c) { return c >= 0x80; });
    }
    if (packet.type != mqtt::Type::publish) return true;
    mqtt::Publish p;
    if (!mqtt::read(packet, v, p).empty()) return false;
    if (!p.topic.starts_with(o_.announce))  // not what it says itself
      decoder_.mqtt(p.topic, p.payload, received(), take_);
    if (p.qos == 1) {
      mqtt::Ack a;
      a.id = p.id;
      mqtt::write(line_.out, v, a);
    }
    return true;
  }

  void accept_peer() {
    const int fd = ::accept4(listener_.fd, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    if (peers_.size() >= kMostPeers) {
      ::close(fd);
      return;
    }
    peers_.emplace_back(fd);
  }

  void hear_peer(int fd) {
    const auto it = std::ranges::find(peers_, fd, &Line::fd);
    if (it == peers_.end()) return;
    Line& peer = *it;
    if (!peer.read_some()) return peer.close();
    std::size_t done = 0;
    wire::mllp::Frame frame;
    for (;;) {
      const Framing f = wire::mllp::next(std::string_view(peer.in).substr(done), kLongest, frame);
      if (f == Framing::incomplete) break;
      if (f != Framing::complete) return peer.close();
      wire::mllp::put(peer.out, decoder_.hl7(frame.message, received(), take_));
      done += frame.length;
    }
    peer.in.erase(0, done);
  }

  Session& session_;
  Decoder& decoder_;
  const LiveClock& clock_;
  const LiveOptions& o_;
  Decoder::Take take_;
  Resolved broker_;
  Line line_, listener_;
  std::vector<Line> peers_;
  bool subscribed_ = false;
  std::string told_;
  const char* wrong_ = "";
  std::int64_t next_try_ = 0, pause_ = 250'000, pinged_ = 0, heard_from_ = 0, last_event_ = 0;
  Time latest_{0};
};

}  // namespace

Address read_address(const std::string& text, std::string_view scheme, std::uint16_t port,
                     const std::vector<std::string>& allow_remote) {
  const auto wrong = [&] {
    return InputError(
        fmt::format("'{}' is no address\n  Write {}127.0.0.1:{}.", text, scheme, port));
  };
  if (!text.starts_with(scheme)) throw wrong();
  Address a{text.substr(scheme.size()), port};
  if (const auto colon = a.host.rfind(':'); colon != std::string::npos) {
    const char* const end = a.host.data() + a.host.size();
    const auto [stop, error] = std::from_chars(a.host.data() + colon + 1, end, a.port);
    if (error != std::errc{} || stop != end || a.port == 0) throw wrong();
    a.host.resize(colon);
  }
  if (a.host.empty()) throw wrong();
  const bool allowed = std::ranges::find(allow_remote, a.host) != allow_remote.end();
  if (!allowed && !is_loopback(resolve(a).address))
    throw InputError(fmt::format(
        "'{}' is not this machine\n  Write --allow-remote {} if the twin may speak to it.", a.host,
        a.host));
  return a;
}

std::int64_t midnight_before(std::int64_t us) {
  const std::time_t t = us / 1'000'000;
  std::tm local{};
  ::localtime_r(&t, &local);
  local.tm_hour = local.tm_min = local.tm_sec = 0;
  return static_cast<std::int64_t>(std::mktime(&local)) * 1'000'000;
}

void listen(Session& session, Decoder& decoder, const LiveClock& clock,
            const LiveOptions& options) {
  Hearing hearing(session, decoder, clock, options);
  session.announce(
      [&](const std::string& topic, const std::string& json) { hearing.announce(topic, json); });
  hearing.run();
  session.announce(nullptr);
}

}  // namespace wardtwin::twin
