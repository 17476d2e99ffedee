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
