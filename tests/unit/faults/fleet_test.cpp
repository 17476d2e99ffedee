// Work orders against closed forms: machine repairmen, age replacement, spare parts.
#include <cmath>

#include <gtest/gtest.h>

#include "network_models/faults/fleet.h"

namespace wardtwin::faults {
namespace {

FleetSetup fleet(int n, Time mtbf, Time end) {
  FleetSetup s;
  for (int i = 0; i < n; ++i) s.units.push_back({{.mtbf = mtbf}, static_cast<std::uint64_t>(i)});
  s.end = end;
  return s;
}

struct Figures {
  double down = 0;  ///< mean number out of service
  double failures = 0, foreseen = 0, needless = 0, waited = 0;
};

Figures figures(const FleetSetup& s, std::uint32_t run) {
  Figures f;
  for (const WorkOrder& o : draw_orders(s, Seed{8, run})) {
    if (o.out_from() < s.end)
      f.down += seconds(std::min(o.done, s.end) - o.out_from()) / seconds(s.end);
    f.failures += o.kind == WorkOrder::Kind::failure;
    f.foreseen += o.kind == WorkOrder::Kind::foreseen;
    f.needless += o.kind == WorkOrder::Kind::needless;
    if (o.kind == WorkOrder::Kind::failure)
      f.waited += seconds(std::min(o.begun, s.end) - o.raised);
  }
  return f;
}

/// Mean over runs and its standard error.
template <class Get>
std::pair<double, double> over_runs(const FleetSetup& s, int runs, Get get) {
  double sum = 0, squares = 0;
  for (int r = 0; r < runs; ++r) {
    const double x = get(figures(s, static_cast<std::uint32_t>(r)));
    sum += x;
    squares += x * x;
  }
  const double mean = sum / runs;
  return {mean, std::sqrt(std::max(0.0, squares / runs - mean * mean) / runs)};
}

/// Mean number of N machines that are down, of which c are mended at a time: the M/M/c//N queue.
double repairmen(int n, int c, double failure, double repair) {
  double p = 1, sum = 1, mean = 0;
  for (int k = 1; k <= n; ++k) {
    p *= (n - k + 1) * failure / (std::min(k, c) * repair);
    sum += p;
    mean += k * p;
  }
  return mean / sum;
}

TEST(Fleet, TechniciansAreTheRepairmenOfTheory) {
  for (const int c : {1, 2, 4}) {
    FleetSetup s = fleet(12, 100h, 20'000h);
    for (FleetUnit& u : s.units) u.def.repair = Distribution::exponential(10 * 3600.0);
    s.technicians = c;
    const auto [mean, error] = over_runs(s, 30, [](const Figures& f) { return f.down; });
    EXPECT_NEAR(mean, repairmen(12, c, 1. / 100, 1. / 10), 4 * error) << c;
    EXPECT_GT(std::abs(mean - repairmen(12, c, 1. / 90, 1. / 10)), 4 * error);
  }
}

// Renewed at age T or at failure: failures per time are F(T) over the integral of R up to T.
TEST(Fleet, ServiceAtAnAgeForestallsWear) {
  constexpr double k = 3;
  const double scale = 1000 / std::tgamma(1 + 1 / k);
  for (const double age : {500., 1000.}) {
    FleetSetup s = fleet(50, 1000h, 20'000h);
    for (FleetUnit& u : s.units) {
      u.def.shape = k;
      u.def.repair = u.def.planned = Distribution::constant(0);
      u.def.service_every = from_seconds(age * 3600);
    }
    double integral = 0;
    const int steps = 100'000;
    for (int i = 0; i < steps; ++i)
      integral += std::exp(-std::pow((i + .5) * age / steps / scale, k)) * age / steps;
    const double rate = (1 - std::exp(-std::pow(age / scale, k))) / integral;
    const auto [mean, error] = over_runs(s, 40, [](const Figures& f) { return f.failures; });
    // A fleet that begins new has fewer failures in its first cycle: by less than one cycle's.
    EXPECT_NEAR(mean, rate * 50 * 20'000, 4 * error + .02 * rate * 50 * 20'000) << age;
    EXPECT_LT(mean, .9 * 50 * 20) << "without service there are 20 a device";
  }
}

// Spares S, each ordered again when one is taken (Palm): orders under way are Poisson with the mean
// of failures in one delivery; who finds them out waits. A large fleet fails at a constant rate.
TEST(Fleet, SparesRunOutAsPalmSays) {
  constexpr double lambda = 4, delivery = 1;  // per day; days
  for (const int spares : {4, 8}) {
    FleetSetup s = fleet(2000, 24h * 500, 24h * 400);
    for (FleetUnit& u : s.units) u.def.repair = Distribution::constant(0);
    s.spares = spares;
    s.delivery = 24h;
    double p = std::exp(-lambda * delivery), backorders = 0;
    for (int x = 0; x < 60; ++x) {
      if (x > spares) backorders += (x - spares) * p;
      p *= lambda * delivery / (x + 1);
    }
    const auto [mean, error] =
        over_runs(s, 20, [](const Figures& f) { return f.waited / (400 * 86400.); });
    EXPECT_NEAR(mean, backorders, 4 * error + .01 * backorders) << spares;
  }
}

TEST(Fleet, ForesightTurnsFailuresIntoPlannedWork) {
  FleetSetup s = fleet(200, 1000h, 20'000h);
  for (FleetUnit& u : s.units) {
    u.def.shape = 4;
    u.def.found = .65;
    u.def.ahead = 100h;
    u.def.false_orders = 1. / (3600 * 5000.);
  }
  const auto [share, error] =
      over_runs(s, 20, [](const Figures& f) { return f.foreseen / (f.foreseen + f.failures); });
  EXPECT_NEAR(share, .65, 4 * error + .01) << "a little more often, as their lives are shorter";
  const auto [needless, other] = over_runs(s, 20, [](const Figures& f) { return f.needless; });
  EXPECT_NEAR(needless, 200 * 20'000 / 5000., 4 * other + 2);
  FleetSetup blind = s;
  for (FleetUnit& u : blind.units) u.def.found = 0;
  EXPECT_GT(figures(blind, 1).failures, 2.4 * figures(s, 1).failures);
  s.technicians = 1;  // fewer than the work: what is foreseen still fails while it waits
  for (FleetUnit& u : s.units) u.def.repair = u.def.planned = Distribution::constant(3600 * 8);
  EXPECT_GT(figures(s, 1).failures, figures(s, 1).foreseen);
}

}  // namespace
}  // namespace wardtwin::faults
