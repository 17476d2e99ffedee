// Shoaib and Ramamohan (2022), Simulation 98(3):183, doi 10.1177/00375497211030931, table 6,
// configuration 1: a primary health centre, 365 days after 180, 100 replications; mean (SD).
// Run from the library's primary_health_centre.yaml. Utilisation is over 420 min a day whatever
// the opening hours. The nurse for non-communicable diseases is left out: the published figure
// holds her patients' queueing time.
#include <cmath>

#include <gtest/gtest.h>

#include "tests/reproduction/replications.h"

namespace wardtwin::test {
namespace {

struct Printed {
  double mean, sd;
};

// Rounded to 3 decimals, the printed mean is known no better than half a unit of the last.
::testing::AssertionResult meets(const std::vector<double>& ours, Printed p) {
  Tally t;
  for (const double x : ours) t.add(x);
  const double error = std::sqrt(t.variance() / static_cast<double>(t.count()) + p.sd * p.sd / 100);
  auto answer = std::abs(t.mean() - p.mean) <= 4 * error + 0.0005 ? ::testing::AssertionSuccess()
                                                                  : ::testing::AssertionFailure();
  return answer << t.mean() << ", printed " << p.mean << ", standard error " << error;
}

constexpr double kPaperworkMin =
    99.5 * 1440 / 1444;  // a day, booked on the doctors, occupies nobody

double minutes_a_day(const results::Resource& r) { return r.busy_mean * 1440; }

TEST(Shoaib2022_Table6, ConfigurationOne) {
  const auto r = run_scenario("primary_health_centre.yaml", 100);
  const auto over = [&](const char* name, double plus, double by) {
    return of_resource(r, name, [=](auto& x) { return (minutes_a_day(x) + plus) / by; });
  };
  EXPECT_TRUE(meets(over("doctor", kPaperworkMin, 2 * 420), {.268, .003}));
  EXPECT_TRUE(meets(over("pharmacist", 0, 420), {.643, .004}));
  EXPECT_TRUE(meets(over("technician", 0, 420), {.559, .008}));
  EXPECT_TRUE(meets(over("staff_nurse", 180, 21 * 60), {.323, .008}));
  EXPECT_TRUE(meets(over("bed", 0, 6 * 1440), {.093, .004}));
  EXPECT_TRUE(meets(over("labour_bed", 0, 1440), {.283, .010}));
  const auto referred = of_pathway(r, "birth", [](auto& p) {
    return static_cast<double>(p.unserved) / static_cast<double>(p.arrived);
  });
  EXPECT_TRUE(meets(referred, {.156, .019}));
  EXPECT_FALSE(meets(over("pharmacist", 0, 420), {.643 * 1.02, .004}));
}

double wait_min(const results::Resource& r) { return r.wait.mean() / 60; }

// The printed waits, 1.025 (.021) and 2.084 (.054), do not follow from the model as described: the
// public code asks the patient who registered last, not the one who is there, whether a test is
// needed, and so sends patients to the laboratory in bunches. reference/shoaib2022_waits.py has both
// readings: bunched 1.018 (.007) and 2.080 (.009), not bunched the figures here (standard errors).
TEST(Shoaib2022_Table6, WaitsAsDescribedAndNotAsPrinted) {
  const auto r = run_scenario("primary_health_centre.yaml", 100);
  // The code's opening hours drift by 4 min a day round the clock, its births do not: outpatients
  // meet a doctor at a birth a third as often as here, where both keep to the day.
  EXPECT_FALSE(meets(of_resource(r, "doctor", wait_min), {.009, .004}));
  EXPECT_TRUE(meets(of_resource(r, "pharmacist", wait_min), {.9133, .0053 * 10}));
  EXPECT_TRUE(meets(of_resource(r, "technician", wait_min), {1.2226, .0084 * 10}));
  EXPECT_FALSE(meets(of_resource(r, "pharmacist", wait_min), {1.025, .021}));
  EXPECT_FALSE(meets(of_resource(r, "technician", wait_min), {2.084, .054}));
}

// Coming again at the time of day of the first visit, as the text says, is not what was run either:
// the code draws any minute. It would more than double the wait at the pharmacy.
TEST(Shoaib2022_Table6, ComingAgainAtTheSameTimeOfDay) {
  const auto r = run_scenario("primary_health_centre.yaml", 20,
                              {"people.pathways.outpatient.steps.home.takes=5 d",
                               "people.pathways.outpatient.steps.home_twice.takes=5 d"});
  Tally t;
  for (const double w : of_resource(r, "pharmacist", wait_min)) t.add(w);
  EXPECT_GT(t.mean(), 2 * 1.025);
}

}  // namespace
}  // namespace wardtwin::test
