#pragma once

#include <optional>
#include <string>

#include "sim/base/distribution.h"
#include "sim/base/units.h"

/// A new drug library or firmware for a fleet of devices: what a scenario sets.
namespace wardtwin::faults {

/// Nights in which devices that are switched off stand on chargers that reach the network.
struct ChargingDef {
  Time from = 22h, to = 6h;  ///< clock times
  double share = 0;          ///< of the devices that are off as a night begins
};

struct RolloutDef {
  std::string of;    ///< device class
  std::string from;  ///< server
  Time released{0};  ///< clock time
  double size = 5e6;
  BitsPerSecond rate{2e6};
  int at_once = 10;
  Time asks_every = 1h;
  Distribution in_use = Distribution::lognormal_of_mean(9.67 * 3600, 12 * 3600.0);
  Distribution unused = Distribution::exponential(19.2 * 3600);
  double switched_off = 0.5;
  ChargingDef charging;
};

}  // namespace wardtwin::faults
