#include "sim/people/staff/staff.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "sim/base/error.h"
#include "sim/base/statistics.h"
#include "tests/unit/staff/ward.h"

namespace wardtwin::people {
namespace {

using flow::AlarmPriority;
using flow::AlarmStage;
using test::Loop;
using test::quiet_setup;
using test::ward_setup;
using Kind = StaffEvent::Kind;

/// No spread anywhere: 8 s to acknowledge, 31 s to set out, 46 s at the bed.
StaffSetup exact_setup() {
  auto s = quiet_setup();
  auto& r = s.units[0].response;
  r.acknowledge_sigma = r.postpone_sigma = r.attend_technical_sigma = 0;
  return s;
}

std::vector<StaffEvent> of(const Loop& l, Kind kind) {
  std::vector<StaffEvent> v;
  for (const auto& e : l.events)
    if (e.kind == kind) v.push_back(e);
  return v;
}

TEST(Staff, OneAlarmExactTimesFromRingToAttended) {
  Loop l(exact_setup());
  l.alarm(60s, 0, AlarmPriority::high, flow::AlarmKind::technical);
  l.run(10min);
  // server 100 us, uplink 5 ms, lookahead 10 ms
  const Time rang = 60s + 5ms + 100us + 10ms;
  const double metres = l.staff.map().metres(l.staff.map().middle(1), l.staff.map().bed(0));
  // station (32, 11) by its door (32, 14) to the door (8, 17) of bay 0, to the bed at (5.5, 19)
  EXPECT_NEAR(metres, 3 + std::hypot(24, 3) + std::hypot(2.5, 2), 1e-12);
  ASSERT_EQ(of(l, Kind::rang).size(), 1u);
  EXPECT_EQ(of(l, Kind::rang)[0].at, rang);
  EXPECT_EQ(of(l, Kind::acknowledged)[0].at, rang + 8s);
  EXPECT_EQ(of(l, Kind::set_out)[0].at, rang + 39s);
  EXPECT_EQ(of(l, Kind::arrived)[0].at, rang + 39s + from_seconds(metres / 1.2));
  EXPECT_EQ(of(l, Kind::attended)[0].at, rang + 39s + from_seconds(metres / 1.2) + 46s);
  EXPECT_EQ(l.manager.statistics().acknowledged, 1u);
  EXPECT_EQ(l.manager.statistics().escalated[1], 0u);
  l.staff.settle();
  EXPECT_NEAR(l.staff.statistics(0).metres, metres, 1e-9);
}

TEST(Staff, BedsAreSharedEvenlyAndNeighboursCoverEachOther) {
  kernel::Simulation sim;
  const Staff staff(sim, ward_setup(6, 4), {1, 0});
  const auto plan = staff.assignments(13h);
  ASSERT_EQ(plan.size(), 56u);  // 28 beds by day, and by night from 19:00
  std::map<flow::DeviceIndex, int> beds[2];
  for (const auto& a : plan) {
    const bool night = a.at > Time{0};
    EXPECT_EQ(a.at, night ? Time{12h} : Time{0});
    ++beds[night][a.handsets[0]];
    EXPECT_EQ(std::set(a.handsets.begin(), a.handsets.end()).size(), night ? 4u : 6u);
  }
  for (const auto& [handset, n] : beds[0]) EXPECT_TRUE(n == 4 || n == 5) << handset;
  for (const auto& [handset, n] : beds[1]) EXPECT_EQ(n, 7) << handset;
}

TEST(Staff, AlarmRungByDayIsAttendedByTheNightShiftWhenPostponedPastItsChange) {
  auto s = exact_setup();
  s.units[0].response.postpone_medium = 10min;
  Loop l(s);
  l.alarm(12h - 2min, 0, AlarmPriority::medium);
  l.run(13h);
  const auto acknowledged = of(l, Kind::acknowledged), arrived = of(l, Kind::arrived);
  ASSERT_EQ(acknowledged.size(), 1u);
  ASSERT_EQ(arrived.size(), 1u);
  EXPECT_LT(acknowledged[0].nurse, 6u);
  EXPECT_GE(arrived[0].nurse, 6u);
}

TEST(Staff, HighAlarmInterruptsAMediumOneWhichIsResumed) {
  auto s = exact_setup();
  auto& r = s.units[0].response;
  r.postpone_medium = r.postpone_high = Time{0};
  Loop l(s);
  const auto medium = l.alarm(60s, 0, AlarmPriority::medium, flow::AlarmKind::technical);
  const auto high = l.alarm(90s, 3, AlarmPriority::high, flow::AlarmKind::technical);
  l.run(20min);
  const auto attended = of(l, Kind::attended);
  ASSERT_EQ(attended.size(), 2u);
  EXPECT_EQ(attended[0].alarm, high);
  EXPECT_EQ(attended[1].alarm, medium);
  l.staff.settle();
  EXPECT_EQ(l.staff.statistics(0).interrupted, 1u);
  // both attended in full
  EXPECT_EQ(l.staff.statistics(0).spent[static_cast<std::size_t>(Activity::alarm)], 92s);
}

TEST(Staff, LowAlarmIsSeenAtTheNextVisitOnly) {
  Loop l(exact_setup());
  const auto low = l.alarm(60s, 0, AlarmPriority::low, flow::AlarmKind::technical);
  const auto high = l.alarm(30min, 0, AlarmPriority::high, flow::AlarmKind::technical);
  l.run(1h);
  EXPECT_EQ(l.to(low, AlarmStage::handset), kNever);
  EXPECT_EQ(l.log[low].at[7], l.log[high].at[7]);
  EXPECT_GT(l.log[low].at[7], 30min);
}

TEST(Staff, AlarmThatEndedIsNotVisitedUnlessHigh) {
  for (const bool high : {false, true}) {
    auto s = exact_setup();
    s.units[0].response.visits_cleared = 0;
    Loop l(s);
    const auto a = l.alarm(60s, 0, high ? AlarmPriority::high : AlarmPriority::medium);
    l.staff.cleared(a, 80s);
    l.run(1h);
    EXPECT_EQ(of(l, Kind::acknowledged).size(), 1u);
    EXPECT_EQ(of(l, Kind::arrived).size(), high ? 1u : 0u);
  }
}

/// Random alarms of all priorities for a day on a ward with planned work.
void run_day(Loop& l, Time gap, Time window, Time length = 24h) {
  Stream draws({7, 0}, 1, Purpose::test);
  for (Time t = 10s; t < length - 1h;
       t += from_seconds(seconds(gap) * standard_exponential(draws))) {
    const double u = draws.uniform();
    const auto priority = u < .05  ? AlarmPriority::high
                          : u < .6 ? AlarmPriority::medium
                                   : AlarmPriority::low;
    const auto kind = u < .3 ? flow::AlarmKind::parameter : flow::AlarmKind::technical;
    l.alarm(t, draws.below(28), priority, kind);
  }
  l.run(length, window);
}

TEST(Staff, WindowWidthDoesNotChangeAnyEvent) {
  std::vector<std::vector<StaffEvent>> runs;
  std::vector<std::size_t> pushes;
  for (const Time window : {Time{10ms}, Time{7ms}, Time{1ms}, Time{333us}}) {
    Loop l(ward_setup());
    run_day(l, 60s, window, 14h);  // over the change of shifts
    // windows end at different instants, so events of one instant may be listed in another order
    std::ranges::stable_sort(l.events, {}, &StaffEvent::at);
    runs.push_back(l.events);
    pushes.push_back(l.pushes.size());
  }
  ASSERT_GT(runs[0].size(), 2000u);
  for (std::size_t r = 1; r < runs.size(); ++r) {
    EXPECT_EQ(pushes[r], pushes[0]);
    ASSERT_EQ(runs[r].size(), runs[0].size());
    for (std::size_t i = 0; i < runs[0].size(); ++i) {
      ASSERT_EQ(runs[r][i].at, runs[0][i].at) << "event " << i;
      ASSERT_EQ(runs[r][i].kind, runs[0][i].kind) << "event " << i;
      ASSERT_EQ(runs[r][i].nurse, runs[0][i].nurse) << "event " << i;
    }
  }
}

TEST(Staff, NurseIsNeverInTwoPlacesAndWalksNoFasterThanSheCan) {
  Loop l(ward_setup());
  run_day(l, 60s, Loop::kLookahead);
  const auto& map = l.staff.map();
  struct Seen {
    Time at{0};
    Place place;
  };
  std::map<flow::NurseIndex, Seen> last;
  int moves = 0;
  for (const auto& e : l.events) {
    const bool at_bed =
        e.kind == Kind::arrived || e.kind == Kind::attended || e.kind == Kind::visited;
    if (e.kind == Kind::on_duty) last[e.nurse] = {e.at, map.middle(1)};
    if (!at_bed) continue;
    const Place here = map.bed(e.bed);
    const Seen& before = last.at(e.nurse);
    const double needed = map.metres(before.place, here) / 1.2;
    EXPECT_GE(seconds(e.at - before.at), needed - 1e-6) << "nurse " << e.nurse;
    if (needed > 0) ++moves;
    last[e.nurse] = {e.at, here};
  }
  EXPECT_GT(moves, 500);
}

TEST(Staff, EveryAlarmIsMetOnceAndTimeAddsUp) {
  Loop l(ward_setup());
  run_day(l, 60s, Loop::kLookahead);
  std::map<flow::AlarmIndex, int> arrived, acknowledged;
  for (const auto& e : l.events) {
    if (e.kind == Kind::arrived) ++arrived[e.alarm];
    if (e.kind == Kind::acknowledged) ++acknowledged[e.alarm];
  }
  for (const auto& [alarm, n] : arrived) EXPECT_EQ(n, 1) << alarm;
  for (const auto& [alarm, n] : acknowledged) EXPECT_EQ(n, 1) << alarm;
  const auto& m = l.manager.statistics();
  EXPECT_EQ(m.received,
            m.shown + m.cleared_before_push + m.forgotten_before_push + m.pushed + m.held);
  EXPECT_EQ(m.pushed, m.acknowledged + m.cleared + m.forgotten + m.open);
  EXPECT_EQ(m.escalated[0], m.pushed);
  l.staff.settle();
  Time day{0}, quarters{0}, busy{0}, not_idle{0};
  for (flow::NurseIndex n = 0; n < l.staff.nurses(); ++n) {
    const auto& s = l.staff.statistics(n);
    day += s.on_duty();
    not_idle += s.on_duty() - s.spent[0];
    EXPECT_GE(s.on_duty(), 12h - 1s);
    EXPECT_LT(s.on_duty(), 12h + 30min);  // an alarm may keep her past the end
  }
  for (const auto& q : l.staff.quarters(0)) quarters += q.on_duty, busy += q.busy;
  EXPECT_EQ(quarters, day);
  EXPECT_EQ(busy, not_idle);
}

TEST(Staff, AlarmFatigueSlowsAnswersOnlyWhereItIsSwitchedOn) {
  double mean[3];
  for (int i = 0; i < 3; ++i) {
    auto s = quiet_setup();
    s.units[0].response.fatigue = i > 0;
    Loop l(s);
    l.actionable = i == 2;
    Tally delay;
    for (int k = 0; k < 2000; ++k)
      l.alarm(30s * (k + 1), static_cast<flow::BedIndex>(k % 4), AlarmPriority::medium);
    l.run(20h);
    for (flow::AlarmIndex a = 0; a < 2000; ++a)
      if (l.log[a].at[6] != kNever) delay.add(std::log(seconds(l.log[a].at[6] - l.log[a].at[5])));
    mean[i] = std::exp(delay.mean());
  }
  EXPECT_EQ(mean[0], mean[2]);        // actionable alarms do not tire
  EXPECT_GT(mean[1], 1.2 * mean[0]);  // the factor is 2, less what escalation cuts off
}

TEST(Staff, PatientCareIsBrokenOffForHighAlarmsOnly) {
  // one nurse who is always at patient care; a task is far longer than the test
  auto s = exact_setup();
  auto& staff = s.units[0].staff;
  staff.day_nurses = staff.night_nurses = 1;
  staff.practice = 1;
  staff.documentation = staff.coordination = staff.medication = staff.assessment = 0;
  staff.patient_care = 1;
  staff.patient_care_length = 2h;
  staff.reference_beds = 1;  // 28 times more work than there is time
  staff.length_sigma = 0;
  s.units[0].response.postpone_medium = Time{0};
  s.units[0].response.break_off = Time{1};
  Loop l(s);
  const auto medium = l.alarm(1h, 0, AlarmPriority::medium);
  const auto high = l.alarm(1h + 5min, 4, AlarmPriority::high);
  l.run(6h);
  // the nurse begins a two-hour task in the first minutes
  EXPECT_LT(l.to(high, AlarmStage::bedside), 2min);
  EXPECT_GT(l.log[medium].at[7], 1h + 5min);
}

double documented(std::vector<StaffSetup::Spell> on_paper) {
  auto s = quiet_setup();
  s.units[0].staff.practice = 0.75;
  auto& def = s.units[0].staff;
  def.documentation = 0.25;
  def.coordination = def.patient_care = def.medication = def.assessment = 0;
  s.units[0].staff.on_paper = 3;
  s.on_paper = std::move(on_paper);
  Loop l(std::move(s));
  l.run(480h);
  l.staff.settle();
  double sum = 0, all = 0;
  for (flow::NurseIndex n = 0; n < l.staff.nurses(); ++n) {
    sum += seconds(l.staff.statistics(n).spent[static_cast<std::size_t>(Activity::documentation)]);
    for (std::size_t a = 1; a < kActivities; ++a) all += seconds(l.staff.statistics(n).spent[a]);
  }
  EXPECT_NEAR(l.staff.busy_seconds(0, 480h), all, 1e-6 * all) << "busy is any activity";
  EXPECT_LE(l.staff.busy_seconds(0, 480h + 1s) - all, 6.001) << "a second of all who are busy";
  return sum;
}

// The same tasks, three times as long; a shift leaves up to one of them undone.
TEST(Staff, DocumentationTakesLongerOnPaper) {
  const double screen = documented({}), paper = documented({{Time{0}, kNever}}),
               half = documented({{Time{0}, 240h}});
  EXPECT_GT(screen, 0);
  EXPECT_NEAR(paper / screen, 3, 0.1);
  EXPECT_NEAR(half / screen, 2, 0.1);
}

TEST(Staff, TooFewHandsetsAreAnError) {
  auto s = ward_setup();
  s.units[0].handsets.pop_back();
  kernel::Simulation sim;
  EXPECT_THROW(Staff(sim, s, {1, 0}), InputError);
}

}  // namespace
}  // namespace wardtwin::people
