// The benches of tags, cards, positions and batteries that ship, through the program, against arithmetic.
#include <algorithm>
#include <cmath>

#include "tests/support/bench_program.h"

namespace wardtwin {
namespace {

using tests::quantity;

class RadioBenchFile : public tests::BenchProgram {};

// 206 tags a second at best, of frames of the right length: what comes beyond that is not read. Of worn
// tags as many fewer are read as the normal law of their margin says.
TEST_F(RadioBenchFile, RfidPortal) {
  const auto j = run_bench("rfid_portal.yaml", {"bench.devices.worn.every=30 s"}, 5);
  EXPECT_LT(quantity(j, "goods/messages", "share lost"), 0.05);
  EXPECT_LT(quantity(j, "goods/messages", "delay p50"), 0.015);
  const auto rush =
      run_bench("rfid_portal.yaml", {"bench.devices.goods.every=50 ms", "duration=60 s"}, 2);
  const double read = 800 * (1 - quantity(rush, "goods/messages", "share lost"));
  EXPECT_LT(read, 206);
  EXPECT_GT(read, 0.8 * 206);
  // 33 dBm - 34.7 dB at 1.5 m - 12 dB on the body, -18 dBm needed: 4.3 dB of margin. Best of two
  // orientations of 4 dB, and 2 dB of movement: P(max(o1, o2) + m < -4.3 dB), by quadrature
  double missed = 0;
  const double loss = 20 * std::log10(4 * M_PI * 866.3e6 / 299'792'458 * 1.5);
  const double margin = 33 - loss - 12 + 18;
  for (int i = -400; i < 400; ++i) {
    const double z = (i + .5) / 100, weight = std::exp(-z * z / 2) / std::sqrt(2 * M_PI) / 100;
    const double below = 0.5 * std::erfc((margin + 2 * z) / 4 / std::sqrt(2));
    missed += weight * below * below;
  }
  const double lost = quantity(j, "worn/messages", "share lost");
  // 20 tags in 5 runs: their own 100 orientations decide
  EXPECT_NEAR(lost, missed, 4 * std::sqrt(missed / 100));
  const auto one = run_bench("rfid_portal.yaml",
                             {"bench.devices.worn.every=30 s", "network.rfid.radio.antennas=1"}, 5);
  EXPECT_GT(quantity(one, "worn/messages", "share lost"), 1.5 * lost);
  // a card: 31.8 ms on the air and 0.8 s of handling in the median
  EXPECT_GT(quantity(j, "card/messages", "delay p50"), 0.8);
  EXPECT_LT(quantity(j, "card/messages", "delay p50"), 1.1);
}

TEST_F(RadioBenchFile, RtlsTags) {
  const auto j = run_bench("rtls_tags.yaml", {}, 5);
  EXPECT_NEAR(quantity(j, "tags", "error p50"), 0.2, 0.02);
  EXPECT_NEAR(quantity(j, "tags", "error p90"), 0.5, 0.1);
  EXPECT_NEAR(quantity(j, "tags", "age mean"), 0.5, 0.05)
      << "half a period, and up to 0.2 s in line";
  EXPECT_NEAR(quantity(j, "a1", "busy"), 0.2, 0.01) << "100 tags x 2 ms a second";
  // 0.3 ms at 300 mW and 6 uW of sleep: 96 uW, and 20 uW of the tag itself
  EXPECT_NEAR(quantity(j, "tag", "radio power"), 96e-6, 2e-6);
  const auto full = run_bench("rtls_tags.yaml", {"bench.devices.tag.count=600"}, 2);
  EXPECT_NEAR(quantity(full, "tag/messages", "share lost"), 1 - 500.0 / 600, 0.02);
}

TEST_F(RadioBenchFile, BatteryOfAWearable) {
  const auto j = run_bench("battery_wearable.yaml", {}, 3);
  const double days = quantity(j, "band", "lifetime") / 86400;
  EXPECT_NEAR(days, 14, 1) << "its maker's 14 days";
  EXPECT_NEAR(quantity(j, "band", "swaps"), 18 / (0.8 * days + 0.5), 0.01);
  EXPECT_NEAR(quantity(j, "band", "nurse time"), 3 * quantity(j, "band", "swaps"), 1e-9);
  const auto slow =
      run_bench("battery_wearable.yaml", {"network.ble.connections.interval=100 ms"}, 3);
  // an interval fewer every 100 ms saves 15.6 uJ each, but for those with data anyway
  const double saved = quantity(j, "band", "radio power") - quantity(slow, "band", "radio power");
  EXPECT_NEAR(saved, 15.6e-6 * 10, .03 * 15.6e-6 * 10);
  const auto weekly =
      run_bench("battery_wearable.yaml", {"bench.devices.band.battery.round=7 d"}, 3);
  EXPECT_EQ(quantity(j, "band", "share dead"), 0);
  EXPECT_GT(quantity(weekly, "band", "share dead"), 0.05);
}

// From deep sleep: search, the next of the opportunities every 640 ms, preamble, answer, four exchanges, and two
// blocks (132 B with headers are 1056 bits), each of which fails once in ten times. Its time by level in ms:
//   0.30 + 0.02 x 1   12.8    81   4 x 11   2 x (9 + 4)
//   0.30 + 0.02 x 16  51.2    96   4 x 72   2 x (24 + 192)
//   0.30 + 0.02 x 128 204.8  208   4 x 776  2 x (136 + 4096)
// Quantiles of that, a uniform wait, and k blocks more with probability (k + 1) 0.9^2 0.1^k:
double nbiot_quantile(double p, double fixed, double block) {
  double low = fixed, high = fixed + 60;
  for (int i = 0; i < 60; ++i) {
    const double x = (low + high) / 2;
    double below = 0;
    for (int k = 0; k < 12; ++k)
      below +=
          (k + 1) * .81 * std::pow(.1, k) * std::clamp((x - fixed - k * block) / .64, 0.0, 1.0);
    (below < p ? low : high) = x;
  }
  return low;
}

// Coverage levels: each is slower than the one before and empties its battery sooner.
TEST_F(RadioBenchFile, NbiotMeters) {
  const auto j =
      run_bench("nbiot_meters.yaml", {}, 12);  // a meter keeps its phase, so few are independent
  const auto delay = [&](const char* who) {
    return quantity(j, std::string(who) + "/messages", "delay p50");
  };
  EXPECT_NEAR(delay("near"), nbiot_quantile(.5, .320 + .0128 + .081 + .044 + .026, .013), .05);
  EXPECT_NEAR(delay("cellar"), nbiot_quantile(.5, .620 + .0512 + .096 + .288 + .432, .216), .05);
  const double deep = 2.860 + .2048 + .208 + 3.104 + 8.464;
  EXPECT_NEAR(delay("deep"), nbiot_quantile(.5, deep, 4.232), .1);
  const double late = nbiot_quantile(.95, deep, 4.232);
  EXPECT_LT(late, 20);
  EXPECT_NEAR(quantity(j, "deep/messages", "delay p95"), late, .2);
  const auto years = [&](const char* who) { return quantity(j, who, "lifetime") / 86400 / 365.25; };
  EXPECT_GT(years("near"), years("cellar"));
  EXPECT_GT(years("cellar"), years("deep"));
  EXPECT_GT(years("near"), 10);
}

}  // namespace
}  // namespace wardtwin
