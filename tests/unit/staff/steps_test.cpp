#include <gtest/gtest.h>

#include <map>

#include "sim/people/staff/staff.h"
#include "tests/unit/staff/ward.h"

namespace wardtwin::people {
namespace {

using test::Loop;
using test::ward_setup;

// Where a nurse is between two of her steps: on the straight line.
Position between(const std::vector<flow::NurseStep>& steps, flow::NurseIndex nurse, Time t) {
  const flow::NurseStep *last = nullptr, *next = nullptr;
  for (const auto& s : steps) {
    if (s.nurse != nurse) continue;
    if (s.at > t) {
      next = &s;
      break;
    }
    last = &s;
  }
  if (!last) return {};
  Position p = last->where;
  if (!next || next->at == last->at) return p;
  const double share = seconds(t - last->at) / seconds(next->at - last->at);
  p.x += share * (next->where.x - p.x);
  p.y += share * (next->where.y - p.y);
  return p;
}

TEST(NurseSteps, LieOnTheWayTheNursesWalk) {
  Loop l(ward_setup());
  l.staff.note_steps();
  // high alarms break into walks and work
  for (std::uint32_t i = 0; i < 60; ++i)
    l.staff.ring({i, i * 5 % 28, i % 3 ? flow::AlarmPriority::medium : flow::AlarmPriority::high,
                  flow::AlarmKind::parameter, true},
                 100 + i % 6, 0, Time{3min} * i);
  struct Seen {
    Time at;
    flow::NurseIndex nurse;
    Position where;
  };
  std::vector<Seen> seen;
  int walking = 0;
  for (Time t{0}; t < 3h; t += 7s) {
    l.sim.run_until(t);
    for (flow::NurseIndex n = 0; n < l.staff.nurses(); ++n)
      if (l.staff.on_duty(n, t)) seen.push_back({t, n, l.staff.place(n).at});
  }
  l.sim.run_until(4h);
  const auto steps = l.staff.take_steps();
  for (std::size_t i = 1; i < steps.size(); ++i) EXPECT_LE(steps[i - 1].at, steps[i].at);
  for (const Seen& s : seen) {
    const Position p = between(steps, s.nurse, s.at);
    // times are whole nanoseconds, a nurse walks about 1 m/s
    EXPECT_NEAR(p.x, s.where.x, 1e-6) << "nurse " << s.nurse << " at " << seconds(s.at);
    EXPECT_NEAR(p.y, s.where.y, 1e-6) << "nurse " << s.nurse << " at " << seconds(s.at);
  }
  for (const auto& s : steps) walking += s.doing == static_cast<std::uint8_t>(Activity::walking);
  EXPECT_GT(walking, 100);
}

TEST(NurseSteps, AreNotedOnlyWhenAskedFor) {
  Loop l(ward_setup());
  l.sim.run_until(1h);
  EXPECT_TRUE(l.staff.take_steps().empty());
}

}  // namespace
}  // namespace wardtwin::people
