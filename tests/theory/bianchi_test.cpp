#include "tests/theory/bianchi.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

// Bianchi (2000), Table II parameters; the values were computed independently from the paper's
// formulas.
namespace wardtwin::theory {
namespace {

constexpr BianchiTimes kT = kBianchiFhss;

TEST(WIFI_1, SlotLengthsAndAsymptoticThroughput) {
  EXPECT_DOUBLE_EQ(kT.ts_basic(), 8982);
  EXPECT_DOUBLE_EQ(kT.tc_basic(), 8713);
  EXPECT_DOUBLE_EQ(kT.ts_rts(), 9568);
  EXPECT_DOUBLE_EQ(kT.tc_rts(), 417);
  const double k_basic = bianchi_k(kT, kT.tc_basic()), k_rts = bianchi_k(kT, kT.tc_rts());
  EXPECT_NEAR(k_basic, 9.3343, 5e-5);
  EXPECT_NEAR(k_rts, 2.0421, 5e-5);
  EXPECT_NEAR(bianchi_asymptotic(k_basic, kT, kT.ts_basic(), kT.tc_basic()), 0.82396, 5e-6);
  EXPECT_NEAR(bianchi_asymptotic(k_rts, kT, kT.ts_rts(), kT.tc_rts()), 0.83586, 5e-6);
}

TEST(WIFI_1, TrueOptimumOverK) {
  const auto best = [](double ts, double tc) {
    double s = 0;
    for (double k = 0.5; k < 20; k += 0.001) s = std::max(s, bianchi_asymptotic(k, kT, ts, tc));
    return s;
  };
  EXPECT_NEAR(best(kT.ts_basic(), kT.tc_basic()), 0.82401, 5e-6);
  EXPECT_NEAR(best(kT.ts_rts(), kT.tc_rts()), 0.83610, 5e-6);
}

TEST(WIFI_2a, FixedPointAndThroughput) {
  struct Row {
    int n;
    double tau, p, basic, rts;
  };
  constexpr Row kRows[] = {{5, .048164, .179179, .809723, .834249},
                           {10, .038685, .298884, .753180, .837112},
                           {20, .029112, .429555, .678795, .835568}};
  for (const Row& r : kRows) {
    SCOPED_TRACE(r.n);
    const BianchiPoint at = bianchi_fixed_point(r.n, 32, 3);
    EXPECT_NEAR(at.tau, r.tau, 1e-5 * r.tau + 5e-7);
    EXPECT_NEAR(at.p, r.p, 1e-5 * r.p);
    EXPECT_NEAR(bianchi_throughput(at.tau, r.n, kT, kT.ts_basic(), kT.tc_basic()), r.basic, 1e-5);
    EXPECT_NEAR(bianchi_throughput(at.tau, r.n, kT, kT.ts_rts(), kT.tc_rts()), r.rts, 1e-5);
  }
}

TEST(WIFI_2c, OtherWindows) {
  struct Row {
    int W, m, n;
    double basic;
  };
  constexpr Row kRows[] = {
      {32, 5, 10, .757880}, {32, 5, 50, .610936}, {16, 6, 5, .767512}, {16, 6, 50, .564045}};
  for (const Row& r : kRows) {
    SCOPED_TRACE(testing::Message() << r.W << ' ' << r.n);
    const BianchiPoint at = bianchi_fixed_point(r.n, r.W, r.m);
    EXPECT_NEAR(bianchi_throughput(at.tau, r.n, kT, kT.ts_basic(), kT.tc_basic()), r.basic, 1e-5);
    // one doubling less is another system
    const BianchiPoint other = bianchi_fixed_point(r.n, r.W, r.m - 2);
    EXPECT_GT(
        std::abs(bianchi_throughput(other.tau, r.n, kT, kT.ts_basic(), kT.tc_basic()) - r.basic),
        1e-5);
  }
}

}  // namespace
}  // namespace wardtwin::theory
