#pragma once

#include "viz/trace/trace.h"

/// Numbers laid on the plan, one per square of the signal map or one per room.
namespace wardtwin::viz {

enum class Heat : std::uint8_t {
  none,
  signal,
  second_signal,
  airtime,
  alarm_p50,
  alarm_p99,
  alarm_loss,
  blind_minutes
};

struct HeatScale {
  const char *title, *unit;
  double low, high;  ///< of the colours
};
HeatScale scale_of(Heat heat);

struct HeatSquare {
  std::uint32_t floor = 0;
  double x0 = 0, y0 = 0, x1 = 0, y1 = 0;  ///< m
  double value = 0;                       ///< NaN: nothing to say
  std::uint64_t count = 0;                ///< what it is made of: alarms, spells; 0 for fields
};

/// Of the window [from, to). Signal: dBm of the strongest access point (or the second) by square;
/// airtime: busy share of the strongest access point's channel, mean of the window; alarm_p50/p99: s
/// from device to handset of alarms delivered to a handset, by room; alarm_loss: share of alarms
/// lost, by room; blind_minutes: minutes without data, by room.
std::vector<HeatSquare> heat_map(const Trace& trace, Heat heat, Time from, Time to);

/// The nearest-rank quantile of unsorted values; NaN when empty.
double quantile_of(std::vector<double> values, double q);

}  // namespace wardtwin::viz
