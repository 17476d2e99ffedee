// Clocks that nobody sets, against timelines by hand.
#include "network_models/faults/clock.h"

#include <cmath>

#include <gtest/gtest.h>

namespace wardtwin::faults {
namespace {

constexpr Time kResync = 15min;

TEST(Clock, GainsUntilItIsRepairedAndKeepsThatUntilItIsSet) {
  const ClockSpell s[] = {{1h, 5h, 0s, 50e-6}};  // 0.18 s an hour
  for (const auto& [at, error] : {std::pair<Time, double>{59min, 0},
                                  {1h, 0},
                                  {3h, 0.36},
                                  {5h, 0.72},
                                  {5h + 14min, 0.72},
                                  {5h + 15min, 0}})
    EXPECT_NEAR(clock_error(s, kResync, at), error, 1e-12) << seconds(at);
  const ClockSpell both[] = {s[0], {2h, 3h, -10s, 0}};
  EXPECT_NEAR(clock_error(both, kResync, 2h), 0.18 - 10, 1e-12);
  EXPECT_NEAR(clock_error(both, kResync, 4h), 0.54, 1e-12);
}

// 5 min of 50 ppm are six million seconds: 69 days, 10 hours and 40 minutes.
TEST(Clock, OneOfFiftyMillionthsIsRefusedAfterTenWeeks) {
  const ClockSpell s[] = {{0s, kNever, 0s, 50e-6}};
  const Time year = 365 * 24h;
  const Spans far = clocks_apart(s, {}, kResync, 5min, year);
  ASSERT_EQ(far.size(), 1u);
  EXPECT_NEAR(seconds(far[0].at), 6e6, 1e-3);
  EXPECT_EQ(far[0].until, year);
  EXPECT_TRUE(clocks_apart(s, {}, kResync, 5min, 69 * 24h).empty());
  // a server that goes wrong alike is never far; one that loses as much, twice as soon
  EXPECT_TRUE(clocks_apart(s, s, kResync, 5min, year).empty());
  const ClockSpell loses[] = {{0s, kNever, 0s, -50e-6}};
  EXPECT_NEAR(seconds(clocks_apart(s, loses, kResync, 5min, year).at(0).at), 3e6, 1e-3);
}

// 400 s behind and gaining 1 s in 1,000: less than 300 s behind after 100,000 s, more than 300 s ahead
// after 700,000 s, and repaired after 800,000 s.
TEST(Clock, ComesBackAndGoesOn) {
  const ClockSpell s[] = {{0s, 800'000s, -400s, 1e-3}};
  const Spans far = clocks_apart(s, {}, kResync, 300s, 2'000'000s);
  ASSERT_EQ(far.size(), 2u);
  EXPECT_EQ(far[0].at, Time{0});
  EXPECT_NEAR(seconds(far[0].until), 100'000, 1e-3);
  EXPECT_NEAR(seconds(far[1].at), 700'000, 1e-3);
  EXPECT_EQ(far[1].until, Time{800'000s} + kResync);
}

}  // namespace
}  // namespace wardtwin::faults
