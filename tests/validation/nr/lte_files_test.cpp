// Tables of another simulator from scenario files through the program: ns-3 3.37 of Debian, one eNB, 2 or
// 3 runs a row; goodput 10 %, delay 15 %.
#include <cmath>

#include <fmt/format.h>

#include "network_models/nr/lte_blocks.h"
#include "tests/support/bench_program.h"

namespace wardtwin::nr {
namespace {

class LteFile : public tests::BenchProgram {
 protected:
  /// Goodput of n devices that always send (or are sent to), Mbit/s; header-free messages.
  double goodput(int n, int blocks, bool down, const std::string& scheduler,
                 const std::string& where, int payload = 1400) {
    const auto j = run_bench(
        "lte_cell.yaml",
        {fmt::format("bench.devices.monitor.count={}", n),
         "bench.devices.monitor.pattern=saturated",
         fmt::format("bench.devices.monitor.payload={} B", payload),
         fmt::format("bench.devices.monitor.downlink={}", down ? "yes" : "no"), where,
         fmt::format("network.cellular.cell.resource_blocks={}", blocks),
         "network.cellular.cell.header_bytes=0 B", "network.cellular.cell.scheduler=" + scheduler,
         // ns-3 learns uplink quality from sounding over the whole carrier, and chooses cautiously
         fmt::format("network.cellular.radio.uplink_blocks={}", blocks),
         "network.cellular.cell.uplink_rates=Shannon gap",
         "network.cellular.radio.uplink_interference=0 dB",
         "network.cellular.radio.fade_margin=0 dB", "warm_up=1 s", "duration=2 s"},
        2);
    return tests::quantity(j, "monitor/messages", "throughput") * 1e-6;
  }
};

const std::string kNear = "bench.devices.monitor.circle=50 m";

TEST_F(LteFile, FullBufferNearTheBaseStation) {
  struct Row {
    int n, blocks;
    double down, up;
  };
  // proportional fair: whoever is served has all the resource-block groups, 24 of 25 or 48 of 50 blocks
  for (const Row& r :
       {Row{1, 25, 17.568, 18.336}, Row{5, 25, 17.568, 18.76}, Row{10, 25, 17.568, 17.728},
        Row{1, 50, 35.16, 36.696}, Row{5, 50, 35.16, 37.4}, Row{10, 50, 35.16, 37.52}}) {
    const double down = goodput(r.n, r.blocks, true, "proportional fair", kNear);
    const double up = goodput(r.n, r.blocks, false, "proportional fair", kNear);
    EXPECT_NEAR(down, r.down, .10 * r.down) << r.n << " devices, " << r.blocks << " blocks";
    EXPECT_NEAR(up, r.up, .10 * r.up) << r.n << " devices, " << r.blocks << " blocks";
    // and by arithmetic alone
    const int whole = r.blocks / lte_group(r.blocks) * lte_group(r.blocks);
    EXPECT_NEAR(down, lte_block_bits(whole, 28, 1) * 1e-3, .01 * r.down);
  }
  // ns-3's round robin splits the groups among all in every subframe and wastes what does not divide:
  // 5 x 4 of 25 blocks are 14.92, 5 x 9 of 50 are 33.56 Mbit/s; ours gives whole subframes in turn.
  EXPECT_EQ(5 * lte_block_bits(4, 28, 1), 14'920);
  EXPECT_EQ(5 * lte_block_bits(9, 28, 1), 33'560);
  EXPECT_NEAR(goodput(5, 25, true, "round robin", kNear), 17.568, .01 * 17.568);
}

// One device at sqrt((500^2 + 35^2) / 2) m, at the end of its uplink power: 23 dBm - 111.2 dB over noise of
// 25 or 50 blocks is 14.3 or 11.3 dB, CQI 9 or 7, MCS 16 or 12.
TEST_F(LteFile, FullBufferFarFromTheBaseStation) {
  const std::string far = "bench.devices.monitor.circle=354.4 m";
  for (const auto& [blocks, mcs, up] : {std::tuple{25, 16, 7.736}, {50, 12, 9.912}}) {
    EXPECT_EQ(lte_block_bits(blocks, mcs, 1), std::lround(up * 1e3));
    // long messages: a short one's end leaves part of a slow block empty
    EXPECT_NEAR(goodput(1, blocks, false, "proportional fair", far, 7000), up, .10 * up);
  }
  EXPECT_NEAR(goodput(1, 25, true, "proportional fair", far), 17.568, .10 * 17.568);
}

// 200 B a second from each; ns-3's requests wait for no period of their own.
TEST_F(LteFile, TelemetryDelay) {
  struct Row {
    int n, blocks;
    const char* every;
    double mean, p95;  // ms
  };
  for (const Row& r :
       {Row{10, 25, "1 s", 12.5108, 12.8087}, Row{50, 25, "1 s", 12.4203, 12.8395},
        Row{50, 50, "1 s", 12.4203, 12.8395}, Row{50, 25, "100 ms", 12.4815, 13.0409},
        Row{50, 25, "50 ms", 12.5387, 13.4914}}) {
    const auto j = run_bench("lte_cell.yaml",
                             {fmt::format("bench.devices.monitor.count={}", r.n),
                              "bench.devices.monitor.pattern=periodic",
                              fmt::format("bench.devices.monitor.every={}", r.every),
                              fmt::format("network.cellular.cell.resource_blocks={}", r.blocks),
                              "network.cellular.cell.sr_period=1", "duration=15 s"},
                             3);
    EXPECT_NEAR(tests::quantity(j, "monitor/messages", "delay mean") * 1e3, r.mean, .15 * r.mean)
        << r.n << ' ' << r.every;
    EXPECT_NEAR(tests::quantity(j, "monitor/messages", "delay p95") * 1e3, r.p95, .15 * r.p95)
        << r.n << ' ' << r.every;
    EXPECT_EQ(tests::quantity(j, "monitor/messages", "share lost"), 0);
  }
}

}  // namespace
}  // namespace wardtwin::nr
