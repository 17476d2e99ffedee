// A run depends on scenario, seed and replication, and on nothing else: not on threads, not on the
// width of the windows, not on the build type (the hash is a constant here, and CI runs this in
// several builds).
#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "scenarios/compiler/hospital.h"
#include "scenarios/run/replication.h"
#include "scenarios/run/run.h"

namespace wardtwin::run {
namespace {

constexpr auto kScenario = WARDTWIN_ROOT "/tests/determinism/accelerated.yaml";

/// What accelerated.yaml gave when it was last looked at. Any change of a model, of a default, of a
/// random stream or of the order of draws may change it; threads, windows, optimisation and
/// sanitizers may not.
constexpr std::uint64_t kPinned = 0x6db60f0f57dcdabd;

compiler::Hospital compiled(std::vector<std::string> sets = {}) {
  return compiler::compile_file(kScenario, sets);
}

results::Replication replication(const compiler::Hospital& h, int threads = 1,
                                 std::uint64_t seed = 11, std::uint32_t number = 0) {
  ReplicationOptions options;
  options.seed = {seed, number};
  options.threads = threads;
  return Replication(h, options).run();
}

std::string time_text(Time t) { return t == kNever ? "never" : fmt::format("{} ns", t.count()); }

// The first alarm, link change or count in which two runs differ, in words.
std::string first_difference(const results::Replication& a, const results::Replication& b) {
  for (std::size_t i = 0; i < std::min(a.alarms.size(), b.alarms.size()); ++i) {
    const flow::Alarm &x = a.alarms[i].alarm, &y = b.alarms[i].alarm;
    if (x.onset != y.onset || x.device != y.device)
      return fmt::format("alarm {}: device {} at {} or device {} at {}", i, x.device,
                         time_text(x.onset), y.device, time_text(y.onset));
    for (const auto& stage : words<flow::AlarmStage>) {
      const auto s = static_cast<std::size_t>(stage.value);
      if (x.at[s] != y.at[s])
        return fmt::format("alarm {} of device {}, {}: {} or {}", i, x.device, stage.word,
                           time_text(x.at[s]), time_text(y.at[s]));
    }
    if (x.nurse != y.nurse) return fmt::format("alarm {}: nurse {} or {}", i, x.nurse, y.nurse);
  }
  if (a.alarms.size() != b.alarms.size())
    return fmt::format("{} alarms or {}", a.alarms.size(), b.alarms.size());
  for (std::size_t i = 0; i < std::min(a.link_changes.size(), b.link_changes.size()); ++i) {
    const flow::LinkChange &x = a.link_changes[i], &y = b.link_changes[i];
    if (x.at != y.at || x.device != y.device || x.connected != y.connected)
      return fmt::format("link change {}: device {} at {} or device {} at {}", i, x.device,
                         time_text(x.at), y.device, time_text(y.at));
  }
  for (std::size_t f = 0; f < a.flows.size(); ++f) {
    const auto &x = a.flows[f].ledger, &y = b.flows[f].ledger;
    if (x.generated != y.generated || x.delivered != y.delivered || x.lost != y.lost)
      return fmt::format("flow {}: generated {} or {}, delivered {} or {}", f, x.generated,
                         y.generated, x.delivered, y.delivered);
    if (a.flows[f].delay.sum_ns() != b.flows[f].delay.sum_ns())
      return fmt::format("delays of flow {}", f);
  }
  return "nothing that alarms, links and flows show";
}

std::uint64_t total(const results::Replication& r, std::uint64_t flow::Ledger::* of) {
  std::uint64_t sum = 0;
  for (const auto& f : r.flows) sum += f.ledger.*of;
  return sum;
}

// Without the things that could make runs differ, that they do not differ would say nothing.
TEST(Determinism, TheScenarioHasWhatCouldDiffer) {
  const compiler::Hospital h = compiled();
  const auto r = replication(h);
  std::size_t escalated = 0, roamed = 0, silent = 0, at_bedside = 0;
  for (const auto& a : r.alarms) {
    escalated += a.alarm.escalations > 0;
    at_bedside += a.alarm.at[static_cast<std::size_t>(flow::AlarmStage::bedside)] != kNever;
    silent += a.alarm.at[static_cast<std::size_t>(flow::AlarmStage::device)] == kNever;
  }
  for (const auto& c : r.link_changes) roamed += c.connected;
  EXPECT_GT(r.alarms.size(), 50u);
  EXPECT_GT(escalated, 10u);
  EXPECT_GT(at_bedside, 20u);
  EXPECT_GT(roamed, 10u);
  EXPECT_GT(r.alarm_manager.acknowledged, 20u);
  EXPECT_GT(total(r, &flow::Ledger::generated), 20'000u);
  for (std::size_t g = 0; g < r.gateways.size(); ++g) EXPECT_GT(r.gateways[g].processed, 1000u);
  EXPECT_GT(h.wifi->cells.size(), 1u) << "threads need cells of their own";
  RecordProperty("silences", static_cast<int>(silent));
}

TEST(Determinism, ThreadsChangeNothing) {
  const compiler::Hospital h = compiled();
  const auto one = replication(h, 1);
  for (const int threads : {2, 8}) {
    const auto more = replication(h, threads);
    EXPECT_EQ(more.event_hash, one.event_hash)
        << threads << " threads: " << first_difference(one, more);
  }
}

TEST(Determinism, TheWidthOfTheWindowChangesNothing) {
  for (std::uint64_t seed = 11; seed < 17; ++seed) {
    const auto widest = replication(compiled(), 1, seed);
    for (const auto* width : {"1 ms", "2 ms", "5 ms", "7 ms"}) {
      const auto h = compiled({fmt::format("clock.window={}", width)});
      const auto r = replication(h, 1, seed);
      EXPECT_EQ(r.event_hash, widest.event_hash)
          << "seed " << seed << ", windows of " << width << ": " << first_difference(widest, r);
    }
  }
}

// While nothing can act back, stages run far ahead. How far must not show; with `longest_window` at
// the width of a window, none is ever longer than that.
TEST(Determinism, HowFarStagesRunAheadChangesNothing) {
  for (std::uint64_t seed = 11; seed < 17; ++seed) {
    const auto fixed = replication(compiled({"clock.longest_window=10 ms"}), 1, seed);
    for (const auto* longest : {"23 ms", "100 ms", "250 ms", "1 s", "10 s"})
      for (const auto* width : {"10 ms", "3 ms"}) {
        const auto h = compiled({fmt::format("clock.longest_window={}", longest),
                                 fmt::format("clock.window={}", width)});
        const auto r = replication(h, 1, seed);
        EXPECT_EQ(r.event_hash, fixed.event_hash)
            << "seed " << seed << ", windows of " << width << " up to " << longest << ": "
            << first_difference(fixed, r);
      }
  }
}

// With observations nurses have other work, and the rest follows; widths of windows still do not show.
// Without them nothing of this is there: TheHashIsTheSameInEveryBuild is about that.
TEST(Determinism, ObservationsChangeTheRunAndNoWindowChangesObservations) {
  const std::vector<std::string> staffed{"people.units.ward.staff.day=10",
                                         "people.units.ward.staff.night=10"};
  std::vector<std::string> often = staffed;
  for (const auto* set :
       {"on=yes", "at_0=1 min", "at_1_to_4=1 min", "at_5_or_red=1 min", "set_length=20 s"})
    often.push_back(fmt::format("people.units.ward.observations.{}", set));
  const auto r = replication(compiled(often));
  ASSERT_EQ(r.early_warning.size(), 1u);
  EXPECT_GT(r.early_warning[0].sets, 3u);
  EXPECT_NE(r.event_hash, replication(compiled(staffed)).event_hash);
  for (const auto* width : {"1 ms", "7 ms"}) {
    std::vector<std::string> sets = often;
    sets.push_back(fmt::format("clock.window={}", width));
    const auto other = replication(compiled(sets));
    EXPECT_EQ(other.event_hash, r.event_hash) << width << ": " << first_difference(r, other);
    EXPECT_EQ(other.early_warning[0].sets, r.early_warning[0].sets);
    EXPECT_EQ(other.early_warning[0].late.sum_ns(), r.early_warning[0].late.sum_ns());
  }
}

TEST(Determinism, TheLookaheadIsPartOfTheModelAndSeedsDiffer) {
  const auto r = replication(compiled());
  EXPECT_NE(replication(compiled({"clock.lookahead=20 ms"})).event_hash, r.event_hash);
  EXPECT_NE(replication(compiled(), 1, 12).event_hash, r.event_hash);
  EXPECT_NE(replication(compiled(), 1, 11, 1).event_hash, r.event_hash);
}

TEST(Determinism, ReplicationsDoNotDependOnWhichRunWithThem) {
  const compiler::Hospital h = compiled();
  Options alone, together;
  alone.replications = together.replications = 3;
  together.jobs = 3;
  const results::Results a = run(h, alone).results, b = run(h, together).results;
  ASSERT_EQ(a.replications.size(), 3u);
  ASSERT_EQ(b.replications.size(), 3u);
  for (std::uint32_t k = 0; k < 3; ++k) {
    EXPECT_EQ(a.replications[k].event_hash, b.replications[k].event_hash) << k;
    EXPECT_EQ(a.replications[k].event_hash, replication(h, 1, 11, k).event_hash) << k;
  }
}

TEST(Determinism, TheHashIsTheSameInEveryBuild) {
  EXPECT_EQ(replication(compiled()).event_hash, kPinned) << fmt::format(
      "the hash is now {:#x}. If a model, a default or the order of random draws was meant to "
      "change, "
      "write it into kPinned and say so in the change's note; else something depends on the build.",
      replication(compiled()).event_hash);
}

}  // namespace
}  // namespace wardtwin::run
