#include <cmath>

#include <gtest/gtest.h>

#include "network_models/nr/link_budget.h"
#include "network_models/nr/tables.h"

namespace wardtwin::nr {
namespace {

// 51 blocks of 360 kHz: -174 + 10 log10(18.36e6) + 7 = -94.36 dBm; 10 blocks: -103.44 + 5 + 1 dB.
TEST(NrLinkBudget, NoiseAndMarginAlone) {
  const RadioDef radio;
  const NrDef nr;
  const Dbm received[] = {{-80}};
  const LinkBudget b = link_budget(radio, nr, received, 0, Dbm{-81});
  EXPECT_NEAR(b.noise_down.value, -94.36, .01);
  EXPECT_NEAR(b.noise_up.value, -102.44, .01);
  EXPECT_NEAR(b.down.value, -80 + 94.36 - 5, .01);
  EXPECT_NEAR(b.up.value, -81 + 102.44 - 5, .01);
}

// A neighbour as strong as the serving station that always sends leaves 0 dB less the margin.
TEST(NrLinkBudget, NeighboursCountByTheirLoad) {
  RadioDef radio;
  radio.fade_margin = {0};
  radio.neighbour_load = 1;
  const Dbm received[] = {{-60}, {-60}};
  EXPECT_NEAR(link_budget(radio, {}, received, 0, Dbm{-60}).down.value, 0, .01);
  radio.neighbour_load = .1;
  EXPECT_NEAR(link_budget(radio, {}, received, 0, Dbm{-60}).down.value, 10, .02);
  radio.neighbour_load = 0;
  EXPECT_NEAR(link_budget(radio, {}, received, 0, Dbm{-60}).down.value, 30, .01);  // best_sinr
}

TEST(NrLinkBudget, InReachEndsAtTheSlowestRate) {
  const NrDef nr;
  const Decibels least = sinr_for_ten_percent(0);
  EXPECT_TRUE(in_reach(nr, {.down = least + Decibels{.1}, .up = {20}}));
  EXPECT_FALSE(in_reach(nr, {.down = least - Decibels{.1}, .up = {20}}));
  EXPECT_FALSE(in_reach(nr, {.down = {20}, .up = least - Decibels{.1}}));
}

}  // namespace
}  // namespace wardtwin::nr
