#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "sim/kernel/event_heap.h"

namespace wardtwin::kernel {

/// Priority queue for very many events, in the order of an EventHeap of the same events.
///
/// The near future is cut into buckets of equal width, of which only the first is sorted; what is
/// pushed into that one goes through a small heap. The far future lies unsorted until the buckets
/// are used up; its nearer half is then cut into buckets again, as wide as about sixteen events
/// need. An event has `at`, a std::chrono duration that `operator<` compares first.
template <class Event>
class EventCalendar {
 public:
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  const Event& top() const { return sorted_is_next() ? sorted_.back() : late_.top(); }

  void push(const Event& e) {
    const std::int64_t at = e.at.count();
    ++size_;
    if (at <= sorted_until_)
      late_.push(e);
    else if (at <= buckets_until_)
      buckets_[static_cast<std::size_t>((at - start_) >> shift_)].push_back(e);
    else
      far_.push_back(e);
    if (size_ == 1) advance();
  }

  Event pop() {
    --size_;
    const bool sorted = sorted_is_next();
    const Event e = sorted ? sorted_.back() : late_.top();
    if (sorted)
      sorted_.pop_back();
    else
      late_.pop();
    if (sorted_.empty() && late_.empty()) advance();
    return e;
  }

 private:
  static constexpr std::size_t kPerBucket = 16, kSamples = 63;

  bool sorted_is_next() const {
    return late_.empty() || (!sorted_.empty() && sorted_.back() < late_.top());
  }

  /// Sorts the next bucket that holds an event.
  void advance() {
    for (;;) {
      while (next_ < used_) {
        std::vector<Event>& bucket = buckets_[next_++];
        sorted_until_ = next_ < used_ ? start_ + (static_cast<std::int64_t>(next_) << shift_) - 1
                                      : buckets_until_;
        if (bucket.empty()) continue;
        sorted_.swap(bucket);
        std::sort(sorted_.begin(), sorted_.end(),
                  [](const Event& a, const Event& b) { return b < a; });
        return;
      }
      if (far_.empty()) break;
      cut_far();
    }
    sorted_until_ = buckets_until_ = std::numeric_limits<std::int64_t>::min();
  }

  /// Cuts the nearer part of the far future into buckets.
  void cut_far() {
    start_ = std::min_element(far_.begin(), far_.end(), sooner)->at.count();
    const auto wanted = static_cast<std::int64_t>(far_.size() / (2 * kPerBucket) + 1);
    const std::int64_t span = median_of_far() - start_;
    for (shift_ = 0; (span >> shift_) >= wanted;) ++shift_;
    next_ = 0;
    used_ = static_cast<std::size_t>(span >> shift_) + 1;
    if (buckets_.size() < used_) buckets_.resize(used_);
    // The last bucket ends at the end of time at the latest.
    const std::int64_t left = std::numeric_limits<std::int64_t>::max() - start_;
    const std::int64_t last = ((static_cast<std::int64_t>(used_) - 1) << shift_);
    const std::int64_t width_less_one = (std::int64_t{1} << shift_) - 1;
    buckets_until_ = start_ + last + std::min(width_less_one, left - last);
    auto kept = far_.begin();
    for (const Event& e : far_) {
      if (e.at.count() <= buckets_until_)
        buckets_[static_cast<std::size_t>((e.at.count() - start_) >> shift_)].push_back(e);
      else
        *kept++ = e;
    }
    far_.erase(kept, far_.end());
  }

  static bool sooner(const Event& a, const Event& b) { return a.at < b.at; }

  /// Of a sample: the order of events cannot depend on where the buckets are cut.
  std::int64_t median_of_far() const {
    std::array<std::int64_t, kSamples> at;
    for (std::size_t i = 0; i < kSamples; ++i) at[i] = far_[i * far_.size() / kSamples].at.count();
    std::nth_element(at.begin(), at.begin() + kSamples / 2, at.end());
    return at[kSamples / 2];
  }

  std::vector<Event> sorted_;  ///< the present bucket, the soonest last
  EventHeap<Event> late_;      ///< pushed into the present bucket after it was sorted
  std::vector<std::vector<Event>> buckets_;
  std::vector<Event> far_;
  std::size_t size_ = 0, next_ = 0, used_ = 0;
  std::int64_t start_ = 0;
  std::int64_t sorted_until_ =
      std::numeric_limits<std::int64_t>::min();  ///< inclusive, like the next
  std::int64_t buckets_until_ = std::numeric_limits<std::int64_t>::min();
  int shift_ = 0;
};

}  // namespace wardtwin::kernel
