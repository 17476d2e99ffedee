#pragma once

#include <tuple>

#include "network_models/nr/link_budget.h"
#include "sim/base/fields.h"

/// Field tables of link_budget.h.
namespace wardtwin {

template <>
inline constexpr auto fields<nr::RadioDef> = [] {
  using D = nr::RadioDef;
  return std::tuple{
      field("carrier", &D::carrier, "Hz", 4.5e8, 6e9, "Middle of the carrier.", Mark::estimate,
            "private networks at 3.4-3.8 GHz"),
      field("base_station_power", &D::base_station_power, "dBm", -10, 60,
            "Radiated power of base stations.", Mark::estimate, "indoor small cell 24 dBm"),
      field("device_power", &D::device_power, "dBm", -10, 33, "Radiated power of devices.",
            Mark::recalled, "power class 3: 23 dBm"),
      field("base_station_noise_figure", &D::base_station_noise_figure, "dB", 0, 20,
            "Noise figure of base stations.", Mark::verified, "Simu5G: 5 dB"),
      field("device_noise_figure", &D::device_noise_figure, "dB", 0, 20, "Noise figure of devices.",
            Mark::verified, "Simu5G: 7 dB"),
      field("uplink_blocks", &D::uplink_blocks, "1", 1, 273,
            "Resource blocks over which a device spreads its power.", Mark::assumed,
            "grants of telemetry: 300 B at a medium rate"),
      field("neighbour_load", &D::neighbour_load, "1", 0, 1,
            "Share of time that other base stations send.", Mark::estimate,
            "load factor of a lightly used network"),
      field("uplink_interference", &D::uplink_interference, "dB", 0, 20,
            "Rise of the uplink's noise by devices of other cells.", Mark::estimate, "1-3 dB"),
      field("fade_margin", &D::fade_margin, "dB", 0, 30,
            "Taken off both ratios for what fades within a run.", Mark::estimate, "3-5 dB"),
      field("best_sinr", &D::best_sinr, "dB", 10, 60,
            "Both ratios end here, however near the device is.", Mark::estimate,
            "imperfect transmitters")};
}();

}  // namespace wardtwin
