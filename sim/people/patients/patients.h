#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sim/base/statistics.h"
#include "sim/kernel/process.h"
#include "sim/people/patients/deterioration.h"
#include "sim/people/patients/units.h"
#include "sim/people/patients/vital_signs.h"

namespace wardtwin::people {

struct UnitSetup {
  std::string name;
  UnitDef def;
  std::vector<flow::BedIndex> beds;
};

struct BedSetup {
  std::string name;  ///< names the randomness of what happens in it
  std::vector<flow::BedDevice> devices;
};

/// Everything the patients need of a compiled hospital. Constant; outlives Patients.
struct PatientsSetup {
  Seed seed;
  Time clock_at_start{0};  ///< clock time of day at t = 0
  std::vector<UnitSetup> units;
  std::vector<BedSetup> beds;
  std::vector<std::vector<flow::AlarmRule>> rule_sets;
  VitalsDef vitals;
  PatientDef patient;
};

/// What a unit counts.
struct UnitStatistics {
  TimeWeighted occupied;  ///< beds
  TimeWeighted waiting;   ///< patients waiting for a bed
  std::uint64_t arrivals = 0, admissions = 0, turned_away = 0, discharges = 0, deaths = 0,
                moves = 0;
  Tally stay;                ///< s, of stays that ended
  std::uint64_t waited = 0;  ///< of those admitted, how many did not find a bed at once
  Tally wait;                ///< s, of patients admitted from outside or another unit
};

/// Patients, their beds and their monitored lives, on the clock of the people plane.
///
/// Model       Patients arrive by a Poisson process of varying rate, wait for a bed, stay, move or
/// leave;
///             devices at the bed watch their vital signs and raise alarms by rule. A sign is
///             sampled every second near a limit, and no oftener than it can reach one far from it:
///             a step is taken only if the chance of a crossing inside it is below 1e-5.
/// Valid for   Units whose stays do not depend on how full they are.
/// Leaves out  Scores, emergency teams, operations; limits adapted to single patients.
/// Checked by  tests/validation/patients/alarm_rates_test.cpp,
/// tests/unit/patients/patients_test.cpp
///
/// Usage: make it, then `sim.run_until(window end)`, read events() and clear_events().
/// Every draw depends on (seed, replication, patient or bed device, purpose) only.
class Patients {
 public:
  /// Appends to `log`; starts all processes at sim.now() (which must be 0).
  Patients(const PatientsSetup& setup, kernel::Simulation& sim, flow::AlarmLog& log);
  ~Patients();
  Patients(const Patients&) = delete;
  Patients& operator=(const Patients&) = delete;

  /// Since the last clear, in order of time; equal instants in order of happening.
  const std::vector<flow::BedEvent>& events() const;
  void clear_events();

  /// A nurse is at the bedside: alarms of the bed whose condition lasts until attended end now, the
  /// batteries of its devices are swapped if low. Call it from a process of the same simulation.
  void attend(flow::BedIndex bed);
  /// From now on a device of this bed draws so much of a full battery a second while it runs.
  void set_drain(flow::BedIndex bed, flow::DeviceIndex device, double per_second);
  /// From now on the patient in this bed is treated (rates of recovery change).
  void treat(flow::BedIndex bed);

  bool occupied(flow::BedIndex bed) const;
  flow::PatientIndex patient_in(flow::BedIndex bed) const;  ///< kNone when empty
  /// The true value of a sign of the patient in an occupied bed, now.
  double vital_sign(flow::BedIndex bed, flow::VitalSign sign);
  Condition condition(flow::BedIndex bed) const;  ///< of the patient in an occupied bed

  const UnitStatistics& statistics(std::size_t unit) const;
  void restart_statistics();      ///< at the end of warm-up
  std::uint64_t samples() const;  ///< looks at a vital sign so far

  /// For tests: sample every second whatever the distance from a limit.
  void sample_every_second(bool on);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace wardtwin::people
