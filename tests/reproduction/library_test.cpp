// Every pathway scenario of the library runs; its results do not depend on how many replications run
// at a time; an input that matters moves the output.
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "scenarios/run/requirements.h"
#include "tests/reproduction/replications.h"

namespace wardtwin::test {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> pathway_scenarios() {
  std::vector<std::string> files;
  for (const auto& e : fs::directory_iterator(fs::path(WARDTWIN_ROOT) / "scenarios")) {
    if (e.path().extension() != ".yaml") continue;
    std::ifstream in(e.path());
    std::ostringstream text;
    text << in.rdbuf();
    if (text.str().find("pathways:") != std::string::npos)
      files.push_back(e.path().filename().string());
  }
  return files;
}

TEST(PathwayLibrary, EveryScenarioRunsAndItsRequirementsAreJudged) {
  const auto files = pathway_scenarios();
  EXPECT_GE(files.size(), 10u);
  for (const std::string& file : files) {
    SCOPED_TRACE(file);
    const auto h = compiler::compile_file(std::string(WARDTWIN_ROOT) + "/scenarios/" + file, {});
    run::check_requirements(h);
    if (!h.only_pathways()) continue;  // beside a building: tests/unit/pathways/beds_test.cpp
    const auto r = run_hospital(h, 2);
    EXPECT_EQ(r.requirements.size(), h.requirements.size());
    // the scenario as run reads back and gives the same
    const auto again = run_hospital(compiler::compile_text(h.text, "echo.yaml"), 2);
    for (std::size_t k = 0; k < 2; ++k)
      EXPECT_EQ(r.replications[k].event_hash, again.replications[k].event_hash);
  }
}

TEST(PathwayLibrary, ResultsDoNotDependOnHowManyRunAtATime) {
  const auto h =
      compiler::compile_file(std::string(WARDTWIN_ROOT) + "/scenarios/urgent_care_centre.yaml", {});
  run::Options one, four;
  one.replications = four.replications = 8;
  four.jobs = 4;
  const auto a = run::run(h, one).results, b = run::run(h, four).results;
  for (std::size_t k = 0; k < 8; ++k)
    EXPECT_EQ(a.replications[k].event_hash, b.replications[k].event_hash) << k;
  EXPECT_NE(a.replications[0].event_hash, a.replications[1].event_hash);
}

TEST(PathwayLibrary, PoolingHubsCutsTheWait) {
  const auto r = run_scenario("telemedicine.yaml", 4);
  for (const Replication& k : r.replications) {
    const double tied = k.resources[row(r.model.resources, "hub_doctor")].wait.mean();
    const double pooled = k.resources[row(r.model.resources, "pooled_doctors")].wait.mean();
    EXPECT_GT(tied, 20 * pooled);
  }
}

}  // namespace
}  // namespace wardtwin::test
