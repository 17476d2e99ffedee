#include "network_models/dect/cell.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/radio_bench.h"
#include "tests/theory/queueing.h"
#include "tests/unit/patients/agrees.h"

// DECT against Erlang's loss formula, the arithmetic of its frame, and channels counted by hand.
namespace wardtwin::dect {
namespace {

using flow::LossCause;
using flow::Pattern;
using test::agrees;
using tests::source;
using Kind = flow::Command::Kind;

struct System : tests::RadioBench<Cell, CellSetup> {
  explicit System(DectDef radio, std::uint32_t replication = 0) : RadioBench({61, replication}) {
    setup.radio = radio;
    setup.bases = {9};
  }
  flow::DeviceIndex add(flow::Source s, std::vector<Path> paths = {{0, Decibels{60}}}) {
    const auto d = static_cast<flow::DeviceIndex>(sources.size());
    s.device = d;
    sources.push_back(s);
    setup.devices.push_back({d, std::move(paths)});
    return d;
  }
  void send(Time at, flow::SourceIndex s, Kind kind = Kind::send) {
    start();
    cell->post({.at = at, .created = at, .kind = kind, .target = s});
  }
};

double lost(const System& s, LossCause cause) {
  return static_cast<double>(s.lost(cause)) /
         static_cast<double>(s.ledger().generated - s.cell->held(0));
}

// Messages that hold a channel for a second: who finds all twelve taken is lost, by Erlang's formula of
// any service time. Two thousand devices are as good as infinitely many.
TEST(Dect, DevicesAreRefusedAsErlangSays) {
  DectDef def;
  def.attempts = 1;
  def.setup = 984'583us;  // 5 ms on average until its slot, and two frames later it has ended
  def.hold = Time{0};
  for (const double load : {6., 10.}) {
    std::vector<double> refused;
    for (std::uint32_t r = 0; r < 12; ++r) {
      System s(def, r);
      for (int i = 0; i < 2000; ++i) s.add(source(40, Pattern::poisson, from_seconds(2000 / load)));
      s.run(1000s);
      refused.push_back(lost(s, LossCause::access_failure));
      EXPECT_EQ(s.lost(LossCause::access_failure), s.ledger().total_lost());
    }
    EXPECT_TRUE(agrees(refused, theory::erlang_b(load, 12))) << load;
    EXPECT_FALSE(agrees(refused, theory::erlang_b(load, 11))) << load;
  }
}

// Short messages find what telephones leave: calls alone make the load.
TEST(Dect, TelephonesTakeChannelsFromDevices) {
  for (const int channels : {4, 12}) {
    DectDef def;
    def.channels = channels;
    def.attempts = 1;
    def.setup = def.hold = Time{0};
    def.speech = 0.7 * channels;
    def.call = 5s;
    std::vector<double> refused, busy;
    for (std::uint32_t r = 0; r < 16; ++r) {
      System s(def, r);
      for (int i = 0; i < 50; ++i) s.add(source(20, Pattern::poisson, 50s));
      s.run(3000s);
      refused.push_back(lost(s, LossCause::access_failure));
      busy.push_back(seconds(s.cell->air_counts(9).busy) / 3000 * channels);
    }
    const double blocked = theory::erlang_b(def.speech, channels);
    EXPECT_TRUE(agrees(refused, blocked)) << channels;
    EXPECT_FALSE(agrees(refused, theory::erlang_b(def.speech, channels - 1))) << channels;
    // the channels that are taken carry what is not refused; devices add 1/s of some 10 ms
    EXPECT_TRUE(agrees(busy, def.speech * (1 - blocked) + (1 - blocked) * 0.0054)) << channels;
  }
  System none{DectDef{}};
  for (int i = 0; i < 50; ++i) none.add(source(20, Pattern::poisson, 50s));
  none.run(1000s);
  EXPECT_EQ(none.ledger().total_lost(), 0u);
}

// 112 B are four slots of 32 B, one in each frame; devices send in the second half of it.
TEST(Dect, MessagesTakeTheirSlots) {
  DectDef def;
  def.paging = Time{0};
  System s(def);
  s.add(source(100, Pattern::on_event));
  s.add(source(100, Pattern::on_event, {}, true));
  s.send(1'003ms, 0);
  s.send(1'300ms, 0);  // the channel is still there
  s.send(2'000ms, 0);  // held until 1.835417
  s.send(5'001ms, 1, Kind::deliver);
  s.run(10s);
  const auto& up = s.out.received;
  ASSERT_EQ(up.size(), 3u);
  EXPECT_EQ(up[0].at, 1'205ms + 30ms + kSlot) << "200 ms of setup, and on to 5 ms in the frame";
  EXPECT_EQ(up[1].at, 1'305ms + 30ms + kSlot);
  EXPECT_EQ(up[2].at, 2'205ms + 30ms + kSlot);
  ASSERT_EQ(s.out.delivered.size(), 1u);
  EXPECT_EQ(s.out.delivered[0].at, 5'210ms + 30ms + kSlot) << "at the beginning of a frame";
  const double active = seconds(1'835ms + kSlot - 1'003ms) + seconds(2'735ms + kSlot - 2'000ms);
  const radio::Energy e = s.cell->energy(0, 10s);
  EXPECT_NEAR(e[radio::RadioState::transmit], active * .15, 1e-9);
  EXPECT_NEAR(e[radio::RadioState::sleep], (10 - active) * .009, 1e-9);
}

// A page comes once in 160 ms, at any phase of it.
TEST(Dect, DownlinkWaitsForItsPage) {
  const auto mean = [](Time paging) {
    DectDef def;
    def.paging = paging;
    def.hold = Time{0};
    System s(def);
    s.add(source(20, Pattern::poisson, 200s, true));
    s.run(1'000'000s);
    EXPECT_EQ(s.ledger().total_lost(), 0u);
    return s.row().delay.mean();
  };
  const double at_once = mean(Time{0});
  EXPECT_NEAR(at_once, .2 + .005 + seconds(kSlot), .001) << "half a frame on average";
  // 5,000 uniform waits of 46 ms deviation: four standard errors
  EXPECT_NEAR(mean(160ms) - at_once, .080, 4 * .046 / std::sqrt(5000.));
}

/// Twelve devices hold the twelve channels of the first of two base stations; one more asks the second,
/// which they are heard at as loudly as it is.
std::uint64_t refused_beside_twelve(int carriers, Decibels apart) {
  DectDef def;
  def.carriers = carriers;
  def.hold = 100s;
  def.fade_margin = Decibels{93 + 24 - 60 - 0.5};  // the nearest alone is in reach
  System s(def);
  s.setup.bases.push_back(10);
  for (int i = 0; i < 12; ++i)
    s.add(source(20, Pattern::on_event), {{0, Decibels{60}}, {1, Decibels{60} + apart}});
  s.add(source(20, Pattern::on_event), {{1, Decibels{60}}, {0, Decibels{60} + apart}});
  for (int i = 0; i < 12; ++i) s.send(100ms * i, static_cast<flow::SourceIndex>(i));
  s.send(10s, 12);
  s.run(30s);
  EXPECT_EQ(s.ledger().delivered + s.lost(LossCause::access_failure), 13u);
  return s.lost(LossCause::access_failure);
}

TEST(Dect, ChannelsAreTwelvePairsOnEachCarrier) {
  EXPECT_EQ(refused_beside_twelve(1, Decibels{5}), 1u);
  EXPECT_EQ(refused_beside_twelve(2, Decibels{5}), 0u) << "another carrier is quiet";
  EXPECT_EQ(refused_beside_twelve(1, Decibels{12}), 0u) << "those are weaker by more than 11 dB";
  EXPECT_EQ(refused_beside_twelve(1, Decibels{10}), 1u);
}

// Who is served by the base station that fails goes to the other; without another it is cut off.
TEST(Dect, BaseStationsFail) {
  DectDef def;
  System s(def);
  s.setup.bases.push_back(10);
  s.add(source(100, Pattern::periodic, 1s), {{0, Decibels{60}}, {1, Decibels{70}}});
  s.add(source(100, Pattern::periodic, 1s), {{0, Decibels{60}}});
  s.start();
  EXPECT_EQ(s.cell->entry_of(0), 9u);
  s.cell->post({.at = 100s, .kind = Kind::access_point_down, .target = 9});
  s.run(150s);
  EXPECT_EQ(s.cell->entry_of(0), 10u);
  EXPECT_EQ(s.cell->entry_of(1), flow::kNone);
  s.cell->post({.at = 200s, .kind = Kind::access_point_up, .target = 9});
  s.run(300s);
  ASSERT_EQ(s.out.links.size(), 2u);
  EXPECT_EQ(s.out.links[0].at, 100s);
  EXPECT_EQ(s.out.links[0].device, 1u);
  EXPECT_FALSE(s.out.links[0].connected);
  EXPECT_EQ(s.out.links[1].at, 200s);
  EXPECT_GT(s.lost(LossCause::access_point_down), 20u) << "five tries of half a second on average";
  EXPECT_EQ(s.lost(LossCause::access_point_down) + s.lost(LossCause::radio_queue_full),
            s.ledger().total_lost());
  std::uint64_t other = 0;
  for (const flow::Frame& f : s.out.received) other += f.entry == 10;
  EXPECT_NEAR(double(other), 100, 2);
}

TEST(Dect, LedgerBalancesInAnyWindows) {
  std::uint64_t handovers = 0, collisions = 0;
  for (std::uint32_t r = 0; r < 6; ++r) {
    std::vector<Time> whole;
    for (const bool cut : {false, true}) {
      DectDef def;
      def.carriers = 1 + static_cast<int>(r % 2);
      def.attempts = 2;
      def.queue_limit = 2;
      def.speech = r % 3;
      System s(def, r);
      s.setup.bases = {9, 10, 11};
      Stream random({3, r}, 1, Purpose::test);
      for (int i = 0; i < 60; ++i) {
        std::vector<Path> paths;
        for (std::uint32_t b = 0; b < 3; ++b)
          paths.push_back({b, Decibels{50.0 + random.below(70)}});
        std::ranges::sort(paths, {}, [](const Path& p) { return p.loss.value; });
        s.add(source(20 + random.below(1000), Pattern::poisson, 100ms + 1ms * random.below(9000),
                     i % 5 == 0),
              paths);
      }
      s.start();
      s.cell->post({.at = 20s, .kind = Kind::access_point_down, .target = 10});
      s.cell->post({.at = 30s, .kind = Kind::access_point_up, .target = 10});
      for (Time t{0}; t < 60s;) {
        s.cell->run(t = std::min<Time>(t + (cut ? Time{37ms} : Time{5s}), 60s), s.out);
        ASSERT_EQ(s.ledger().generated,
                  s.ledger().delivered + s.ledger().total_lost() + s.cell->held(0));
      }
      EXPECT_GT(s.ledger().delivered, 100u);
      handovers += s.cell->handovers();
      collisions += s.lost(LossCause::collision);
      if (!cut)
        for (const flow::Frame& f : s.out.received) whole.push_back(f.at);
      ASSERT_EQ(whole.size(), s.out.received.size());
      for (std::size_t i = 0; i < whole.size(); ++i) EXPECT_EQ(whole[i], s.out.received[i].at);
    }
  }
  EXPECT_GT(handovers, 10u) << "newcomers disturb others";
  EXPECT_GT(collisions, 0u) << "some of which find no other channel";
}

}  // namespace
}  // namespace wardtwin::dect
