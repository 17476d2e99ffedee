#include "network_models/lorawan/adr.h"

#include <gtest/gtest.h>

namespace wardtwin::lorawan {
namespace {

// steps = floor((SNR - needed - 10) / 3)
TEST(LoraAdr, StepsOfThreeDecibels) {
  const Decibels margin{10};
  EXPECT_EQ(adr_rate({12, 0}, -20 + 10 + 2.9, margin), (Rate{12, 0}));
  EXPECT_EQ(adr_rate({12, 0}, -20 + 10 + 3.1, margin), (Rate{11, 0}));
  EXPECT_EQ(adr_rate({12, 0}, -20 + 10 + 15.1, margin), (Rate{7, 0}));
  EXPECT_EQ(adr_rate({12, 0}, -20 + 10 + 21.1, margin), (Rate{7, 2}));
  EXPECT_EQ(adr_rate({7, 0}, 60, margin), (Rate{7, kMostPowerSteps}));
  EXPECT_EQ(adr_rate({9, 3}, -12.5 + 10 - 5.9, margin), (Rate{9, 1}));
  EXPECT_EQ(adr_rate({9, 1}, -12.5 + 10 - 20, margin), (Rate{9, 0}));
}

TEST(LoraAdr, HistoryKeepsTheLastTwenty) {
  SnrHistory h;
  h.add(30);
  for (int i = 0; i < 19; ++i) {
    EXPECT_FALSE(h.full());
    h.add(i);
  }
  EXPECT_TRUE(h.full());
  EXPECT_EQ(h.best(), 30);
  h.add(5);
  EXPECT_EQ(h.best(), 18);
  for (int i = 0; i < 57; ++i) h.add(2);
  EXPECT_EQ(h.best(), 2);
}

}  // namespace
}  // namespace wardtwin::lorawan
