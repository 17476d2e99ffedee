#pragma once

#include <cstddef>

#include "sim/kernel/event_calendar.h"
#include "sim/kernel/event_heap.h"

namespace wardtwin::kernel {

/// Queue of the events of one plane: a heap while they are few, a calendar while they are many
/// (sim/decisions/0002-event-queue.md). The order of events is the same in both.
template <class Event>
class EventQueue {
 public:
  bool empty() const { return size() == 0; }
  std::size_t size() const { return many_ ? calendar_.size() : heap_.size(); }
  const Event& top() const { return many_ ? calendar_.top() : heap_.top(); }

  void push(const Event& e) {
    if (many_) [[unlikely]]
      return calendar_.push(e);
    heap_.push(e);
    if (heap_.size() > kMany) [[unlikely]]
      to_calendar();
  }

  Event pop() {
    if (!many_) [[likely]]
      return heap_.pop();
    const Event e = calendar_.pop();
    if (calendar_.size() < kFew) [[unlikely]]
      to_heap();
    return e;
  }

 private:
  // Apart, so that a queue near the border does not go to and fro.
  static constexpr std::size_t kMany = 1024, kFew = 256;

  [[gnu::noinline]] void to_calendar() {
    while (!heap_.empty()) calendar_.push(heap_.pop());
    many_ = true;
  }
  [[gnu::noinline]] void to_heap() {
    while (!calendar_.empty()) heap_.push(calendar_.pop());
    many_ = false;
  }

  EventHeap<Event> heap_;
  EventCalendar<Event> calendar_;
  bool many_ = false;
};

}  // namespace wardtwin::kernel
