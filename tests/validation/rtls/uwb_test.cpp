#include <cmath>

#include <gtest/gtest.h>

#include "network_models/uwb/cell.h"
#include "tests/support/radio_bench.h"

namespace wardtwin::uwb {
namespace {

using Kind = flow::Command::Kind;
using tests::source;

struct Network : tests::RadioBench<Cell, CellSetup> {
  Network() : RadioBench({43, 0}) { setup.anchors = {10, 11, 12, 13}; }
  void add(flow::Source s, std::vector<std::uint32_t> anchors = {0, 1, 2, 3}) {
    const auto d = static_cast<flow::DeviceIndex>(setup.tags.size());
    setup.tags.push_back({d, std::move(anchors)});
    s.device = d;
    sources.push_back(s);
  }
};

// Slots of 2 ms carry 500 tags at one position a second, and no more.
TEST(UwbCell, CarriesAsManyTagsAsSlots) {
  for (const std::uint32_t n : {100u, 450u, 1000u}) {
    Network w;
    for (std::uint32_t i = 0; i < n; ++i) w.add(source(12, flow::Pattern::periodic, 1s));
    w.run(200s);
    w.cell->restart_statistics(200s);
    w.run(400s);
    const radio::AirCounts air = w.cell->air_counts(10);
    EXPECT_NEAR(seconds(air.busy) / 200, std::min(1.0, n * 2e-3), 0.01) << n;
    const double delivered = w.delivered();
    EXPECT_NEAR(delivered, std::min(1.0, 500.0 / n), n <= 500 ? 0 : 0.01) << n;
    EXPECT_EQ(w.lost(flow::LossCause::radio_queue_full), w.ledger().total_lost());
  }
}

TEST(UwbCell, APositionTakesTheNextSlot) {
  Network w;
  w.add(source(12, flow::Pattern::on_event));
  w.add(source(12, flow::Pattern::on_event));
  w.start();
  for (const std::uint32_t tag : {0u, 1u})
    w.cell->post({.at = 1001ms, .created = 1001ms, .kind = Kind::send, .target = tag});
  w.run(2s);
  ASSERT_EQ(w.out.received.size(), 2u);
  EXPECT_EQ(w.out.received[0].at, 1004ms)
      << "1001 ms is within a slot; the next one begins at 1002";
  EXPECT_EQ(w.out.received[1].at, 1006ms);
}

TEST(UwbCell, APositionNeedsThreeAnchorsThatAreUp) {
  Network w;
  w.add(source(12, flow::Pattern::periodic, 1s), {2, 0, 1});
  w.add(source(12, flow::Pattern::periodic, 1s), {0, 1, 2, 3});
  w.add(source(12, flow::Pattern::periodic, 1s), {0, 1});
  w.start();
  EXPECT_EQ(w.cell->entry_of(0), 12u);
  w.cell->post({.at = 100s, .kind = Kind::access_point_down, .target = 12});
  w.cell->post({.at = 150s, .kind = Kind::access_point_up, .target = 12});
  w.run(200s);
  EXPECT_EQ(w.lost(flow::LossCause::not_attempted), 200u) << "the third is heard by two";
  EXPECT_EQ(w.lost(flow::LossCause::access_point_down), 50u) << "the first lost one of three";
  EXPECT_EQ(w.ledger().delivered, 350u);
}

// By hand: 0.3 ms at 300 mW a position, 6 uW between.
TEST(UwbCell, EnergyOfAPosition) {
  Network w;
  w.add(source(12, flow::Pattern::periodic, 1s));
  w.add(source(12, flow::Pattern::on_event));
  w.run(1000s);
  const radio::Energy e = w.cell->energy(0, 1000s);
  EXPECT_NEAR(e[radio::RadioState::transmit], 1000 * .3e-3 * .3, 2e-4);
  EXPECT_NEAR(e[radio::RadioState::sleep], 6e-6 * (1000 - .3), 1e-6);
  EXPECT_NEAR(w.cell->energy(1, 1000s).total(), 6e-3, 1e-9) << "silent";
}

}  // namespace
}  // namespace wardtwin::uwb
