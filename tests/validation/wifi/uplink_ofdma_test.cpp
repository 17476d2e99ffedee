#include <cmath>

#include <gtest/gtest.h>

#include "network_models/wifi/phy.h"
#include "network_models/wifi/resource_units.h"
#include "sim/base/statistics.h"
#include "tests/validation/wifi/power_bench.h"

// Uplink OFDMA: triggers, answers side by side, one acknowledgement for all.
namespace wardtwin::wifi::bench {
namespace {

constexpr int kPayload = 104;  // with 66 B around it an MPDU of 170 B

CellSetup ax(bool triggers) {
  CellSetup s = quiet_setup();
  s.wifi.countdown = Countdown::busy_slot;
  s.phy.standard = Standard::ax;
  s.uplink_ofdma.on = triggers;
  return s;
}

/// MCS 4 at 20 MHz: 43.9 Mb/s with 1.6 us of guard.
Direction mcs4() {
  Direction d;
  d.airtime = {.preamble = 48us, .symbol = 14'400ns, .bits_per_symbol = 234 * 3};
  d.mcs = 4;
  return d;
}

TEST(ResourceUnits, AsManyAsTheChannelHolds) {
  EXPECT_EQ(most_answers(20), 9);
  EXPECT_EQ(most_answers(40), 18);
  EXPECT_EQ(most_answers(80), 37);
  EXPECT_EQ(most_answers(160), 74);
  EXPECT_EQ(tones_for(20, 1), 242);
  EXPECT_EQ(tones_for(20, 2), 106);
  EXPECT_EQ(tones_for(20, 3), 52);
  EXPECT_EQ(tones_for(20, 9), 26);
  EXPECT_EQ(tones_for(80, 1), 996);
  EXPECT_EQ(tones_for(160, 1), 1992);
  EXPECT_EQ(tones_for(80, 5), 106);
  PhyDef phy;
  phy.standard = Standard::ax;
  for (const int bytes : {30, 170, 400, 1500})
    for (const int tones : {26, 52, 106, 242})
      EXPECT_EQ(answer_law(phy, 1600ns, tones, 4)(bytes),
                he_trigger_based_time(tones, 4, 1600ns, bytes));
  EXPECT_EQ(answer_law(phy, 1600ns, 26, 11)(500), answer_law(phy, 1600ns, 26, 9)(500));
  EXPECT_LT(answer_law(phy, 1600ns, 242, 11)(1500), answer_law(phy, 1600ns, 242, 9)(1500));
}

/// Nine stations, each with one message for each service period, once in 100 ms; how long until the
/// last is in.
Tally burst(bool triggers) {
  flow::Source source = poisson(kPayload, 1s);
  source.on_at_start = false;
  Ward w(ax(triggers), 9, {source}, mcs4(),
         {.mode = PowerSave::twt, .interval = 100ms, .service = 2ms});
  w.start();
  constexpr int kPeriods = 600;
  for (int k = 0; k < kPeriods; ++k)
    for (std::uint32_t i = 0; i < 9; ++i)
      w.cell->post({.at = k * 100ms + 50ms,
                    .created = k * 100ms + 50ms,
                    .kind = flow::Command::Kind::send,
                    .target = i});
  w.run(kPeriods * 100ms + 1s, 1s);
  EXPECT_EQ(w.frames.size(), 9u * kPeriods);
  std::vector<Time> last(kPeriods + 1, Time{0});
  for (const flow::Frame& f : w.frames) {
    Time& t = last[static_cast<std::size_t>(f.at / 100ms)];
    t = std::max(t, f.at % Time{100ms});
  }
  Tally t;
  for (std::size_t i = 1; i < last.size(); ++i) t.add(seconds(last[i]));
  return t;
}

// 9 x 170 B on units of 26 tones: trigger 52, SIFS, answers 344, SIFS, acknowledgement 64 us make
// 492; with AIFS 43 and a mean backoff of 67.5, 0.60 ms against 2.03 ms one after the other.
TEST(WIFI_12, NineAnswersToOneTriggerInACell) {
  const Tally together = burst(true);
  // the air has been idle: no AIFS and no backoff, the next slot at most; data ends before SIFS and
  // acknowledgement
  EXPECT_GE(together.min(), 412e-6);
  EXPECT_LE(together.max(), 412e-6 + 9e-6);
  const Tally apart = burst(false);
  // nine contend at once, and some collide: longer than nine exchanges without
  EXPECT_GT(apart.mean(), 9 * (.226e-3 - 110.5e-6));
  EXPECT_GT(apart.mean() / (together.mean() + 110.5e-6 + 80e-6), 2.5);
}

struct Saturation {
  double mbps, collisions;
};

Saturation saturate(bool triggers, int stations, int ampdu, std::uint32_t replication) {
  CellSetup s = ax(triggers);
  s.wifi.ampdu_frames = ampdu;
  s.wifi.saturated_backlog = 64;
  Bench b(s, {{.stations = stations, .source = saturated(kPayload), .up = mcs4()}}, replication);
  b.run(1s);
  const auto before = b.row(0).ledger.delivered_bytes;
  const AirStatistics air = b.cell->air();
  b.run(11s);
  const double bytes = static_cast<double>(b.row(0).ledger.delivered_bytes - before);
  return {bytes * 8e-6 / 10, static_cast<double>(b.cell->air().collisions() - air.collisions())};
}

TEST(WIFI_12, SaturatedStationsShareTheAirWithoutCollisions) {
  Tally mbps;
  for (std::uint32_t r = 0; r < 5; ++r) {
    const Saturation s = saturate(true, 9, 1, r);
    EXPECT_EQ(s.collisions, 0);
    mbps.add(s.mbps);
  }
  // AIFS 43 and mean backoff 67.5; the acknowledgement of nine takes 68 us rather than 64
  const double exchange =
      110.5e-6 + 52e-6 + 32e-6 + 344e-6 + seconds(multi_block_ack_time(Band::ghz_5, 9));
  EXPECT_NEAR(exchange, .60e-3, .05 * .60e-3);
  EXPECT_NEAR(mbps.mean(), 9 * kPayload * 8e-6 / exchange,
              4 * std::sqrt(mbps.variance() / 5) + 1e-4);
  EXPECT_LT(std::sqrt(mbps.variance()), .01 * mbps.mean()) << "proves nothing";
  const Saturation contending = saturate(false, 9, 1, 0);
  EXPECT_GT(contending.collisions, 1000);
  // 3.4 times one sender's frames; nine that contend count down less between frames, and collide
  EXPECT_GT(mbps.mean() / contending.mbps, 2.5);
}

TEST(UplinkOfdma, EighteenStationsTakeTurns) {
  CellSetup s = ax(true);
  Ward w(s, 18, {saturated(kPayload)}, mcs4(), {});
  w.run(10s, 1s);
  std::vector<int> of(18, 0);
  for (const flow::Frame& f : w.frames) ++of[f.source];
  const auto [least, most] = std::minmax_element(of.begin(), of.end());
  EXPECT_LE(*most - *least, 20) << "of " << *most;
  EXPECT_GT(*least, 7000);
}

TEST(UplinkOfdma, AggregatesFillWhatTheLongestAnswerTakes) {
  const double single = saturate(true, 9, 1, 0).mbps, several = saturate(true, 9, 16, 0).mbps;
  EXPECT_GT(several, 1.9 * single);
  // nobody answers longer than asked for: 4 ms of 26 tones at MCS 4 are 56 us + 273 symbols of 9 B
  const int fit = (273 * 9 - 3) / subframe_bytes(170);
  const double exchange =
      110.5e-6 + 52e-6 + 32e-6 + 68e-6 +
      seconds(answer_law({.standard = Standard::ax}, 1600ns, 26, 4)(fit * subframe_bytes(170)));
  EXPECT_NEAR(several, 9 * fit * kPayload * 8e-6 / exchange, .02 * several);
}

TEST(UplinkOfdma, LostAnswersAreSentAgain) {
  CellSetup s = ax(true);
  Direction air = mcs4();
  air.error = .3;
  air.error_bytes = 170;
  Ward w(s, 9, {saturated(kPayload)}, air, {});
  w.run(50s, 1s);
  const flow::Ledger& l = w.row(0).ledger;
  // seven independent attempts: 0.3^7 = 2.2e-4
  const double n = static_cast<double>(l.delivered + l.total_lost()), p = std::pow(.3, 7);
  EXPECT_GT(n, 3e5);
  EXPECT_NEAR(static_cast<double>(l.total_lost()) / n, p, 4 * std::sqrt(p / n));
  EXPECT_EQ(l.generated, l.delivered + l.total_lost() + w.cell->held(0));
}

TEST(UplinkOfdma, SilentOrOffChangesNothing) {
  const auto frames = [](bool triggers) {
    Ward w(ax(triggers), 5, {poisson(kPayload, 200ms)}, mcs4(), {});
    w.run(50s, 1s);
    return std::pair(w.frames.size(), w.cell->air().triggers);
  };
  const auto on = frames(true), off = frames(false);
  EXPECT_EQ(on.first, off.first);
  EXPECT_EQ(off.second, 0u);
  EXPECT_LT(on.second, 10u) << "nobody has two messages waiting";
}

}  // namespace
}  // namespace wardtwin::wifi::bench
