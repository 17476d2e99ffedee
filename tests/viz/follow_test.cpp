#include <gtest/gtest.h>

#include <signal.h>

#include <chrono>
#include <cstdio>
#include <set>
#include <thread>

#include "tests/viz/stage.h"
#include "viz/app/child_run.h"
#include "viz/app/session.h"

namespace wardtwin::viz {
namespace {

namespace fs = std::filesystem;

// as the program does: a file that a run still writes is locked by it
[[maybe_unused]] const int kNoLocks = ::setenv("HDF5_USE_FILE_LOCKING", "FALSE", 1);

void touch(const std::string& path, int seconds) {
  fs::last_write_time(path, fs::file_time_type::clock::now() + std::chrono::seconds(seconds));
}

TEST(Follower, WaitsUntilTheFileHasRested) {
  const std::string path = sample_file("growing.h5");
  Follower f;
  EXPECT_FALSE(f.changed(path, 0)) << "as it was when it was opened";
  EXPECT_FALSE(f.changed(path, 1));
  touch(path, 10);
  EXPECT_FALSE(f.changed(path, 2));
  touch(path, 20);
  EXPECT_FALSE(f.changed(path, 2.6)) << "it is still being written";
  EXPECT_TRUE(f.changed(path, 3.2));
  EXPECT_FALSE(f.changed(path, 6)) << "told once";
  double now = 7;
  int told = 0;
  for (int i = 0; i < 40; ++i, now += 0.1) {
    touch(path, 30 + i);
    told += f.changed(path, now);
  }
  EXPECT_EQ(told, 1) << "one that never rests is looked at every two seconds or so";
}

// A real run in a process of its own, followed from its first replication to its end.
TEST(FollowedRun, ARealRunAppearsReplicationByReplication) {
  const std::string folder = results::temporary("live");
  fs::create_directories(folder);
  const std::string scenario = folder + "/live.yaml", out = folder + "/live.h5";
  std::ifstream in(std::string(WARDTWIN_ROOT) + "/scenarios/ward_and_icu.yaml");
  std::string text{std::istreambuf_iterator<char>(in), {}};
  const auto set = [&](const std::string& key, const std::string& value) {
    const auto at = text.find("\n" + key + ":") + 1;
    text.replace(at, text.find('\n', at) - at, key + ": " + value);
  };
  set("duration", "5 h");
  set("replications", "4");
  std::ofstream(scenario) << text;
  const std::string command = std::string(WARDTWIN_BINARY) + " run " + scenario +
                              " --quiet --jobs 1 -o " + out + " > /dev/null 2>&1 & echo $!";
  FILE* started = ::popen(command.c_str(), "r");
  ASSERT_TRUE(started);
  ::pclose(started);
  Stage s;
  Follower f;
  std::set<std::size_t> seen;
  const auto begin = std::chrono::steady_clock::now();
  const auto elapsed = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  while (elapsed() < 120 && !(s.view.trace && s.view.trace->results().complete)) {
    if (!s.view.trace && fs::exists(out + ".part")) open_file(s.view, out + ".part");
    if (!s.view.trace && fs::exists(out)) open_file(s.view, out);
    follow_file(s.view, f, elapsed());
    if (s.view.trace) seen.insert(s.view.trace->results().replications.size());
    s.frame();
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  ASSERT_TRUE(s.view.trace);
  EXPECT_EQ(s.view.trace->path(), out) << "it went on with the finished file";
  EXPECT_TRUE(seen.contains(4));
  EXPECT_TRUE(seen.contains(1) || seen.contains(2) || seen.contains(3))
      << "some replications were shown before the end";
}

// Before its first replication is done, as much of it as there is; the plan plays that.
TEST(FollowedRun, TheFirstReplicationAppearsWhileItRuns) {
  const std::string folder = results::temporary("growing_first");
  fs::remove_all(folder);
  fs::create_directories(folder);
  const std::string out = folder + "/R.h5";
  const std::string command =
      std::string(WARDTWIN_BINARY) + " run " + WARDTWIN_ROOT +
      "/scenarios/ward_and_icu.yaml --set 'duration=20 d' --replications 1 --quiet -o " + out +
      " > /dev/null 2>&1 & echo $!";
  FILE* started = ::popen(command.c_str(), "r");
  ASSERT_TRUE(started);
  int pid = 0;
  ASSERT_EQ(std::fscanf(started, "%d", &pid), 1);
  ::pclose(started);
  Stage s;
  Follower f;
  std::set<Time> ends;
  const auto begin = std::chrono::steady_clock::now();
  const auto elapsed = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  while (elapsed() < 90 && ends.size() < 2) {
    if (!s.view.trace && fs::exists(out + ".part")) open_file(s.view, out + ".part");
    follow_file(s.view, f, elapsed());
    if (s.view.trace && !s.view.trace->empty()) ends.insert(s.view.trace->end());
    s.frame();
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  ASSERT_EQ(ends.size(), 2u) << "it grew";
  // killed as hard as can be, it is still there
  ::kill(pid, SIGKILL);
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  const Trace left(out + ".part");
  EXPECT_TRUE(left.unfinished());
  EXPECT_FALSE(left.results().complete);
  EXPECT_GE(left.end(), *ends.rbegin());
  EXPECT_LT(left.end(), 20 * 24h);
  EXPECT_GT(left.logs().alarms.size(), 50u);
  EXPECT_GT(left.logs().history.nurse_steps.size(), 1000u);
  for (const auto& a : left.logs().alarms) EXPECT_LE(a.alarm.onset, left.end());
  EXPECT_FALSE(read_plot(left, SeriesName::airtime, left.start(), left.end(), 500).lines.empty());
}

TEST(FollowedRun, GoesOnWithTheFinishedFileAtTheTimeThatIsShown) {
  results::Results r = results::sample_results(1);
  r.run.replications = 3;
  r.complete = false;
  const std::string path = results::temporary("followed.h5");
  fs::remove(path);
  results::Writer writer(path, r.run, r.model);
  writer.write(r.replications[0]);
  ASSERT_EQ(writer.finish(r), path + ".part");
  Stage s(path + ".part");
  ASSERT_TRUE(s.view.trace);
  go_to(s.view, 9000s);
  open_finished(s.view);
  EXPECT_EQ(s.view.trace->path(), path + ".part") << "it is still there";
  fs::rename(path + ".part", path);
  open_finished(s.view);
  EXPECT_EQ(s.view.trace->path(), path);
  EXPECT_EQ(s.view.now, 9000s);
}

TEST(FollowedRun, AFileWithoutAWholeReplicationSaysSo) {
  results::Results r = results::sample_results(0);
  r.run.replications = 2;
  r.complete = false;
  const std::string path = results::temporary("young.h5");
  results::Writer writer(path, r.run, r.model);
  writer.finish(r);
  Stage s(path + ".part");
  for (const Panel& p : panels()) {
    s.view.panel = p.id;
    if (s.view.panel != "scenario") {
      EXPECT_TRUE(s.shows("empty")) << p.id;
    }
  }
}

TEST(EndedRun, IsShownBesideWhatIsOpenOrAlone) {
  Stage with(sample_file("before.h5"));
  with.view.run = {false, 0, "", sample_file("after.h5")};
  run_ended(with.view, with.view.run.output + ".part");
  EXPECT_EQ(with.view.panel, "compare");
  ASSERT_TRUE(with.view.other);
  EXPECT_FALSE(with.shows("empty"));

  View alone;
  alone.run = with.view.run;
  run_ended(alone, alone.run.output + ".part");
  EXPECT_TRUE(alone.trace);
  EXPECT_FALSE(alone.other);

  View failed;
  failed.run = {false, 2, "", "none.h5"};
  run_ended(failed, "none.h5.part");
  EXPECT_NE(failed.note.find("the run failed"), std::string::npos);
}

}  // namespace
}  // namespace wardtwin::viz
