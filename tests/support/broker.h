#pragma once

#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/// Programs that tests start on loopback and stop again.
namespace wardtwin::tests {

inline int free_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ::bind(fd, reinterpret_cast<const sockaddr*>(&at), sizeof at);
  socklen_t size = sizeof at;
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&at), &size);
  ::close(fd);
  return ntohs(at.sin_port);
}

inline bool answers(int port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  at.sin_port = htons(static_cast<std::uint16_t>(port));
  const bool yes = ::connect(fd, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0;
  ::close(fd);
  return yes;
}

/// A program that listens on a port of 127.0.0.1.
class Server {
 public:
  Server() = default;
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server() { kill(SIGKILL); }

  /// False if nothing answers on the port within ten seconds.
  bool start(std::vector<std::string> command, int port) {
    pid_ = ::fork();
    if (pid_ == 0) {
      // it ends with the test however that ends, and holds nothing that the test had open
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      ::close_range(3, ~0u, 0);
      const int none = ::open("/dev/null", O_RDWR);
      ::dup2(none, STDIN_FILENO);
      ::dup2(none, STDOUT_FILENO);
      ::dup2(none, STDERR_FILENO);
      std::vector<char*> argv;
      for (std::string& a : command) argv.push_back(a.data());
      argv.push_back(nullptr);
      ::execv(argv[0], argv.data());
      ::_exit(127);
    }
    for (int i = 0; i < 1000; ++i) {
      if (answers(port)) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
  }
  void kill(int signal) {
    if (pid_ <= 0) return;
    ::kill(pid_, signal);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }

 private:
  pid_t pid_ = -1;
};

/// Debian's mosquitto with a configuration of its own in `folder`.
class Broker {
 public:
  static bool installed() { return std::filesystem::exists(kProgram); }

  explicit Broker(const std::filesystem::path& folder) : port(free_port()) {
    // mosquitto gives up being root before it reads files named in the configuration
    std::filesystem::permissions(folder, std::filesystem::perms(0755));
    config_ = folder / "mosquitto.conf";
  }
  bool start(const std::string& more = "") {
    std::ofstream(config_) << "listener " << port << " 127.0.0.1\nallow_anonymous true\n"
                           << "max_queued_messages 0\nmax_inflight_messages 0\n"
                           << more;
    return server_.start({kProgram, "-c", config_.string()}, port);
  }
  void kill(int signal = SIGKILL) { server_.kill(signal); }
  std::string url(const std::string& scheme = "mqtt") const {
    return scheme + "://127.0.0.1:" + std::to_string(port);
  }

  const int port;

 private:
  static constexpr const char* kProgram = "/usr/sbin/mosquitto";
  std::filesystem::path config_;
  Server server_;
};

}  // namespace wardtwin::tests
