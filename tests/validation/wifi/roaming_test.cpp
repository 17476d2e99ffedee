#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "sim/base/statistics.h"
#include "tests/validation/wifi/bench.h"

// Windows, ledgers, failing access points and roaming, with two cells and a controller of a few
// lines.
namespace wardtwin::wifi::bench {
namespace {

/// Two cells (36, 40) of one access point each; a station that leaves joins the other after
/// `delay`.
struct Floor {
  std::vector<flow::Source> sources;
  std::vector<std::unique_ptr<Cell>> cells;
  std::uint64_t hash = 0xcbf29ce484222325ull;
  std::vector<flow::Frame> received;
  std::vector<Departure> departures;
  std::uint64_t misdirected = 0, sent_down = 0;
  Time delay = 60ms;
  RadioLink link[2];

  void mix(std::uint64_t x) { hash = (hash ^ x) * 0x100000001b3ull; }
  void mix(const flow::Frame& f) {
    mix(static_cast<std::uint64_t>(f.at.count()));
    mix(static_cast<std::uint64_t>(f.created.count()));
    mix((std::uint64_t{f.source} << 32) + f.sequence);
    mix((std::uint64_t{f.entry} << 32) + f.alarm);
  }

  explicit Floor(CellSetup s, std::vector<flow::Source> all, Direction air, int both = 0)
      : sources(std::move(all)) {
    s.sources = sources;
    for (std::uint32_t c = 0; c < 2; ++c) {
      s.access_points = {c};
      cells.push_back(std::make_unique<Cell>(s));
      link[c] = {.access_point = c, .up = air, .down = air};
    }
    std::uint32_t devices = 0;
    for (const auto& x : sources) devices = std::max(devices, x.device + 1);
    for (std::uint32_t d = 0; d < devices; ++d) {
      std::vector<flow::SourceIndex> own;
      for (std::uint32_t i = 0; i < sources.size(); ++i)
        if (sources[i].device == d) own.push_back(i);
      const std::uint32_t c = both ? d % 2 : 0;
      cells[c]->attach(new_station(d, own, Time{0}, cells[c]->setup()), Time{0}, link[c]);
    }
  }

  void run(Time until, Time window) {
    CellOutput out;
    for (Time t = window; t <= until; t += window)
      for (std::uint32_t c = 0; c < 2; ++c) {
        out.clear();
        cells[c]->run(t, out);
        collect(out, c);
      }
  }

  /// Departures go over after a fixed time, at least one window.
  void collect(CellOutput& out, std::uint32_t c) {
    for (const auto& f : out.received) mix(f), received.push_back(f);
    for (const auto& f : out.delivered) mix(f);
    for (const auto& l : out.links) mix(static_cast<std::uint64_t>(l.at.count()) * 2 + l.connected);
    misdirected += out.misdirected.size();
    for (const auto& m : out.misdirected) {
      mix(static_cast<std::uint64_t>(m.at.count()) ^ m.sequence);
      flow::Command again = m;
      again.at = m.at + delay;
      if (m.kind == flow::Command::Kind::deliver) cells[1 - c]->post(again);
    }
    for (auto& d : out.departures) {
      mix(static_cast<std::uint64_t>(d.at.count()) ^ d.state.device);
      departures.push_back({d.at, d.access_point, d.lost, {}});
      cells[1 - c]->attach(std::move(d.state), d.at + delay, link[1 - c]);
    }
  }

