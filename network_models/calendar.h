#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include "sim/base/time.h"
#include "sim/kernel/event_heap.h"

namespace wardtwin::radio {

/// One instant at which a source has a message, or an access point a beacon.
struct Due {
  Time at{0};
  std::uint32_t source = 0, slot = 0;
  friend bool operator<(const Due& a, const Due& b) {
    // without branches: which of four children is least cannot be predicted
    return (a.at < b.at) | ((a.at == b.at) & (a.source < b.source));
  }
};

/// The next message of every source, at most one for each slot, in order of (time, source).
///
/// Regular sources come back a fixed time ahead, where a heap sifts through all its levels. Here
/// the next 2048 stretches of time, each about the mean gap between two messages, have a list each;
/// what lies further ahead, or finds its list crowded, waits in a heap. The gap is measured, and
/// only the speed depends on it.
class Calendar {
 public:
  Calendar() { head_.fill(kEnd); }

  bool empty() const { return top_.at == kNever; }
  const Due& top() const { return top_; }  ///< at kNever when empty

  void push(const Due& d) {
    insert(d);
    if (d < top_) find_top();
  }
  /// Pop and push in one pass.
  void replace_top(const Due& d) {
    take_top();
    insert(d);
    find_top();
  }
  void pop() {
    take_top();
    find_top();
  }
  void remove(std::uint32_t slot);

 private:
  static constexpr std::uint32_t kBuckets = 2048, kWords = kBuckets / 64;
  static constexpr std::uint32_t kEnd = 0xffffffff, kFar = 0xfffffffe;
  static constexpr int kCrowd = 8;
  static constexpr std::uint32_t kMeasured = 4096;  ///< messages between two looks at their gap

  struct Entry {
    Time at{0};
    std::uint32_t source = 0;
    std::uint32_t next = kEnd;  ///< in the list of its bucket; kFar: in the heap
  };

  std::int64_t stretch(Time t) const { return t.count() >> shift_; }
  static std::uint32_t bucket(std::int64_t stretch) {
    return static_cast<std::uint32_t>(stretch) & (kBuckets - 1);
  }

  void insert(const Due& d) {
    if (d.slot >= entries_.size()) entries_.resize(d.slot + 1);
    Entry& e = entries_[d.slot];
    e.at = d.at;
    e.source = d.source;
    const std::int64_t s = stretch(d.at);
    if (static_cast<std::uint64_t>(s - from_) >= kBuckets) return insert_far(d);
    const std::uint32_t b = bucket(s);
    std::uint32_t* link = &head_[b];
    for (int passed = 0; *link != kEnd; ++passed) {
      const Entry& other = entries_[*link];
      if (d.at < other.at || (d.at == other.at && d.source < other.source)) break;
      if (passed == kCrowd) return insert_far(d);
      link = &entries_[*link].next;
    }
    e.next = *link;
    *link = d.slot;
    words_[b / 64] |= std::uint64_t{1} << (b % 64);
    summary_ |= 1u << (b / 64);
  }

  void insert_far(const Due& d) {
    entries_[d.slot].next = kFar;
    far_.push(d);
  }

  void take_top() {
    Entry& e = entries_[top_.slot];
    if (e.next == kFar)
      far_.pop();
    else
      set_head(bucket(stretch(top_.at)), e.next);
    if (++taken_ >= kMeasured) [[unlikely]]
      measure();
    from_ = stretch(top_.at);
  }

  void set_head(std::uint32_t b, std::uint32_t slot) {
    head_[b] = slot;
    if (slot != kEnd) return;
    std::uint64_t& word = words_[b / 64];
    word &= ~(std::uint64_t{1} << (b % 64));
    if (word == 0) summary_ &= ~(1u << (b / 64));
  }

  /// The lists lie in a ring that starts at `from_`.
  void find_top() {
    top_ = {kNever, kEnd, kEnd};
    if (summary_ != 0) {
      const std::uint32_t start = bucket(from_);
      std::uint32_t w = start / 64;
      std::uint64_t bits = words_[w] & (~std::uint64_t{0} << (start % 64));
      if (bits == 0) {
        w = (w + 1 +
             static_cast<std::uint32_t>(
                 std::countr_zero(std::rotr(summary_, static_cast<int>(w + 1))))) %
            kWords;
        bits = words_[w];
      }
      const std::uint32_t slot = head_[w * 64 + static_cast<std::uint32_t>(std::countr_zero(bits))];
      top_ = {entries_[slot].at, entries_[slot].source, slot};
    }
    if (!far_.empty() && far_.top() < top_) top_ = far_.top();
  }

  void measure();
  void rebuild(int shift);

  Due top_{kNever, kEnd, kEnd};
  std::int64_t from_ = 0;  ///< the stretch of the last message taken; none lies before
  int shift_ = 20;         ///< a stretch is 2^shift ns
  std::uint32_t taken_ = 0, summary_ = 0;
  Time measured_from_{0};
  std::vector<Entry> entries_;  ///< by slot
  std::array<std::uint64_t, kWords> words_{};
  std::array<std::uint32_t, kBuckets> head_;
  kernel::EventHeap<Due> far_;
};

}  // namespace wardtwin::radio
