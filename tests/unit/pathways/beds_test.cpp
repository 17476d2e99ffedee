// Patients of a pathway in the beds of a building, under its devices.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "scenarios/compiler/hospital.h"
#include "scenarios/run/replication.h"
#include "scenarios/run/run.h"

namespace wardtwin::run {
namespace {

/// A bay of four monitored beds, filled by the pathway given.
std::string text(std::string_view people, std::string_view hours = "12") {
  return fmt::format(R"(
scenario: ward
format: 1
starts: 08:00
duration: {} h
building:
  floors:
    level_1:
      rooms:
        corridor: {{ kind: corridor, area: [0 m, 0 m, 16 m, 3 m] }}
        bay_1:    {{ kind: ward, area: [0 m, 3 m, 8 m, 10 m], door: [4 m, 3 m], beds: 4 }}
        station:  {{ kind: nurse_station, area: [8 m, 3 m, 16 m, 10 m], door: [12 m, 3 m] }}
people:
  units:
    ward: {{ rooms: [bay_1], station: station, staff: {{ day: 2, night: 2 }} }}
{}
devices:
  per_bed: {{ ward: {{ icu_monitor: 1 }} }}
  per_nurse: {{ handset: 1 }}
network:
  wifi: {{ access_points: {{ ap_1: {{ at: [4 m, 6 m, 2.7 m], channel: 36, switch: core }} }} }}
  wired: {{ on: core }}
  switches: {{ core: {{}} }}
  gateways: {{ gateway_1: {{ switch: core, serves: [ward] }} }}
platform:
  servers: {{ alarm_server: {{ switch: core }} }}
  alarm_manager: {{ on: alarm_server }}
)",
                     hours, people);
}

results::Replication run_of(std::string_view people, std::string_view hours = "12",
                            std::vector<std::string> sets = {}) {
  const auto h = compiler::compile_text(text(people, hours), "ward.yaml", sets);
  ReplicationOptions options;
  options.seed = {3, 0};
  return Replication(h, options).run();
}

std::string arriving(std::string_view at, std::string_view takes = "2 h") {
  return fmt::format(R"(
  resources: {{ bed: {{ kind: bed, unit: ward }} }}
  pathways:
    p:
      arrive: {{ at: [{}], days: [mon] }}
      steps: {{ stay: {{ with: bed, takes: {}, then: leave }} }}
)",
                     at, takes);
}

TEST(PathwayBeds, WhoHoldsABedLiesInItUnderItsMonitor) {
  const auto r = run_of(arriving("09:00, 09:00, 10:00"));
  EXPECT_EQ(r.pathways[0].left, 3u);
  EXPECT_EQ(r.units[0].admissions, 3u);
  EXPECT_NEAR(r.units[0].beds_occupied_mean, 3 * 2 / 12.0, 1e-9);
  EXPECT_NEAR(r.units[0].monitored_min, 3 * 120, 1e-6);
  EXPECT_NEAR(r.resources[0].busy_mean, r.units[0].beds_occupied_mean, 1e-9);
  std::vector<Time> changes;
  for (const flow::BedChange& c : r.history.bed_changes) changes.push_back(c.at);
  EXPECT_EQ(changes, (std::vector<Time>{1h, 1h, 2h, 3h, 3h, 4h}));
}

TEST(PathwayBeds, TheFifthWaitsForTheFirstToLeave) {
  const auto r = run_of(arriving("09:00, 09:00, 09:00, 09:00, 09:30"));
  EXPECT_EQ(r.resources[0].waited, 1u);
  EXPECT_NEAR(r.steps[0].wait.max(), 90 * 60, 1e-6);
  EXPECT_EQ(r.units[0].admissions, 5u);
}

// What arrives drives the alarms: none without patients, and twice the patient-hours about twice as
// many.
TEST(PathwayBeds, ArrivalsDriveTheAlarms) {
  const auto none = run_of(arriving("23:00"));
  EXPECT_TRUE(none.alarms.empty());
  EXPECT_EQ(none.units[0].admissions, 0u);
  double one = 0, two = 0;
  for (int seed = 1; seed <= 8; ++seed) {
    const std::vector<std::string> set{fmt::format("seed={}", seed)};
    const auto count = [&](std::string_view at) {
      const auto h = compiler::compile_text(text(arriving(at, "10 h")), "ward.yaml", set);
      ReplicationOptions options;
      options.seed = {static_cast<std::uint64_t>(seed), 0};
      return static_cast<double>(Replication(h, options).run().alarms.size());
    };
    one += count("09:00, 09:00");
    two += count("09:00, 09:00, 09:00, 09:00");
  }
  EXPECT_GT(one, 200);  // 8 x 20 patient-hours of 7.9 audible ones, and patients differ
  EXPECT_GT(two, 1.4 * one);
}

constexpr std::string_view kTwoUnits = R"(
  resources: { bed: { kind: bed, unit: ward }, x_ray: { kind: equipment } }
  pathways:
    p:
      arrive: { at: [09:00], days: [mon] }
      steps:
        admitted: { seize: bed, takes: 1 h, then: picture }
        picture:  { with: x_ray, takes: 1 h, then: back }
        back:     { takes: 1 h, release: [bed], then: walks }
        walks:    { takes: 1 h, then: leave }
)";

TEST(PathwayBeds, AreKeptWhileThePatientIsElsewhereAndLeftWhenGivenBack) {
  const auto r = run_of(kTwoUnits);
  ASSERT_EQ(r.history.bed_changes.size(), 2u);
  EXPECT_EQ(r.history.bed_changes[0].at, Time{1h});
  EXPECT_EQ(r.history.bed_changes[1].at, Time{4h});
  EXPECT_EQ(r.pathways[0].time.max(), 4 * 3600);
}

TEST(PathwayBeds, WhoArrestsInThemDiesOnThePathway) {
  const std::vector<std::string> falling{"people.deterioration.deteriorates=100 1/h",
                                         "people.deterioration.worsens_untreated=100 1/h",
                                         "people.deterioration.arrests_untreated=100 1/h",
                                         "people.deterioration.recovers_untreated=0 1/h"};
  const auto r = run_of(arriving("09:00, 09:00", "10 h"), "12", falling);
  EXPECT_EQ(r.pathways[0].died, 2u);
  EXPECT_EQ(r.pathways[0].left, 0u);
  EXPECT_LT(r.pathways[0].time.max(), 3600);
  EXPECT_LT(r.units[0].beds_occupied_mean, 2 * 1 / 12.0);
}

TEST(PathwayBeds, AreOccupiedAtTheStartByTheStepNamed) {
  const auto r = run_of(R"(
  resources: { bed: { kind: bed, unit: ward, occupied_at_start: 1, occupied_by: p.stay } }
  pathways:
    p:
      arrive: { at: [23:00] }
      steps: { stay: { with: bed, takes: exponential(mean 5 d), then: leave } }
)");
  EXPECT_EQ(r.pathways[0].there_at_start, 4u);
  EXPECT_GT(r.units[0].beds_occupied_mean, 2.5);
  EXPECT_EQ(r.pathways[0].there_at_start + r.pathways[0].arrived,
            r.pathways[0].left + r.pathways[0].there);
}

TEST(PathwayBeds, ResultsDoNotDependOnTheWindow) {
  std::vector<std::uint64_t> hashes;
  for (const char* window : {"clock.window=10 ms", "clock.window=1 ms"})
    hashes.push_back(run_of(arriving("09:00, 09:00", "1 h"), "2", {window}).event_hash);
  EXPECT_EQ(hashes[0], hashes[1]);
}

}  // namespace
}  // namespace wardtwin::run
