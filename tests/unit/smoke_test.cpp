#include <gtest/gtest.h>

#include "sim/kernel/resource.h"

namespace wardtwin::kernel {
namespace {

Process patient(Simulation& sim, Resource& beds, Time stay, Time timeout, std::vector<double>& log) {
  Claim bed = co_await beds.acquire({.timeout = timeout});
  if (!bed) {
    log.push_back(-seconds(sim.now()));
    co_return;
  }
  co_await sim.delay(stay);
  log.push_back(seconds(sim.now()));
}

TEST(Process, WaitsHoldsAndGivesUp) {
  Simulation sim;
  Resource beds(sim, 1);
  std::vector<double> log;
  sim.spawn(patient(sim, beds, 3h, kNever, log));
  sim.spawn(patient(sim, beds, 1h, 1h, log));
  sim.spawn(patient(sim, beds, 1h, kNever, log));
  sim.run();
  EXPECT_EQ(log, (std::vector<double>{-3600, 10800, 14400}));
  EXPECT_EQ(beds.in_use(), 0);
}

}  // namespace
}  // namespace wardtwin::kernel
