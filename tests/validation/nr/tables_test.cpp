#include "network_models/nr/tables.h"

#include <gtest/gtest.h>

#include <cmath>

#include "sim/base/error.h"
#include "sim/base/random.h"

namespace wardtwin::nr {
namespace {

int bits(int rb, int symbols, int mcs, int layers, McsTable table = McsTable::qam64) {
  return transport_block_bits({rb, symbols, 12, 0, layers},
                              mcs_table(table)[static_cast<std::size_t>(mcs)]);
}

TEST(NrTables, NR_1_TransportBlockSizes) {
  EXPECT_EQ(bits(1, 14, 28, 1), 888);
  EXPECT_EQ(bits(5, 12, 4, 1), 408);
  EXPECT_EQ(bits(51, 12, 16, 1), 17424);
  EXPECT_EQ(bits(273, 12, 28, 2), 401640);
  EXPECT_EQ(bits(273, 12, 27, 4, McsTable::qam256), 1081512);
  EXPECT_EQ(bits(273, 14, 27, 4, McsTable::qam256), 1277992);
}

TEST(NrTables, NR_2_PeakRate) {
  EXPECT_NEAR(peak_rate(273, 1, 4, 8, .14).value * 1e-6, 2337.0, .001 * 2337.0);
  EXPECT_NEAR(peak_rate(106, 1, 1, 6, .14).value * 1e-6, 170.1, .001 * 170.1);
}

// 196 B (with headers) need 51, 20, 9 and 5 blocks of 12 symbols at MCS 0, 4, 9 and 16.
TEST(NrTables, BlocksThatASmallMessageNeeds) {
  for (const auto& [mcs, blocks] : {std::pair{0, 51}, {4, 20}, {9, 9}, {16, 5}}) {
    EXPECT_GE(bits(blocks, 12, mcs, 1), 196 * 8) << mcs;
    EXPECT_LT(bits(blocks - 1, 12, mcs, 1), 196 * 8) << mcs;
  }
}

TEST(NrTables, BlocksGrowWithEverything) {
  Stream r({1, 0}, 1, Purpose::test);
  for (int i = 0; i < 2000; ++i) {
    const int rb = 1 + static_cast<int>(r.below(272)), symbols = 2 + static_cast<int>(r.below(12));
    const int mcs = static_cast<int>(r.below(28));
    const int here = bits(rb, symbols, mcs, 1);
    EXPECT_EQ(here % 8, 0);
    EXPECT_LE(here, bits(rb + 1, symbols, mcs, 1));
    EXPECT_LE(here, bits(rb, symbols + 1, mcs, 1));
    if (mcs != 16) {
      EXPECT_LE(here, bits(rb, symbols, mcs + 1, 1)) << mcs;
    }
  }
}

TEST(NrTables, ErrorsFollowTheSignal) {
  for (int mcs = 0; mcs < 29; ++mcs) {
    const Decibels ten = sinr_for_ten_percent(mcs);
    EXPECT_NEAR(block_error(mcs, ten), .1, 1e-9);
    EXPECT_NEAR(block_error(mcs, ten + Decibels{.3}), .01, 1e-9);
    EXPECT_EQ(choose_mcs(ten, .1), mcs);
  }
  EXPECT_EQ(choose_mcs({-5}, .1), -1);
  EXPECT_LT(choose_mcs({10}, 1e-5), choose_mcs({10}, .1));
}

// log2(1 + 10^1.43 / 5.53) = 2.56 is above CQI 9 of 2.4063, log2(1 + 10^1.13 / 5.53) = 1.78 above CQI 7.
TEST(NrTables, CautiousRatesByHand) {
  EXPECT_EQ(choose_mcs_by_gap({14.3}), 16);
  EXPECT_EQ(choose_mcs_by_gap({11.3}), 12);
  EXPECT_EQ(choose_mcs_by_gap({-3}), -1);
  EXPECT_EQ(choose_mcs_by_gap({40}), 28);
  for (int db = -10; db < 30; ++db)
    EXPECT_LE(choose_mcs_by_gap({double(db)}), choose_mcs({double(db)}, .1) + 1) << db;
}

TEST(NrTables, QualityClasses) {
  EXPECT_EQ(five_qi(3).priority, 30);
  EXPECT_EQ(five_qi(82).delay_budget, Time{10'000'000});
  EXPECT_THROW(five_qi(99), InputError);
  EXPECT_EQ(cqi_efficiency().size(), 15u);
}

}  // namespace
}  // namespace wardtwin::nr
