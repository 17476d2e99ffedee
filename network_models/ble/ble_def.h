#pragma once

#include <array>
#include <vector>

#include "sim/base/fields.h"
#include "sim/base/time.h"
#include "sim/base/units.h"

/// What a scenario may set of Bluetooth LE. Field tables are in ble_fields.h.
namespace wardtwin::ble {

enum class Phy { le_1m, le_2m, coded_s2, coded_s8 };
enum class ChannelSelection { csa_1, csa_2 };
enum class Advertising { legacy, extended, periodic };

struct RadioDef {
  Phy phy = Phy::le_1m;  ///< of connections; legacy advertising is always 1M
  Dbm gateway_power{8};
  Dbm device_power{0};
  Dbm sensitivity_1m{-95}, sensitivity_2m{-92}, sensitivity_s2{-99}, sensitivity_s8{-103};
  Decibels fade_margin{5};
  Decibels capture{9};
};

struct AdvertisingDef {
  Time random_delay{10'000'000};
  Time channel_gap{50'000};
};

/// What extended and periodic advertising send on secondary channels.
struct ExtendedDef {
  Phy phy = Phy::le_1m;
  Time offset{1'000'000};
  Time space{300'000};
  Time sync_info{1'000'000'000};
};

struct ScanningDef {
  Time interval{100'000'000};
  Time window{100'000'000};
};

struct ConnectionDef {
  Time interval{50'000'000};
  int latency = 0;
  Time supervision_timeout{4'000'000'000};
  Time slot{2'500'000};
  int data_length = 251;
  int mtu = 247;
  ChannelSelection selection = ChannelSelection::csa_2;
  int queue = 64;
  Time reconnect_interval{100'000'000};
  int connect_events_low = 1, connect_events_high = 6;
  int encrypt_events_low = 3, encrypt_events_high = 6;
  Time retry_pause{2'000'000'000};
};

/// Power drawn by a device's radio, in watts.
struct EnergyDef {
  double transmit = 19.2e-3;
  double receive = 18.78e-3;
  double sleep = 9e-6;
  double wake = 9e-3;
  Time wake_time{1'400'000};
};

/// One Wi-Fi network that is heard all over the place, as an on/off process.
struct WifiLoadDef {
  int channel = 1;  ///< of 2.4 GHz, 20 MHz wide
  double duty = 0.2;
  Time busy{1'500'000};
  Dbm power{-50};  ///< that a BLE receiver takes in from it, within its own channel
};

struct BleDef {
  RadioDef radio;
  AdvertisingDef advertising;
  ExtendedDef extended;
  ScanningDef scanning;
  ConnectionDef connections;
  EnergyDef energy;
  std::vector<WifiLoadDef> wifi;
  bool avoid_wifi = false;  ///< adaptive hopping leaves out what Wi-Fi covers
};

}  // namespace wardtwin::ble

namespace wardtwin {

template <>
inline constexpr auto words<ble::Phy> =
    std::array{Word{ble::Phy::le_1m, "1M"}, Word{ble::Phy::le_2m, "2M"},
               Word{ble::Phy::coded_s2, "coded S2"}, Word{ble::Phy::coded_s8, "coded S8"}};
template <>
inline constexpr auto words<ble::ChannelSelection> = std::array{
    Word{ble::ChannelSelection::csa_1, "CSA#1"}, Word{ble::ChannelSelection::csa_2, "CSA#2"}};

}  // namespace wardtwin
