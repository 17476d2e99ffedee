#pragma once

#include <string>

#include <sys/types.h>

#include "viz/panels/view.h"

namespace wardtwin::viz {

/// `wardtwin run` as a process of its own, whose words are listened to without waiting.
class ChildRun {
 public:
  ChildRun() = default;
  ~ChildRun();
  ChildRun(const ChildRun&) = delete;
  ChildRun& operator=(const ChildRun&) = delete;

  /// Writes `text` beside `scenario_file` (or into a folder of its own) and starts the program that
  /// lies beside this one. What goes wrong is told in status.said.
  void start(const std::string& text, const std::string& scenario_file, RunStatus& status);
  /// True once, when the run has ended.
  bool poll(RunStatus& status);

 private:
  void listen(RunStatus& status);
  pid_t pid_ = -1;
  int pipe_ = -1;
};

/// Watches the file of a run under way; true when it has grown and then rested for half a second, or
/// has grown for two seconds on end.
class Follower {
 public:
  bool changed(const std::string& path, double now_s);

 private:
  std::string path_;
  long long stamp_ = 0, shown_ = 0;
  double since_ = 0, next_ = 0, grows_since_ = 0;
};

std::string program_beside_this(const std::string& name);
/// What `wardtwin` beside this program prints with these arguments, waited for; "" if it cannot.
std::string said_by_wardtwin(const std::vector<std::string>& arguments);

}  // namespace wardtwin::viz
