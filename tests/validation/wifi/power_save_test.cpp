#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "sim/base/statistics.h"
#include "tests/validation/wifi/power_bench.h"

// Stations that sleep: what they draw, how long what is kept for them waits, and that nobody else
// notices.
namespace wardtwin::wifi::bench {
namespace {

using enum radio::RadioState;

constexpr Time kBeacon{102'400'000};
const Direction kAir = fixed_airtime(100us);

CellSetup beaconing(int dtim = 1, std::uint64_t seed = 1) {
  CellSetup s = quiet_setup();
  s.wifi.beacon_airtime = 200us;
  s.wifi.dtim_period = dtim;
  s.seed.scenario = seed;
  return s;
}

flow::Source silent() {
  flow::Source s = poisson(200, 1s);
  s.on_at_start = false;
  return s;
}

double milliamperes(const Ward& w) {
  return w.cell->energy(0, w.now).total() / seconds(w.now) / 3.3 * 1e3;
}

// Known: 100 mA awake, 0.8 mA asleep, 3 ms awake for each DTIM beacon, and 20 ms at 120 mA a minute
// over 15 uA. A beacon lasts 0.2 ms of the 3 here, the rest is the way up.
TEST(WifiPowerSave, MeanCurrentOfIdleStations) {
  const std::pair<int, double> known[]{{1, 3.71}, {3, 1.77}, {10, 1.09}};
  for (const auto& [dtim, current] : known) {
    Ward w(beaconing(dtim), 1, {silent()}, kAir, {.mode = PowerSave::dtim});
    w.run(1000s, 10s);
    EXPECT_NEAR(milliamperes(w), current, .005) << "DTIM " << dtim;
  }
  CellSetup s = quiet_setup();
  s.energy = {.listen = .12 * 3.3, .sleep = 15e-6 * 3.3, .wake_up = Time{0}};
  Ward w(s, 1, {silent()}, kAir,
         {.mode = PowerSave::twt, .interval = 60s, .service = 20ms, .offset = 1s});
  w.run(6000s, 100s);
  EXPECT_NEAR(milliamperes(w), .055, 5e-5);
  EXPECT_EQ(w.cell->next_event(), kNever) << "something ticks";
  // one that does not sleep draws what it listens with
  Ward awake(beaconing(), 2, {silent()}, kAir, {});
  awake.power[1].mode = PowerSave::dtim;
  awake.run(100s, 10s);
  EXPECT_NEAR(milliamperes(awake), 100, 1e-6);
}

TEST(WifiPowerSave, WhatAMessageCosts) {
  const auto joules = [](Time gap) {
    Ward w(beaconing(), 1, {periodic(200, gap, 1ms)}, kAir, {.mode = PowerSave::u_apsd});
    w.run(1000s, 1s);
    EXPECT_NEAR(static_cast<double>(w.frames.size()), seconds(1000s) / seconds(gap), 1);
    return w.cell->energy(0, 1000s);
  };
  const radio::Energy often = joules(100ms), seldom = joules(1000ms);
  const double messages = 9000;
  EXPECT_NEAR(often[transmit] - seldom[transmit], messages * 100e-6 * .66, 1e-3);
  EXPECT_NEAR(often[receive] - seldom[receive], messages * 28e-6 * .33, 2e-3);
  // up for 2.8 ms, and awake for AIFS or the next slot, and the gap before the acknowledgement
  const double awake = (often[wake] - seldom[wake]) / .33 / messages;
  EXPECT_GT(awake, 2.8e-3);  // a beacon met while awake needs no waking
  EXPECT_LT(awake, 2.8e-3 + 16e-6 + 43e-6 + 9 * 15e-6);
  EXPECT_NEAR((often[sleep] - seldom[sleep]) / 2.64e-3, -messages * (awake + 128e-6), .02);
}

struct Waits {
  double mean, error, most;  ///< s; error: four standard errors of the mean over replications
  std::uint64_t messages;
};

/// Delays of the first of a device's sources.
Waits delays(int dtim, const std::vector<flow::Source>& device, PowerSettings power) {
  Tally means;
  Waits w{};
  constexpr int kReplications = 10;
  for (std::uint64_t r = 0; r < kReplications; ++r) {
    Ward n(beaconing(dtim, 5 + r), 1, device, kAir, power);
    if (power.mode == PowerSave::twt)
      n.power[0].offset = Time{static_cast<std::int64_t>(r) * 7'000'000};
    n.run(2000s, 1s);
    EXPECT_EQ(n.row(0).ledger.total_lost(), 0u);
    means.add(n.row(0).delay.mean());
    w.most = std::max(w.most, n.row(0).delay.max());
    w.messages += n.row(0).ledger.delivered;
  }
  w.mean = means.mean();
  w.error = 4 * std::sqrt(means.variance() / kReplications);
  return w;
}

// A message meets a beacon at random: half an interval, then a poll and the exchange.
TEST(WifiPowerSave, WaitForTheDtimBeacon) {
  for (const int dtim : {1, 3}) {
    const Waits w = delays(dtim, {down(poisson(200, 700ms))}, {.mode = PowerSave::dtim});
    const double interval = dtim * seconds(kBeacon);
    // the beacon, AIFS, backoff, poll, acknowledgement, AIFS, backoff, message: 0.5 to 0.8 ms
    EXPECT_NEAR(w.mean, interval / 2 + .65e-3, w.error + .15e-3) << dtim;
    EXPECT_LT(w.error, .03 * interval) << "proves nothing";
    EXPECT_LT(w.most, interval + 10e-3);
  }
  // awake, it waits for the air alone
  EXPECT_LT(delays(3, {down(poisson(200, 700ms))}, {}).most, 1e-3);
}

// U-APSD: a message of its own or the beacon, whatever comes first; E min(Exp(r), U(0, D)) =
// 1/r - (1 - exp(-r D)) / (r^2 D). The others' own messages change nothing.
TEST(WifiPowerSave, OwnMessagesShortenTheWait) {
  const double interval = 3 * seconds(kBeacon), rate = 5;
  const std::vector<flow::Source> device{down(poisson(200, 1300ms)), poisson(100, 200ms)};
  const Waits waits = delays(3, device, {.mode = PowerSave::dtim});
  EXPECT_NEAR(waits.mean, interval / 2 + .65e-3, waits.error + .15e-3);
  const Waits asks = delays(3, device, {.mode = PowerSave::u_apsd});
  const double expected = 1 / rate - (1 - std::exp(-rate * interval)) / (rate * rate * interval);
  EXPECT_NEAR(asks.mean, expected + .5e-3, asks.error + .4e-3);
  EXPECT_LT(asks.mean + asks.error, waits.mean - waits.error);
  // who stays awake a second after its own messages is nearly always awake
  const Waits stays = delays(3, device, {.mode = PowerSave::dtim, .stay_awake = 1s});
  EXPECT_LT(stays.mean, .02 * waits.mean);
}

TEST(WifiPowerSave, ServicePeriodsServeBothDirections) {
  const PowerSettings twt{.mode = PowerSave::twt, .interval = 500ms, .service = 10ms};
  for (const bool downlink : {false, true}) {
    const flow::Source s = poisson(200, 1700ms);
    const Waits w = delays(1, {downlink ? down(s) : s}, twt);
    // none inside a period of 10 ms, else what is left of the other 490
    const double share = .49 / .5;
    EXPECT_NEAR(w.mean, share * .49 / 2, w.error + .5e-3);
    EXPECT_LT(w.error, .02) << "proves nothing";
    EXPECT_LT(w.most, .5);
  }
}

TEST(WifiPowerSave, AlarmToAHandsetByWhatItSaves) {
  // latency and power of one handset by mode: what sleeping costs and buys
  const flow::Source alarm = down(poisson(300, 5s)), beat = periodic(100, 1s, 50ms);
  double before = 0, power_before = 1;
  for (const PowerSettings p :
       {PowerSettings{}, PowerSettings{.mode = PowerSave::u_apsd},
        PowerSettings{.mode = PowerSave::twt, .interval = 1s, .service = 5ms}}) {
    Ward w(beaconing(1), 2, {alarm, beat}, kAir, p);
    w.power[1].mode = PowerSave::dtim;
    w.run(4000s, 1s);
    const double mean = w.row(0).delay.mean(), watts = w.cell->energy(0, w.now).total() / 4000;
    EXPECT_GT(mean, before);
    EXPECT_LT(watts, power_before);
    before = mean, power_before = watts;
  }
}

TEST(WifiPowerSave, APollForEachMessageAndOneTriggerForAll) {
  for (const PowerSave mode : {PowerSave::dtim, PowerSave::u_apsd}) {
    Ward w(beaconing(), 1, {down(periodic(200, 10ms, Time{0}))}, kAir, {.mode = mode});
    w.run(100s, 1s);
    const double polls = static_cast<double>(w.cell->air().asked);
    // ten messages a beacon; what comes while it is awake needs no asking
    EXPECT_NEAR(polls, (mode == PowerSave::dtim ? 10 : 1) * 100 / seconds(kBeacon),
                mode == PowerSave::dtim ? 600 : 15);
    EXPECT_GT(w.frames.size(), 9980u);
    EXPECT_EQ(w.row(0).ledger.total_lost(), 0u);
  }
}

TEST(WifiPowerSave, AThousandSleepersChangeNoTimestamp) {
  const std::vector<flow::Source> device{periodic(200, 40ms, 5ms), down(poisson(300, 50ms))};
  const auto frames = [&](std::size_t sleepers, PowerSave mode) {
    CellSetup s = beaconing();
    Ward w(s, 6 + sleepers, device, kAir, {});
    for (std::size_t i = 0; i < w.power.size(); ++i) {
      if (i >= 6) w.power[i] = {.mode = mode, .interval = 1s, .service = 5ms};
      for (std::size_t f = 0; f < 2 && i >= 6; ++f) w.sources[2 * i + f].on_at_start = false;
    }
    w.run(20s, 100ms);
    return std::pair(w.frames, w.cell->next_event());
  };
  const auto alone = frames(0, PowerSave::off);
  EXPECT_GT(alone.first.size(), 4000u);
  for (const PowerSave mode :
       {PowerSave::off, PowerSave::dtim, PowerSave::u_apsd, PowerSave::twt}) {
    const auto with = frames(1000, mode);
    ASSERT_EQ(with.first.size(), alone.first.size());
    for (std::size_t i = 0; i < alone.first.size(); ++i) {
      ASSERT_EQ(with.first[i].at, alone.first[i].at);
      ASSERT_EQ(with.first[i].source, alone.first[i].source);
    }
    EXPECT_EQ(with.second, alone.second) << "sleepers make events";
  }
}

TEST(WifiPowerSave, LedgersBalanceAndWindowsDoNotMatterInRandomCells) {
  Stream u(Seed{31, 0}, 0, Purpose::test);
  for (int round = 0; round < 40; ++round) {
    SCOPED_TRACE(round);
    CellSetup s;
    s.access_points = {0};
    s.counts_delivery = true;
    s.seed.scenario = 100 + static_cast<std::uint64_t>(round);
    s.wifi.dtim_period = 1 + static_cast<int>(u.below(4));
    s.wifi.ssids = 1 + static_cast<int>(u.below(3));
    s.wifi.ampdu_frames = u.below(2) ? 1 : 16;
    s.wifi.attempts = 1 + static_cast<int>(u.below(7));
    s.phy.standard = Standard::ax;
    s.uplink_ofdma.on = u.below(2);
    for (auto* table : {&s.station, &s.access_point})
      for (CategoryDef& c : *table) {
        c.queue_limit = 1 + static_cast<int>(u.below(30));
        c.lifetime = Time{u.below(2) ? 0 : 50'000'000};
      }
    Direction air;
    air.error = u.below(2) ? 0 : .2;
    const std::size_t devices = 2 + u.below(12);
    std::vector<PowerSettings> power;
    for (std::size_t d = 0; d < devices; ++d)
      power.push_back({.mode = static_cast<PowerSave>(u.below(4)),
                       .stay_awake = Time{u.below(3) ? 0 : 30'000'000},
                       .interval = Time{20'000'000 + 1000 * std::int64_t{u.below(100'000)}},
                       .service = 5ms,
                       .offset = Time{u.below(20'000'000)}});
    const Time gap = Time{std::int64_t{1} << (22 + u.below(6))};
    const bool fails = u.below(2);
    const auto run = [&](Time window) {
      Ward w(s, devices, {poisson(300, gap), down(poisson(400, gap)), poisson(900, 2 * gap)}, air,
             {});
      w.power = power;
      w.start();
      using Kind = flow::Command::Kind;
      if (fails) {
        w.cell->post({.at = 700ms + 123us, .kind = Kind::access_point_down, .target = 0});
        w.cell->post({.at = 900ms, .kind = Kind::access_point_up, .target = 0});
        w.cell->release(0, 1500ms);
      }
      w.run(3s, window);
      for (flow::FlowIndex f = 0; f < 3; ++f) {
        const flow::Ledger& l = w.row(f).ledger;
        // what comes for the station that left goes back to the router
        const std::uint64_t back = f == 1 ? w.misdirected : 0;
        EXPECT_EQ(l.generated, l.delivered + l.total_lost() + w.held(f) + back) << "flow " << f;
        EXPECT_GT(l.delivered, 0u);
      }
      for (flow::DeviceIndex d = 1; d < devices; ++d) {
        const RadioTime t = w.cell->radio_time(d, w.now);
        EXPECT_GE(t.sleep, Time{0});
        EXPECT_LE(t.sleep + t.transmit + t.receive, w.now);
        if (power[d].mode == PowerSave::off) {
          EXPECT_EQ(t.sleep, Time{0});
        }
      }
      return w.frames;
    };
    const auto a = run(3s), b = run(7ms);
    const auto until = [](const std::vector<flow::Frame>& all) {
      std::vector<flow::Frame> early;
      for (const flow::Frame& f : all)
        if (f.at < 2990ms) early.push_back(f);
      std::sort(early.begin(), early.end());
      return early;
    };
    const auto x = until(a), y = until(b);
    for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i)
      ASSERT_EQ(x[i].at, y[i].at) << i << ' ' << x[i].source << ' ' << y[i].source << ' '
                                  << x[i].sequence;
    ASSERT_EQ(x.size(), y.size());
  }
}

}  // namespace
}  // namespace wardtwin::wifi::bench
