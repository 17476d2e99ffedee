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

template <>
inline constexpr auto fields<wifi::PhyDef> = [] {
  using Def = wifi::PhyDef;
  return std::tuple{
      field("standard", &Def::standard, "Wi-Fi generation of the radios."),
      field("band", &Def::band, "Frequency band."),
      field("width", &Def::width, "Hz", 20e6, 160e6, "Channel width: 20, 40, 80 or 160 MHz."),
      field("streams", &Def::streams, "1", 1, 4, "Spatial streams."),
      field("guard_interval", &Def::guard_interval, "s", 400e-9, 3.2e-6,
            "Guard interval: 0.4 or 0.8 us; 802.11ax 0.8, 1.6 or 3.2 us."),
      field("rate", &Def::rate,
            "adaptive; ideal; or a fixed rate such as `mcs 7` or `24 Mbit/s` (802.11a/g)."),
      field("ldpc", &Def::ldpc, "Use LDPC codes instead of convolutional ones."),
      field("noise_figure", &Def::noise_figure, "dB", 0, 20, "Noise figure of the receivers.",
            Mark::verified, "ns-3 wifi-phy"),
      field("fade_margin", &Def::fade_margin, "dB", 0, 20,
            "SNR kept in reserve for fading by the adaptive rate choice.", Mark::estimate,
            "3-5 dB in place of frame-scale fading"),
      field("per_target", &Def::per_target, "1", 1e-4, 0.5,
            "Most packet error rate the adaptive rate choice accepts, at 1458 B.", Mark::estimate,
            "highest MCS with PER below 10 %"),
      field("ideal_ber", &Def::ideal_ber, "1", 1e-9, 1e-2,
            "Bit error rate that the ideal rate choice accepts.", Mark::measured,
            "ns-3 3.37 ideal manager, by the rates it chose"),
      field("preamble_rule", &Def::preamble_rule,
            "Lose frames whose preamble is too weak or too noisy to be detected."),
      field("preamble_power", &Def::preamble_power, "dBm", -110, -50,
            "Least power of a detectable preamble, and of a channel heard as busy.", Mark::verified,
            "802.11 CCA; ns-3 threshold-preamble-detection"),
      field("preamble_snr", &Def::preamble_snr, "dB", -5, 20, "Least SNR of a detectable preamble.",
            Mark::verified, "ns-3 threshold-preamble-detection"),
      field("energy_detect", &Def::energy_detect, "dBm", -90, -30,
            "Power of anything that makes a channel busy.", Mark::verified, "802.11 CCA"),
      field("access_point_power", &Def::access_point_power, "dBm", -10, 36,
            "Radiated power of access points.", Mark::estimate, "17-23 dBm EIRP"),
      field("client_power", &Def::client_power, "dBm", -10, 30, "Radiated power of stations.",
            Mark::estimate, "12-17 dBm")};
}();

}  // namespace wardtwin
