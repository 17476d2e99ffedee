#include "scenarios/study/scheduler.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include <fmt/format.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "scenarios/run/code_host.h"
#include "sim/base/error.h"

namespace wardtwin::study {
namespace {

std::string package() {
  const std::string folder = run::package_folder();
  if (folder.empty())
    throw RunError(
        "--scheduler needs the Python package wardtwin, which is not beside this program");
  return folder;
}

[[noreturn]] void be_python(int pipe, const std::string& folder, const std::string& address) {
  ::dup2(pipe, STDOUT_FILENO);
  std::string path = package();
  if (const char* old = std::getenv("PYTHONPATH")) path += std::string(":") + old;
  ::setenv("PYTHONPATH", path.c_str(), 1);
  ::execl("/usr/bin/python3", "python3", "-m", "wardtwin.cluster", folder.c_str(), address.c_str(),
          nullptr);
  ::_exit(127);
}

}  // namespace

void run_on_scheduler(const std::string& folder, const std::string& address,
                      const std::function<void(double)>& on_progress,
                      const std::function<bool()>& stopped) {
  package();  // throws here rather than in the child
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0)
    throw RunError(fmt::format("cannot make a pipe: {}", std::strerror(errno)));
  const int pid = ::fork();
  if (pid < 0) throw RunError(fmt::format("cannot start a process: {}", std::strerror(errno)));
  if (pid == 0) be_python(ends[1], folder, address);
  ::close(ends[1]);
  std::string said;
  for (bool open = true; open;) {
    if (stopped()) ::kill(pid, SIGTERM);
    pollfd wait{ends[0], POLLIN, 0};
    if (::poll(&wait, 1, 200) <= 0) continue;
    std::array<char, 4096> buffer;
    const ssize_t n = ::read(ends[0], buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    open = n > 0;
    if (open) said.append(buffer.data(), static_cast<std::size_t>(n));
    const auto last = said.rfind("p ");
    if (on_progress && last != std::string::npos)
      on_progress(std::strtod(said.c_str() + last + 2, nullptr));
  }
  ::close(ends[0]);
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (stopped() || (WIFEXITED(status) && WEXITSTATUS(status) == 0)) return;
  const auto error = said.find("e ");
  throw RunError(error != std::string::npos
                     ? "the Dask run failed: " + said.substr(error + 2)
                     : std::string("the Dask run failed; what Python said stands above"));
}

}  // namespace wardtwin::study
