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

/// As the base station chooses it; -1: none.
int uplink_mcs(const NrDef& nr, Decibels sinr);

/// Does the slowest rate get through both ways?
bool in_reach(const NrDef& nr, const LinkBudget& budget);

}  // namespace wardtwin::nr
