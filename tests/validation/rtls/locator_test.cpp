#include "network_models/rtls/locator.h"

#include <cmath>

#include <gtest/gtest.h>

#include "sim/base/distribution.h"
#include "tests/unit/patients/agrees.h"

namespace wardtwin::rtls {
namespace {

using test::agrees;

/// A row of square rooms of 6 m, 5 of them.
flow::Building row_of_rooms() {
  flow::Building b;
  b.floors = {{"level_1", 0, flow::Material::concrete_200}};
  for (int i = 0; i < 5; ++i) {
    flow::Room r;
    r.name = "room_" + std::to_string(i);
    r.x0 = 6.0 * i, r.x1 = 6.0 * (i + 1), r.y0 = 0, r.y1 = 6;
    b.rooms.push_back(r);
  }
  return b;
}

LocatorSetup service(Technology technology, double x) {
  LocatorSetup s;
  s.name = "tags";
  s.def.technology = technology;
  s.def.blocked = 0;
  s.def.correlation = 0;
  s.tags = {{0, {x, 3, 1}}};
  return s;
}

TEST(Locator, RoomsAreFoundByStoreyAndPlace) {
  flow::Building b = row_of_rooms();
  EXPECT_EQ(room_at(b, {7, 1, 1}), 1u);
  EXPECT_EQ(room_at(b, {7, 9, 1}), flow::kNone);
  b.floors.push_back({"level_2", 4, flow::Material::concrete_200});
  EXPECT_EQ(room_at(b, {7, 1, 5}), flow::kNone) << "nothing stands on the second storey";
}

// In the middle of a room of half width 3 m within a long row, a position is in another room if it is
// off by more than 3 m along the row: averaged over all directions of a log-normal distance.
TEST(Locator, WrongRoomsComeAsOftenAsGeometrySays) {
  const flow::Building b = row_of_rooms();
  const double spread = std::log(2) / 1.2815515655446;
  double expected = 0;  // P(distance |cos angle| > 3), median 3
  for (int i = 0; i < 20'000; ++i) {
    const double angle = (i + 0.5) / 20'000 * 1.5707963267948966;
    expected += 0.5 * std::erfc(std::log(1 / std::cos(angle)) / spread / std::sqrt(2)) / 20'000;
  }
  std::vector<double> wrong;
  for (std::uint32_t r = 0; r < 30; ++r) {
    Locator l(service(Technology::ble_rssi, 15), b, {2, r}, Time{0});
    for (int i = 0; i < 1000; ++i) l.hear(0, i * 1s, i * 1s);
    EXPECT_EQ(l.in_rooms(), 1000u);
    wrong.push_back(static_cast<double>(l.wrong_room()) / 1000);
  }
  EXPECT_TRUE(agrees(wrong, expected));
  EXPECT_FALSE(agrees(wrong, expected + 0.02));
  // nearer to the wall it is wrong more often, by a finer technology less
  const auto share = [&](Technology t, double x) {
    Locator l(service(t, x), b, {2, 0}, Time{0});
    for (int i = 0; i < 4000; ++i) l.hear(0, i * 1s, i * 1s);
    return static_cast<double>(l.wrong_room()) / 4000;
  };
  EXPECT_GT(share(Technology::ble_rssi, 12.2), share(Technology::ble_rssi, 15) + 0.05);
  EXPECT_LT(share(Technology::uwb, 15), 0.01);
  EXPECT_EQ(share(Technology::infrared, 12.2), 0);
}

// Positions every T, known D later: the age runs from D to D + T.
TEST(Locator, AgeOfARegularTag) {
  const flow::Building b = row_of_rooms();
  Locator l(service(Technology::uwb, 15), b, {2, 0}, Time{0});
  for (int i = 0; i < 1000; ++i) l.hear(0, i * 10s, i * 10s + 2s);
  l.finish(10'002s);
  EXPECT_NEAR(l.age_mean(), 2 + 5, 1e-9);
  EXPECT_NEAR(l.age_quantile(0.95), 2 + 9.5, 0.5) << "bins are 9 % wide";
  EXPECT_NEAR(l.interval_mean(), 10, 1e-9);
}

// For random gaps the mean age is E[T^2] / 2 E[T]: twice that of regular ones.
TEST(Locator, AgeOfARandomTag) {
  const flow::Building b = row_of_rooms();
  std::vector<double> ages;
  for (std::uint32_t r = 0; r < 20; ++r) {
    Locator l(service(Technology::uwb, 15), b, {2, r}, Time{0});
    Stream gaps({5, r}, 1, Purpose::test);
    Time t{0};
    for (int i = 0; i < 3000; ++i) {
      t += from_seconds(Distribution::exponential(10)(gaps));
      l.hear(0, t, t);
    }
    l.finish(t);
    ages.push_back(l.age_mean());
  }
  EXPECT_TRUE(agrees(ages, 10));
  EXPECT_FALSE(agrees(ages, 10.5));
}

TEST(Locator, BlockedMessagesMakeNoPositionsAndOldOnesAge) {
  const flow::Building b = row_of_rooms();
  LocatorSetup s = service(Technology::infrared, 15);
  s.def.blocked = 0.5;
  Locator l(s, b, {2, 0}, Time{0});
  for (int i = 0; i < 20'000; ++i) l.hear(0, i * 10s, i * 10s);
  l.finish(200'000s);
  EXPECT_NEAR(static_cast<double>(l.blocked()) / 20'000, 0.5, 4 * 0.5 / std::sqrt(20'000));
  // geometric gaps, p = 1/2: E[T^2] / 2 E[T] = 10 x 3 / 2
  EXPECT_NEAR(l.age_mean(), 15, 0.8);
}

}  // namespace
}  // namespace wardtwin::rtls
