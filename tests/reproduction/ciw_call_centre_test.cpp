// The NHS 111 call centre of stars-ciw-example: 13 operators, 9 nurses, 1000 min from empty, 50
// replications. Published mean (SD): operators 3.5 min (1.9) and 92.9 % (2.3), nurses 48.5 (19.4)
// and 97.1 % (1.0). Run from the library's call_centre_111.yaml.
#include <cmath>

#include <gtest/gtest.h>

#include "tests/reproduction/replications.h"

namespace wardtwin::test {
namespace {

struct Printed {
  double mean, sd;
};

::testing::AssertionResult meets(const std::vector<double>& ours, Printed p, int replications) {
  Tally t;
  for (const double x : ours) t.add(x);
  const double error =
      std::sqrt(t.variance() / static_cast<double>(t.count()) + p.sd * p.sd / replications);
  auto answer = std::abs(t.mean() - p.mean) <= 4 * error ? ::testing::AssertionSuccess()
                                                         : ::testing::AssertionFailure();
  return answer << t.mean() << ", printed " << p.mean << ", standard error " << error;
}

TEST(CiwCallCentre_Results, WaitsAndUtilisation) {
  const auto r = run_scenario("call_centre_111.yaml", 2000);
  const auto wait = [](const results::Resource& x) { return x.wait.mean() / 60; };
  // theirs is the time of ended services, ours the time in use; both of 1000 min
  const auto busy = [](const results::Resource& x) { return 100 * x.utilisation; };
  const auto operators = of_resource(r, "operator", wait), nurses = of_resource(r, "nurse", wait);
  EXPECT_TRUE(meets(operators, {3.5, 1.9}, 50));
  EXPECT_TRUE(meets(nurses, {48.5, 19.4}, 50));
  EXPECT_TRUE(meets(of_resource(r, "operator", busy), {92.9, 2.3}, 50));
  EXPECT_TRUE(meets(of_resource(r, "nurse", busy), {97.1, 1.0}, 50));
  // the reference's own 2000 replications
  EXPECT_TRUE(meets(operators, {3.30, .08 / 1.96}, 1));
  EXPECT_TRUE(meets(nurses, {49.2, .8 / 1.96}, 1));
  EXPECT_FALSE(meets(operators, {3.30 * 1.15, .08 / 1.96}, 1));
  EXPECT_FALSE(meets(nurses, {49.2 * 1.1, .8 / 1.96}, 1));
}

TEST(CiwCallCentre_Results, TheTextsFifteenOperatorsAreNotThePublishedResults) {
  const auto r = run_scenario("call_centre_111.yaml", 200, {"people.resources.operator.units=15"});
  EXPECT_FALSE(meets(of_resource(r, "operator", [](auto& x) { return x.wait.mean() / 60; }),
                     {3.5, 1.9}, 50));
}

}  // namespace
}  // namespace wardtwin::test
