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

/// The scale for these squares: that of signals is always the same, others end with the first of 1, 2
/// or 5 times a power of ten that no value exceeds.
HeatScale scale_of(Heat heat, const std::vector<HeatSquare>& squares);

/// What the signal map says at the place of each device; `strongest` is kNone where it says nothing.
std::vector<results::SignalPoint> signal_at_devices(const Trace& trace);
/// Of a device with an access point, dBm: that of the strongest one, or at most that of the second
/// for any other. NaN where the map does not say.
double link_signal(const results::SignalPoint& at, std::uint32_t access_point);

/// The nearest-rank quantile of unsorted values; NaN when empty.
double quantile_of(std::vector<double> values, double q);

}  // namespace wardtwin::viz
