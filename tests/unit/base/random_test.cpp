#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "sim/base/distribution.h"
#include "sim/base/histogram.h"
#include "sim/base/statistics.h"

namespace wardtwin {
namespace {

// Known answers of Philox-4x32-10 as published with Random123 (kat_vectors).
TEST(Philox, Random123_KnownAnswers) {
  const r123::Philox4x32 philox;
  using C = r123::Philox4x32::ctr_type;
  using K = r123::Philox4x32::key_type;
  EXPECT_EQ(philox(C{{0, 0, 0, 0}}, K{{0, 0}}),
            (C{{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}}));
  EXPECT_EQ(philox(C{{~0u, ~0u, ~0u, ~0u}}, K{{~0u, ~0u}}),
            (C{{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}}));
  EXPECT_EQ(
      philox(C{{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}}, K{{0xa4093822, 0x299f31d0}}),
      (C{{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}}));
}

// Seed 0 and entity 0 make key and counter zero, so the stream starts with the first known answer.
TEST(Stream, IsPhiloxOnItsCounter) {
  Stream s({.scenario = 0}, 0, Purpose::test);
  EXPECT_EQ(s.u32(), 0x6627e8d5u);
  EXPECT_EQ(s.u32(), 0xe169c58du);
  EXPECT_EQ(s.u64(), 0x9b00dbd8bc57ac4cull);
  const auto second = r123::Philox4x32{}({{0, 0, 0, 1}}, {{0, 0}});
  for (const std::uint32_t word : second.v) EXPECT_EQ(s.u32(), word);
}

TEST(Stream, SixtyFourBitsAreTwoWordsAtAnyPosition) {
  Stream a({}, 3, Purpose::test), b({}, 3, Purpose::test);
  (void)a.u32();
  (void)b.u32();
  for (int i = 0; i < 50; ++i) {
    const std::uint64_t low = a.u32(), high = a.u32();
    EXPECT_EQ(b.u64(), low | (high << 32));
  }
}

TEST(Stream, EveryPartOfTheNameMakesAnotherStream) {
  const auto first = [](Seed seed, std::uint64_t entity, Purpose p) {
    return Stream(seed, entity, p).u64();
  };
  std::vector<std::uint64_t> all{
      first({1, 0}, 0, Purpose::test),          first({2, 0}, 0, Purpose::test),
      first({1ull << 40, 0}, 0, Purpose::test), first({1, 1}, 0, Purpose::test),
      first({1, 1u << 16}, 0, Purpose::test),   first({1, 0}, 1, Purpose::test),
      first({1, 0}, 1ull << 40, Purpose::test), first({1, 0}, 0, Purpose::arrival)};
  std::sort(all.begin(), all.end());
  EXPECT_EQ(std::unique(all.begin(), all.end()), all.end());
}

/// Kolmogorov-Smirnov distance times sqrt(n); above 1.95 once in 1000 for the right law.
template <class Cdf>
double ks(std::vector<double> x, Cdf cdf) {
  std::sort(x.begin(), x.end());
  const auto n = static_cast<double>(x.size());
  double worst = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double f = cdf(x[i]), at = static_cast<double>(i);
    worst = std::max({worst, f - at / n, (at + 1) / n - f});
  }
  return worst * std::sqrt(n);
}

TEST(Exponential, ZigguratIsExponential_KS) {
  Stream s({}, 0, Purpose::test);
  std::vector<double> x(2'000'000);
  for (double& v : x) v = standard_exponential(s);
  EXPECT_LT(ks(x, [](double v) { return -std::expm1(-v); }), 1.95);
  EXPECT_GT(ks(x, [](double v) { return -std::expm1(-1.005 * v); }), 1.95) << "0.5 % unseen";
  // Beyond the lowest layer (7.697) the tail is exponential again.
  std::vector<double> tail;
  for (const double v : x)
    if (v > 7) tail.push_back(v - 7);
  EXPECT_NEAR(static_cast<double>(tail.size()), 2e6 * std::exp(-7.0),
              4 * std::sqrt(2e6 * std::exp(-7.0)));
  EXPECT_LT(ks(tail, [](double v) { return -std::expm1(-v); }), 1.95);
}

TEST(Normal, ZigguratIsNormal_KS) {
  Stream s({}, 0, Purpose::test);
  std::vector<double> x(2'000'000);
  for (double& v : x) v = standard_normal(s);
  const auto normal = [](double v) { return 0.5 * std::erfc(-v / std::sqrt(2.0)); };
  EXPECT_LT(ks(x, normal), 1.95);
  EXPECT_GT(ks(x, [&](double v) { return normal(1.005 * v); }), 1.95) << "0.5 % unseen";
  // Beyond the lowest layer (3.654) on both sides, and the law of what lies there.
  const double share = std::erfc(3.6542 / std::sqrt(2.0));
  std::vector<double> tail;
  double above = 0;
  for (const double v : x) {
    if (std::abs(v) <= 3.6542) continue;
    tail.push_back(std::abs(v));
    above += v > 0;
  }
  const auto n = static_cast<double>(tail.size());
  EXPECT_NEAR(n, 2e6 * share, 4 * std::sqrt(2e6 * share));
  EXPECT_NEAR(above, n / 2, 2 * std::sqrt(n));
  EXPECT_LT(ks(tail, [&](double v) { return 1 - std::erfc(v / std::sqrt(2.0)) / share; }), 1.95);
  EXPECT_GT(ks(tail, [](double v) { return -std::expm1(-3 * (v - 3.6542)); }), 1.95)
      << "a fatter tail unseen";
}

TEST(Distribution, MomentsOfEveryLaw) {
  using L = Distribution::Law;
  for (const Distribution& d :
       {Distribution::uniform(2, 5), Distribution::exponential(3),
        Distribution{L::normal, {1, 2, 0}}, Distribution::lognormal_of_mean(4, 2),
        Distribution{L::triangular, {1, 2, 6}}, Distribution{L::gamma, {0.5, 2, 0}},
        Distribution{L::gamma, {3, 2, 0}}, Distribution{L::weibull, {1.5, 2, 0}}}) {
    SCOPED_TRACE(static_cast<int>(d.law));
    Stream s({}, 1, Purpose::test);
    Tally x, square;
    for (int i = 0; i < 200'000; ++i) {
      const double v = d(s) - d.mean();
      x.add(v);
      square.add(v * v);
    }
    const double root = std::sqrt(200'000.0);
    EXPECT_NEAR(x.mean(), 0, 4 * std::sqrt(d.variance()) / root);
    EXPECT_NEAR(square.mean(), d.variance(), 4 * std::sqrt(square.variance()) / root);
    EXPECT_GT(0.03 * d.variance(), 4 * std::sqrt(square.variance()) / root * 0.5)
        << "too few draws";
  }
}

// Fisher & Yates, table of t: two-sided 95 % and 99 %.
TEST(StudentT, PrintedTable) {
  EXPECT_NEAR(student_t_quantile(0.975, 1), 12.706, 5e-4);
  EXPECT_NEAR(student_t_quantile(0.975, 9), 2.262, 5e-4);
  EXPECT_NEAR(student_t_quantile(0.995, 19), 2.861, 5e-4);
  EXPECT_NEAR(student_t_quantile(0.975, 120), 1.980, 5e-4);
  EXPECT_NEAR(student_t_quantile(0.5, 4), 0, 1e-9);
}

TEST(Histogram, QuantilesWithinOnePercentAndMergeExact) {
  Stream s({}, 2, Purpose::test);
  Histogram whole, even, odd;
  std::vector<double> sorted;
  for (int i = 0; i < 100'000; ++i) {
    const Time t = from_seconds(std::exp(12 * s.uniform() - 12));
    sorted.push_back(seconds(t));
    whole.add(t);
    (i % 2 ? odd : even).add(t);
  }
  odd.merge(even);
  EXPECT_EQ(odd, whole);
  std::sort(sorted.begin(), sorted.end());
  for (const double q : {0.01, 0.5, 0.95, 0.99, 0.999}) {
    const double exact = sorted[static_cast<std::size_t>(std::ceil(q * 1e5)) - 1];
    EXPECT_NEAR(whole.quantile(q) / exact, 1, 0.01) << q;
  }
}

TEST(TimeWeighted, AveragesStepsAndRestarts) {
  TimeWeighted w;
  w.set(2s, 3);
  w.add(4s, -1);
  EXPECT_DOUBLE_EQ(w.mean(8s), (0 * 2 + 3 * 2 + 2 * 4) / 8.0);
  w.restart(8s);
  EXPECT_DOUBLE_EQ(w.mean(10s), 2);
}

TEST(Tally, MergeEqualsOneSequence) {
  Tally a, b, all;
  for (int i = 0; i < 100; ++i) {
    (i < 37 ? a : b).add(i * i);
    all.add(i * i);
  }
  a.merge(b);
  EXPECT_EQ(a.count(), all.count());
  EXPECT_NEAR(a.mean(), all.mean(), 1e-9);
  EXPECT_NEAR(a.variance(), all.variance(), 1e-6);
}

}  // namespace
}  // namespace wardtwin
