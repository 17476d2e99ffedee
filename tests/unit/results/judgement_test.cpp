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
