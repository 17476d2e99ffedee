#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/base/random.h"
#include "sim/base/time.h"
#include "sim/base/units.h"
#include "sim/flow/flow.h"

/// What a DECT system is built from, and what a scenario may set of it.
namespace wardtwin::dect {

/// Time-division frame of EN 300 175-2: 24 slots in 10 ms, the first half from base stations, the
/// second from devices.
inline constexpr Time kFrame = 10ms;
inline constexpr int kSlots = 24;
inline constexpr int kPairs = kSlots / 2;  ///< duplex channels of one carrier
inline constexpr Time kSlot = kFrame / kSlots;

struct DectDef {
  Hertz carrier{1889.568e6};
  int carriers = 10;
  int channels = kPairs;
  int slot_bytes = 32;
  int header_bytes = 12;
  Dbm base_power{24};
  Dbm device_power{24};
  Dbm sensitivity{-93};
  Decibels fade_margin{10};
  Decibels capture{11};
  Time setup = 200ms;
  Time hold = 500ms;
  Time paging = 160ms;
  int attempts = 5;
  Time backoff = 1s;
  int queue_limit = 16;
  double speech = 0;
  Time call = 120s;
  double active_power = 0.15;
  double idle_power = 0.009;
};

struct Path {
  std::uint32_t base = 0;
  Decibels loss{60};
};

struct DeviceSetup {
  flow::DeviceIndex device = 0;
  std::vector<Path> paths;  ///< base stations that it can serve or disturb, nearest first
};

struct CellSetup {
  DectDef radio;
  std::vector<std::uint32_t> bases;  ///< entries: rows of backbone accesses
  std::vector<DeviceSetup> devices;
  std::span<const flow::Source> sources;  ///< of the whole hospital; must outlive the cell
  std::size_t flows = 1;
  Seed seed;
  Time warm_up{0};
  bool counts_delivery = false;  ///< uplink flows end here (bench scenarios without a backbone)
};

/// Slots that a message fills, one of each frame.
inline int slots_of(const DectDef& def, int bytes) {
  return (bytes + def.header_bytes + def.slot_bytes - 1) / def.slot_bytes;
}

/// When a message has left that may leave from `now` on, on this pair of slots.
inline Time ends(const DectDef& def, Time now, int pair, bool downlink, int bytes) {
  const Time offset = kFrame * (pair + (downlink ? 0 : kPairs)) / kSlots;
  const Time behind = (now - offset) % kFrame;
  const Time wait = behind > Time{0} ? kFrame - behind : -behind;
  return now + wait + kFrame * (slots_of(def, bytes) - 1) + kSlot;
}

/// Is the base station strong enough to be counted on, both ways?
inline bool in_reach(const DectDef& def, Decibels loss) {
  const Dbm weaker = def.base_power < def.device_power ? def.base_power : def.device_power;
  return weaker - loss >= def.sensitivity + def.fade_margin;
}

}  // namespace wardtwin::dect
