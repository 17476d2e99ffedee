#include "network_models/backbone/agenda.h"

#include <gtest/gtest.h>

#include <set>

#include "sim/base/random.h"

namespace wardtwin::backbone {
namespace {

TEST(Agenda, GivesWhatAnOrderedSetGives) {
  Stream draws({.scenario = 3}, 0, Purpose::test);
  Agenda<int> agenda;
  std::multiset<int> expected;
  for (int i = 0; i < 20'000; ++i) {
    // grows and shrinks in turn, and is often empty
    const bool grows = i / 500 % 2 == 0;
    if (expected.empty() || draws.uniform() < (grows ? 0.6 : 0.3)) {
      const int e = static_cast<int>(draws.below(1000));
      agenda.push(e);
      expected.insert(e);
    } else {
      ASSERT_EQ(agenda.top(), *expected.begin());
      ASSERT_EQ(agenda.pop(), *expected.begin());
      expected.erase(expected.begin());
    }
    ASSERT_EQ(agenda.empty(), expected.empty());
  }
}

}  // namespace
}  // namespace wardtwin::backbone
