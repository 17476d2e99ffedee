#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "network_models/rfid/gen2.h"
#include "network_models/rfid/inventory.h"
#include "sim/base/distribution.h"
#include "sim/base/fields.h"
#include "sim/base/random.h"
#include "sim/base/units.h"
#include "sim/flow/flow.h"

/// What readers of tags and cards are built from, and what a scenario may set of them.
namespace wardtwin::rfid {

enum class Protocol : std::uint8_t { gen2, iso_14443, iso_15693 };

struct RadioDef {
  Dbm reader_power{33};
  Dbm tag_sensitivity{-18};
  int antennas = 2;
  Decibels orientation{4};
  Decibels movement{2};
};

/// A tag passes and is in the field for a while; a card is held to the reader.
struct UseDef {
  Distribution in_field = Distribution::lognormal_of_median(1.7, 0.3);
  Time guard{500'000};
  Distribution handling = Distribution::lognormal_of_median(0.8, 0.3);
};

struct RfidDef {
  RadioDef radio;
  LinkDef link;
  QDef q;
  UseDef use;
};

struct TagSetup {
  flow::DeviceIndex device = 0;
  /// Of the tag over its sensitivity, before orientation and movement; unused for cards.
  Decibels margin{0};
};

/// One reader and the tags that pass it. A message is one pass, or one card held to the reader.
struct CellSetup {
  RfidDef rfid;
  Protocol protocol = Protocol::gen2;
  std::uint32_t entry = 0;  ///< row of backbone accesses
  std::vector<TagSetup> tags;
  std::span<const flow::Source> sources;  ///< of the whole hospital; must outlive the cell
  std::size_t flows = 1;
  Seed seed;
  Time warm_up{0};
  bool counts_delivery = false;  ///< uplink flows end here (bench scenarios without a backbone)
};

/// Of a reader since statistics were restarted.
struct Counters {
  std::uint64_t slots = 0, rounds = 0, collisions = 0, reads = 0;
  std::uint64_t unreadable = 0;  ///< passes of tags that never had the power to answer
  Time busy{0};                  ///< inventory, or transactions
};

/// Longest EPC bank, and a card's memory.
inline constexpr int kLongestEpc = 62, kLongestCard = 8192;

}  // namespace wardtwin::rfid

namespace wardtwin {

template <>
inline constexpr auto words<rfid::Protocol> =
    std::array{Word{rfid::Protocol::gen2, "Gen2"}, Word{rfid::Protocol::iso_14443, "ISO 14443"},
               Word{rfid::Protocol::iso_15693, "ISO 15693"}};

}  // namespace wardtwin
