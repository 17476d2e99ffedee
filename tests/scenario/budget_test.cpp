// Error budgets: what a limit on a share allows in one run, what was spent, what is left.
#include <cmath>

#include <gtest/gtest.h>

#include "scenarios/compiler/hospital.h"
#include "scenarios/report/report.h"
#include "scenarios/run/model.h"
#include "scenarios/run/replication.h"
#include "scenarios/run/requirements.h"

namespace wardtwin::run {
namespace {

/// A full ward whose core switch is down for half an hour of ten hours.
results::Results judged(const std::string& requirements) {
  const auto h = compiler::compile_file(
      WARDTWIN_ROOT "/tests/scenario/good/small_ward.yaml",
      std::vector<std::string>{"duration=10 h", "people.units.ward.patients.arrivals.hourly=[20]",
                               // what has ended before it could be told would be held back
                               "platform.alarm_manager.rules.hold_medium=0 s",
                               "faults=[{ at: 12:00, what: core, for: 30 min }]",
                               "requirements=" + requirements});
  check_requirements(h);
  results::Results r;
  r.model = model_of(h);
  for (std::uint32_t k = 0; k < 3; ++k) {
    ReplicationOptions options;
    options.seed = {7, k};
    r.replications.push_back(Replication(h, options).run());
  }
  r.requirements = judge_requirements(h, r);
  return r;
}

TEST(Budget, OfMinutesByHand) {
  const auto r = judged(
      "{ seen: { what: availability of ward, must: mean >= 0.98 }, "
      "blind: { what: blind share, must: mean <= 0.01 } }");
  double monitored = 0, blind = 0;
  for (const auto& rep : r.replications) {
    monitored += rep.units[0].monitored_min / 3;
    blind += rep.units[0].blind_min / 3;
  }
  // four beds, always full: ten hours each under a monitor, half an hour of it unseen
  EXPECT_NEAR(monitored, 4 * 600, 60);
  EXPECT_NEAR(blind, 4 * 30, 6);
  int budgets = 0;
  for (const auto& q : r.requirements) {
    if (!q.name.starts_with("seen") && !q.name.starts_with("blind")) continue;  // the ward's own
    ++budgets;
    const double limit = q.name.starts_with("seen") ? 0.02 : 0.01;
    EXPECT_EQ(q.budget.unit, "min");
    EXPECT_NEAR(q.budget.allowed, limit * monitored, 1e-9 * monitored);
    EXPECT_NEAR(q.budget.spent, blind, 1e-9 * blind);
    EXPECT_NEAR(q.budget.left(), limit * monitored - blind, 1e-6);
    EXPECT_LT(q.budget.left(), 0) << "an outage of a twentieth of the time is more than allowed";
    EXPECT_LE(q.budget.low, q.budget.spent);
    EXPECT_GE(q.budget.high, q.budget.spent);
  }
  EXPECT_EQ(budgets, 2);
  const std::string text = report::text_summary(r);
  EXPECT_NE(text.find("Error budgets"), std::string::npos);
  EXPECT_NE(report::json_summary(r).find("\"allowed\": "), std::string::npos)
      << report::json_summary(r).substr(0, 2000);
}

TEST(Budget, OfAlarmsAndOfWhatHasNone) {
  const auto r = judged(
      "{ lost: { what: medium alarms late, must: share <= 0.1 }, "
      "load: { what: nurse load, must: mean <= 0.9 }, "
      "soon: { what: medium alarms to handset, must: p99 <= 10 s } }");
  double raised = 0, late = 0;
  for (const auto& rep : r.replications) {
    const auto& p =
        rep.alarm_statistics.priority[static_cast<std::size_t>(flow::AlarmPriority::medium)];
    raised += static_cast<double>(p.raised) / 3;
    late += static_cast<double>(p.total_late()) / 3;
  }
  EXPECT_GT(late, 0) << "alarms of half an hour wait at the gateway";
  for (const auto& q : r.requirements) {
    if (!q.name.starts_with("lost")) {
      EXPECT_TRUE(q.budget.unit.empty() && std::isnan(q.budget.allowed)) << q.name;
      continue;
    }
    EXPECT_EQ(q.budget.unit, "alarms");
    EXPECT_NEAR(q.budget.allowed, 0.1 * raised, 1e-9 * raised);
    EXPECT_NEAR(q.budget.spent, late, 1e-9);
  }
}

}  // namespace
}  // namespace wardtwin::run
