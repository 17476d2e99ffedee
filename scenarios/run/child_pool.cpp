#include "scenarios/run/child_pool.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>
#include <vector>

#include <fmt/format.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/base/error.h"
#include "sim/results/reader.h"
#include "sim/results/writer.h"

namespace wardtwin::run {
namespace {

namespace fs = std::filesystem;

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

}  // namespace

ChildPool::ChildPool(const results::Model& model, const results::Run& run, int jobs)
    : model_(model), run_(run), jobs_(std::max(1, jobs)) {
  std::string pattern = (fs::temp_directory_path() / "wardtwin-XXXXXX").string();
  if (!::mkdtemp(pattern.data()))
    throw RunError(fmt::format("cannot make a folder in {}: {}", fs::temp_directory_path().string(),
                               std::strerror(errno)));
  folder_ = pattern;
}

ChildPool::~ChildPool() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

std::string ChildPool::file_of(int number) const {
  return fmt::format("{}/{}.h5", folder_, number);
}

void ChildPool::work_in_child(int number, int pipe, const Work& work) const {
  int code = 3;
  try {
    double told = 0;
    const results::Replication r = work(number, [&](double share) {
      if (share - told > 0.01) say(pipe, fmt::format("p {:.3f}\n", told = share));
      return true;
    });
    results::Run run = run_;
    run.replications = 1;
    results::Writer writer(file_of(number), run, model_);
    writer.write(r);
    results::Results all;
    all.run = run;
    all.model = model_;
    all.replications.push_back(r);
    writer.finish(all);
    code = 0;
  } catch (const std::exception& e) {
    say(pipe, fmt::format("e {}\n", e.what()));
  }
  std::fflush(nullptr);
  ::_exit(code);
}

ChildPool::Child ChildPool::start(int number, const Work& work) {
  std::array<int, 2> ends{};
  std::fflush(nullptr);
  if (::pipe(ends.data()) != 0)
    throw RunError(fmt::format("cannot make a pipe: {}", std::strerror(errno)));
  const int pid = ::fork();
  if (pid < 0) throw RunError(fmt::format("cannot start a process: {}", std::strerror(errno)));
  if (pid == 0) {
    // Nothing of the parent's may stay open here: its results file is locked for as long as it is.
    constexpr int kPipe = 3;
    ::dup2(ends[1], kPipe);
    ::close_range(kPipe + 1, ~0u, 0);
    std::signal(SIGINT, SIG_IGN);
    work_in_child(number, kPipe, work);
  }
  ::close(ends[1]);
  return {pid, number, ends[0], 0, false, {}};
}

void ChildPool::listen(Child& child) {
  std::array<char, 4096> buffer;
  const ssize_t n = ::read(child.pipe, buffer.data(), buffer.size());
  if (n < 0 && errno == EINTR) return;
  if (n <= 0) {
    child.done = true;
    ::close(child.pipe);
    return;
  }
  child.said.append(buffer.data(), static_cast<std::size_t>(n));
  const auto last = child.said.rfind("p ");
  if (last != std::string::npos && child.said.find('\n', last) != std::string::npos)
    child.progress = std::strtod(child.said.c_str() + last + 2, nullptr);
}

void ChildPool::run(int replications, const Work& work,
                    const std::function<void(results::Replication)>& take,
                    const std::function<void(double)>& on_progress,
                    const std::function<bool()>& stopped) {
  std::vector<Child> children;
  std::map<int, results::Replication> ready;
  int started = 0, taken = 0;
  std::string failure;
  while (taken < replications || !children.empty()) {
    const bool stop = stopped() || !failure.empty();
    if (stop)
      for (const Child& c : children) ::kill(c.pid, SIGKILL);
    while (!stop && started < replications && static_cast<int>(children.size()) < jobs_)
      children.push_back(start(started++, work));
    if (children.empty()) break;
    std::vector<pollfd> waits;
    for (const Child& c : children) waits.push_back({c.pipe, POLLIN, 0});
    ::poll(waits.data(), waits.size(), 200);
    for (std::size_t i = 0; i < waits.size(); ++i)
      if (waits[i].revents) listen(children[i]);
    for (auto c = children.begin(); c != children.end();) {
      if (!c->done) {
        ++c;
        continue;
      }
      int status = 0;
      while (::waitpid(c->pid, &status, 0) < 0 && errno == EINTR) {
      }
      if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
        ready[c->number] =
            std::move(results::read_results(file_of(c->number), results::Read::everything)
                          .replications.at(0));
        std::error_code ignored;
        fs::remove(file_of(c->number), ignored);
      } else if (!stop && failure.empty()) {
        failure = fmt::format("replication {} failed: {}", c->number, why(status, c->said));
      }
      c = children.erase(c);
    }
    for (auto next = ready.find(taken); next != ready.end(); next = ready.find(taken)) {
      take(std::move(next->second));
      ready.erase(next);
      ++taken;
    }
    double done = taken + static_cast<double>(ready.size());
    for (const Child& c : children) done += c.progress;
    if (on_progress) on_progress(done / replications);
  }
  if (!failure.empty()) throw RunError(failure);
}

}  // namespace wardtwin::run
