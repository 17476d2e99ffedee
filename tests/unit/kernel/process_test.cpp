#include "sim/kernel/process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "sim/kernel/resource.h"
#include "sim/kernel/signal.h"

namespace wardtwin::kernel {
namespace {

using ::testing::ElementsAre;
using Log = std::vector<std::string>;

std::string stamp(const Simulation& sim, const std::string& what) {
  return what + "@" + std::to_string(sim.now() / 1s);
}

std::string word(Wake w) {
  return w == Wake::done ? "done" : w == Wake::timeout ? "timeout" : "interrupted";
}

Process sleeper(Simulation& sim, Time length, std::string name, Log& log) {
  const Wake w = co_await sim.delay(length);
  log.push_back(stamp(sim, name + " " + word(w)));
}

Process patient(Simulation& sim, Resource& beds, Time stay, Time timeout, Log& log) {
  Claim bed = co_await beds.acquire({.timeout = timeout});
  if (!bed) {
    log.push_back(stamp(sim, "left " + word(bed.wake())));
    co_return;
  }
  co_await sim.delay(stay);
  log.push_back(stamp(sim, "home"));
}

TEST(Process, WaitsHoldsAndGivesUp) {
  Simulation sim;
  Resource beds(sim, 1);
  Log log;
  sim.spawn(patient(sim, beds, 30s, kNever, log));
  sim.spawn(patient(sim, beds, 10s, 10s, log));
  sim.spawn(patient(sim, beds, 10s, kNever, log));
  sim.run();
  EXPECT_THAT(log, ElementsAre("left timeout@10", "home@30", "home@40"));
  EXPECT_EQ(beds.in_use(), 0);
}

TEST(Process, EqualInstantsRunByRankThenOrderOfScheduling) {
  Simulation sim;
  Log log;
  sim.spawn(sleeper(sim, 1s, "a", log));
  sim.spawn(sleeper(sim, 1s, "late", log), 5);
  sim.spawn(sleeper(sim, 1s, "b", log));
  sim.spawn(sleeper(sim, 1s, "early", log), -3);
  sim.spawn(sleeper(sim, 0s, "zero", log));
  sim.run();
  EXPECT_THAT(log,
              ElementsAre("zero done@0", "early done@1", "a done@1", "b done@1", "late done@1"));
}

TEST(Process, AnEventScheduledEarlierForNowRunsBeforeOneScheduledNow) {
  Simulation sim;
  Log log;
  auto chain = [](Simulation& s, Log& l) -> Process {
    co_await s.delay(1s);
    s.spawn(sleeper(s, 0s, "child", l));
    l.push_back("parent");
  };
  sim.spawn(chain(sim, log));
  sim.spawn(sleeper(sim, 1s, "old", log));
  sim.run();
  EXPECT_THAT(log, ElementsAre("parent", "old done@1", "child done@1"));
}

TEST(Process, RunUntilStopsBeforeTheInstantAndSetsTheClock) {
  Simulation sim;
  Log log;
  sim.spawn(sleeper(sim, 5s, "p", log));
  sim.run_until(5s);
  EXPECT_TRUE(log.empty());
  EXPECT_EQ(sim.now(), 5s);
  EXPECT_EQ(sim.next_event(), 5s);
  sim.run_until(5s + 1ns);
  EXPECT_THAT(log, ElementsAre("p done@5"));
  EXPECT_EQ(sim.next_event(), kNever);
}

TEST(Process, InterruptEndsADelayAndAnIdOfTheEndedStaysSafe) {
  Simulation sim;
  Log log;
  const ProcessId p = sim.spawn(sleeper(sim, 100s, "p", log));
  sim.run_until(3s);
  EXPECT_TRUE(sim.interrupt(p));
  EXPECT_TRUE(sim.interrupt(p));  // once more at the same instant is the same interrupt
  sim.run();
  EXPECT_THAT(log, ElementsAre("p interrupted@3"));
  EXPECT_FALSE(sim.alive(p));
  const ProcessId q = sim.spawn(sleeper(sim, 1s, "q", log));
  EXPECT_EQ(q.slot, p.slot) << "the place is used again, which the old id must not notice";
  EXPECT_FALSE(sim.interrupt(p));
  EXPECT_FALSE(sim.stop(p));
  sim.run();
  EXPECT_EQ(log.back(), "q done@4");
}

TEST(Process, AnInterruptBeforeTheStartEndsTheFirstWait) {
  Simulation sim;
  Log log;
  const ProcessId p = sim.spawn_at(5s, sleeper(sim, 100s, "p", log));
  EXPECT_TRUE(sim.interrupt(p));
  sim.run();
  EXPECT_THAT(log, ElementsAre("p interrupted@5"));
}

TEST(Process, AnInterruptOfItselfEndsTheNextWait) {
  Simulation sim;
  Log log;
  auto self = [](Simulation& s, Log& l) -> Process {
    s.interrupt(s.current());
    l.push_back(word(co_await s.delay(9s)));
    l.push_back(word(co_await s.delay(9s)));
  };
  sim.spawn(self(sim, log));
  sim.run();
  EXPECT_THAT(log, ElementsAre("interrupted", "done"));
  EXPECT_EQ(sim.now(), 9s);
}

TEST(Process, NestedInterruptsReachEveryProcessOnceInOrder) {
  Simulation sim;
  Log log;
  std::vector<ProcessId> ids;
  auto link = [](Simulation& s, std::vector<ProcessId>& all, std::size_t next, Log& l) -> Process {
    const Wake w = co_await s.delay(kNever);
    l.push_back(stamp(s, std::to_string(next) + word(w)));
    if (next < all.size()) s.interrupt(all[next]);
  };
  for (std::size_t i = 0; i < 3; ++i) ids.push_back(sim.spawn(link(sim, ids, i + 1, log)));
  sim.run_until(2s);
  sim.interrupt(ids[0]);
  sim.run();
  EXPECT_THAT(log, ElementsAre("1interrupted@2", "2interrupted@2", "3interrupted@2"));
}

TEST(Process, SpawnsManyFromInsideWhileTheTableGrows) {
  Simulation sim;
  int ended = 0;
  struct Tree {
    static Process node(Simulation& s, int depth, int& count) {
      for (int i = 0; i < 3 && depth > 0; ++i) s.spawn(node(s, depth - 1, count));
      co_await s.delay(1s);
      ++count;
    }
  };
  sim.spawn(Tree::node(sim, 7, ended));
  sim.run();
  EXPECT_EQ(ended, (6561 - 1) / 2);  // 1 + 3 + ... + 3^7
}

TEST(Process, AnExceptionLeavesRunAndTheSimulationGoesOn) {
  Simulation sim;
  Resource beds(sim, 1);
  Log log;
  auto thrower = [](Simulation& s, Resource& r) -> Process {
    Claim bed = co_await r.acquire();
    co_await s.delay(2s);
    throw std::runtime_error("no oxygen");
  };
  const ProcessId bad = sim.spawn(thrower(sim, beds));
  sim.spawn(patient(sim, beds, 1s, kNever, log));
  EXPECT_THROW(sim.run(), std::runtime_error);
  EXPECT_FALSE(sim.alive(bad));
  EXPECT_FALSE(sim.alive(sim.current()));
  sim.run();
  EXPECT_THAT(log, ElementsAre("home@3")) << "the bed of the failed process is free again";
}

TEST(Process, StopTakesAWaitingProcessOutOfItsQueue) {
  Simulation sim;
  Resource beds(sim, 1);
  Signal called(sim);
  Log log;
  sim.spawn(patient(sim, beds, 10s, kNever, log));
  const ProcessId second = sim.spawn(patient(sim, beds, 10s, kNever, log));
  sim.spawn(patient(sim, beds, 10s, kNever, log));
  sim.run_until(1s);
  EXPECT_EQ(beds.queue_length(), 2u);
  EXPECT_TRUE(sim.stop(second));
  EXPECT_EQ(beds.queue_length(), 1u);
  sim.run();
  EXPECT_THAT(log, ElementsAre("home@10", "home@20"));
}

Process user(Simulation& sim, Resource& r, Signal& s) {
  Claim c = co_await r.acquire();
  co_await s.wait();
  co_await sim.delay(1s);
}

TEST(Process, SimulationAndResourcesMayEndInEitherOrderWithProcessesInside) {
  {
    Simulation sim;
    Resource beds(sim, 2);
    Signal s(sim);
    for (int i = 0; i < 5; ++i) sim.spawn(user(sim, beds, s));
    sim.run_until(1s);
    EXPECT_EQ(beds.in_use(), 2);
  }
  auto sim = std::make_unique<Simulation>();
  Resource beds(*sim, 2);
  Signal s(*sim);
  for (int i = 0; i < 5; ++i) sim->spawn(user(*sim, beds, s));
  sim->spawn_at(9s, user(*sim, beds, s));
  sim->run_until(1s);
  s.notify_one();
  sim.reset();
  EXPECT_EQ(beds.in_use(), 0);
  EXPECT_EQ(beds.queue_length(), 0u);
  EXPECT_EQ(s.waiting(), 0u);
}

TEST(Process, WaitersOutliveTheirResourceUntilTheirDeadline) {
  Simulation sim;
  Log log;
  auto beds = std::make_unique<Resource>(sim, 1);
  sim.spawn(patient(sim, *beds, 100s, kNever, log));
  sim.spawn(patient(sim, *beds, 10s, 50s, log));
  sim.run_until(1s);
  beds.reset();
  sim.run();
  EXPECT_THAT(log, ElementsAre("left timeout@50", "home@100"));
}

TEST(Process, ARunThatIsBroughtNearerStopsThereAndGoesOn) {
  Simulation sim;
  Log log;
  for (const Time t : {3s, 5s, 5s, 6s, 9s}) sim.spawn(sleeper(sim, t, "p", log));
  // after the first word of anybody, two seconds more at most
  const auto bound = [&](Time until) { return log.size() == 1 ? 5500ms : until; };
  EXPECT_EQ(sim.run_until(20s, bound), 5500ms);
  EXPECT_EQ(sim.now(), 5500ms);
  EXPECT_EQ(log.size(), 3u);
  EXPECT_EQ(sim.run_until(20s, bound), 20s);
  EXPECT_EQ(log.size(), 5u);
  EXPECT_EQ(sim.now(), 20s);
}

TEST(Process, TheEndOfTimeIsNotOverrun) {
  Simulation sim;
  Log log;
  sim.run_until(10s);
  sim.spawn(sleeper(sim, kNever - 1ns, "p", log));
  sim.run();
  EXPECT_TRUE(log.empty());
  EXPECT_EQ(sim.now(), 10s);
}

}  // namespace
}  // namespace wardtwin::kernel
