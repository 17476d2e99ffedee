// What counts as late, and what a limit on a share allows.
#include <gtest/gtest.h>

#include "sim/results/alarm_statistics.h"

namespace wardtwin::results {
namespace {

using flow::AlarmStage;

AlarmRecord alarm(Time device, Time gateway, Time handset, AlarmEnd end) {
  AlarmRecord r;
  r.alarm.onset = device;
  r.alarm.priority = flow::AlarmPriority::high;
  r.alarm.at[static_cast<std::size_t>(AlarmStage::device)] = device;
  r.alarm.at[static_cast<std::size_t>(AlarmStage::radio)] = device;
  r.alarm.at[static_cast<std::size_t>(AlarmStage::gateway)] = gateway;
  r.alarm.at[static_cast<std::size_t>(AlarmStage::handset)] = handset;
  r.end = end;
  return r;
}

std::uint64_t late_at(const AlarmStatistics& s, AlarmStage stage) {
  return s.priority[0].late[static_cast<std::size_t>(stage)];
}

// Hours at a gateway are no loss, but late; so is what still waits there when the run ends.
TEST(Late, CountsWhatComesLateAndWhatIsStillUnderWay) {
  AlarmStatistics s;
  const Time end = 10h;
  s.add(alarm(1h, 1h + 1s, 1h + 2s, AlarmEnd::delivered), 10s, end);
  EXPECT_EQ(s.priority[0].total_late(), 0u);
  s.add(alarm(1h, 3h, 3h + 1s, AlarmEnd::delivered), 10s, end);
  EXPECT_EQ(late_at(s, AlarmStage::gateway), 1u);
  s.add(alarm(9h, kNever, kNever, AlarmEnd::open), 10s, end);
  EXPECT_EQ(late_at(s, AlarmStage::gateway), 2u) << "it waits for its gateway";
  s.add(alarm(9h, 9h + 1s, kNever, AlarmEnd::open), 10s, end);
  EXPECT_EQ(late_at(s, AlarmStage::manager), 1u);
  s.add(alarm(end - 5s, kNever, kNever, AlarmEnd::open), 10s, end);  // there is time left
  s.add(alarm(9h, kNever, kNever, AlarmEnd::lost), 10s, end);        // is counted as lost
  EXPECT_EQ(s.priority[0].total_late(), 3u);
  EXPECT_EQ(s.priority[0].raised, 6u);
  AlarmStatistics strict;
  strict.add(alarm(1h, 1h + 1s, 1h + 2s, AlarmEnd::delivered), 1s, end);
  EXPECT_EQ(strict.priority[0].total_late(), 1u) << "the limit is what is set";
}

}  // namespace
}  // namespace wardtwin::results
