#pragma once

#include <array>

#include "sim/base/fields.h"
#include "sim/base/time.h"

/// Durations on the air of NB-IoT, and of LTE-M by the same rules.
///
/// Model       A resource unit lasts 32 ms (3.75 kHz), or 8, 4, 2, 1 ms for 1, 3, 6, 12 tones of 15 kHz; a
///             block takes its units times its repetitions. A preamble repeats symbol groups of 5.6 or
///             6.4 ms with a gap of 40 ms after every 64 [1]; LTE-M's lasts 1 ms a repetition.
/// Valid for   FDD, repetitions up to 128 up and 2048 down.
/// Leaves out  Gaps of long uplink blocks, which give devices time to follow the carrier.
/// Checked by  tests/validation/nbiot/air_test.cpp
///
/// [1] 3GPP TS 36.211, sections 10.1.2 and 10.1.6.
namespace wardtwin::nbiot {

enum class Tones : std::uint8_t { one_narrow, one, three, six, twelve };
enum class PreambleFormat : std::uint8_t { short_prefix, long_prefix, lte };

Time resource_unit(Tones tones);
Time block_time(Tones tones, int units, int repetitions);
Time preamble_time(PreambleFormat format, int repetitions);
/// Blocks of other devices that fit beside one: subcarriers of the carrier over those used.
int lanes(Tones tones);

}  // namespace wardtwin::nbiot

namespace wardtwin {

template <>
inline constexpr auto words<nbiot::Tones> =
    std::array{Word{nbiot::Tones::one_narrow, "one of 3.75 kHz"}, Word{nbiot::Tones::one, "one"},
               Word{nbiot::Tones::three, "three"}, Word{nbiot::Tones::six, "six"},
               Word{nbiot::Tones::twelve, "twelve"}};

template <>
inline constexpr auto words<nbiot::PreambleFormat> = std::array{
    Word{nbiot::PreambleFormat::short_prefix, "0"}, Word{nbiot::PreambleFormat::long_prefix, "1"},
    Word{nbiot::PreambleFormat::lte, "LTE"}};

}  // namespace wardtwin
