#pragma once

#include <span>
#include <vector>

#include "network_models/faults/clock_def.h"
#include "network_models/faults/plan.h"

/// Clocks that nobody sets any more.
///
/// Model       From `at` on a clock is `offset` ahead of the right time and gains `drift` seconds a
///             second. Repaired at `until` it keeps its error until it is set, `resync` later.
///             Several such spells of one clock add up.
/// Valid for   Quartz at a steady temperature: tens of millionths, a second in a day or few.
/// Leaves out  Slewing: a clock that is set jumps; wander by temperature and age; leap seconds.
/// Checked by  tests/unit/faults/clock_test.cpp
namespace wardtwin::faults {

struct ClockSpell {
  Time at{0}, until = kNever;
  Time offset{0};
  double drift = 0;  ///< seconds gained a second
};

/// How far the clock is ahead of the right time, s; negative: behind.
double clock_error(std::span<const ClockSpell> spells, Time resync, Time t);

/// When two clocks are more than `beyond` apart, until `end`; sorted.
Spans clocks_apart(std::span<const ClockSpell> a, std::span<const ClockSpell> b, Time resync,
                   Time beyond, Time end);

}  // namespace wardtwin::faults
