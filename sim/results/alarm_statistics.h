#pragma once

#include <array>
#include <cstdint>

#include "sim/base/histogram.h"
#include "sim/flow/flow.h"

namespace wardtwin::results {

/// How an alarm ended.
enum class AlarmEnd : std::uint8_t {
  delivered,   ///< reached a handset
  suppressed,  ///< the alarm manager's rule kept it (cleared within the hold time, priority not
               ///< pushed)
  lost,        ///< its message was lost; `cause` says why
  open,        ///< still on its way when the run ended
};
inline constexpr int kAlarmEnds = 4;
inline constexpr int kAlarmPriorities = 3;

/// One row of the alarm log.
struct AlarmRecord {
  flow::Alarm alarm;
  AlarmEnd end = AlarmEnd::open;
  flow::LossCause cause = flow::LossCause::not_attempted;  ///< only where end is lost
};

/// Counts and delays of the alarms of one priority. Constant in size, merged exactly.
struct AlarmsOfPriority {
  std::uint64_t raised = 0, real = 0, escalated = 0;
  std::array<std::uint64_t, kAlarmEnds> ended{};
  std::array<std::uint64_t, flow::kLossCauses> lost{};
  /// Later at the handset than the limit, by the stage that took longest; also those that were still
  /// on their way then when the run ended.
  std::array<std::uint64_t, flow::kAlarmStages> late{};
  std::array<Histogram, flow::kAlarmStages>
      since_device;  ///< device to this stage; detected, device: from onset
  std::array<Histogram, flow::kAlarmStages> step;  ///< previous stage that happened to this one

  std::uint64_t total_late() const;
  void merge(const AlarmsOfPriority& other);
};

struct AlarmStatistics {
  std::array<AlarmsOfPriority, kAlarmPriorities> priority;

  /// `late_after` is counted from the device to the handset; the run ends at `end`.
  void add(const AlarmRecord& record, Time late_after, Time end);
  void merge(const AlarmStatistics& other);
};

}  // namespace wardtwin::results

namespace wardtwin {

template <>
inline constexpr auto words<results::AlarmEnd> =
    std::array{Word{results::AlarmEnd::delivered, "delivered"},
               Word{results::AlarmEnd::suppressed, "suppressed"},
               Word{results::AlarmEnd::lost, "lost"}, Word{results::AlarmEnd::open, "open"}};

}  // namespace wardtwin
