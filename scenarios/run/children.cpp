#include "scenarios/run/children.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/base/error.h"

namespace wardtwin::run {
namespace {

struct Child {
  int pid = -1, task = 0, pipe = -1;
  double progress = 0;
  bool closed = false;
  std::string said;
};

// What a child writes to its pipe: progress as "p 0.25\n", a failure as "e text\n".
void say(int pipe, const std::string& text) {
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t n = ::write(pipe, text.data() + done, text.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    done += static_cast<std::size_t>(n);
  }
}

std::string why(int status, const std::string& said) {
  const auto error = said.find("e ");
  if (error != std::string::npos) return said.substr(error + 2);
  if (WIFSIGNALED(status))
    return fmt::format("it was ended by signal {} ({})", WTERMSIG(status),
                       strsignal(WTERMSIG(status)));
  return fmt::format("it ended with code {}", WEXITSTATUS(status));
}

[[noreturn]] void be_child(int task, int pipe, const Children& children) {
  int code = 3;
  try {
    double told = 0;
    children.work(task, [&](double share) {
      if (share - told > 0.01) say(pipe, fmt::format("p {:.3f}\n", told = share));
      return true;
    });
    code = 0;
  } catch (const std::exception& e) {
    say(pipe, fmt::format("e {}\n", e.what()));
  }
  std::fflush(nullptr);
  ::_exit(code);
}

Child start(int task, const Children& children) {
  std::array<int, 2> ends{};
  std::fflush(nullptr);
  if (::pipe(ends.data()) != 0)
    throw RunError(fmt::format("cannot make a pipe: {}", std::strerror(errno)));
  const int parent = ::getpid();
  const int pid = ::fork();
  if (pid < 0) throw RunError(fmt::format("cannot start a process: {}", std::strerror(errno)));
  if (pid == 0) {
    // A child whose parent was killed has nobody to work for.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(3);
    // Nothing of the parent's may stay open here: its results file is locked for as long as it is.
    constexpr int kPipe = 3;
    ::dup2(ends[1], kPipe);
    ::close_range(kPipe + 1, ~0u, 0);
    std::signal(SIGINT, SIG_IGN);
    be_child(task, kPipe, children);
  }
  ::close(ends[1]);
  return {pid, task, ends[0], 0, false, {}};
}

void listen(Child& child) {
  std::array<char, 4096> buffer;
  const ssize_t n = ::read(child.pipe, buffer.data(), buffer.size());
  if (n < 0 && errno == EINTR) return;
  if (n <= 0) {
    child.closed = true;
    ::close(child.pipe);
    return;
  }
  child.said.append(buffer.data(), static_cast<std::size_t>(n));
  const auto last = child.said.rfind("p ");
  if (last != std::string::npos && child.said.find('\n', last) != std::string::npos)
    child.progress = std::strtod(child.said.c_str() + last + 2, nullptr);
}

int status_of(const Child& child) {
  int status = 0;
  while (::waitpid(child.pid, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

void wait_for_news(std::vector<Child>& running) {
  std::vector<pollfd> waits;
  for (const Child& c : running) waits.push_back({c.pipe, POLLIN, 0});
  ::poll(waits.data(), waits.size(), 200);
  for (std::size_t i = 0; i < waits.size(); ++i)
    if (waits[i].revents) listen(running[i]);
}

}  // namespace

void Children::run() const {
  std::vector<Child> running;
  std::string failure;
  bool enough = false, more = true;
  for (;;) {
    const bool stop = stopped() || enough || !failure.empty();
    if (stop)
      for (const Child& c : running) ::kill(c.pid, SIGKILL);
    while (!stop && more && static_cast<int>(running.size()) < jobs) {
      const std::optional<int> task = next();
      more = task.has_value();
      if (more) running.push_back(start(*task, *this));
    }
    if (running.empty()) break;
    wait_for_news(running);
    for (std::size_t i = 0; i < running.size();) {
      if (!running[i].closed) {
        ++i;
        continue;
      }
      const Child c = std::move(running[i]);
      running.erase(running.begin() + static_cast<std::ptrdiff_t>(i));
      const int status = status_of(c);
      if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        enough = enough || !done(c.task);
      else if (!stop && !enough && failure.empty())
        failure = fmt::format("{} failed: {}", name(c.task), why(status, c.said));
    }
    double share = 0;
    for (const Child& c : running) share += c.progress;
    if (on_progress) on_progress(share);
  }
  if (!failure.empty()) throw RunError(failure);
}

}  // namespace wardtwin::run
