// Where the time of single patients went: by hand, against what the run counts, and in samples.
#include "sim/flow/patient_log.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "scenarios/run/flow_replication.h"

namespace wardtwin::test {
namespace {

using flow::PatientDoes, flow::PatientExit, flow::PatientStage, flow::PatientWay;

results::Replication run_day(std::string_view people, std::string_view record = "[moves]",
                             int replication = 0, std::string_view hours = "24") {
  const auto h = compiler::compile_text(
      fmt::format(
          "scenario: day\nformat: 1\nstarts: 00:00\nduration: {} h\nrecord: {}\npeople:\n{}", hours,
          record, people),
      "day.yaml");
  return run::run_flow(h, {5, static_cast<std::uint32_t>(replication)});
}

constexpr const char* kOneDoctor =
    "  resources: { doctor: { kind: staff, units: 1 }, bay: { kind: room, units: 2 } }\n"
    "  pathways:\n    p:\n      arrive: { at: [01:00, 01:10, 01:20], days: [mon] }\n"
    "      steps:\n"
    "        seen: { with: [bay, doctor], takes: 1 h, then: leave }\n";

// Two bays and one doctor: the second has a bay and waits for the doctor until 02:00, the third
// waits for a bay until then and for the doctor until 03:00.
TEST(PatientLog, TellsStagesByHand) {
  const auto r = run_day(kOneDoctor);
  const flow::PatientLog::Rows& p = r.history.patients;
  ASSERT_EQ(p.ways.size(), 3u);
  ASSERT_EQ(p.stages.size(), 6u);
  const auto is = [&](std::size_t i, std::uint32_t way, PatientDoes does, Time from, Time until,
                      std::uint32_t resource) {
    const PatientStage& s = p.stages[i];
    EXPECT_EQ(s.way, way) << i;
    EXPECT_EQ(s.does, does) << i;
    EXPECT_EQ(s.from, from) << i;
    EXPECT_EQ(s.until, until) << i;
    EXPECT_EQ(s.resource, resource) << i;
  };
  is(0, 0, PatientDoes::stays, 60min, 120min, flow::kNone);
  is(1, 1, PatientDoes::waits, 70min, 120min, 0);
  is(2, 1, PatientDoes::stays, 120min, 180min, flow::kNone);
  is(3, 2, PatientDoes::waits, 80min, 120min, 1);
  is(4, 2, PatientDoes::waits, 120min, 180min, 0);
  is(5, 2, PatientDoes::stays, 180min, 240min, flow::kNone);
  for (const PatientWay& w : p.ways) {
    EXPECT_EQ(w.exit, PatientExit::left);
    EXPECT_EQ(w.stands_for, 1u);
    EXPECT_EQ(w.left, w.timed);
  }
  // the third waits for a bay: one is with the patient who is seen, one with the one who waits
  const PatientStage& bay = p.stages[3];
  EXPECT_EQ(bay.line, 0u);
  EXPECT_EQ(bay.served, 0u);
  EXPECT_EQ(bay.in_use, 2u);
  EXPECT_EQ(bay.there, 2u);
  std::vector<int> waiting;
  for (const auto& h : p.holders)
    if (h.stage == 3) {
      EXPECT_EQ(h.patients, 1u);
      EXPECT_EQ(h.step, 0u);
      waiting.push_back(h.waiting);
    }
  std::ranges::sort(waiting);
  EXPECT_EQ(waiting, (std::vector<int>{0, 1}));
  // then for the doctor, who has gone to the second patient at the same instant
  EXPECT_EQ(p.stages[4].in_use, 1u);
  EXPECT_EQ(p.stages[4].line, 0u);
}

constexpr const char* kBusy =
    "  resources:\n    nurse: { kind: staff, units: 2 }\n    doctor: { kind: staff, shift_end: "
    "stop, roster: { day: { from: 06:00, to: 22:00, units: 3 }, night: { from: 22:00, to: 06:00, "
    "units: 1 } } }\n    bay: { kind: room, units: 6 }\n    lab: { kind: equipment, units: 1 }\n"
    "  pathways:\n    walk_in:\n      arrive: { every: exponential(mean 7 min) }\n      steps:\n"
    "        triage: { with: nurse, takes: exponential(mean 9 min), patience: exponential(mean 40 "
    "min), "
    "then: treat }\n"
    "        treat: { with: [bay, doctor], takes: exponential(mean 35 min), sends: [bloods], "
    "then: { wait: 60 %, leave: 40 % } }\n"
    "        bloods: { with: lab, takes: exponential(mean 8 min), then: leave }\n"
    "        wait: { joins: yes, takes: 2 min, then: leave }\n";

// Every way is told without a gap, to the nanosecond, and the stages of all together are what the
// run counts of its steps and resources.
TEST(PatientLog, StagesSumToTheTimeInSystemAndToWhatIsCounted) {
  const auto r = run_day(kBusy);
  const flow::PatientLog::Rows& p = r.history.patients;
  ASSERT_EQ(p.ways.size(), r.pathways[0].arrived);
  std::vector<Time> sum(p.ways.size()), at(p.ways.size());
  for (std::size_t i = 0; i < p.ways.size(); ++i) at[i] = p.ways[i].came;
  double waited_for_nurse = 0;
  std::uint64_t again = 0, others = 0;
  for (const PatientStage& s : p.stages) {
    EXPECT_EQ(s.from, at[s.way]);
    const Time until = s.until == kNever ? Time{24h} : s.until;
    EXPECT_GT(until, s.from);
    sum[s.way] += until - s.from;
    at[s.way] = until;
    again += s.does == PatientDoes::waits_again;
    others += s.does == PatientDoes::waits_for_others;
    const bool had = s.until != kNever && s.resource == 0 && s.does == PatientDoes::waits &&
                     p.ways[s.way].exit != PatientExit::unserved;
    if (had) waited_for_nurse += seconds(s.until - s.from);
  }
  std::map<PatientExit, std::uint64_t> ends;
  Time in_system{0};
  for (std::size_t i = 0; i < p.ways.size(); ++i) {
    const PatientWay& w = p.ways[i];
    EXPECT_EQ(sum[i], (w.left == kNever ? Time{24h} : w.left) - w.came);
    ++ends[w.exit];
    if (w.exit == PatientExit::left) in_system += w.left - w.came;
  }
  EXPECT_EQ(ends[PatientExit::left], r.pathways[0].left);
  EXPECT_EQ(ends[PatientExit::unserved], r.pathways[0].unserved);
  EXPECT_EQ(ends[PatientExit::there], r.pathways[0].there);
  EXPECT_GT(ends[PatientExit::unserved], 0u);
  EXPECT_EQ(static_cast<std::uint64_t>(in_system.count()), r.pathways[0].time.sum_ns());
  EXPECT_NEAR(waited_for_nurse, static_cast<double>(r.resources[0].wait.sum_ns()) / 1e9, 1e-3);
  EXPECT_GT(again, 0u);   // the shift ends under work
  EXPECT_GT(others, 0u);  // the laboratory is slow
}

// What a patient queued behind, against everything else that is in the log: all are in it.
TEST(PatientLog, LinesAndHoldersAgreeWithAllTheOtherWays) {
  const auto r = run_day(kBusy);
  const flow::PatientLog::Rows& p = r.history.patients;
  std::vector<std::uint32_t> held(p.stages.size());
  for (const auto& h : p.holders) held[h.stage] += h.units;
  std::size_t looked = 0;
  for (std::size_t i = 0; i < p.stages.size(); ++i) {
    const PatientStage& s = p.stages[i];
    if (s.does != PatientDoes::waits) continue;
    EXPECT_EQ(held[i], s.in_use);
    if (s.resource != 0) continue;  // only triage waits for the nurse, in order of coming
    ++looked;
    std::uint32_t line = 0;
    for (const PatientStage& o : p.stages)
      line += &o != &s && o.resource == 0 && o.does == PatientDoes::waits && o.from < s.from &&
              (o.until == kNever || o.until > s.from);
    EXPECT_EQ(s.line, line);
    std::uint32_t served = 0;  // those who began triage while it waited
    for (const PatientStage& o : p.stages)
      served += o.way != s.way && o.step == 0 && o.does == PatientDoes::stays && o.from > s.from &&
                s.until != kNever && o.from < s.until;
    if (s.until != kNever) {
      EXPECT_EQ(s.served, served);
    }
  }
  EXPECT_GT(looked, 20u);
}

TEST(PatientLog, IsKeptWhereItIsAskedForAndChangesNothing) {
  const auto with = run_day(kBusy), without = run_day(kBusy, "[alarms]"),
             later = run_day(kBusy, "[moves]", 1);
  EXPECT_TRUE(without.history.patients.ways.empty());
  EXPECT_TRUE(later.history.patients.ways.empty());
  EXPECT_EQ(with.event_hash, without.event_hash);
}

TEST(PatientLog, OfManyPatientsASampleIsKept) {
  const auto r = run_day(kBusy, "[moves]", 0, "2400");
  const flow::PatientLog::Rows& p = r.history.patients;
  ASSERT_LE(p.ways.size(), flow::PatientLog::kMost);
  EXPECT_GT(p.ways.size(), flow::PatientLog::kMost / 3);
  const std::uint64_t stands_for = p.ways[0].stands_for;
  EXPECT_GT(stands_for, 1u);
  const double all = static_cast<double>(r.pathways[0].arrived);
  const double expected = all / static_cast<double>(stands_for);
  EXPECT_NEAR(static_cast<double>(p.ways.size()), expected, 5 * std::sqrt(expected));
  EXPECT_TRUE(std::ranges::is_sorted(p.ways, {}, &PatientWay::came));
}

}  // namespace
}  // namespace wardtwin::test
