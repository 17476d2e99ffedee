#include "sim/people/patients/deterioration.h"

#include "tests/unit/patients/agrees.h"

namespace wardtwin::people {
namespace {

using test::agrees;

TEST(Course, LeavesEachStateAtItsRate) {
  const PatientDef def;
  std::vector<double> stable, recovers_untreated, recovers_treated, waits_untreated;
  for (std::uint64_t i = 0; i < 4000; ++i) {
    Course well(def, Stream({1, 0}, i, Purpose::deterioration), Time{0}, false, false);
    stable.push_back(seconds(well.next_change()) / 3600);
    Course untreated(def, Stream({1, 1}, i, Purpose::deterioration), Time{0}, true, false);
    waits_untreated.push_back(seconds(untreated.next_change()) / 3600);
    untreated.change();
    recovers_untreated.push_back(untreated.condition() == Condition::stable);
    Course treated(def, Stream({1, 2}, i, Purpose::deterioration), Time{0}, true, true);
    treated.change();
    recovers_treated.push_back(treated.condition() == Condition::stable);
  }
  EXPECT_TRUE(agrees(stable, 1 / 0.0010));
  EXPECT_TRUE(agrees(waits_untreated, 1 / (0.08 + 0.02)));
  EXPECT_TRUE(agrees(recovers_untreated, 0.08 / 0.10));
  EXPECT_TRUE(agrees(recovers_treated, 0.30 / 0.304));
  EXPECT_FALSE(agrees(recovers_untreated, 0.85));
}

TEST(Course, DepthIsContinuousAndBoundedInSlope) {
  const PatientDef def;
  for (std::uint64_t i = 0; i < 50; ++i) {
    Course c(def, Stream({2, 0}, i, Purpose::deterioration), Time{0}, true, false);
    double before = 0;
    for (Time t = 1min; t < 200h; t += 1min) {
      while (c.next_change() < t) c.change();
      const double now = c.depth(t);
      EXPECT_LE(std::abs(now - before), 60 * c.steepest() * (1 + 1e-9));
      EXPECT_GE(now, 0);
      EXPECT_LE(now, 1.5);
      before = now;
    }
  }
}

}  // namespace
}  // namespace wardtwin::people
