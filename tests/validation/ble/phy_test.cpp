#include "network_models/ble/phy.h"

#include <bit>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "sim/base/distribution.h"
#include "tests/unit/patients/agrees.h"

// Packets, channels and Wi-Fi, against closed forms of Bluetooth Core 5.3, volume 6, part B.
namespace wardtwin::ble {
namespace {

TEST(BlePhy, PacketTimes) {
  EXPECT_EQ(packet_time(Phy::le_1m, 0), 80us);
  EXPECT_EQ(packet_time(Phy::le_2m, 0), 44us);
  EXPECT_EQ(packet_time(Phy::coded_s2, 0), 462us);
  EXPECT_EQ(packet_time(Phy::coded_s8, 0), 720us);
  EXPECT_EQ(packet_time(Phy::le_1m, 27), 296us);
  EXPECT_EQ(packet_time(Phy::le_2m, 27), 152us);
  EXPECT_EQ(packet_time(Phy::coded_s2, 27), 894us);
  EXPECT_EQ(packet_time(Phy::coded_s8, 27), 2448us);
  EXPECT_EQ(packet_time(Phy::le_1m, 251), 2088us);
  EXPECT_EQ(packet_time(Phy::le_2m, 251), 1048us);
  EXPECT_EQ(packet_time(Phy::coded_s2, 251), 4478us);
  EXPECT_EQ(packet_time(Phy::coded_s8, 251), 16784us);
  EXPECT_EQ(advertising_time(31), 376us);
}

// BLE-1: data, space, empty packet, space.
TEST(BlePhy, Ble1ThroughputOfOneExchange) {
  auto kbps = [](Phy phy, int payload, int application) {
    return application * 8 / seconds(exchange_time(phy, 0, payload)) / 1e3;
  };
  EXPECT_EQ(exchange_time(Phy::le_1m, 0, 251), 2468us);
  EXPECT_EQ(exchange_time(Phy::le_2m, 0, 251), 1392us);
  EXPECT_EQ(exchange_time(Phy::le_1m, 0, 27), 676us);
  EXPECT_NEAR(kbps(Phy::le_1m, 251, 244), 790.9, 0.05);
  EXPECT_NEAR(kbps(Phy::le_2m, 251, 244), 1402.3, 0.05);
  EXPECT_NEAR(kbps(Phy::le_1m, 27, 20), 236.7, 0.05);
}

// BLE-9: what Wi-Fi covers, and what three networks leave.
TEST(BlePhy, Ble9ChannelsUnderWifi) {
  auto covered = [](int wifi) {
    int n = 0;
    for (int c = 0; c < kDataChannels; ++c) n += under_wifi(c, wifi);
    return n;
  };
  EXPECT_EQ(covered(1), 10);
  EXPECT_EQ(covered(6), 10);
  EXPECT_EQ(covered(11), 11);
  EXPECT_TRUE(under_wifi(37, 1));
  for (const int wifi : {1, 6, 11}) {
    EXPECT_FALSE(under_wifi(38, wifi));
    EXPECT_FALSE(under_wifi(39, wifi));
  }
  const std::vector<WifiLoadDef> three{{.channel = 1}, {.channel = 6}, {.channel = 11}};
  ChannelMap left = 0;
  for (const int c : {10, 21, 22, 34, 35, 36}) left |= ChannelMap{1} << c;
  EXPECT_EQ(clear_channels(three), left);
}

// BLE-10: loss over all channels without adaptive hopping. 526 us event, 20 % duty, 1.5 ms frames.
double mean_loss(const std::vector<WifiLoadDef>& wifi, Time length) {
  double sum = 0;
  for (int c = 0; c < kDataChannels; ++c) sum += wifi_loss(wifi, c, length, Dbm{-60}, Decibels{9});
  return sum / kDataChannels;
}

TEST(BlePhy, Ble10LossUnderWifi) {
  const std::vector<WifiLoadDef> one{{.channel = 1}};
  const std::vector<WifiLoadDef> three{{.channel = 1}, {.channel = 6}, {.channel = 11}};
  EXPECT_NEAR(mean_loss(one, 526us), 0.072, 0.02 * 0.072);
  EXPECT_NEAR(mean_loss(three, 526us), 0.224, 0.02 * 0.224);
  // captured over weak Wi-Fi
  EXPECT_EQ(
      wifi_loss(std::vector<WifiLoadDef>{{.channel = 1, .power = {-80}}}, 0, 526us, {-60}, {9}), 0);
}

// The same from the process itself: exponential frames and gaps, one event at a random time.
TEST(BlePhy, Ble10OnOffProcess) {
  std::vector<double> replications;
  for (std::uint32_t r = 0; r < 20; ++r) {
    Stream random({1, r}, 7, Purpose::test);
    int hit = 0;
    constexpr int kEvents = 5000;
    for (int i = 0; i < kEvents; ++i) {
      if (random.below(kDataChannels) >= 10) continue;
      const bool on = random.uniform() < 0.2;
      hit += on || 6e-3 * standard_exponential(random) < 526e-6;  // memoryless: time to a frame
    }
    replications.push_back(hit / double{kEvents});
  }
  const double law = mean_loss({{.channel = 1}}, 526us);
  EXPECT_TRUE(test::agrees(replications, law));
  EXPECT_FALSE(test::agrees(replications, 1.15 * law));
}

TEST(BlePhy, ErrorsFallWithPower) {
  // a thousandth of the bits at the sensitivity, so about a third of 37 B packets
  EXPECT_NEAR(bit_error_rate({0}), 1e-3, 1e-6);
  EXPECT_NEAR(packet_error_rate(1e-3, 37), 1 - std::pow(0.999, 8 * 46), 1e-9);
  double before = 1;
  for (double over = -10; over < 10; over += 0.5) {
    const double now = packet_error_rate(bit_error_rate({over}), 37);
    EXPECT_LE(now, before);
    before = now;
  }
  EXPECT_EQ(packet_error_rate(bit_error_rate({10}), 251), 0);
}

}  // namespace
}  // namespace wardtwin::ble
