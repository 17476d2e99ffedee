#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/compiler/future.h"
#include "sim/results/results.h"

/// One run that goes on in several futures.
namespace wardtwin::run {

struct BranchOptions {
  std::optional<std::uint64_t> seed;
  std::optional<int> replications;
  int jobs = 1;
  bool reproducible = false;
  std::string folder;  ///< of results files: as_is.h5, NAME.h5; empty: none
  std::function<void(double share)> on_progress;
  const volatile bool* stop = nullptr;
};

/// Results of the hospital as it is, then of each future. Every replication runs once to the
/// instant, in a process of its own, which then forks for each future: equal numbers of replications
/// share their past and all randomness. Stopped: `complete` is false, and the files are partial ones.
std::vector<results::Results> branch(const compiler::Futures& futures,
                                     const BranchOptions& options);

}  // namespace wardtwin::run
