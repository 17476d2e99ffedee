#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/kernel/process.h"

namespace wardtwin::kernel {

/// A suspended process in a WaitList; lives in the process's frame.
struct Waiter : WaitNode {
  Waiter* previous = nullptr;
  Waiter* next = nullptr;
  int priority = 0;
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
    int priority;
    Waiter* head = nullptr;
    Waiter* tail = nullptr;
  };

  Chain& chain(int priority) {
    if (!chains_.empty() && chains_.front().priority == priority) return chains_.front();
    const auto at = std::lower_bound(chains_.begin(), chains_.end(), priority,
                                     [](const Chain& c, int p) { return c.priority < p; });
    if (at != chains_.end() && at->priority == priority) return *at;
    return *chains_.insert(at, Chain{priority});
  }

  std::vector<Chain> chains_;
  std::size_t size_ = 0;
};

}  // namespace wardtwin::kernel
