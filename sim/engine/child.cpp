#include "sim/engine/child.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <string>

#include <fmt/format.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/base/error.h"

namespace wardtwin::engine {
namespace {

constexpr int kThrew = 3;
constexpr std::size_t kKeptErrors = 16'384;  // of the child's stderr, from its start

class Pipe {
 public:
  Pipe() {
    if (pipe(ends_.data()) != 0)
      throw RunError(fmt::format("cannot make a pipe: {}", std::strerror(errno)));
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  int read_end() const { return ends_[0]; }
  int write_end() const { return ends_[1]; }
  void close_end(std::size_t end) {
    if (ends_[end] >= 0) close(ends_[end]);
    ends_[end] = -1;
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

void write_all(int file, Bytes bytes) {
  while (!bytes.empty()) {
    const ssize_t n = write(file, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw RunError(fmt::format("the parent stopped reading: {}", std::strerror(errno)));
    bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
}

[[noreturn]] void be_the_child(const std::function<void(const Write&)>& work, Pipe& data,
                               Pipe& errors, Pipe& end) {
  std::signal(SIGPIPE, SIG_IGN);
  data.close_end(0);
  errors.close_end(0);
  end.close_end(0);
  dup2(errors.write_end(), STDERR_FILENO);
  try {
    work([&](Bytes bytes) { write_all(data.write_end(), bytes); });
    const std::byte done{1};
    write_all(end.write_end(), {&done, 1});
    std::fflush(nullptr);
    _exit(0);  // not exit(): the engine's clean-up at exit is not safe with work in flight
  } catch (const std::exception& e) {
    std::fputs(e.what(), stderr);
  } catch (...) {
    std::fputs("an unknown exception", stderr);
  }
  std::fflush(nullptr);
  _exit(kThrew);
}

/// Passes data on and keeps the first of the error text, until both pipes are closed.
void listen(Pipe& data, Pipe& errors, std::string& text, const std::function<void(Bytes)>& sink) {
  std::array<pollfd, 2> files{{{data.read_end(), POLLIN, 0}, {errors.read_end(), POLLIN, 0}}};
  std::array<std::byte, 65'536> buffer;
  while (files[0].fd >= 0 || files[1].fd >= 0) {
    if (poll(files.data(), files.size(), -1) < 0) {
      if (errno == EINTR) continue;
      throw RunError(fmt::format("cannot wait for the child: {}", std::strerror(errno)));
    }
    for (auto& file : files) {
      if (file.fd < 0 || file.revents == 0) continue;
      const ssize_t n = read(file.fd, buffer.data(), buffer.size());
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) {
        file.fd = -1;
        continue;
      }
      const auto size = static_cast<std::size_t>(n);
      if (&file == &files[0])
        sink({buffer.data(), size});
      else if (text.size() < kKeptErrors)
        text.append(reinterpret_cast<const char*>(buffer.data()), size);
    }
  }
}

int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

}  // namespace

void run_in_child(const std::function<void(const Write&)>& work,
                  const std::function<void(Bytes)>& sink) {
  Pipe data, errors, end;
  std::fflush(nullptr);  // or the child would print what is still in the buffers a second time
  const pid_t child = fork();
  if (child < 0) throw RunError(fmt::format("cannot fork: {}", std::strerror(errno)));
  if (child == 0) be_the_child(work, data, errors, end);
  data.close_end(1);
  errors.close_end(1);
  end.close_end(1);

  std::string text;
  try {
    listen(data, errors, text, sink);
  } catch (...) {
    kill(child, SIGKILL);
    wait_for(child);
    throw;
  }
  const int status = wait_for(child);
  std::byte done{0};
  const bool finished = read(end.read_end(), &done, 1) == 1;
  if (finished && WIFEXITED(status) && WEXITSTATUS(status) == 0) return;
  if (WIFSIGNALED(status))
    throw RunError(fmt::format("the replication's process was ended by signal {} ({}): {}",
                               WTERMSIG(status), strsignal(WTERMSIG(status)), text));
  if (WEXITSTATUS(status) == kThrew) throw RunError(text);
  throw RunError(fmt::format("the replication's process left early with exit code {}: {}",
                             WEXITSTATUS(status), text));
}

}  // namespace wardtwin::engine
