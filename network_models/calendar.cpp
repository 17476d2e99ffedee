#include "network_models/calendar.h"

#include <algorithm>
#include <cstdlib>

namespace wardtwin::radio {

void Calendar::remove(std::uint32_t slot) {
  Entry& gone = entries_[slot];
  if (gone.next == kFar) {
    kernel::EventHeap<Due> rest;
    for (; !far_.empty(); far_.pop())
      if (far_.top().slot != slot) rest.push(far_.top());
    far_ = std::move(rest);
  } else {
    const std::uint32_t b = bucket(stretch(gone.at));
    if (head_[b] == slot) {
      set_head(b, gone.next);
    } else {
      std::uint32_t before = head_[b];
      while (entries_[before].next != slot) before = entries_[before].next;
      entries_[before].next = gone.next;
    }
  }
  gone.next = kEnd;
  find_top();
}

/// A stretch should be the mean gap, within a factor of four.
void Calendar::measure() {
  const std::int64_t gap = (top_.at - measured_from_).count() / taken_;
  const auto width = std::bit_width(static_cast<std::uint64_t>(std::max<std::int64_t>(gap, 1)));
  const int wanted = static_cast<int>(width) - 1;
  if (std::abs(wanted - shift_) > 2) rebuild(wanted);
  measured_from_ = top_.at;
  taken_ = 0;
}

void Calendar::rebuild(int shift) {
  std::vector<Due> all;
  for (; !far_.empty(); far_.pop()) all.push_back(far_.top());
  for (std::uint32_t b = 0; b < kBuckets; ++b) {
    for (std::uint32_t i = head_[b]; i != kEnd; i = entries_[i].next)
      all.push_back({entries_[i].at, entries_[i].source, i});
    head_[b] = kEnd;
  }
  words_.fill(0);
  summary_ = 0;
  shift_ = shift;
  from_ = stretch(top_.at);
  for (const Due& d : all) insert(d);
}

}  // namespace wardtwin::radio
