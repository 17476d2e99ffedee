#pragma once

#include <memory>
#include <vector>

#include "network_models/ble/cell.h"

/// Bluetooth benches without a hospital: devices round gateways, one source and flow each or shared.
namespace wardtwin::ble::bench {

/// Owns what a cell only looks at. Fill `setup` and `sources`, then build().
struct Bench {
  CellSetup setup;
  std::vector<flow::Source> sources;
  std::unique_ptr<Cell> cell;
  radio::CellOutput out;
  std::vector<flow::Frame> received, delivered;
  std::vector<flow::LinkChange> links;

  Bench() {
    setup.gateways = {{.entry = 0, .key = 1}};
    setup.counts_delivery = true;
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
    setup.sources = sources;
    setup.seed.replication = replication;
    cell = std::make_unique<Cell>(setup);
  }
  void run(Time from, Time until, Time window) {
    for (Time t = from; t < until;) {
      t = std::min(until, t + window);
      cell->run(t, out);
      received.insert(received.end(), out.received.begin(), out.received.end());
      delivered.insert(delivered.end(), out.delivered.begin(), out.delivered.end());
      links.insert(links.end(), out.links.begin(), out.links.end());
      out.clear();
    }
  }
  const flow::Ledger& ledger(std::size_t flow = 0) const {
    return cell->statistics().rows()[flow].ledger;
  }
  std::uint64_t lost(flow::LossCause cause) const {
    return ledger().lost[static_cast<std::size_t>(cause)];
  }
};

inline flow::Source source(flow::Pattern pattern, std::uint32_t payload, Time period = 1s) {
  flow::Source s;
  s.payload_bytes = payload;
  s.pattern = pattern;
  s.period = period;
  s.on_at_start = pattern != flow::Pattern::on_event;
  return s;
}

}  // namespace wardtwin::ble::bench
