#include "sim/kernel/store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>

namespace wardtwin::kernel {
namespace {

using ::testing::ElementsAre;

Process taker(Simulation& sim, Store<int>& store, Time timeout, std::vector<int>& out) {
  std::optional<int> v = co_await store.get({.timeout = timeout});
  out.push_back(v ? *v : sim.last_wake() == Wake::timeout ? -1 : -2);
}

Process giver(Simulation& sim, Store<int>& store, int from, int to, std::vector<Time>& at) {
  for (int i = from; i < to; ++i) {
    EXPECT_EQ(co_await store.put(i), Wake::done);
    at.push_back(sim.now());
  }
}

TEST(Store, HandsValuesOutInOrderAndTimesOut) {
  Simulation sim;
  Store<int> store(sim);
  std::vector<int> got;
  std::vector<Time> put;
  sim.spawn(taker(sim, store, 5s, got));
  sim.spawn(taker(sim, store, kNever, got));
  sim.spawn(taker(sim, store, kNever, got));
  sim.spawn_at(9s, giver(sim, store, 10, 13, put));
  sim.run();
  EXPECT_THAT(got, ElementsAre(-1, 10, 11));
  EXPECT_EQ(store.size(), 1u);
}

TEST(Store, PuttersWaitWhileItIsFull) {
  Simulation sim;
  Store<int> store(sim, 2);
  std::vector<int> got;
  std::vector<Time> put;
  sim.spawn(giver(sim, store, 0, 4, put));
  for (int i = 1; i <= 4; ++i) sim.spawn_at(i * 10s, taker(sim, store, kNever, got));
  sim.run_until(5s);
  EXPECT_EQ(store.putters(), 1u);
  EXPECT_FALSE(store.try_put(99));
  sim.run();
  EXPECT_THAT(put, ElementsAre(0s, 0s, 10s, 20s));
  EXPECT_THAT(got, ElementsAre(0, 1, 2, 3));
}

TEST(Store, AnInterruptAtTheInstantOfTheDeliveryKeepsTheValueForTheNext) {
  Simulation sim;
  Store<int> store(sim);
  std::vector<int> got;
  const ProcessId first = sim.spawn(taker(sim, store, kNever, got));
  sim.spawn(taker(sim, store, kNever, got));
  sim.run_until(1s);
  EXPECT_TRUE(store.try_put(7));
  sim.interrupt(first);
  sim.run();
  EXPECT_THAT(got, ElementsAre(-2, 7));
}

TEST(Store, ValuesOfInterruptedGettersGoBackInTheirOrder) {
  // Three getters are served at one instant and interrupted before they resume, in every order.
  std::vector<std::size_t> order{0, 1, 2};
  do {
    Simulation sim;
    Store<int> store(sim);
    std::vector<int> got;
    std::vector<ProcessId> getters;
    for (int i = 0; i < 3; ++i) getters.push_back(sim.spawn(taker(sim, store, kNever, got)));
    sim.run_until(1s);
    for (int v = 1; v <= 5; ++v) EXPECT_TRUE(store.try_put(v));
    for (const std::size_t i : order) sim.interrupt(getters[i]);
    sim.run_until(2s);
    EXPECT_THAT(got, ElementsAre(-2, -2, -2));
    got.clear();
    for (int i = 0; i < 5; ++i) sim.spawn(taker(sim, store, kNever, got));
    sim.run();
    EXPECT_THAT(got, ElementsAre(1, 2, 3, 4, 5)) << order[0] << order[1] << order[2];
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST(Store, HoldsThingsThatCanOnlyMove) {
  Simulation sim;
  Store<std::unique_ptr<int>> store(sim, 1);
  int seen = 0;
  auto reader = [](Store<std::unique_ptr<int>>& s, int& out) -> Process {
    out = **(co_await s.get());
  };
  sim.spawn(reader(store, seen));
  sim.run_until(1s);
  EXPECT_TRUE(store.try_put(std::make_unique<int>(3)));
  sim.run();
  EXPECT_EQ(seen, 3);
}

Process listener(Simulation& sim, Signal& s, WaitOptions o, std::vector<std::string>& log) {
  const Wake w = co_await s.wait(o);
  log.push_back((w == Wake::done      ? "told"
                 : w == Wake::timeout ? "late"
                                      : "stopped") +
                std::to_string(sim.now() / 1s));
}

TEST(Signal, ReachesThoseWhoWaitOrTheirDeadlineFirst) {
  Simulation sim;
  Signal s(sim);
  std::vector<std::string> log;
  sim.spawn(listener(sim, s, {}, log));
  sim.spawn(listener(sim, s, {.timeout = 3s}, log));
  const ProcessId third = sim.spawn(listener(sim, s, {}, log));
  sim.run_until(4s);
  sim.interrupt(third);
  sim.run_until(5s);
  s.notify_all();
  EXPECT_FALSE(s.notify_one());
  sim.run();
  EXPECT_THAT(log, ElementsAre("late3", "stopped4", "told5"));
}

TEST(Signal, NotifyOneTellsTheMostUrgent) {
  Simulation sim;
  Signal s(sim);
  std::vector<std::string> log;
  sim.spawn(listener(sim, s, {.priority = 2}, log));
  const ProcessId urgent = sim.spawn(listener(sim, s, {.priority = 1}, log));
  sim.run_until(1s);
  EXPECT_TRUE(s.notify_one());
  sim.run_until(2s);
  EXPECT_FALSE(sim.alive(urgent));
  EXPECT_EQ(s.waiting(), 1u);
}

TEST(Signal, AnInterruptAfterTheNotificationEndsTheNextWait) {
  Simulation sim;
  Signal s(sim);
  std::vector<Wake> wakes;
  auto twice = [](Simulation& m, Signal& sig, std::vector<Wake>& out) -> Process {
    out.push_back(co_await sig.wait());
    out.push_back(co_await m.delay(10s));
  };
  const ProcessId p = sim.spawn(twice(sim, s, wakes));
  sim.run_until(1s);
  s.notify_all();
  sim.interrupt(p);
  sim.run();
  EXPECT_THAT(wakes, ElementsAre(Wake::done, Wake::interrupted));
  EXPECT_EQ(sim.now(), 1s);
}

}  // namespace
}  // namespace wardtwin::kernel
