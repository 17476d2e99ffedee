#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>

#include <gtest/gtest.h>

#include "scenarios/compiler/building.h"
#include "scenarios/compiler/hospital.h"
#include "scenarios/compiler/scenario.h"

namespace wardtwin::compiler {
namespace {

double length(const flow::Wall& w) { return std::hypot(w.x1 - w.x0, w.y1 - w.y0); }

double total(const std::vector<flow::Wall>& walls, flow::Material m) {
  double sum = 0;
  for (const auto& w : walls)
    if (w.material == m) sum += length(w);
  return sum;
}

// Two rooms of 4 m x 3 m side by side: 22 m of outline with one shared edge of 3 m, by hand.
TEST(Walls, SharedEdgesStandOnce) {
  const std::vector<flow::Room> rooms{{"a", {}, 0, 0, 0, 4, 3, {}}, {"b", {}, 0, 4, 0, 8, 3, {}}};
  const auto walls = walls_of(rooms, {{}, {}}, flow::Material::plasterboard);
  EXPECT_EQ(walls.size(), 5u);  // two long ones, three short ones
  EXPECT_DOUBLE_EQ(total(walls, flow::Material::plasterboard), 2 * 8 + 3 * 3);
}

TEST(Walls, DoorsAreCutOutOfTheSharedWallAlone) {
  const std::vector<flow::Room> rooms{{"a", {}, 0, 0, 0, 4, 3, {{4, 1.5, 0}}},
                                      {"b", {}, 0, 4, 0, 8, 3, {{4, 1.5, 0}}}};
  const auto walls = walls_of(rooms, {{}, {}}, flow::Material::plasterboard);
  EXPECT_EQ(walls.size(), 6u);
  EXPECT_NEAR(total(walls, flow::Material::plasterboard), 25 - kDoorWidth, 1e-9);
}

TEST(Walls, ARoomsOwnMaterialWinsAndOfTwoTheDenser) {
  const std::vector<flow::Room> rooms{{"a", {}, 0, 0, 0, 4, 3, {}}, {"b", {}, 0, 4, 0, 8, 3, {}}};
  auto walls = walls_of(rooms, {{}, flow::Material::none}, flow::Material::brick);
  EXPECT_DOUBLE_EQ(total(walls, flow::Material::brick), 4 + 4 + 3);  // open towards b
  walls = walls_of(rooms, {flow::Material::lead, flow::Material::glass}, flow::Material::brick);
  EXPECT_DOUBLE_EQ(total(walls, flow::Material::lead), 14);
  EXPECT_DOUBLE_EQ(total(walls, flow::Material::glass), 11);
}

TEST(Walls, FloorsDoNotShareEdges) {
  const std::vector<flow::Room> rooms{{"a", {}, 0, 0, 0, 4, 3, {}}, {"b", {}, 1, 0, 0, 4, 3, {}}};
  EXPECT_EQ(walls_of(rooms, {{}, {}}, flow::Material::brick).size(), 8u);
}

// A shipped hospital with these lines on its floor.
std::string floor_with(const std::string& more) {
  std::ifstream in(std::string(WARDTWIN_ROOT) + "/scenarios/ward_and_icu.yaml");
  std::string text{std::istreambuf_iterator<char>(in), {}};
  const std::string floor = "    level_2:\n";
  return text.insert(text.find(floor) + floor.size(), more);
}

TEST(Walls, PartitionsFollowThoseOfTheRooms) {
  const auto plain = compile_text(floor_with(""), "trial.yaml").building.walls;
  const auto more =
      compile_text(floor_with("      partitions:\n"
                              "        - { from: [1 m, 8 m], to: [6 m, 13 m], of: brick }\n"
                              "        - { from: [10 m, 14 m], to: [10 m, 17 m] }\n"),
                   "trial.yaml")
          .building.walls;
  ASSERT_EQ(more.size(), plain.size() + 2);
  EXPECT_DOUBLE_EQ(total(more, flow::Material::brick),
                   total(plain, flow::Material::brick) + std::hypot(5, 5));
  EXPECT_DOUBLE_EQ(total(more, flow::Material::plasterboard),
                   total(plain, flow::Material::plasterboard) + 3);
}

TEST(Beds, GridIsEvenAndInside) {
  for (int n = 1; n < 40; ++n) {
    const BedGrid g = bed_grid({0, 0, 8, 7}, n);
    ASSERT_EQ(g.at.size(), static_cast<std::size_t>(n));
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < g.at.size(); ++i) {
      EXPECT_TRUE(g.at[i].x > 0 && g.at[i].x < 8 && g.at[i].y > 0 && g.at[i].y < 7);
      for (std::size_t k = 0; k < i; ++k)
        least = std::min(least, std::hypot(g.at[i].x - g.at[k].x, g.at[i].y - g.at[k].y));
    }
    EXPECT_GE(least, g.distance - 1e-9) << n;
  }
  EXPECT_EQ(bed_grid({0, 0, 8, 7}, 4).at[0], (PlanPoint{2, 1.75}));
}

TEST(Faults, ClockTimesComeAfterMeasuringStarts) {
  HeaderDef h;
  h.starts = 22h;
  h.warm_up = 2h;
  EXPECT_EQ(instant_of(2h, h), 4h);
  EXPECT_EQ(instant_of(0h, h), 2h);
  EXPECT_EQ(instant_of(23h, h), 25h);
  EXPECT_EQ(instant_of(26h, h), 28h);
}

}  // namespace
}  // namespace wardtwin::compiler
