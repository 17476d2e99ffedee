#pragma once

#include <array>
#include <optional>

#include "sim/base/fields.h"
#include "sim/base/random.h"
#include "sim/base/units.h"

/// How far a position is from where its tag is.
///
/// Model       The distance is log-normal with a given median and 90th percentile; direction and
///             distance have a part that stays with the room (walls, furniture, where the anchors
///             hang) and a part drawn for each position.
/// Valid for   Tags that stand still, one technology, a survey's median and 90th percentile.
/// Leaves out  Movement between two positions, filters that follow a path.
/// Checked by  tests/validation/rtls/accuracy_test.cpp
namespace wardtwin::rtls {

enum class Technology : std::uint8_t {
  ble_rssi,
  ble_aoa,
  uwb,
  wifi_rtt,
  wifi_rssi,
  infrared,  ///< knows the room, and nothing within it
};

struct Accuracy {
  Metres median{3}, p90{6};
};
/// Typical figures of a technology (all estimates); infrared has none.
Accuracy typical(Technology technology);

struct Offset {
  double x = 0, y = 0;
};

/// The part of the errors that a room has in common.
struct RoomBias {
  double score = 0;      ///< standard normal
  double direction = 0;  ///< rad
};
RoomBias room_bias(Seed seed, std::uint64_t room_key);

/// One position's error. `correlation`: share of the variance that the room decides, 0 to 1.
Offset position_error(const Accuracy& accuracy, double correlation, const RoomBias& room,
                      Stream& stream);

/// Ranging by received power: spread of the logarithm of distance where shadowing has standard
/// deviation `sigma_db` and the path loss exponent is n.
double ranging_spread(double sigma_db, double n);
/// Mean estimate over true distance for that spread.
double ranging_bias(double spread);
/// Probability that the estimate is off by less than `share` of the distance.
double ranging_within(double spread, double share);

/// Single-sided two-way ranging: error in metres by clocks that differ by `ppm` over `reply`.
Metres clock_error(double reply_s, double ppm);

}  // namespace wardtwin::rtls

namespace wardtwin {

template <>
inline constexpr auto words<rtls::Technology> =
    std::array{Word{rtls::Technology::ble_rssi, "BLE RSSI"},
               Word{rtls::Technology::ble_aoa, "BLE AoA"},
               Word{rtls::Technology::uwb, "UWB"},
               Word{rtls::Technology::wifi_rtt, "Wi-Fi RTT"},
               Word{rtls::Technology::wifi_rssi, "Wi-Fi RSSI"},
               Word{rtls::Technology::infrared, "infrared"}};

}  // namespace wardtwin
