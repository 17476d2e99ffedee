// What doors that shut add to a path: held against the same building laid out with them shut.
#include "network_models/propagation/doors.h"

#include <gtest/gtest.h>

#include "scenarios/compiler/building.h"
#include "sim/base/random.h"

namespace wardtwin::propagation {
namespace {

using flow::Material;

constexpr Hertz k5GHz{5.2e9};

/// A corridor, two rooms with doors to it, one of them to the other room too, and a storey above.
std::vector<flow::Room> rooms() {
  using flow::RoomKind;
  return {{"corridor", RoomKind::corridor, 0, 0, 0, 20, 3, {}},
          {"left", RoomKind::ward, 0, 0, 3, 8, 10, {{4, 3, 0}}},
          {"right", RoomKind::ward, 0, 8, 3, 20, 10, {{12, 3, 0}, {12.5, 3, 0}, {8, 7, 0}}},
          {"above", RoomKind::ward, 1, 0, 0, 20, 10, {{4, 0, 4}}}};
}

flow::Building building(Material doors) {
  flow::Building b;
  b.floors = {{"ground", 0, Material::concrete_200}, {"first", 4, Material::concrete_200}};
  b.rooms = rooms();
  b.walls = compiler::walls_of(b.rooms, std::vector<std::optional<Material>>(b.rooms.size()),
                               Material::plasterboard, doors);
  return b;
}

std::vector<flow::Wall> all_of(Material material) {
  std::vector<flow::Wall> shut;
  for (const compiler::DoorLeaf& leaf : compiler::door_leaves(rooms())) {
    shut.push_back(leaf.opening);
    shut.back().material = material;
  }
  return shut;
}

ShutDoors shut_doors(Material material, PathModel model = PathModel::walls) {
  PropagationDef def;
  def.model = model;
  return {def, {}, building(Material::none), all_of(material), k5GHz};
}

// Two doors that share an opening are one; a door belongs to the rooms on both its sides.
TEST(Doors, AreOnTheEdgesOfTheirRooms) {
  const auto leaves = compiler::door_leaves(rooms());
  ASSERT_EQ(leaves.size(), 4u);
  const auto at = [&](double x, double y) {
    for (const auto& leaf : leaves) {
      const flow::Wall& w = leaf.opening;
      if (w.floor == 0 && w.x0 <= x && x <= w.x1 && w.y0 <= y && y <= w.y1) return leaf;
    }
    return compiler::DoorLeaf{};
  };
  EXPECT_EQ(at(4, 3).rooms, (std::vector<std::uint32_t>{0, 1}));
  EXPECT_EQ(at(12.2, 3).rooms, (std::vector<std::uint32_t>{0, 2}));
  EXPECT_EQ(at(8, 7).rooms, (std::vector<std::uint32_t>{1, 2}));
  EXPECT_DOUBLE_EQ(at(12.2, 3).opening.x0, 11.4);
  EXPECT_DOUBLE_EQ(at(12.2, 3).opening.x1, 13.1);
  EXPECT_EQ(at(12.2, 3).opening.material, Material::none);
  EXPECT_TRUE(compiler::door_leaves({rooms().front()}).empty());
}

TEST(Doors, CostTheirMaterialOnWaysThroughThem) {
  const Position inside{4, 6, 1}, outside{4, 1, 2.7}, beside{16, 6, 1};
  for (const Material m : {Material::wood, Material::metal, Material::lead}) {
    const ShutDoors doors = shut_doors(m);
    const double one = wall_loss({}, m, k5GHz).value;
    ASSERT_GT(one, 0);
    EXPECT_DOUBLE_EQ(doors.between(inside, outside).value, one);
    EXPECT_EQ(doors.between(outside, inside).value, doors.between(inside, outside).value);
    EXPECT_EQ(doors.between(beside, outside).value, 0) << "through the wall";
    EXPECT_EQ(doors.between({4, 6, 5}, {4, 1, 6}).value, 0) << "a storey above";
    EXPECT_DOUBLE_EQ(doors.between({2, 7, 1}, {19, 7, 1}).value, one) << "from room to room";
  }
  EXPECT_EQ(ShutDoors().between(inside, outside).value, 0);
  EXPECT_TRUE(shut_doors(Material::metal, PathModel::log_distance).none());
  EXPECT_TRUE(shut_doors(Material::metal, PathModel::p1238).none());
  EXPECT_GT(shut_doors(Material::metal, PathModel::cost231).between(inside, outside).value, 0);
}

// Any two points, of one storey or of two: open plus doors is shut.
TEST(Doors, AddUpToABuildingWithThemShut) {
  PropagationDef def;
  def.shadowing = {3.5};
  const Propagation open(def, {}, building(Material::none), k5GHz, Seed{});
  const Propagation shut(def, {}, building(Material::metal), k5GHz, Seed{});
  const ShutDoors doors = shut_doors(Material::metal);
  Stream random(Seed{5}, 1, Purpose::backoff);
  int through = 0;
  for (int i = 0; i < 2000; ++i) {
    const auto point = [&] {
      return Position{20 * random.uniform(), 10 * random.uniform(), .5 + 7 * random.uniform()};
    };
    const Position a = point(), b = point();
    const double more = doors.between(a, b).value;
    EXPECT_NEAR(open.loss(1, a, b).total.value + more, shut.loss(1, a, b).total.value, 1e-9);
    through += more > 0;
  }
  EXPECT_GT(through, 100);
}

}  // namespace
}  // namespace wardtwin::propagation
