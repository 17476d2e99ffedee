#pragma once

#include <vector>

#include "network_models/ieee802154/cell.h"
#include "tests/support/radio_bench.h"

/// An 802.15.4 network without a hospital: node 0 is the root, nodes 1.. are devices 0.. .
namespace wardtwin::ieee802154::test {

using tests::source;

struct Network : tests::RadioBench<Cell, CellSetup> {
  explicit Network(Ieee802154Def mac, std::uint32_t replication = 0)
      : RadioBench({23, replication}) {
    setup.mac = mac;
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

  struct Link {
    std::uint32_t a, b;
    double dbm;
  };
  std::vector<Link> links;

 protected:
  void prepare() override {
    const std::size_t n = setup.nodes.size();
    setup.power.assign(n * n, everywhere);
    for (const auto& l : links) setup.power[l.a * n + l.b] = setup.power[l.b * n + l.a] = l.dbm;
  }
};

/// Messages are frames: no headers beyond the PSDU; any overlap destroys both.
inline Ieee802154Def plain() {
  Ieee802154Def mac;
  mac.header_bytes = 0;
  mac.capture = false;
  mac.queue_limit = 100000;
  return mac;
}

}  // namespace wardtwin::ieee802154::test
