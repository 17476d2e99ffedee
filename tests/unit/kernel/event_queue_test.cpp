// Every event queue against std::multiset: pushes and pops at random, many at equal times, into the
// past of the last pop too, in growing and shrinking phases.
#include <gtest/gtest.h>

#include <set>

#include "sim/base/exponential.h"
#include "sim/base/time.h"
#include "sim/kernel/event_calendar.h"
#include "sim/kernel/event_queue.h"

namespace wardtwin::kernel {
namespace {

struct Event {
  Time at;
  std::uint64_t order;
  friend bool operator<(const Event& a, const Event& b) {
    return a.at != b.at ? a.at < b.at : a.order < b.order;
  }
};

/// Increments of every kind: ties, tiny, exponential, years.
Time increment(Stream& s, int law) {
  switch (law) {
    case 0: return Time{s.below(4)};
    case 1: return from_seconds(standard_exponential(s));
    case 2: return s.below(10) ? Time{s.below(1000)} : from_seconds(3e7 * s.uniform());
    case 3: return 1s;
    default: return Time{0};
  }
}

template <class Queue>
void agrees_with_multiset(int law, std::uint64_t most) {
  SCOPED_TRACE(law);
  Queue queue;
  std::multiset<Event> truth;
  Stream s({}, static_cast<std::uint64_t>(law), Purpose::test);
  Time now{0};
  std::uint64_t order = 0;
  bool growing = true;
  for (std::uint64_t i = 0; i < 8 * most; ++i) {
    if (truth.size() >= most) growing = false;
    if (truth.empty()) growing = true;
    if (truth.empty() || s.below(5) < (growing ? 4u : 1u)) {
      const Event e{now + increment(s, law), order++};
      queue.push(e);
      truth.insert(e);
    } else {
      ASSERT_EQ(queue.top().order, truth.begin()->order);
      const Event e = queue.pop();
      ASSERT_EQ(e.order, truth.begin()->order);
      truth.erase(truth.begin());
      now = s.below(20) ? e.at : e.at - std::min(e.at, Time{s.below(1000)});
    }
    ASSERT_EQ(queue.size(), truth.size());
  }
}

TEST(EventQueue, EveryKindKeepsTheOrderOfAMultiset) {
  for (int law = 0; law < 5; ++law) {
    for (const std::uint64_t most : {3u, 300u, 5'000u}) {
      agrees_with_multiset<EventHeap<Event>>(law, most);
      agrees_with_multiset<EventCalendar<Event>>(law, most);
      agrees_with_multiset<EventQueue<Event>>(law, most);
    }
  }
}

TEST(EventCalendar, ReachesTheEndOfTime) {
  EventCalendar<Event> queue;
  for (std::uint64_t i = 0; i < 1000; ++i)
    queue.push({i % 2 ? kNever - Time{static_cast<std::int64_t>(i / 10)} : Time{0}, i});
  Event last = queue.pop();
  for (int i = 1; i < 1000; ++i) {
    const Event e = queue.pop();
    ASSERT_TRUE(last < e);
    last = e;
  }
  EXPECT_EQ(last.at, kNever);
  EXPECT_TRUE(queue.empty());
}

}  // namespace
}  // namespace wardtwin::kernel
