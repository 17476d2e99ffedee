#pragma once

#include <array>

#include "sim/base/fields.h"
#include "sim/base/time.h"

/// Durations of the slots of an EPC Gen2 inventory.
///
/// Model       Frame sync 12.5 us + Tari + RTcal, before Query also TRcal; reader bits RTcal / 2 on
///             average; tag bits (preamble + n + 1) x M / BLF; T1 = max(RTcal, 10 / BLF),
///             T2 = 10 / BLF, T3 = T1 / 10 [1].
/// Valid for   Tags that answer PC + EPC + CRC in 128 bit, a divide ratio of 64/3.
/// Leaves out  Truncated replies, select commands, clock tolerance of tags.
/// Checked by  tests/validation/rfid/gen2_test.cpp
///
/// [1] EPC UHF Gen2 air interface, version 2, section 6.3.1.
namespace wardtwin::rfid {

enum class Encoding { fm0, miller_2, miller_4, miller_8 };

struct LinkDef {
  Time tari{25'000};
  double rtcal = 3;  ///< in Tari
  double link_frequency = 250e3;
  Encoding encoding = Encoding::miller_4;
  bool pilot = false;  ///< TRext
};

struct SlotTimes {
  Time query, empty, collision, success;  ///< query: what starting a round adds to its first slot
};
SlotTimes slot_times(const LinkDef& link);

/// Tags a second where a share `empty` of the slots is empty and `single` has one answer.
double tags_per_second(const SlotTimes& times, double empty, double single);

/// Expected share of slots with exactly one answer when n tags choose among `slots`.
double single_share(int n, int slots);

}  // namespace wardtwin::rfid

namespace wardtwin {

template <>
inline constexpr auto words<rfid::Encoding> = std::array{
    Word{rfid::Encoding::fm0, "FM0"}, Word{rfid::Encoding::miller_2, "Miller 2"},
    Word{rfid::Encoding::miller_4, "Miller 4"}, Word{rfid::Encoding::miller_8, "Miller 8"}};

}  // namespace wardtwin
