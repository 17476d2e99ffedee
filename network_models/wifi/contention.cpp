#include "network_models/wifi/contention.h"

#include <algorithm>

namespace wardtwin::wifi {

void Contention::find_next() {
  next_ = kNobody;
  for (const Class& c : classes_)
    if (!c.heap.empty()) next_ = std::min(next_, c.aifsn + c.heap.top().key - c.clock);
  for (const Late& l : late_) next_ = std::min(next_, l.from + l.backoff);
}

void Contention::take(std::vector<std::uint32_t>& ids) {
  const std::int64_t j = next_;
  for (Class& c : classes_)
    while (!c.heap.empty() && c.aifsn + c.heap.top().key - c.clock == j)
      ids.push_back(c.heap.pop().id);
  if (!late_.empty())
    std::erase_if(late_, [&](const Late& l) {
      if (l.from + l.backoff != j) return false;
      ids.push_back(l.id);
      return true;
    });
}

void Contention::advance(std::int64_t j) {
  const std::int64_t busy = busy_counts_ ? 1 : 0;
  std::int64_t next = kNobody;
  for (Class& c : classes_) {
    c.clock += std::max<std::int64_t>(0, j - c.aifsn + busy);
    if (!c.heap.empty()) next = std::min(next, c.aifsn + c.heap.top().key - c.clock);
  }
  next_ = next;
  if (late_.empty()) return;
  for (const Late& l : late_) {
    const std::int64_t counted = std::max<std::int64_t>(0, j - l.from + busy);
    classes_[l.c].heap.push({classes_[l.c].clock + l.backoff - counted, l.id});
  }
  late_.clear();
  find_next();
}

void Contention::remove(std::uint32_t id) {
  std::erase_if(late_, [&](const Late& l) { return l.id == id; });
  for (Class& c : classes_) {
    kernel::EventHeap<Entry> rest;
    bool found = false;
    kernel::EventHeap<Entry> all = c.heap;
    while (!all.empty()) {
      const Entry e = all.pop();
      if (e.id == id)
        found = true;
      else
        rest.push(e);
    }
    if (found) c.heap = std::move(rest);
  }
  find_next();
}

}  // namespace wardtwin::wifi
