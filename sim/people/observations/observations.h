#pragma once

#include <memory>
#include <vector>

#include "sim/base/histogram.h"
#include "sim/people/observations/observation_def.h"
#include "sim/people/patients/news2.h"
#include "sim/people/patients/patients.h"
#include "sim/people/staff/staff.h"

namespace wardtwin::people {

struct ObservationsSetup {
  Seed seed;
  Time clock_at_start{0};
  std::vector<ObservationDef> units;  ///< by unit
  EscalationDef escalation;
  std::size_t transfers_to = flow::kNone;  ///< unit

  bool any() const;
};

/// What happened in one unit since the statistics were last restarted.
struct ObservationStatistics {
  std::uint64_t admissions = 0;
  std::uint64_t sets = 0, after_alarms = 0;    ///< of these, because of an alarm
  Histogram late;                              ///< s from due to done
  std::array<std::uint64_t, 4> scores{};       ///< sets with 0, 1-4, 5-6 or red, 7 and more
  std::array<std::uint64_t, 21> first{};       ///< by score, sets on admission
  std::uint64_t urgent = 0, emergency = 0;     ///< calls to a doctor
  Histogram review;                            ///< s from the call's end to the doctor at the bed
  std::uint64_t reviewed_in_time = 0;          ///< within 60 min (urgent) or 30 min (emergency)
  std::uint64_t team_calls = 0;                ///< arrests included
  std::uint64_t called = 0, called_again = 0;  ///< patients with one call, with two or more
  std::uint64_t episodes = 0, recognised = 0;  ///< true deteriorations that began; were called for
  std::uint64_t passed_unseen = 0;             ///< ended, or the patient left, before
  std::uint64_t arrests = 0, arrests_unseen = 0;
  std::uint64_t transfers = 0;
  Histogram detection;  ///< s from the true onset to the set that calls for help
};

struct ResponderStatistics {
  double hours = 0, busy = 0;  ///< on duty, and of these at work or on the way
  std::uint64_t calls = 0;
};

/// Sets of observations, their scores, and who is called.
///
/// Model       A set is an errand of the bed's nurse, due by the score of the last one; the score
///             calls a doctor or the medical emergency team, for whom patients wait; who finds a
///             deteriorating patient treats. A review that finds none accepts the score for a while.
/// Valid for   Adult wards; two shifts of doctors.
/// Leaves out  Doctors' other work (it is in the time until they come), clinical concern without a
///             score, sets not taken at night, limits of treatment, wrong scores, SpO2 under oxygen.
/// Checked by  tests/unit/observations/observations_test.cpp,
///             tests/validation/patients/early_warning_test.cpp
class Observations {
 public:
  /// Listens to `patients` and `staff`; make it before the simulation runs.
  Observations(const ObservationsSetup& setup, kernel::Simulation& sim, Patients& patients,
               Staff& staff);
  ~Observations();
  Observations(const Observations&) = delete;
  Observations& operator=(const Observations&) = delete;

  const ObservationStatistics& statistics(std::size_t unit) const;
  ResponderStatistics doctors() const;
  ResponderStatistics teams() const;
  void restart_statistics();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace wardtwin::people
