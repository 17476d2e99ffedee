// Each law against its distribution function, by Kolmogorov and Smirnov, with the first parameter
// right and 2 % off; batch means on the waits of M/M/1.
#include "sim/base/distribution.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "sim/base/statistics.h"

namespace wardtwin {
namespace {

using Law = Distribution::Law;

double normal_cdf(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

/// Regularised incomplete gamma function of shape 3: one minus the first terms of Poisson.
double gamma3_cdf(double x) { return x <= 0 ? 0 : 1 - std::exp(-x) * (1 + x + x * x / 2); }

/// Written apart from the sampler, by the textbook; gamma for shapes 1/2 and 3 only.
double cdf(const Distribution& d, double x) {
  const auto [a, b, c] = d.p;
  switch (d.law) {
    case Law::constant: return x >= a;
    case Law::uniform: return std::clamp((x - a) / (b - a), 0.0, 1.0);
    case Law::exponential: return -std::expm1(-std::max(x, 0.0) / a);
    case Law::normal: return normal_cdf((x - a) / b);
    case Law::lognormal: return x <= 0 ? 0 : normal_cdf((std::log(x) - a) / b);
    case Law::triangular:
      if (x <= a) return 0;
      if (x >= c) return 1;
      return x < b ? (x - a) * (x - a) / ((c - a) * (b - a))
                   : 1 - (c - x) * (c - x) / ((c - a) * (c - b));
    case Law::gamma:
      return a == 0.5 ? std::erf(std::sqrt(std::max(x, 0.0) / b)) : gamma3_cdf(x / b);
    case Law::weibull: return -std::expm1(-std::pow(std::max(x, 0.0) / b, a));
    case Law::empirical: {
      const auto& q = *d.points;
      if (x >= q.back()) return 1;
      const auto above = std::ranges::upper_bound(q, x);
      if (above == q.begin()) return 0;
      const double i = static_cast<double>(above - q.begin()) - 1;
      return (i + (x - above[-1]) / (above[0] - above[-1])) / static_cast<double>(q.size() - 1);
    }
  }
  return 0;
}

/// Kolmogorov-Smirnov distance times sqrt(n); above 1.95 once in 1000 for the right law.
double ks(const std::vector<double>& sorted, const Distribution& d) {
  const auto n = static_cast<double>(sorted.size());
  double worst = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const double f = cdf(d, sorted[i]), at = static_cast<double>(i);
    worst = std::max({worst, f - at / n, (at + 1) / n - f});
  }
  return worst * std::sqrt(n);
}

struct Case {
  Distribution right, wrong;
};

/// `wrong` has one parameter 2 % off: the scale where there is one.
std::vector<Case> cases() {
  const auto make = [](Law law, double a, double b, double c = 0) {
    return Distribution{law, {a, b, c}};
  };
  return {{make(Law::uniform, 2, 5), make(Law::uniform, 2, 5.1)},
          {make(Law::exponential, 3, 0), make(Law::exponential, 3.06, 0)},
          {make(Law::normal, 1, 2), make(Law::normal, 1, 2.04)},
          {make(Law::normal, 1, 2), make(Law::normal, 1.02, 2)},
          {make(Law::lognormal, 1, 0.5), make(Law::lognormal, 1.02, 0.5)},
          {make(Law::lognormal, 1, 0.5), make(Law::lognormal, 1, 0.51)},
          {make(Law::triangular, 1, 2, 6), make(Law::triangular, 1, 2.04, 6)},
          {make(Law::triangular, 1, 2, 6), make(Law::triangular, 1, 2, 6.12)},
          {make(Law::gamma, 0.5, 2), make(Law::gamma, 0.5, 2.04)},
          {make(Law::gamma, 3, 2), make(Law::gamma, 3, 2.04)},
          {make(Law::weibull, 1.5, 2), make(Law::weibull, 1.53, 2)},
          {make(Law::weibull, 1.5, 2), make(Law::weibull, 1.5, 2.04)},
          {Distribution::empirical({1, 2, 5, 20}), Distribution::empirical({1, 2.06, 5, 20})}};
}

TEST(Distribution, EveryLawIsItsDistributionFunction_KS) {
  std::uint64_t entity = 0;
  for (const Case& c : cases()) {
    SCOPED_TRACE(testing::Message()
                 << "law " << static_cast<int>(c.right.law) << " case " << entity);
    Stream s({}, ++entity, Purpose::test);
    std::vector<double> x(300'000);
    for (double& v : x) v = c.right(s);
    std::sort(x.begin(), x.end());
    EXPECT_LT(ks(x, c.right), 1.95);
    EXPECT_GT(ks(x, c.wrong), 1.95) << "2 % unseen";
  }
}

TEST(Distribution, LowestBoundLiftsOrRepeats) {
  Distribution lifted = Distribution::exponential(1), again{Law::normal, {0, 1, 0}};
  lifted.lowest = again.lowest = 0.5;
  Stream s({}, 3, Purpose::test);
  Tally at_bound, above;
  for (int i = 0; i < 100'000; ++i) {
    at_bound.add(lifted(s) == 0.5);
    const double x = again(s);
    ASSERT_GE(x, 0.5);
    above.add(x);
  }
  const double share = -std::expm1(-0.5);
  EXPECT_NEAR(at_bound.mean(), share, 4 * std::sqrt(share * (1 - share) / 1e5));
  // Mean of the normal law above 1/2: density over tail (inverse Mills ratio).
  const double mean = std::exp(-0.125) / std::sqrt(2 * M_PI) / normal_cdf(-0.5);
  EXPECT_NEAR(above.mean(), mean, 4 * std::sqrt(above.variance() / 1e5));
}

/// Waits of M/M/1 by Lindley's recursion, started in the steady state; load 0.8, service mean 1.
template <class Add>
void waits(std::uint32_t replication, int customers, Add add) {
  Stream s({.scenario = 9, .replication = replication}, 0, Purpose::test);
  // The steady wait is 0 with probability 1 - load, else exponential with mean 1 / (1 - load).
  double wait = s.uniform() < 0.8 ? 5 * standard_exponential(s) : 0;
  for (int i = 0; i < customers; ++i) {
    add(wait);
    const double service = standard_exponential(s), between = standard_exponential(s) / 0.8;
    wait = std::max(0.0, wait + service - between);
  }
}

// Theory: mean wait 4. Coverage of the 95 % interval over 400 runs is binomial: standard deviation
// sqrt(.95 * .05 / 400) = 1.09 %, so 4 of them are 4.4 %.
TEST(BatchMeans, CoverTheMeanWaitOfMM1) {
  constexpr int kRuns = 400;
  int covered = 0, covered_iid = 0;
  for (std::uint32_t r = 0; r < kRuns; ++r) {
    BatchMeans batches;
    Tally each;
    waits(r, 1 << 16, [&](double w) {
      batches.add(w);
      each.add(w);
    });
    const Interval i = batches.interval();
    covered += i.low <= 4 && 4 <= i.high;
    const double half = 1.96 * std::sqrt(each.variance() / static_cast<double>(each.count()));
    covered_iid += std::abs(each.mean() - 4) <= half;
  }
  const double allowance = 4 * std::sqrt(0.95 * 0.05 / kRuns);
  EXPECT_NEAR(covered / double{kRuns}, 0.95, allowance);
  EXPECT_LT(covered_iid / double{kRuns}, 0.95 - allowance) << "waits taken as independent";
}

}  // namespace
}  // namespace wardtwin
