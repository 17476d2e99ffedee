#include "scenarios/cli/progress.h"

#include <algorithm>
#include <csignal>
#include <cstdio>

#include <fmt/format.h>
#include <unistd.h>

#include "scenarios/report/format.h"

namespace wardtwin::cli {

volatile bool stop_asked = false;

namespace {

void on_interrupt(int) {
  if (stop_asked) ::_exit(130);
  stop_asked = true;
}

}  // namespace

void catch_stop() {
  std::signal(SIGINT, on_interrupt);
  std::signal(SIGTERM, on_interrupt);
}

ProgressBar::ProgressBar(bool quiet) : terminal_(::isatty(STDERR_FILENO) != 0), quiet_(quiet) {}

ProgressBar::~ProgressBar() {
  if (drawn_) std::fputs("\r\033[K", stderr);
}

// At the pace so far. The first seconds say too little.
std::string ProgressBar::left(double share) const {
  const double passed =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  if (passed < 2 || !(share > 0.01)) return "";
  return ", about " + report::duration(passed * (1 - share) / share) + " left";
}

void ProgressBar::show(double share) {
  const int percent = std::clamp(static_cast<int>(100 * share), 0, 100);
  if (quiet_ || percent == last_) return;
  if (terminal_) {
    const int filled = percent * 40 / 100;
    fmt::print(stderr, "\r[{:#<{}}{:<{}}] {:3d} %{}\033[K", "", filled, "", 40 - filled, percent,
               left(share));
    drawn_ = true;
  } else if (percent / 25 > last_ / 25) {
    fmt::print(stderr, "{} % simulated{}\n", percent / 25 * 25, left(share));
  }
  last_ = percent;
}

}  // namespace wardtwin::cli
