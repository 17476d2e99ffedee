#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "scenarios/study/compare.h"
#include "scenarios/study/sweep.h"
#include "sim/base/error.h"
#include "sim/base/normal.h"
#include "sim/base/random.h"
#include "tests/unit/results/sample.h"

namespace wardtwin::study {
namespace {

// Worked by hand: differences 1, 2, 3; mean 2, standard error 1/sqrt(3), t(0.975, 2) = 4.302653.
TEST(Difference, PairedAndNot) {
  const std::vector<double> a{10, 20, 30}, b{11, 22, 33};
  const Interval paired = paired_difference(a, b);
  EXPECT_NEAR(paired.mean, 2, 1e-12);
  EXPECT_NEAR(paired.half_width(), 4.302653 / std::sqrt(3.0), 1e-5);
  // Welch: variances 100 and 121, standard error sqrt(221/3), 3.964 degrees of freedom
  const Interval unpaired = unpaired_difference(a, b);
  EXPECT_NEAR(unpaired.mean, 2, 1e-12);
  EXPECT_NEAR(unpaired.half_width(), 2.7867 * std::sqrt(221.0 / 3), 0.02);
  EXPECT_NEAR(variance_ratio(a, b), 221, 1e-9);
}

TEST(Difference, FromInfinityIsNotDecided) {
  const std::vector<double> a{1, 2, INFINITY}, b{1, 2, INFINITY};
  EXPECT_TRUE(std::isnan(paired_difference(a, b).mean));
  EXPECT_TRUE(std::isnan(unpaired_difference(a, b).low));
}

TEST(Compare, PairsReplicationsOfOneSeedOnly) {
  results::Results a = results::sample_results(3), b = results::sample_results(3);
  for (auto& r : b.replications) r.gateways[0].utilisation += 0.1;
  const std::vector<std::string> what{"gateway load"};
  Comparison c = compare("a", a, "b", b, what);
  EXPECT_TRUE(c.paired);
  ASSERT_EQ(c.differences.size(), 1u);
  EXPECT_NEAR(c.differences[0].difference.mean, 0.1, 1e-12);
  EXPECT_EQ(c.differences[0].verdict, "more");
  b.run.seed = 21;
  c = compare("a", a, "b", b, what);
  EXPECT_FALSE(c.paired);
  EXPECT_NE(c.why_not.find("seeds differ"), std::string::npos);
  EXPECT_TRUE(std::isnan(c.differences[0].variance_ratio));
  EXPECT_THROW(compare("a", a, "b", b, std::vector<std::string>{"gatway load"}), InputError);
}

TEST(Compare, ChangeIsAShareOfAnUncertainBase) {
  const std::vector<double> base{8, 10, 12, 9, 11}, none(5, 0.0), noise{-3, 4, -2, 3, -1};
  // nothing is left, which is certain however uncertain the base is
  Interval i = relative_change(base, none, true);
  EXPECT_DOUBLE_EQ(i.mean, -1);
  EXPECT_NEAR(i.low, -1, 1e-12);
  EXPECT_NEAR(i.high, -1, 1e-12);
  std::vector<double> twice = base;
  for (double& x : twice) x *= 2;
  i = relative_change(base, twice, true);
  EXPECT_NEAR(i.half_width(), 0, 1e-6);
  EXPECT_GT(relative_change(base, twice, false).half_width(), 0.1) << "pairs are not known";
  EXPECT_TRUE(std::isnan(relative_change(noise, base, true).low)) << "the base may be zero";
}

// Of 4000 pairs of samples with a known ratio of means, 95 % of the intervals hold it.
TEST(Compare, ChangesAreCoveredAsTheyShould) {
  constexpr int kTimes = 4000, kValues = 10;
  const auto covered = [](bool paired) {
    int held = 0;
    Stream s({7, 0}, 1, Purpose::routing);
    const auto normal = [&] { return standard_normal(s); };
    for (int k = 0; k < kTimes; ++k) {
      std::vector<double> x, y;
      for (int i = 0; i < kValues; ++i) {
        const double shared = normal();
        x.push_back(10 + 3 * shared);
        y.push_back(6 + 2 * (paired ? shared : normal()) + normal());
      }
      const Interval c = relative_change(x, y, paired);
      held += c.low <= -0.4 && -0.4 <= c.high;
    }
    return held / static_cast<double>(kTimes);
  };
  const double four_sigma = 4 * std::sqrt(0.95 * 0.05 / kTimes);
  EXPECT_NEAR(covered(true), 0.95, four_sigma);
  EXPECT_GT(covered(false), 0.95 - four_sigma);  // its degrees of freedom are on the safe side
  EXPECT_LT(covered(false), 0.99);
}

TEST(Compare, SaysEqualOfEqualRuns) {
  const results::Results a = results::sample_results(3);
  for (const Difference& d : compare("a", a, "b", a, {}).differences)
    EXPECT_TRUE(d.verdict == "equal" || d.verdict == "not decided") << d.quantity << d.verdict;
}

// A plane over a factorial: the effects are its slopes, and the larger one comes first.
TEST(Tornado, FindsTheSlopesOfAPlane) {
  Sweep s;
  s.factors = {read_factor("a=1,2,3"), read_factor("b=1,2")};
  s.points = factorial(s.factors);
  s.measures = {"m"};
  s.units = {"s"};
  for (const Point& p : s.points) {
    const double value = 10 * std::stod(p.values[0]) - 50 * std::stod(p.values[1]);
    s.values.push_back({{value, value + 1, value - 2}});  // noise that all points share
  }
  const std::vector<Effect> all = effects(s, 0);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].factor, "b");
  EXPECT_NEAR(all[0].change.mean, -50, 1e-12);
  EXPECT_NEAR(all[0].change.half_width(), 0, 1e-9) << "common random numbers cancel";
  EXPECT_NEAR(all[1].change.mean, 20, 1e-12);
}

TEST(Tornado, FitsALineOverSamplesOfARange) {
  Sweep s;
  s.factors = {read_factor("a=0.5..2.5"), read_factor("b=10 m..20 m")};
  s.points = latin_hypercube(s.factors, 400, 3);
  s.measures = {"m"};
  s.units = {"1"};
  for (const Point& p : s.points) s.values.push_back({{3 * std::stod(p.values[0])}});
  for (auto& v : s.values) v[0].push_back(v[0][0]);
  const std::vector<Effect> all = effects(s, 0);
  EXPECT_EQ(all[0].factor, "a");
  EXPECT_NEAR(all[0].change.mean, 6, 1e-3);
  EXPECT_LT(std::abs(all[1].change.mean), 1) << "b does nothing; samples are nearly uncorrelated";
}

}  // namespace
}  // namespace wardtwin::study
