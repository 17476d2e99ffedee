#include <gtest/gtest.h>

#include "sim/results/summary.h"

namespace wardtwin::results {
namespace {

// Conover, Practical Nonparametric Statistics: 95 % ranks of the median of n = 20 are 6 and 15.
TEST(QuantileBounds, MedianOfTwentyHasRanksSixAndFifteen) {
  Histogram h;
  for (int i = 1; i <= 20; ++i) h.add(Time{i});  // below 64 ns bins are exact
  const Interval b = quantile_bounds(h, 0, 0.5);
  EXPECT_NEAR(b.low, 6e-9, 1e-15);
  EXPECT_NEAR(b.high, 15e-9, 1e-15);
}

// Clopper-Pearson: 0 of 10 has the upper bound 1 - 0.025^(1/10); 5 of 10 the known 0.187 .. 0.813.
TEST(ShareBounds, ClopperPearson) {
  EXPECT_NEAR(share_bounds(0, 10).high, 1 - std::pow(0.025, 0.1), 1e-9);
  EXPECT_EQ(share_bounds(0, 10).low, 0);
  EXPECT_NEAR(share_bounds(5, 10).low, 0.18709, 1e-5);
  EXPECT_NEAR(share_bounds(5, 10).high, 0.81291, 1e-5);
  EXPECT_NEAR(share_bounds(10, 10).low, std::pow(0.025, 0.1), 1e-9);
}

TEST(Requirement, TooFewAlarmsDoNotDecideP99) {
  Histogram h;
  for (int i = 0; i < 50; ++i) h.add(1s);
  const Delays few[] = {{&h, 0}};
  EXPECT_EQ(require_quantile("p99", 0.99, 10, few).verdict, Verdict::not_decided);
  for (int i = 0; i < 5000; ++i) h.add(1s);
  EXPECT_EQ(require_quantile("p99", 0.99, 10, few).verdict, Verdict::met);
  EXPECT_EQ(require_quantile("p99", 0.99, 0.5, few).verdict, Verdict::not_met);
  const Delays lossy[] = {{&h, 500}};  // a lost alarm is infinitely late
  EXPECT_EQ(require_quantile("p99", 0.99, 10, lossy).verdict, Verdict::not_met);
}

// 10 replications of 1000 trials: where they differ by chance alone, the pooled trials count in
// full; where the hits come in bursts, they count as far fewer.
TEST(ShareBounds, BurstsWidenTheInterval) {
  std::vector<Share> even(10, Share{10, 1000}), bursts(10, Share{0, 1000});
  for (std::size_t k = 0; k < even.size(); ++k) even[k].count += k % 2 ? 3 : -3;
  bursts[3].count = 100;
  const Interval calm = share_bounds(even), burst = share_bounds(bursts);
  const Interval pooled = share_bounds(100, 10000);
  EXPECT_DOUBLE_EQ(calm.mean, 0.01);
  EXPECT_DOUBLE_EQ(burst.mean, 0.01);
  EXPECT_NEAR(calm.half_width() / pooled.half_width(), 1, 0.25);
  EXPECT_GT(burst.half_width(), 5 * pooled.half_width());
}

// Too few losses to see any are no proof that there are none: the rule of three.
TEST(ShareBounds, NoneLostBoundsTheShareByTheNumberOfTrials) {
  const std::vector<Share> none(5, Share{0, 200});
  EXPECT_NEAR(share_bounds(none).high, 3.69 / 1000, 1e-5);
  EXPECT_EQ(require_share("lost", 0.001, true, none).verdict, Verdict::not_decided);
  EXPECT_EQ(require_share("lost", 0.01, true, none).verdict, Verdict::met);
}

// An outage in one of ten replications makes that one's alarms late together: the p99 is known far
// less well than from as many independent alarms.
TEST(QuantileBounds, ReplicationsThatDifferCountAsFewerValues) {
  std::vector<Histogram> mixed(10), clustered(10);
  for (std::size_t k = 0; k < 10; ++k)
    for (int i = 0; i < 200; ++i) {
      mixed[k].add(i < 4 ? 100s : 1s);
      clustered[k].add(k == 0 && i < 30 ? 100s : 1s);
    }
  std::vector<Delays> a, b;
  for (std::size_t k = 0; k < 10; ++k) a.push_back({&mixed[k], 0}), b.push_back({&clustered[k], 0});
  EXPECT_EQ(require_quantile("p99", 0.99, 10, a).verdict, Verdict::not_met);
  EXPECT_EQ(require_quantile("p99", 0.99, 10, b).verdict, Verdict::not_decided);
  EXPECT_EQ(require_quantile("p99", 0.99, 10, std::span(b).subspan(1)).verdict, Verdict::met);
}

TEST(Requirement, WhatWasInfiniteOnceHasAnInfiniteMean) {
  const double values[] = {1, 2, std::numeric_limits<double>::infinity(), 2};
  EXPECT_EQ(require_mean("max", "s", 10, true, values).verdict, Verdict::not_met);
}

TEST(Requirement, IntervalDecides) {
  const double values[] = {4.0, 4.2, 4.1, 3.9};
  EXPECT_EQ(require_mean("m", "s", 5, true, values).verdict, Verdict::met);
  EXPECT_EQ(require_mean("m", "s", 3, true, values).verdict, Verdict::not_met);
  EXPECT_EQ(require_mean("m", "s", 4.05, true, values).verdict, Verdict::not_decided);
  EXPECT_EQ(require_mean("m", "s", 3, false, values).verdict, Verdict::met);
  EXPECT_EQ(require_mean("m", "s", 3, true, {values, 1}).verdict, Verdict::not_decided);
}

}  // namespace
}  // namespace wardtwin::results
