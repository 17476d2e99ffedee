#pragma once

#include "network_models/ble/cell.h"
#include "tests/support/radio_bench.h"

/// Bluetooth benches without a hospital: devices round gateways, one source and flow each or shared.
namespace wardtwin::ble::bench {

using tests::source;

struct Bench : tests::RadioBench<Cell, CellSetup> {
  Bench() {
    setup.gateways = {{.entry = 0, .key = 1}};
    setup.def.scanning = {.interval = 100ms, .window = 100ms};
  }
  /// One device with one source of flow 0; heard equally by all gateways unless told otherwise.
  StationSetup& add(bool advertises, flow::Source source, Dbm level = {-60}) {
    const auto d = static_cast<flow::DeviceIndex>(sources.size());
    source.device = d;
    sources.push_back(source);
    StationSetup s;
    s.device = d;
    s.key = 1000 + d;
    s.advertises = advertises;
    s.first_source = d;
    s.source_count = 1;
    for (std::uint32_t g = 0; g < setup.gateways.size(); ++g) s.paths.push_back({g, level, level});
    setup.stations.push_back(s);
    return setup.stations.back();
  }
  void build(std::uint32_t replication = 0) {
    setup.seed.replication = replication;
    start();
  }
};

}  // namespace wardtwin::ble::bench
