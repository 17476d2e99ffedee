#pragma once

#include <cstdint>

#include "network_models/cell.h"
#include "network_models/wifi/power_def.h"
#include "network_models/wifi/station.h"

namespace wardtwin::wifi {

/// A station that may sleep, or whose uplink is triggered.
///
/// `awake_until` is kNever while something keeps it awake, else when it fell or falls asleep: nothing
/// happens then. How long it slept is worked out when it wakes, beacons and empty service periods
/// in between by arithmetic.
struct PowerState {
  PowerSettings set;
  Time awake_until{0};
  Time service_until{0};     ///< of the present service period
  std::uint32_t awaits = 0;  ///< messages for it that its access point is about to send
  bool listed = false;       ///< its access point keeps something for it
  bool expected = false;     ///< wakes at its next service period
  bool known = false;        ///< its access point knows of its queues and triggers it
  MessageQueue kept;         ///< at its access point, while it sleeps
};

/// What a station's radio drew until `at`.
radio::Energy energy_of(const RadioTime& t, const EnergyDef& def, Time at);

}  // namespace wardtwin::wifi
