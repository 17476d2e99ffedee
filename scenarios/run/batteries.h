#pragma once

#include <map>
#include <string>
#include <vector>

#include "scenarios/run/cell_stage.h"
#include "scenarios/run/radio_stage.h"
#include "sim/results/results.h"

/// What devices draw from their batteries, and what keeping them charged takes.
///
/// Model       Power of a device: its baseline while it runs, its radio's energy as the cell counts
///             it, and the battery's self-discharge; without a baseline, its drain while it runs.
///             Lifetime is capacity over the class's mean power. A battery is swapped at the first
///             round after it falls below `swap_at`, whose time is uniform within the period of
///             rounds: swaps and dead time follow as a renewal process.
/// Valid for   Runs long enough for the mean power, however short against the lifetime.
/// Leaves out  Ageing, temperature, capacity that falls with current.
/// Checked by  tests/validation/radios/batteries_test.cpp
namespace wardtwin::run {

/// Devices of one class that have a battery.
struct BatteryClass {
  std::string name;
  devices::BatteryDef def;
  std::vector<flow::DeviceIndex> devices;
};
std::vector<BatteryClass> battery_classes(const compiler::Hospital& hospital);

/// Swaps of one battery that lasts `lifetime` s in a day, and the share of time it is empty.
struct Upkeep {
  double swaps_per_day = 0, dead_share = 0;
};
Upkeep upkeep(double lifetime_s, const devices::BatteryDef& def);

/// All radios of a hospital, by what they drew.
struct RadioMeter {
  const CellStages& cells;
  const RadioStage* wifi;  ///< null: none

  radio::Energy energy(flow::DeviceIndex device, Time at) const {
    if (wifi && cells.hospital().devices[device].link == devices::Link::wifi)
      return wifi->energy(device, at);
    return cells.energy(device, at);
  }
};

class BatteryBook {
 public:
  explicit BatteryBook(const compiler::Hospital& hospital);

  /// A device begins or stops to run for a patient.
  void running(Time at, flow::DeviceIndex device, bool on);
  /// What was drawn before does not count.
  void begin(const RadioMeter& radios, Time now);
  std::vector<results::Battery> collect(const RadioMeter& radios, Time end);

  /// Devices of beds whose battery's power was measured since the last call, as share of full a
  /// second while running.
  struct Drain {
    flow::BedIndex bed = 0;
    flow::DeviceIndex device = 0;
    double per_second = 0;
  };
  std::vector<Drain> measure(const RadioMeter& radios, Time now);

 private:
  struct State {
    Time since = kNever;  ///< running since; kNever: not
    double ran_s = 0;
    radio::Energy at_begin;
    double at_last_measure = 0;  ///< J of its radio
  };
  double ran(const State& s, Time until) const;
  double baseline(const devices::BatteryDef& def) const { return def.baseline.value_or(def.drain); }

  const compiler::Hospital* hospital_;
  std::vector<BatteryClass> classes_;
  std::map<flow::DeviceIndex, State> states_;
  Time begun_{0}, measured_{0};
};

}  // namespace wardtwin::run
