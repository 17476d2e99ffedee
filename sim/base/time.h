#pragma once

#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace wardtwin {

/// Simulated time: an instant since the start of the run, or a length of time. Integer nanoseconds,
/// so sums are exact and equal on every machine (int64: 292 years).
using Time = std::chrono::nanoseconds;

using namespace std::chrono_literals;

inline constexpr Time kNever{std::numeric_limits<std::int64_t>::max()};

/// Seconds as a double, for statistics and for people.
constexpr double seconds(Time t) { return static_cast<double>(t.count()) * 1e-9; }

/// The nearest whole nanosecond (halves to even). Round once per quantity, never per step.
inline Time from_seconds(double s) {
#ifdef __SSE2__
  return Time{_mm_cvtsd_si64(_mm_set_sd(s * 1e9))};  // what llrint does, without the call
#else
  return Time{std::llrint(s * 1e9)};
#endif
}

constexpr double hour_of_day(Time t) {
  constexpr auto day = std::chrono::duration_cast<Time>(24h).count();
  return static_cast<double>(t.count() % day) / 3.6e12;
}

}  // namespace wardtwin
