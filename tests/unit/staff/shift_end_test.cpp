// What becomes of planned work that a shift has not done.
#include <gtest/gtest.h>

#include "sim/people/staff/staff.h"
#include "tests/unit/staff/ward.h"

namespace wardtwin::people {
namespace {

using test::Loop;
using Kind = StaffEvent::Kind;

constexpr Time kLength = 20min;

/// One nurse by day and one by night, records at the station in pieces of 20 min by day and none by
/// night: whatever the night does is left over from the day.
StaffSetup records_only(Undone rule, Time stays, double load = 0.97) {
  auto s = test::ward_setup(1, 1);
  auto& d = s.units[0].staff;
  d.hand_over = Time{0};
  d.practice = load;
  d.reference_beds = 28;
  d.night_demand = 0;
  d.documentation = 1;
  d.coordination = d.patient_care = d.medication = d.assessment = 0;
  d.documentation_length = kLength;
  d.length_sigma = 0;
  d.shift_end.documentation = rule;
  d.shift_end.stays = stays;
  return s;
}

struct Done {
  NurseStatistics day, night;
  std::vector<StaffEvent> events;

  double hours(const NurseStatistics& n) const {
    return seconds(n.spent[static_cast<std::size_t>(Activity::documentation)]) / 3600;
  }
  /// Tasks' time, whoever did them.
  double hours() const { return hours(day) + hours(night); }
};

Done run(StaffSetup setup, int days = 40) {
  Loop l(std::move(setup), {}, 0, 24h * (days + 1));
  l.run(24h * days);
  l.staff.settle();
  return {l.staff.statistics(0), l.staff.statistics(1), l.events};
}

constexpr double kHours = 20 / 60.0;  ///< of one task

TEST(ShiftEnd, DroppedTasksAreDoneByNobody) {
  const Done r = run(records_only(Undone::drop, 30min));
  EXPECT_GT(r.day.dropped, 20u);
  EXPECT_EQ(r.day.handed_on, 0u);
  EXPECT_EQ(r.day.overtime, Time{0});
  EXPECT_EQ(r.hours(r.night), 0);
  // of a task that is broken off a part has been done
  const auto whole = static_cast<double>(r.day.planned - r.day.dropped);
  EXPECT_GT(r.hours(), whole * kHours);
  EXPECT_LE(r.hours(), (whole + 40) * kHours);
}

TEST(ShiftEnd, WhatTheDayLeavesIsDoneByTheNight) {
  const Done r = run(records_only(Undone::hand_on, 30min));
  EXPECT_GT(r.day.handed_on, 20u);
  EXPECT_EQ(r.day.dropped + r.night.dropped + r.night.handed_on, 0u);
  EXPECT_NEAR(r.hours(r.night), static_cast<double>(r.day.handed_on) * kHours, 1e-9);
  EXPECT_NEAR(r.hours(), static_cast<double>(r.day.planned) * kHours, 1e-9);
  // begun tasks are finished by her who began them: at most one a shift
  EXPECT_GT(seconds(r.day.overtime), 0);
  EXPECT_LT(r.day.overtime, 40 * kLength);
  EXPECT_EQ(r.night.overtime, Time{0});
}

TEST(ShiftEnd, WithoutStayingTheRestOfATaskIsHandedOn) {
  const Done r = run(records_only(Undone::hand_on, 0s));
  EXPECT_EQ(r.day.overtime, Time{0});
  EXPECT_EQ(r.day.dropped, 0u);
  EXPECT_NEAR(r.hours(), static_cast<double>(r.day.planned) * kHours, 1e-9);
  EXPECT_LT(r.hours(r.night), static_cast<double>(r.day.handed_on) * kHours);
}

TEST(ShiftEnd, RecordsAreFinishedInOvertimeForAsLongAsSheStays) {
  const Done all = run(records_only(Undone::finish, 4h, 0.8));
  EXPECT_EQ(all.day.handed_on + all.day.dropped, 0u);
  EXPECT_EQ(all.hours(all.night), 0);
  EXPECT_NEAR(all.hours(), static_cast<double>(all.day.planned) * kHours, 1e-9);
  const Done some = run(records_only(Undone::finish, 30min, 0.8));
  EXPECT_GT(some.day.handed_on, 0u);
  EXPECT_NEAR(some.hours(some.night), static_cast<double>(some.day.handed_on) * kHours, 1e-9);
  EXPECT_LT(some.day.overtime, all.day.overtime);
  // she begins no task later than half an hour after her shift
  Time longest{0};
  for (const auto& e : some.events)
    if (e.kind == Kind::off_duty && e.nurse == 0)
      longest = std::max(longest, e.at % Time{24h} - 12h);
  EXPECT_GT(longest, 30min);
  EXPECT_LE(longest, 30min + kLength);
}

// Three times as much as there is time for: the night does what it can of the day's rest, and
// nobody carries what is left of that.
TEST(ShiftEnd, TasksAreHandedOnOnce) {
  const Done r = run(records_only(Undone::hand_on, 30min, 3), 20);
  EXPECT_NEAR(r.hours(r.night), 20 * 12, 20 * 2 * kHours);
  EXPECT_EQ(r.day.dropped, 0u);
  EXPECT_GT(r.night.dropped, 0u);
  EXPECT_EQ(r.night.handed_on, 0u);
  // done by night, or by nobody; the last day's rest still waits
  EXPECT_NEAR(static_cast<double>(r.day.handed_on),
              r.hours(r.night) / kHours + static_cast<double>(r.night.dropped), 60);
}

TEST(ShiftEnd, WhoStaysIsNotCalledToAlarms) {
  auto s = test::quiet_setup(1);
  auto& d = s.units[0].staff;
  d.practice = 1;
  d.reference_beds = 28;
  d.night_demand = 0;
  d.patient_care = 1;
  d.documentation = d.coordination = d.medication = d.assessment = 0;
  d.patient_care_length = 2h;
  d.length_sigma = 0;
  d.shift_end.patient_care = Undone::hand_on;
  auto& r = s.units[0].response;
  r.acknowledge_sigma = r.postpone_sigma = 0;
  r.postpone_high = 2min;
  r.break_off = Time{1};
  Loop l(s, {}, 0, 48h);
  // acknowledged by the day nurse, due when the night has begun; and one that rings then
  const auto before = l.alarm(12h - 1min, 0, flow::AlarmPriority::high);
  const auto after = l.alarm(12h + 10min, 5, flow::AlarmPriority::high);
  l.run(24h);
  Time left = kNever;
  for (const auto& e : l.events) {
    if (e.kind == Kind::off_duty && e.nurse == 0) left = std::min(left, e.at);
    if (e.kind == Kind::arrived) {
      EXPECT_EQ(e.nurse, 1u) << "alarm " << e.alarm;
    }
  }
  EXPECT_GT(left, 12h + 20min) << "she stays with a patient";
  EXPECT_LT(l.to(before, flow::AlarmStage::bedside), 5min);
  EXPECT_LT(l.to(after, flow::AlarmStage::bedside), 5min);
}

TEST(ShiftEnd, NursesWhoAreSentAwayHandTheirTasksToThoseWhoStay) {
  auto s = records_only(Undone::hand_on, 0s, 1);
  s.units[0].staff.day_nurses = 4;
  s.units[0].handsets = {100, 101, 102, 103};
  s.units[0].staff.reference_beds = 3;  // twice what four can do
  Loop l(s, {}, 0, 48h);
  l.run(6h);
  l.staff.limit(0, 1);
  l.run(6h + 1s);
  l.staff.settle();
  std::uint64_t handed = 0;
  for (flow::NurseIndex n = 1; n < 4; ++n) handed += l.staff.statistics(n).handed_on;
  EXPECT_GT(handed, 10u);
  EXPECT_EQ(l.staff.statistics(0).handed_on, 0u);
  const Time before = l.staff.statistics(0).spent[1];
  l.run(12h);
  l.staff.settle();
  EXPECT_EQ(l.staff.statistics(0).spent[1] - before, 6h - 1s) << "hers are now more than enough";
}

}  // namespace
}  // namespace wardtwin::people
