#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <random>

#include "sim/base/error.h"
#include "sim/results/reader.h"
#include "sim/results/writer.h"
#include "tests/unit/results/sample.h"

namespace wardtwin::results {
namespace {

// Writes replications flat out until it is killed; one byte on `ready` once the file exists.
[[noreturn]] void write_forever(const std::string& path, const Results& results, int ready) {
  Run run = results.run;
  run.replications = 500;
  Writer writer(path, run, results.model);
  if (::write(ready, "x", 1) != 1) _exit(4);
  for (;;) {
    writer.begin_replication();
    for (int i = 0; i < 3000; ++i) writer.append({sample_alarm(i, 1s), AlarmEnd::delivered, {}});
    writer.end_replication(results.replications[0]);
  }
}

// The rule that this rests on: facts on kill -9, 20 of 20 readable with flushed chunks.
TEST(ResultsFile, SurvivesKillMinusNine) {
  Results results = sample_results(1);
  std::mt19937 random(7);
  std::size_t most = 0;
  for (int kill_number = 0; kill_number < 20; ++kill_number) {
    const std::string path = temporary(fmt::format("killed_{}.h5", kill_number));
    int pipe_ends[2];
    ASSERT_EQ(pipe(pipe_ends), 0);
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) write_forever(path, results, pipe_ends[1]);
    char byte;
    ASSERT_EQ(::read(pipe_ends[0], &byte, 1), 1);
    usleep(static_cast<unsigned>(random() % 250000));
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the child ended by itself";

    const Results read = read_results(path + ".part");
    EXPECT_FALSE(read.complete);
    EXPECT_EQ(read.run.replications, 500u);
    most = std::max(most, read.replications.size());
    for (const Replication& r : read.replications) {
      EXPECT_EQ(r.alarms.size(), 3000u + 240u);
      EXPECT_EQ(r.event_hash, results.replications[0].event_hash);
      EXPECT_EQ(r.flows[0].delay, results.replications[0].flows[0].delay);
    }
    std::filesystem::remove(path + ".part");
  }
  EXPECT_GE(most, 2u) << "killed too early to show anything";
}

std::string refusal(const std::string& path) {
  const Results results = sample_results(1);
  try {
    Writer(path, results.run, results.model);
  } catch (const RunError& e) {
    return e.what();
  }
  return "accepted";
}

TEST(ResultsWriter, SaysWhyAPlaceCannotBeWritten) {
  const std::string folder = temporary("a_folder");
  std::filesystem::create_directories(folder);
  EXPECT_EQ(refusal(folder),
            "cannot write " + folder + ": it is a folder; write -o " + folder + "/results.h5");
  const std::string lost = temporary("no/such/r.h5");
  EXPECT_EQ(refusal(lost), "cannot write " + lost + ": the folder " + temporary("no/such") +
                               " does not exist; create it or choose another place with -o");
  const std::string file = temporary("a_file");
  std::ofstream(file) << "x";
  EXPECT_EQ(refusal(file + "/r.h5"),
            "cannot write " + file + "/r.h5: " + file + " is not a folder");
  EXPECT_EQ(refusal(""), "cannot write the results: the file has no name; write -o NAME.h5");
  // even root may not make files here
  EXPECT_EQ(
      refusal("/proc/r.h5").rfind("cannot write /proc/r.h5.part: No such file or directory", 0), 0u)
      << refusal("/proc/r.h5");

  const Results results = sample_results(1);
  const std::string busy = temporary("busy.h5");
  Writer first(busy, results.run, results.model);
  EXPECT_EQ(refusal(busy), "cannot write " + busy + ".part: another run is writing it");
  first.write(results.replications[0]);
  EXPECT_EQ(first.finish(results), busy);
}

// A limit on the file's size stands for a full disk: write() fails in the same place.
TEST(ResultsWriter, SaysThatTheDiskIsFullAndWhatIsLeft) {
  const Results results = sample_results(1);
  for (const rlim_t limit : {rlim_t{20'000}, rlim_t{900'000}}) {
    const std::string path = temporary(fmt::format("full_{}.h5", limit));
    const pid_t child = fork();
    if (child == 0) {
      signal(SIGXFSZ, SIG_IGN);
      const rlimit small{limit, limit};
      setrlimit(RLIMIT_FSIZE, &small);
      std::ofstream said(path + ".said");
      const int quiet = open((path + ".stderr").c_str(), O_CREAT | O_WRONLY, 0600);
      dup2(quiet, 2);
      try {
        results::Run run = results.run;
        run.replications = 50;
        Writer writer(path, run, results.model);
        for (int k = 0; k < 50; ++k) writer.write(results.replications[0]);
      } catch (const RunError& e) {
        said << e.what() << std::flush;
        exit(3);
      }
      exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFEXITED(status)) << "limit " << limit << " signal " << WTERMSIG(status);
    EXPECT_EQ(WEXITSTATUS(status), 3);
    std::string said, noise;
    std::getline(std::ifstream(path + ".said"), said);
    std::getline(std::ifstream(path + ".stderr"), noise);
    EXPECT_EQ(noise, "") << "HDF5 printed its stack";
    EXPECT_EQ(said.rfind("cannot write " + path + ".part: File too large; ", 0), 0u) << said;
    EXPECT_FALSE(std::filesystem::exists(path));
    if (limit < 100'000) {
      EXPECT_NE(said.find("holds no whole replication"), std::string::npos) << said;
    } else {
      const Results left = read_results(path + ".part");
      EXPECT_FALSE(left.complete);
      EXPECT_GE(left.replications.size(), 1u);
      EXPECT_NE(
          said.find(fmt::format("the {} replications written before", left.replications.size())),
          std::string::npos)
          << said;
    }
  }
}

}  // namespace
}  // namespace wardtwin::results
