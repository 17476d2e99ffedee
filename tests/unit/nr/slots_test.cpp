#include "network_models/nr/slots.h"

#include <gtest/gtest.h>

#include "sim/base/error.h"

namespace wardtwin::nr {
namespace {

TEST(NrSlots, PatternsByArithmetic) {
  const Slots s(1, "DDDSU");
  EXPECT_EQ(s.length(), 500us);
  EXPECT_EQ(s.next_up(0), 4);
  EXPECT_EQ(s.next_up(5), 9);
  EXPECT_EQ(s.next_down(4), 5);
  EXPECT_TRUE(s.special(8));
  EXPECT_FALSE(s.special(9));
  EXPECT_EQ(s.at_or_after(501us), 2);
  EXPECT_EQ(s.at_or_after(500us), 1);
  const Slots f(0, "FDD");
  EXPECT_TRUE(f.up(3) && f.down(3));
  EXPECT_EQ(f.length(), 1ms);
}

TEST(NrSlots, RefusesPatternsThatCannotWork) {
  EXPECT_THROW(Slots(1, "DDD"), InputError);
  EXPECT_THROW(Slots(1, "UU"), InputError);
  EXPECT_THROW(Slots(1, "DXU"), InputError);
  EXPECT_THROW(Slots(1, ""), InputError);
}

}  // namespace
}  // namespace wardtwin::nr
