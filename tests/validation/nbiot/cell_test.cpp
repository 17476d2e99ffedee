#include "network_models/nbiot/cell.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/radio_bench.h"
#include "tests/unit/patients/agrees.h"

namespace wardtwin::nbiot {
namespace {

using Kind = flow::Command::Kind;
using test::agrees;
using tests::source;

struct Network : tests::RadioBench<Cell, CellSetup> {
  explicit Network(std::uint32_t replication = 0) : RadioBench({47, replication}) {
    setup.entry = 5;
    setup.nbiot.block_error = 0;
    setup.nbiot.update_period = 24h * 400;
    usual_window = 60s;
  }
  void add(flow::Source s, int level = 0) {
    const auto d = static_cast<flow::DeviceIndex>(setup.devices.size());
    setup.devices.push_back({d, level});
    s.device = d;
    sources.push_back(s);
  }
  void send(std::uint32_t source, Time at, Kind kind = Kind::send) {
    start();
    cell->post({.at = at, .created = at, .kind = kind, .target = source});
  }
};

// From deep sleep, alone: search, the next opportunity, preamble, answer, 4 exchanges, grant, block.
TEST(NbiotCell, AMessageFromDeepSleepByHand) {
  struct Row {
    int level;
    Time search, preamble, step, grant, block;
  };
  for (const Row& r : {Row{0, 320ms, 12'800us, 1ms + 8ms + 2ms, 9ms, 4ms},
                       Row{1, 620ms, 51'200us, 32ms + 8ms + 32ms, 24ms, 4ms * 6 * 8},
                       Row{2, 2860ms, 204'800us, 512ms + 8ms + 256ms, 136ms, 8ms * 8 * 64}}) {
    Network n;
    n.add(source(50, flow::Pattern::on_event), r.level);
    n.send(0, 640ms * 100);  // just at an opportunity
    n.run(600s);
    ASSERT_EQ(n.out.received.size(), 1u);
    const Time opportunity = 640ms * ((r.search + 640ms - Time{1}) / 640ms);
    const Time response = 80ms + 1ms * n.setup.nbiot.level(r.level).down_repetitions;
    EXPECT_EQ(n.out.received[0].at - 640ms * 100,
              opportunity + r.preamble + response + 4 * r.step + r.grant + r.block)
        << r.level;
  }
}

TEST(NbiotCell, LongMessagesTakeMoreBlocksAndConnectionsMakeTheSecondQuick) {
  Network n;
  n.add(source(50, flow::Pattern::on_event));   // 98 B with headers: one block
  n.add(source(250, flow::Pattern::on_event));  // 298 B: three
  n.send(0, 640ms * 10);
  n.send(1, 640ms * 1000);
  n.send(0, 640ms * 2000);
  n.send(0, 640ms * 2000 + 3s);
  n.run(3000s);
  ASSERT_EQ(n.out.received.size(), 4u);
  const auto delay = [&](std::size_t i) {
    return n.out.received[i].at - n.out.received[i].created;
  };
  EXPECT_EQ(delay(1) - delay(0), 2 * 13ms) << "each block a grant of 9 ms and 4 ms of air";
  EXPECT_LT(delay(3), delay(2)) << "no search and no set-up in a connection";
  EXPECT_EQ(n.cell->counters().blocks[0], 6u);
}

// n devices choose among 12 subcarriers at one opportunity: (11/12)^(n-1) are alone.
TEST(NbiotCell, PreamblesCollideAsTheyShould) {
  for (const std::uint32_t n : {2u, 6u, 15u}) {
    std::vector<double> clean;
    for (std::uint32_t r = 0; r < 200; ++r) {
      Network w(r);
      for (std::uint32_t i = 0; i < n; ++i) w.add(source(50, flow::Pattern::on_event));
      for (std::uint32_t i = 0; i < n; ++i) w.send(i, 10s);
      w.run(11s);  // one opportunity
      const Counters& c = w.cell->counters();
      clean.push_back(1 - static_cast<double>(c.preamble_collisions[0]) / static_cast<double>(n));
    }
    EXPECT_TRUE(agrees(clean, std::pow(11 / 12.0, n - 1))) << n;
    EXPECT_FALSE(agrees(clean, std::pow(10 / 12.0, n - 1))) << n;
  }
}

TEST(NbiotCell, AfterManyCollisionsADeviceGivesUp) {
  Network n;
  n.setup.nbiot.access_attempts = 2;
  n.setup.nbiot.access_backoff = Time{0};
  for (int i = 0; i < 300; ++i) n.add(source(50, flow::Pattern::on_event));
  for (std::uint32_t i = 0; i < 300; ++i) n.send(i, 10s);
  n.run(100s);
  EXPECT_GT(n.lost(flow::LossCause::access_failure), 250u);
  EXPECT_EQ(n.ledger().generated, n.ledger().delivered + n.ledger().total_lost());
}

// Extreme coverage fills the carrier: blocks of 4.1 s on one of 12 subcarriers.
TEST(NbiotCell, TheCarrierHasSoMuchRoom) {
  const auto load = [](double per_second) {
    Network n;
    n.setup.nbiot.preamble_period = 40ms;
    n.setup.nbiot.preamble_tones = 48;
    for (int i = 0; i < 400; ++i)
      n.add(source(50, flow::Pattern::poisson, from_seconds(400 / per_second)), 2);
    n.run(4000s);
    n.cell->restart_statistics(4000s);
    n.run(12'000s);
    return seconds(n.cell->air_counts(5).busy) / 8000;
  };
  const double block = 8e-3 * 8 * 64;
  EXPECT_NEAR(load(1), block / 12, .05 * block / 12);
  EXPECT_NEAR(load(2), 2 * block / 12, .05 * 2 * block / 12);
  EXPECT_GT(load(6), 0.95) << "more than it holds: 6 x 4.1 s of 12 s";
}

// Downlink: at once in a connection, at the next page after it, in deep sleep not before a report.
TEST(NbiotCell, WhenADeviceCanBeReached) {
  Network n;
  n.setup.nbiot.update_period = 1h;
  n.setup.nbiot.lifetime = 24h;
  n.add(source(50, flow::Pattern::on_event));
  flow::Source push = source(20, flow::Pattern::on_event, {}, true);
  push.device = 0;
  n.sources.push_back(push);
  n.setup.flows = 1;
  n.send(0, 100s);
  n.send(1, 105s, Kind::deliver);   // connected for 10 s of silence
  n.send(1, 125s, Kind::deliver);   // released, and paged every 10.24 s for 20 s
  n.send(1, 1000s, Kind::deliver);  // asleep
  n.run(3h, 60s);
  ASSERT_EQ(n.out.delivered.size(), 3u);
  const auto wait = [&](std::size_t i) {
    return seconds(n.out.delivered[i].at - n.out.delivered[i].created);
  };
  EXPECT_LT(wait(0), 0.1);
  EXPECT_GT(wait(1), 0.2);
  EXPECT_LT(wait(1), 10.24 + 1.5);
  EXPECT_GT(wait(2), 1000);
  EXPECT_LT(wait(2), 3600);
}

// By hand: a silent device sleeps deeply, but for its report a day.
TEST(NbiotCell, EnergyOfSilenceAndOfReports) {
  Network silent;
  silent.add(source(50, flow::Pattern::on_event));
  silent.run(24h, 1h);
  EXPECT_NEAR(silent.cell->energy(0, 24h).total(), 86'400 * 15e-6, 1e-3);
  const auto day = [](int level) {
    Network n;
    n.add(source(84, flow::Pattern::periodic, 24h), level);
    n.run(24h * 20, 1h);
    return n.cell->energy(0, 24h * 20).total() / 20;
  };
  const double normal = day(0), robust = day(1), extreme = day(2);
  EXPECT_LT(normal, robust);
  EXPECT_LT(robust, extreme);
  // 84 B a day from 5 Wh: 25, 18 and 4 years were published for 144, 154 and 164 dB; ours are of that
  // order with the estimates this model starts from
  const auto years = [](double joules_a_day) { return 5 * 3600 / joules_a_day / 365.25; };
  EXPECT_GT(years(normal), 12);
  EXPECT_GT(years(extreme), 1);
  EXPECT_LT(years(extreme), 12);
}

TEST(NbiotCell, LedgerBalancesInAnyWindows) {
  for (std::uint32_t r = 0; r < 8; ++r) {
    std::vector<Time> whole;
    for (const bool cut : {false, true}) {
      Network n(r);
      n.setup.nbiot.block_error = 0.4;
      n.setup.nbiot.attempts = 2;
      n.setup.nbiot.lifetime = 300s;
      n.setup.nbiot.update_period = 10min;
      n.setup.nbiot.power_saving = r % 3 != 0;
      n.setup.nbiot.queue_limit = 3;
      n.setup.warm_up = r % 2 ? 100s : Time{0};
      Stream random({19, r}, 1, Purpose::test);
      for (int i = 0; i < 60; ++i) {
        const bool down = random.below(5) == 0;
        const Time period = 5s + Time{random.below(4'000'000'000)} * 20;
        const auto level = static_cast<int>(random.below(4));
        n.add(source(20 + random.below(200), flow::Pattern::poisson, period, down), level);
      }
      n.start();
      for (const Time t : {400s, 1000s}) {
        n.cell->post({.at = t, .kind = Kind::access_point_down, .target = 5});
        n.cell->post({.at = t + 60s, .kind = Kind::access_point_up, .target = 5});
      }
      for (Time t{0}; t < 1600s;) {
        n.cell->run(t += cut ? 1s : 100s, n.out);
        EXPECT_EQ(n.ledger().generated,
                  n.ledger().delivered + n.ledger().total_lost() + n.cell->held(0));
      }
      EXPECT_GT(n.ledger().delivered, 50u);
      EXPECT_GT(n.lost(flow::LossCause::phy), 5u);
      if (!cut)
        for (const flow::Frame& f : n.out.received) whole.push_back(f.at);
      ASSERT_EQ(whole.size(), n.out.received.size());
      for (std::size_t i = 0; i < whole.size(); ++i) EXPECT_EQ(whole[i], n.out.received[i].at);
    }
  }
}

// Rounds of 8 ms with three blocks of 1000 bits, 375 kbit/s; a third of a round's blocks alone takes 6 ms.
TEST(LtemCell, HalfDuplexPeakAndLatency) {
  Network n;
  n.setup.nbiot = lte_m();
  n.setup.nbiot.block_error = 0;
  n.setup.nbiot.update_period = 24h * 400;
  n.add(source(37'500 - 48, flow::Pattern::on_event));
  n.add(source(50, flow::Pattern::on_event));
  n.send(0, 20ms * 100);
  n.send(0, 20ms * 100 + 3s);  // connected: a preamble for the grant, and the blocks
  n.send(1, 20ms * 5000);
  n.run(200s);
  ASSERT_EQ(n.out.received.size(), 3u);
  const auto delay = [&](std::size_t i) {
    return n.out.received[i].at - n.out.received[i].created;
  };
  const Time blocks = 8ms * 100;
  EXPECT_EQ(delay(0), 320ms + 1ms + 16ms + 4 * 7ms + blocks) << "found, and at a preamble's turn";
  EXPECT_LE(delay(1), 20ms + 1ms + 16ms + blocks);
  EXPECT_EQ(delay(2), 320ms + 1ms + 16ms + 4 * 7ms + 6ms);
  // mode B costs 64 repetitions: 192 ms of three blocks and 68 ms of grant
  Network b;
  b.setup.nbiot = lte_m();
  b.setup.nbiot.block_error = 0;
  b.add(source(375 - 48, flow::Pattern::on_event), 2);
  b.send(0, 20ms * 100);
  b.run(60s);
  ASSERT_EQ(b.out.received.size(), 1u);
  const Time step = 64ms + 4ms + 128ms;
  EXPECT_EQ(b.out.received[0].at - 20ms * 100,
            1580ms + 32ms + 79ms + 4 * step + 4ms + 64ms + 3 * 64ms);
}

}  // namespace
}  // namespace wardtwin::nbiot
