#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "scenarios/compiler/hospital.h"
#include "sim/results/results.h"

namespace wardtwin::run {

struct Options {
  std::optional<std::uint64_t> seed;
  std::optional<int> replications;
  int jobs = 1;        ///< replications at a time, each in a process of its own
  int threads = 1;     ///< of one replication
  std::string output;  ///< results file; empty: none
  std::function<void(double share)> on_progress;  ///< 0 .. 1, now and then
  const volatile bool* stop = nullptr;  ///< set by a signal handler: finish what can be read
};

/// Runs all replications and writes the results file. Results are equal for any jobs and threads.
/// Where the run was stopped, `complete` is false and the file is a partial one.
results::Results run(const compiler::Hospital& hospital, const Options& options);

/// Where the results file of the last run lies (the .part of a stopped one).
std::string results_path(const Options& options, bool complete);

/// Number of processors that this process may use.
int processors();

}  // namespace wardtwin::run
