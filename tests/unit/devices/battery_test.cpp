#include <gtest/gtest.h>

#include "sim/flow/battery.h"

namespace wardtwin::flow {
namespace {

TEST(Battery, LevelIsAStraightLineBetweenChangesOfLoad) {
  Battery b;
  b.set_drain(Time{0}, 1.0 / 36000);  // ten hours
  EXPECT_NEAR(b.level(5h), 0.5, 1e-12);
  EXPECT_EQ(b.falls_to(0.1), 9h);
  b.set_drain(5h, 0);
  EXPECT_NEAR(b.level(500h), 0.5, 1e-12);
  EXPECT_EQ(b.falls_to(0.1), kNever);
  b.set_drain(10h, 2.0 / 36000);
  EXPECT_NEAR(seconds(b.falls_to(0)), 12.5 * 3600, 1e-6);
  b.swap(11h);
  EXPECT_EQ(b.level(11h), 1);
  EXPECT_EQ(b.level(100h), 0);
}

}  // namespace
}  // namespace wardtwin::flow
