#pragma once

#include <functional>
#include <string>

#include "sim/results/results.h"

namespace wardtwin::run {

/// Replications in forked children, some at a time; the parent takes them in order of their number,
/// so the outcome does not depend on how many run at once or which is first.
///
/// A child hands its replication over as a small results file of its own in a private folder; its
/// progress comes through a pipe. A child that fails or is killed is a RunError with what it said.
class ChildPool {
 public:
  using Progress = std::function<bool(double share)>;
  using Work = std::function<results::Replication(int replication, const Progress& progress)>;

  ChildPool(const results::Model& model, const results::Run& run, int jobs);
  ~ChildPool();
  ChildPool(const ChildPool&) = delete;
  ChildPool& operator=(const ChildPool&) = delete;

  void run(int replications, const Work& work,
           const std::function<void(results::Replication)>& take,
           const std::function<void(double)>& on_progress, const std::function<bool()>& stopped);

 private:
  struct Child {
    int pid = -1, number = 0, pipe = -1;
    double progress = 0;
    bool done = false;
    std::string said;
  };
  Child start(int number, const Work& work);
  void listen(Child& child);
  [[noreturn]] void work_in_child(int number, int pipe, const Work& work) const;
  std::string file_of(int number) const;

  const results::Model& model_;
  const results::Run& run_;
  int jobs_;
  std::string folder_;
};

}  // namespace wardtwin::run
