#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "network_models/wifi/phy_tables.h"

namespace wardtwin::wifi {
namespace {

// SNR in dB of 90, 50, 10 and 1 % error, 1458 B, as in the facts' table of link simulations.
TEST(PER, MeetsTheTableAtItsPoints) {
  const std::array<double, 4> per{.9, .5, .1, .01};
  const auto check = [&](int mcs, Coding coding, std::array<double, 4> snr) {
    for (std::size_t i = 0; i < per.size(); ++i)
      EXPECT_NEAR(packet_error_rate(mcs, coding, {snr[i]}, 1458), per[i], 1e-9 + per[i] * 1e-9);
  };
  check(0, Coding::bcc, {-0.23, 0.30, 0.92, 1.56});
  check(3, Coding::bcc, {8.31, 8.92, 9.70, 10.48});
  check(9, Coding::bcc, {23.60, 24.26, 25.15, 26.16});
  check(0, Coding::ldpc, {-1.20, -0.94, -0.62, -0.29});
  check(7, Coding::ldpc, {17.33, 17.65, 18.00, 18.42});
  check(11, Coding::ldpc, {28.06, 28.43, 28.89, 29.33});
  const std::array<double, 10> small{-.36,  2.61,  5.10,  8.06,  11.28,
                                     15.31, 16.61, 18.08, 21.73, 23.29};
  for (int mcs = 0; mcs < 10; ++mcs)
    EXPECT_NEAR(packet_error_rate(mcs, Coding::bcc, {small[static_cast<std::size_t>(mcs)]}, 32), .1,
                1e-9);
}

TEST(PER, FallsWithSnrAndGrowsWithLength) {
  for (int mcs = 0; mcs < kModulations; ++mcs)
    for (const auto coding : {Coding::bcc, Coding::ldpc}) {
      double before = 1;
      for (double snr = -10; snr < 50; snr += 0.05) {
        const double per = packet_error_rate(mcs, coding, {snr}, 1458);
        EXPECT_LE(per, before) << mcs << " " << snr;
        EXPECT_LE(per, packet_error_rate(mcs, coding, {snr}, 1538));
        before = per;
      }
      EXPECT_EQ(packet_error_rate(mcs, coding, {-20}, 1458), 1);
      EXPECT_EQ(packet_error_rate(mcs, coding, {50}, 1458), 0);
    }
}

TEST(PER, LengthScalesAsIndependentPieces) {
  const double one = packet_error_rate(4, Coding::bcc, {13}, 1458);
  EXPECT_NEAR(packet_error_rate(4, Coding::bcc, {13}, 2916), 1 - (1 - one) * (1 - one), 1e-12);
  // below 400 B another column is in charge
  const double small = packet_error_rate(4, Coding::bcc, {11.28}, 266);
  EXPECT_NEAR(small, 1 - std::pow(.9, 266 / 32.0), 1e-9);
}

TEST(PER, InverseReturnsTheSnr) {
  for (int mcs = 0; mcs < 10; ++mcs)
    for (const double per : {.5, .1, .01, 1e-3, 1e-6})
      for (const int bytes : {32, 266, 1458, 1538}) {
        const auto snr = snr_for_error_rate(mcs, Coding::bcc, per, bytes);
        EXPECT_NEAR(packet_error_rate(mcs, Coding::bcc, snr, bytes), per, per * 1e-6);
      }
}

TEST(PER, PreambleRule) {
  PhyDef def;
  EXPECT_TRUE(preamble_detected(def, {-82}, {4}));
  EXPECT_FALSE(preamble_detected(def, {-82.01}, {20}));
  EXPECT_FALSE(preamble_detected(def, {-60}, {3.99}));
  def.preamble_rule = false;
  EXPECT_TRUE(preamble_detected(def, {-99}, {-5}));
}

TEST(PER, RequiredSensitivity) {
  EXPECT_EQ(required_sensitivity(0, {20e6}).value, -82);
  EXPECT_EQ(required_sensitivity(11, {20e6}).value, -52);
  EXPECT_EQ(required_sensitivity(7, {80e6}).value, -58);
}

}  // namespace
}  // namespace wardtwin::wifi
