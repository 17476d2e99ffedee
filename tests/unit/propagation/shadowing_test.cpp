#include <gtest/gtest.h>

#include <cmath>

#include "network_models/propagation/propagation.h"

namespace wardtwin::propagation {
namespace {

TEST(Shadowing, VarianceIsRestoredBetweenGridPoints) {
  const Shadowing field(Seed{11, 0}, {4}, {3});
  const int n = 40000;
  // at a cell's centre, where bilinear weights alone would leave a quarter of the variance
  for (const double part : {0.0, 0.5, 0.2}) {
    double sum = 0, squares = 0;
    for (int i = 0; i < n; ++i) {
      const double v = field.at(static_cast<std::uint64_t>(i), 0, 3 * part, 3 * part).value;
      sum += v, squares += v * v;
    }
    EXPECT_NEAR(sum / n, 0, 4 * 4 / std::sqrt(n)) << part;
    EXPECT_NEAR(squares / n, 16, 4 * 16 * std::sqrt(2.0 / n)) << part;
  }
}

TEST(Shadowing, FrozenSmoothAndKeyed) {
  const Shadowing field(Seed{11, 0}, {4}, {3});
  EXPECT_EQ(field.at(1, 0, 7.3, 2.2), field.at(1, 0, 7.3, 2.2));
  EXPECT_LT(std::abs((field.at(1, 0, 7.3, 2.2) - field.at(1, 0, 7.31, 2.2)).value), 0.3);
  EXPECT_NE(field.at(1, 0, 7.3, 2.2), field.at(2, 0, 7.3, 2.2));
  EXPECT_NE(field.at(1, 0, 7.3, 2.2), field.at(1, 1, 7.3, 2.2));
  EXPECT_NE(field.at(1, 0, 7.3, 2.2), Shadowing(Seed{12, 0}, {4}, {3}).at(1, 0, 7.3, 2.2));
}

TEST(Shadowing, OneBuildingForAllReplicationsUnlessAsked) {
  const flow::Building b{{{"ground", 0, flow::Material::concrete_200}}, {}, {}, {}};
  PropagationDef def;
  const auto loss = [&](std::uint32_t replication) {
    return Propagation(def, {}, b, {5.2e9}, Seed{5, replication})
        .loss(9, {0, 0, 2}, {9, 9, 1})
        .total;
  };
  EXPECT_EQ(loss(0), loss(1));
  def.shadowing_per_replication = true;
  EXPECT_NE(loss(0), loss(1));
}

}  // namespace
}  // namespace wardtwin::propagation
