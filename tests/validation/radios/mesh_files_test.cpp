// The benches of meshes, advertising chains and LTE-M that ship, through the program, against arithmetic.
#include <cmath>

#include "network_models/ble/extended.h"
#include "tests/support/bench_program.h"

namespace wardtwin {
namespace {

using tests::quantity;

class MeshBenchFile : public tests::BenchProgram {};

// A flood reaches nearly all at 0.75 messages a second, thanks to its repetitions; more, or longer, messages
// stand in their own way.
TEST_F(MeshBenchFile, BleMesh) {
  const auto lost = [&](const std::vector<std::string>& sets) {
    return quantity(run_bench("ble_mesh.yaml", sets, 3), "sensor/messages", "share lost");
  };
  const auto j = run_bench("ble_mesh.yaml", {}, 5);
  const double usual = quantity(j, "sensor/messages", "share lost");
  EXPECT_LT(usual, .01);
  // three packets of 376 us and two gaps a hop, 10 to 30 ms at each relay, one to four of them
  EXPECT_GT(quantity(j, "sensor/messages", "delay p50"), 1.2e-3);
  EXPECT_LT(quantity(j, "sensor/messages", "delay p95"), .2);
  // nine packets a minute at 19.2 mW, 9 uW of sleep, 20 uW of the sensor itself
  EXPECT_NEAR(quantity(j, "sensor", "radio power"), 9 * 376e-6 / 60 * 19.2e-3 + 9e-6, 2e-7);
  const std::vector<std::string> once{"network.ble_mesh.mesh.transmit_count=1",
                                      "network.ble_mesh.mesh.relay_count=1"};
  EXPECT_GT(lost(once), 2 * usual);
  const std::string often = "bench.devices.sensor.every=3 s";
  const double twenty_times = lost({often});
  EXPECT_GT(twenty_times, usual);
  EXPECT_GT(lost({often, "bench.devices.sensor.payload=40 B"}), twenty_times);
  EXPECT_GT(lost({often, "network.ble_mesh.mesh.cache=2"}), twenty_times);
  EXPECT_GT(lost({"bench.devices.sensor.every=500 ms"}), .05);
}

// A gateway has one radio: of patches' chains it follows one at a time.
TEST_F(MeshBenchFile, BleExtended) {
  const auto j = run_bench("ble_extended.yaml", {}, 3);
  const double few = quantity(run_bench("ble_extended.yaml", {"bench.devices.patch.count=5"}, 3),
                              "patch/messages", "share lost");
  EXPECT_LT(few, .01);
  EXPECT_GT(quantity(j, "patch/messages", "share lost"), few);
  const double slow = quantity(run_bench("ble_extended.yaml", {"network.ble.extended.phy=1M"}, 3),
                               "patch/messages", "share lost");
  EXPECT_GT(slow, quantity(j, "patch/messages", "share lost"));
}

// From deep sleep: the search, a preamble's turn, its answer, four exchanges, blocks. 648 B are six blocks,
// two rounds of three. Mode B repeats 64 times.
TEST_F(MeshBenchFile, LtemWearables) {
  const auto j = run_bench("ltem_wearables.yaml", {}, 3);
  const auto delay = [&](const char* who, const char* what = "delay p50") {
    return quantity(j, std::string(who) + "/messages", what);
  };
  // 320 ms of search, 10 ms to the next turn, 1 + 16, 4 x 7 ms, 2 x 8
  EXPECT_NEAR(delay("near"), .320 + .010 + .017 + 4 * .007 + 2 * .008, .01);
  EXPECT_GT(delay("mode_a"), delay("near"));
  EXPECT_GT(delay("mode_b"), 3 * delay("mode_a"));
  const auto years = [&](const char* who) { return quantity(j, who, "lifetime"); };
  EXPECT_GT(years("near"), years("mode_a"));
  EXPECT_GT(years("mode_a"), years("mode_b"));
  // 375 kbit/s in half duplex: 60,048 B are 481 blocks, 161 rounds of 8 ms, after 375 ms to the first
  const auto big = run_bench("ltem_wearables.yaml",
                             {"bench.devices.near.payload=60000 B", "bench.devices.near.count=1",
                              "network.ltem.cell.block_error=0", "duration=12 h"},
                             2);
  EXPECT_NEAR(quantity(big, "near/messages", "delay p50"), .375 + 161 * .008, .03);
}

}  // namespace
}  // namespace wardtwin
