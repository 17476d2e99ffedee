#include <cmath>

#include <gtest/gtest.h>

#include "tests/validation/statistics/systems.h"

namespace wardtwin::test {
namespace {

constexpr int kStudies = 800;

class Coverage : public ::testing::TestWithParam<std::size_t> {};

// 93 to 97 %, give or take four standard errors of a coverage estimated from kStudies; the
// benchmark `interval_coverage` measures it finely.
TEST_P(Coverage, OfNominal95PercentIntervals) {
  const System s = systems()[GetParam()];
  const double c = coverage(s, kStudies);
  const double error = std::sqrt(0.95 * 0.05 / kStudies);
  EXPECT_GT(c, 0.93 - 4 * error) << s.name;
  EXPECT_LT(c, std::min(0.9999, 0.97 + 4 * error)) << s.name;
}

INSTANTIATE_TEST_SUITE_P(Systems, Coverage, ::testing::Range(std::size_t{0}, systems().size()));

TEST(CoverageOfIntervals, IsMeasuredOnThirtySystems) { EXPECT_GE(systems().size(), 30u); }

// What the check rejects: five replications with the normal's 1.96 instead of Student's 2.78.
TEST(CoverageOfIntervals, SeesIntervalsThatAreTooShort) {
  System s = systems()[0];
  const auto right = s.interval;
  s.interval = [right](Seed seed) {
    const Interval i = right(seed);
    const double half = i.half_width() * 1.96 / 2.776;
    return Interval{i.mean, i.mean - half, i.mean + half};
  };
  EXPECT_LT(coverage(s, kStudies), 0.9);
}

}  // namespace
}  // namespace wardtwin::test
