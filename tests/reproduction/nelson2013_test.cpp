// B. L. Nelson (2013), Foundations and Methods of Stochastic Simulation, exercise 13, an urgent care
// treatment centre, as implemented in treat-sim 2.2 (50 replications of 1140 min).
// Run from the library's urgent_care_centre.yaml.
#include <cmath>

#include <gtest/gtest.h>

#include "tests/reproduction/replications.h"
#include "tests/unit/patients/agrees.h"

namespace wardtwin::test {
namespace {

const std::string kStale = "people.pathways.walk_in.arrive.refreshes_rate=no";
constexpr int kReplications = 2000;

/// A published mean over 3000 replications of our own with the half width of its 95 % interval, or
/// the published one over 50 replications.
struct Cell {
  double mean, half_width;
};

/// The difference of two means is within 4 of its standard errors.
::testing::AssertionResult meets(const std::vector<double>& ours, Cell theirs) {
  Tally t;
  for (const double x : ours)
    if (std::isfinite(x)) t.add(x);
  const double own = t.variance() / static_cast<double>(t.count());
  const double error = std::sqrt(own + std::pow(theirs.half_width / 1.96, 2));
  const double off = std::abs(t.mean() - theirs.mean);
  auto answer = off <= 4 * error ? ::testing::AssertionSuccess() : ::testing::AssertionFailure();
  return answer << t.mean() << " +- " << std::sqrt(own) << ", theirs " << theirs.mean;
}

double wait_min(const results::Resource& r) { return r.wait.mean() / 60; }
double util(const results::Resource& r) { return r.work_ratio; }

TEST(Nelson2013_Exercise13, AsPublished_RateOfTheLastArrival) {
  const auto r = run_scenario("urgent_care_centre.yaml", kReplications, {kStale});
  const std::pair<const char*, std::pair<Cell, Cell>> rows[] = {
      {"triage_nurse", {{30.8, .6}, {.596, .002}}},
      {"receptionist", {{102.6, .9}, {.838, .002}}},
      {"exam_room", {{25.1, .3}, {.851, .002}}},
      {"non_trauma_cubicle", {{133.4, .9}, {.869, .002}}},
      {"trauma_room", {{149.0, 2.7}, {.840, .005}}},
      {"trauma_cubicle", {{17.9, .5}, {.500, .003}}}};
  for (const auto& [name, cell] : rows) {
    SCOPED_TRACE(name);
    EXPECT_TRUE(meets(of_resource(r, name, wait_min), cell.first));
    EXPECT_TRUE(meets(of_resource(r, name, util), cell.second));
  }
  const auto arrived = of_pathway(r, "walk_in", [](auto& p) { return double(p.arrived); });
  EXPECT_TRUE(meets(arrived, {226.26, .56}));
  EXPECT_TRUE(meets(of_pathway(r, "walk_in", [](auto& p) { return double(p.left); }), {163.5, .3}));
  EXPECT_FALSE(meets(arrived, {230.2, .56})) << "cannot tell the two ways of thinning apart";
}

TEST(Nelson2013_Exercise13, Corrected_RateOfTheCandidate) {
  const auto r = run_scenario("urgent_care_centre.yaml", kReplications);
  // the sum of the 19 hourly rates
  EXPECT_TRUE(agrees(of_pathway(r, "walk_in", [](auto& p) { return double(p.arrived); }), 229.5));
  EXPECT_TRUE(meets(of_pathway(r, "walk_in", [](auto& p) { return double(p.left); }), {166.3, .4}));
  EXPECT_TRUE(meets(of_resource(r, "exam_room", util), {.865, .002}));
}

TEST(Nelson2013_Exercise13, OneMoreExamRoom) {
  const auto r = run_scenario("urgent_care_centre.yaml", kReplications,
                              {kStale, "people.resources.exam_room.units=4"});
  EXPECT_TRUE(meets(of_resource(r, "exam_room", wait_min), {.145, .006}));
  EXPECT_TRUE(meets(of_resource(r, "exam_room", util), {.668, .002}));
  EXPECT_TRUE(meets(of_resource(r, "non_trauma_cubicle", wait_min), {148.7, .9}));
  EXPECT_TRUE(meets(of_pathway(r, "walk_in", [](auto& p) { return double(p.left); }), {167.3, .3}));
  EXPECT_FALSE(meets(of_resource(r, "exam_room", wait_min), {25.1, .3}));
}

}  // namespace
}  // namespace wardtwin::test
