#include "scenarios/run/batteries.h"

#include <cmath>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/support/hospital.h"
#include "tests/unit/patients/agrees.h"

// Batteries from what radios draw: by hand, from the file to the table.
namespace wardtwin::run {
namespace {

using test::agrees;

constexpr double kDay = 86400, kYear = 365.25 * kDay;

// Rounds every R look for batteries below a: drawn one by one, and by formula.
TEST(Batteries, UpkeepIsARenewalProcess) {
  struct Case {
    double life_d, swap_at;
    Time round;
  };
  for (const Case& c : {Case{14, .2, 24h}, Case{2, .2, 24h}, Case{30, .0, 168h}, Case{1, .5, 6h}}) {
    devices::BatteryDef def;
    def.swap_at = c.swap_at;
    def.round = c.round;
    const double life = c.life_d * kDay, low = c.swap_at * life, round = seconds(c.round);
    std::vector<double> swaps, dead;
    Stream stream({3, 0}, 1, Purpose::test);
    for (int k = 0; k < 60; ++k) {
      double time = 0, empty = 0;
      for (int i = 0; i < 500; ++i) {
        const double wait = round * stream.uniform();
        time += life - low + wait;
        empty += std::max(0.0, wait - low);
      }
      swaps.push_back(500 / (time / kDay));
      dead.push_back(empty / time);
    }
    const Upkeep u = upkeep(life, def);
    EXPECT_TRUE(agrees(swaps, u.swaps_per_day)) << c.life_d;
    EXPECT_TRUE(u.dead_share == 0 ? dead[0] == 0 : bool(agrees(dead, u.dead_share))) << c.life_d;
    EXPECT_FALSE(agrees(swaps, 1.05 * u.swaps_per_day));
  }
}

results::Battery wearable(const std::string& battery, std::vector<std::string> sets = {}) {
  const std::string text = fmt::format(
      "scenario: wearable\nformat: 1\nwarm_up: 10 min\nduration: 60 min\n"
      "bench:\n  devices:\n    band: {{ count: 5, payload: 20 B, pattern: on event, circle: 3 m, "
      "link: ble, battery: {} }}\n"
      "network: {{ ble: {{ gateways: {{ hub: {{ at: [0 m, 0 m, 2 m] }} }} }} }}\n",
      battery);
  return tests::replication(compiler::compile_text(text, "wearable.yaml", sets)).batteries.at(0);
}

// A silent connection: each interval 1.4 ms awake at 9 mW and 80 us each way at 19.2 and 18.78 mW.
double silent_radio(double interval) {
  const double awake = 1.4e-3 + 2 * 80e-6;
  return (1.4e-3 * 9e-3 + 80e-6 * (19.2e-3 + 18.78e-3)) / interval + 9e-6 * (1 - awake / interval);
}

TEST(Batteries, HalvingTheBluetoothIntervalCostsWhatArithmeticSays) {
  const std::string battery = "{ capacity: 0.6 Wh, baseline: 1.4 mW, self_discharge: 0.1 }";
  const double self = 0.1 * 0.6 * 3600 / kYear;
  const auto life = [&](double interval) {
    return 0.6 * 3600 / (1.4e-3 + silent_radio(interval) + self);
  };
  const results::Battery slow = wearable(battery, {"network.ble.connections.interval=100 ms"});
  const results::Battery quick = wearable(battery, {"network.ble.connections.interval=50 ms"});
  EXPECT_NEAR(slow.lifetime_s, life(0.1), 1e-4 * life(0.1));
  EXPECT_NEAR(quick.lifetime_s, life(0.05), 1e-4 * life(0.05));
  // 15.6 uJ an interval: 156 uW more, 1.4 of 14.6 days less
  EXPECT_NEAR((slow.lifetime_s - quick.lifetime_s) / kDay, (life(0.1) - life(0.05)) / kDay, 0.01);
  EXPECT_GT((slow.lifetime_s - quick.lifetime_s) / kDay, 1);
  EXPECT_NEAR(slow.self_discharge_w, self, 1e-12);
  EXPECT_NEAR(slow.wake_w, 1.4e-3 * 9e-3 / 0.1, 1e-3 * 1.4e-3 * 9e-3 / 0.1);
  EXPECT_NEAR(slow.shortest_s, slow.lifetime_s, 1e-4 * slow.lifetime_s);
}

TEST(Batteries, WithoutARadioOnlyTheBaselineIsLeft) {
  const std::vector<std::string> off = {
      "network.ble.energy.transmit=0 W", "network.ble.energy.receive=0 W",
      "network.ble.energy.sleep=0 W", "network.ble.energy.wake=0 W"};
  const results::Battery b =
      wearable("{ capacity: 0.6 Wh, baseline: 1.4 mW, self_discharge: 0 }", off);
  EXPECT_EQ(b.sleep_w + b.wake_w + b.receive_w + b.transmit_w, 0);
  EXPECT_NEAR(b.baseline_w, 1.4e-3, 1e-12);
  EXPECT_NEAR(b.lifetime_s, 0.6 * 3600 / 1.4e-3, 1e-3);
  // a drain has the radio in it, so nothing is added
  const results::Battery d = wearable("{ capacity: 0.6 Wh, drain: 1.79 mW, self_discharge: 0 }");
  EXPECT_EQ(d.wake_w, 0);
  EXPECT_NEAR(d.lifetime_s, 0.6 * 3600 / 1.79e-3, 1e-3);
}

// Half a day of battery, rounds once a day: dead half of the round and more.
TEST(Batteries, RareRoundsLeaveDevicesDead) {
  const std::string battery = "{{ capacity: {} Wh, baseline: 1.4 mW, round: 24 h, swap: 4 min }}";
  const results::Battery small = wearable(fmt::format(fmt::runtime(battery), 0.02));
  const results::Battery large = wearable(fmt::format(fmt::runtime(battery), 0.6));
  EXPECT_GT(small.dead_share, 0.2);
  EXPECT_EQ(large.dead_share, 0);
  EXPECT_NEAR(large.nurse_min_per_day, 4 * large.swaps_per_day, 1e-9);
  EXPECT_NEAR(large.swaps_per_day, 5 / (0.8 * large.lifetime_s / kDay + 0.5), 1e-6);
}

// Patients' devices: the baseline counts while they run, and the alarm of a low battery comes when the
// radio's power says so.
TEST(Batteries, OfAWardWarnByWhatTheirRadiosDraw) {
  const auto low_alarms = [](const std::string& interval) {
    const auto h =
        tests::compiled("tests/scenario/good/ble_ward.yaml",
                        {"faults=~", "duration=8 h", "network.ble.connections.interval=" + interval,
                         "devices.classes.vitals_patch.used_share=1",
                         "devices.classes.vitals_patch.battery.capacity=0.004 Wh",
                         "devices.classes.vitals_patch.battery.baseline=0.3 mW",
                         "devices.classes.vitals_patch.battery.drain=0.3 mW",
                         "devices.classes.vitals_patch.alarms.low_battery.trigger=battery",
                         "devices.classes.vitals_patch.alarms.low_battery.limit=0.1",
                         "devices.classes.vitals_patch.alarms.low_battery.until_attended=yes",
                         "devices.classes.vitals_patch.alarms.technical.per_hour=0.0001"});
    const results::Replication r = tests::replication(h);
    std::size_t n = 0;
    for (const results::AlarmRecord& a : r.alarms)
      n += h.devices[a.alarm.device].class_name == "vitals_patch";
    return n;
  };
  // 4 mWh: 9 h at 0.32 + 0.12 mW, 3.6 h at 0.3 + 0.8 mW
  EXPECT_GT(low_alarms("20 ms"), 1.5 * static_cast<double>(low_alarms("200 ms")));
}

}  // namespace
}  // namespace wardtwin::run
