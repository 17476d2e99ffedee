#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace wardtwin::run {

/// Tasks in forked children, some at a time. A child tells its progress, and what went wrong,
/// through a pipe; what it makes it leaves in a file. Nothing of the parent's stays open in it.
struct Children {
  using Progress = std::function<bool(double share)>;

  int jobs = 1;
  /// The next task to start; nullopt when there is none (any more).
  std::function<std::optional<int>()> next;
  /// In the child. What it throws reaches the parent as the words of a RunError.
  std::function<void(int task, const Progress& progress)> work;
  /// In the parent, in the order in which children end. False: kill the others, it is enough.
  std::function<bool(int task)> done;
  /// Shares of the tasks that are running, now and then.
  std::function<void(double running)> on_progress;
  std::function<bool()> stopped;
  /// "replication 3": a task in messages.
  std::function<std::string(int task)> name;

  /// Throws RunError when a child fails or is killed by another; the others are killed then.
  void run() const;
};

}  // namespace wardtwin::run
