// Alarms that answers of services raise: how many, right and wrong, and what is lost with the service.
#include <algorithm>
#include <cmath>
#include <filesystem>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "scenarios/run/run.h"
#include "sim/results/reader.h"
#include "tests/support/hospital.h"

namespace wardtwin::run {
namespace {

/// The small ward, always full, for `hours`, asked about twelve times a minute from the core switch.
compiler::Hospital asked(const std::string& raises, std::vector<std::string> sets = {},
                         int hours = 12, const std::string& on = "alarm_server") {
  sets.push_back(fmt::format("duration={} h", hours));
  sets.emplace_back("people.units.ward.patients.arrivals.hourly=[20]");
  sets.push_back(
      fmt::format("platform.services.early_warning={{ on: {}, from: core, every: 5 s, "
                  "input: 5 kB, output: 1 kB, work: constant(20 ms){} }}",
                  on, raises));
  return tests::compiled("tests/scenario/good/small_ward.yaml", std::move(sets));
}

/// In a process of its own, as services need; with its log of alarms, by way of the file.
results::Replication replicate(const compiler::Hospital& h) {
  Options options;
  options.replications = 1;
  options.output = fmt::format("{}service_alarms_{}.h5", testing::TempDir(), ::getpid());
  run(h, options);
  results::Results read = results::read_results(options.output, results::Read::everything);
  std::filesystem::remove(options.output);
  return std::move(read.replications.at(0));
}

std::string raises(const std::string& more) {
  return ", raises: { units: [ward], again_after: 1 s, " + more + " }";
}

double answers(const results::Replication& r) {
  return static_cast<double>(r.flows.back().ledger.delivered);
}

// Nobody gets worse, so that all are false: one answer in ten, whichever bed it is about.
TEST(ServiceAlarms, FalseOnesComeAtTheirRate) {
  const std::vector<std::string> stable{"people.deterioration.deteriorates=0 1/h"};
  const auto r = replicate(asked(raises("false_positives: 10 %"), stable));
  const double n = answers(r);
  EXPECT_NEAR(n, 12 * 720, 4 * std::sqrt(12.0 * 720));
  const auto raised = static_cast<double>(r.alarm_manager.by_services);
  const double sd = std::sqrt(n * .1 * .9);
  EXPECT_NEAR(raised, .1 * n, 4 * sd);
  EXPECT_GT(std::abs(raised - .12 * n), 4 * sd) << "one in eight would be seen";
  EXPECT_EQ(r.alarm_manager.by_services_false, r.alarm_manager.by_services);
}

// They reach nurses as other alarms do.
TEST(ServiceAlarms, AreRungAndAttended) {
  const std::vector<std::string> stable{"people.deterioration.deteriorates=0 1/h"};
  const auto some = replicate(asked(", raises: { units: [ward], false_positives: 0.5 % }", stable));
  const auto none = replicate(asked(", raises: { units: [ward], false_positives: 0 % }", stable));
  EXPECT_EQ(none.alarm_manager.by_services, 0u);
  EXPECT_GT(some.alarm_manager.by_services, 20u);
  EXPECT_GT(some.alarm_manager.pushed, none.alarm_manager.pushed + 15);
  EXPECT_GT(some.nurses[0].utilisation, none.nurses[0].utilisation);
  std::size_t attended = 0;
  for (const auto& record : some.alarms) {
    const flow::Alarm& a = record.alarm;
    const bool rung = a.at[static_cast<std::size_t>(flow::AlarmStage::handset)] != kNever;
    const bool by_radio = a.at[static_cast<std::size_t>(flow::AlarmStage::radio)] != kNever;
    if (a.kind == flow::AlarmKind::parameter && rung && !by_radio)
      attended += a.at[static_cast<std::size_t>(flow::AlarmStage::bedside)] != kNever;
  }
  EXPECT_GT(attended, some.alarm_manager.by_services / 2);
}

// Patients who get worse are found by as many answers as the sensitivity says.
TEST(ServiceAlarms, TrueOnesNeedSensitivity) {
  const std::vector<std::string> ill{"people.deterioration.deteriorates=0.5 1/h"};
  const auto of = [&](const char* sensitivity) {
    const auto r = replicate(
        asked(raises(fmt::format("sensitivity: {}, false_positives: 0 %", sensitivity)), ill));
    EXPECT_EQ(r.alarm_manager.by_services_false, 0u);
    return static_cast<double>(r.alarm_manager.by_services);
  };
  const double all = of("100 %"), some = of("30 %");
  ASSERT_GT(all, 500);
  // the patients are not the same once nurses go elsewhere, but nearly
  EXPECT_NEAR(some / all, .3, .1);
  EXPECT_EQ(of("0 %"), 0);
}

// One of the same patient is not followed by another one before its time: at most one an hour and bed.
TEST(ServiceAlarms, AreNotRepeatedTooSoon) {
  const auto r =
      replicate(asked(", raises: { units: [ward], false_positives: 100 %, again_after: 1 h }"));
  EXPECT_LE(r.alarm_manager.by_services, 4u * 12);
  EXPECT_GT(r.alarm_manager.by_services, 30u);
}

// The service is lost with the link to its cloud, and its alarms with it; at the hospital it is not.
TEST(ServiceAlarms, AreLostWithTheWayToTheService) {
  const std::vector<std::string> cut{
      "network.switches.cloud={}", "network.links.wan={ kind: WAN, from: core, to: cloud }",
      "platform.servers.far={ switch: cloud }", "faults=[{ at: 08:00, what: wan }]"};
  const std::string often = raises("false_positives: 10 %");
  EXPECT_EQ(replicate(asked(often, cut, 2, "far")).alarm_manager.by_services, 0u);
  EXPECT_GT(replicate(asked(often, cut, 2)).alarm_manager.by_services, 50u);
}

// Answers that raise nothing change nothing, and windows are not seen in what others raise.
TEST(ServiceAlarms, OffTheyChangeNothingAndWindowsNeitherDo) {
  const auto off = replicate(asked("", {}, 2));
  const auto deaf = replicate(asked(raises("sensitivity: 0 %, false_positives: 0 %"), {}, 2));
  EXPECT_EQ(off.event_hash, deaf.event_hash);
  const std::string often = raises("false_positives: 10 %");
  const auto wide = replicate(asked(often, {}, 2));
  const auto narrow = replicate(asked(often, {"clock={ window: 1 ms, longest_window: 10 ms }"}, 2));
  EXPECT_NE(off.event_hash, wide.event_hash);
  EXPECT_EQ(wide.event_hash, narrow.event_hash);
}

}  // namespace
}  // namespace wardtwin::run
