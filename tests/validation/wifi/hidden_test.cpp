#include <cmath>
#include <tuple>

#include <gtest/gtest.h>

#include "network_models/wifi/hidden_cell.h"
#include "tests/validation/wifi/bench.h"

// Stations that do not all hear each other, against exact simulation by independent code (WIFI-8),
// the vulnerable time of unslotted ALOHA, and Cell where everybody hears everybody.
namespace wardtwin::wifi::bench {
namespace {

bool within(double value, double expected, double share) {
  return std::abs(value - expected) <= share * std::abs(expected);
}
#define EXPECT_WITHIN(value, expected, share) \
  EXPECT_TRUE(within(value, expected, share)) \
      << #value " is " << (value) << ", expected " << (expected)

struct Sender {
  flow::Source source;
  Direction up;
  std::uint32_t group = 0;
};

/// One flow per sender.
struct HiddenBench {
  CellSetup setup;
  std::vector<flow::Source> sources;
  std::unique_ptr<HiddenCell> cell;
  CellOutput out;

  HiddenBench(const CellSetup& s, const std::vector<std::uint64_t>& hears,
              const std::vector<Sender>& senders)
      : setup(s) {
    for (const Sender& sender : senders) {
      flow::Source source = sender.source;
      source.device = source.flow = static_cast<std::uint32_t>(sources.size());
      sources.push_back(source);
    }
    setup.sources = sources;
    setup.flows = sources.size();
    std::vector<HiddenStation> stations;
    for (std::uint32_t i = 0; i < senders.size(); ++i)
      stations.push_back({new_station(i, std::vector{i}, Time{0}, setup),
                          {.access_point = 0, .up = senders[i].up, .down = senders[i].up},
                          senders[i].group});
    cell = std::make_unique<HiddenCell>(setup, hears, std::move(stations));
  }
  void run(Time until, Time window) {
    for (Time t = Time{0}; t < until;) {
      t = std::min(until, t + window);
      cell->run(t, out);
    }
  }
  flow::Ledger total() const {
    flow::Ledger sum;
    for (const auto& row : cell->statistics().rows()) sum.merge(row.ledger);
    return sum;
  }
};

struct Outcome {
  double mbps, p, dropped;
};

Outcome measure(const CellSetup& setup, const std::vector<std::uint64_t>& hears,
                const std::vector<Sender>& senders, Time until) {
  HiddenBench b(setup, hears, senders);
  for (Time t = 1s; t <= until; t += 1s) {
    b.cell->run(t, b.out);
    b.out.clear();
  }
  const flow::Ledger l = b.total();
  const AirStatistics& air = b.cell->air();
  return {static_cast<double>(l.delivered_bytes) * 8e-6 / seconds(until),
          static_cast<double>(air.collisions()) / static_cast<double>(air.attempts()),
          static_cast<double>(l.total_lost()) / static_cast<double>(l.total_lost() + l.delivered)};
}

CellSetup dcf(Time control, AfterCollision after) {
  CellSetup s = quiet_setup();
  s.wifi.ack = s.wifi.cts = control;
  s.wifi.rts = control == 44us ? 52us : control;
  s.wifi.ack_timeout = 45us;
  s.wifi.after_collision = after;
  s.station[2].aifsn = 2;
  return s;
}

// RTS throughput is 1.6 % and 2.3 % below the expected values, inside the 3 %. Two choices the row
// leaves open do not explain it. A sender whose frame failed waits here, like those around it, for
// the air its frame had reserved and DIFS; counting from the timeout instead gives 23.77 and 4.95
// Mb/s with RTS, 22.42 and .847 without. A CTS that begins during a station's own RTS is not read
// here and sets no NAV; if it did, RTS would give 23.81 and 4.97 Mb/s, but p .223 instead of .213.
TEST(WIFI_8, TwoMutuallyHiddenStations) {
  struct Row {
    Time data, control;
    bool rts;
    double mbps, p, drop;
  };
  for (const Row& r : {Row{248us, 28us, false, 22.3, .348, .041},
                       {248us, 28us, true, 23.95, .214, 0},
                       {2072us, 44us, false, .855, 0, .44},
                       {2072us, 44us, true, 5.05, 0, 0}}) {
    SCOPED_TRACE(testing::Message() << r.data.count() << " ns, RTS " << r.rts);
    CellSetup s = dcf(r.control, AfterCollision::aifs);
    if (r.rts) s.wifi.rts_threshold = 0;
    const Sender one{saturated(1500), fixed_airtime(r.data), 0}, two{one.source, one.up, 1};
    const Outcome o = measure(s, {0b00, 0b00}, {one, two}, 300s);
    EXPECT_WITHIN(o.mbps, r.mbps, .03);
    if (r.p > 0) {
      EXPECT_WITHIN(o.p, r.p, .03);
    }
    if (r.drop > 0) {
      EXPECT_WITHIN(o.dropped, r.drop, .03);
    }
    const Outcome heard = measure(s, {0b10, 0b01}, {one, two}, 20s);
    EXPECT_LT(heard.p, .6 * o.p) << "cannot tell hidden from heard";
  }
}

// Each hears all: the same law as Cell, and the exact values of WIFI-4b (EIFS, ACK timeout 0).
TEST(WIFI_4b, HiddenCellWithNobodyHidden) {
  struct Row {
    int n;
    double mbps;
  };
  for (const Row& r : {Row{1, 30.497}, {5, 29.125}, {10, 27.312}, {50, 22.415}}) {
    SCOPED_TRACE(r.n);
    CellSetup s = dcf(28us, AfterCollision::eifs);
    s.wifi.ack_timeout = Time{0};
    s.wifi.attempts = 255;
    std::vector<Sender> senders(static_cast<std::size_t>(r.n),
                                {saturated(1500), fixed_airtime(248us), 0});
    for (std::size_t i = 0; i < senders.size(); ++i)
      senders[i].group = static_cast<std::uint32_t>(i % 3);
    const Outcome o = measure(s, {0b111, 0b111, 0b111}, senders, 300s);
    EXPECT_WITHIN(o.mbps, r.mbps, .005);
  }
}

TEST(HiddenCell, AgreesWithCellWhenAllHear) {
  for (const bool rts : {false, true}) {
    SCOPED_TRACE(rts);
    CellSetup s = dcf(28us, AfterCollision::eifs);
    s.wifi.ack_timeout = Time{0};
    s.wifi.countdown = Countdown::busy_slot;
    if (rts) s.wifi.rts_threshold = 0;
    Bench reference(s, {{.stations = 10, .source = saturated(1500), .up = fixed_airtime(248us)}});
    reference.run(300s, 1s);
    const AirStatistics air = reference.cell->air();
    const double p = static_cast<double>(air.collisions()) / static_cast<double>(air.attempts());
    const Outcome o =
        measure(s, {1}, std::vector<Sender>(10, {saturated(1500), fixed_airtime(248us), 0}), 300s);
    EXPECT_WITHIN(o.mbps, reference.goodput_mbps(0, 300s), .005);
    EXPECT_WITHIN(o.p, p, .005);
  }
}

// Rare frames of two hidden stations that may be tried once: the other's frame destroys one if it
// starts within a frame before or after (pure ALOHA), or if it ended less than SIFS before (its
// reply).
TEST(HiddenCell, VulnerableTimeOfRareFrames) {
  constexpr double kRate = 4;  // per second and station
  CellSetup s = dcf(44us, AfterCollision::aifs);
  s.wifi.attempts = 1;
  const Sender one{poisson(1500, from_seconds(1 / kRate)), fixed_airtime(2072us), 0};
  const double exposed = kRate * (2 * 2072e-6 + 16e-6), expected = 1 - std::exp(-exposed);
  constexpr double kLength = 100'000;
  const double n = 2 * kRate * kLength;
  // collisions come in pairs; a share `exposed` of the frames does not start when it arrives
  const double allowed = 3 * std::sqrt(2 * expected / n) + expected * exposed;
  const Outcome hidden = measure(s, {0, 0}, {one, {one.source, one.up, 1}}, from_seconds(kLength));
  EXPECT_NEAR(hidden.p, expected, allowed);
  EXPECT_DOUBLE_EQ(hidden.p, hidden.dropped);
  const Outcome heard = measure(s, {2, 1}, {one, {one.source, one.up, 1}}, 10'000s);
  EXPECT_LT(heard.p, .1 * expected);
}

/// A row of rooms, each hearing its neighbours, with all kinds of traffic, noise and losses.
std::vector<Sender> mixed_rooms() {
  Direction noisy = fixed_airtime(400us);
  noisy.error = .2;
  return {{saturated(1500), fixed_airtime(248us), 0},
          {poisson(200, 3ms), noisy, 0},
          {periodic(200, 4ms, 1ms), noisy, 1},
          {periodic(400, 5ms, Time{0}), noisy, 1},
          {poisson(1000, 2ms), noisy, 2},
          {saturated(800), fixed_airtime(248us), 2}};
}

CellSetup mixed_setup() {
  CellSetup s = dcf(28us, AfterCollision::eifs);
  s.station[2].lifetime = 60ms;
  s.station[2].queue_limit = 20;
  s.wifi.attempts = 4;
  s.wifi.rts_threshold = 900;
  return s;
}

void switch_on_and_off(HiddenCell& cell) {
  using Kind = flow::Command::Kind;
  for (int k = 0; k < 20; ++k) {
    const Kind kind = k % 2 ? Kind::start_source : Kind::stop_source;
    cell.post({.at = k * 70ms, .kind = kind, .target = 2});
    cell.post({.at = k * 70ms, .created = k * 70ms - 1ms, .kind = Kind::send, .target = 3});
  }
  cell.post({.at = 30ms, .kind = Kind::send, .target = 77});
}

using Received = std::vector<std::tuple<Time, Time, std::uint32_t, std::uint32_t>>;
Received received(const CellOutput& out) {
  Received all;
  for (const flow::Frame& f : out.received) all.emplace_back(f.at, f.created, f.source, f.sequence);
  return all;
}

TEST(HiddenCell, WindowsDoNotMatter) {
  HiddenBench whole(mixed_setup(), {0b010, 0b101, 0b010}, mixed_rooms());
  HiddenBench cut(mixed_setup(), {0b010, 0b101, 0b010}, mixed_rooms());
  switch_on_and_off(*whole.cell);
  switch_on_and_off(*cut.cell);
  whole.run(4s, 4s);
  cut.run(4s, 137us);
  EXPECT_GT(whole.out.received.size(), 1000u);
  EXPECT_EQ(received(whole.out), received(cut.out));
  EXPECT_EQ(whole.total().lost, cut.total().lost);
  EXPECT_EQ(whole.out.misdirected.size(), 1u);
}

TEST(HiddenCell, GroupingDoesNotMatter) {
  std::vector<Sender> split = mixed_rooms();
  for (std::uint32_t i = 0; i < split.size(); ++i) split[i].group = i;
  HiddenBench grouped(mixed_setup(), {0b010, 0b101, 0b010}, mixed_rooms());
  HiddenBench alone(mixed_setup(), {0b001111, 0b001111, 0b111111, 0b111111, 0b111100, 0b111100},
                    split);
  HiddenBench deaf(mixed_setup(), {0, 0, 0, 0, 0, 0}, split);
  for (HiddenBench* b : {&grouped, &alone, &deaf}) b->run(4s, 4s);
  EXPECT_EQ(received(grouped.out), received(alone.out));
  EXPECT_NE(received(grouped.out), received(deaf.out));
}

TEST(HiddenCell, LedgerBalancesAndAirIsNotSpentTwice) {
  HiddenBench b(mixed_setup(), {0b010, 0b101, 0b010}, mixed_rooms());
  switch_on_and_off(*b.cell);
  b.run(4s, 10ms);
  for (std::uint32_t f = 0; f < b.sources.size(); ++f) {
    const flow::Ledger& l = b.cell->statistics().rows()[f].ledger;
    EXPECT_EQ(l.generated, l.delivered + l.total_lost() + b.cell->held(f)) << f;
  }
  const auto lost = [&](flow::LossCause c) { return b.total().lost[static_cast<std::size_t>(c)]; };
  EXPECT_GT(lost(flow::LossCause::collision), 0u);
  EXPECT_GT(lost(flow::LossCause::phy), 0u);
  EXPECT_GT(lost(flow::LossCause::access_failure) + lost(flow::LossCause::radio_queue_full), 0u);
  const AirStatistics& air = b.cell->air();
  EXPECT_LT(air.busy(), 4s);
  EXPECT_GT(air.busy(), 2s);
}

}  // namespace
}  // namespace wardtwin::wifi::bench
