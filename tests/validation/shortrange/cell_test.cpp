#include "network_models/shortrange/cell.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/radio_bench.h"
#include "tests/unit/patients/agrees.h"

// Stars against ALOHA, channels that are quiet, channels of one's own, and arithmetic.
namespace wardtwin::shortrange {
namespace {

using flow::LossCause;
using flow::Pattern;
using test::agrees;
using tests::source;

struct Star : tests::RadioBench<Cell, CellSetup> {
  explicit Star(ShortrangeDef radio, std::uint32_t replication = 0)
      : RadioBench({51, replication}) {
    setup.radio = radio;
    setup.receivers = {9};
  }
  void add(flow::Source s, Dbm level = {-60}) {
    const auto d = static_cast<flow::DeviceIndex>(sources.size());
    s.device = d;
    sources.push_back(s);
    setup.devices.push_back({d, {{0, level}}});
  }
};

// n tags, equally strong: clean if no other begins within an airtime before or after.
TEST(Shortrange, BlinksCollideAsInAloha) {
  for (const std::uint32_t n : {50u, 200u}) {
    std::vector<double> delivered;
    for (std::uint32_t r = 0; r < 20; ++r) {
      Star s(active_rfid(), r);
      for (std::uint32_t i = 0; i < n; ++i) s.add(source(31, Pattern::poisson, 2s));
      s.run(500s);
      delivered.push_back(s.delivered());
      EXPECT_EQ(s.lost(LossCause::collision), s.ledger().total_lost());
    }
    const double air = 8 * (31 + 12) / 100e3, others = (n - 1) / 2.0;
    EXPECT_TRUE(agrees(delivered, std::exp(-2 * others * air))) << n;
    EXPECT_FALSE(agrees(delivered, std::exp(-others * air))) << n;
  }
}

// Planned channels lose nothing at any load; the same devices on few channels do.
TEST(Shortrange, AChannelOfOnesOwn) {
  const auto lost = [](Access access) {
    ShortrangeDef def = wmts();
    def.access = access;
    def.channels = 16;
    Star s(def);
    for (int i = 0; i < 16; ++i) s.add(source(250, Pattern::periodic, 250ms));
    s.run(100s);
    return 1 - s.delivered();
  };
  EXPECT_EQ(lost(Access::own_channel), 0);
  EXPECT_GT(lost(Access::aloha), .2) << "84 ms of each 250 ms on air";
}

// Two implants on ten channels never meet; on one the second waits and tries again; alone without an answer
// it gives up.
TEST(Shortrange, ListeningFirst) {
  const auto run = [](int channels, int attempts) {
    ShortrangeDef def = medradio();
    def.channels = channels;
    def.attempts = attempts;
    Star s(def);
    for (int i = 0; i < 8; ++i) s.add(source(3500, Pattern::poisson, 1s));
    s.run(1000s);
    return std::pair{s.lost(LossCause::collision), s.lost(LossCause::access_failure)};
  };
  EXPECT_EQ(run(10, 8), (std::pair{std::uint64_t{0}, std::uint64_t{0}}));
  EXPECT_EQ(run(1, 1).first, 0u) << "each hears the other";
  EXPECT_GT(run(1, 1).second, 1000u) << "half a second of air each second";
  EXPECT_LT(run(1, 8).second, run(1, 1).second / 3);
}

TEST(Shortrange, WeakDownAndOtherWays) {
  Star s(medradio());
  s.add(source(100, Pattern::periodic, 1s), Dbm{-96});
  s.add(source(100, Pattern::periodic, 1s, true), Dbm{-60});
  s.setup.radio.attempts = 1;
  s.run(10s);
  EXPECT_EQ(s.lost(LossCause::phy) + s.lost(LossCause::not_attempted), s.ledger().generated);
  Star down(active_rfid());
  down.add(source(31, Pattern::periodic, 1s));
  down.start();
  down.cell->post({.at = 50s, .kind = flow::Command::Kind::access_point_down, .target = 9});
  down.run(100s);
  EXPECT_NEAR(double(down.ledger().delivered), 50, 1);
  EXPECT_EQ(down.cell->entry_of(0), flow::kNone);
  EXPECT_GT(down.lost(LossCause::access_point_down), 48u);
}

// A night's report of 3.5 kB: 70 ms at 15 mW after 10 ms of listening; sleep below a microwatt.
TEST(Shortrange, EnergyOfAnImplant) {
  Star s(medradio());
  s.add(source(3500, Pattern::periodic, 24h));
  s.run(24h * 10);
  const radio::Energy e = s.cell->energy(0, 24h * 10);
  const double air = 8 * 3512 / 400e3;
  EXPECT_NEAR(e[radio::RadioState::transmit], 10 * air * 15e-3, 1e-9);
  EXPECT_NEAR(e[radio::RadioState::receive], 10 * 10e-3 * 15e-3, 1e-9);
  EXPECT_NEAR(e[radio::RadioState::sleep], 864'000 * .75e-6, 1e-4);
}

// Badges of one room meet as in ALOHA; light of twice the distance is a quarter, and too little where it
// ends.
TEST(Shortrange, InfraredIsTheSameWithLight) {
  InfraredDef def;
  EXPECT_NEAR(light_at(Metres{4}).value - light_at(Metres{8}).value, 20 * std::log10(2.), 1e-12);
  EXPECT_EQ(light_at(Metres{0.3}).value, 0);
  const ShortrangeDef star = star_of(def);
  EXPECT_TRUE(in_reach(star, light_at(Metres{12})));
  EXPECT_FALSE(in_reach(star, light_at(Metres{12.1})));
  std::vector<double> delivered;
  for (std::uint32_t r = 0; r < 20; ++r) {
    Star s(star, r);
    for (int i = 0; i < 10; ++i) s.add(source(31, Pattern::poisson, 2s), light_at(Metres{3}));
    s.run(1000s);
    delivered.push_back(s.delivered());
  }
  const double air = 8 * (31 + 4) / def.bit_rate;
  EXPECT_TRUE(agrees(delivered, std::exp(-2 * 9 / 2. * air)));
  EXPECT_FALSE(agrees(delivered, std::exp(-9 / 2. * air)));
}

TEST(Shortrange, LedgerBalancesInAnyWindows) {
  for (std::uint32_t r = 0; r < 6; ++r) {
    std::vector<Time> whole;
    for (const bool cut : {false, true}) {
      ShortrangeDef def = r % 2 ? medradio() : active_rfid();
      def.channels = 2;
      def.attempts = 2;
      def.queue_limit = 2;
      Star s(def, r);
      s.setup.receivers.push_back(10);
      Stream random({3, r}, 1, Purpose::test);
      for (int i = 0; i < 30; ++i) {
        s.add(source(20 + random.below(1000), Pattern::poisson, 100ms + 1ms * random.below(900)),
              Dbm{-60.0 - random.below(40)});
        s.setup.devices.back().paths.push_back({1, Dbm{-100.0 - random.below(10)}});
      }
      s.start();
      using Kind = flow::Command::Kind;
      s.cell->post({.at = 20s, .kind = Kind::access_point_down, .target = 9});
      s.cell->post({.at = 30s, .kind = Kind::access_point_up, .target = 9});
      for (Time t{0}; t < 60s;) {
        s.cell->run(t = std::min<Time>(t + (cut ? Time{37ms} : Time{5s}), 60s), s.out);
        ASSERT_EQ(s.ledger().generated,
                  s.ledger().delivered + s.ledger().total_lost() + s.cell->held(0));
      }
      EXPECT_GT(s.ledger().delivered, 300u);
      if (!cut)
        for (const flow::Frame& f : s.out.received) whole.push_back(f.at);
      ASSERT_EQ(whole.size(), s.out.received.size());
      for (std::size_t i = 0; i < whole.size(); ++i) EXPECT_EQ(whole[i], s.out.received[i].at);
    }
  }
}

}  // namespace
}  // namespace wardtwin::shortrange
