// Radios of several families in one scenario, from the file to the ledger.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/support/hospital.h"

namespace wardtwin::run {
namespace {

struct Shares {
  double monitor, tag, sensor;  ///< lost
  double monitor_delay;         ///< s
  std::uint64_t hash;
};

Shares coexist(std::vector<std::string> sets, int threads = 1) {
  sets.insert(sets.end(), {"duration=120 s", "warm_up=10 s"});
  const auto h = tests::compiled("scenarios/bench/coexistence.yaml", sets);
  const auto r = tests::replication(h, threads);
  const auto lost = [&](std::string_view name) {
    const auto& l = tests::flow_of(h, r, name).ledger;
    EXPECT_GT(l.generated, 1000u) << name;
    return 1 - static_cast<double>(l.delivered) / static_cast<double>(l.generated);
  };
  return {lost("monitor/messages"), lost("tag/messages"), lost("sensor/messages"),
          tests::flow_of(h, r, "monitor/messages").delay.mean(), r.event_hash};
}

const std::string kOff = "network.coexistence.on=no", kNoOven = "network.coexistence.ovens=~",
                  kSensors = "network.ieee802154.gateways.hub_z.channel=";

TEST(Coexistence, EveryRadioLosesByTheOthersAndNothingWhereTheyAreNot) {
  const Shares off = coexist({kOff, kNoOven}), on = coexist({kNoOven});
  EXPECT_GT(on.tag, off.tag + 0.01) << "under Wi-Fi on channel 38";
  EXPECT_GT(on.sensor, off.sensor + 0.01);
  // on a channel that Wi-Fi leaves, sensors lose as alone
  const Shares apart = coexist({kNoOven, kSensors + "26"});
  EXPECT_NEAR(apart.sensor, off.sensor, 0.002);
  // a Wi-Fi at 5 GHz is out of the band altogether
  const std::vector<std::string> five = {"network.wifi.radio.band=5 GHz",
                                         "network.wifi.access_points.ap.channel=36", kNoOven};
  const Shares high = coexist(five);
  EXPECT_NEAR(high.sensor, off.sensor, 0.004);
  EXPECT_LT(high.tag, off.tag + 0.005);
}

TEST(Coexistence, MoreWifiCostsTheOthersMore) {
  double last_tag = -1, last_sensor = -1;
  for (const int monitors : {10, 60, 110}) {
    const Shares s = coexist({kNoOven, fmt::format("bench.devices.monitor.count={}", monitors)});
    EXPECT_GT(s.tag, last_tag) << monitors;
    EXPECT_GE(s.sensor, last_sensor) << monitors;
    last_tag = s.tag, last_sensor = s.sensor;
  }
}

// Sensors in the oven's 30 MHz; Wi-Fi's channel is beside them and hears it above -62 dBm: it waits.
TEST(Coexistence, AnOvenDisturbsWhileItHeats) {
  const std::string kitchen = "network.coexistence.ovens.kitchen.";
  const std::vector<std::string> heats = {kSensors + "20", kitchen + "every=1 s",
                                          kitchen + "runs=1 h"};
  std::vector<std::string> leaks_nothing = heats;
  leaks_nothing.push_back(kitchen + "power=-50 dBm");
  const Shares none = coexist({kNoOven, kSensors + "20"}), always = coexist(heats),
               faint = coexist(leaks_nothing);
  EXPECT_GT(always.sensor, none.sensor + 0.01);
  // half of all messages meet 10 ms of heat, of which 5 ms are left in the mean
  EXPECT_NEAR(always.monitor_delay - none.monitor_delay, 0.5 * 5e-3, 0.6e-3);
  // and no more where the medium is idle for long before
  std::vector<std::string> few = {"bench.devices.monitor.count=10"};
  few.insert(few.end(), heats.begin(), heats.end());
  EXPECT_NEAR(coexist(few).monitor_delay, 0.5 * 5e-3, 0.6e-3);
  EXPECT_NEAR(faint.sensor, none.sensor, 0.002);
  EXPECT_NEAR(faint.monitor_delay, none.monitor_delay, 1e-4);
}

TEST(Coexistence, WindowsAndThreadsChangeNothing) {
  const Shares one = coexist({});
  EXPECT_EQ(coexist({}, 3).hash, one.hash);
  EXPECT_EQ(coexist({"clock.longest_window=100 ms"}).hash, one.hash);
  // and switched off it is as if it had never been written
  EXPECT_EQ(coexist({kOff, kNoOven}).hash, coexist({"network.coexistence=~"}).hash);
  EXPECT_NE(coexist({kOff, kNoOven}).hash, one.hash);
}

}  // namespace
}  // namespace wardtwin::run
