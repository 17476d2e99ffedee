#include "scenarios/twin/estimators.h"

#include <gtest/gtest.h>

#include "sim/base/distribution.h"
#include "sim/base/random.h"
#include "tests/unit/patients/agrees.h"

namespace wardtwin::twin {
namespace {

// Exact limits (chi-square quantiles) of Poisson counts: Garwood 1936, Biometrika 28:437, as
// tabulated for 95 %.
TEST(Estimators, PoissonIntervalIsWithinOnePercentOfGarwoodFromFiveOn) {
  struct Row {
    double count, low, high;
  };
  for (const auto [count, low, high] :
       {Row{5, 1.623, 11.668}, Row{10, 4.795, 18.390}, Row{20, 12.217, 30.888},
        Row{50, 37.111, 65.919}, Row{100, 81.364, 121.627}}) {
    const Interval i = poisson_interval(count);
    EXPECT_NEAR(i.low / low, 1, 0.012) << count;
    EXPECT_NEAR(i.high / high, 1, 0.012) << count;
  }
  EXPECT_EQ(poisson_interval(0).low, 0);
}

// Newcombe 1998, Stat. Med. 17:857, table I: 81 of 263 and 15 of 148, Wilson without correction.
TEST(Estimators, ShareIntervalIsWilsons) {
  const Interval a = share_interval(81, 263), b = share_interval(15, 148);
  EXPECT_NEAR(a.low, 0.2553, 5e-5);
  EXPECT_NEAR(a.high, 0.3662, 5e-5);
  EXPECT_NEAR(b.low, 0.0624, 5e-5);
  EXPECT_NEAR(b.high, 0.1605, 5e-5);
}

TEST(Estimators, ArrivalRatesOfEachHourCountTheTimeWatched) {
  ArrivalRate r;
  r.watch(90min, 3h);  // half of hour 1, all of hour 2
  for (int i = 0; i < 6; ++i) r.arrived(100min);
  for (int i = 0; i < 6; ++i) r.arrived(130min);
  EXPECT_NEAR(r.at(1).mean, 12, 1e-12);
  EXPECT_NEAR(r.at(2).mean, 6, 1e-12);
  EXPECT_LT(r.at(2).low, 6);
  EXPECT_TRUE(std::isnan(r.at(3).mean));
}

// Freireich et al. 1963, Blood 21:699: remission under 6-mercaptopurine, 21 patients, the standard
// example of the product-limit estimator; its median is 23 weeks.
TEST(Estimators, ProductLimitOfFreireich1963) {
  Stays s;
  for (const double t : {6, 6, 6, 7, 10, 13, 16, 22, 23}) s.ended(0, t);
  std::vector<Stays::Open> open;
  for (const double t : {6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35}) open.push_back({0, t});
  EXPECT_EQ(s.quantile(0.5, open).mean, 23);
  EXPECT_EQ(s.quantile(0.25, open).mean, 13);
  EXPECT_TRUE(std::isnan(s.quantile(0.9, open).mean)) << "nobody was watched that long";
}

// Watched for a while only: stays that began before, and stays that last beyond.
TEST(Estimators, CensoredStaysGiveTheirLawAndLeavingThemOutDoesNot) {
  const Distribution law = Distribution::lognormal_of_mean(4, 3);
  const double median = std::exp(law.p[0]);
  std::vector<double> medians, naive, means;
  int covered = 0;
  constexpr int kRuns = 200;
  for (int run = 0; run < kRuns; ++run) {
    Stream stream({9, static_cast<std::uint32_t>(run)}, 1, Purpose::length_of_stay);
    Stays s;
    std::vector<Stays::Open> open;
    Tally seen;
    constexpr double kFrom = 20, kTo = 26;
    for (double begin = 0; begin < kTo; begin += 0.05 * standard_exponential(stream)) {
      const double length = law(stream);
      if (begin + length < kFrom) continue;
      const double entered = std::max(0.0, kFrom - begin);
      if (begin + length < kTo) {
        s.ended(entered, length);
        if (entered == 0) seen.add(length);
      } else {
        open.push_back({entered, kTo - begin});
      }
    }
    const Interval m = s.quantile(0.5, open);
    medians.push_back(m.mean);
    naive.push_back(seen.mean());
    covered += m.low <= median && median <= m.high;
  }
  EXPECT_TRUE(wardtwin::test::agrees(medians, median));
  EXPECT_FALSE(wardtwin::test::agrees(naive, law.mean())) << "only short stays are seen whole";
  EXPECT_GE(covered, 180) << "95 % intervals; 180 of 200 is 4 standard errors below";
}

// Memoryless stays: events over time at risk is exact.
TEST(Estimators, MeanOfMemorylessStays) {
  std::vector<double> inverse;
  for (int run = 0; run < 300; ++run) {
    Stream stream({10, static_cast<std::uint32_t>(run)}, 1, Purpose::length_of_stay);
    Stays s;
    std::vector<Stays::Open> open;
    for (int i = 0; i < 100; ++i) {
      const double length = 4 * standard_exponential(stream), limit = 8 * stream.uniform();
      if (length < limit)
        s.ended(0, length);
      else
        open.push_back({0, limit});
    }
    inverse.push_back(1 / s.mean(open).mean);
  }
  EXPECT_TRUE(wardtwin::test::agrees(inverse, 0.25)) << "the rate is without bias to first order";
  EXPECT_FALSE(wardtwin::test::agrees(inverse, 0.25 * 1.1));
}

TEST(Estimators, ASlidingWindowForgets) {
  Sliding<LossCount> w(10min);
  for (int i = 0; i < 100; ++i) w.at(1min * i).add(1, i < 50);
  const LossCount both = w.both();
  EXPECT_GE(both.sent, 5u);
  EXPECT_LE(both.sent, 10u);
  EXPECT_EQ(both.lost, 0u);
}

}  // namespace
}  // namespace wardtwin::twin
