#pragma once

#include <tuple>

#include "network_models/wifi/phy_tables.h"
#include "sim/base/fields.h"

/// Field tables of phy_tables.h.
namespace wardtwin {

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
