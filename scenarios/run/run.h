#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/compiler/hospital.h"
#include "sim/base/random.h"
#include "sim/base/statistics.h"
#include "sim/results/results.h"

namespace wardtwin::run {

struct Options {
  std::optional<std::uint64_t> seed;
  std::optional<int> replications;
  int first = 0;                       ///< number of the first replication
  std::vector<std::string> precision;  ///< replications are added until all of these hold
  int most = 1000;                     ///< replications, where a precision is asked for
  int jobs = 1;                        ///< replications at a time, each in a process of its own
  int threads = 1;                     ///< of one replication
  std::string output;                  ///< results file; empty: none
  bool trust_code = false;             ///< runs the Python that the scenario brings along
  std::string recording;      ///< what a twin would hear of the first replication; empty: none
  bool reproducible = false;  ///< leaves wall times, memory and date out of results and file
  std::function<void(double share)> on_progress;  ///< 0 .. 1, now and then
  const volatile bool* stop = nullptr;  ///< set by a signal handler: finish what can be read
};

struct Outcome {
  results::Results results;
};

/// Runs all replications and writes the results file. Results are equal for any jobs and threads.
/// Where the run was stopped, `complete` is false and the file is a partial one.
Outcome run(const compiler::Hospital& hospital, const Options& options);

/// Where the results file of the last run lies (the .part of a stopped one).
std::string results_path(const Options& options, bool complete);

/// What a results file says about a run, before it has run.
results::Run run_of(const compiler::Hospital& hospital, std::uint64_t seed, int replications);

/// One replication; `progress` answers false to stop it (throws Stopped).
results::Replication replicate(const compiler::Hospital& hospital, Seed seed, int threads,
                               const std::function<bool(double share)>& progress,
                               const std::string& recording = "");

/// Leaves out what differs between two equal runs: wall times, memory and date.
void forget_machine(results::Run& run);
void forget_machine(results::Replication& replication);

/// Number of processors that this process may use.
int processors();

}  // namespace wardtwin::run
