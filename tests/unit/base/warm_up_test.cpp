#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "sim/base/random.h"
#include "sim/base/warm_up.h"

namespace wardtwin {
namespace {

double noise(Stream& random) {  // variance 1, near enough to normal
  double sum = -6;
  for (int i = 0; i < 12; ++i) sum += random.uniform();
  return sum;
}

// A start `bias` above the mean that decays with time constant `tau`, and first-order
// autoregressive noise: the artificial data of White, Cobb and Spratt (2000).
std::vector<double> series(std::uint64_t seed, std::size_t n, double bias, double tau, double phi) {
  Stream random({seed, 0}, 0, Purpose::test);
  std::vector<double> out;
  double x = 0;
  for (std::size_t i = 0; i < n; ++i) {
    x = phi * x + noise(random);
    out.push_back(10 + bias * std::exp(-static_cast<double>(i) / tau) + x);
  }
  return out;
}

TEST(Mser5, CutsAStepWhereItIs) {
  std::vector<double> y(1000, 1.0);
  for (std::size_t i = 0; i < 200; ++i) y[i] = 5;
  for (std::size_t i = 0; i < y.size(); ++i) y[i] += i % 2 ? 0.1 : -0.1;
  const Truncation t = mser5(y);
  EXPECT_TRUE(t.decided);
  EXPECT_EQ(t.drop, 200u);
}

TEST(Mser5, CutsADecayWhereItIsLostInTheNoise) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Truncation t = mser5(series(seed, 5000, 50, 100, 0.5));
    EXPECT_TRUE(t.decided) << seed;
    // bias 50 exp(-t/100) falls below the noise of a batch, some 1, at t = 390
    EXPECT_GT(t.drop, 200u) << seed;
    EXPECT_LT(t.drop, 1000u) << seed;
  }
}

TEST(Mser5, CutsLessWhereTheStartIsLessBiased) {
  double far = 0, near = 0, none = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    far += static_cast<double>(mser5(series(seed, 4000, 100, 150, 0)).drop);
    near += static_cast<double>(mser5(series(seed, 4000, 10, 150, 0)).drop);
    none += static_cast<double>(mser5(series(seed, 4000, 0, 150, 0)).drop);
  }
  EXPECT_GT(far, near + 20 * 100);
  EXPECT_GT(near, none + 20 * 50);
}

TEST(Mser5, RemovesTheBiasOfTheMean) {
  Tally whole, rest;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const auto y = series(seed, 4000, 50, 100, 0.5);
    const std::size_t drop = mser5(y).drop;
    Tally a, b;
    for (std::size_t i = 0; i < y.size(); ++i) {
      a.add(y[i]);
      if (i >= drop) b.add(y[i]);
    }
    whole.add(a.mean());
    rest.add(b.mean());
  }
  EXPECT_GT(whole.mean(), 11) << "without a cut, 50 * 100 / 4000 = 1.25 too much";
  EXPECT_NEAR(rest.mean(), 10, 4 * std::sqrt(rest.variance() / 40) + 0.02);
}

TEST(Mser5, DoesNotDecideOnATrendOrOnLittle) {
  std::vector<double> trend;
  for (int i = 0; i < 1000; ++i) trend.push_back(i);
  EXPECT_FALSE(mser5(trend).decided);
  EXPECT_FALSE(mser5(std::vector<double>(40, 1.0)).decided);
}

TEST(BatchedMean, SaysWhenBatchesFollowEachOther) {
  int independent = 0, strong = 0;
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    independent += batched_mean(series(seed, 4000, 0, 1, 0.5)).independent;
    strong += batched_mean(series(seed, 4000, 0, 1, 0.999)).independent;
  }
  EXPECT_GE(independent, 42) << "5 % false alarms";
  EXPECT_LE(strong, 15);
  const auto none = batched_mean(std::vector<double>(9, 1.0));
  EXPECT_TRUE(std::isnan(none.interval.low)) << "nine batches are too few";
}

TEST(BatchedMean, BatchesAreWholeDays) {
  std::vector<double> days;
  for (int i = 0; i < 30 * 1440; ++i)
    days.push_back(std::sin(2 * 3.14159265358979 * i / 1440) + (i * 7919 % 1000) * 1e-3);
  const BatchedMean m = batched_mean(days, 1440);
  EXPECT_EQ(m.batch % 1440, 0u);
  EXPECT_EQ(m.batches, 30u);
  EXPECT_LT(m.interval.half_width(), 0.01) << "a batch of part of a day would see the wave";
}

}  // namespace
}  // namespace wardtwin
