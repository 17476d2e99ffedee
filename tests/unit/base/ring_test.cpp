#include <deque>

#include <gtest/gtest.h>

#include "sim/base/random.h"
#include "sim/base/ring.h"

namespace wardtwin {
namespace {

// The same pushes, pops and erasures as a deque's, over many lengths and turns of the ring.
TEST(Ring, IsADequeThatKeepsItsMemory) {
  Stream draws({1, 0}, 1, Purpose::placement);
  Ring<std::uint32_t> ring;
  std::deque<std::uint32_t> deque;
  std::size_t longest = 0;
  for (std::uint32_t i = 0; i < 20'000; ++i) {
    const std::uint32_t die = draws.below(8);
    const bool grows = i / 2'000 % 2 == 0;
    if (die < (grows ? 5u : 2u) || deque.empty()) {
      ring.push(i);
      deque.push_back(i);
    } else if (die < 7) {
      ring.pop();
      deque.pop_front();
    } else {
      const std::uint32_t at = draws.below(static_cast<std::uint32_t>(deque.size()));
      ring.erase(at);
      deque.erase(deque.begin() + at);
    }
    longest = std::max(longest, deque.size());
    ASSERT_EQ(ring.size(), deque.size());
    ASSERT_EQ(ring.empty(), deque.empty());
    if (deque.empty()) continue;
    ASSERT_EQ(ring.front(), deque.front());
    for (const std::uint32_t at : {0u, ring.size() / 2, ring.size() - 1})
      ASSERT_EQ(ring[at], deque[at]) << "after " << i;
  }
  EXPECT_GT(longest, 200u);
  ring.clear();
  EXPECT_TRUE(ring.empty());
}

}  // namespace
}  // namespace wardtwin
