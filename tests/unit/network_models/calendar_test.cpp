#include "network_models/calendar.h"

#include <optional>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "sim/base/random.h"

// The calendar against an ordered set, under every load it adapts to: the same order, ties by
// source.
namespace wardtwin::radio {
namespace {

struct Model {
  struct Later {
    bool operator()(const Due& a, const Due& b) const { return a < b; }
  };
  std::set<Due, Later> set;
  std::vector<std::optional<Due>> of_slot;
  Calendar calendar;

  explicit Model(std::uint32_t slots) : of_slot(slots) {}
  void push(const Due& d) {
    set.insert(d);
    of_slot[d.slot] = d;
    calendar.push(d);
  }
  void forget(std::uint32_t slot) {
    set.erase(*of_slot[slot]);
    of_slot[slot].reset();
  }
  bool agrees() const {
    if (set.empty()) return calendar.empty();
    return calendar.top().at == set.begin()->at && calendar.top().slot == set.begin()->slot;
  }
};

TEST(Wifi_calendar, SameOrderAsASetUnderAnyLoad) {
  Stream u(Seed{5, 0}, 0, Purpose::test);
  constexpr std::uint32_t kSlots = 300;
  Model m(kSlots);
  Time now{0};
  std::uint64_t taken = 0;
  // gaps from 2 us to 34 s, so that the width of a bucket is measured anew several times
  for (const std::uint32_t octave : {24u, 10u, 30u, 35u, 15u, 20u})
    for (int step = 0; step < 20000; ++step) {
      const std::uint32_t slot = u.below(kSlots);
      const std::uint64_t reach = std::uint64_t{1} << octave;
      // every eighth falls on a coarse grid, where ties and crowded buckets occur
      auto later = static_cast<std::int64_t>(u.u64() % (u.below(16) ? reach : 100 * reach));
      if (u.below(8) == 0) later = 0;
      const Due due{now + Time{later}, kSlots - slot, slot};
      if (!m.of_slot[slot]) {
        m.push(due);
      } else if (u.below(4) == 0) {
        m.forget(slot);
        m.calendar.remove(slot);
      } else if (!m.set.empty()) {
        const Due top = *m.set.begin();
        now = top.at;
        ++taken;
        m.forget(top.slot);
        if (u.below(4) == 0) {
          m.calendar.pop();
        } else {
          const Due next{now + Time{later}, top.source, top.slot};
          m.set.insert(next);
          m.of_slot[top.slot] = next;
          m.calendar.replace_top(next);
        }
      }
      ASSERT_TRUE(m.agrees()) << "octave " << octave << " step " << step;
    }
  EXPECT_GT(taken, 30000u);
}

TEST(Wifi_calendar, ManyAtOneInstantComeBySource) {
  Calendar c;
  for (std::uint32_t i = 0; i < 1000; ++i) c.push({1ms, (i * 7) % 1000, i});
  for (std::uint32_t i = 0; i < 1000; ++i) {
    ASSERT_EQ(c.top().source, i);
    c.pop();
  }
  EXPECT_TRUE(c.empty());
}

}  // namespace
}  // namespace wardtwin::radio
