#pragma once

#include <cmath>
#include <cstdint>

namespace wardtwin::nr {

/// What a proportional fair scheduler knows of one device: bits per slot it got, averaged over a
/// sliding window.
///
/// Model       Exponential average, aged only when looked at: a slot without service multiplies it
///             by 1 - 1/window.
/// Valid for   Windows of many slots.
/// Leaves out  Averages per part of the band.
/// Checked by  tests/validation/nr/scheduler_test.cpp
class FairShare {
 public:
  double at(std::int64_t slot, double window) const {
    return average_ * std::pow(1 - 1 / window, static_cast<double>(slot - aged_));
  }
  void got(std::int64_t slot, double bits, double window) {
    average_ = at(slot, window) + bits / window;
    aged_ = slot;
  }
  /// The larger, the sooner it is served.
  double urgency(std::int64_t slot, double bits, double window) const {
    return bits / (at(slot, window) + 1e-9);
  }

 private:
  double average_ = 0;
  std::int64_t aged_ = 0;
};

}  // namespace wardtwin::nr
