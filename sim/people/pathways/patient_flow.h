#pragma once

#include <array>
#include <memory>
#include <vector>

#include "sim/base/histogram.h"
#include "sim/base/statistics.h"
#include "sim/flow/patient_log.h"
#include "sim/kernel/process.h"
#include "sim/people/pathways/pathway_setup.h"
#include "sim/people/patients/patients.h"

namespace wardtwin::people {

inline constexpr std::size_t kQuarters = 96;  ///< quarter-hours of a day

/// What a resource counts, from the end of warm-up on. Areas are unit-seconds.
struct ResourceStatistics {
  Histogram wait;            ///< of those who got it
  std::uint64_t waited = 0;  ///< of these, those who did not get it at once
  double busy = 0;           ///< in use
  double on_duty = 0;        ///< there by roster, closures taken off
  double overtime = 0;       ///< in use beyond those on duty
  double work = 0;           ///< lengths of the steps begun, times units
  double queue = 0;          ///< patients waiting
  double queue_max = 0;
  std::vector<double> levels;  ///< seconds with exactly k units in use (beds and unlimited ones)
  std::array<double, kQuarters> busy_at{}, on_duty_at{};  ///< by quarter-hour of the day (staff)
  std::array<double, kQuarters> seconds_at{};             ///< counted of that quarter-hour
};

struct StepStatistics {
  std::uint64_t begun = 0, unserved = 0, turned_away = 0;
  Histogram wait;     ///< from coming to the step until all it needs is there
  double inside = 0;  ///< patients in the step, patient-seconds
};

struct PathwayStatistics {
  std::uint64_t there_at_start = 0;  ///< at the end of warm-up
  std::uint64_t arrived = 0, left = 0, died = 0, unserved = 0, turned_away = 0, no_show = 0,
                returned = 0, there = 0;
  std::uint64_t in_target = 0;  ///< of those in `time`
  Histogram time;               ///< in system, of those who left, died or stopped the clock
};

struct FlowStatistics {
  std::vector<ResourceStatistics> resources;
  std::vector<StepStatistics> steps;
  std::vector<PathwayStatistics> pathways;
};

/// Patients on pathways through queues for shared resources.
///
/// Model       Each patient is a process that takes steps: waits in one line after the other for
///             what the step needs, stays, gives back, goes on by chance, class or time of day.
///             Arrivals by a law, by a Poisson process of varying rate (exact thinning), or by a
///             list. Rosters change the number of units; work under way is finished in overtime or
///             taken up again later. A patient keeps the place in a line while what is held
///             elsewhere is taken away.
/// Valid for   Any number of patients; at most 8 resources held at a time.
/// Leaves out  Walking and transport, unless a step is made of them; staff of several skills who
///             swap tasks; a step that takes whichever of two resources is free.
/// Checked by  tests/validation/pathways/ladder_test.cpp,
///             tests/unit/pathways/pathways_test.cpp,
///             tests/reproduction/monks2016_test.cpp
///
/// Patients are conserved, which is checked at the end of every run: there at the start + arrived =
/// left + died + unserved + turned away + still there.
class PatientFlow {
 public:
  /// With `patients`, whoever begins a step holding a bed of the building lies in it from then on,
  /// under its devices, until the bed is given back; who arrests there dies on the pathway, too.
  PatientFlow(const PathwaysSetup& setup, kernel::Simulation& sim, Patients* patients = nullptr);
  ~PatientFlow();
  PatientFlow(const PatientFlow&) = delete;
  PatientFlow& operator=(const PatientFlow&) = delete;

  /// Counts up to sim.now(); call it once, at the end.
  FlowStatistics finish();
  /// Tells it of every patient from now on, but of those found at the start. Call it before the run.
  void keep_log(flow::PatientLog* log);
  /// Units of a resource in use, and patients waiting for it, now.
  int in_use(ResourceIndex resource) const;
  std::size_t waiting(ResourceIndex resource) const;

  struct Impl;

 private:
  std::unique_ptr<Impl> impl_;
};

/// Units on duty at a clock time that counts from Monday 00:00.
int on_duty(const ResourceDef& resource, Time week_time);

}  // namespace wardtwin::people
