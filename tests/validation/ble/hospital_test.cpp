#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "scenarios/run/model.h"
#include "scenarios/run/run.h"
#include "tests/support/hospital.h"

// Bluetooth in a hospital, from the file: patients' patches to the alarm manager and the records.
namespace wardtwin::run {
namespace {

using tests::flow_of, tests::replication;

compiler::Hospital compiled(std::vector<std::string> sets = {}) {
  return tests::compiled("tests/scenario/good/ble_ward.yaml", std::move(sets));
}

TEST(BleHospital, MessagesReachTheServerAndTheFailedGatewayIsMissed) {
  const compiler::Hospital h = compiled();
  const results::Replication r = replication(h);
  const results::Flow& patch = flow_of(h, r, "spo2_wearable/numerics");
  EXPECT_GT(patch.ledger.generated, 500u);
  EXPECT_EQ(patch.ledger.total_lost(), 0u);  // what waits for a new gateway is late, not lost
  // half an interval of 50 ms and the wire, but for those that waited 4 s and more
  EXPECT_GT(patch.delay.quantile(0.5), 0.015);
  EXPECT_LT(patch.delay.quantile(0.5), 0.035);
  EXPECT_GT(patch.delay.max(), 3.5);
  const results::Flow& badge = flow_of(h, r, "staff_badge/position");
  EXPECT_GT(static_cast<double>(badge.ledger.delivered),
            0.9 * static_cast<double>(badge.ledger.generated));
  std::size_t lost = 0, back = 0;
  for (const flow::LinkChange& c : r.link_changes)
    if (h.devices[c.device].link == devices::Link::ble) (c.connected ? back : lost) += 1;
  EXPECT_GT(lost, 0u);
  EXPECT_EQ(back, lost);
  ASSERT_EQ(r.access_points.size(), 4u);
  EXPECT_DOUBLE_EQ(r.access_points[2].down_s, 60);
  EXPECT_GT(r.access_points[3].attempts, 100u);
}

TEST(BleHospital, GatewaysSayWhomTheyServeOnWhichChannels) {
  const compiler::Hospital h = compiled({"faults=~"});
  const results::Replication r = replication(h);
  const results::Model m = model_of(h);
  double served = 0;
  for (std::size_t a = 2; a < r.access_points.size(); ++a) {
    EXPECT_EQ(m.access_points[a].channel, "0-39");
    served += r.access_points[a].stations_mean;
  }
  EXPECT_EQ(served, std::ranges::count(h.devices, devices::Link::ble, &compiler::Device::link));
}

TEST(BleHospital, WithoutTheFaultNobodyIsLost) {
  const compiler::Hospital h = compiled({"faults=~"});
  const results::Replication r = replication(h);
  for (const flow::LinkChange& c : r.link_changes)
    EXPECT_NE(h.devices[c.device].link, devices::Link::ble);
  EXPECT_LT(flow_of(h, r, "spo2_wearable/numerics").delay.max(), 0.1);
}

TEST(BleHospital, NeitherThreadsNorWindowsChangeAnything) {
  const auto one = replication(compiled());
  EXPECT_EQ(replication(compiled(), 3).event_hash, one.event_hash);
  for (const auto* width : {"1 ms", "3 ms"})
    EXPECT_EQ(replication(compiled({fmt::format("clock.window={}", width)})).event_hash,
              one.event_hash)
        << width;
  EXPECT_NE(replication(compiled({"network.ble.connections.interval=40 ms"})).event_hash,
            one.event_hash);
}

// A wall takes away power and never adds any.
TEST(BleHospital, AWallWeakens) {
  const auto power = [](std::vector<std::string> sets) {
    double sum = 0;
    for (const auto& cell : compiled(std::move(sets)).ble.cells)
      for (const auto& s : cell.stations)
        for (const auto& p : s.paths) sum += p.up.value;
    return sum;
  };
  const double open = power({"building.floors.level_1.rooms.bay_1.walls=open"});
  const double board = power({"building.floors.level_1.rooms.bay_1.walls=plasterboard"});
  const double concrete = power({"building.floors.level_1.rooms.bay_1.walls=concrete_100"});
  EXPECT_GT(open, board);
  EXPECT_GT(board, concrete);
}

TEST(BleHospital, TheBenchOfTags) {
  const auto clean = [](std::string_view count) {
    const auto h = tests::compiled("scenarios/bench/ble_advertisers.yaml",
                                   {fmt::format("bench.devices.tag.count={}", count)});
    const auto r = replication(h);
    const auto& l = r.flows[0].ledger;
    return static_cast<double>(l.delivered) / static_cast<double>(l.generated);
  };
  // three packets of an event, one of them listened to; 0.4 % fall on a change of the channel
  EXPECT_NEAR(clean("200"), std::exp(-2 * 199 * 376e-6), 0.02);
  EXPECT_NEAR(clean("1000"), std::exp(-2 * 999 * 376e-6), 0.02);
}

}  // namespace
}  // namespace wardtwin::run
