// Studies as people meet them: sweeps that are killed and resumed, comparisons, the best, the
// cheapest.
#include <chrono>
#include <cmath>
#include <fstream>
#include <map>
#include <regex>
#include <thread>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/program.h"

namespace wardtwin {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using tests::slurp;

const std::string kWard = WARDTWIN_ROOT "/tests/scenario/good/small_ward.yaml";
const std::string kAp = "network.wifi.access_points.ap_1.channel=36,40";
const std::string kFull = "people.units.ward.patients.occupied_at_start=0.25,1";

class StudyProgram : public tests::Program {
 protected:
  std::vector<std::string> sweep(const std::string& folder, const std::string& jobs) {
    return {
        "sweep",    kWard,     "--vary",         kAp, "--vary", kFull, "--metric", "beds occupied",
        "--metric", "airtime", "--replications", "4", "--jobs", jobs,  "--quiet",  "-o",
        folder};
  }

  // Name and bytes of the files that a study leaves for people.
  std::map<std::string, std::string> kept(const std::string& folder) {
    std::map<std::string, std::string> files;
    for (const auto& f : fs::directory_iterator(folder))
      if (f.is_regular_file() && f.path().filename() != "tasks.json")
        files[f.path().filename().string()] = slurp(f.path());
    return files;
  }
};

TEST_F(StudyProgram, ASweepIsTheSameForOneTwoAndEightJobs) {
  for (const std::string jobs : {"1", "2", "8"}) {
    const Outcome o = run(sweep(path("s" + jobs), jobs));
    ASSERT_EQ(o.code, 0) << o.error;
    EXPECT_NE(o.out.find("What moves beds occupied"), std::string::npos) << o.out;
  }
  const auto one = kept(path("s1"));
  EXPECT_EQ(one.size(), 6u) << "four points, the plan and the table";
  EXPECT_TRUE(one == kept(path("s2")));
  EXPECT_TRUE(one == kept(path("s8")));
  EXPECT_NE(one.at("0000.h5"), one.at("0001.h5")) << "the comparison sees nothing";
}

TEST_F(StudyProgram, TheSettingsMatterAndInTheRightDirection) {
  std::vector<std::string> words = sweep(path("s"), "2");
  words.push_back("--json");
  const Outcome o = run(words);
  ASSERT_EQ(o.code, 0) << o.error;
  const Json j = Json::parse(o.out);
  ASSERT_EQ(j["points"].size(), 4u);
  const double few = j["points"][0]["measures"]["beds occupied"]["value"];
  const double many = j["points"][1]["measures"]["beds occupied"]["value"];
  EXPECT_NEAR(few, 1, 0.5) << "a quarter of four beds";
  EXPECT_NEAR(many, 4, 0.5);
  const Json& effect = j["effects"]["beds occupied"][0];
  EXPECT_EQ(effect["setting"], "people.units.ward.patients.occupied_at_start");
  EXPECT_NEAR(effect["value"], many - few, 1e-9);
  EXPECT_EQ(j["effects"]["beds occupied"][1]["value"], 0.0) << "a channel admits nobody";
}

TEST_F(StudyProgram, AKilledSweepLosesOnlyWhatWasInFlight) {
  const std::string folder = path("killed");
  std::vector<std::string> words = sweep(folder, "2");
  words[11] = "12";
  const pid_t pid = start(words);
  const auto shards = [&] {
    int n = 0;
    std::error_code none;
    for (const auto& f : fs::directory_iterator(folder + "/shards", none))
      n += f.path().extension() == ".h5";
    return n;
  };
  for (int i = 0; i < 1000 && shards() < 10; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  ::kill(pid, SIGKILL);
  EXPECT_EQ(wait(pid).signal, SIGKILL);
  // the children of a killed parent go, too
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  const int left = shards();
  EXPECT_GE(left, 10);
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  EXPECT_EQ(shards(), left);
  std::map<std::string, fs::file_time_type> times;
  for (const auto& f : fs::directory_iterator(folder + "/shards"))
    if (f.path().extension() == ".h5") times[f.path().string()] = fs::last_write_time(f);
  const Outcome refused = run(words);
  EXPECT_EQ(refused.code, 2);
  EXPECT_NE(refused.error.find("--resume"), std::string::npos) << refused.error;
  words.push_back("--resume");
  const Outcome o = run(words);
  ASSERT_EQ(o.code, 0) << o.error;
  EXPECT_EQ(shards(), 48);
  for (const auto& [file, time] : times)
    EXPECT_EQ(fs::last_write_time(file), time) << file << " was made again";
  words.back() = "--quiet";
  words[words.size() - 2] = path("whole");
  ASSERT_EQ(run(words).code, 0);
  EXPECT_TRUE(kept(folder) == kept(path("whole")));
}

TEST_F(StudyProgram, AFolderIsOfOneStudy) {
  ASSERT_EQ(run(sweep(path("s"), "2")).code, 0);
  std::vector<std::string> words = sweep(path("s"), "2");
  words.insert(words.end(), {"--resume", "--seed", "8"});
  EXPECT_EQ(run(words).code, 2);
  fs::create_directory(path("full"));
  std::ofstream(path("full/notes.txt")) << "mine";
  EXPECT_EQ(run(sweep(path("full"), "2")).code, 2);
  EXPECT_EQ(slurp(path("full/notes.txt")), "mine");
}

TEST_F(StudyProgram, ADamagedShardIsMadeAgain) {
  ASSERT_EQ(run(sweep(path("s"), "2")).code, 0);
  const auto whole = kept(path("s"));
  fs::resize_file(path("s/shards/0001_0002.h5"), 1000);
  fs::remove(path("s/shards/0003_0000.h5"));
  std::vector<std::string> words = sweep(path("s"), "2");
  words.push_back("--resume");
  ASSERT_EQ(run(words).code, 0);
  EXPECT_TRUE(whole == kept(path("s")));
}

TEST_F(StudyProgram, ComparesPairsAndRefusesWhatIsNoMetric) {
  for (const std::string n : {"1", "0.5"})
    ASSERT_EQ(run({"run", kWard, "--quiet", "--replications", "6", "--set",
                   "people.units.ward.patients.occupied_at_start=" + n, "-o", path(n + ".h5")})
                  .code,
              0);
  const Outcome o = run({"compare", path("1.h5"), path("0.5.h5"), "--json"});
  ASSERT_EQ(o.code, 0) << o.error;
  const Json j = Json::parse(o.out);
  EXPECT_TRUE(j["paired"].get<bool>());
  bool seen = false;
  for (const Json& d : j["differences"])
    if (d["quantity"] == "beds occupied") {
      seen = true;
      EXPECT_EQ(d["verdict"], "less");
      EXPECT_LT(d["difference"]["high"].get<double>(), 0);
    }
  EXPECT_TRUE(seen);
  EXPECT_EQ(run({"compare", path("1.h5"), path("0.5.h5"), "--metric", "nurse lode"}).code, 2);
  EXPECT_EQ(run({"compare", path("1.h5")}).code, 2);
}

TEST_F(StudyProgram, SelectsTheBestAndOptimizesTheCost) {
  const Outcome best =
      run({"select", kWard, "--vary", "people.units.ward.patients.occupied_at_start=1,0.25,0.5",
           "--minimise", "beds occupied", "--indifference", "0.2", "--json"});
  ASSERT_EQ(best.code, 0) << best.error;
  const Json choice = Json::parse(best.out);
  EXPECT_EQ(choice["decided"], true);
  for (const Json& one : choice["contenders"])
    EXPECT_EQ(one["best"].get<bool>(),
              one["settings"]["people.units.ward.patients.occupied_at_start"] == "0.25");

  const std::string limit = "requirements.nurses={what: nurse load, must: mean <= ";
  const auto cheapest = [&](const std::string& most) {
    return run({"optimize", kWard, "--vary", "people.units.ward.staff.day=1..4", "--cost",
                "people.units.ward.staff.day=100", "--set", limit + most + "}",
                "--max-replications", "16", "--json"});
  };
  const Outcome loose = cheapest("0.99"), impossible = cheapest("0.0001");
  EXPECT_EQ(loose.code, 0) << loose.out << loose.error;
  const Json cheap = Json::parse(loose.out);
  EXPECT_EQ(cheap["found"], true);
  EXPECT_NE(cheap["conclusion"].get<std::string>().find("day=1 at a cost of 100"),
            std::string::npos);
  EXPECT_EQ(cheap["steps"].back()["requirements"][0]["verdict"], "met");
  EXPECT_EQ(impossible.code, 1) << impossible.out;
  EXPECT_EQ(Json::parse(impossible.out)["found"], false);

  const Outcome priced =
      run({"optimize", kWard, "--vary", "people.units.ward.staff.day=1,2", "--set", limit + "0.99}",
           "--set", "prices={nurse_hour: 40}", "--max-replications", "4", "--json"});
  ASSERT_EQ(priced.code, 0) << priced.out << priced.error;
  const Outcome dearer =
      run({"optimize", kWard, "--vary", "people.units.ward.staff.day=1,2", "--set", limit + "0.99}",
           "--set", "prices={nurse_hour: 50}", "--max-replications", "4", "--json"});
  const auto cost = [](const Outcome& o) {
    return Json::parse(o.out)["steps"][0]["cost"].get<double>();
  };
  const double hours = (cost(dearer) - cost(priced)) / 10 / 365.25;  // of nurses in a day
  EXPECT_NEAR(std::remainder(hours, 12), 0, 1e-6) << hours;
  EXPECT_GE(hours, 24);
  EXPECT_EQ(run({"optimize", kWard, "--vary", "people.units.ward.staff.day=1,2"}).code, 2);
}

TEST_F(StudyProgram, PrecisionAddsReplicationsAlikeForAnyJobs) {
  std::vector<Json> all;
  for (const std::string jobs : {"1", "2", "8"}) {
    const Outcome o = run({"run", kWard, "--json", "--reproducible", "--jobs", jobs, "--precision",
                           "airtime within 1 %"});
    ASSERT_EQ(o.code, 0) << o.error;
    all.push_back(Json::parse(o.out));
  }
  EXPECT_EQ(Json::diff(all[0], all[1]).dump(), "[]");
  EXPECT_EQ(Json::diff(all[0], all[2]).dump(), "[]");
  const int coarse = all[0]["replications"];
  EXPECT_GE(coarse, 8);
  const Outcome fine = run({"run", kWard, "--json", "--precision", "airtime within 0.05 %",
                            "--max-replications", "100"});
  EXPECT_GT(Json::parse(fine.out)["replications"].get<int>(), coarse);
}

TEST_F(StudyProgram, EqualRunsAreEqualFiles) {
  for (const std::string jobs : {"1", "2"})
    ASSERT_EQ(
        run({"run", kWard, "--quiet", "--reproducible", "--jobs", jobs, "-o", path(jobs + ".h5")})
            .code,
        0);
  EXPECT_EQ(slurp(path("1.h5")), slurp(path("2.h5")));
}

TEST_F(StudyProgram, SteadySaysWhatIsTooShort) {
  ASSERT_EQ(run({"run", kWard, "--quiet", "-o", path("r.h5")}).code, 0);
  const Outcome o = run({"steady", path("r.h5")});
  EXPECT_EQ(o.code, 0) << o.error;
  EXPECT_NE(o.out.find("not decided"), std::string::npos) << "ten minutes decide nothing";
  const std::string bench = WARDTWIN_ROOT "/scenarios/bench/wifi_ward.yaml";
  ASSERT_EQ(run({"run", bench, "--quiet", "--set", "duration=40 min", "--set",
                 "bench.devices.telemetry.count=4", "--replications", "1", "-o", path("b.h5")})
                .code,
            0);
  EXPECT_NE(run({"steady", path("b.h5")}).out.find("airtime, ap"), std::string::npos);
}

// A file's series begin after its warm-up, so the transient that they leave comes on top of it.
TEST_F(StudyProgram, SteadyCountsFromTheStartOfTheRun) {
  const std::string bench = WARDTWIN_ROOT "/scenarios/bench/wifi_ward.yaml";
  ASSERT_EQ(
      run({"run", bench, "--quiet", "--set", "warm_up=90 min", "--set", "duration=60 min", "--set",
           "bench.devices.telemetry.count=2", "--replications", "1", "-o", path("b.h5")})
          .code,
      0);
  const Outcome o = run({"steady", path("b.h5")});
  std::smatch found;
  ASSERT_TRUE(std::regex_search(o.out, found, std::regex("airtime, ap\\S* +([0-9.]+) min")))
      << o.out;
  const double ends = std::stod(found[1].str());
  EXPECT_GE(ends, 90) << "the warm-up itself";
  EXPECT_LE(ends, 120) << "what lies in the second half is not decided";
}

TEST_F(StudyProgram, ASweepsFolderIsItsDesigns) {
  ASSERT_EQ(run(sweep(path("s"), "2")).code, 0);
  const Outcome c = run({"compare", path("s"), "--metric", "beds occupied"});
  ASSERT_EQ(c.code, 0) << c.error;
  EXPECT_NE(c.out.find("ap_1.channel=36, patients.occupied_at_start=1"), std::string::npos)
      << c.out;
  const Outcome single =
      run({"compare", path("s/0000.h5"), path("s/0001.h5"), "--json", "--metric", "beds occupied"});
  const Outcome folder = run({"compare", path("s"), "--json", "--metric", "beds occupied"});
  const Json a = Json::parse(single.out),
             b = Json::parse(folder.out.substr(0, folder.out.find("\n{\n")));
  EXPECT_EQ(a["differences"], b["differences"]);
  ASSERT_EQ(run({"report", path("s"), "-o", path("page.html")}).code, 0);
  const std::string page = slurp(path("page.html"));
  EXPECT_NE(page.find("ap_1.channel=40, patients.occupied_at_start=1 against"), std::string::npos);
  fs::remove(path("s/0002.h5"));
  const Outcome missing = run({"compare", path("s")});
  EXPECT_EQ(missing.code, 2);
  EXPECT_NE(missing.error.find("is not finished"), std::string::npos) << missing.error;
  fs::create_directory(path("other"));
  const Outcome none = run({"report", path("other"), "-o", path("page.html")});
  EXPECT_EQ(none.code, 2);
  EXPECT_NE(none.error.find("holds no sweep"), std::string::npos) << none.error;
}

TEST_F(StudyProgram, PointsOfASweepShareTheWarmUpThatIsFound) {
  std::ofstream(path("queue.yaml"))
      << "scenario: queue\nformat: 1\nwarm_up: auto\nduration: 10 d\npeople:\n  resources: { bed: "
         "{ "
         "kind: bed, unlimited: yes } }\n  pathways:\n    patients:\n      arrive: { every: "
         "exponential(mean 1 h) }\n      steps: { stay: { with: bed, takes: exponential(mean 1 d), "
         "then: leave } }\n";
  const std::string stay = "people.pathways.patients.steps.stay.takes=";
  ASSERT_EQ(run({"sweep", path("queue.yaml"), "--vary",
                 stay + "exponential(mean 1 d),exponential(mean 8 d)", "--replications", "2",
                 "--quiet", "-o", path("s")})
                .code,
            0);
  const auto found = [&](const std::string& file) {
    return Json::parse(run({"summary", file, "--json"}).out);
  };
  const Json a = found(path("s/0000.h5")), b = found(path("s/0001.h5"));
  EXPECT_EQ(a["warm_up_s"], b["warm_up_s"]);
  EXPECT_NE(a["warm_up_chosen"].get<std::string>().find("the longest of all points"),
            std::string::npos);
  ASSERT_EQ(
      run({"run", path("queue.yaml"), "--quiet", "--replications", "2", "-o", path("one.h5")}).code,
      0);
  EXPECT_LT(found(path("one.h5"))["warm_up_s"], a["warm_up_s"]) << "alone it settles sooner";
}

TEST_F(StudyProgram, CheckTellsWhetherAResultsFileIsWhole) {
  ASSERT_EQ(run({"run", kWard, "--quiet", "-o", path("r.h5")}).code, 0);
  const Outcome whole = run({"check", path("r.h5")});
  EXPECT_EQ(whole.code, 0) << whole.error;
  EXPECT_NE(whole.out.find("whole. 2 of 2 replications of small_ward; every byte"),
            std::string::npos)
      << whole.out;
  const std::string bytes = slurp(path("r.h5"));
  std::string damaged = bytes;
  damaged[bytes.size() / 2] = static_cast<char>(damaged[bytes.size() / 2] ^ 1);
  std::ofstream(path("damaged.h5"), std::ios::binary) << damaged;
  const Outcome told = run({"check", path("damaged.h5")});
  EXPECT_EQ(told.code, 2);
  EXPECT_NE(told.error.find("is damaged"), std::string::npos) << told.error;
  // other tools drop the seal
  std::ofstream(path("bare.h5"), std::ios::binary) << bytes.substr(0, bytes.size() - 16);
  const Outcome bare = run({"check", path("bare.h5")});
  EXPECT_EQ(bare.code, 0) << bare.error;
  EXPECT_NE(bare.out.find("it has no seal"), std::string::npos) << bare.out;
}

}  // namespace
}  // namespace wardtwin
