#pragma once

#include <utility>

#include "sim/kernel/event_heap.h"

namespace wardtwin::backbone {

/// Pending events, least first. Where little is under way a frame's next step is mostly the next
/// event of all, so one event stays outside the heap and need not pass through it.
template <class Event>
class Agenda {
 public:
  bool empty() const { return !holds_ && heap_.empty(); }
  const Event& top() const { return held_is_next() ? held_ : heap_.top(); }
  void push(Event e) {
    if (holds_ && e < held_) std::swap(e, held_);
    if (holds_) return heap_.push(e);
    held_ = e;
    holds_ = true;
  }
  Event pop() {
    if (!held_is_next()) return heap_.pop();
    holds_ = false;
    return held_;
  }

 private:
  bool held_is_next() const { return holds_ && (heap_.empty() || held_ < heap_.top()); }

  Event held_{};
  bool holds_ = false;
  kernel::EventHeap<Event> heap_;
};

}  // namespace wardtwin::backbone
