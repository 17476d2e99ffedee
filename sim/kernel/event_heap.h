#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace wardtwin::kernel {

/// Priority queue of plain events: a 4-ary min-heap over `Event::operator<`, which must be a strict
/// order (ties broken by a stable key), so that the order of events never depends on the heap's
/// shape.
template <class Event>
class EventHeap {
 public:
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  const Event& top() const { return events_[0]; }
  void reserve(std::size_t n) {
    if (n > room_) events_.resize(room_ = n);
  }
  void clear() { size_ = 0; }

  void push(const Event& e) {
    if (size_ == room_) [[unlikely]]
      grow();
    Event* const a = events_.data();
    std::size_t hole = size_++;
    while (hole > 0) {
      const std::size_t parent = (hole - 1) / 4;
      if (!(e < a[parent])) break;
      a[hole] = a[parent];
      hole = parent;
    }
    a[hole] = e;
  }

  Event pop() {
    const Event first = events_[0];
    if (--size_ > 0) sift_down(events_[size_]);
    return first;
  }

  /// Pop and push in one pass.
  void replace_top(const Event& e) { sift_down(e); }

 private:
  [[gnu::noinline]] void grow() { events_.resize(room_ = room_ < 16 ? 16 : 2 * room_); }

  void sift_down(const Event& e) {
    Event* const a = events_.data();
    const std::size_t n = size_;
    std::size_t hole = 0;
    for (;;) {
      const std::size_t first = 4 * hole + 1;
      if (first >= n) break;
      std::size_t least = first;
      const std::size_t end = first + 4 < n ? first + 4 : n;
      for (std::size_t child = first + 1; child < end; ++child)
        if (a[child] < a[least]) least = child;
      if (!(a[least] < e)) break;
      a[hole] = a[least];
      hole = least;
    }
    a[hole] = e;
  }

  std::vector<Event> events_;  ///< the first size_ of them are the heap
  std::size_t size_ = 0, room_ = 0;
};

}  // namespace wardtwin::kernel
