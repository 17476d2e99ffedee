#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "network.h"
#include "network_models/nr/fair_share.h"
#include "sim/base/exponential.h"

namespace wardtwin::nr {
namespace {

using test::near;
using test::Network;
using test::quiet;
using test::source;

// Proportional fair over iid Rayleigh channels serves the relatively best: gain H_n where the rate
// is linear in the SNR; with Shannon's rate at 10 dB 1.460.
TEST(NrScheduler, NR_7_GainOverRoundRobin) {
  constexpr std::size_t kUsers = 4;
  constexpr int kSlots = 400000;
  for (const bool shannon : {false, true}) {
    Stream fading({4, 0}, shannon, Purpose::test);
    std::array<FairShare, kUsers> share;
    double fair = 0, turns = 0;
    for (int slot = 0; slot < kSlots; ++slot) {
      std::array<double, kUsers> rate{};
      for (double& x : rate) {
        const double snr = 10 * standard_exponential(fading);
        x = shannon ? std::log2(1 + snr) : snr;
      }
      std::size_t best = 0;
      for (std::size_t i = 1; i < kUsers; ++i)
        if (share[i].urgency(slot, rate[i], 1000) > share[best].urgency(slot, rate[best], 1000))
          best = i;
      share[best].got(slot, rate[best], 1000);
      fair += rate[best];
      turns += rate[static_cast<std::size_t>(slot) % kUsers];
    }
    const double expected = shannon ? 1.460 : 1 + 1. / 2 + 1. / 3 + 1. / 4;
    EXPECT_NEAR(fair / turns, expected, .01 * expected);
    if (shannon) {
      EXPECT_NEAR(fair / kSlots, 4.241, .01 * 4.241);
    }
  }
}

// Ten full buffers at MCS 16, 51 blocks of 12 symbols in every 0.5 ms slot, one device per slot.
TEST(NrScheduler, NR_10_RoundRobinFullBuffer) {
  NrDef nr = quiet();
  nr.pattern = "FDD";
  nr.scheduler = Scheduler::round_robin;
  nr.devices_per_slot = 1;
  nr.bler_target = 1e-6;
  Network n(nr);
  for (int i = 0; i < 10; ++i) {
    DeviceSetup d = near();
    // no errors at MCS 16, and not yet MCS 17
    d.down = {11.6 + 1.2};
    while (choose_mcs(d.down, 1e-6) > 16) d.down = d.down - Decibels{.05};
    ASSERT_EQ(choose_mcs(d.down, 1e-6), 16);
    n.add(d, source(1000, flow::Pattern::saturated, {}, true));
  }
  n.run(100s);
  const double mbps = static_cast<double>(n.cell->counters().bits[0]) * 1e-6 / 100;
  EXPECT_NEAR(mbps, 34.848, .001 * 34.848);
  for (std::uint32_t i = 0; i < 10; ++i)
    EXPECT_NEAR(static_cast<double>(n.cell->received_bits(i)) * 1e-6 / 100, 3.485, .001 * 3.485);
}

// Under more load than the cell can carry, the scheduler that knows priorities keeps alarms fast;
// round robin lets them wait their turn.
TEST(NrScheduler, PriorityKeepsAlarmsFast) {
  const auto late = [](Scheduler s) {
    NrDef nr = quiet();
    nr.scheduler = s;
    nr.resource_blocks = 11;
    Network n(nr);
    n.setup.flows = 2;
    flow::Source alarm = source(200, flow::Pattern::poisson, 100ms, true);
    alarm.traffic = flow::TrafficClass::alarm;
    n.add(near(), alarm);
    for (int i = 0; i < 100; ++i) {
      flow::Source bulk = source(1400, flow::Pattern::poisson, 100ms, true);
      bulk.traffic = flow::TrafficClass::bulk;
      bulk.flow = 1;
      n.add(near(), bulk);
    }
    n.run(60s);
    return n.cell->statistics().rows()[0].delay.quantile(.99) * 1e3;
  };
  EXPECT_LT(late(Scheduler::priority), 2);
  EXPECT_GT(late(Scheduler::round_robin), 20);
}

// Far devices get slow rates; proportional fair gives both the same share of slots.
TEST(NrScheduler, FairSharesTime) {
  NrDef nr = quiet();
  nr.pattern = "FDD";
  nr.scheduler = Scheduler::fair;
  nr.devices_per_slot = 1;
  nr.bler_target = 1e-4;
  Network n(nr);
  for (const double sinr : {5.0, 25.0}) {
    DeviceSetup d = near();
    d.down = {sinr};
    n.add(d, source(1400, flow::Pattern::saturated, {}, true));
  }
  n.run(20s);
  const auto rate = [](double sinr) {
    const int mcs = choose_mcs({sinr}, 1e-4);
    return transport_block_bits({51, 12, 12, 0, 1},
                                mcs_table(McsTable::qam64)[static_cast<std::size_t>(mcs)]);
  };
  const double expected = rate(25) / static_cast<double>(rate(5));
  EXPECT_NEAR(
      static_cast<double>(n.cell->received_bits(1)) / static_cast<double>(n.cell->received_bits(0)),
      expected, .05 * expected);
}

}  // namespace
}  // namespace wardtwin::nr
