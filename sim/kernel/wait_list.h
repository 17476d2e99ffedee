#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/base/random.h"
#include "sim/kernel/process.h"

namespace wardtwin::kernel {

/// A suspended process in a WaitList; lives in the process's frame.
struct Waiter : WaitNode {
  Waiter* previous = nullptr;
  Waiter* next = nullptr;
  std::int64_t priority = 0;
  std::uint32_t slot = 0;
};

/// Waiting processes by priority (smaller first), then in order of arrival. One chain per priority:
/// nothing is allocated once a priority has been seen, and leaving from the middle is O(1).
class WaitList {
 public:
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

  /// The next to be served; null if nobody waits.
  Waiter* first() const {
    for (const Chain& c : chains_)
      if (c.head) return c.head;
    return nullptr;
  }

  void push(Waiter& w) {
    Chain& c = chain(w.priority);
    w.previous = c.tail;
    w.next = nullptr;
    (c.tail ? c.tail->next : c.head) = &w;
    c.tail = &w;
    ++size_;
  }

  /// In front of those of equal priority: last come, first served.
  void push_front(Waiter& w) {
    Chain& c = chain(w.priority);
    w.previous = nullptr;
    w.next = c.head;
    (c.head ? c.head->previous : c.tail) = &w;
    c.head = &w;
    ++size_;
  }

  /// One of those that share the first priority, each equally likely; null if nobody waits.
  Waiter* any_of_first(Stream& stream) const {
    for (const Chain& c : chains_) {
      if (!c.head) continue;
      std::uint32_t n = 0;
      for (const Waiter* w = c.head; w; w = w->next) ++n;
      Waiter* chosen = c.head;
      for (std::uint32_t i = stream.below(n); i > 0; --i) chosen = chosen->next;
      return chosen;
    }
    return nullptr;
  }

  void remove(Waiter& w) {
    Chain& c = chain(w.priority);
    (w.previous ? w.previous->next : c.head) = w.next;
    (w.next ? w.next->previous : c.tail) = w.previous;
    --size_;
    // Priorities used once (a deadline, say) must not pile up.
    if (!c.head && chains_.size() > kKeep) chains_.erase(chains_.begin() + (&c - chains_.data()));
  }

 private:
  static constexpr std::size_t kKeep = 8;
  struct Chain {
    std::int64_t priority;
    Waiter* head = nullptr;
    Waiter* tail = nullptr;
  };

  Chain& chain(std::int64_t priority) {
    if (!chains_.empty() && chains_.front().priority == priority) return chains_.front();
    const auto at = std::lower_bound(chains_.begin(), chains_.end(), priority,
                                     [](const Chain& c, std::int64_t p) { return c.priority < p; });
    if (at != chains_.end() && at->priority == priority) return *at;
    return *chains_.insert(at, Chain{priority});
  }

  std::vector<Chain> chains_;
  std::size_t size_ = 0;
};

}  // namespace wardtwin::kernel
