#pragma once

#include <chrono>
#include <functional>
#include <string>

#include <sys/types.h>

namespace wardtwin::run {

/// The file beside a results file that shows its first replication as far as it has come.
std::string live_path(const std::string& output);

/// Writes that file now and then, in a forked child, so that the run itself does not wait and its
/// results do not change. The child spends no more than a twentieth of the time; the file is replaced
/// as a whole, so that whoever reads it, or finds it after a kill, has all of one state.
///
/// Valid for   A process with no other thread.
/// Checked by  tests/unit/run/live_file_test.cpp
class LiveFile {
 public:
  /// `write`: in the child; makes the file at the path it is given.
  LiveFile(const std::string& output, std::function<void(const std::string& path)> write);
  ~LiveFile();  ///< ends a child under way; the file stays
  LiveFile(const LiveFile&) = delete;
  LiveFile& operator=(const LiveFile&) = delete;

  /// Call where the run may be copied: forks if it is time.
  void look();
  static void remove(const std::string& output);

 private:
  using Clock = std::chrono::steady_clock;
  void reap(bool wait);

  std::string path_;
  std::function<void(const std::string&)> write_;
  pid_t child_ = -1;
  Clock::time_point begun_, next_;
};

}  // namespace wardtwin::run
