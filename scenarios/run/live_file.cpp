#include "scenarios/run/live_file.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <exception>
#include <filesystem>
#include <system_error>

namespace wardtwin::run {
namespace {

constexpr std::chrono::milliseconds kFirst{500};  ///< shorter runs are shown when they are done
constexpr int kShare = 20;                        ///< of the time, at most one part in so many

}  // namespace

std::string live_path(const std::string& output) { return output + ".live"; }

LiveFile::LiveFile(const std::string& output, std::function<void(const std::string&)> write)
    : path_(live_path(output)), write_(std::move(write)), next_(Clock::now() + kFirst) {}

LiveFile::~LiveFile() {
  if (child_ <= 0) return;
  ::kill(child_, SIGKILL);
  reap(true);
  std::error_code ignored;
  std::filesystem::remove(path_ + ".part", ignored);
}

void LiveFile::reap(bool wait) {
  if (child_ <= 0 || ::waitpid(child_, nullptr, wait ? 0 : WNOHANG) != child_) return;
  child_ = -1;
  next_ = Clock::now() + std::max<Clock::duration>(kFirst, kShare * (Clock::now() - begun_));
}

void LiveFile::look() {
  reap(false);
  if (child_ > 0 || Clock::now() < next_) return;
  begun_ = Clock::now();
  child_ = ::fork();
  if (child_ != 0) return;
  // nothing of the parent's is closed properly here: it is the parent's to finish
  ::close_range(3, ~0u, 0);
  try {
    write_(path_);
  } catch (const std::exception&) {
    ::_exit(1);  // no file this time
  }
  ::_exit(0);
}

void LiveFile::remove(const std::string& output) {
  std::error_code ignored;
  std::filesystem::remove(live_path(output), ignored);
  std::filesystem::remove(live_path(output) + ".part", ignored);
}

}  // namespace wardtwin::run
