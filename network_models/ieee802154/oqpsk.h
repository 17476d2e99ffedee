#pragma once

#include "sim/base/time.h"
#include "sim/base/units.h"

/// 802.15.4 at 2.4 GHz on air: times of frames, and errors by signal-to-noise ratio.
///
/// Model       O-QPSK with 16-ary quasi-orthogonal symbols, coherent detection in white noise:
///             BER = (8/15)(1/16) sum_{k=2..16} (-1)^k C(16,k) exp(20 s (1/k - 1)) [1].
/// Valid for   250 kbit/s, channels 11 to 26; interference that resembles noise.
/// Leaves out  Errors of synchronisation; the sub-GHz bands.
/// Checked by  tests/validation/ieee802154/oqpsk_test.cpp
///
/// [1] IEEE 802.15.4-2006, annex E.4.1.8.
namespace wardtwin::ieee802154 {

inline constexpr Time kByte{32'000};
inline constexpr int kPhyHeader = 6;  ///< preamble, delimiter, length, B
inline constexpr int kLongestPsdu = 127;
inline constexpr Time kBackoffPeriod{320'000};
inline constexpr Time kCca{128'000};
inline constexpr Time kTurnaround{192'000};
inline constexpr Time kAck{352'000};
inline constexpr Time kAckWait{864'000};  ///< end of the frame to its repetition

/// Time on air of a frame of `psdu` bytes.
constexpr Time airtime(int psdu) { return kByte * (kPhyHeader + psdu); }
/// Pause after a frame and its acknowledgement: short up to 18 B.
constexpr Time interframe_space(int psdu) { return psdu <= 18 ? Time{192'000} : Time{640'000}; }

/// Bit error rate at a linear signal-to-noise ratio.
double bit_error_rate(double snr);
/// 1 - (1 - BER)^bits.
double error_of_bits(double snr, double bits);

/// Does a Wi-Fi channel (1..13, 20 MHz) overlap channel 11..26 (2 MHz)?
bool overlaps_wifi(int channel, int wifi_channel);

}  // namespace wardtwin::ieee802154
