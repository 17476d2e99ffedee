// Roll-outs against closed forms: the line at the server, and the ends of use as a renewal process.
#include "network_models/faults/rollout.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "sim/base/statistics.h"

namespace wardtwin::faults {
namespace {

/// Always on and never used: what is left is asking and the server.
RolloutSetup fleet(std::uint32_t n) {
  RolloutSetup s;
  s.def.size = 1e6;
  s.def.rate = BitsPerSecond{8e5};  // 10 s each
  s.def.at_once = static_cast<int>(n);
  s.def.asks_every = 1s;
  s.def.in_use = Distribution::constant(1e-3);
  s.def.unused = Distribution::exponential(1e7);
  s.def.switched_off = 0;
  s.cut_off.resize(1);
  for (std::uint32_t u = 0; u < n; ++u) s.units.push_back({u + 1});
  s.released = 1h;
  s.end = 2000h;
  return s;
}

double reached(const RolloutSetup& s, double share, std::uint32_t run = 0) {
  auto times = roll_out(s, Seed{4, run});
  std::ranges::sort(times);
  const Time t =
      times[static_cast<std::size_t>(std::ceil(share * static_cast<double>(times.size()) - 1e-9)) -
            1];
  return t == kNever ? INFINITY : seconds(t - s.released);
}

TEST(Rollout, TheServerHandsOutSoManyAtOnce) {
  auto s = fleet(100);
  EXPECT_NEAR(reached(s, 1), 10.5, 0.5);  // all at once: the last asks within a second
  s.def.at_once = 4;
  EXPECT_NEAR(reached(s, 1), 250, 1);
  EXPECT_NEAR(reached(s, 0.5), 125, 6);
}

TEST(Rollout, EachAsksWithinItsInterval) {
  auto s = fleet(2000);
  s.def.asks_every = 1h;
  EXPECT_NEAR(reached(s, 0.5), 1810, 4 * 3600 * 0.5 / std::sqrt(2000.0));
  EXPECT_LE(reached(s, 1), 3610);
}

// In use with probability p = m / (m + g); what is left of an exponential use is exponential of mean
// m, so a share p exp(-t / m) is outdated at t, if all is fetched at once.
TEST(Rollout, WaitsForTheEndOfUse) {
  auto s = fleet(1000);
  s.def.size = 1;
  s.def.in_use = Distribution::exponential(36000);
  s.def.unused = Distribution::exponential(18000);
  std::vector<double> t80, t95;
  for (std::uint32_t r = 0; r < 30; ++r) {
    t80.push_back(reached(s, 0.8, r));
    t95.push_back(reached(s, 0.95, r));
  }
  const auto agrees = [](const std::vector<double>& found, double value) {
    const Interval i = mean_interval(found, 0.999);
    return i.low <= value && value <= i.high;
  };
  const double p = 36000.0 / 54000;
  EXPECT_TRUE(agrees(t80, 36000 * std::log(p / 0.2)));
  EXPECT_TRUE(agrees(t95, 36000 * std::log(p / 0.05)));
  EXPECT_FALSE(agrees(t95, 1.05 * 36000 * std::log(p / 0.05))) << "too few to tell 5 %";
  EXPECT_FALSE(agrees(t95, 36000 * std::log(1 / 0.05))) << "as if all were in use";
}

// Switched off for a share q of the unused times: these wait for the next use, and for its end.
TEST(Rollout, WhoIsSwitchedOffComesLastAndChargersHelp) {
  auto s = fleet(1000);
  s.def.in_use = Distribution::exponential(4 * 3600);
  s.def.unused = Distribution::exponential(40 * 3600);
  const double on = reached(s, 0.95);
  s.def.switched_off = 0.8;
  const double off = reached(s, 0.95);
  EXPECT_GT(off, 5 * on);
  s.released = 12h;
  s.def.charging = {.from = 22h, .to = 6h, .share = 1};
  const double night = reached(s, 0.95);
  EXPECT_LT(night, 0.3 * off);
  EXPECT_GT(reached(s, 0.7), 10 * 3600) << "nobody charges before the evening";
  EXPECT_LT(reached(s, 0.7), 11 * 3600);
}

TEST(Rollout, ACutOffPlaceWaitsAndGoesOnWhereItStopped) {
  auto s = fleet(100);
  s.cut_off = {{}, {{Time{1h} + 4s, Time{5h}}}};
  for (std::uint32_t u = 0; u < 20; ++u) s.units[u].place = 1;
  EXPECT_NEAR(reached(s, 0.8), 10.5, 0.6);
  // 4 h less 4 s later, and the rest of 10 s: between 6 s and 7 s are left
  EXPECT_NEAR(reached(s, 1), 4 * 3600 + 6.5, 0.6);
  s.cut_off[1][0].until = kNever;
  EXPECT_EQ(reached(s, 0.81), INFINITY);
  EXPECT_NEAR(reached(s, 0.8), 10.5, 0.6);
}

}  // namespace
}  // namespace wardtwin::faults
