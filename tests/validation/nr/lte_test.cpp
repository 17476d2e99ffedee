#include "network_models/nr/lte_blocks.h"

#include <gtest/gtest.h>

#include "network.h"

namespace wardtwin::nr {
namespace {

// NR-3: 20 MHz, two layers, 64QAM.
TEST(LteBlocks, Nr3PeakRate) { EXPECT_DOUBLE_EQ(lte_block_bits(100, 28, 2) / 1e-3, 150.752e6); }

// Entries of TS 36.213 table 7.1.7.2.1-1 (N_PRB, I_TBS).
TEST(LteBlocks, SizesOfTheStandard) {
  const auto bits = [](int blocks, int index) {
    for (int mcs = 0; mcs < 29; ++mcs)
      if (lte_size_index(mcs) == index) return lte_block_bits(blocks, mcs, 1);
    return -1;
  };
  EXPECT_EQ(bits(1, 0), 16);
  EXPECT_EQ(bits(6, 9), 936);
  EXPECT_EQ(bits(25, 15), 7736);
  EXPECT_EQ(bits(50, 26), 36696);
  EXPECT_EQ(bits(100, 26), 75376);
  EXPECT_EQ(bits(1, 6), 328) << "it stands out of its row, and so it does in the standard";
  EXPECT_EQ(lte_block_bits(0, 28, 1), 0);
  // more resource blocks or a faster rate never carry less
  for (int mcs = 0; mcs < 29; ++mcs)
    for (int n = 2; n <= kMostLteBlocks; ++n) {
      // the entry that stands out is more than its right neighbour
      if (n != 2 || lte_size_index(mcs) != 6) {
        EXPECT_GE(lte_block_bits(n, mcs, 1), lte_block_bits(n - 1, mcs, 1)) << n << ' ' << mcs;
      }
      if (mcs > 0) {
        EXPECT_GE(lte_block_bits(n, mcs, 1), lte_block_bits(n, mcs - 1, 1)) << n << ' ' << mcs;
      }
    }
  EXPECT_EQ(lte_group(6), 1);
  EXPECT_EQ(lte_group(25), 2);
  EXPECT_EQ(lte_group(50), 3);
  EXPECT_EQ(lte_group(100), 4);
}

// A cell of LTE gives whole resource-block groups down, and any number of blocks up: ns-3's goodput of
// one to ten devices near its base station (Mbit/s), by the block sizes alone.
TEST(LteCell, FullBuffers) {
  const auto goodput = [](int devices, int blocks, bool down) {
    NrDef lte = test::quiet();
    lte.standard = Generation::lte;
    lte.numerology = 0;
    lte.pattern = "FDD";
    lte.resource_blocks = blocks;
    lte.scheduler = Scheduler::fair;
    test::Network n(lte);
    for (int i = 0; i < devices; ++i)
      n.add(test::near(), test::source(1400, flow::Pattern::saturated, {}, down));
    n.run(20s);
    return static_cast<double>(n.ledger().delivered_bytes) * 8e-6 / 20;
  };
  struct Row {
    int devices, blocks;
    double down, up;
  };
  for (const Row& r :
       {Row{1, 25, 17.568, 18.336}, Row{5, 25, 17.568, 18.76}, Row{10, 25, 17.568, 17.728},
        Row{1, 50, 35.16, 36.696}, Row{5, 50, 35.16, 37.4}, Row{10, 50, 35.16, 37.52}}) {
    EXPECT_NEAR(goodput(r.devices, r.blocks, true), r.down, .01 * r.down) << r.devices;
    EXPECT_NEAR(goodput(r.devices, r.blocks, false), r.up, .10 * r.up) << r.devices;
  }
}

}  // namespace
}  // namespace wardtwin::nr
