#include <gtest/gtest.h>

#include "scenarios/run/model.h"
#include "tests/support/hospital.h"

// LoRaWAN, 802.15.4 and 5G in a hospital, from the file: sensors to the server behind the backbone.
namespace wardtwin::run {
namespace {

using tests::flow_of, tests::replication;

compiler::Hospital compiled(std::vector<std::string> sets = {}) {
  sets.push_back("duration=2 h");
  return tests::compiled("tests/scenario/good/radios.yaml", sets);
}

TEST(RadiosHospital, EveryFamilyReachesTheServerInItsOwnTime) {
  const compiler::Hospital h = compiled();
  const results::Replication r = replication(h);
  const auto& lora = flow_of(h, r, "environment_sensor/readings");
  const auto& mesh = flow_of(h, r, "mat/presence");
  const auto& cell = flow_of(h, r, "home_hub/heartbeat");
  for (const results::Flow* f : {&lora, &mesh, &cell}) {
    EXPECT_GT(f->ledger.generated, 40u);
    EXPECT_GT(static_cast<double>(f->ledger.delivered),
              0.95 * static_cast<double>(f->ledger.generated));
  }
  // a frame of 33 B at spreading factor 7 takes 71.9 ms
  EXPECT_NEAR(lora.delay.quantile(0.5), 0.075, 0.008);
  // backoff, assessment, 2.2 ms on air; a few of them twice, over the router
  EXPECT_LT(mesh.delay.quantile(0.5), 0.02);
  // idle after 10 s of silence: random access and set-up come first
  EXPECT_GT(cell.delay.quantile(0.5), 0.015);
  EXPECT_LT(cell.delay.quantile(0.5), 0.06);
}

TEST(RadiosHospital, GatewaysSayWhomTheyServeOnWhichChannels) {
  const compiler::Hospital h = compiled();
  const results::Model m = model_of(h);
  const results::Replication r = replication(h);
  const std::size_t first = m.access_points.size() - 4;
  const std::pair<const char*, const char*> expected[] = {
      {"lora", "0-7"}, {"hub", "15"}, {"relay", "15"}, {"small_cell", "3.60 GHz"}};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(m.access_points[first + i].name, expected[i].first);
    EXPECT_EQ(m.access_points[first + i].channel, expected[i].second);
  }
  const auto beds = h.building.beds.size();
  EXPECT_EQ(r.access_points[first].stations_mean, static_cast<double>(beds));
  EXPECT_EQ(r.access_points[first + 1].stations_mean, static_cast<double>(beds));
  EXPECT_DOUBLE_EQ(r.access_points[first + 2].down_s, 60);
  EXPECT_GT(r.access_points[first].attempts, 40u);
}

TEST(RadiosHospital, AnyNumberOfThreadsGivesTheSame) {
  const compiler::Hospital h = compiled();
  EXPECT_EQ(replication(h, 1).event_hash, replication(h, 2).event_hash);
}

// Radios that share nothing with Wi-Fi leave its devices alone.
TEST(RadiosHospital, WithoutThemTheOthersKeepTheirMessages) {
  const compiler::Hospital with = compiled(), without = compiled({"faults=~"});
  const auto a = replication(with), b = replication(without);
  const auto& x = flow_of(with, a, "telemetry_pack/numerics");
  const auto& y = flow_of(without, b, "telemetry_pack/numerics");
  EXPECT_EQ(x.ledger.generated, y.ledger.generated);
  EXPECT_EQ(x.delay.sum_ns(), y.delay.sum_ns());
}

}  // namespace
}  // namespace wardtwin::run
