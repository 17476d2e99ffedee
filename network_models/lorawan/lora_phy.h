#pragma once

#include <array>
#include <cstdint>

#include "sim/base/fields.h"
#include "sim/base/time.h"
#include "sim/base/units.h"

/// LoRa on air: how long a frame takes, how strong it must be, what disturbs it.
///
/// Model       Airtime of the modem designer's guide [1]; demodulation thresholds and three
///             sensitivity tables; signal-to-interference thresholds between spreading factors.
/// Valid for   SF 7..12, PHY payload 1..255 B, bandwidth 125, 250 or 500 kHz.
/// Leaves out  Frequency offset, Doppler, the modem's own noise beyond its noise figure.
/// Checked by  tests/validation/lorawan/airtime_test.cpp
///
/// [1] Semtech, LoRa Modem Designer's Guide, AN1200.13, 2013.
namespace wardtwin::lorawan {

inline constexpr int kLowestSf = 7, kHighestSf = 12;
inline constexpr int kSpreadingFactors = 6;

struct Modulation {
  int sf = 7;
  Hertz bandwidth{125e3};
  int coding_rate = 1;  ///< 1..4: 4/5 .. 4/8
  int preamble = 8;     ///< symbols, without the 4.25 of synchronisation
  bool explicit_header = true;
  bool crc = true;
};

Time symbol_time(int sf, Hertz bandwidth);

/// Time on air of `phy_bytes`, which count LoRaWAN's header and integrity code.
Time airtime(const Modulation& m, int phy_bytes);

/// SNR at which a frame can be demodulated: -7.5 dB at SF 7, 2.5 dB less per step.
Decibels demodulation_snr(int sf);

/// Which table says how weak a frame may be.
enum class Receiver {
  noise_figure,  ///< thermal noise + noise figure + demodulation SNR
  ns3_gateway,   ///< of ns-3's lorawan module
  measured,      ///< Bor et al., MSWiM 2016
};
Dbm sensitivity(Receiver receiver, int sf, Hertz bandwidth, Decibels noise_figure);

/// How frames disturb each other.
enum class Capture {
  croce,     ///< measured thresholds (Croce et al. 2018)
  goursaud,  ///< theory (Goursaud and Gorce 2015); ns-3's default
  same_sf,   ///< other spreading factors do not disturb at all (LoRaSim)
  none,      ///< as same_sf, and any overlap destroys both (pure ALOHA)
};

/// Which interference power counts.
enum class Overlap {
  worst,      ///< the highest sum at any instant after the preamble's spare symbols
  mean,       ///< energy over the whole frame (ns-3)
  strongest,  ///< as worst, but of the strongest single frame (LoRaSim)
};

/// Power ratio a frame of one spreading factor needs over the sum of another's, linear; row:
/// wanted. Infinite: never survives; 0: not disturbed.
using Thresholds = std::array<std::array<double, kSpreadingFactors>, kSpreadingFactors>;
Thresholds thresholds(Capture capture, Decibels same_sf);

/// Most application bytes in EU868 without MAC commands: 51, 51, 51, 115, 222, 222 B at SF 12..7.
int payload_limit(int sf);

}  // namespace wardtwin::lorawan

namespace wardtwin {

template <>
inline constexpr auto words<lorawan::Receiver> = std::array{
    Word{lorawan::Receiver::noise_figure, "noise figure"},
    Word{lorawan::Receiver::ns3_gateway, "ns-3"}, Word{lorawan::Receiver::measured, "measured"}};

template <>
inline constexpr auto words<lorawan::Capture> =
    std::array{Word{lorawan::Capture::croce, "croce"}, Word{lorawan::Capture::goursaud, "goursaud"},
               Word{lorawan::Capture::same_sf, "same sf"}, Word{lorawan::Capture::none, "none"}};

template <>
inline constexpr auto words<lorawan::Overlap> =
    std::array{Word{lorawan::Overlap::worst, "worst"}, Word{lorawan::Overlap::mean, "mean"},
               Word{lorawan::Overlap::strongest, "strongest"}};

}  // namespace wardtwin
