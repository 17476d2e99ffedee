#include "network_models/ble/hopping.h"

#include <array>

#include <gtest/gtest.h>

namespace wardtwin::ble {
namespace {

constexpr std::uint32_t kSampleAddress = 0x8e89bed6;  // channel identifier 0x305f

// Bluetooth Core 5.3, volume 6, part C, 3.1: all 37 channels, event counters 0 to 3.
TEST(BleHopping, SampleDataOfTheStandardAllChannels) {
  const std::array<int, 4> random{56857, 1685, 38301, 27475}, channel{25, 20, 6, 21};
  const ChannelTable all;
  for (std::uint16_t event = 0; event < 4; ++event) {
    EXPECT_EQ(hop_2_random(event, kSampleAddress), random[event]);
    EXPECT_EQ(hop_2(all, event, kSampleAddress), channel[event]);
  }
}

// Part C, 3.2: nine channels (map 0x1e00e00600), event counters 6 to 8; the last two are remapped.
TEST(BleHopping, SampleDataOfTheStandardNineChannels) {
  const ChannelTable nine(0x1e00e00600);
  ASSERT_EQ(nine.count, 9u);
  EXPECT_EQ(hop_2_random(6, kSampleAddress), 10975);
  EXPECT_EQ(hop_2_random(7, kSampleAddress), 5490);
  EXPECT_EQ(hop_2_random(8, kSampleAddress), 46970);
  EXPECT_EQ(hop_2(nine, 6, kSampleAddress), 23);
  EXPECT_EQ(hop_2(nine, 7, kSampleAddress), 9);
  EXPECT_EQ(hop_2(nine, 8, kSampleAddress), 34);
}

// Algorithm #1 as the standard writes it, one event after the other.
TEST(BleHopping, FirstAlgorithmWithoutStepping) {
  const ChannelTable all, nine(0x1e00e00600);
  for (int hop = 5; hop <= 16; ++hop) {
    int last = 0;
    for (std::uint64_t event = 0; event < 500; ++event) {
      last = (last + hop) % 37;
      EXPECT_EQ(hop_1(all, event, hop), last);
      const bool used = nine.map >> last & 1;
      EXPECT_EQ(hop_1(nine, event, hop), used ? last : nine.used[static_cast<unsigned>(last) % 9]);
    }
  }
}

// Both spread over all channels: every one is used between half and double its share.
TEST(BleHopping, EveryChannelIsUsed) {
  const ChannelTable all;
  std::array<int, kDataChannels> first{}, second{};
  constexpr int kEvents = 3700;
  for (int e = 0; e < kEvents; ++e) {
    ++first[static_cast<std::size_t>(hop_1(all, static_cast<std::uint64_t>(e), 7))];
    ++second[static_cast<std::size_t>(hop_2(all, static_cast<std::uint16_t>(e), 0x50123456))];
  }
  for (int c = 0; c < kDataChannels; ++c) {
    EXPECT_EQ(first[static_cast<std::size_t>(c)], 100);
    EXPECT_GT(second[static_cast<std::size_t>(c)], 50);
    EXPECT_LT(second[static_cast<std::size_t>(c)], 200);
  }
}

}  // namespace
}  // namespace wardtwin::ble
