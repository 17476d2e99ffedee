#include "network_models/rtls/accuracy.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "sim/base/distribution.h"
#include "tests/unit/patients/agrees.h"

namespace wardtwin::rtls {
namespace {

using test::agrees;

// RTLS-1: ranging by power, 6 dB of shadowing, exponent 3.
TEST(RtlsAccuracy, Rtls1RangingByPower) {
  const double s = ranging_spread(6, 3);
  EXPECT_NEAR(s, .4605, .01 * .4605);
  EXPECT_NEAR(ranging_bias(s), 1.112, .01 * 1.112);
  EXPECT_NEAR(ranging_within(s, 0.5), .745, .01 * .745);
  // and by drawing: d' = d 10^(X / 10n)
  Stream stream({3, 0}, 1, Purpose::test);
  const Distribution shadow{Distribution::Law::normal, {0, 6, 0}};
  std::vector<double> ratio, within;
  for (int batch = 0; batch < 50; ++batch) {
    double sum = 0, near = 0;
    for (int i = 0; i < 2000; ++i) {
      const double r = std::pow(10, shadow(stream) / 30);
      sum += r / 2000;
      near += (std::abs(r - 1) < 0.5) / 2000.0;
    }
    ratio.push_back(sum);
    within.push_back(near);
  }
  EXPECT_TRUE(agrees(ratio, ranging_bias(s)));
  EXPECT_TRUE(agrees(within, ranging_within(s, 0.5)));
  EXPECT_FALSE(agrees(within, ranging_within(ranging_spread(6, 3.2), 0.5)));
}

// RTLS-2: why two-way ranging is double-sided.
TEST(RtlsAccuracy, Rtls2ClockErrorOfTwoWayRanging) {
  EXPECT_NEAR(clock_error(300e-6, 20).value, .899, .01 * .899);
}

std::vector<double> distances(double correlation, int rooms, int each) {
  std::vector<double> all;
  for (int room = 0; room < rooms; ++room) {
    const RoomBias bias = room_bias({4, 0}, static_cast<std::uint64_t>(room));
    Stream stream({4, 0}, static_cast<std::uint64_t>(room), Purpose::test);
    for (int i = 0; i < each; ++i) {
      const Offset e = position_error({{3}, {6}}, correlation, bias, stream);
      all.push_back(std::hypot(e.x, e.y));
    }
  }
  return all;
}

// Over all rooms the errors are those of the survey, however much of them the room decides.
TEST(RtlsAccuracy, MedianAndNinetiethPercentileAreTheSurveys) {
  for (const double correlation : {0.0, 0.5, 1.0}) {
    std::vector<double> below_median, below_p90;
    for (int part = 0; part < 20; ++part) {
      double m = 0, n = 0;
      for (int room = 0; room < 500; ++room) {
        const auto key = static_cast<std::uint64_t>(part * 500 + room);
        Stream stream({6, 0}, key, Purpose::test);
        const Offset e = position_error({{3}, {6}}, correlation, room_bias({6, 0}, key), stream);
        m += (std::hypot(e.x, e.y) < 3) / 500.0;
        n += (std::hypot(e.x, e.y) < 6) / 500.0;
      }
      below_median.push_back(m);
      below_p90.push_back(n);
    }
    EXPECT_TRUE(agrees(below_median, 0.5)) << correlation;
    EXPECT_TRUE(agrees(below_p90, 0.9)) << correlation;
    EXPECT_FALSE(agrees(below_p90, 0.95)) << correlation;
  }
}

// What a room decides does not average out; what it does not, does.
TEST(RtlsAccuracy, AveragingRemovesOnlyWhatTheRoomDoesNotDecide) {
  const auto mean_offset = [](double correlation) {
    double sum = 0;
    for (std::uint64_t room = 0; room < 100; ++room) {
      const RoomBias bias = room_bias({8, 0}, room);
      Stream stream({8, 0}, room, Purpose::test);
      double x = 0, y = 0;
      for (int i = 0; i < 400; ++i) {
        const Offset e = position_error({{3}, {6}}, correlation, bias, stream);
        x += e.x / 400, y += e.y / 400;
      }
      sum += std::hypot(x, y) / 100;
    }
    return sum;
  };
  const auto all = distances(0, 100, 400);
  double alone = 0;
  for (const double d : all) alone += d / static_cast<double>(all.size());
  EXPECT_LT(mean_offset(0), 0.1 * alone) << "400 independent errors leave a twentieth";
  EXPECT_NEAR(mean_offset(1), alone, 0.2 * alone);
  EXPECT_GT(mean_offset(0.5), 0.4 * alone);
}

}  // namespace
}  // namespace wardtwin::rtls
