#pragma once

#include <array>
#include <string>
#include <tuple>

#include "sim/base/fields.h"
#include "sim/base/time.h"
#include "sim/base/units.h"

/// Wi-Fi error rates, and the settings of the physical layer.
///
/// Model       SNR -> error rate of link simulations in white noise [1]: lines in log10(PER)
///             between the SNRs of 90, 50, 10, 1, 0.1 and 0.01 %. Below, the last decade's slope
///             goes on to 1e-9, then 0; above 90 %, a line reaches 1 as far out as 90 is from 50 %.
///             Other sizes: 1-(1-PER)^(L/1458); BCC below 400 B scales the 32 B column.
/// Valid for   MCS 0..9 with BCC, 0..11 with LDPC; frames of 14 B to 4 kB; SNR per stream.
/// Leaves out  Fading within and between frames (the fade margin); interference (the cell's).
/// Checked by  tests/unit/wifi_phy/per_test.cpp
///
/// [1] Numbers of the link-simulation tables of ns-3 (error-rate-tables), interpolated here.
namespace wardtwin::wifi {

enum class Standard { a, g, n, ac, ax };
enum class Band { ghz_2_4, ghz_5, ghz_6 };

struct PhyDef {
  Standard standard = Standard::n;
  Band band = Band::ghz_5;
  Hertz width{20e6};
  int streams = 1;
  Time guard_interval{800};
  std::string rate = "adaptive";
  bool ldpc = false;
  Decibels noise_figure{7};
  Decibels fade_margin{4};
  double per_target = 0.1;
  double ideal_ber = 1e-6;
  bool preamble_rule = true;
  Dbm preamble_power{-82};
  Decibels preamble_snr{4};
  Dbm energy_detect{-62};
  Dbm access_point_power{20};
  Dbm client_power{15};
};

enum class Coding { bcc, ldpc };

/// Columns of the table: MCS of a modulation and code rate, the same for a/g, n, ac and ax.
inline constexpr int kModulations = 12;

/// Error rate of a frame of `bytes` at modulation `mcs` (0..11). MCS 10 and 11 are always LDPC.
double packet_error_rate(int mcs, Coding coding, Decibels snr, int bytes);

/// SNR at which a frame of `bytes` meets the error rate (inverse of the above).
Decibels snr_for_error_rate(int mcs, Coding coding, double per, int bytes);

/// SNR at which the bit error rate implied by the 32 B column (LDPC: 1458 B) is `ber`: the rule
/// that an all-knowing rate choice follows, whatever the frame's size.
Decibels snr_for_bit_error_rate(int mcs, Coding coding, double ber);

/// Sensitivity the standard demands at 20 MHz, per modulation (+3 dB per doubling of width).
Dbm required_sensitivity(int mcs, Hertz width);

/// Modulation 0..11 of an index of a/g (6, 9, 12 ... Mb/s); a/g's BPSK 3/4 counts as QPSK 1/2.
int modulation_of(Standard standard, int index);

/// Is the preamble found? SNR and power must both suffice, unless the rule is switched off.
bool preamble_detected(const PhyDef& def, Dbm power, Decibels snr);

/// Carrier in the middle of a band, for path loss.
Hertz carrier(Band band);

}  // namespace wardtwin::wifi

namespace wardtwin {

template <>
inline constexpr auto words<wifi::Standard> =
    std::array{Word{wifi::Standard::a, "802.11a"}, Word{wifi::Standard::g, "802.11g"},
               Word{wifi::Standard::n, "802.11n"}, Word{wifi::Standard::ac, "802.11ac"},
               Word{wifi::Standard::ax, "802.11ax"}};

template <>
inline constexpr auto words<wifi::Band> =
    std::array{Word{wifi::Band::ghz_2_4, "2.4 GHz"}, Word{wifi::Band::ghz_5, "5 GHz"},
               Word{wifi::Band::ghz_6, "6 GHz"}};

}  // namespace wardtwin
