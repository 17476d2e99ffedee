#include <gtest/gtest.h>

#include <algorithm>
#include <type_traits>

#include "network_models/propagation/materials_fields.h"
#include "network_models/propagation/propagation.h"
#include "network_models/propagation/propagation_fields.h"

namespace wardtwin::propagation {
namespace {

using flow::Material;

flow::Building two_floors() {
  flow::Building b;
  b.floors = {{"ground", 0, Material::concrete_200}, {"first", 4, Material::concrete_200}};
  for (std::uint32_t f : {0u, 1u})
    b.rooms.push_back({"hall", flow::RoomKind::ward, f, 0, 0, 40, 20, {}});
  return b;
}

constexpr Hertz k5GHz{5.2e9};

Propagation walls_model(const flow::Building& b, Hertz f = k5GHz) {
  PropagationDef def;
  def.shadowing = {0};
  return Propagation(def, WallLossDef{}, b, f, Seed{});
}

TEST(Walls, OneWallMoreCostsExactlyItsMaterial) {
  const Position a{2, 5, 2.7}, b{20, 6, 1};
  for (int m = 1; m < static_cast<int>(kMaterials); ++m)
    for (const double f : {868e6, 2.44e9, 5.2e9}) {
      auto building = two_floors();
      const double without = walls_model(building, {f}).loss(1, a, b).total.value;
      const auto material = static_cast<Material>(m);
      building.walls.push_back({0, 10, 0, 10, 20, material});
      const double with = walls_model(building, {f}).loss(1, a, b).total.value;
      EXPECT_NEAR(with - without, wall_loss(WallLossDef{}, material, {f}).value, 1e-12);
      EXPECT_GT(with, without);
    }
}

// The default table, dB at 2.4 / 5 GHz.
TEST(Walls, DefaultTable) {
  const auto expect = [](Material m, double low, double high) {
    EXPECT_EQ(wall_loss({}, m, {2.44e9}).value, low);
    EXPECT_EQ(wall_loss({}, m, {5.2e9}).value, high);
  };
  expect(Material::plasterboard, 3, 4);
  expect(Material::fire_plasterboard, 5, 6);
  expect(Material::brick, 6, 9);
  expect(Material::concrete_100, 10, 15);
  expect(Material::concrete_150, 14, 20);
  expect(Material::concrete_200, 18, 26);
  expect(Material::wood, 3, 5);
  expect(Material::glass, 2, 3);
  expect(Material::none, 0, 0);
}

TEST(Walls, DoorLetsThrough) {
  auto b = two_floors();
  b.walls = {{0, 10, 0, 10, 9, Material::brick}, {0, 10, 10, 10, 20, Material::brick}};
  const Floorplan plan(b);
  EXPECT_EQ(plan.crossings({5, 9.5, 1}, {15, 9.5, 1}).total_walls(), 0);
  EXPECT_EQ(plan.crossings({5, 8.5, 1}, {15, 8.5, 1}).total_walls(), 1);
}

TEST(Walls, JointOfOneWallCountsOnce) {
  auto b = two_floors();
  b.walls = {{0, 10, 0, 10, 9, Material::brick}, {0, 10, 9, 10, 20, Material::brick}};
  EXPECT_EQ(Floorplan(b).crossings({5, 9, 1}, {15, 9, 1}).total_walls(), 1);
}

TEST(Walls, SlabsAndWallsOfTheStoreyAbove) {
  auto b = two_floors();
  // the path (0,10) -> (20,10) passes the floor of level 1 at x = 12
  b.walls = {{0, 10, 0, 10, 20, Material::brick},  // crossed below
             {0, 15, 0, 15, 20, Material::brick},  // the path is upstairs by then
             {1, 18, 0, 18, 20, Material::glass},  // crossed above
             {1, 5, 0, 5, 20, Material::glass}};   // the path is still downstairs
  const auto c = Floorplan(b).crossings({0, 10, 1}, {20, 10, 6});
  EXPECT_EQ(c.walls[static_cast<std::size_t>(Material::brick)], 1);
  EXPECT_EQ(c.walls[static_cast<std::size_t>(Material::glass)], 1);
  EXPECT_EQ(c.slabs[static_cast<std::size_t>(Material::concrete_200)], 1);
  const auto p = walls_model(b).loss(1, {0, 10, 1}, {20, 10, 6});
  EXPECT_NEAR(p.slabs.value, 26, 1e-12);
  EXPECT_NEAR(p.walls.value, 9 + 3, 1e-12);
}

// The buckets against a plain loop over all walls, on a maze of random walls.
TEST(Walls, BucketsMissNoWall) {
  auto b = two_floors();
  Stream s(Seed{3, 0}, 0, Purpose::test);
  for (int i = 0; i < 300; ++i)
    b.walls.push_back({0, 40 * s.uniform(), 20 * s.uniform(), 40 * s.uniform(), 20 * s.uniform(),
                       Material::brick});
  const Floorplan plan(b);
  const auto area = [](double ax, double ay, double bx, double by, double x, double y) {
    return (bx - ax) * (y - ay) - (by - ay) * (x - ax);
  };
  for (int i = 0; i < 500; ++i) {
    // ends up to 5 m outside the storey, and every fourth path along one axis
    Position p{50 * s.uniform() - 5, 30 * s.uniform() - 5, 1};
    Position q{50 * s.uniform() - 5, 30 * s.uniform() - 5, 2};
    if (i % 4 == 0) q.x = p.x;
    if (i % 4 == 1) q.y = p.y;
    int expected = 0;
    for (const auto& w : b.walls)
      expected +=
          area(p.x, p.y, q.x, q.y, w.x0, w.y0) * area(p.x, p.y, q.x, q.y, w.x1, w.y1) < 0 &&
          area(w.x0, w.y0, w.x1, w.y1, p.x, p.y) * area(w.x0, w.y0, w.x1, w.y1, q.x, q.y) < 0;
    EXPECT_EQ(plan.crossings(p, q).total_walls(), expected) << i;
    EXPECT_EQ(plan.crossings(q, p).total_walls(), expected) << i;
  }
}

TEST(Walls, NeverAddedToModelsThatAverageThem) {
  auto b = two_floors();
  PropagationDef def;
  def.shadowing = {0};
  for (const auto model : {PathModel::p1238, PathModel::log_distance, PathModel::fixed}) {
    def.model = model;
    b.walls.clear();
    const auto open = Propagation(def, {}, b, k5GHz, {}).loss(1, {1, 1, 1}, {20, 1, 1}).total;
    b.walls.push_back({0, 10, 0, 10, 20, Material::brick});
    EXPECT_EQ(Propagation(def, {}, b, k5GHz, {}).loss(1, {1, 1, 1}, {20, 1, 1}).total, open);
  }
}

template <class Def>
void expect_table_sound() {
  const auto sound = [](const auto& f) {
    EXPECT_FALSE(f.doc.empty()) << f.name;
    EXPECT_LE(f.low, f.high) << f.name;
    if constexpr (requires { (Def{}.*f.member).value; }) {
      EXPECT_GE((Def{}.*f.member).value, f.low) << f.name;
      EXPECT_LE((Def{}.*f.member).value, f.high) << f.name;
    }
  };
  std::apply([&](const auto&... f) { (sound(f), ...); }, fields<Def>);
  const auto count = std::tuple_size_v<std::remove_cvref_t<decltype(fields<Def>)>>;
  EXPECT_GT(count, 5u);
}

TEST(Fields, PropagationTablesAreSound) {
  expect_table_sound<PropagationDef>();
  expect_table_sound<WallLossDef>();
  EXPECT_EQ((std::tuple_size_v<std::remove_cvref_t<decltype(fields<WallLossDef>)>>), 33u);
}

}  // namespace
}  // namespace wardtwin::propagation
