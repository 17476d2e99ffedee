#pragma once

#include <array>
#include <cstdint>

#include "sim/base/fields.h"
#include "sim/base/time.h"

/// What a scenario may set of sleeping stations and of the uplink that access points trigger.
namespace wardtwin::wifi {

/// When a station that sleeps wakes for what its access point keeps for it.
enum class PowerSave : std::uint8_t {
  off,     ///< never sleeps
  dtim,    ///< at DTIM beacons: asks for what they announce (802.11-2020, 11.2.3)
  u_apsd,  ///< the same, and every message it sends asks too (11.2.3.5)
  twt,     ///< only in service periods agreed on, for both directions (802.11ax, 26.8)
};

/// How stations of one class save power.
struct PowerSaveDef {
  PowerSave mode = PowerSave::dtim;
  Time stay_awake{0};
  Time interval = 1s, service = 10ms;  ///< of TWT
  int group = 1;                       ///< stations that share a service period
};

/// Power drawn by a station's radio, in watts.
struct EnergyDef {
  double transmit = 0.66;
  double receive = 0.33;
  double listen = 0.33;
  double sleep = 2.64e-3;
  Time wake_up{2'800'000};
};

/// Uplink OFDMA of 802.11ax: several stations answer one trigger side by side.
struct UplinkOfdmaDef {
  bool on = false;
  Time guard{1'600};
  Time latest = 4ms;  ///< the longest answer that is asked for
};

/// One station's share of PowerSaveDef; `offset` is that of its service periods.
struct PowerSettings {
  PowerSave mode = PowerSave::off;
  Time stay_awake{0}, interval{0}, service{0}, offset{0};
};

}  // namespace wardtwin::wifi

namespace wardtwin {

template <>
inline constexpr auto words<wifi::PowerSave> =
    std::array{Word{wifi::PowerSave::off, "off"}, Word{wifi::PowerSave::dtim, "DTIM"},
               Word{wifi::PowerSave::u_apsd, "U-APSD"}, Word{wifi::PowerSave::twt, "TWT"}};

}  // namespace wardtwin
