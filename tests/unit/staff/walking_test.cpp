#include "sim/people/walking/walking_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "sim/base/error.h"

namespace wardtwin::people {
namespace {

using flow::RoomKind;

flow::Building plan() {
  flow::Building b;
  b.floors = {{"ground", 0, {}}, {"first", 4, {}}};
  b.rooms = {
      {"corridor", RoomKind::corridor, 0, 0, 0, 20, 2, {}},
      {"left", RoomKind::ward, 0, 0, 2, 8, 8, {{4, 2, 0}}},
      {"right", RoomKind::ward, 0, 8, 2, 16, 8, {{12, 2, 0}}},
      {"walled_in", RoomKind::ward, 0, 16, 2, 20, 8, {}},
      {"side_corridor", RoomKind::corridor, 0, 20, 0, 22, 10, {}},
      {"upstairs", RoomKind::corridor, 1, 0, 0, 20, 2, {}},
  };
  b.beds = {{"a", 1, 0, {4, 6, 0}},
            {"b", 2, 0, {15, 6, 0}},
            {"c", 3, 0, {18, 6, 0}},
            {"d", 5, 0, {10, 1, 4}}};
  return b;
}

TEST(Walking, StraightInsideARoomAndThroughDoorsBetweenRooms) {
  const WalkingMap map(plan());
  EXPECT_DOUBLE_EQ(map.metres(map.bed(0), map.at({4, 2.5, 0})), 3.5);
  // 4 m down to the door at (4, 2), 8 m to the door at (12, 2), then a 3-4-5 triangle to (15, 6)
  EXPECT_DOUBLE_EQ(map.metres(map.bed(0), map.bed(1)), 4 + 8 + 5);
  EXPECT_DOUBLE_EQ(map.metres(map.bed(1), map.bed(0)), 17);
}

TEST(Walking, AbuttingCorridorsAreOpenToEachOther) {
  const WalkingMap map(plan());
  // from (4, 6) by the door (4, 2) to the passage (20, 1), then to (21, 9)
  const double expected = 4 + std::hypot(16, 1) + std::hypot(1, 8);
  EXPECT_NEAR(map.metres(map.bed(0), map.at({21, 9, 0})), expected, 1e-12);
}

TEST(Walking, PathPassesTheDoorsAndCanBeLeftAnywhere) {
  const WalkingMap map(plan());
  const Path path = map.path(map.bed(0), map.bed(1));
  ASSERT_EQ(path.places.size(), 4u);
  EXPECT_EQ(path.places[1], (Place{{4, 2, 0}, 0}));
  EXPECT_EQ(path.places[2], (Place{{12, 2, 0}, 2}));
  const Place half = along(path, 4 + 3);
  EXPECT_EQ(half.room, 0u);
  EXPECT_DOUBLE_EQ(half.at.x, 7);
  EXPECT_DOUBLE_EQ(map.metres(half, map.bed(1)), 10);
  EXPECT_EQ(along(path, 100), map.bed(1));
}

TEST(Walking, BedWithoutAWayIsAnErrorThatNamesIt) {
  const WalkingMap map(plan());
  const std::uint32_t beds[] = {0, 1, 2};
  try {
    map.require_reachable(map.middle(0), beds);
    FAIL() << "a walled-in bed was accepted";
  } catch (const InputError& e) {
    EXPECT_THAT(e.what(), ::testing::HasSubstr("'c' in 'walled_in'"));
    EXPECT_THAT(e.what(), ::testing::Not(::testing::HasSubstr("'a'")));
  }
}

TEST(Walking, FloorsAreJoinedByStairsOnly) {
  const WalkingMap without(plan());
  EXPECT_TRUE(std::isinf(without.metres(without.bed(0), without.bed(3))));
  const Stairs stairs[] = {{{18, 1, 0}, {18, 1, 4}, 12}};
  const WalkingMap with(plan(), stairs);
  const double expected = 4 + std::hypot(14, 1) + 12 + 8;
  EXPECT_NEAR(with.metres(with.bed(0), with.bed(3)), expected, 1e-12);
  EXPECT_EQ(with.at({10, 1, 4}).room, 5u);
}

TEST(Walking, DoorOffTheWallAndPointOutsideAreErrors) {
  auto b = plan();
  b.rooms[1].doors = {{4, 4, 0}};
  EXPECT_THROW(WalkingMap{b}, InputError);
  const WalkingMap map(plan());
  EXPECT_THROW(map.at({50, 50, 0}), InputError);
}

}  // namespace
}  // namespace wardtwin::people
