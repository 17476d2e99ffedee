#include "network_models/rfid/cell.h"

#include <cmath>

#include <gtest/gtest.h>

#include "network_models/rfid/nfc.h"
#include "tests/support/radio_bench.h"
#include "tests/unit/patients/agrees.h"

namespace wardtwin::rfid {
namespace {

using Kind = flow::Command::Kind;
using test::agrees;
using tests::source;

struct Portal : tests::RadioBench<Cell, CellSetup> {
  explicit Portal(std::uint32_t replication = 0) : RadioBench({41, replication}) {
    setup.entry = 3;
    setup.rfid.radio.orientation = setup.rfid.radio.movement = {0};
    setup.rfid.radio.antennas = 1;
    setup.rfid.use.in_field = Distribution::constant(2);
  }
  flow::DeviceIndex add(flow::Source s, double margin = 10) {
    const auto d = static_cast<flow::DeviceIndex>(setup.tags.size());
    setup.tags.push_back({d, {margin}});
    s.device = d;
    sources.push_back(s);
    return d;
  }
  void pass(std::uint32_t tag, Time at) {
    start();
    cell->post({.at = at, .created = at, .kind = Kind::send, .target = tag});
  }
};

// So many tags at once take their share of slots at the slots' durations.
TEST(RfidCell, ReadsAsFastAsItsSlots) {
  for (const std::uint32_t n : {1u, 30u, 300u}) {
    std::vector<double> slots;
    for (std::uint32_t r = 0; r < 40; ++r) {
      Portal p(r);
      for (std::uint32_t i = 0; i < n; ++i) p.add(source(12, flow::Pattern::on_event));
      for (std::uint32_t i = 0; i < n; ++i) p.pass(i, 1s);
      p.run(10s);
      ASSERT_EQ(p.ledger().delivered, n);
      const Counters& c = p.cell->counters();
      const SlotTimes t = slot_times(p.setup.rfid.link);
      const auto count = [](std::uint64_t k) { return static_cast<std::int64_t>(k); };
      // the slots are all the time there is
      EXPECT_EQ(c.busy, t.success * count(c.reads) + t.collision * count(c.collisions) +
                            t.empty * count(c.slots - c.reads - c.collisions) +
                            t.query * count(c.rounds));
      EXPECT_EQ(p.out.received.back().at, 1s + c.busy);
      slots.push_back(static_cast<double>(c.slots) / n);
    }
    // RFID-2's slots a tag, at its tolerance
    double mean = 0;
    for (const double x : slots) mean += x / 40;
    if (n == 300) {
      EXPECT_NEAR(mean, 2.95, .02 * 2.95);
    }
  }
}

TEST(RfidCell, WhoLeavesBeforeItsTurnIsAnAccessFailure) {
  Portal p;
  p.setup.rfid.use.in_field = Distribution::constant(0.25);
  for (std::uint32_t i = 0; i < 200; ++i) p.add(source(12, flow::Pattern::on_event));
  for (std::uint32_t i = 0; i < 200; ++i) p.pass(i, 1s);
  p.run(10s);
  // a quarter of a second is room for some fifty of 206 tags a second
  EXPECT_GT(p.ledger().delivered, 35u);
  EXPECT_LT(p.ledger().delivered, 60u);
  EXPECT_EQ(p.lost(flow::LossCause::access_failure), 200 - p.ledger().delivered);
  for (const flow::Frame& f : p.out.received) EXPECT_LE(f.at, 1250ms);
}

// Orientation stays: a tag that was missed is missed again. Movement does not.
TEST(RfidCell, MissesArePersistent) {
  const auto missed_twice = [](double orientation, double movement) {
    int once = 0, twice = 0;
    for (std::uint32_t r = 0; r < 4; ++r) {
      Portal p(r);
      p.setup.rfid.radio.orientation = {orientation};
      p.setup.rfid.radio.movement = {movement};
      for (std::uint32_t i = 0; i < 1000; ++i) p.add(source(12, flow::Pattern::on_event), 5);
      for (std::uint32_t i = 0; i < 1000; ++i)
        for (int pass = 0; pass < 2; ++pass)
          p.pass(i, (2 * i + static_cast<std::uint32_t>(pass)) * 4s);
      p.run(10'000s);
      std::vector<int> reads(1000);
      for (const flow::Frame& f : p.out.received) ++reads[f.source];
      for (const int n : reads) once += n == 1, twice += n == 0;
      EXPECT_EQ(p.lost(flow::LossCause::phy), 2000 - p.ledger().delivered);
    }
    return std::pair{(once + 2 * twice) / 8000.0, twice / 4000.0};
  };
  const double miss = 0.5 * std::erfc(5 / 4.0 / std::sqrt(2));  // 5 dB of margin, 4 dB deviation
  const auto stays = missed_twice(4, 0);
  EXPECT_NEAR(stays.first, miss, 4 * std::sqrt(miss * (1 - miss) / 4000));
  EXPECT_EQ(stays.first, stays.second) << "who is missed once is missed again";
  const auto moves = missed_twice(0, 4);
  EXPECT_NEAR(moves.first, miss, 4 * std::sqrt(miss * (1 - miss) / 8000));
  EXPECT_NEAR(moves.second, miss * miss, 4 * std::sqrt(miss * miss / 4000));
  EXPECT_LT(moves.second, stays.second / 4);
}

// The best of two antennas misses with the square.
TEST(RfidCell, ASecondAntennaSeesWhatTheFirstMisses) {
  const auto unread = [](int antennas) {
    std::vector<double> shares;
    for (std::uint32_t r = 0; r < 20; ++r) {
      Portal p(r);
      p.setup.rfid.radio.orientation = {4};
      p.setup.rfid.radio.antennas = antennas;
      for (std::uint32_t i = 0; i < 500; ++i) {
        p.add(source(12, flow::Pattern::on_event), 3);
      }
      for (std::uint32_t i = 0; i < 500; ++i) p.pass(i, i * 3s);
      p.run(2000s);
      shares.push_back(static_cast<double>(p.cell->counters().unreadable) / 500);
    }
    return shares;
  };
  const double miss = 0.5 * std::erfc(3 / 4.0 / std::sqrt(2));
  EXPECT_TRUE(agrees(unread(1), miss));
  EXPECT_TRUE(agrees(unread(2), miss * miss));
  EXPECT_FALSE(agrees(unread(2), miss));
}

// People queue before a desk: with cards of 1 s at 0.7 a second, as M/D/1 says.
TEST(RfidCell, CardsQueueAsMD1) {
  std::vector<double> waits;
  const double service = seconds(transaction_14443(144, 500us)) + 0.97;
  for (std::uint32_t r = 0; r < 30; ++r) {
    Portal p(r);
    p.setup.protocol = Protocol::iso_14443;
    p.setup.rfid.use.handling = Distribution::constant(0.97);
    p.add(source(144, flow::Pattern::poisson, from_seconds(service / 0.7)));
    p.run(20'000s);
    waits.push_back(p.row().delay.mean());
  }
  EXPECT_TRUE(agrees(waits, service * (1 + .7 / (2 * (1 - .7)))));
  EXPECT_FALSE(agrees(waits, service * (1 + .75 / (2 * (1 - .75)))));
}

TEST(RfidCell, AReaderThatFailsLosesWhoIsThere) {
  Portal p;
  for (std::uint32_t i = 0; i < 400; ++i) p.add(source(12, flow::Pattern::on_event));
  for (std::uint32_t i = 0; i < 400; ++i) p.pass(i, 1s);
  p.cell->post({.at = 1500ms, .kind = Kind::access_point_down, .target = 3});
  p.cell->post({.at = 5s, .kind = Kind::access_point_up, .target = 3});
  p.pass(7, 3s);
  p.pass(8, 6s);
  p.run(20s);
  EXPECT_EQ(p.lost(flow::LossCause::access_point_down), 401 - (p.ledger().delivered - 1));
  EXPECT_EQ(p.out.received.back().source, 8u);
}

// Any passes in any windows: what comes is read, lost or there.
TEST(RfidCell, LedgerBalancesInAnyWindows) {
  for (std::uint32_t r = 0; r < 12; ++r) {
    std::vector<flow::Frame> whole;
    for (const bool cut : {false, true}) {
      Portal p(r);
      Stream random({17, r}, 1, Purpose::test);
      p.setup.protocol = static_cast<Protocol>(r % 3);
      p.setup.rfid.radio.movement = {6};
      p.setup.warm_up = r % 2 ? 2s : Time{0};
      for (std::uint32_t i = 0; i < 80; ++i) {
        const bool down = random.below(8) == 0;
        p.add(source(12, flow::Pattern::poisson, 1s + Time{random.below(2'000'000'000)}, down),
              -5.0 + random.below(15));
      }
      p.start();
      for (int k = 0; k < 3; ++k) {
        const Time at = Time{random.below(2'000'000'000)} * 10;
        const std::uint32_t reader = k < 2 ? 3 : 4;  // the fourth is not here
        p.cell->post({.at = at, .kind = Kind::access_point_down, .target = reader});
        p.cell->post({.at = at + 2s, .kind = Kind::access_point_up, .target = reader});
      }
      for (Time t{0}; t < 20s;) {
        t += cut ? 7ms : 5s;
        p.cell->run(std::min<Time>(t, 20s), p.out);
        if (cut) continue;
        EXPECT_EQ(p.ledger().generated,
                  p.ledger().delivered + p.ledger().total_lost() + p.cell->held(0));
      }
      if (!cut) whole = p.out.received;
      EXPECT_TRUE(std::is_sorted(p.out.received.begin(), p.out.received.end()));
      ASSERT_EQ(whole.size(), p.out.received.size());
      for (std::size_t i = 0; i < whole.size(); ++i) EXPECT_EQ(whole[i].at, p.out.received[i].at);
    }
    EXPECT_GT(whole.size(), 5u);
  }
}

}  // namespace
}  // namespace wardtwin::rfid
