#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/base/time.h"

namespace wardtwin::viz {

/// What a log in order of time says about each of many things: one search answers for any instant.
/// Event is a row of the log with a member `at`; `of(event)` names its thing.
template <class Event>
class Timelines {
 public:
  Timelines() = default;
  template <class Of>
  Timelines(std::size_t things, std::span<const Event> log, Of of) : first_(things + 1, 0) {
    for (const Event& e : log)
      if (of(e) < things) ++first_[of(e) + 1];
    for (std::size_t i = 0; i < things; ++i) first_[i + 1] += first_[i];
    events_.resize(first_[things]);
    std::vector<std::size_t> next(first_.begin(), first_.end() - 1);
    for (const Event& e : log)
      if (of(e) < things) events_[next[of(e)]++] = e;
    for (std::size_t i = 0; i < things; ++i)
      std::stable_sort(events_.begin() + static_cast<std::ptrdiff_t>(first_[i]),
                       events_.begin() + static_cast<std::ptrdiff_t>(first_[i + 1]),
                       [](const Event& a, const Event& b) { return a.at < b.at; });
  }

  std::span<const Event> of(std::size_t thing) const {
    if (thing + 1 >= first_.size()) return {};
    return {events_.data() + first_[thing], first_[thing + 1] - first_[thing]};
  }
  /// The last event of a thing at or before `t`; null where there is none.
  const Event* at(std::size_t thing, Time t) const {
    const std::span<const Event> own = of(thing);
    const auto next = std::upper_bound(own.begin(), own.end(), t,
                                       [](Time when, const Event& e) { return when < e.at; });
    return next == own.begin() ? nullptr : &*(next - 1);
  }
  /// The one after it; null where there is none.
  const Event* after(std::size_t thing, Time t) const {
    const std::span<const Event> own = of(thing);
    const auto next = std::upper_bound(own.begin(), own.end(), t,
                                       [](Time when, const Event& e) { return when < e.at; });
    return next == own.end() ? nullptr : &*next;
  }

 private:
  std::vector<std::size_t> first_;
  std::vector<Event> events_;
};

}  // namespace wardtwin::viz
