#pragma once

#include <csignal>
#include <filesystem>
#include <fstream>
#include <random>
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

/// Below those that the system hands out (32768 on): whoever knocks before it is open could be handed the
/// very same port, and would speak to himself.
inline int free_port() {
  static std::minstd_rand draws(std::random_device{}());
  for (;;) {
    const int port = 10'000 + static_cast<int>(draws() % 22'000);
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    at.sin_port = htons(static_cast<std::uint16_t>(port));
    const bool mine = ::bind(fd, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0;
    ::close(fd);
    if (mine) return port;
  }
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
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = -1;
};

/// What a server on 127.0.0.1 answers to a GET; "" if nothing.
inline std::string http_get(int port, const std::string& path) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  at.sin_port = htons(static_cast<std::uint16_t>(port));
  std::string out;
  const std::string ask =
      "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0 &&
      ::send(fd, ask.data(), ask.size(), MSG_NOSIGNAL) > 0) {
    char buffer[65536];
    for (ssize_t n; (n = ::recv(fd, buffer, sizeof buffer, 0)) > 0;)
      out.append(buffer, static_cast<std::size_t>(n));
  }
  ::close(fd);
  return out;
}

/// Peers from npm, which `tests/live/peers/start` installs beside what was built.
class NpmPeer {
 public:
  /// Why they are not there, or "".
  static std::string why_not() {
    static const std::string why = [] {
      if (std::system("command -v node >/dev/null && command -v npm >/dev/null") != 0)
        return "NODE AND NPM ARE NOT INSTALLED: neither aedes nor a FHIR server is driven";
      const std::string install = command() + " install >/dev/null 2>&1";
      return std::system(install.c_str()) == 0
                 ? ""
                 : "NPM INSTALLS NOTHING HERE: neither aedes nor a FHIR server is driven";
    }();
    return why;
  }

  explicit NpmPeer(std::string name) : port(free_port()), name_(std::move(name)) {}
  bool start() {
    return server_.start(
        {"/bin/sh", "-c", "exec " + command() + " " + name_ + " " + std::to_string(port)}, port);
  }
  void kill(int signal = SIGKILL) { server_.kill(signal); }

  const int port;

 private:
  static std::string command() {
    const auto folder = std::filesystem::path(WARDTWIN_BINARY).parent_path() / "peers";
    return "env WARDTWIN_PEERS=" + folder.string() + " " WARDTWIN_ROOT "/tests/live/peers/start";
  }
  const std::string name_;
  Server server_;
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
  /// `front`: words before the program, such as taskset's.
  bool start(const std::string& more = "", std::vector<std::string> front = {}) {
    std::ofstream(config_) << "listener " << port << " 127.0.0.1\nallow_anonymous true\n"
                           << "max_queued_messages 0\nmax_inflight_messages 0\n"
                           << more;
    front.insert(front.end(), {kProgram, "-c", config_.string()});
    return server_.start(std::move(front), port);
  }
  void kill(int signal = SIGKILL) { server_.kill(signal); }
  pid_t pid() const { return server_.pid(); }
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
