#include "viz/app/child_run.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

namespace wardtwin::viz {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSaid = 4000;  ///< characters kept of what the run says

fs::path place_for(const std::string& scenario_file) {
  std::error_code ignored;
  if (!scenario_file.empty()) {
    // beside the original, so that `base:` and relative names still hold
    const fs::path p(scenario_file);
    return p.parent_path() / (p.stem().string() + ".edited.yaml");
  }
  const fs::path folder =
      fs::temp_directory_path(ignored) / fmt::format("wardtwin-view-{}", ::getpid());
  fs::create_directories(folder, ignored);
  return folder / "scenario.yaml";
}

}  // namespace

namespace {

// When it was written last; 0: there is none.
long long stamp_of(const std::string& path) {
  struct stat s{};
  if (::stat(path.c_str(), &s) != 0) return 0;
  return static_cast<long long>(s.st_mtim.tv_sec) * 1'000'000'000 + s.st_mtim.tv_nsec;
}

}  // namespace

std::string program_beside_this(const std::string& name) {
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error);
  return error ? name : (self.parent_path() / name).string();
}

std::string said_by_wardtwin(const std::vector<std::string>& arguments) {
  const std::string program = program_beside_this("wardtwin");
  std::vector<char*> words{const_cast<char*>(program.c_str())};
  for (const std::string& a : arguments) words.push_back(const_cast<char*>(a.c_str()));
  words.push_back(nullptr);
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return "";
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    ::execv(program.c_str(), words.data());
    ::_exit(127);
  }
  ::close(ends[1]);
  std::string out;
  char buffer[4096];
  for (ssize_t n; (n = ::read(ends[0], buffer, sizeof buffer)) > 0;)
    out.append(buffer, static_cast<std::size_t>(n));
  ::close(ends[0]);
  int how = 0;
  if (child > 0) ::waitpid(child, &how, 0);
  return WIFEXITED(how) && WEXITSTATUS(how) == 0 ? out : "";
}

ChildRun::~ChildRun() {
  if (pid_ > 0) {
    ::kill(pid_, SIGTERM);
    ::waitpid(pid_, nullptr, 0);
  }
  if (pipe_ >= 0) ::close(pipe_);
}

void ChildRun::start(const std::string& text, const std::string& scenario_file, RunStatus& status) {
  if (pid_ > 0) return;
  const fs::path file = place_for(scenario_file);
  status = {};
  status.output = fs::path(file).replace_extension(".h5").string();
  std::ofstream out(file);
  out << text;
  out.close();
  int ends[2];
  if (!out || ::pipe2(ends, O_CLOEXEC) != 0) {
    status.said = fmt::format("cannot write {}", file.string());
    return;
  }
  const std::string program = program_beside_this("wardtwin");
  pid_ = ::fork();
  if (pid_ == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    ::dup2(ends[1], STDERR_FILENO);
    ::execl(program.c_str(), "wardtwin", "run", file.c_str(), "-o", status.output.c_str(), nullptr);
    fmt::print(stderr, "cannot start {}\n", program);
    ::_exit(127);
  }
  ::close(ends[1]);
  pipe_ = ends[0];
  ::fcntl(pipe_, F_SETFL, O_NONBLOCK);
  status.running = pid_ > 0;
  status.said = fmt::format("$ wardtwin run {} -o {}\n", file.string(), status.output);
}

void ChildRun::listen(RunStatus& status) {
  char buffer[4096];
  for (ssize_t n; (n = ::read(pipe_, buffer, sizeof buffer)) > 0;)
    status.said.append(buffer, static_cast<std::size_t>(n));
  if (status.said.size() > kSaid) status.said.erase(0, status.said.size() - kSaid);
}

bool ChildRun::poll(RunStatus& status) {
  if (pid_ <= 0) return false;
  listen(status);
  int how = 0;
  if (::waitpid(pid_, &how, WNOHANG) != pid_) return false;
  listen(status);
  ::close(pipe_);
  pipe_ = -1;
  pid_ = -1;
  status.running = false;
  status.exit_code = WIFEXITED(how) ? WEXITSTATUS(how) : 128 + WTERMSIG(how);
  return true;
}

bool Follower::changed(const std::string& path, double now_s) {
  if (now_s < next_ && path == path_) return false;
  next_ = now_s + 0.25;
  const long long own = stamp_of(path), live = stamp_of(live_beside(path));
  if (own == 0) return false;
  const long long stamp = own ^ live;  // changes whenever one of them does
  if (path != path_) {
    path_ = path;
    stamp_ = shown_ = stamp;
    return false;
  }
  if (stamp_ == shown_) grows_since_ = now_s;
  if (stamp != stamp_) {
    stamp_ = stamp;
    since_ = now_s;
  }
  if (stamp_ == shown_ || (now_s - since_ < 0.5 && now_s - grows_since_ < 2)) return false;
  shown_ = stamp_;
  return true;
}

}  // namespace wardtwin::viz
