// The built program as people meet it: exit codes, refusals, interrupted runs, full disks, JSON.
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include <nlohmann/json.hpp>

#include "tests/support/program.h"

namespace wardtwin {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using Clock = std::chrono::steady_clock;

const std::string kWard = WARDTWIN_ROOT "/tests/scenario/good/small_ward.yaml";

class Program : public tests::Program {
 protected:
  // Starts a long run of many replications and waits until one of them is in the file.
  pid_t start_long_run(const std::string& output, const std::string& jobs) {
    const pid_t pid =
        start({"run", kWard, "--quiet", "--replications", "2000", "--jobs", jobs, "-o", output});
    const auto start_time = Clock::now();
    while (Clock::now() - start_time < std::chrono::seconds(20)) {
      std::error_code none;
      if (fs::file_size(output + ".part", none) > 200'000 && !none) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    return pid;
  }
};

// Wall times differ between runs; nothing else may.
Json without_wall_times(Json j) {
  j.erase("wall_s");
  Json kept = Json::array();
  for (const Json& q : j["quantities"])
    if (q["quantity"].get<std::string>().find("wall") == std::string::npos) kept.push_back(q);
  j["quantities"] = kept;
  return j;
}

TEST_F(Program, EndsWithZeroWhenAllIsWell) {
  EXPECT_EQ(run({"check", kWard}).code, 0);
  EXPECT_EQ(run({"list"}).code, 0);
  EXPECT_EQ(run({"list", "metrics"}).code, 0);
  EXPECT_EQ(run({"--version"}).code, 0);
  EXPECT_EQ(run({"--help"}).code, 0);
  const Outcome o = run({"run", kWard, "--quiet", "--strict"});
  EXPECT_EQ(o.code, 0) << o.error;
  EXPECT_NE(o.out.find("small_ward"), std::string::npos);
}

TEST_F(Program, EndsWithOneWhenARequirementIsNotMetUnderStrict) {
  const std::string never = "requirements.air_has_room.must=mean <= 0.000001";
  EXPECT_EQ(run({"run", kWard, "--quiet", "--strict", "--set", never}).code, 1);
  EXPECT_EQ(run({"run", kWard, "--quiet", "--set", never}).code, 0);
}

TEST_F(Program, EndsWithTwoForWrongInput) {
  EXPECT_EQ(run({}).code, 2);
  EXPECT_EQ(run({"simulate", kWard}).code, 2);
  EXPECT_EQ(run({"run", kWard, "--replications", "0"}).code, 2);
  EXPECT_EQ(run({"run", kWard, "--no-such-option"}).code, 2);
  EXPECT_EQ(run({"explain", "roming"}).code, 2);
  const Outcome missing = run({"check", path("nowhere.yaml")});
  EXPECT_EQ(missing.code, 2);
  EXPECT_NE(missing.error.find("nowhere.yaml"), std::string::npos);
  EXPECT_EQ(run({"check", folder_.string()}).code, 2);
  EXPECT_EQ(run({"run", folder_.string()}).code, 2);
  EXPECT_EQ(run({"summary", path("nowhere.h5")}).code, 2);
  EXPECT_EQ(run({"summary", kWard}).code, 2) << "a scenario is no results file";
  const Outcome misspelt = run({"run", kWard, "--set", "network.wifi.rodio.band=5 GHz"});
  EXPECT_EQ(misspelt.code, 2);
  EXPECT_NE(misspelt.error.find("Did you mean 'radio'?"), std::string::npos) << misspelt.error;
}

TEST_F(Program, RefusesHugeFilesAndAliasBombsAtOnce) {
  {
    std::ofstream out(path("large.yaml"));
  }
  fs::resize_file(path("large.yaml"), std::uintmax_t{1} << 30);  // sparse: takes no room
  std::ofstream bomb(path("bomb.yaml"));
  bomb << "scenario: bomb\nformat: 1\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    bomb << "a" << i << ": &a" << i << " [";
    for (int k = 0; k < 10; ++k) bomb << (k ? ", " : "") << "*a" << i - 1;
    bomb << "]\n";
  }
  bomb.close();
  for (const auto* name : {"large.yaml", "bomb.yaml"}) {
    const auto start = Clock::now();
    EXPECT_EQ(run({"run", path(name)}).code, 2) << name;
    EXPECT_LT(Clock::now() - start, std::chrono::seconds(1)) << name;
  }
}

TEST_F(Program, EndsWithThreeWhereResultsCannotBeWritten) {
  for (const std::string& output : {std::string("/proc/x.h5"), path("no_folder/x.h5")}) {
    const Outcome o = run({"run", kWard, "--quiet", "-o", output});
    EXPECT_EQ(o.code, 3) << output << o.error;
    EXPECT_NE(o.error.find(output), std::string::npos) << o.error;
    EXPECT_EQ(o.error.find("HDF5-DIAG"), std::string::npos)
        << "a stack of the library's: " << o.error;
  }
}

TEST_F(Program, EndsWithThreeOnAFullDisk) {
  for (const rlim_t room : {rlim_t{4096}, rlim_t{60'000}}) {
    const Outcome o = run({"run", kWard, "--quiet", "--jobs", "1", "-o", path("full.h5")}, room);
    EXPECT_EQ(o.signal, 0) << room;
    EXPECT_EQ(o.code, 3) << room << o.error;
    EXPECT_FALSE(o.error.empty());
    EXPECT_FALSE(fs::exists(path("full.h5"))) << "a broken file under the name of a whole one";
  }
}

TEST_F(Program, SummaryPrintsTheTablesOfTheRun) {
  const Outcome first = run({"run", kWard, "--quiet", "-o", path("r.h5")});
  ASSERT_EQ(first.code, 0) << first.error;
  const Outcome again = run({"summary", path("r.h5")});
  ASSERT_EQ(again.code, 0) << again.error;
  EXPECT_EQ(first.out.substr(0, first.out.find("\nResults are in")), again.out);
  EXPECT_FALSE(fs::exists(path("r.h5.part")));
}

TEST_F(Program, JsonHasTheKeysThatOthersRelyOn) {
  const Outcome o = run({"run", kWard, "--json"});
  ASSERT_EQ(o.code, 0) << o.error;
  EXPECT_EQ(o.error, "");
  const Json j = Json::parse(o.out);
  for (const auto* key : {"scenario", "seed", "replications", "simulated_s", "wall_s", "messages",
                          "events", "flows", "alarms", "requirements", "warnings"})
    EXPECT_TRUE(j.contains(key)) << key;
  EXPECT_EQ(j["scenario"], "small_ward");
  EXPECT_EQ(j["replications"], 2);
  EXPECT_EQ(j["simulated_s"], 600.0);
  std::uint64_t generated = 0;
  ASSERT_FALSE(j["flows"].empty());
  for (const Json& f : j["flows"]) {
    for (const auto* key : {"name", "device", "radio", "generated", "delivered", "lost",
                            "in_flight", "throughput_bps", "delay_s"})
      EXPECT_TRUE(f.contains(key)) << key;
    for (const auto* key : {"mean", "p50", "p95", "p99", "max"})
      EXPECT_TRUE(f["delay_s"].contains(key)) << key;
    generated += f["generated"].get<std::uint64_t>();
  }
  EXPECT_EQ(j["messages"], generated);
  ASSERT_EQ(j["requirements"].size(), 1u);
  for (const auto* key : {"name", "limit", "value", "low", "high", "verdict"})
    EXPECT_TRUE(j["requirements"][0].contains(key)) << key;
}

TEST_F(Program, JobsAndThreadsChangeOnlyWallTimes) {
  const Json one =
      without_wall_times(Json::parse(run({"run", kWard, "--json", "--jobs", "1"}).out));
  const Json two =
      without_wall_times(Json::parse(run({"run", kWard, "--json", "--jobs", "2"}).out));
  const Json threads =
      without_wall_times(Json::parse(run({"run", kWard, "--json", "--threads", "2"}).out));
  EXPECT_EQ(Json::diff(one, two).dump(), "[]");
  EXPECT_EQ(Json::diff(one, threads).dump(), "[]");
  const Json other =
      without_wall_times(Json::parse(run({"run", kWard, "--json", "--seed", "8"}).out));
  EXPECT_NE(one, other) << "the comparison sees nothing";
}

TEST_F(Program, AnInterruptedRunLeavesWhatItHas) {
  for (const std::string& jobs : {std::string("1"), std::string("2")}) {
    const std::string output = path("stopped" + jobs + ".h5");
    const pid_t pid = start_long_run(output, jobs);
    ::kill(pid, SIGINT);
    const Outcome o = wait(pid);
    EXPECT_EQ(o.signal, 0);
    EXPECT_EQ(o.code, 3) << o.error;
    EXPECT_FALSE(fs::exists(output));
    const Outcome summary = run({"summary", output + ".part"});
    EXPECT_EQ(summary.code, 0) << summary.error;
    EXPECT_NE(summary.out.find("PARTIAL"), std::string::npos) << summary.out.substr(0, 400);
  }
}

TEST_F(Program, AKilledRunLeavesAFileThatCanBeRead) {
  const std::string output = path("killed.h5");
  const pid_t pid = start_long_run(output, "1");
  ::kill(pid, SIGKILL);
  EXPECT_EQ(wait(pid).signal, SIGKILL);
  EXPECT_FALSE(fs::exists(output));
  const Outcome summary = run({"summary", output + ".part"});
  EXPECT_EQ(summary.code, 0) << summary.error;
  EXPECT_NE(summary.out.find("PARTIAL"), std::string::npos) << summary.out.substr(0, 400);
}

TEST_F(Program, ExplainsFieldsSectionsClassesAndMetrics) {
  for (const auto* word :
       {"escalate_after", "roaming", "telemetry_pack", "lookahead", "airtime", "gateways"}) {
    const Outcome o = run({"explain", word});
    EXPECT_EQ(o.code, 0) << word;
    EXPECT_NE(o.out.find(word), std::string::npos) << o.out;
  }
  EXPECT_NE(run({"explain", "telemetry_pack"}).out.find("waveform: 250 B"), std::string::npos);
  EXPECT_NE(run({"list"}).out.find("devices.classes.telemetry_pack"), std::string::npos);
}

}  // namespace
}  // namespace wardtwin
