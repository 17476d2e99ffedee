#include "scenarios/run/live_file.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <stdexcept>
#include <thread>

#include <gtest/gtest.h>

#include "scenarios/run/run.h"
#include "sim/results/reader.h"
#include "tests/support/hospital.h"
#include "tests/unit/results/sample.h"

namespace wardtwin::run {
namespace {

std::string text_of(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(LiveFile, IsWrittenByACopyThatChangesNothingHere) {
  const std::string output = results::temporary("grown.h5"), path = live_path(output);
  LiveFile::remove(output);
  int state = 0;
  std::set<std::string> seen;
  {
    LiveFile file(output, [&](const std::string& to) {
      state += 1000;  // of the copy alone
      std::ofstream(to + ".part") << state;
      std::filesystem::rename(to + ".part", to);
    });
    for (; seen.size() < 3 && state < 2000; ++state) {
      file.look();
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
      if (std::filesystem::exists(path)) seen.insert(text_of(path));
    }
  }
  EXPECT_EQ(seen.size(), 3u);
  EXPECT_LT(state, 1000 + 999);
  for (const std::string& text : seen) EXPECT_GT(std::stoi(text), 999);
  EXPECT_TRUE(std::filesystem::exists(path)) << "the last state stays";
  LiveFile::remove(output);
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(LiveFile, ACopyThatFailsLeavesTheRunAlone) {
  const std::string output = results::temporary("fails.h5");
  LiveFile file(output, [](const std::string&) { throw std::runtime_error("disk full"); });
  for (int i = 0; i < 300; ++i) {
    file.look();
    std::this_thread::sleep_for(std::chrono::milliseconds(3));
  }
  EXPECT_FALSE(std::filesystem::exists(live_path(output)));
}

// What is shown of a run under way is what a run would give that ends there.
TEST(SoFar, EqualsARunThatEndsThere) {
  const std::string file = "tests/scenario/good/small_ward.yaml";
  const compiler::Hospital whole = tests::compiled(file),
                           half = tests::compiled(file, {"duration=5 min"});
  ReplicationOptions options;
  options.seed = {3, 0};
  Replication running(whole, options);
  running.run_to(half.end());
  const results::Replication a = running.so_far(), b = tests::replication(half);
  EXPECT_EQ(a.event_hash, b.event_hash);
  EXPECT_EQ(a.simulated_s, b.simulated_s);
  EXPECT_EQ(a.alarms.size(), b.alarms.size());
  EXPECT_EQ(a.series.airtime.values, b.series.airtime.values);
  EXPECT_EQ(a.series.messages.values, b.series.messages.values);
  EXPECT_EQ(a.history.bed_changes.size(), b.history.bed_changes.size());
  ASSERT_EQ(a.history.messages.places.size(), b.history.messages.places.size());
  for (std::size_t i = 0; i < a.history.messages.places.size(); ++i)
    EXPECT_EQ(a.history.messages.places[i].delivered, b.history.messages.places[i].delivered);
  EXPECT_EQ(a.history.messages.sample.size(), b.history.messages.sample.size());
}

TEST(LiveFile, IsGoneWhenTheReplicationIsInTheFileItself) {
  const compiler::Hospital h = tests::compiled("tests/scenario/good/small_ward.yaml");
  Options options;
  options.output = results::temporary("whole_run.h5");
  std::ofstream(live_path(options.output)) << "of a run that was killed";
  run(h, options);
  EXPECT_FALSE(std::filesystem::exists(live_path(options.output)));
  EXPECT_TRUE(results::read_results(options.output, results::Read::tables).complete);
}

}  // namespace
}  // namespace wardtwin::run
