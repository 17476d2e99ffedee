#include <gtest/gtest.h>

#include "network_models/rfid/nfc.h"

namespace wardtwin::rfid {
namespace {

double millis(Time t) { return seconds(t) * 1e3; }

// NFC-1: REQA, two cascades, nine reads of 16 B; 500 us of the reader's own each.
TEST(Nfc, Nfc1Transaction) {
  EXPECT_NEAR(millis(activation_14443(500us)), 6.61, .02 * 6.61);
  EXPECT_NEAR(millis(read_14443(500us)), 2.80, .02 * 2.80);
  EXPECT_NEAR(millis(transaction_14443(144, 500us)), 31.8, .02 * 31.8);
  // one byte more is one read more
  EXPECT_EQ(transaction_14443(145, 500us) - transaction_14443(144, 500us), read_14443(500us));
  // 14 exchanges have a guard each: REQA, 4 of the cascades, 9 reads
  EXPECT_NEAR(millis(transaction_14443(144, 500us) - transaction_14443(144, Time{0})), 14 * .5,
              1e-9);
}

// By the sums of ISO 15693-3: 5 B + 12 B for the inventory, 14 B + 11 B to read two blocks.
TEST(Nfc, VicinityCardsAreSlower) {
  const double bit = 512 / 13.56e6;
  const double expected = 2 * (3 * bit + 4352 / 13.56e6 + 8 * bit) + 8 * bit * (5 + 12 + 14 + 11);
  EXPECT_NEAR(seconds(transaction_15693(8, Time{0})), expected, 2e-9);
  EXPECT_GT(transaction_15693(144, Time{0}), transaction_14443(144, Time{0}));
}

}  // namespace
}  // namespace wardtwin::rfid
