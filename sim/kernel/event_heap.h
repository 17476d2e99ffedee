#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace wardtwin::kernel {

/// Priority queue of plain events: a 4-ary min-heap over `Event::operator<`, which must be a strict
/// order (ties broken by a stable key), so that the order of events never depends on the heap's shape.
template <class Event>
class EventHeap {
 public:
  bool empty() const { return events_.empty(); }
  std::size_t size() const { return events_.size(); }
  const Event& top() const { return events_.front(); }
  void reserve(std::size_t n) { events_.reserve(n); }
  void clear() { events_.clear(); }

  void push(const Event& e) {
    std::size_t hole = events_.size();
    events_.push_back(e);
    while (hole > 0) {
      const std::size_t parent = (hole - 1) / 4;
      if (!(e < events_[parent])) break;
      events_[hole] = events_[parent];
      hole = parent;
    }
    events_[hole] = e;
  }

  Event pop() {
    const Event first = events_.front();
    const Event last = events_.back();
    events_.pop_back();
    if (!events_.empty()) sift_down(last);
    return first;
  }

  /// Pop and push in one pass.
  void replace_top(const Event& e) { sift_down(e); }

 private:
  void sift_down(const Event& e) {
    Event* const a = events_.data();
    const std::size_t n = events_.size();
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

  std::vector<Event> events_;
};

}  // namespace wardtwin::kernel
