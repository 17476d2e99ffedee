// Overtime, tasks handed on and tasks undone: from where the nurses were, minute by minute, to the
// table, --json, CSV and the results file.
#include <cmath>
#include <map>
#include <sstream>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "scenarios/compiler/hospital.h"
#include "scenarios/report/csv.h"
#include "scenarios/report/report.h"
#include "scenarios/run/run.h"
#include "sim/people/staff/staff_events.h"
#include "sim/results/reader.h"
#include "sim/results/writer.h"
#include "tests/unit/results/sample.h"

namespace wardtwin::run {
namespace {

constexpr double kTask = 1 / 3.;  // h
constexpr Time kShift = 12h;

/// One nurse from 07:00 to 19:00 and one after her, records in pieces of 20 min for all of the day and
/// none of the night, and no alarms.
results::Results shifts(const std::string& shift_end) {
  const std::vector<std::string> sets{
      "starts=07:00",
      "duration=24 h",
      "replications=1",
      "record=[moves]",
      "devices.per_bed.ward={ telemetry_pack: 0, infusion_pump: 0, nurse_call: 0, smart_bed: 0 }",
      "people.units.ward.staff={ day: 1, night: 1, hand_over: 0 s, practice: 97 %, "
      "reference_beds: 4, night_demand: 0, documentation: 1, coordination: 0, patient_care: 0, "
      "medication: 0, assessment: 0, documentation_length: 20 min, length_sigma: 0, shift_end: " +
          shift_end + " }",
      "requirements={ on: { what: tasks handed on in ward, must: mean <= 0.5 }, undone: { what: "
      "tasks undone in ward, must: mean <= 0.5 }, overtime: { what: nurse overtime in ward, must: "
      "mean <= 0.5 } }"};
  Options options;
  options.replications = 1;
  options.jobs = 1;
  return run(compiler::compile_file(WARDTWIN_ROOT "/tests/scenario/good/small_ward.yaml", sets),
             options)
      .results;
}

/// Hours that each nurse wrote records, and that anybody was there after her shift, from the steps.
struct Steps {
  std::map<flow::NurseIndex, double> documented;
  double overtime = 0;
};
Steps steps_of(const results::Replication& r) {
  std::map<flow::NurseIndex, std::vector<flow::NurseStep>> of;
  for (const flow::NurseStep& s : r.history.nurse_steps) of[s.nurse].push_back(s);
  Steps sum;
  for (const auto& [nurse, steps] : of)
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const Time from = steps[i].at, to = i + 1 < steps.size() ? steps[i + 1].at : Time{24h};
      if (steps[i].doing == static_cast<std::uint8_t>(people::Activity::documentation))
        sum.documented[nurse] += seconds(to - from) / 3600;
      if (nurse == 0 && steps[i].doing != flow::kOffDuty && to > kShift)
        sum.overtime += seconds(to - std::max(from, kShift)) / 3600;
    }
  return sum;
}

std::map<std::string, std::string> csv_row(const std::string& text) {
  std::istringstream in(text);
  std::string head, row;
  std::getline(in, head);
  std::getline(in, row);
  std::map<std::string, std::string> out;
  std::istringstream names(head), cells(row);
  for (std::string name, cell; std::getline(names, name, ',') && std::getline(cells, cell, ',');)
    out[name] = cell;
  return out;
}

/// Every output says what the replication counted.
void expect_everywhere(const results::Results& r) {
  const results::Nurses& n = r.replications[0].nurses[0];
  const auto share = [](std::uint64_t part, std::uint64_t all) {
    return static_cast<double>(part) / static_cast<double>(all);
  };
  // the table, to three figures
  const std::string text = report::text_summary(r);
  std::istringstream lines(text);
  std::string found;
  for (std::string line; std::getline(lines, line);)
    if (line.find("of planned tasks handed on") != std::string::npos) found = line;
  double on = 0, undone = 0;
  if (n.handed_on + n.undone > 0) {
    ASSERT_EQ(std::sscanf(found.c_str(), "  ward: %lf %% of planned tasks handed on, %lf %% undone",
                          &on, &undone),
              2)
        << text;
  }
  EXPECT_NEAR(on, 100 * share(n.handed_on, n.planned), .006 * on);
  EXPECT_NEAR(undone, 100 * share(n.undone, n.planned), .006 * undone);

  const auto json = nlohmann::json::parse(report::json_summary(r)).at("nurses").at(0);
  EXPECT_EQ(json.at("tasks_planned"), n.planned);
  EXPECT_EQ(json.at("tasks_handed_on"), n.handed_on);
  EXPECT_EQ(json.at("tasks_undone"), n.undone);
  EXPECT_NEAR(json.at("overtime_h").get<double>(), n.overtime_h, 1e-9);

  for (const report::CsvFile& f : report::csv_tables(r))
    if (f.name == "people_nurses.csv") {
      const auto row = csv_row(f.text);
      EXPECT_EQ(row.at("planned"), std::to_string(n.planned));
      EXPECT_EQ(row.at("handed_on"), std::to_string(n.handed_on));
      EXPECT_EQ(row.at("undone"), std::to_string(n.undone));
      EXPECT_NEAR(std::stod(row.at("overtime (h)")), n.overtime_h, 1e-12);
    }

  const std::string path = results::temporary("shifts.h5");
  results::Writer writer(path, r.run, r.model);
  writer.write(r.replications[0]);
  writer.finish(r);
  const results::Nurses read =
      results::read_results(path, results::Read::tables).replications.at(0).nurses.at(0);
  EXPECT_EQ(read.planned, n.planned);
  EXPECT_EQ(read.handed_on, n.handed_on);
  EXPECT_EQ(read.undone, n.undone);
  EXPECT_EQ(read.overtime_h, n.overtime_h);

  std::map<std::string, double> metric;
  for (const results::Requirement& q : r.requirements) metric[q.name] = q.value;
  EXPECT_NEAR(metric.at("on: tasks handed on in ward"), share(n.handed_on, n.planned), 1e-12);
  EXPECT_NEAR(metric.at("undone: tasks undone in ward"), share(n.undone, n.planned), 1e-12);
  EXPECT_NEAR(metric.at("overtime: nurse overtime in ward"), n.overtime_h / n.hours, 1e-12);
}

TEST(ShiftEndOutputs, HandedOn) {
  const auto r = shifts("{ documentation: hand_on, stays: 30 min }");
  const results::Nurses& n = r.replications[0].nurses[0];
  const Steps steps = steps_of(r.replications[0]);
  EXPECT_GT(n.handed_on, 0u);
  EXPECT_EQ(n.undone, 0u);
  // the night has nothing else to do
  EXPECT_NEAR(steps.documented.at(1), static_cast<double>(n.handed_on) * kTask, 1e-6);
  EXPECT_NEAR(n.overtime_h, steps.overtime, 1e-6);
  EXPECT_NEAR(n.hours, 24 + n.overtime_h, 1e-6);
  expect_everywhere(r);
}

TEST(ShiftEndOutputs, Undone) {
  const auto r = shifts("{ documentation: drop }");
  const results::Nurses& n = r.replications[0].nurses[0];
  const Steps steps = steps_of(r.replications[0]);
  EXPECT_GT(n.undone, 0u);
  EXPECT_EQ(n.handed_on, 0u);
  EXPECT_EQ(n.overtime_h, 0);
  const auto whole = static_cast<double>(n.planned - n.undone);
  EXPECT_GE(steps.documented.at(0), whole * kTask - 1e-6);
  EXPECT_LT(steps.documented.at(0), (whole + 1) * kTask) << "one was broken off";
  EXPECT_EQ(steps.documented.count(1), 0u);
  expect_everywhere(r);
}

TEST(ShiftEndOutputs, Overtime) {
  const auto r = shifts("{ documentation: finish, stays: 4 h }");
  const results::Nurses& n = r.replications[0].nurses[0];
  const Steps steps = steps_of(r.replications[0]);
  EXPECT_EQ(n.handed_on + n.undone, 0u);
  EXPECT_GT(n.overtime_h, 0);
  EXPECT_NEAR(n.overtime_h, steps.overtime, 1e-6);
  EXPECT_NEAR(steps.documented.at(0), static_cast<double>(n.planned) * kTask, 1e-6);
  expect_everywhere(r);
}

}  // namespace
}  // namespace wardtwin::run
