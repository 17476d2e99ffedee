#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "sim/base/random.h"
#include "sim/base/selection.h"

namespace wardtwin {
namespace {

double normal(Stream& random) {  // Box and Muller
  const double r = std::sqrt(-2 * std::log(random.positive_uniform()));
  return r * std::cos(2 * 3.14159265358979323846 * random.uniform());
}

struct Race {
  int right = 0;
  double replications = 0;  ///< of all designs together, mean per race
};

// `common`: share of the variance that designs have in common.
Race race(const std::vector<double>& means, double delta, double common, int times) {
  Race out;
  for (int t = 0; t < times; ++t) {
    Kn kn(means.size(), delta);
    Stream random({77, static_cast<std::uint32_t>(t)}, 0, Purpose::test);
    while (!kn.done()) {
      const double shared = normal(random) * std::sqrt(common);
      std::vector<double> own, values;
      for (std::size_t i = 0; i < means.size(); ++i)
        own.push_back(means[i] + shared + normal(random) * std::sqrt(1 - common));
      for (const std::size_t i : kn.surviving()) values.push_back(own[i]);
      kn.add(values);
    }
    out.right += kn.best() == 0;
    for (std::size_t i = 0; i < means.size(); ++i) out.replications += kn.replications_of(i);
  }
  out.replications /= times;
  return out;
}

// The slippage configuration is the hardest: every other design is worse by just the indifference.
TEST(Kn, PicksTheBestOfKnownMeansAsOftenAsPromised) {
  constexpr int kTimes = 2000;
  // 4 standard errors below 95 %
  const double least = kTimes * 0.95 - 4 * std::sqrt(kTimes * 0.95 * 0.05);
  for (const std::size_t k : {2u, 5u, 10u}) {
    std::vector<double> means(k, 0.5);
    means[0] = 0;
    for (const double common : {0.0, 0.5}) {
      const Race r = race(means, 0.5, common, kTimes);
      EXPECT_GE(r.right, least) << k << " designs, common " << common;
    }
  }
}

// What the check above rejects: stopping after the first stage is right far less often.
TEST(Kn, ALargeIndifferenceBreaksThePromiseForCloseDesigns) {
  std::vector<double> means(5, 0.5);
  means[0] = 0;
  EXPECT_LT(race(means, 5, 0, 2000).right, 1800);
}

TEST(Kn, CommonRandomNumbersAndEasyChoicesSaveReplications) {
  const std::vector<double> close{0, 0.5, 0.5, 0.5, 0.5}, apart{0, 2, 3, 4, 5};
  const double hard = race(close, 0.5, 0, 200).replications;
  EXPECT_LT(race(close, 0.5, 0.8, 200).replications, 0.6 * hard);
  EXPECT_LT(race(apart, 0.5, 0, 200).replications, 0.4 * hard);
}

TEST(Kn, EqualDesignsEndWithTheFirst) {
  Kn kn(3, 1);
  while (!kn.done()) kn.add(std::vector<double>(kn.surviving().size(), 4.0));
  EXPECT_EQ(kn.best(), 0u);
}

}  // namespace
}  // namespace wardtwin
