#include <gtest/gtest.h>

#include <cmath>

#include "network_models/wifi/phy.h"
#include "sim/base/error.h"

namespace wardtwin::wifi {
namespace {

constexpr Rate a(int index) { return {Standard::a, index}; }
constexpr Rate ht(int mcs) { return {Standard::n, mcs}; }
constexpr Rate he(int mcs, double width) { return {Standard::ax, mcs, 1, width, Time{800}, true}; }

double us(Time t) { return seconds(t) * 1e6; }

// Airtimes named with the reference runs of ns-3 3.37.
TEST(Airtime, FramesOfTheReferenceRuns) {
  EXPECT_EQ(ppdu_time(a(0), Band::ghz_5, 1064), 1444us);
  EXPECT_EQ(ack_time(a(0), Band::ghz_5), 44us);
  EXPECT_EQ(ack_time(a(4), Band::ghz_5), 28us);
  EXPECT_EQ(ppdu_time(ht(3), Band::ghz_2_4, 266), 126us);
  EXPECT_EQ(ack_time(ht(3), Band::ghz_2_4), 34us);
  EXPECT_EQ(beacon_time(Band::ghz_2_4, 144), 1344us);
  EXPECT_EQ(beacon_time(Band::ghz_5, 57), 100us);
  EXPECT_EQ(block_ack_time(ht(7), Band::ghz_5), 32us);
  EXPECT_EQ(mpdu_bytes(1000, false), 1064);
  EXPECT_EQ(mpdu_bytes(1000, true), 1066);
}

// The runs' notes say 380 and 172 us, one symbol more than 20 + 4 ceil(8534/96) = 376 and
// 36 + 4 ceil(8550/260) = 168. The runs themselves agree with the formula: one station's mean
// exchange took 522.115 and 323.226 us, of which about 0.2 % are beacons.
TEST(Airtime, ExchangesOfOneStationInTheReferenceRuns) {
  EXPECT_EQ(ppdu_time(a(4), Band::ghz_5, 1064), 376us);
  EXPECT_EQ(ppdu_time(ht(7), Band::ghz_5, 1066), 168us);
  const double beacons = (100 + 34 + 67.5) / 102400;
  const double legacy = (34 + 67.5 + 376 + 16 + 28) / (1 - beacons);
  const double high = (43 + 67.5 + 168 + 16 + 28) / (1 - beacons);
  EXPECT_NEAR(legacy, 522.115, 522.115 * .002);
  EXPECT_NEAR(high, 323.226, 323.226 * .002);
  EXPECT_GT(legacy + 4 - 522.115, 522.115 * .002);
  EXPECT_GT(high + 4 - 323.226, 323.226 * .002);
}

TEST(Airtime, AggregateOfTheReferenceRun) {
  EXPECT_EQ(ampdu_limit(ht(7), Band::ghz_5, 1066), 41);
  EXPECT_EQ(ppdu_time(ht(7), Band::ghz_5, ampdu_bytes(41, 1066)), 5448us);
}

TEST(Airtime, ControlFramesFollowTheDataRate) {
  EXPECT_EQ(control_rate_mbps(ht(0)), 6);
  EXPECT_EQ(control_rate_mbps(ht(1)), 12);
  EXPECT_EQ(control_rate_mbps(ht(2)), 12);
  EXPECT_EQ(control_rate_mbps(ht(3)), 24);
  EXPECT_EQ(control_rate_mbps(ht(7)), 24);
  EXPECT_EQ(control_rate_mbps(a(1)), 6);
  EXPECT_EQ(control_rate_mbps(a(3)), 12);
  EXPECT_EQ(rts_time(a(0), Band::ghz_5), 52us);  // WIFI-8 at 6 Mb/s
  EXPECT_EQ(cts_time(a(0), Band::ghz_5), 44us);
  EXPECT_EQ(cf_end_time(Band::ghz_5), 52us);  // at 6 Mb/s whatever the data rate
  EXPECT_EQ(block_ack_request_time(ht(7), Band::ghz_5), 32us);
}

// The facts' frame of 54 Mb/s: 248 us for 1530 B and more, as WIFI-4b and WIFI-6.
TEST(Airtime, NonHtFrames) {
  EXPECT_EQ(ppdu_time(a(7), Band::ghz_5, 1530), 248us);
  EXPECT_EQ(ppdu_time(a(7), Band::ghz_5, 230), 56us);
  EXPECT_EQ(ppdu_time(a(7), Band::ghz_5, 1030), 176us);
}

double wifi_10(int mcs, double width, int k) {
  const Rate r = he(mcs, width);
  const double t = us(ppdu_time(r, Band::ghz_5, 1544 * k));
  const double sifs = us(timing(Band::ghz_5).sifs);
  return k * 12000 / (43 + 67.5 + t + sifs + us(block_ack_time(r, Band::ghz_5)));
}

TEST(WIFI_10, SingleStationAggregates) {
  EXPECT_NEAR(wifi_10(7, 20, 1), 34.08, 34.08 * .005);
  EXPECT_NEAR(wifi_10(7, 20, 8), 70.67, 70.67 * .005);
  EXPECT_NEAR(wifi_10(7, 20, 64), 81.74, 81.74 * .005);
  EXPECT_NEAR(wifi_10(11, 80, 1), 52.24, 52.24 * .005);
  EXPECT_NEAR(wifi_10(11, 80, 64), 504.70, 504.70 * .005);
}

TEST(WIFI_11, Rates) {
  EXPECT_NEAR(data_rate(he(7, 20)).value * 1e-6, 86.0, .1);
  EXPECT_NEAR(data_rate(he(11, 80)).value * 1e-6, 600.5, .1);
  EXPECT_NEAR(he_ru_rate(26, 0, 1, Time{800}).value * 1e-6, 0.9, .1);
  EXPECT_NEAR(he_ru_rate(242, 7, 1, Time{800}).value, data_rate(he(7, 20)).value, 1);
  EXPECT_NEAR(data_rate({Standard::ac, 9, 1, 80, Time{400}}).value * 1e-6, 433.3, .1);
  EXPECT_NEAR(data_rate(ht(7)).value * 1e-6, 65, 1e-6);
}

TEST(WIFI_12, UplinkOfdmaAgainstNineSingleFrames) {
  const Time around = 43us + Time{67500};
  const Band band = Band::ghz_5;
  const Time sifs = timing(band).sifs;
  const Time together = around + trigger_time(band, 9) + sifs +
                        he_trigger_based_time(26, 4, 1600ns, 170) + sifs +
                        multi_block_ack_time(band, 9);
  const Time alone = around + ppdu_time(he(4, 20), band, 170) + sifs + ack_time(he(4, 20), band);
  EXPECT_EQ(he_trigger_based_time(26, 4, 1600ns, 170), 344us);
  EXPECT_EQ(trigger_time(band, 9), 52us);
  EXPECT_NEAR(us(together), 600, 30);
  EXPECT_NEAR(us(9 * alone), 2030, 2030 * .05);
  EXPECT_NEAR(us(9 * alone) / us(together), 3.4, 3.4 * .05);
}

TEST(WIFI_13, BeaconLoad) {
  EXPECT_EQ(beacon_time(Band::ghz_5, 300), 424us);
  EXPECT_EQ(beacon_time(Band::ghz_2_4, 300), 2592us);
  const Time interval{102'400'000};
  EXPECT_NEAR(beacon_load(5, 4, 424us, 101us, interval), .103, .00103);
  EXPECT_NEAR(beacon_load(3, 5, 2592us, 360us, interval), .43, .0043);
}

TEST(Rates, OnlyWhatTheStandardDefines) {
  PhyDef def;
  const auto count = [&](Standard s, double mhz) {
    def.standard = s, def.width = {mhz * 1e6};
    return rates_of(def).size();
  };
  EXPECT_EQ(count(Standard::n, 20), 8u);
  EXPECT_EQ(count(Standard::ac, 20), 9u);
  EXPECT_EQ(count(Standard::ac, 80), 10u);
  EXPECT_EQ(count(Standard::ax, 80), 12u);
  EXPECT_EQ(count(Standard::a, 20), 7u);  // 9 Mb/s is never worth choosing
}

TEST(Rates, FixedRateFromWords) {
  PhyDef def;
  def.rate = "mcs 7";
  EXPECT_EQ(fixed_rate(def).rate.index, 7);
  def.rate = "ideal";
  EXPECT_FALSE(fixed_rate(def).fixed);
  for (const auto* wrong : {"mcs 9", "24 Mbit/s", "mcs", "fast", "mcs 7x", "mcs -1"}) {
    def.rate = wrong;
    EXPECT_THROW(fixed_rate(def), InputError) << wrong;
  }
  def.standard = Standard::a;
  def.rate = "24 Mbit/s";
  EXPECT_NEAR(data_rate(fixed_rate(def).rate).value, 24e6, 1);
  def.rate = "25 Mbit/s";
  EXPECT_THROW(fixed_rate(def), InputError);
}

}  // namespace
}  // namespace wardtwin::wifi
