#pragma once

#include <span>
#include <tuple>

#include "network_models/nr/setup.h"
#include "sim/base/fields.h"
#include "sim/base/units.h"

/// From received powers to the signal-to-interference-and-noise ratios of a device.
///
/// Model       Thermal noise over the carrier downlink and over the blocks of a usual grant uplink;
///             other base stations add their power times the share of time they send; uplink
///             interference as a rise over noise; what fades within a run is one margin.
/// Valid for   One carrier for all base stations, devices that stay.
/// Leaves out  Power control, beams, load that changes while the run lasts.
/// Checked by  tests/unit/nr/link_budget_test.cpp
namespace wardtwin::nr {

struct RadioDef {
  Hertz carrier{3.6e9};
  Dbm base_station_power{24};
  Dbm device_power{23};
  Decibels base_station_noise_figure{5};
  Decibels device_noise_figure{7};
  int uplink_blocks = 10;
  double neighbour_load = 0.3;
  Decibels uplink_interference{1};
  Decibels fade_margin{5};
  Decibels best_sinr{30};
};

struct LinkBudget {
  Dbm noise_down{0}, noise_up{0};  ///< with interference
  Decibels down{0}, up{0};         ///< SINR, less the fade margin
};

/// `received` holds the power of each base station at the device; `serving` is one of them, and
/// `up` the power of the device there.
LinkBudget link_budget(const RadioDef& radio, const NrDef& nr, std::span<const Dbm> received,
                       std::size_t serving, Dbm up);

/// Does the slowest rate get through both ways?
bool in_reach(const NrDef& nr, const LinkBudget& budget);

}  // namespace wardtwin::nr

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
