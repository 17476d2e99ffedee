#pragma once

#include <cstddef>
#include <functional>
#include <span>

/// A piece of work in a process of its own, so that nothing it does can take the program with it.
namespace wardtwin::engine {

using Bytes = std::span<const std::byte>;
using Write = std::function<void(Bytes)>;

/// Runs `work` in a forked child; what it writes reaches `sink` here, in order, while it runs.
/// Throws RunError with what the child printed to stderr if it threw, aborted, was killed or called
/// exit. Call it from a process that has no other threads at work and never created an
/// Infrastructure.
void run_in_child(const std::function<void(const Write&)>& work,
                  const std::function<void(Bytes)>& sink);

}  // namespace wardtwin::engine
