// Nurses who leave in the middle of a shift.
#include <set>

#include <gtest/gtest.h>

#include "sim/people/staff/staff.h"
#include "tests/unit/staff/ward.h"

namespace wardtwin::people {
namespace {

using test::Loop;

TEST(Staff, ThoseWhoStayTakeAllBedsAndAlarmsWhenOthersLeave) {
  Loop l(test::ward_setup(6, 4));
  for (int k = 0; k < 200; ++k)
    l.alarm(1min * (k + 1), static_cast<flow::BedIndex>(k % 28), flow::AlarmPriority::medium);
  l.run(100min);
  l.staff.limit(0, 2);
  for (auto& a : l.staff.assignments(4h)) {
    EXPECT_EQ(a.handsets.size(), 2u);
    l.manager.assign(std::move(a));
  }
  l.events.clear();
  l.run(4h);
  std::set<flow::NurseIndex> answered, left;
  for (const auto& e : l.events) {
    if (e.kind == StaffEvent::Kind::off_duty) left.insert(e.nurse);
    // a push that was under way may still ring where it went
    if (e.kind == StaffEvent::Kind::acknowledged && e.at > 110min) answered.insert(e.nurse);
  }
  EXPECT_EQ(left, (std::set<flow::NurseIndex>{2, 3, 4, 5}));
  EXPECT_EQ(answered, (std::set<flow::NurseIndex>{0, 1}));
  int open = 0;
  for (flow::AlarmIndex i = 0; i < 150; ++i) open += l.log[i].at[7] == kNever;
  EXPECT_LT(open, 15) << "alarms of the beds of those who left are answered";
  l.staff.settle();
  EXPECT_LT(l.staff.statistics(5).on_duty(), 130min);
  EXPECT_EQ(l.staff.statistics(1).on_duty(), 4h);
}

}  // namespace
}  // namespace wardtwin::people
