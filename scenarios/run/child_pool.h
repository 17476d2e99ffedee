#pragma once

#include <functional>
#include <string>

#include "scenarios/run/children.h"
#include "scenarios/run/folder.h"
#include "sim/results/results.h"

namespace wardtwin::run {

/// Replications in forked children, some at a time; the parent takes them in order of their number,
/// so the outcome does not depend on how many run at once or which is first.
///
/// A child hands its replication over as a small results file of its own in a private folder. A
/// child that fails or is killed is a RunError with what it said.
class ChildPool {
 public:
  using Work = std::function<results::Replication(int replication, const Children::Progress&)>;

  ChildPool(const results::Model& model, const results::Run& run, int jobs);

  /// `take` answers whether more are wanted; those beyond are dropped.
  void run(int most, const Work& work, const std::function<bool(results::Replication)>& take,
           const std::function<void(double done)>& on_progress,
           const std::function<bool()>& stopped);

 private:
  std::string file_of(int number) const;

  const results::Model& model_;
  const results::Run& run_;
  int jobs_;
  Folder folder_;
};

/// A results file of one replication, which is what a child leaves.
void write_shard(const std::string& path, results::Run run, const results::Model& model,
                 const results::Replication& replication);

}  // namespace wardtwin::run
