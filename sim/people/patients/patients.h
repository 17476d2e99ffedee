#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/statistics.h"
#include "sim/kernel/process.h"
#include "sim/people/patients/deterioration.h"
#include "sim/people/patients/ledger.h"
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

/// Who lies where in a hospital that is under way, in place of a draw from the equilibrium.
struct Present {
  struct InBed {
    flow::BedIndex bed = flow::kNone;
    double elapsed = 0;  ///< s, of the stay so far
  };
  std::vector<InBed> patients;
  Time from{0};  ///< until then nobody comes or leaves
};

/// A patient of a hospital's records: comes to the first unit at its time, goes on to the others.
struct RecordedWay {
  std::uint64_t key = 0;  ///< names the patient's randomness
  struct Leg {
    Time at{0};
    std::size_t unit = 0;
  };
  std::vector<Leg> legs;
  Time leaves = kNever;
  bool dies = false;  ///< then
};

/// From ... to ... nobody comes to a unit from outside, but as records tell.
struct Diversion {
  Time at{0}, until = kNever;
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
  std::optional<Present> present;
  std::vector<RecordedWay> recorded;
  std::vector<Diversion> diversions;
};

/// What a unit counts.
struct UnitStatistics {
  TimeWeighted occupied;  ///< beds
  TimeWeighted waiting;   ///< patients waiting for a bed
  std::uint64_t arrivals = 0, admissions = 0, turned_away = 0, discharges = 0, deaths = 0,
                moves = 0, diverted = 0;
  Tally stay;                ///< s, of stays that ended
  std::uint64_t waited = 0;  ///< of those admitted, how many did not find a bed at once
  Tally wait;                ///< s, of patients admitted from outside or another unit
  PatientLedger ledger;      ///< without `there`, see Patients::ledger
};

/// What others on the people plane are told of the patient in a bed, as it happens.
enum class PatientNews : std::uint8_t {
  admitted,
  condition,  ///< it has changed
  leaves,     ///< is still in the bed
};

/// Patients, their beds and their monitored lives, on the clock of the people plane.
///
/// Model       Patients arrive by a Poisson process of varying rate, wait for a bed, stay, move or
/// leave;
///             devices at the bed watch their vital signs and raise alarms by rule. A sign is
///             sampled every second near a limit, and no oftener than it can reach one far from it:
///             a step is taken only if the chance of a crossing inside it is below 1e-5.
/// Valid for   Units whose stays do not depend on how full they are.
/// Leaves out  Operations; limits adapted to single patients. Scores and emergency teams are next
///             door, in sim/people/observations.
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
  /// A device that is in use in this bed says what is not so: an alarm that ends when a nurse
  /// attends, or after `lasts`. kNone: it is not in use, or raises no alarms.
  flow::AlarmIndex forge(flow::BedIndex bed, flow::DeviceIndex device, Time lasts, Stream& random);
  /// The same of somebody who reads what the device sends: `as` says how it sounds, `real` whether it
  /// is right.
  flow::AlarmIndex report(flow::BedIndex bed, flow::DeviceIndex device, const flow::AlarmRule& as,
                          bool real, Time lasts, Stream& random);
  /// From now on a device of this bed draws so much of a full battery a second while it runs.
  void set_drain(flow::BedIndex bed, flow::DeviceIndex device, double per_second);
  /// The patient in this bed is treated (rates of recovery change) until stable again.
  void treat(flow::BedIndex bed);
  /// The stay in this bed ends now and goes on in another unit, the bed kept until one is free
  /// there. False, and nothing happens, for a patient who is already on the way elsewhere.
  bool transfer(flow::BedIndex bed, std::size_t unit);
  /// Whoever listens is called from within a process of the same simulation.
  void on_news(std::function<void(PatientNews, flow::BedIndex)> listener);

  // Patients whose ways are told by others (pathways). Call from a process, which is interrupted
  // when the patient dies in the bed.
  flow::PatientIndex come(std::size_t unit, std::uint64_t key);  ///< unit: whose patients are alike
  flow::BedIndex lie_down(flow::PatientIndex patient, std::size_t unit);  ///< a bed must be free
  void get_up(flow::BedIndex bed, bool died);
  bool dead(flow::PatientIndex patient) const;
  void forget(flow::PatientIndex patient);

  // What may change while the hospital runs, from sim.now() on.
  /// The unit's arrivals from outside come at `factor` times their rate. Above 1, others come in
  /// addition; below, some stay away: those who come anyway are the same persons.
  void scale_arrivals(std::size_t unit, double factor);
  /// Until then the unit takes nobody: patients from outside go elsewhere, those of other units
  /// stay in their beds and wait.
  void close(std::size_t unit, Time until);

  bool occupied(flow::BedIndex bed) const;
  flow::PatientIndex patient_in(flow::BedIndex bed) const;  ///< kNone when empty
  /// When the stay in an occupied bed began; before 0 for somebody found in it at the start.
  Time began(flow::BedIndex bed) const;
  /// The true value of a sign of the patient in an occupied bed, now.
  double vital_sign(flow::BedIndex bed, flow::VitalSign sign);
  // Of the patient in an occupied bed.
  const Course& course(flow::BedIndex bed) const;
  Condition condition(flow::BedIndex bed) const { return course(bed).condition(); }
  std::uint64_t key(flow::BedIndex bed) const;  ///< names the patient's randomness
  bool hypercapnic(flow::BedIndex bed) const;

  const UnitStatistics& statistics(std::size_t unit) const;
  /// Who came to the unit and who went, with those there now: in its beds, and waiting for one of
  /// them from outside. Whoever waits in a bed of another unit is there. Patients of pathways arrive
  /// as they lie down and leave as they get up.
  PatientLedger ledger(std::size_t unit) const;
  void restart_statistics();      ///< at the end of warm-up
  std::uint64_t samples() const;  ///< looks at a vital sign so far

  /// For tests: sample every second whatever the distance from a limit.
  void sample_every_second(bool on);
  /// For tests: the rate of arrhythmia alarms of the patient in the bed over that of all, whose
  /// expectation is 1.
  double alarm_factor(flow::BedIndex bed) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace wardtwin::people
