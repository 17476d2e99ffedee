#include "network_models/nbiot/air.h"

#include <gtest/gtest.h>

namespace wardtwin::nbiot {
namespace {

// NB-1: 10 resource units at 3.75 kHz once, and of 12 tones 128 times.
TEST(NbiotAir, Nb1UplinkBlocks) {
  EXPECT_EQ(block_time(Tones::one_narrow, 10, 1), 320ms);
  EXPECT_EQ(block_time(Tones::twelve, 10, 128), 1280ms);
  // equal energy in equal tones x time: a unit is 8 tone-milliseconds of 15 kHz, 12 where all are used
  EXPECT_EQ(resource_unit(Tones::one), 8ms);
  EXPECT_EQ(resource_unit(Tones::three), 4ms);
  EXPECT_EQ(resource_unit(Tones::six), 2ms);
}

// NB-2: preambles of format 1.
TEST(NbiotAir, Nb2Preambles) {
  EXPECT_EQ(preamble_time(PreambleFormat::long_prefix, 8), 51'200us);
  EXPECT_EQ(preamble_time(PreambleFormat::long_prefix, 128), 899'200us);
  EXPECT_EQ(preamble_time(PreambleFormat::short_prefix, 8), 44'800us);
}

}  // namespace
}  // namespace wardtwin::nbiot
