#include "network_models/lorawan/adr.h"

#include <gtest/gtest.h>

#include "network_models/lorawan/lorawan_def.h"

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

TEST(Fields, LorawanTableIsSound) {
  const LorawanDef def;
  std::apply(
      [&](const auto&... f) {
        const auto sound = [&](const auto& one) {
          EXPECT_FALSE(one.doc.empty()) << one.name;
          const auto& value = def.*one.member;
          using Value = std::remove_cvref_t<decltype(value)>;
          double number = one.low;
          if constexpr (std::is_same_v<Value, Time>)
            number = seconds(value);
          else if constexpr (requires { value.value; })
            number = value.value;
          else if constexpr (std::is_arithmetic_v<Value> && !std::is_same_v<Value, bool>)
            number = static_cast<double>(value);
          EXPECT_GE(number, one.low) << one.name;
          EXPECT_LE(number, one.high) << one.name;
        };
        (sound(f), ...);
      },
      fields<LorawanDef>);
}

}  // namespace
}  // namespace wardtwin::lorawan
