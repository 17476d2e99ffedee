#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include "network_models/nr/cell.h"

/// A 5G cell without a hospital; device i has source i.
namespace wardtwin::nr::test {

struct Network {
  CellSetup setup;
  std::vector<flow::Source> sources;
  std::unique_ptr<Cell> cell;
  radio::CellOutput out;
  Time now{0};

  explicit Network(NrDef nr, std::uint32_t replication = 0) {
    setup.nr = nr;
    setup.entry = 77;
    setup.seed = {31, replication};
    setup.counts_delivery = true;
  }
  void add(DeviceSetup device, flow::Source source) {
    device.device = static_cast<flow::DeviceIndex>(setup.devices.size());
    source.device = device.device;
    setup.devices.push_back(device);
    sources.push_back(source);
  }
  void start() {
    if (cell) return;
    setup.sources = sources;
    cell = std::make_unique<Cell>(setup);
  }
  void run(Time until, Time window = 10s) {
    start();
    for (; now < until;) cell->run(now = std::min(now + window, until), out);
  }
  const flow::FlowStatistics::Row& row() const { return cell->statistics().rows()[0]; }
  std::uint64_t lost(flow::LossCause cause) const {
    return row().ledger.lost[static_cast<std::size_t>(cause)];
  }
};

inline flow::Source source(std::uint32_t bytes, flow::Pattern pattern, Time period = {},
                           bool downlink = false) {
  flow::Source s;
  s.payload_bytes = bytes;
  s.pattern = pattern;
  s.period = period;
  s.downlink = downlink;
  s.on_at_start = true;
  return s;
}

/// Without errors, always connected.
inline NrDef quiet() {
  NrDef nr;
  nr.inactivity = 3600s;
  nr.header_bytes = 0;
  return nr;
}
inline DeviceSetup near() { return {.down = {40}, .up = {40}, .connected = true}; }

}  // namespace wardtwin::nr::test
