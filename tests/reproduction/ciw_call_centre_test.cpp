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

// Ciw books a service when it ends. What is under way at 1000 min is missing from its busy time:
// E[S^2] / 2 E[S] of each busy server.
double ended_share(const results::Resource& r, double mean, double variance) {
  const double elapsed = (mean * mean + variance) / (2 * mean);
  return 100 * r.utilisation * (1 - elapsed / 1000);
}

// And from its waits: those of the last to begin, the longest, since the line grows to the end.
double ended_wait(const results::Resource& r) {
  const double begun = static_cast<double>(r.wait.count()), under_way = r.busy_mean;
  const double last = r.wait.quantile(1 - under_way / (2 * begun));
  return (begun * r.wait.mean() - under_way * last) / (begun - under_way) / 60;
}

TEST(CiwCallCentre_Results, WaitsAndUtilisation) {
  const auto r = run_scenario("call_centre_111.yaml", 2000);
  const auto operators =
      of_resource(r, "operator", [](const results::Resource& x) { return x.wait.mean() / 60; });
  const auto nurses = of_resource(r, "nurse", ended_wait);
  // triangular(5, 7, 10) and uniform(10, 20): mean and variance
  const auto operators_busy =
      of_resource(r, "operator", [](auto& x) { return ended_share(x, 22.0 / 3, 19.0 / 18); });
  const auto nurses_busy =
      of_resource(r, "nurse", [](auto& x) { return ended_share(x, 15, 100.0 / 12); });
  EXPECT_TRUE(meets(operators, {3.5, 1.9}, 50));
  EXPECT_TRUE(meets(nurses, {48.5, 19.4}, 50));
  EXPECT_TRUE(meets(operators_busy, {92.9, 2.3}, 50));
  EXPECT_TRUE(meets(nurses_busy, {97.1, 1.0}, 50));
  // 2000 replications of the same model in another program
  EXPECT_TRUE(meets(operators, {3.30, .08 / 1.96}, 1));
  EXPECT_TRUE(meets(nurses, {49.2, .8 / 1.96}, 1));
  EXPECT_TRUE(meets(operators_busy, {92.93, .10 / 1.96}, 1));
  EXPECT_TRUE(meets(nurses_busy, {97.14, .04 / 1.96}, 1));
  EXPECT_FALSE(meets(operators, {3.30 * 1.15, .08 / 1.96}, 1));
  EXPECT_FALSE(meets(nurses, {49.2 * 1.1, .8 / 1.96}, 1));
  EXPECT_FALSE(meets(of_resource(r, "nurse", [](auto& x) { return 100 * x.utilisation; }),
                     {97.14, .04 / 1.96}, 1))
      << "what is under way at the end makes no difference";
}

TEST(CiwCallCentre_Results, TheTextsFifteenOperatorsAreNotThePublishedResults) {
  const auto r = run_scenario("call_centre_111.yaml", 200, {"people.resources.operator.units=15"});
  EXPECT_FALSE(meets(of_resource(r, "operator", [](auto& x) { return x.wait.mean() / 60; }),
                     {3.5, 1.9}, 50));
}

}  // namespace
}  // namespace wardtwin::test
