// What remains of stays that are known to have lasted a while.
#include <gtest/gtest.h>

#include "sim/people/patients/units.h"
#include "tests/unit/patients/agrees.h"

namespace wardtwin::people {
namespace {

using wardtwin::test::agrees;

// Against the law itself, of which all shorter stays are thrown away.
TEST(RemainingStay, IsTheLawGivenThatItIsLonger) {
  using Law = Distribution::Law;
  const Distribution laws[] = {Distribution::exponential(3),
                               Distribution::uniform(1, 5),
                               Distribution::lognormal_of_mean(4, 3),
                               {Law::weibull, {1.5, 3, 0}},
                               {Law::gamma, {0.7, 4, 0}},
                               {Law::triangular, {1, 2, 6}}};
  std::uint64_t entity = 0;
  for (const Distribution& law : laws)
    for (const double elapsed : {0.5, 2.0, 4.0}) {
      Stream a({1, 0}, ++entity, Purpose::length_of_stay),
          b({2, 0}, entity, Purpose::length_of_stay);
      std::vector<double> difference, shorter;
      for (int i = 0; i < 4000; ++i) {
        double whole = 0;
        do whole = law(b);
        while (whole <= elapsed);
        const double remaining = remaining_stay(law, elapsed, a);
        EXPECT_GE(remaining, 0);
        difference.push_back(remaining - (whole - elapsed));
        shorter.push_back((remaining < 1) - (whole - elapsed < 1));
      }
      EXPECT_TRUE(agrees(difference, 0)) << static_cast<int>(law.law) << " after " << elapsed;
      EXPECT_TRUE(agrees(shorter, 0)) << static_cast<int>(law.law) << " after " << elapsed;
    }
  Stream s({1, 0}, 99, Purpose::length_of_stay);
  std::vector<double> long_tail;
  for (int i = 0; i < 4000; ++i)
    long_tail.push_back(remaining_stay(Distribution::lognormal_of_mean(4, 3), 4, s));
  EXPECT_FALSE(agrees(long_tail, 4)) << "a lognormal stay is not memoryless";
}

// Somebody found in a bed has been there as long, in the mean, as he will stay.
TEST(FoundStay, BothSidesAreAlike) {
  Stream s({1, 0}, 7, Purpose::length_of_stay);
  std::vector<double> difference, elapsed;
  const Distribution law = Distribution::lognormal_of_mean(4, 3);
  for (int i = 0; i < 20000; ++i) {
    const FoundStay f = found_stay(law, s);
    difference.push_back(f.elapsed - f.remaining);
    elapsed.push_back(f.elapsed);
  }
  EXPECT_TRUE(agrees(difference, 0));
  EXPECT_TRUE(agrees(elapsed, (9.0 + 16.0) / 8));
}

}  // namespace
}  // namespace wardtwin::people
