#pragma once

#include <chrono>
#include <string>

namespace wardtwin::cli {

/// Set by Ctrl-C or kill once catch_stop() was called; a second Ctrl-C ends the program at once.
extern volatile bool stop_asked;
void catch_stop();

/// A bar with the time left on a terminal, a plain line now and then elsewhere.
class ProgressBar {
 public:
  explicit ProgressBar(bool quiet);
  ~ProgressBar();
  void show(double share);

 private:
  std::string left(double share) const;

  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  bool terminal_, quiet_, drawn_ = false;
  int last_ = 0;
};

}  // namespace wardtwin::cli
