#include "sim/kernel/window.h"

#include <utility>

namespace wardtwin::kernel {
namespace {

constexpr std::uint64_t kField = (1u << 20) - 1;

std::uint64_t item_of(std::uint64_t ticket) { return ticket & kField; }
std::uint64_t items_of(std::uint64_t ticket) { return (ticket >> 20) & kField; }
std::uint64_t generation_of(std::uint64_t ticket) { return ticket >> 40; }

void pause() {
#ifdef __SSE2__
  __builtin_ia32_pause();
#endif
}

}  // namespace

WorkerPool::WorkerPool(int threads) {
  WARDTWIN_ASSERT(threads >= 1, "a pool needs a thread");
  // Spinning only pays while everybody has a core of their own.
  const bool crowded = static_cast<unsigned>(threads) > std::thread::hardware_concurrency();
  spins_ = crowded ? 0 : 4000;
  workers_.reserve(static_cast<std::size_t>(threads - 1));
  for (int i = 1; i < threads; ++i) workers_.emplace_back([this] { serve(); });
}

WorkerPool::~WorkerPool() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  for (std::thread& t : workers_) t.join();
}

void WorkerPool::do_item(std::size_t item) {
  try {
    work_.load(std::memory_order_relaxed)(context_.load(std::memory_order_relaxed), item);
  } catch (...) {
    const std::lock_guard lock(mutex_);
    if (!failure_ || item < failed_item_) {
      failure_ = std::current_exception();
      failed_item_ = item;
    }
  }
}

bool WorkerPool::work_left() const {
  const std::uint64_t t = ticket_.load();
  return item_of(t) < items_of(t);
}

bool WorkerPool::take_one() {
  std::uint64_t t = ticket_.load(std::memory_order_acquire);
  while (item_of(t) < items_of(t)) {
    if (!ticket_.compare_exchange_weak(t, t + 1, std::memory_order_acq_rel)) continue;
    do_item(item_of(t));
    unfinished_.fetch_sub(1, std::memory_order_acq_rel);
    return true;
  }
  return false;
}

void WorkerPool::serve() {
  int idle = 0;
  while (!stop_.load(std::memory_order_relaxed)) {
    if (take_one()) {
      idle = 0;
    } else if (++idle <= spins_) {
      pause();
    } else {
      std::unique_lock lock(mutex_);
      ++asleep_;
      wake_.wait(lock, [this] { return stop_ || work_left(); });
      --asleep_;
      idle = 0;
    }
  }
}

void WorkerPool::run(std::size_t items, Work work, void* context) {
  WARDTWIN_ASSERT(items <= kMostItems, "a job has too many items");
  if (items == 0) return;
  work_.store(work, std::memory_order_relaxed);
  context_.store(context, std::memory_order_relaxed);
  if (workers_.empty() || items == 1) {
    for (std::size_t i = 0; i < items; ++i) do_item(i);
  } else {
    unfinished_.store(items, std::memory_order_relaxed);
    const std::uint64_t generation = generation_of(ticket_.load(std::memory_order_relaxed)) + 1;
    ticket_.store((generation << 40) | (static_cast<std::uint64_t>(items) << 20));
    if (asleep_.load() > 0) {
      {
        const std::lock_guard lock(mutex_);
      }
      wake_.notify_all();
    }
    while (take_one()) {
    }
    for (int i = 0; unfinished_.load(std::memory_order_acquire) != 0; ++i) {
      if (i < spins_)
        pause();
      else
        std::this_thread::yield();
    }
  }
  if (failure_) [[unlikely]]
    std::rethrow_exception(std::exchange(failure_, nullptr));
}

}  // namespace wardtwin::kernel
