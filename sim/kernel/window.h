#pragma once

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "sim/base/error.h"
#include "sim/base/time.h"

namespace wardtwin::kernel {

/// Calls `body(from)` for one window after the other in [start, end); it returns where its window
/// ends, later than `from` and at most at `end`. `next_event()` says before which instant nothing
/// happens; there no window lies.
template <class NextEvent, class Body>
void for_each_window(Time start, Time end, NextEvent next_event, Body body) {
  for (Time t = start; t < end;) {
    const Time from = std::max(t, static_cast<Time>(next_event()));
    if (from >= end) return;
    t = body(from);
    WARDTWIN_ASSERT(t > from && t <= end, "a window has no width, or overruns the end");
  }
}

/// Runs independent pieces of work on a fixed set of threads, the caller's among them. Made for
/// jobs of microseconds: threads spin a short while for the next job before they sleep. One thread:
/// no threads.
class WorkerPool {
 public:
  static constexpr std::size_t kMostItems = (std::size_t{1} << 20) - 1;
  using Work = void (*)(void* context, std::size_t item);

  explicit WorkerPool(int threads);
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;
  ~WorkerPool();

  int threads() const { return static_cast<int>(workers_.size()) + 1; }
  /// work(context, i) for i in [0, items), each once, in any order. All run even if one throws;
  /// then the exception of the smallest i comes out.
  void run(std::size_t items, Work work, void* context);

 private:
  void serve();
  bool take_one();
  void do_item(std::size_t item);
  bool work_left() const;

  // Generation (24 bits), number of items (20), next item (20): taken by compare-and-swap, so a
  // thread that wakes late can never take from a job it has not seen.
  alignas(64) std::atomic<std::uint64_t> ticket_{0};
  alignas(64) std::atomic<std::size_t> unfinished_{0};
  alignas(64) std::atomic<Work> work_{nullptr};
  std::atomic<void*> context_{nullptr};
  std::atomic<int> asleep_{0};
  std::atomic<bool> stop_{false};
  int spins_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::exception_ptr failure_;
  std::size_t failed_item_ = 0;
  std::vector<std::thread> workers_;
};

/// Brings independent cells forward window by window. A cell has `Time next_event() const` and
/// `void run(Time until)`; one with nothing before `until` is not touched. Results cannot depend on
/// the number of threads, since a cell is run by one thread at a time and shares nothing.
class CellScheduler {
 public:
  explicit CellScheduler(int threads = 1) : pool_(threads) {}
  int threads() const { return pool_.threads(); }

  /// A cell that has them is told two and one runs ahead, call(), then fetch(), to have on its way from memory
  /// what it will need: most of a large hospital's cells have one message in a window and lie in no cache.
  template <class Cell>
  void run(std::span<Cell* const> cells, Time until) {
    due_.clear();
    for (Cell* c : cells)
      if (c->next_event() < until) due_.push_back(c);
    if (pool_.threads() > 1) {
      Job<Cell> job{due_.data(), until};
      return pool_.run(due_.size(), &Job<Cell>::run_one, &job);
    }
    for (std::size_t i = 0; i < due_.size(); ++i) {
      if constexpr (requires(const Cell& c) { c.fetch(); }) {
        if (i + kFar < due_.size()) static_cast<const Cell*>(due_[i + kFar])->call();
        if (i + kNear < due_.size()) static_cast<const Cell*>(due_[i + kNear])->fetch();
      }
      static_cast<Cell*>(due_[i])->run(until);
    }
  }

 private:
  template <class Cell>
  struct Job {
    void* const* cells;
    Time until;
    static void run_one(void* context, std::size_t item) {
      const auto& job = *static_cast<const Job*>(context);
      static_cast<Cell*>(job.cells[item])->run(job.until);
    }
  };

  static constexpr std::size_t kFar = 6, kNear = 3;
  WorkerPool pool_;
  std::vector<void*> due_;
};

}  // namespace wardtwin::kernel
