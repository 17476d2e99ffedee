#include <algorithm>
#include <cmath>
#include <tuple>

#include <gtest/gtest.h>

#include "tests/validation/wifi/corridor.h"

// Access points of one channel that hear each other in part, one cell each in CoupledCells, against
// simulation by code of its own, the stationary law of independent sets (Boorstyn et al., IEEE Trans.
// Commun. 35(3), 1987), and what one cell in which everybody hears everybody would promise.
namespace wardtwin::wifi::bench {
namespace {

constexpr double kExchange = 292e-6;  // frame, SIFS and acknowledgement

CellSetup saturable(AfterCollision after = AfterCollision::aifs) {
  CellSetup s = quiet_setup();
  s.wifi.attempts = 255;
  s.wifi.after_collision = after;
  return s;
}

/// Saturated, or Poisson with so much airtime of each asked for.
struct Case {
  const char* name;
  Graph graph;
  double load;  ///< 0: saturated
};

flow::Source source_of(const Case& c) {
  return c.load == 0 ? saturated(1000) : poisson(1000, from_seconds(kExchange / c.load));
}

std::vector<double> modelled(const Case& c, bool together, Time span, std::uint32_t replication) {
  const std::size_t n = c.graph.size();
  return Corridor(saturable(), c.graph, std::vector(n, source_of(c)),
                  std::vector(n, fixed_airtime(248us)), together, replication)
      .run(span);
}

std::vector<double> exact(const Case& c, Time span, std::uint64_t seed) {
  OnGraph g{.hears = c.graph, .rate = std::vector(c.graph.size(), c.load / kExchange)};
  return on_graph(g, span, seed).delivered;
}

double farthest(const Estimate& a, const Estimate& b) {
  double most = 0;
  for (std::size_t i = 0; i < a.mean.size(); ++i)
    most = std::max(most, std::abs(a.mean[i] - b.mean[i]) / b.mean[i]);
  return most;
}

void print(const Case& c, const Estimate& expected, const Estimate& one, const Estimate& cells) {
  std::printf("%-12s", c.name);
  for (const Estimate* e : {&expected, &one, &cells}) {
    for (const double x : e->mean) std::printf(" %5.0f", x);
    std::printf(" |");
  }
  std::printf(" worst of one domain %.1f %%, of cells %.1f %%\n", 100 * farthest(one, expected),
              100 * farthest(cells, expected));
}

TEST(OverlappingCells, CarryWhatOnesOfTheirOwnDo) {
  constexpr Time kSpan = 10s;
  for (const Case& c : {Case{"chain of 3", chain_of(3), 0}, Case{"at .1", chain_of(3), .1},
                        Case{"at .3", chain_of(3), .3}, Case{"at .6", chain_of(3), .6},
                        Case{"chain of 4", chain_of(4), 0}, Case{"ring of 5", ring_of(5), 0},
                        Case{"at .3", ring_of(5), .3}, Case{"all of 3", all_of(3), 0}}) {
    SCOPED_TRACE(c.name);
    const std::size_t n = c.graph.size();
    const auto of = [&](bool together) {
      return estimate(n, [&](std::uint32_t r) { return modelled(c, together, kSpan, r); });
    };
    const Estimate cells = of(false), one = of(true);
    const Estimate expected = estimate(n, [&](std::uint32_t r) { return exact(c, kSpan, r); });
    print(c, expected, one, cells);
    for (std::size_t i = 0; i < n; ++i)
      EXPECT_NEAR(cells.mean[i], expected.mean[i],
                  4 * std::sqrt(cells.error[i] + expected.error[i]))
          << "sender " << i;
  }
}

// With long frames of an exponential kind shares would be those of independent sets: both outer ones
// together or the middle one alone; theta: air over countdown.
TEST(OverlappingCells, TheMiddleOneStarvesAsIndependentSetsSay) {
  const Case chain{"chain", chain_of(3), 0};
  const std::vector<double> cells = modelled(chain, false, 100s, 1);
  const double theta = kExchange / (43e-6 + 7.5 * 9e-6);
  const double z = 1 + 3 * theta + theta * theta;
  EXPECT_NEAR(cells[0], (theta + theta * theta) / z / kExchange, .2 * cells[0]);
  EXPECT_LT(cells[1], theta / z / kExchange * 1.5);
  EXPECT_NEAR(cells[0], cells[2], .03 * cells[0]);
  EXPECT_GT(cells[0], 7 * cells[1]);
}

using Frames = std::vector<std::tuple<Time, Time, std::uint32_t, std::uint32_t>>;

/// All kinds of frames: beacons, aggregates, RTS, noise, several lengths, commands.
struct Mixed {
  Frames frames;
  std::vector<std::uint64_t> lost;
  std::uint64_t collisions = 0;
};
Mixed mixed(CellSetup s, const Graph& hears, bool together, Time window, bool hidden = false) {
  std::vector<std::vector<Overheard>> overheard(hears.size());
  Graph others(hears.size());
  for (std::uint32_t i = 0; i < hears.size() && hidden; ++i)
    for (std::uint32_t k = 0; k < hears.size(); ++k) {
      if (i == k || std::ranges::count(hears[i], static_cast<int>(k)) > 0) continue;
      overheard[i].push_back({k, 1e-6f});
      others[i].push_back(static_cast<int>(k));
    }
  s.overheard = overheard;
  s.receivers = hears.size();
  s.wifi.beacon_airtime = 204us;
  s.wifi.attempts = 4;
  s.wifi.rts_threshold = 900;
  s.wifi.ampdu_frames = 4;
  s.station[2].txop_limit = 2ms;
  s.station[2].lifetime = 40ms;
  std::vector<flow::Source> sources;
  std::vector<Direction> air;
  for (std::size_t d = 0; d < hears.size(); ++d) {
    const flow::Source of[] = {saturated(1500), poisson(200, 700us), periodic(700, 3ms, 1ms)};
    sources.push_back(of[d % 3]);
    air.push_back({.airtime = {.preamble = 20us}, .error = .1 * static_cast<double>(d % 2)});
  }
  Corridor c(s, hears, sources, air, together, 3, others);
  using Kind = flow::Command::Kind;
  for (std::uint32_t k = 0; k < 40; ++k)
    c.cells[together ? 0 : 1]->post({.at = k * 70ms + 13us,
                                     .kind = k % 2 ? Kind::start_source : Kind::stop_source,
                                     .target = 1});
  c.cells[0]->post({.at = 700ms, .kind = Kind::access_point_down, .target = 0});
  c.cells[0]->post({.at = 900ms, .kind = Kind::access_point_up, .target = 0});
  Mixed m;
  for (Time t{0}; t < 3s;) {
    t = std::min(t + window, Time{3s});
    c.domain->run(t);
    for (CellOutput& o : c.out) {
      for (const flow::Frame& f : o.received)
        m.frames.emplace_back(f.at, f.created, f.source, f.sequence);
      o.clear();
    }
  }
  std::ranges::sort(m.frames);
  for (const auto& cell : c.cells) {
    m.collisions += cell->air().collisions();
    for (const auto& row : cell->statistics().rows()) m.lost.push_back(row.ledger.total_lost());
  }
  return m;
}

// What hears all is one cell, cut into several or not, to the nanosecond.
TEST(OverlappingCells, WhereAllHearAllCellsAreOneCell) {
  for (const AfterCollision after : {AfterCollision::aifs, AfterCollision::eifs})
    for (const Countdown countdown : {Countdown::freeze, Countdown::busy_slot}) {
      CellSetup s = saturable(after);
      s.wifi.countdown = countdown;
      s.wifi.ack_timeout = 45us;
      const Mixed one = mixed(s, all_of(5), true, 100ms), cut = mixed(s, all_of(5), false, 100ms);
      EXPECT_GT(one.frames.size(), 5000u);
      EXPECT_GT(one.collisions, 400u);
      EXPECT_EQ(one.collisions, cut.collisions);
      EXPECT_EQ(one.frames, cut.frames);
      EXPECT_NE(one.frames, mixed(s, chain_of(5), false, 100ms).frames);
    }
}

TEST(OverlappingCells, NeitherWindowsNorTheOneStepPathMatter) {
  const CellSetup s = saturable();
  CellSetup slow = s;
  slow.fast_path = false;
  for (const Graph& graph : {chain_of(4), ring_of(6)})
    for (const bool hidden : {false, true}) {
      const Mixed whole = mixed(s, graph, false, 3s, hidden);
      EXPECT_GT(whole.frames.size(), 5000u);
      for (const Mixed& other :
           {mixed(s, graph, false, 137us, hidden), mixed(slow, graph, false, 3s, hidden)}) {
        EXPECT_EQ(whole.frames, other.frames);
        EXPECT_EQ(whole.lost, other.lost);
        EXPECT_EQ(whole.collisions, other.collisions);
      }
      EXPECT_NE(whole.frames, mixed(s, graph, false, 3s, !hidden).frames);
    }
}

}  // namespace
}  // namespace wardtwin::wifi::bench
