#include "sim/kernel/resource.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "sim/base/random.h"

namespace wardtwin::kernel {
namespace {

using ::testing::ElementsAre;
using Log = std::vector<std::string>;

Process job(Simulation& sim, Resource& r, AcquireOptions options, Time work, std::string name,
            Log& log) {
  Claim c = co_await r.acquire(options);
  log.push_back(name +
                (c                           ? "+"
                 : c.wake() == Wake::timeout ? "t"
                                             : "i") +
                std::to_string(sim.now() / 1s));
  if (c) co_await sim.delay(work);
}

TEST(Resource, ServesByPriorityThenInOrder) {
  Simulation sim;
  Resource r(sim, 1);
  Log log;
  sim.spawn(job(sim, r, {}, 1s, "first", log));
  sim.spawn(job(sim, r, {.priority = 2}, 1s, "c", log));
  sim.spawn(job(sim, r, {.priority = 1}, 1s, "a", log));
  sim.spawn(job(sim, r, {.priority = 1}, 1s, "b", log));
  sim.spawn(job(sim, r, {.priority = -7}, 1s, "urgent", log));
  sim.run();
  EXPECT_THAT(log, ElementsAre("first+0", "urgent+1", "a+2", "b+3", "c+4"));
}

TEST(Resource, LastComeFirstServed) {
  Simulation sim;
  Resource r(sim, 1);
  r.set_discipline(Discipline::lifo);
  Log log;
  for (const char* name : {"first", "a", "b", "c"}) sim.spawn(job(sim, r, {}, 1s, name, log));
  sim.spawn(job(sim, r, {.priority = -1}, 1s, "urgent", log));
  sim.run();
  EXPECT_THAT(log, ElementsAre("first+0", "urgent+1", "c+2", "b+3", "a+4"));
}

TEST(Resource, WhoGoesAheadIsBeforeThoseOfEqualPriority) {
  Simulation sim;
  Resource r(sim, 1);
  Log log;
  for (const char* name : {"first", "a"}) sim.spawn(job(sim, r, {}, 1s, name, log));
  sim.spawn(job(sim, r, {.ahead = true}, 1s, "back", log));
  sim.spawn(job(sim, r, {.priority = -1}, 1s, "urgent", log));
  sim.run();
  EXPECT_THAT(log, ElementsAre("first+0", "urgent+1", "back+2", "a+3"));
}

TEST(Resource, InRandomOrderEveryOrderIsEquallyLikely) {
  std::map<std::string, int> orders;
  for (std::uint32_t k = 0; k < 6000; ++k) {
    Simulation sim;
    Resource r(sim, 1);
    r.set_discipline(Discipline::random, Stream({3, k}, 0, Purpose::test));
    Log log;
    for (const char* name : {"first", "a", "b", "c"}) sim.spawn(job(sim, r, {}, 1s, name, log));
    sim.run();
    ++orders[log[1].substr(0, 1) + log[2].substr(0, 1) + log[3].substr(0, 1)];
  }
  EXPECT_EQ(orders.size(), 6u);
  for (const auto& [order, n] : orders) EXPECT_NEAR(n, 1000, 4 * 29) << order;
}

// One step of priority is worth 10 s of waiting: who came at 0 with priority 1 is before who comes
// at 11 with priority 0, and after who comes at 9.
TEST(Resource, PrioritiesAge) {
  for (const auto& [second, order] : {std::pair{9s, "ub"}, {11s, "bu"}}) {
    Simulation sim;
    Resource r(sim, 1);
    r.set_ageing(10s);
    Log log;
    sim.spawn(job(sim, r, {.priority = -5}, 20s, "a", log));
    sim.spawn(job(sim, r, {.priority = 1}, 1s, "b", log));
    sim.spawn_at(second, job(sim, r, {.priority = 0}, 1s, "u", log));
    sim.run();
    EXPECT_EQ(log[1].substr(0, 1) + log[2].substr(0, 1), order);
  }
}

Process tried(Simulation& sim, Resource& r, AcquireOptions options, Log& log) {
  Claim c = co_await r.acquire(options);
  const Wake w = co_await sim.delay(100s);
  log.push_back((w == Wake::done ? "done" : "lost") + std::to_string(sim.now() / 1s));
}

TEST(Resource, RecallTakesFromTheLeastUrgentAndLatest) {
  Simulation sim;
  Resource r(sim, 3);
  Log log;
  sim.spawn(tried(sim, r, {.priority = 1}, log));
  sim.spawn(tried(sim, r, {.priority = 2}, log));
  sim.spawn(tried(sim, r, {.priority = 1}, log));
  sim.run_until(5s);
  r.set_capacity(1);
  EXPECT_EQ(r.in_use(), 3);
  r.recall();
  EXPECT_EQ(r.in_use(), 1);
  sim.run();
  EXPECT_THAT(log, ElementsAre("lost5", "lost5", "done100"));
}

Process two_lines(Simulation& sim, Resource& held, Resource& wanted, Log& log) {
  Claim one = co_await held.acquire({});
  one.tell_holder(false);
  Claim two = co_await wanted.acquire({});
  log.push_back(std::string(two ? "got" : "lost") + (one ? " both" : " one") +
                std::to_string(sim.now() / 1s));
}

TEST(Resource, WhoIsNotToldKeepsTheOtherPlace) {
  Simulation sim;
  Resource held(sim, 1), wanted(sim, 1);
  Log log;
  sim.spawn(job(sim, wanted, {}, 10s, "x", log));
  sim.spawn(two_lines(sim, held, wanted, log));
  sim.run_until(5s);
  held.set_capacity(0);
  held.recall();
  EXPECT_EQ(held.in_use(), 0);
  EXPECT_EQ(wanted.queue_length(), 1u);
  sim.run();
  EXPECT_THAT(log, ElementsAre("x+0", "got one10"));
}

TEST(Resource, ManyDistinctPrioritiesAreServedInTheirOrder) {
  Simulation sim;
  Resource r(sim, 1);
  std::vector<int> served;
  auto one = [](Simulation& s, Resource& res, int priority, std::vector<int>& out) -> Process {
    co_await s.delay(1s);
    Claim c = co_await res.acquire({.priority = priority});
    out.push_back(priority);
    co_await s.delay(1s);
  };
  sim.spawn(one(sim, r, -1, served));
  for (int i = 0; i < 500; ++i) sim.spawn(one(sim, r, (i * 7919) % 500, served));
  sim.run();
  EXPECT_EQ(served.size(), 501u);
  EXPECT_TRUE(std::is_sorted(served.begin(), served.end()));
}

TEST(Resource, TheFirstInLineIsNotOvertakenByASmallerNeed) {
  Simulation sim;
  Resource r(sim, 3);
  Log log;
  sim.spawn(job(sim, r, {.units = 2}, 5s, "holder", log));
  sim.spawn(job(sim, r, {.units = 3}, 1s, "large", log));
  sim.spawn(job(sim, r, {.units = 1}, 1s, "small", log));
  sim.run();
  EXPECT_THAT(log, ElementsAre("holder+0", "large+5", "small+6"));
}

TEST(Resource, WhenTheFirstInLineGivesUpTheNextIsServed) {
  Simulation sim;
  Resource r(sim, 3);
  Log log;
  sim.spawn(job(sim, r, {.units = 2}, 9s, "holder", log));
  sim.spawn(job(sim, r, {.units = 3, .timeout = 4s}, 1s, "large", log));
  sim.spawn(job(sim, r, {.units = 1}, 1s, "small", log));
  sim.run();
  EXPECT_THAT(log, ElementsAre("holder+0", "larget4", "small+4"));
}

TEST(Resource, AnInterruptAtTheInstantOfTheGrantGivesTheUnitsToTheNext) {
  Simulation sim;
  Resource r(sim, 1);
  Log log;
  auto holder = [](Simulation& s, Resource& res, ProcessId& victim) -> Process {
    Claim c = co_await res.acquire();
    co_await s.delay(5s);
    c.release();          // grants to the victim ...
    s.interrupt(victim);  // ... which is interrupted before it resumes
  };
  ProcessId victim;
  sim.spawn(holder(sim, r, victim));
  victim = sim.spawn(job(sim, r, {}, 7s, "victim", log));
  sim.spawn(job(sim, r, {}, 1s, "next", log));
  sim.run();
  EXPECT_THAT(log, ElementsAre("victimi5", "next+5"));
  EXPECT_EQ(r.in_use(), 0);
  EXPECT_DOUBLE_EQ(r.busy().mean(6s), 1.0);
}

TEST(Resource, ADeadlineAtTheInstantOfTheReleaseGoesByOrderOfScheduling) {
  Simulation sim;
  Resource r(sim, 1);
  Log log;
  sim.spawn(job(sim, r, {}, 5s, "holder", log));
  sim.spawn(job(sim, r, {.timeout = 5s}, 1s, "patient", log));
  sim.run();
  // The holder's delay was scheduled first, so the release comes before the deadline.
  EXPECT_THAT(log, ElementsAre("holder+0", "patient+5"));
}

TEST(Resource, ExcessUnitsAreWithdrawnAsTheyComeBack) {
  Simulation sim;
  Resource r(sim, 3);
  Log log;
  for (int i = 1; i <= 3; ++i) sim.spawn(job(sim, r, {}, i * 10s, "h", log));
  sim.spawn(job(sim, r, {}, 10s, "w", log));
  sim.run_until(5s);
  r.set_capacity(1);
  EXPECT_EQ(r.in_use(), 3);
  sim.run_until(25s);
  EXPECT_EQ(r.in_use(), 1);
  EXPECT_EQ(r.queue_length(), 1u);
  sim.run();
  EXPECT_EQ(log.back(), "w+30");
  r.set_capacity(0);
  sim.spawn(job(sim, r, {}, 1s, "closed", log));
  sim.run_until(60s);
  EXPECT_EQ(log.back(), "w+30");
  r.set_capacity(2);
  sim.run();
  EXPECT_EQ(log.back(), "closed+60");
}

TEST(Resource, StatisticsAreAveragesOverTimeAndRestart) {
  Simulation sim;
  Resource r(sim, 1);
  Log log;
  sim.spawn(job(sim, r, {}, 10s, "a", log));
  sim.spawn(job(sim, r, {}, 10s, "b", log));
  sim.run_until(40s);
  EXPECT_DOUBLE_EQ(r.busy().mean(40s), 0.5);
  EXPECT_DOUBLE_EQ(r.queue().mean(40s), 0.25);
  r.restart_statistics();
  EXPECT_DOUBLE_EQ(r.busy().mean(50s), 0.0);
}

TEST(Resource, ClaimsMoveAndEndOnce) {
  Simulation sim;
  Resource r(sim, 4);
  auto mover = [](Simulation& s, Resource& res) -> Process {
    Claim a = co_await res.acquire({.units = 2});
    Claim b = std::move(a);
    EXPECT_FALSE(a);
    EXPECT_EQ(b.units(), 2);
    std::vector<Claim> kept;
    for (int i = 0; i < 2; ++i) kept.push_back(co_await res.acquire());
    kept.push_back(std::move(b));
    EXPECT_EQ(res.in_use(), 4);
    kept.erase(kept.begin() + 1);
    EXPECT_EQ(res.in_use(), 3);
    kept[0] = std::move(kept[1]);  // gives back what it held
    EXPECT_EQ(res.in_use(), 2);
    co_await s.delay(1s);
  };
  sim.spawn(mover(sim, r));
  sim.run();
  EXPECT_EQ(r.in_use(), 0);
}

// A job that may be pre-empted works on when it gets the machine back.
Process patient_work(Simulation& sim, Resource& r, int priority, Time work, std::string name,
                     Log& log) {
  Claim c = co_await r.acquire({.priority = priority, .preempt = true});
  while (work > 0s) {
    const Time began = sim.now();
    if (co_await sim.delay(work) == Wake::done) break;
    work -= sim.now() - began;
    log.push_back(name + "-" + std::to_string(sim.now() / 1s) + (c.preempted() ? "" : "?"));
    c = co_await r.acquire({.priority = priority, .preempt = true});
  }
  log.push_back(name + "." + std::to_string(sim.now() / 1s));
}

TEST(Resource, PreemptionTakesFromTheWorstHolderWhoWorksOnLater) {
  Simulation sim;
  Resource r(sim, 2);
  Log log;
  sim.spawn(patient_work(sim, r, 5, 10s, "low", log));
  sim.spawn(patient_work(sim, r, 4, 10s, "mid", log));
  sim.spawn_at(3s, patient_work(sim, r, 1, 4s, "high", log));
  sim.spawn_at(4s, patient_work(sim, r, 4, 1s, "equal", log));  // not above "mid": waits
  sim.run();
  EXPECT_THAT(log, ElementsAre("low-3", "high.7", "equal.8", "mid.10", "low.15"));
  EXPECT_EQ(r.in_use(), 0);
}

Process churn(Simulation& sim, Resource& r, std::uint64_t id, std::vector<int>& held, int& worst) {
  Stream s({.scenario = 5}, id, Purpose::test);
  for (int round = 0; round < 40; ++round) {
    co_await sim.delay(Time{s.below(2000)});
    Claim c = co_await r.acquire({.priority = static_cast<int>(s.below(4)),
                                  .units = 1 + static_cast<int>(s.below(3)),
                                  .timeout = s.below(3) ? kNever : Time{s.below(3000)},
                                  .preempt = s.below(5) == 0});
    if (!c) continue;
    held[id] = c.units();
    co_await sim.delay(Time{s.below(1000)});
    if (!c) held[id] = 0;
    worst = std::max(worst, r.in_use());
    c.release();
    held[id] = 0;
  }
}

Process vandal(Simulation& sim, Resource& r, const std::vector<ProcessId>& all) {
  Stream s({.scenario = 6}, 0, Purpose::test);
  for (int round = 0; round < 3000; ++round) {
    co_await sim.delay(Time{s.below(20)});
    sim.interrupt(all[s.below(static_cast<std::uint32_t>(all.size()))]);
    if (s.below(10) == 0) r.set_capacity(3 + static_cast<int>(s.below(5)));
  }
  r.set_capacity(7);
}

TEST(Resource, UnitsAreConservedUnderTimeoutsInterruptsPreemptionAndCapacityChanges) {
  Simulation sim;
  Resource r(sim, 5);
  std::vector<int> held(200);
  std::vector<ProcessId> all;
  int worst = 0;
  for (std::uint64_t i = 0; i < 200; ++i) all.push_back(sim.spawn(churn(sim, r, i, held, worst)));
  sim.spawn(vandal(sim, r, all));
  sim.run();
  EXPECT_EQ(r.in_use(), 0);
  EXPECT_EQ(r.queue_length(), 0u);
  EXPECT_LE(worst, 7);
  EXPECT_GE(worst, 5) << "the resource was never full, so nothing was tested";
  for (const ProcessId id : all) EXPECT_FALSE(sim.alive(id));
}

}  // namespace
}  // namespace wardtwin::kernel
