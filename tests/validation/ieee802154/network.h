#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include "network_models/ieee802154/cell.h"

/// An 802.15.4 network without a hospital: node 0 is the root, nodes 1.. are devices 0.. .
namespace wardtwin::ieee802154::test {

struct Network {
  CellSetup setup;
  std::vector<flow::Source> sources;
  std::unique_ptr<Cell> cell;
  radio::CellOutput out;

  explicit Network(Ieee802154Def mac, std::uint32_t replication = 0) {
    setup.mac = mac;
    setup.seed = {23, replication};
    setup.counts_delivery = true;
    setup.nodes.push_back({.entry = 1000, .root = true});
  }
  std::uint32_t add(flow::Source source, bool router = false, bool sleepy = false) {
    const auto d = static_cast<flow::DeviceIndex>(setup.nodes.size() - 1);
    setup.nodes.push_back({.device = d, .entry = d, .router = router, .sleepy = sleepy});
    source.device = d;
    sources.push_back(source);
    return d + 1;
  }
  /// dBm both ways between two nodes.
  void link(std::uint32_t a, std::uint32_t b, double dbm) { links.push_back({a, b, dbm}); }
  double everywhere = -50;  ///< of all other pairs

  void start() {
    if (cell) return;
    const std::size_t n = setup.nodes.size();
    setup.power.assign(n * n, everywhere);
    for (const auto& l : links) setup.power[l.a * n + l.b] = setup.power[l.b * n + l.a] = l.dbm;
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
  double delivered() const {
    return static_cast<double>(row().ledger.delivered) /
           static_cast<double>(row().ledger.generated - cell->held(0));
  }
  struct Link {
    std::uint32_t a, b;
    double dbm;
  };
  std::vector<Link> links;
  Time now{0};
};

inline flow::Source source(int psdu, flow::Pattern pattern, Time period = {}) {
  flow::Source s;
  s.payload_bytes = static_cast<std::uint32_t>(psdu);
  s.pattern = pattern;
  s.period = period;
  s.on_at_start = true;
  return s;
}

/// Messages are frames: no headers beyond the PSDU; any overlap destroys both.
inline Ieee802154Def plain() {
  Ieee802154Def mac;
  mac.header_bytes = 0;
  mac.capture = false;
  mac.queue_limit = 100000;
  return mac;
}

}  // namespace wardtwin::ieee802154::test
