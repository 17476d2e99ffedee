#pragma once

/// Transport blocks of LTE.
///
/// Model       Sizes by table of 3GPP TS 36.213 (7.1.7.2.1-1) [1]; each spatial layer carries a block of
///             its own; downlink allocations in resource-block groups (type 0).
/// Valid for   1 to 110 resource blocks, MCS 0 to 28, up to 2 layers of one block each.
/// Leaves out  256QAM, two layers to one block, special subframes of TDD.
/// Checked by  tests/validation/nr/lte_test.cpp
///
/// [1] The entry for 1 resource block and I_TBS 6 is the standard's 328, which stands out of its row.
namespace wardtwin::nr {

inline constexpr int kMostLteBlocks = 110;

/// I_TBS of an MCS of the downlink (TS 36.213, table 7.1.7.1-1).
int lte_size_index(int mcs);

/// Bits of one subframe; 0 for no resource block.
int lte_block_bits(int resource_blocks, int mcs, int layers);

/// Resource blocks of a group, by those of the carrier (TS 36.213, table 7.1.6.1-1).
int lte_group(int resource_blocks);

}  // namespace wardtwin::nr
