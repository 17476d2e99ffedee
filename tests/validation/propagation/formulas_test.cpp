#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>

#include "network_models/propagation/formulas.h"
#include "network_models/propagation/slab.h"
#include "sim/base/random.h"

namespace wardtwin::propagation {
namespace {

// FSPL(1 m) as the literature rounds it.
TEST(Propagation, FreeSpaceLossAtOneMetre) {
  const std::array<std::array<double, 2>, 5> table{
      {{868e6, 31.22}, {2440e6, 40.20}, {3500e6, 43.33}, {5200e6, 46.77}, {6000e6, 48.01}}};
  for (const auto& [f, loss] : table) EXPECT_NEAR(free_space_loss({f}, {1}).value, loss, 0.01) << f;
  EXPECT_NEAR(log_distance_loss({5200e6}, {10}, 3).value, 76.77, 0.01);
  EXPECT_EQ(free_space_loss({5200e6}, {0.2}), free_space_loss({5200e6}, {1}));
}

TEST(PROP_1, ItuP1238) {
  EXPECT_NEAR(p1238_loss({2400e6}, {30}, 28, {0}).value, 80.96, 0.01);
  EXPECT_NEAR(p1238_loss({2437e6}, {20}, 30, {14}).value, 92.77, 0.01);
  EXPECT_EQ(p1238_floor_loss(Environment::residential, 2).value, 8);
  EXPECT_EQ(p1238_floor_loss(Environment::office, 3).value, 23);
  EXPECT_EQ(p1238_floor_loss(Environment::commercial, 2).value, 9);
  EXPECT_EQ(p1238_floor_loss(Environment::office, 0).value, 0);
}

TEST(PROP_2, Cost231Floors) {
  EXPECT_NEAR(cost231_floor_loss(1).value, 18.30, 0.01);
  EXPECT_NEAR(cost231_floor_loss(2).value, 33.52, 0.01);
  EXPECT_EQ(cost231_floor_loss(0).value, 0);
}

// The cell by throwing points: log-distance from the edge's mean margin plus Gaussian shadowing.
double coverage_by_points(double margin, double sigma, double exponent, int points) {
  Stream s(Seed{7, 0}, 1, Purpose::test);
  int above = 0;
  for (int i = 0; i < points; ++i) {
    const double r = std::sqrt(s.positive_uniform());
    const double g = std::sqrt(-2 * std::log(s.positive_uniform())) *
                     std::cos(2 * std::numbers::pi * s.uniform());
    above += margin - 10 * exponent * std::log10(r) + sigma * g > 0;
  }
  return static_cast<double>(above) / points;
}

TEST(PROP_3, JakesCellCoverage) {
  EXPECT_NEAR(jakes_area_coverage({0}, {8}, 3), .7332, .002);
  EXPECT_NEAR(jakes_area_coverage({10.25}, {8}, 3.5), .9657, .002);
  const int points = 1'000'000;  // standard error 0.00044, 0.00018
  EXPECT_NEAR(coverage_by_points(0, 8, 3, points), jakes_area_coverage({0}, {8}, 3), .002);
  EXPECT_NEAR(coverage_by_points(10.25, 8, 3.5, points), jakes_area_coverage({10.25}, {8}, 3.5),
              .002);
  // another exponent is told apart
  EXPECT_GT(std::abs(coverage_by_points(0, 8, 3.5, points) - jakes_area_coverage({0}, {8}, 3)),
            .004);
}

TEST(PROP_4, SlabLossOfItuP2040) {
  const std::array concrete_200{Layer{kConcrete, {.200}}};
  const std::array glass_6{Layer{kGlass, {.006}}};
  EXPECT_NEAR(slab_loss(concrete_200, {2.44e9}).value, 14.5, .2);
  EXPECT_NEAR(slab_loss(glass_6, {5.25e9}).value, 3.3, .2);
  // without averaging a thin wall's resonance shows
  const std::array brick{Layer{kBrick, {.110}}};
  EXPECT_GT(std::abs(exact_slab_loss(brick, {5.25e9}).value - slab_loss(brick, {5.25e9}).value),
            .3);
}

// The rest of the slab table, at .868, 2.44, 3.6, 5.25, 6.2 GHz.
TEST(PROP_4, SlabTable) {
  constexpr std::array<double, 5> bands{.868e9, 2.44e9, 3.6e9, 5.25e9, 6.2e9};
  const auto check = [&](const char* name, std::span<const Layer> layers,
                         std::array<double, 5> expected) {
    for (std::size_t i = 0; i < bands.size(); ++i)
      EXPECT_NEAR(slab_loss(layers, {bands[i]}).value, expected[i], .2) << name << " " << bands[i];
  };
  check(
      "plasterboard",
      std::array{Layer{kPlasterboard, {.0125}}, Layer{kAir, {.075}}, Layer{kPlasterboard, {.0125}}},
      {.4, 1.1, 2.1, 1.8, 1.8});
  check("fire rated",
        std::array{Layer{kPlasterboard, {.030}}, Layer{kAir, {.090}}, Layer{kPlasterboard, {.030}}},
        {2.6, 1.9, 2.2, 3.5, 3.4});
  check("brick", std::array{Layer{kBrick, {.110}}}, {3.2, 3.7, 3.6, 3.7, 3.9});
  check("concrete 100", std::array{Layer{kConcrete, {.1}}}, {4.8, 8.1, 10.4, 13.5, 15.1});
  check("concrete 150", std::array{Layer{kConcrete, {.15}}}, {5.5, 11.4, 14.9, 19.5, 21.8});
  check("concrete 200", std::array{Layer{kConcrete, {.2}}}, {7.5, 14.5, 19.3, 25.4, 28.6});
  check("glass", std::array{Layer{kGlass, {.006}}}, {.4, 2.0, 2.9, 3.3, 3.0});
}

TEST(PROP_5, NoiseFloor) {
  EXPECT_NEAR(noise_floor({1e6}, {7}).value, -107.0, .05);
  EXPECT_NEAR(noise_floor({2e6}, {7}).value, -104.0, .05);
  EXPECT_NEAR(noise_floor({20e6}, {7}).value, -94.0, .05);
  EXPECT_NEAR(noise_floor({80e6}, {7}).value, -88.0, .05);
}

}  // namespace
}  // namespace wardtwin::propagation
