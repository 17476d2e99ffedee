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

template <>
inline constexpr auto fields<rfid::RadioDef> = [] {
  using Def = rfid::RadioDef;
  return std::tuple{
      field("reader_power", &Def::reader_power, "dBm", 0, 36,
            "Power radiated towards the tags, antenna included.", Mark::estimate, "30-33 dBm"),
      field("tag_sensitivity", &Def::tag_sensitivity, "dBm", -30, 0,
            "Least power at which a tag answers.", Mark::estimate, "-18 to -24 dBm"),
      field("antennas", &Def::antennas, "1", 1, 8,
            "Antennas of a reader; the one that a tag's orientation suits best counts."),
      field("orientation", &Def::orientation, "dB", 0, 20,
            "Standard deviation over tags and antennas; it stays with a tag for all its passes.",
            Mark::estimate, "dipole tags, portals lose 1-10 % of body-worn or metal tags"),
      field("movement", &Def::movement, "dB", 0, 20,
            "Standard deviation over the passes of one tag.", Mark::estimate, "carried tags")};
}();

template <>
inline constexpr auto fields<rfid::UseDef> = [] {
  using Def = rfid::UseDef;
  return std::tuple{
      field("in_field", &Def::in_field, "s", 0, 1e5, "How long a passing tag is in the field.",
            Mark::computed, "2 m at 1.2 m/s"),
      field("guard", &Def::guard, "s", 0, 0.1,
            "Time of the reader's own between two exchanges with a card.", Mark::estimate,
            "500 us"),
      field("handling", &Def::handling, "s", 0, 60,
            "What people and programs add to one card: holding it there, showing the result.",
            Mark::estimate, "0.3-1.5 s for the whole transaction")};
}();

}  // namespace wardtwin
