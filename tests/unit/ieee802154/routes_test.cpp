#include "network_models/ieee802154/routes.h"

#include <gtest/gtest.h>

namespace wardtwin::ieee802154 {
namespace {

// 0 root; 1 and 2 routers; 3 end device; 4 root of its own island.
CellSetup square() {
  CellSetup s;
  s.nodes = {{.entry = 0, .root = true},
             {.device = 0, .router = true},
             {.device = 1, .router = true},
             {.device = 2},
             {.device = 3}};
  s.power.assign(25, -150);
  const auto link = [&](std::size_t a, std::size_t b, double dbm) {
    s.power[a * 5 + b] = s.power[b * 5 + a] = dbm;
  };
  link(0, 1, -60), link(0, 2, -80), link(1, 3, -70), link(2, 3, -60), link(3, 4, -60);
  return s;
}

TEST(Routes, CostsByMargin) {
  EXPECT_EQ(link_cost({30}), 1);
  EXPECT_EQ(link_cost({20}), 2);
  EXPECT_EQ(link_cost({10}), 4);
  EXPECT_EQ(link_cost({2}), 0);
}

TEST(Routes, LeastCostThenTheOtherWay) {
  Routes r(square());
  EXPECT_EQ(r.up(1, 0s), 0u);
  EXPECT_EQ(r.up(3, 0s), 1u);  // 1 + 1 against 1 + 2
  EXPECT_EQ(r.down(0, 3, 0s), 1u);
  EXPECT_EQ(r.down(1, 3, 0s), 3u);
  EXPECT_EQ(r.up(4, 0s), flow::kNone) << "an end device forwards for nobody";
  r.give_up(3, 1, 30s);
  EXPECT_EQ(r.up(3, 1s), 2u);
  EXPECT_EQ(r.root_of(3), 0u);
  EXPECT_EQ(r.up(3, 31s), 1u) << "tried again";
}

// The worse way of a link counts.
TEST(Routes, OneWayLinksAreNone) {
  CellSetup s = square();
  s.power[1 * 5 + 3] = -150;
  Routes r(s);
  EXPECT_EQ(r.up(3, 0s), 2u);
}

}  // namespace
}  // namespace wardtwin::ieee802154
