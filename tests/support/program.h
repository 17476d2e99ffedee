#pragma once

#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/// The built program as people start it, in a folder that goes away with the test.
namespace wardtwin::tests {

inline std::string slurp(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class Program : public ::testing::Test {
 protected:
  struct Outcome {
    int code = -1, signal = 0;
    std::string out, error;
  };

  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "wardtwin-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  pid_t start(std::vector<std::string> arguments, rlim_t largest_file = RLIM_INFINITY) {
    const std::string out = path("stdout"), error = path("stderr");
    const pid_t pid = ::fork();
    if (pid != 0) return pid;
    ::dup2(::open(out.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600), STDOUT_FILENO);
    ::dup2(::open(error.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600), STDERR_FILENO);
    if (largest_file != RLIM_INFINITY) {
      std::signal(SIGXFSZ, SIG_IGN);  // writing beyond the limit then fails as on a full disk
      const rlimit limit{largest_file, largest_file};
      ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    arguments.insert(arguments.begin(), WARDTWIN_BINARY);
    std::vector<char*> argv;
    for (std::string& a : arguments) argv.push_back(a.data());
    argv.push_back(nullptr);
    ::execv(WARDTWIN_BINARY, argv.data());
    ::_exit(127);
  }

  Outcome wait(pid_t pid) {
    int status = 0;
    ::waitpid(pid, &status, 0);
    Outcome o;
    if (WIFEXITED(status)) o.code = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) o.signal = WTERMSIG(status);
    o.out = slurp(path("stdout"));
    o.error = slurp(path("stderr"));
    return o;
  }

  Outcome run(std::vector<std::string> arguments, rlim_t largest_file = RLIM_INFINITY) {
    return wait(start(std::move(arguments), largest_file));
  }

  std::filesystem::path folder_;
};

}  // namespace wardtwin::tests
