#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "scenarios/run/batteries.h"
#include "scenarios/run/fault_plan.h"
#include "tests/support/hospital.h"

// What scenarios say of sleeping stations, triggers, neighbours, radars and doors: each input moves
// its output the right way by the right amount.
namespace wardtwin {
namespace {

struct Outcome {
  compiler::Hospital hospital;
  results::Replication r;

  Outcome(const std::string& file, const std::vector<std::string>& sets)
      : hospital(tests::compiled(file, sets)), r(tests::replication(hospital)) {}
  double mean_delay(std::size_t flow) const { return r.flows[flow].delay.mean(); }
  /// W, of one device's radio.
  double radio_power(const std::string& name) const {
    const auto classes = run::battery_classes(hospital);
    const auto c = std::ranges::find(classes, name, &run::BatteryClass::name);
    const results::Battery& b = r.batteries[static_cast<std::size_t>(c - classes.begin())];
    return b.sleep_w + b.wake_w + b.receive_w + b.transmit_w;
  }
};

TEST(WifiBench, PowerSave) {
  const auto with = [](std::vector<std::string> sets) {
    sets.push_back("duration=100 min");
    return Outcome("scenarios/bench/wifi_power_save.yaml", sets);
  };
  const std::string mode = "network.wifi.power_save.handset.mode=";
  const Outcome off = with({mode + "off"}), dtim = with({}),
                third = with({"network.wifi.access.dtim_period=3"}), twt = with({mode + "TWT"});
  // 2,000 arrivals: the mean of a uniform wait has a standard error of 0.65 % of the interval
  EXPECT_LT(off.mean_delay(0), 1e-3);
  EXPECT_NEAR(dtim.mean_delay(0), .0512, .03 * .1024);
  EXPECT_NEAR(third.mean_delay(0), .1536, .03 * .3072);
  EXPECT_NEAR(twt.mean_delay(0), .995 * .995 / 2, .03);
  // awake 100 mA at 3.3 V; asleep 0.8 mA and 2.8 ms + 0.424 ms of every 102.4 or 307.2 ms, 7.8 ms a
  // second
  const auto doze = [](double awake) { return .33 * awake + 2.64e-3 * (1 - awake); };
  EXPECT_NEAR(off.radio_power("handset"), .33, .001);
  EXPECT_NEAR(dtim.radio_power("handset") / doze(3.224 / 102.4), 1, .02);
  EXPECT_NEAR(third.radio_power("handset") / doze(3.224 / 307.2), 1, .03);
  EXPECT_NEAR(twt.radio_power("handset") / doze(7.8e-3), 1, .03);
  // the sensor's message goes with a service period of its own
  EXPECT_NEAR(dtim.radio_power("sensor") / doze(7.8e-3 / 10), 1, .05);
}

TEST(WifiBench, UplinkOfdma) {
  const std::string file = "scenarios/bench/wifi_uplink_ofdma.yaml";
  const Outcome on(file, {}), off(file, {"network.wifi.uplink_ofdma.on=no"});
  // ten exchanges of trigger 52, answers 344 and acknowledgement 68 us in 100 ms, and a beacon
  const results::AccessPoint &a = on.r.access_points[0], &b = off.r.access_points[0];
  EXPECT_NEAR(a.busy, 10 * 464e-6 / .1 + 424e-6 / .1024, .003);
  EXPECT_GT(b.busy, 1.5 * a.busy);
  const auto collided = [](const results::AccessPoint& x) {
    return static_cast<double>(x.collisions) / static_cast<double>(x.attempts);
  };
  EXPECT_LT(collided(a), .002);
  EXPECT_GT(collided(b), .1);
  EXPECT_GT(on.r.flows[0].ledger.delivered, 50'000u);
}

double delivered(const results::Replication& r, std::size_t flow) {
  return static_cast<double>(r.flows[flow].ledger.delivered);
}

// A thousand stations that say nothing change no timestamp, in a scenario as well.
TEST(WifiMetamorphic, IdleStationsChangeNothing) {
  const auto run = [](const char* bulk) {
    return tests::replication(
        tests::compiled("scenarios/bench/wifi_ward.yaml",
                        {"bench.devices.telemetry.count=40", "duration=20 s", bulk,
                         "bench.devices.bulk.pattern=poisson", "bench.devices.bulk.every=2400 h"}));
  };
  const auto few = run("bench.devices.bulk.count=0"), many = run("bench.devices.bulk.count=1000");
  ASSERT_GT(delivered(few, 0), 3000);
  EXPECT_EQ(few.flows[0].delay, many.flows[0].delay) << "one delay differs";
  EXPECT_EQ(delivered(few, 0), delivered(many, 0));
}

// Two saturated access points of one channel; the second moves to a free one.
TEST(WifiMetamorphic, AFreeChannelNeverLowersTheTotal) {
  for (const int stations : {1, 4, 10})
    for (const char* second : {"48", "149"}) {
      const auto total = [&](const std::string& channel) {
        const auto r = tests::replication(tests::compiled(
            "scenarios/bench/wifi_saturation.yaml",
            {fmt::format("bench.devices.station.count={}", stations), "duration=4 s",
             "bench.devices.station.circle=19 m", "network.wifi.propagation.model=log distance",
             "network.wifi.propagation.fixed_loss=0 dB", "network.wifi.roaming.reach=-90 dBm",
             "network.wifi.access_points.other.at=[20 m, 0 m, 0 m]",
             "network.wifi.access_points.other.channel=" + channel}));
        return delivered(r, 0);
      };
      const double shared = total("36"), apart = total(second);
      EXPECT_GE(apart, .99 * shared) << stations;
      if (stations >= 4) {
        EXPECT_GT(apart, 1.5 * shared) << "and with stations at both it nearly doubles";
      }
    }
}

// A neighbour on the channel takes its share of the air, on another none.
TEST(WifiNeighbours, TakeTheirShare) {
  const auto mbps = [](double duty, int channel, double metres = 30) {
    const auto r = tests::replication(tests::compiled(
        "scenarios/bench/wifi_saturation.yaml",
        {"bench.devices.station.count=1", "duration=20 s", "network.wifi.access.beacon_airtime=0 s",
         "network.wifi.propagation.model=log distance", "network.wifi.propagation.fixed_loss=0 dB",
         fmt::format("network.wifi.neighbours.clinic.at=[{} m, 0 m, 0 m]", metres),
         "network.wifi.neighbours.clinic.burst=20 ms",
         fmt::format("network.wifi.neighbours.clinic.channel={}", channel),
         fmt::format("network.wifi.neighbours.clinic.duty={}", duty)}));
    return delivered(r, 0);
  };
  const double alone = mbps(0, 36);
  EXPECT_EQ(mbps(.5, 40), alone);
  EXPECT_EQ(mbps(.5, 36, 9000), alone) << "not heard";
  for (const double duty : {.2, .5})
    // some 1,000 bursts: the share of time they take is known to 2-4 %; a frame runs on into a burst
    EXPECT_NEAR(mbps(duty, 36) / alone, 1 - duty, .05) << duty;
}

TEST(WifiRadar, SilencesAccessPointsOfSharedChannelsAlone) {
  const auto outages = [](const char* channel, const char* every) {
    const auto h =
        tests::compiled("tests/scenario/bad/hospital/_ward.yaml",
                        {fmt::format("network.wifi.access_points.ap_1.channel={}", channel),
                         fmt::format("network.wifi.radar.every={}", every), "duration=40 d"});
    return run::fault_plan(h, {1, 0}, {});
  };
  const auto hit = outages("100", "4 h");
  // Poisson of mean 240 a run: within 4 standard deviations
  EXPECT_NEAR(static_cast<double>(hit.size()), 240, 4 * std::sqrt(240.));
  for (const auto& f : hit) {
    EXPECT_EQ(f.what, "ap_1");
    EXPECT_EQ(f.until - f.at, 60s);
  }
  EXPECT_TRUE(outages("36", "4 h").empty());
  EXPECT_GT(hit.size(), 4 * outages("100", "24 h").size());
}

// Shut doors cost what they are made of, where a path goes through one.
TEST(WifiDoors, ShutOnesCostTheirMaterial) {
  const auto loss = [](const std::string& doors) {
    const auto h =
        tests::compiled("tests/scenario/bad/hospital/_ward.yaml",
                        {"building.doors=" + doors, "network.wifi.propagation.shadowing=0 dB"});
    const propagation::Propagation p(h.wifi->propagation, h.wifi->wall_loss, h.building,
                                     wifi::carrier(wifi::Band::ghz_5), {1, 0});
    return p.loss(1, {4, 2, 1}, {4, 6, 1}).total.value;  // from the corridor into bay_1
  };
  EXPECT_NEAR(loss("wood") - loss("open"), 5, 1e-9);
  EXPECT_NEAR(loss("lead") - loss("open"), 40, 1e-9);
}

}  // namespace
}  // namespace wardtwin
