#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <ctime>

#include "sim/base/time.h"

/// The clock on the wall, and how a thread hands work to another.
namespace wardtwin::live {

/// An instant of the steady clock, or a length of time, ns.
using Wall = std::int64_t;

inline Wall wall_of(clockid_t clock) {
  timespec t{};
  ::clock_gettime(clock, &t);
  return t.tv_sec * 1'000'000'000 + t.tv_nsec;
}
inline Wall now() { return wall_of(CLOCK_MONOTONIC); }
/// Processor time of the calling thread.
inline Wall thread_cpu() { return wall_of(CLOCK_THREAD_CPUTIME_ID); }
/// UTC of an instant, ns since 1970; steps of the system's clock after the start are not followed.
inline std::int64_t utc(Wall t) {
  static const Wall offset = wall_of(CLOCK_REALTIME) - now();
  return t + offset;
}

/// Simulated time beside the clock on the wall.
struct Pace {
  Wall start = 0;  ///< when `from` is due
  Time from{0};
  double speed = 1;
  Wall due(Time t) const {
    return start + static_cast<Wall>(static_cast<double>((t - from).count()) / speed);
  }
  Time simulated(Wall t) const {
    return from + Time{static_cast<std::int64_t>(static_cast<double>(t - start) * speed)};
  }
};

/// A queue between one thread that pushes and one that pops.
template <class T, std::size_t kSize>
class Ring {
  static_assert((kSize & (kSize - 1)) == 0);

 public:
  bool push(const T& item) {
    const std::size_t end = end_.load(std::memory_order_relaxed);
    if (end - seen_begin_ == kSize) {
      seen_begin_ = begin_.load(std::memory_order_acquire);
      if (end - seen_begin_ == kSize) return false;
    }
    items_[end % kSize] = item;
    end_.store(end + 1, std::memory_order_release);
    return true;
  }
  /// The oldest; null if there is none. Stays until pop().
  const T* front() {
    const std::size_t begin = begin_.load(std::memory_order_relaxed);
    if (begin == seen_end_) {
      seen_end_ = end_.load(std::memory_order_acquire);
      if (begin == seen_end_) return nullptr;
    }
    return &items_[begin % kSize];
  }
  void pop() {
    begin_.store(begin_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
  }

 private:
  // each end on a cache line of its own, with what it last saw of the other
  alignas(64) std::atomic<std::size_t> end_{0};
  std::size_t seen_begin_ = 0;
  alignas(64) std::atomic<std::size_t> begin_{0};
  std::size_t seen_end_ = 0;
  alignas(64) std::array<T, kSize> items_{};
};

}  // namespace wardtwin::live