  std::uint64_t held(flow::FlowIndex f) const { return cells[0]->held(f) + cells[1]->held(f); }
  flow::FlowStatistics total() const {
    flow::FlowStatistics all = cells[0]->statistics();
    all.merge(cells[1]->statistics());
    return all;
  }
};

flow::Source of_device(flow::Source s, std::uint32_t device, flow::FlowIndex flow,
                       flow::TrafficClass traffic, bool downlink = false) {
  s.device = device;
  s.flow = flow;
  s.traffic = traffic;
  s.downlink = downlink;
  return s;
}

std::vector<flow::Source> mixed_sources(std::uint32_t devices) {
  std::vector<flow::Source> all;
  for (std::uint32_t d = 0; d < devices; ++d) {
    all.push_back(of_device(periodic(200, 40ms, 5ms), d, 0, flow::TrafficClass::vitals));
    all.push_back(of_device(poisson(600, 30ms), d, 1, flow::TrafficClass::waveform));
    all.push_back(of_device(poisson(1200, 20ms), d, 2, flow::TrafficClass::bulk));
    flow::Source down = of_device(poisson(300, 50ms), d, 3, flow::TrafficClass::alarm, true);
    down.on_at_start = true;
    all.push_back(down);
  }
  return all;
}

CellSetup floor_setup(std::uint64_t seed) {
  CellSetup s;
  s.flows = 4;
  s.counts_delivery = true;
  s.wifi.ampdu_frames = 16;
  s.seed = {seed, 0};
  return s;
}

Direction lossy(double error) {
  Direction d;
  d.error = error;
  return d;
}

void fail_and_roam(Floor& f) {
  using Kind = flow::Command::Kind;
  f.cells[0]->post({.at = 700ms + 123us, .kind = Kind::access_point_down, .target = 0});
  f.cells[0]->post({.at = 3s, .kind = Kind::access_point_up, .target = 0});
  for (std::uint32_t d = 1; d < 6; d += 2) f.cells[1]->release(d, 2500ms + d * 1ms);
  for (std::uint32_t i = 0; i < 200; ++i)
    f.cells[i % 2]->post({.at = 100ms + i * 7ms,
                          .created = 90ms + i * 7ms,
                          .kind = Kind::deliver,
                          .target = (i % 6) * 4 + 3,
                          .sequence = 1000 + i});
}

TEST(Wifi_windows, AnyCutGivesTheSameBits) {
  std::vector<std::uint64_t> hashes;
  std::size_t frames = 0;
  for (const Time w : {1ms, 2ms, 5ms, 10ms, 50ms}) {
    Floor f(floor_setup(7), mixed_sources(6), lossy(.1), 1);
    fail_and_roam(f);
    f.run(4s, w);
    EXPECT_GT(f.received.size(), 1000u);
    EXPECT_GE(f.departures.size(), 3u);
    if (frames) {
      EXPECT_EQ(f.received.size(), frames);
    }
    frames = f.received.size();
    std::vector<flow::Frame> sorted = f.received;
    std::sort(sorted.begin(), sorted.end());
    f.hash = 1;
    for (const auto& x : sorted) f.mix(x);
    hashes.push_back(f.hash);
  }
  for (const auto h : hashes) EXPECT_EQ(h, hashes[0]);
  Floor other(floor_setup(8), mixed_sources(6), lossy(.1), 1);
  fail_and_roam(other);
  other.run(4s, 1ms);
  EXPECT_NE(other.received.size(), frames) << "the seed has no effect";
}

TEST(Wifi_windows, OneCellInOneBigWindow) {
  std::uint64_t first = 0;
  for (const Time w : {1ms, 10ms, 4000ms}) {
    CellSetup s = floor_setup(3);
    s.access_points = {0};
    Bench b(s, {{.stations = 20, .source = poisson(800, 8ms), .up = lossy(.2)}});
    CellOutput out;
    for (Time t = w; t <= 4s; t += w) b.cell->run(t, out);
    std::uint64_t hash = 1;
    Time last{0};
    for (const flow::Frame& f : out.received) {
      EXPECT_GE(f.at, last);
      last = f.at;
      hash = (hash ^ (static_cast<std::uint64_t>(f.at.count()) + f.source)) * 0x100000001b3ull;
    }
    EXPECT_GT(out.received.size(), 5000u);
    if (first) {
      EXPECT_EQ(hash, first);
    }
    first = hash;
  }
}

TEST(Wifi_ledger, BalancesInRandomCells) {
  Stream random(Seed{11, 0}, 0, Purpose::test);
  for (int round = 0; round < 40; ++round) {
    SCOPED_TRACE(round);
    CellSetup s = floor_setup(100 + static_cast<std::uint64_t>(round));
    s.wifi.ampdu_frames = random.below(2) ? 1 : 16;
    s.wifi.attempts = 1 + static_cast<int>(random.below(7));
    s.wifi.rts_threshold = random.below(2) ? 500 : 1 << 20;
    s.wifi.missed_beacons = 1 + static_cast<int>(random.below(5));
    for (CategoryDef& c : s.station) {
      c.queue_limit = 1 + static_cast<int>(random.below(30));
      c.lifetime = Time{random.below(2) ? 0 : 50'000'000};
      c.cw_min = static_cast<int>(random.below(16));
      c.cw_max = 4 * c.cw_min + 3;
    }
    Floor f(s, mixed_sources(2 + random.below(12)), lossy(random.below(2) ? 0 : .3), 1);
    if (random.below(4)) fail_and_roam(f);
    f.run(3600ms, 10ms);
    const flow::FlowStatistics all = f.total();
    for (flow::FlowIndex i = 0; i < 3; ++i) {
      const flow::Ledger& l = all.rows()[i].ledger;
      EXPECT_EQ(l.generated, l.delivered + l.total_lost() + f.held(i)) << "flow " << i;
      EXPECT_GT(l.generated, 0u);
    }
  }
}

TEST(Wifi_features, OffMeansNone) {
  Bench b(quiet_setup(),
          {{.stations = 1, .source = poisson(200, 2ms), .up = fixed_airtime(100us)}});
  b.run(20s, 1s);
  EXPECT_EQ(b.row(0).ledger.total_lost(), 0u);
  const AirStatistics air = b.cell->air();
  EXPECT_EQ(air.collisions() + air.unanswered + air.beacons + air.requests + air.retries, 0u);
  EXPECT_EQ(air.frames, air.attempts());

  Direction noisy = fixed_airtime(100us);
  noisy.error = .5;
  noisy.error_bytes = 266;
  Bench n(quiet_setup(), {{.stations = 1, .source = poisson(200, 10ms), .up = noisy}});
  n.run(1000s, 10s);
  const flow::Ledger& l = n.row(0).ledger;
  // seven independent attempts at one half: 1/128; 4 standard errors of 10^5 messages
  const double drop = static_cast<double>(l.total_lost()) / static_cast<double>(l.generated);
  EXPECT_NEAR(drop, 1. / 128, 4 * std::sqrt(1. / 128 / 1e5));
  EXPECT_EQ(l.lost[static_cast<std::size_t>(flow::LossCause::phy)], l.total_lost());
}

// ns-3 3.37, passive scan, 10 stations of 200 B per 100 ms: association 1.03099 s after the access
// point falls silent, deassociation .971584 s, recovery 1.08449 s, 10.31 messages lost per station.
// The scan and association of the controller are taken as the table's difference, 59.4 ms.
TEST(Ns3_wifi_failover, BeaconLossThenOtherAccessPoint) {
  Tally noticed, recovered;
  for (std::uint64_t k = 0; k < 40; ++k) {
    CellSetup s;
    s.flows = 1;
    s.counts_delivery = true;
    s.seed = {k + 1, 0};
    std::vector<flow::Source> sources;
    for (std::uint32_t d = 0; d < 10; ++d)
      sources.push_back(of_device(periodic(200, 100ms, Time{0}), d, 0, flow::TrafficClass::vitals));
    Floor f(s, sources, Direction{});
    f.delay = 59'406us;
    Stream u(Seed{k, 0}, 0, Purpose::test);
    const Time down = 10s + from_seconds(.1024 * u.uniform());
    f.cells[0]->post({.at = down, .kind = flow::Command::Kind::access_point_down, .target = 0});
    f.run(13s, 10ms);
    ASSERT_EQ(f.departures.size(), 10u);
    for (const Departure& d : f.departures) noticed.add(seconds(d.at - down));
    std::vector<Time> first(10, kNever);
    for (const auto& x : f.received)
      if (x.entry == 1) first[x.source] = std::min(first[x.source], x.at);
    for (const Time t : first) recovered.add(seconds(t - down));
  }
  EXPECT_NEAR(noticed.mean(), .971584, .15 * .971584);
  EXPECT_NEAR(recovered.mean(), 1.08449, .15 * 1.08449);
  // exact: 10 beacon periods less the age of the last beacon, uniform over a period
  EXPECT_NEAR(noticed.mean(), 9.5 * .1024, 4 * .1024 / std::sqrt(12. * 40));
}

}  // namespace
}  // namespace wardtwin::wifi::bench
