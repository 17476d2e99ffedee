#include "viz/trace/ways.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "sim/results/writer.h"
#include "tests/unit/results/sample.h"

// Ways of single patients, against a plain walk over what was written.
namespace wardtwin::viz {
namespace {

using flow::PatientDoes, flow::PatientExit, flow::PatientStage, flow::PatientWay;

std::string write(const results::Results& r, const std::string& name) {
  const std::string path = results::temporary(name);
  results::Writer writer(path, r.run, r.model);
  for (const auto& k : r.replications) writer.write(k);
  return writer.finish(r);
}

// 300 patients of a few stages each, some still there at the end.
results::Results drawn() {
  results::Results r = results::sample_results(1);
  std::mt19937 draw(5);
  flow::PatientLog::Rows& p = r.replications[0].history.patients;
  p = {};
  Time came{3600s};
  for (std::uint32_t w = 0; w < 300; ++w) {
    came += Time{std::chrono::seconds(draw() % 300)};
    Time at = came;
    const std::uint32_t stages = 1 + static_cast<std::uint32_t>(draw() % 5);
    for (std::uint32_t s = 0; s < stages; ++s) {
      PatientStage stage;
      stage.way = w;
      stage.from = at;
      stage.until = at += Time{1 + static_cast<std::int64_t>(draw() % 3'600'000'000'000)};
      stage.does = draw() % 2 ? PatientDoes::waits : PatientDoes::stays;
      stage.step = s % 2;
      if (stage.does == PatientDoes::waits) stage.resource = static_cast<std::uint32_t>(draw() % 2);
      stage.there = 3;
      p.stages.push_back(stage);
    }
    PatientWay way;
    way.came = came;
    way.left = at;
    way.number = w;
    way.pathway = 0;
    way.exit = draw() % 10 ? PatientExit::left : PatientExit::unserved;
    p.ways.push_back(way);
  }
  p.stages.back().until = kNever;
  p.ways.back().left = kNever;
  p.ways.back().exit = PatientExit::there;
  return r;
}

TEST(Ways, StagesSumExactlyAndListsAreInTheirOrder) {
  const results::Results r = drawn();
  const Trace t(write(r, "ways.h5"));
  const flow::PatientLog::Rows& p = r.replications[0].history.patients;
  std::map<std::uint32_t, Time> whole, waited, longest;
  for (const PatientStage& s : p.stages) {
    const Time length = (s.until == kNever ? t.end() : s.until) - s.from;
    whole[s.way] += length;
    if (s.does == PatientDoes::stays) continue;
    waited[s.way] += length;
    longest[s.way] = std::max(longest[s.way], length);
  }
  for (std::uint32_t w = 0; w < p.ways.size(); ++w) {
    const Why y = why_patient(t, w);
    Time sum{0};
    for (const Step& s : y.steps) sum += s.length;
    EXPECT_EQ(sum, y.total);
    EXPECT_EQ(y.total, in_system(t, w));
    EXPECT_EQ(y.total, whole[w]);
    EXPECT_EQ(waiting_time(t, w), waited[w]);
    const auto most = longest_wait(t, w);
    ASSERT_EQ(most.has_value(), longest.contains(w));
    if (most) {
      EXPECT_EQ(y.steps[*most].length, longest[w]);
    }
  }
  const auto by_wait = list(t, {"", WayOrder::longest_wait});
  ASSERT_EQ(by_wait.size(), p.ways.size());
  for (std::size_t i = 1; i < by_wait.size(); ++i)
    EXPECT_GE(waited[by_wait[i - 1]], waited[by_wait[i]]);
  const auto by_whole = list(t, {"", WayOrder::longest});
  for (std::size_t i = 1; i < by_whole.size(); ++i)
    EXPECT_GE(whole[by_whole[i - 1]], whole[by_whole[i]]);
  std::size_t gave_up = 0;
  for (const PatientWay& w : p.ways) gave_up += w.exit == PatientExit::unserved;
  EXPECT_EQ(list(t, {"Unserved", WayOrder::time}).size(), gave_up);
  EXPECT_EQ(list(t, {"walk in 17", WayOrder::time}).front(), 17u);
  EXPECT_TRUE(list(t, {"no such thing", WayOrder::time}).empty());
}

// Of one patient, every word that is said of its wait.
TEST(Ways, AWaitSaysWhatItQueuedBehind) {
  results::Results r = results::sample_results(1);
  flow::PatientLog::Rows& p = r.replications[0].history.patients;
  p.ways = {{3600s, 10000s, 10000s, 7, 0}};
  p.ways[0].exit = PatientExit::left;
  p.stages = {{0, 3600s, 5600s, PatientDoes::waits, 0, 1, 3, 2, 2, 24, 24},
              {0, 5600s, 6600s, PatientDoes::stays, 0},
              {0, 6600s, 9000s, PatientDoes::waits, 1, 0, 0, 1, 1, 0, 0},
              {0, 9000s, 10000s, PatientDoes::stays, 1}};
  p.holders = {{0, 1, false, 20, 20}, {0, 1, true, 1, 4}};
  const Trace t(write(r, "way.h5"));
  const Why y = why_patient(t, 0);
  ASSERT_EQ(y.steps.size(), 4u);
  EXPECT_EQ(y.steps[0].to, "waits for bed (triage)");
  EXPECT_EQ(y.steps[1].to, "triage");
  EXPECT_EQ(y.total, Time{6400s});
  EXPECT_EQ(y.longest, 2u);
  std::vector<std::string> said;
  for (const Circumstance& c : y.circumstances)
    said.push_back(std::to_string(c.step) + " " + c.text);
  EXPECT_EQ(said, (std::vector<std::string>{
                      "0 bed: 24 of 24 in use as it came; it needs 2",
                      "0 held by 20 patients in treatment; 1 patient waiting for treatment",
                      "0 3 in the line before it; 2 got it while it waited",
                      "2 nurse: nobody was on duty, or all was shut, as it came",
                      "2 0 in the line before it; 1 got it while it waited"}));
  EXPECT_EQ(y.ending, "Left after 1.8 h.");
}

}  // namespace
}  // namespace wardtwin::viz
