#pragma once

#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "sim/base/fields.h"
#include "sim/base/random.h"
#include "sim/base/units.h"
#include "sim/flow/flow.h"

/// What an ultra-wideband location network is built from, and what a scenario may set of it.
namespace wardtwin::uwb {

struct UwbDef {
  Time slot{2'000'000};
  Time airtime{300'000};
  int anchors_needed = 3;
  int queue_limit = 2;
  Dbm tag_power{-14};
  Dbm sensitivity{-93};
  double tx_power = 0.3;
  double rx_power = 0.3;
  Time ranging{0};
  double sleep_power = 6e-6;
};

struct TagSetup {
  flow::DeviceIndex device = 0;
  std::vector<std::uint32_t> anchors;  ///< rows of CellSetup::anchors that hear it, loudest first
};

struct CellSetup {
  UwbDef uwb;
  std::vector<std::uint32_t> anchors;  ///< entries
  std::vector<TagSetup> tags;
  std::span<const flow::Source> sources;  ///< of the whole hospital; must outlive the cell
  std::size_t flows = 1;
  Seed seed;
  Time warm_up{0};
  bool counts_delivery = false;  ///< uplink flows end here (bench scenarios without a backbone)
};

}  // namespace wardtwin::uwb

namespace wardtwin {

template <>
inline constexpr auto fields<uwb::UwbDef> = [] {
  using Def = uwb::UwbDef;
  return std::tuple{
      field("slot", &Def::slot, "s", 1e-4, 1,
            "Air time that one position of one tag takes from all others.", Mark::estimate,
            "2-5 ms: 200-500 tags at one position a second"),
      field("airtime", &Def::airtime, "s", 1e-5, 1, "Of that, what the tag's transmitter is on.",
            Mark::estimate, "about 0.3 ms"),
      field("ranging", &Def::ranging, "s", 0, 1,
            "Of that, what its receiver is on; two-way ranging needs it, arrival times do not."),
      field("anchors_needed", &Def::anchors_needed, "1", 1, 16,
            "Anchors that must hear a tag for a position.", Mark::computed,
            "two coordinates and the clock need 3"),
      field("queue", &Def::queue_limit, "1", 1, 1000,
            "Positions of one tag that may wait for a slot; more are dropped."),
      field("tag_power", &Def::tag_power, "dBm", -41, 10, "Radiated over the whole channel.",
            Mark::computed, "-41.3 dBm/MHz over 500 MHz"),
      field("sensitivity", &Def::sensitivity, "dBm", -120, -60,
            "Least power at which an anchor hears a tag.", Mark::estimate, "6.8 Mbit/s receivers"),
      field("tx_power", &Def::tx_power, "W", 0, 10, "Drawn while it sends.", Mark::estimate,
            "60-120 mA for about 0.3 ms"),
      field("rx_power", &Def::rx_power, "W", 0, 10, "Drawn while it receives.", Mark::estimate,
            "60-120 mA"),
      field("sleep_power", &Def::sleep_power, "W", 0, 1, "Drawn between.", Mark::estimate, "2 uA")};
}();

}  // namespace wardtwin
