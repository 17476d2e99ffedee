#pragma once

#include <algorithm>

#include "sim/base/time.h"

namespace wardtwin::flow {

/// A battery that is touched only when its load changes; between, its level is a straight line.
///
/// Model       Energy drawn at constant power between changes of state; level as a share of full.
/// Valid for   Loads well below the battery's rated current, room temperature.
/// Leaves out  Ageing, self-discharge, voltage sag.
/// Checked by  tests/unit/devices/battery_test.cpp
class Battery {
 public:
  /// Share of full at `t`, in [0, 1].
  double level(Time t) const { return std::clamp(level_ - drain_ * seconds(t - since_), 0.0, 1.0); }
  /// From `t` on the level changes by -`per_second` (negative: charging).
  void set_drain(Time t, double per_second) {
    level_ = level(t);
    since_ = t;
    drain_ = per_second;
  }
  /// A full battery goes in at `t`; the load stays.
  void swap(Time t, double new_level = 1) {
    level_ = new_level;
    since_ = t;
  }
  /// When the level will have fallen to `share`; kNever if it does not fall that far.
  Time falls_to(double share) const {
    if (level_ <= share) return since_;
    return drain_ > 0 ? since_ + from_seconds((level_ - share) / drain_) : kNever;
  }

 private:
  double level_ = 1, drain_ = 0;
  Time since_{0};
};

}  // namespace wardtwin::flow
