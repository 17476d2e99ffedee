#include <algorithm>
#include <array>
#include <cmath>

#include <gtest/gtest.h>

#include "network_models/attacks/load.h"
#include "network_models/attacks/spread.h"
#include "sim/base/statistics.h"

namespace wardtwin::attacks {
namespace {

SpreadSetup flat(int n, double rate) {
  SpreadSetup s;
  s.hosts.resize(static_cast<std::size_t>(n));
  s.first = {0};
  s.end = 24h * 365;
  s.spread = rate;
  return s;
}

/// Mean of `figure` over `runs` seeds, and its standard error.
template <class F>
std::pair<double, double> mean_of(const SpreadSetup& s, int runs, F figure) {
  double sum = 0, squares = 0;
  for (int r = 0; r < runs; ++r) {
    const double x = figure(spread(s, Seed{3, static_cast<std::uint32_t>(r)}, 1));
    sum += x;
    squares += x * x;
  }
  const double mean = sum / runs;
  return {mean, std::sqrt(std::max(0.0, squares / runs - mean * mean) / runs)};
}

double last_infection(const Outcome& o) { return seconds(o.infected.back().at); }

// One infected host of n infects the rest: a birth process whose mean is a sum.
TEST(Spread, TimeToInfectAllIsTheSumOfItsSteps) {
  for (const int n : {2, 5, 40}) {
    const auto [mean, error] = mean_of(flat(n, .1), 2000, last_infection);
    EXPECT_NEAR(mean, mean_time_to_all(n, .1), 4 * error) << n;
    EXPECT_GT(std::abs(mean - mean_time_to_all(n, .12)), 4 * error) << "a fifth faster is told";
  }
}

// Two segments of three; from the first a share c of the rate goes to the second, never back. The
// exact mean number infected after t, by the chain over (i, j) infected hosts:
//   (i, j) -> (i + 1, j) at b i (3 - i) / 2,   -> (i, j + 1) at b i c (3 - j) / 3 + b j (3 - j) / 2
double exact_mean_infected(double b, double c, double t) {
  std::array<std::array<double, 4>, 4> p{};
  p[1][0] = 1;
  const int steps = 200'000;
  const double dt = t / steps;
  for (int k = 0; k < steps; ++k) {
    auto next = p;
    for (int i = 1; i <= 3; ++i)
      for (int j = 0; j <= 3; ++j) {
        const double a = b * i * (3 - i) / 2 * p[i][j] * dt;
        const double d = (b * i * c * (3 - j) / 3 + b * j * (3 - j) / 2) * p[i][j] * dt;
        next[i][j] -= a + d;
        if (i < 3) next[i + 1][j] += a;
        if (j < 3) next[i][j + 1] += d;
      }
    p = next;
  }
  double mean = 0;
  for (int i = 0; i <= 3; ++i)
    for (int j = 0; j <= 3; ++j) mean += (i + j) * p[i][j];
  return mean;
}

TEST(Spread, SegmentsHoldItUpByTheRightAmount) {
  SpreadSetup s = flat(6, .01);
  s.end = 300s;
  const auto count = [](const Outcome& o) { return static_cast<double>(o.infected.size()); };
  const auto [whole, whole_error] = mean_of(s, 4000, count);
  for (std::uint32_t h = 3; h < 6; ++h) s.hosts[h].segment = 1;
  const auto [apart, apart_error] = mean_of(s, 200, count);
  s.allowed = {{1}, {}};
  s.across = .05;
  const auto [leaky, leaky_error] = mean_of(s, 4000, count);
  EXPECT_NEAR(leaky, exact_mean_infected(.01, .05, 300), 4 * leaky_error);
  EXPECT_GT(std::abs(leaky - exact_mean_infected(.01, .08, 300)), 4 * leaky_error);
  EXPECT_LE(apart, 3.0);
  EXPECT_LT(apart + 4 * apart_error, leaky);
  EXPECT_LT(leaky + 4 * leaky_error, whole);
  s.allowed.clear();
  s.end = 24h * 365;
  EXPECT_EQ(mean_of(s, 20, count).first, 3.0) << "never leaves its segment";
}

// With one host there is only time: found after an exponential time, cut off, back, clean.
TEST(Spread, DetectionQuarantineAndReturn) {
  SpreadSetup s = flat(1, 0);
  s.at = 1h;
  s.detector = {.found = 1, .takes = 30min};
  s.responds_after = 10min;
  s.inspection = 4h;
  const auto [cut, error] =
      mean_of(s, 3000, [](const Outcome& o) { return seconds(o.quarantined.at(0).at); });
  EXPECT_NEAR(cut, 3600 + 1800 + 600, 4 * error);
  const Outcome o = spread(s, Seed{1}, 1);
  EXPECT_EQ(o.quarantined[0].until - o.quarantined[0].at, 4h);
  EXPECT_EQ(o.infected[0].until, o.quarantined[0].until);
  EXPECT_EQ(o.contained, o.quarantined[0].at);
  s.detector.found = 0;
  s.stops_after = 1h;
  s.recovery = 24h;
  const Outcome stopped = spread(s, Seed{1}, 1);
  ASSERT_EQ(stopped.stopped.size(), 1u);
  EXPECT_EQ(stopped.stopped[0], (Spell{0, 2h, 26h}));
  EXPECT_EQ(stopped.quarantined[0], (Spell{0, 2h + 10min, 26h}));
}

TEST(Spread, DetectorsFindTheirShareAndErrAtTheirRate) {
  SpreadSetup s = flat(1, 0);
  s.detector = {.found = .7, .takes = 1min};
  const auto [found, error] =
      mean_of(s, 3000, [](const Outcome& o) { return o.quarantined.empty() ? 0.0 : 1.0; });
  EXPECT_NEAR(found, .7, 4 * error);
  SpreadSetup healthy = flat(50, .1);
  healthy.first.clear();
  healthy.end = 100h;
  healthy.detector = {.found = 1, .takes = 1min, .false_alarms = 1e-5};
  healthy.inspection = 0s;
  const auto [errors, spread_of] = mean_of(
      healthy, 300, [](const Outcome& o) { return static_cast<double>(o.quarantined.size()); });
  EXPECT_NEAR(errors, 50 * 1e-5 * 100 * 3600, 4 * spread_of + .01);
}

TEST(Spread, PatchedHostsAndQuickResponse) {
  SpreadSetup s = flat(40, .1);
  const auto count = [](const Outcome& o) { return static_cast<double>(o.infected.size()); };
  for (std::uint32_t h = 10; h < 40; ++h) s.hosts[h].vulnerable = false;
  EXPECT_EQ(mean_of(s, 20, count).first, 10.0);
  s = flat(40, .01);
  s.end = 24h;
  s.detector = {.found = 1, .takes = 1s};
  s.inspection = 1h;
  EXPECT_LT(mean_of(s, 300, count).first, 1.1) << "found before it has tried anybody";
  s.first.clear();
  EXPECT_TRUE(spread(s, Seed{1}, 1).infected.empty()) << "no attack, nothing";
}

// Each window reaches half of the hosts that still need it. Nothing spreads: what is counted are the
// restarts, after n nights 1 - 2^-n of the hosts; those that the attack began with are not patched.
TEST(Spread, WindowsPatchTheirShareEachNight) {
  auto s = flat(200, 0);
  s.patching = {.from = 22h, .to = 4h, .share = 0.5, .restart = 5min};
  s.clock_at_start = 12h;
  s.end = Time{16h} + 24h;  // the morning after the second night
  const auto [patched, error] =
      mean_of(s, 400, [](const Outcome& o) { return static_cast<double>(o.patched.size()); });
  EXPECT_NEAR(patched, 199 * 0.75, 4 * error);
  EXPECT_GT(std::abs(patched - 199 * 0.5), 4 * error);
  for (const Spell& p : spread(s, Seed{3, 1}, 1).patched) {
    const Time clock = (p.at + s.clock_at_start) % Time{24h};
    EXPECT_TRUE(clock >= Time{22h} || clock < Time{4h});
    EXPECT_EQ(p.until - p.at, Time{5min});
  }
}

TEST(Spread, AWindowBeforeTheAttackStopsItAndOneAfterItDoesNot) {
  auto s = flat(50, .1);
  s.patching = {.from = 1h, .to = 2h, .share = 1};
  s.at = 3h;
  s.end = 24h;
  EXPECT_EQ(spread(s, Seed{3, 0}, 1).infected.size(), 1u);
  s.at = 5min;
  EXPECT_EQ(spread(s, Seed{3, 0}, 1).infected.size(), 50u);
  EXPECT_TRUE(spread(s, Seed{3, 0}, 1).patched.empty()) << "too late: all have it";
}

// Two zones of five, the worm begins in one and a twentieth of what it tries goes to the other zone,
// which is what the same segments say: cut off, the other zone keeps what it had.
SpreadSetup two_zones() {
  SpreadSetup s = flat(10, 1);
  for (std::uint32_t h = 0; h < 10; ++h) s.hosts[h].zone = h < 5 ? 0 : 1;
  s.stops_after = 10s;
  s.recovery = 24h;
  s.responds_after = 30s;
  s.isolates = true;
  return s;
}

TEST(Spread, NothingCrossesTheEdgeOfAnIsolatedZone) {
  SpreadSetup s = two_zones();
  s.spread = 0.05;
  s.isolation = {.zones = {}, .findings = 1, .after = 0s, .lifted_after = 1h};
  // The other zone's own may go on among themselves; into one that had none yet, none comes.
  const auto reached_late = [](const Outcome& o) {
    const auto first = std::ranges::find_if(o.infected, [](const Spell& i) { return i.host >= 5; });
    return first != o.infected.end() && first->at >= o.stopped.front().at;
  };
  int crossed = 0, would_have = 0;
  for (std::uint32_t r = 0; r < 200; ++r) {
    s.isolates = true;
    const Outcome o = spread(s, Seed{5, r}, 1);
    ASSERT_EQ(o.isolated.size(), 1u);
    EXPECT_EQ(o.isolated[0].at, o.stopped.front().at) << "the first that stops is the finding";
    EXPECT_EQ(o.isolated[0].until, o.contained + 1h);
    crossed += reached_late(o);
    s.isolates = false;
    would_have += reached_late(spread(s, Seed{5, r}, 1));
  }
  EXPECT_EQ(crossed, 0);
  EXPECT_GT(would_have, 50);
}

TEST(Spread, IsolationComesAfterEnoughFindingsAndADecision) {
  SpreadSetup s = two_zones();
  s.isolation = {.zones = {}, .findings = 3, .after = 20s, .lifted_after = 1h};
  const Outcome o = spread(s, Seed{5, 1}, 1);
  ASSERT_EQ(o.isolated.size(), 1u);
  EXPECT_EQ(o.isolated[0].at, o.stopped[2].at + 20s);
  s.isolates = false;
  EXPECT_TRUE(spread(s, Seed{5, 1}, 1).isolated.empty());
}

// Of ten hosts, nine can be caught; a zone of one behind a cut at once keeps it.
TEST(Spread, SoonerIsolationSparesMore) {
  SpreadSetup s = two_zones();
  const auto infected = [](const Outcome& o) { return static_cast<double>(o.infected.size()); };
  s.spread = 0.05;
  s.isolation = {.zones = {}, .findings = 1, .after = 0s, .lifted_after = 1h};
  const auto [soon, soon_error] = mean_of(s, 2000, infected);
  s.isolates = false;
  const auto [never, never_error] = mean_of(s, 2000, infected);
  EXPECT_LT(soon, never - 4 * (soon_error + never_error));
}

// A detector that only errs makes somebody cut a ward off for nothing, and join it again.
TEST(Spread, MistakesIsolateToo) {
  SpreadSetup s = two_zones();
  s.first.clear();
  s.end = 10 * 24h;
  s.detector.false_alarms = 1.0 / (24 * 3600);  // ten hosts: ten a day
  s.inspection = 1h;
  s.isolation = {.zones = {}, .findings = 3, .after = 5min, .lifted_after = 2h};
  const Outcome o = spread(s, Seed{5, 2}, 1);
  ASSERT_GT(o.isolated.size(), 10u);
  for (std::size_t i = 0; i + 1 < o.isolated.size(); ++i)
    EXPECT_EQ(o.isolated[i].until, o.isolated[i].at + 2h);
}

TEST(Floods, LeaveWhatTheyDoNotTake) {
  const BitsPerSecond gigabit{1e9};
  EXPECT_NEAR(left_of(gigabit, BitsPerSecond{3e8}).rate, .7, 1e-12);
  EXPECT_EQ(left_of(gigabit, BitsPerSecond{3e8}).loss, 0);
  EXPECT_NEAR(left_of(gigabit, BitsPerSecond{4e9}).loss, .75, 1e-12) << "a quarter gets in";
  EXPECT_EQ(left_of(gigabit, BitsPerSecond{4e9}).rate, 1);
  EXPECT_TRUE(left_of(gigabit, BitsPerSecond{4e9}).full);
  // 1,000 handshakes a second of 0.52 ms are 26 % of two cores
  EXPECT_NEAR(slower_by(1000, .52e-3, 2), 1 / (1 - .26), 1e-12);
  EXPECT_EQ(slower_by(10'000, .52e-3, 2), kSlowest);
  // a hundred connections beside three hundred have a quarter, if they ask for it
  EXPECT_NEAR(taken_by_tcp(gigabit, BitsPerSecond{4e9}, 100, 300).value, 2.5e8, 1e-3);
  EXPECT_NEAR(taken_by_tcp(gigabit, BitsPerSecond{1e8}, 100, 300).value, 1e8, 1e-3);
}

}  // namespace
}  // namespace wardtwin::attacks
