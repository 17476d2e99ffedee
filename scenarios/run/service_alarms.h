#pragma once

#include <set>
#include <vector>

#include "scenarios/compiler/hospital.h"
#include "sim/people/patients/patients.h"

namespace wardtwin::run {

/// Alarms that answers of services raise.
///
/// Model       Answers are about the monitored beds of the service's units in turn. One about a
///             patient who is not stable raises an alarm with the service's sensitivity, one about a
///             stable patient with its rate of false positives; of one patient none comes sooner
///             than `again_after` after the last. It ends when a nurse attends, at the latest then.
/// Valid for   Programs that look at one patient at a time.
/// Leaves out  How sure the program is; what the alarm's text helps; that it sees the patient as of
///             the request, not of the answer a moment later.
/// Checked by  tests/scenario/service_alarms_test.cpp
class ServiceAlarms {
 public:
  ServiceAlarms(const compiler::Hospital& hospital, Seed seed);

  /// An answer of flow `flow` is there: call it from within a process of the patients.
  void answer(people::Patients& patients, std::uint32_t flow, Time now);
  /// Did a service raise it, and no device?
  bool raised(flow::AlarmIndex alarm) const { return raised_.contains(alarm); }
  const std::set<flow::AlarmIndex>& all() const { return raised_; }

 private:
  struct Turn {
    std::size_t next = 0;  ///< of `watched`
    Stream lot, sound;
    flow::AlarmRule rule;
    std::vector<Time> quiet_until;  ///< by place in `watched`
  };
  const compiler::Hospital* hospital_;
  std::vector<Turn> turns_;  ///< by flow
  std::set<flow::AlarmIndex> raised_;
};

}  // namespace wardtwin::run
