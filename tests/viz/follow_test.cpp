#include <gtest/gtest.h>

#include "tests/viz/stage.h"
#include "viz/app/child_run.h"
#include "viz/app/session.h"

namespace wardtwin::viz {
namespace {

namespace fs = std::filesystem;

void touch(const std::string& path, int seconds) {
  fs::last_write_time(path, fs::file_time_type::clock::now() + std::chrono::seconds(seconds));
}

TEST(Follower, WaitsUntilTheFileHasRestedForASecond) {
  const std::string path = sample_file("growing.h5");
  Follower f;
  EXPECT_FALSE(f.changed(path, 0)) << "as it was when it was opened";
  EXPECT_FALSE(f.changed(path, 1));
  touch(path, 10);
  EXPECT_FALSE(f.changed(path, 2));
  touch(path, 20);
  EXPECT_FALSE(f.changed(path, 2.6)) << "it is still being written";
  EXPECT_FALSE(f.changed(path, 3.2));
  EXPECT_TRUE(f.changed(path, 4));
  EXPECT_FALSE(f.changed(path, 6)) << "told once";
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
