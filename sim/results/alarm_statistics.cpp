#include "sim/results/alarm_statistics.h"

#include <numeric>

namespace wardtwin::results {

std::uint64_t AlarmsOfPriority::total_late() const {
  return std::accumulate(late.begin(), late.end(), std::uint64_t{0});
}

void AlarmsOfPriority::merge(const AlarmsOfPriority& other) {
  raised += other.raised;
  real += other.real;
  escalated += other.escalated;
  for (std::size_t i = 0; i < ended.size(); ++i) ended[i] += other.ended[i];
  for (std::size_t i = 0; i < lost.size(); ++i) lost[i] += other.lost[i];
  for (std::size_t i = 0; i < late.size(); ++i) {
    late[i] += other.late[i];
    since_device[i].merge(other.since_device[i]);
    step[i].merge(other.step[i]);
  }
}

void AlarmStatistics::add(const AlarmRecord& record, Time late_after, Time end) {
  const flow::Alarm& alarm = record.alarm;
  AlarmsOfPriority& p = priority[static_cast<std::size_t>(alarm.priority)];
  ++p.raised;
  p.real += alarm.real;
  p.escalated += alarm.escalations > 0;
  ++p.ended[static_cast<std::size_t>(record.end)];
  if (record.end == AlarmEnd::lost) ++p.lost[static_cast<std::size_t>(record.cause)];

  constexpr auto kDevice = static_cast<std::size_t>(flow::AlarmStage::device);
  constexpr auto kHandset = static_cast<std::size_t>(flow::AlarmStage::handset);
  const Time announced = alarm.at[kDevice] == kNever ? alarm.onset : alarm.at[kDevice];
  Time previous = alarm.onset, longest{-1};
  std::size_t slowest = 0, reached = kDevice;
  for (std::size_t stage = 0; stage < alarm.at.size(); ++stage) {
    const Time at = alarm.at[stage];
    if (at == kNever) continue;
    p.since_device[stage].add(at - (stage > kDevice ? announced : alarm.onset));
    p.step[stage].add(at - previous);
    if (stage > kDevice && stage <= kHandset && at - previous > longest) {
      longest = at - previous;
      slowest = stage;
    }
    if (stage <= kHandset) reached = std::max(reached, stage);
    previous = at;
  }
  const Time at_handset = alarm.at[kHandset];
  if (at_handset != kNever && at_handset - announced > late_after) ++p.late[slowest];
  // one that is under way waits for its next stage
  if (record.end == AlarmEnd::open && at_handset == kNever && end - announced > late_after)
    ++p.late[std::min(reached + 1, kHandset)];
}

void AlarmStatistics::merge(const AlarmStatistics& other) {
  for (std::size_t i = 0; i < priority.size(); ++i) priority[i].merge(other.priority[i]);
}

}  // namespace wardtwin::results
