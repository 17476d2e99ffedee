#include "network_models/propagation/body.h"

#include <cmath>

#include <gtest/gtest.h>

namespace wardtwin::propagation {
namespace {

TEST(Body, LosesMostRightThroughAndHalfBeside) {
  const Body body{Decibels{16}, {1, 0, 0}};
  const Position at{2, 3, 1};
  EXPECT_NEAR(body_loss(body, at, {9, 3, 1}).value, 0, 1e-12);
  EXPECT_NEAR(body_loss(body, at, {-5, 3, 1}).value, 16, 1e-12);
  EXPECT_NEAR(body_loss(body, at, {2, 8, 1}).value, 8, 1e-12);
  EXPECT_NEAR(body_loss(body, at, {2, 3, 4}).value, 8, 1e-12);
  EXPECT_NEAR(body_loss(body, at, {3, 4, 1}).value, 8 * (1 - std::sqrt(.5)), 1e-12);
  EXPECT_EQ(body_loss(body, at, at).value, 0) << "nothing between";
  EXPECT_EQ(body_loss({}, at, {-5, 3, 1}).value, 0) << "not worn";
}

// Who stands loses half to a ceiling right above, whoever faces where; who lies on the back nothing, on
// the face all. Both are drawn evenly: half on average over people to an end on one side.
TEST(Body, StandsOrLies) {
  double above = 0, beside = 0, most = 0;
  constexpr int kPeople = 4000;
  for (int i = 0; i < kPeople; ++i) {
    const auto key = static_cast<std::uint64_t>(i);
    const Body up = posture(Decibels{20}, false, {1, 0}, key);
    EXPECT_NEAR(body_loss(up, {0, 0, 1}, {0, 0, 3}).value, 10, 1e-9);
    EXPECT_NEAR(std::hypot(up.facing.x, up.facing.y, up.facing.z), 1, 1e-12);
    const Body down = posture(Decibels{20}, true, {1, 0}, key);
    EXPECT_NEAR(std::hypot(down.facing.x, down.facing.y, down.facing.z), 1, 1e-12);
    const double loss = body_loss(down, {0, 0, 1}, {0, 0, 3}).value;
    above += loss;
    most = std::max(most, loss);
    beside += body_loss(up, {0, 0, 1}, {5, 0, 1}).value;
  }
  // the loss of an even angle deviates by 20 / sqrt(8) dB: four standard errors
  const double error = 4 * 20 / std::sqrt(8. * kPeople);
  EXPECT_NEAR(above / kPeople, 10, error);
  EXPECT_NEAR(beside / kPeople, 10, error);
  EXPECT_GT(most, 19.9);
}

TEST(Body, StaysAsItIsInEveryReplication) {
  const Body a = posture(Decibels{20}, true, {1, 0}, 5), b = posture(Decibels{20}, true, {1, 3}, 5);
  EXPECT_EQ(a.facing.x, b.facing.x);
  EXPECT_NE(a.facing.x, posture(Decibels{20}, true, {1, 0}, 6).facing.x);
  EXPECT_NE(a.facing.x, posture(Decibels{20}, true, {2, 0}, 5).facing.x);
  EXPECT_EQ(posture(Decibels{0}, true, {1, 0}, 5).away.value, 0);
}

}  // namespace
}  // namespace wardtwin::propagation
