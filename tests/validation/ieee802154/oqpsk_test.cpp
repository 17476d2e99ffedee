#include "network_models/ieee802154/oqpsk.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace wardtwin::ieee802154 {
namespace {

double at_db(double db) { return bit_error_rate(std::pow(10, db / 10)); }

// Three points of ns-3's lr-wpan error model test.
TEST(Oqpsk, ZB_1_BitErrorRate) {
  EXPECT_NEAR(at_db(-1), .00114, .01 * .00114);
  EXPECT_NEAR(at_db(2), 5.13e-7, .01 * 5.13e-7);
  EXPECT_NEAR(at_db(-7), .175, .01 * .175);
}

TEST(Oqpsk, FallsWithSignal) {
  double last = 0.5;
  for (double db = -20; db < 9; db += 0.1) {
    EXPECT_LE(at_db(db), last);
    last = at_db(db);
  }
  EXPECT_NEAR(error_of_bits(std::pow(10, -.1), 1000), 1 - std::pow(1 - at_db(-1), 1000), 1e-12);
}

TEST(Oqpsk, ZB_9_ChannelsThatWifiLeaves) {
  std::vector<int> free;
  for (int c = 11; c <= 26; ++c)
    if (!overlaps_wifi(c, 1) && !overlaps_wifi(c, 6) && !overlaps_wifi(c, 11)) free.push_back(c);
  EXPECT_EQ(free, (std::vector{15, 20, 25, 26}));
}

// 250 kbit/s: 1120 us of mean backoff, frame, turnaround and acknowledgement, interframe space
// (Latre et al. 2005), payload 114 B in a PSDU of 127 B.
TEST(Oqpsk, ZB_2_MostThroughput) {
  const auto rate = [](bool ack, bool assessed) {
    const Time cycle = kBackoffPeriod * 7 / 2 + airtime(127) +
                       (ack ? kTurnaround + kAck : Time{0}) + interframe_space(127) +
                       (assessed ? kCca + kTurnaround : Time{0});
    return 114 * 8 / seconds(cycle) * 1e-3;
  };
  EXPECT_NEAR(rate(false, false), 151.6, .002 * 151.6);
  EXPECT_NEAR(rate(true, false), 139.0, .002 * 139.0);
  EXPECT_NEAR(rate(false, true), 143.9, .002 * 143.9);
  EXPECT_NEAR(rate(true, true), 132.6, .002 * 132.6);
}

}  // namespace
}  // namespace wardtwin::ieee802154
