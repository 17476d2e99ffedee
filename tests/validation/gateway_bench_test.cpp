// The gateway benches that ship, through the program: load against arithmetic, timelines by hand.
#include "tests/support/bench_program.h"

namespace wardtwin {
namespace {

using Json = nlohmann::json;

using tests::quantity;

class GatewayBench : public tests::BenchProgram {};

/// Messages a second of the ladder's beds, from the catalogue's periods and alarm rates.
double rate(int beds) {
  const double ventilators = std::round(.4 * beds);
  const double monitor = 1 + 5 + 40.22 / 3600, pump = 1. / 15 + 1. / 60 + .18 / 3600;
  const double syringe = 1. / 30 + .06528 / 3600, ventilator = .5 + 4 + 8. / 3600;
  const double bed = 1. / 30 + .0417 / 3600, call = 1. / 30 + .2083 / 3600;
  return beds * (monitor + 5 * pump + 3 * syringe + bed + 2 * call) + ventilators * ventilator;
}

TEST_F(GatewayBench, LadderCarriesWhatArithmeticSays) {
  constexpr double kService = 400e-6;
  double p99 = 0;
  for (const int beds : {16, 64, 256}) {
    const Json j = run_bench("gateway_ladder.yaml", {"bench.beds=" + std::to_string(beds)}, 2);
    const double load = rate(beds) * kService;
    EXPECT_NEAR(quantity(j, "gateway", "utilisation"), load, .01 * load) << beds << " beds";
    const double now = quantity(j, "monitor/waveform", "delay p99");
    EXPECT_GT(now, p99) << "more beds wait longer";
    p99 = now;
  }
  EXPECT_LT(p99, .5);
  // Twice what one core can do: it works all the time, alarms still pass, waveforms make room.
  const Json j = run_bench("gateway_ladder.yaml", {"bench.beds=512"}, 2);
  EXPECT_GT(rate(512) * kService, 1.5);
  EXPECT_GT(quantity(j, "gateway", "utilisation"), .999);
  EXPECT_LT(quantity(j, "monitor/alarm", "delay p99"), .2);
  EXPECT_GT(quantity(j, "gateway", "overflow"), 1000);
  // With two cores it carries them.
  const Json two =
      run_bench("gateway_ladder.yaml", {"bench.beds=512", "network.gateways.gateway.cores=2"}, 2);
  EXPECT_NEAR(quantity(two, "gateway", "utilisation"), rate(512) * kService / 2, .01);
  EXPECT_EQ(quantity(two, "gateway", "overflow"), 0);
}

// Heartbeats of 1 s fail three times within 2 to 3 s; the standby serves 500 ms later. The update is
// handed over, so it is neither detected nor blind. The cut of the cable splits the service.
TEST_F(GatewayBench, PairAgainstAlone) {
  const Json pair = run_bench("gateway_pair.yaml", {}, 10);
  EXPECT_GE(quantity(pair, "gateway", "blind"), 2.5);
  EXPECT_LE(quantity(pair, "gateway", "blind"), 3.5);
  EXPECT_LE(quantity(pair, "gateway", "detection"), 3);
  EXPECT_GT(quantity(pair, "gateway", "split"), 25);
  EXPECT_LT(quantity(pair, "gateway", "split"), 30);
  EXPECT_EQ(quantity(pair, "gateway", "takeovers"), 2 + 2 + 1) << "there and back, there and back, "
                                                                  "both";
  // A standby that asks every ten minutes never notices, and the update is handed over all the same.
  const Json deaf = run_bench("gateway_pair.yaml", {"network.gateways.gateway.heartbeat=600 s"}, 2);
  EXPECT_NEAR(quantity(deaf, "gateway", "blind"), 180, 1e-6);
  EXPECT_EQ(quantity(deaf, "gateway", "split"), 0);
  EXPECT_EQ(quantity(deaf, "gateway", "takeovers"), 2);
}

TEST_F(GatewayBench, JitterShortensTheStorm) {
  const std::string jitter = "network.gateways.gateway.sessions.jitter=";
  const Json together = run_bench("reconnect_storm.yaml", {jitter + "0"}, 2);
  const Json spread = run_bench("reconnect_storm.yaml", {jitter + "1"}, 2);
  EXPECT_LT(quantity(spread, "gateway", "reconnect"), quantity(together, "gateway", "reconnect"));
  EXPECT_LT(quantity(spread, "gateway", "wasted"), quantity(together, "gateway", "wasted"));
  EXPECT_GE(quantity(spread, "gateway", "reconnect"), 5 + 15)
      << "3,000 handshakes of 10 ms on two cores";
}

}  // namespace
}  // namespace wardtwin
