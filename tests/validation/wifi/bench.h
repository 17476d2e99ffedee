#pragma once

#include <memory>
#include <vector>

#include "network_models/wifi/cell.h"

/// Laboratory benches: N equal stations round one access point, driven without a hospital.
namespace wardtwin::wifi::bench {

struct Group {
  int stations = 1;
  flow::Source source;  ///< device and flow are filled in
  Direction up;
  AccessCategory category = AccessCategory::best_effort;
};

/// Owns what a cell only looks at.
struct Bench {
  CellSetup setup;
  std::vector<flow::Source> sources;
  std::vector<std::uint8_t> categories;
  std::vector<Group> groups;
  std::vector<Direction> links;  ///< per device
  std::unique_ptr<Cell> cell;
  CellOutput out;

  /// One flow per group, one source and one device per station.
  explicit Bench(CellSetup s, std::vector<Group> g, std::uint32_t replication = 0);
  void run(Time until, Time window = 100ms);
  const flow::FlowStatistics::Row& row(std::size_t group) const {
    return cell->statistics().rows()[group];
  }
  double goodput_mbps(std::size_t group, Time elapsed) const {
    return static_cast<double>(row(group).ledger.delivered_bytes) * 8e-6 / seconds(elapsed);
  }
};

/// A frame that is on air for `airtime` whatever its size.
inline Direction fixed_airtime(Time airtime) {
  return {.airtime = {.preamble = airtime, .symbol = Time{0}}};
}

/// One access point, no beacons, no TXOP, infinite lifetime, delivery counted in the cell.
CellSetup quiet_setup();

flow::Source saturated(std::uint32_t payload);
flow::Source periodic(std::uint32_t payload, Time period, Time jitter);
flow::Source poisson(std::uint32_t payload, Time gap);

}  // namespace wardtwin::wifi::bench
