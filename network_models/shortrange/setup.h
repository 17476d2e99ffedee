#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/base/fields.h"
#include "sim/base/random.h"
#include "sim/base/time.h"
#include "sim/base/units.h"
#include "sim/flow/flow.h"

/// What a star of short-range devices is built from, and what a scenario may set of it.
namespace wardtwin::shortrange {

enum class Access {
  aloha,         ///< sends at once, on any channel
  listen_first,  ///< takes the first channel that is quiet, or waits
  own_channel,   ///< each device has a channel to itself
};

struct ShortrangeDef {
  Hertz carrier{433.92e6};
  int channels = 1;
  Access access = Access::aloha;
  double bit_rate = 100e3;
  int header_bytes = 12;
  Dbm device_power{0};
  Decibels body_loss{0};
  Dbm sensitivity{-100};
  Decibels fade_margin{6};
  Decibels capture{6};
  Dbm quiet{-90};
  Time listen{0};
  int attempts = 1;
  Time backoff{100'000'000};
  int queue_limit = 16;
  double tx_power = 0.03;
  double rx_power = 0.03;
  double sleep_power = 6e-6;
};

/// Implants: MedRadio, 402-405 MHz, ten channels of 300 kHz, 25 uW, listen before talk.
ShortrangeDef medradio();
/// Tags that blink at 433.92 MHz.
ShortrangeDef active_rfid();
/// Telemetry transmitters at 608-614 MHz, each on a channel that was planned for it.
ShortrangeDef wmts();

/// Badges that blink in infrared: light fills a room and leaves it by no wall.
struct InfraredDef {
  double bit_rate = 9600;
  int header_bytes = 4;
  Metres reach{12};
  Decibels capture{6};
  int queue_limit = 4;
  double tx_power = 0.15;
  double sleep_power = 15e-6;
};

/// The star that does what badges do: powers stand for light beside that at one metre.
ShortrangeDef star_of(const InfraredDef& def);
/// Light of a badge at a receiver in the same room, against that at one metre.
Dbm light_at(Metres distance);

struct Path {
  std::uint32_t receiver = 0;
  Dbm power{-60};
};

struct DeviceSetup {
  flow::DeviceIndex device = 0;
  std::vector<Path> paths;  ///< receivers that hear it or are disturbed, strongest first
};

struct CellSetup {
  ShortrangeDef radio;
  std::vector<std::uint32_t> receivers;  ///< entries: rows of backbone accesses
  std::vector<DeviceSetup> devices;
  std::span<const flow::Source> sources;  ///< of the whole hospital; must outlive the cell
  std::size_t flows = 1;
  Seed seed;
  Time warm_up{0};
  bool counts_delivery = false;  ///< uplink flows end here (bench scenarios without a backbone)
};

/// Time on air of a message.
inline Time airtime(const ShortrangeDef& def, int bytes) {
  return from_seconds(8.0 * (bytes + def.header_bytes) / def.bit_rate);
}

/// Is it strong enough to be counted on?
inline bool in_reach(const ShortrangeDef& def, Dbm power) {
  return power >= def.sensitivity + def.fade_margin;
}

}  // namespace wardtwin::shortrange

namespace wardtwin {

template <>
inline constexpr auto words<shortrange::Access> =
    std::array{Word{shortrange::Access::aloha, "ALOHA"},
               Word{shortrange::Access::listen_first, "listen first"},
               Word{shortrange::Access::own_channel, "own channel"}};

}  // namespace wardtwin
