#include <gtest/gtest.h>

#include "network.h"
#include "network_models/lorawan/lora_phy.h"

namespace wardtwin::lorawan {
namespace {

// ms; code rate 4/5, 8 preamble symbols, explicit header, CRC (Semtech AN1200.13; ns-3 lorawan).
struct Row {
  int bytes;
  double ms[6];
};
constexpr Row kAirtimes[] = {{13, {46.336, 82.432, 164.864, 288.768, 577.536, 1155.072}},
                             {20, {56.576, 102.912, 185.344, 370.688, 741.376, 1318.912}},
                             {51, {102.656, 184.832, 328.704, 616.448, 1314.816, 2465.792}}};

TEST(LoraAirtime, LORA_1_TableOfTheDesignersGuide) {
  for (const Row& row : kAirtimes)
    for (int sf = 7; sf <= 12; ++sf)
      EXPECT_NEAR(seconds(airtime({.sf = sf}, row.bytes)) * 1e3, row.ms[sf - 7], 1e-3)
          << row.bytes << " B, SF " << sf;
}

// What the symbols of the frame are made of moves it the way it should.
TEST(LoraAirtime, EverySettingCounts) {
  const Modulation m{.sf = 9};
  Modulation slower = m, bare = m, wide = m, longer = m, implicit = m;
  slower.coding_rate = 4, bare.crc = false, wide.bandwidth = {250e3}, longer.preamble = 10;
  implicit.explicit_header = false;
  EXPECT_GT(airtime(slower, 20), airtime(m, 20));
  EXPECT_LT(airtime(bare, 18), airtime(m, 18));
  EXPECT_LE(airtime(implicit, 20), airtime(m, 20));
  EXPECT_EQ(airtime(wide, 20) * 2, airtime(m, 20));
  EXPECT_EQ(airtime(longer, 20) - airtime(m, 20), 2 * symbol_time(9, {125e3}));
}

TEST(LoraPhy, SensitivityByNoiseFigure) {
  constexpr double table[] = {-124.5, -127, -129.5, -132, -134.5, -137};
  for (int sf = 7; sf <= 12; ++sf)
    EXPECT_NEAR(sensitivity(Receiver::noise_figure, sf, {125e3}, {6}).value, table[sf - 7], 0.05);
  EXPECT_NEAR(sensitivity(Receiver::ns3_gateway, 12, {125e3}, {6}).value, -142.5, 1e-9);
  EXPECT_NEAR(sensitivity(Receiver::measured, 9, {250e3}, {6}).value, -131.25 + 3.01, 0.01);
}

// 36 s of air per hour: a device with a full queue at 1 %.
TEST(LoraDutyCycle, LORA_7_FramesPerHourAtOnePercent) {
  LorawanDef def = test::bare();
  def.duty_cycle = 0.01;
  test::Network n(def);
  n.add(12, test::source(13, flow::Pattern::periodic, 60s), {100});
  n.run(100h);
  const double per_hour = static_cast<double>(n.cell->counters().sent[5]) / 100;
  EXPECT_NEAR(per_hour, 31.17, 0.01 * 31.17);
  EXPECT_GT(n.ledger().lost[static_cast<std::size_t>(flow::LossCause::radio_queue_full)], 2800u);
  // without the rule every message is sent
  def.duty_cycle = 1;
  test::Network free(def);
  free.add(12, test::source(13, flow::Pattern::periodic, 60s), {100});
  free.run(100h);
  EXPECT_NEAR(static_cast<double>(free.cell->counters().sent[5]), 6000, 1);
}

// Two bands have a ledger each: eight channels carry twice as much as three.
TEST(LoraDutyCycle, EachBandHasItsOwnLedger) {
  for (const auto& [channels, times] : {std::pair{3, 1.0}, {8, 2.0}}) {
    LorawanDef def = test::bare(channels);
    def.duty_cycle = 0.01;
    test::Network n(def);
    n.add(12, test::source(13, flow::Pattern::periodic, 30s), {100});
    n.run(100h);
    EXPECT_NEAR(static_cast<double>(n.cell->counters().sent[5]) / 100, times * 31.17,
                0.01 * times * 31.17);
  }
}

double average_current(int sf, Time period, int rx2_sf) {
  LorawanDef def = test::bare();
  def.tx_current = def.tx_current_7dbm = 41.54e-3;
  def.rx_current = 12.68e-3;
  def.rx2_sf = rx2_sf;
  test::Network n(def);
  n.add(sf, test::source(20, flow::Pattern::periodic, period), {100});
  const Time until = period * 1000;
  n.run(until);
  return n.cell->energy(0, until).total() / def.voltage / seconds(until);
}

// Both receive windows at the uplink's own spreading factor.
TEST(LoraEnergy, LORA_9_AverageCurrentOfTheNode) {
  EXPECT_NEAR(average_current(7, 300s, 7) * 1e6, 10.1, 0.03 * 10.1);
  EXPECT_NEAR(average_current(12, 3600s, 12) * 1e6, 18.7, 0.03 * 18.7);
  // EU868's second window at SF 12 costs a fast node more than sending does
  EXPECT_GT(average_current(7, 300s, 12), 1.9 * average_current(7, 300s, 7));
}

// Casals et al. (2017): 2400 mAh last a year at a message every five minutes, at most six years.
TEST(LoraEnergy, LORA_8_BatteryLife) {
  EXPECT_NEAR(battery_years(2400, 274e-6), 1, 0.02);
  EXPECT_NEAR(battery_years(2400, 45.7e-6), 6, 0.02 * 6);
  LorawanDef def = test::bare();
  def.sleep_current = 45.7e-6;
  test::Network n(def);
  n.add(7, test::source(20, flow::Pattern::periodic, 24h * 365), {100});
  n.run(24h * 365 * 10);
  const double current = n.cell->energy(0, 24h * 365 * 10).total() / def.voltage / (365 * 864e3);
  EXPECT_NEAR(battery_years(2400, current), 6, 0.02 * 6);
}

}  // namespace
}  // namespace wardtwin::lorawan
