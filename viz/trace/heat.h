#pragma once

#include <compare>
#include <optional>
#include <string>
#include <utility>

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
  blind_minutes,
  message_p50,
  message_p99,
  message_loss
};

/// A heat map with what it is of.
struct HeatChoice {
  Heat heat = Heat::none;
  std::uint32_t band = 0;                       ///< row of bands_of; of signals and airtime
  std::optional<flow::TrafficClass> traffic{};  ///< of messages; nothing: all classes together
  friend bool operator==(const HeatChoice&, const HeatChoice&) = default;
  friend auto operator<=>(const HeatChoice&, const HeatChoice&) = default;
};
bool is_of_band(Heat heat);
bool is_of_messages(Heat heat);

/// Radios with a map of their signal: "wifi 5 GHz", "wifi 5 GHz, channel 36", "lorawan 868 MHz". A file before format 1.3
/// has one, without its frequency.
std::vector<std::string> bands_of(const Trace& trace);
/// What scripts call them: "wifi", "wifi 36", "lorawan".
std::string short_name(const results::Band& band);

struct HeatScale {
  std::string title, unit;
  double low = 0, high = 1;  ///< of the colours
  bool log = false;          ///< equal steps of colour are equal ratios
};
/// Where a value lies on the scale of colours, 0 .. 1 within it; NaN for NaN.
double share_on(const HeatScale& scale, double value);

struct HeatSquare {
  std::uint32_t floor = 0;
  double x0 = 0, y0 = 0, x1 = 0, y1 = 0;  ///< m
  double value = 0;                       ///< NaN: nothing to say
  std::uint64_t count = 0;                ///< what it is made of: alarms, spells; 0 for fields
};

/// Of the window [from, to). Signal: dBm of the strongest access point (or the second) by square;
/// airtime: busy share of the strongest access point's channel, mean of the window; alarm_p50/p99: s
/// from device to handset of alarms delivered to a handset, by room; alarm_loss: share of alarms
/// lost, by room; blind_minutes: minutes without data, by room. message_p50/p99: s from being made to the
/// end of the way, known to 6 %, and message_loss: share of the messages delivered or lost, of those that
/// devices of a room made in message_window().
std::vector<HeatSquare> heat_map(const Trace& trace, const HeatChoice& choice, Time from, Time to);
/// Messages are counted by windows of the file: what those that overlap [from, to) span.
std::pair<Time, Time> message_window(const Trace& trace, Time from, Time to);

/// The scale for these squares: that of signals is the same unless most lie below it; others end with the first of 1, 2
/// or 5 times a power of ten that no value exceeds. Delays that differ by more than 30 times are on a
/// scale of ratios.
HeatScale scale_of(const HeatChoice& choice, const std::vector<HeatSquare>& squares);

/// What the signal map of Wi-Fi says at the place of each device; `strongest` is kNone where it says nothing.
std::vector<results::SignalPoint> signal_at_devices(const Trace& trace);
/// Of a device with an access point, dBm: that of the strongest one, or at most that of the second
/// for any other. NaN where the map does not say.
double link_signal(const results::SignalPoint& at, std::uint32_t access_point);

/// The nearest-rank quantile of unsorted values; NaN when empty.
double quantile_of(std::vector<double> values, double q);

}  // namespace wardtwin::viz
