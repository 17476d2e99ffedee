#include <gtest/gtest.h>

#include "tests/validation/wifi/bench.h"

// An uncontended exchange is carried in one step. Here every setup also runs by its single events,
// and nothing that leaves the cell may differ: frames, ledgers, delays, air, events announced.
namespace wardtwin::wifi::bench {
namespace {

struct Outcome {
  std::vector<flow::Frame> frames;
  std::vector<Time> next_events, departures;
  flow::FlowStatistics statistics;
  AirStatistics air;
  Histogram service;
};

bool same(const flow::Frame& a, const flow::Frame& b) {
  return !(a < b) && !(b < a) && a.created == b.created && a.alarm == b.alarm && a.entry == b.entry;
}

void expect_same(const Outcome& a, const Outcome& b) {
  ASSERT_EQ(a.frames.size(), b.frames.size());
  for (std::size_t i = 0; i < a.frames.size(); ++i)
    ASSERT_TRUE(same(a.frames[i], b.frames[i])) << "frame " << i;
  EXPECT_EQ(a.next_events, b.next_events);
  EXPECT_EQ(a.departures, b.departures);
  EXPECT_EQ(a.service, b.service);
  for (std::size_t f = 0; f < a.statistics.rows().size(); ++f) {
    const auto& x = a.statistics.rows()[f];
    const auto& y = b.statistics.rows()[f];
    EXPECT_EQ(x.delay, y.delay);
    EXPECT_EQ(x.ledger.generated, y.ledger.generated);
    EXPECT_EQ(x.ledger.delivered, y.ledger.delivered);
    EXPECT_EQ(x.ledger.lost, y.ledger.lost);
  }
  EXPECT_EQ(a.air.data, b.air.data);
  EXPECT_EQ(a.air.ack, b.air.ack);
  EXPECT_EQ(a.air.beacon, b.air.beacon);
  EXPECT_EQ(a.air.collision, b.air.collision);
  EXPECT_EQ(a.air.attempts_of, b.air.attempts_of);
  EXPECT_EQ(a.air.collisions_of, b.air.collisions_of);
  EXPECT_EQ(a.air.retries, b.air.retries);
  EXPECT_EQ(a.air.unanswered, b.air.unanswered);
  EXPECT_EQ(a.air.frames, b.air.frames);
}

Outcome run(CellSetup s, const std::vector<Group>& groups, bool fast, Time until, Time window,
            bool disturbed) {
  s.fast_path = fast;
  Bench b(s, groups);
  using Kind = flow::Command::Kind;
  if (disturbed) {
    b.cell->post({.at = 700ms + 123us, .kind = Kind::access_point_down, .target = 0});
    b.cell->post({.at = 1300ms, .kind = Kind::access_point_up, .target = 0});
    b.cell->release(0, 1500ms);
    for (std::uint32_t i = 1; i < b.sources.size(); i += 3) {
      b.cell->post({.at = 100ms + i * 7ms, .kind = Kind::stop_source, .target = i});
      b.cell->post({.at = 400ms + i * 7ms, .kind = Kind::start_source, .target = i});
      b.cell->post(
          {.at = 1s + i * 77us, .created = 1s, .kind = Kind::send, .target = i, .alarm = i});
    }
  }
  Outcome o;
  for (Time t = window; t <= until; t += window) {
    b.cell->run(t, b.out);
    for (const auto* list : {&b.out.received, &b.out.delivered})
      o.frames.insert(o.frames.end(), list->begin(), list->end());
    for (const Departure& d : b.out.departures) o.departures.push_back(d.at);
    o.next_events.push_back(b.cell->next_event());
    b.out.clear();
  }
  o.statistics = b.cell->statistics();
  o.air = b.cell->air();
  o.service = b.cell->service_time();
  return o;
}

/// A setup with every switch thrown at random, from a nearly silent cell to an overloaded one.
CellSetup random_setup(Stream& u) {
  CellSetup s = u.below(2) ? quiet_setup() : CellSetup{};
  s.access_points = {0};
  s.counts_delivery = u.below(4) != 0;
  s.service_times = u.below(2);
  s.seed.scenario = u.u32();
  s.wifi.beacon_airtime = Time{u.below(3) ? 204'000 : 0};
  s.wifi.countdown = u.below(2) ? Countdown::freeze : Countdown::busy_slot;
  s.wifi.after_collision = u.below(2) ? AfterCollision::aifs : AfterCollision::eifs;
  s.wifi.attempts = 1 + static_cast<int>(u.below(7));
  s.wifi.rts_threshold = u.below(4) ? 1 << 20 : 500;
  s.wifi.ampdu_frames = u.below(2) ? 1 : 16;
  for (CategoryDef& c : s.station) {
    c.queue_limit = 1 + static_cast<int>(u.below(30));
    c.lifetime = Time{u.below(3) ? 0 : 40'000};  // expires in the queue now and then
    if (u.below(3) == 0) c.cw_min = static_cast<int>(u.below(16));
  }
  return s;
}

std::vector<Group> random_groups(Stream& u) {
  std::vector<Group> groups;
  for (int g = 0; g < 4; ++g) {
    const Time gap = Time{std::int64_t{1} << (20 + u.below(9))};
    Group group{.stations = 1 + static_cast<int>(u.below(8)),
                .source = u.below(2) ? poisson(100 + u.below(1200), gap)
                                     : periodic(100 + u.below(1200), gap, gap / (1 + u.below(50))),
                .up = Direction{},
                .category = static_cast<AccessCategory>(u.below(4))};
    if (u.below(2)) group.up.error = .1;
    group.source.downlink = u.below(4) == 0;
    if (u.below(8) == 0) group.source.pattern = flow::Pattern::saturated;
    groups.push_back(group);
  }
  return groups;
}

TEST(Wifi_fast_path, SameAsByEventsInRandomCells) {
  Stream u(Seed{21, 0}, 0, Purpose::test);
  for (int round = 0; round < 150; ++round) {
    SCOPED_TRACE(round);
    const CellSetup s = random_setup(u);
    const std::vector<Group> groups = random_groups(u);
    const Time window = Time{1'000'000 * (1 + u.below(20))};
    const bool disturbed = u.below(2);
    expect_same(run(s, groups, true, 2s, window, disturbed),
                run(s, groups, false, 2s, window, disturbed));
  }
}

TEST(Wifi_fast_path, SameAsByEventsInTheTelemetryWard) {
  CellSetup s;
  s.wifi = wifi_2g4();
  s.access_points = {0};
  s.counts_delivery = true;
  for (const double error : {0., .01}) {
    Direction up{.airtime = {.preamble = 42us, .symbol = 4us, .bits_per_symbol = 104},
                 .error = error,
                 .error_bytes = 266};
    const std::vector<Group> ward{{.stations = 120, .source = periodic(200, 250ms, 5ms), .up = up}};
    const Outcome fast = run(s, ward, true, 30s, 10ms, false);
    EXPECT_GT(fast.frames.size(), 14000u);
    expect_same(fast, run(s, ward, false, 30s, 10ms, false));
    Outcome whole = run(s, ward, true, 30s, 30s, false);
    whole.next_events = fast.next_events;
    expect_same(whole, fast);
    // what it would not accept: one more nanosecond of preamble shifts every frame
    std::vector<Group> other = ward;
    other[0].up.airtime.preamble += 1ns;
    EXPECT_FALSE(same(run(s, other, false, 1s, 10ms, false).frames[9], fast.frames[9]));
  }
}

}  // namespace
}  // namespace wardtwin::wifi::bench
