#include <gtest/gtest.h>

#include <cmath>

#include "network.h"

namespace wardtwin::nr {
namespace {

using test::near;
using test::Network;
using test::quiet;
using test::source;

struct Delay {
  double mean, min, max;  // ms
};

Delay uplink(NrDef nr, bool configured = false, int messages = 20000) {
  Network n(nr);
  DeviceSetup d = near();
  d.configured = configured;
  n.add(d, source(20, flow::Pattern::poisson, 200ms));
  n.run(200ms * messages);
  Delay out{n.row().delay.mean() * 1e3, 1e9, n.row().delay.max() * 1e3};
  for (const flow::Frame& f : n.out.received)
    out.min = std::min(out.min, seconds(f.at - f.created) * 1e3);
  EXPECT_EQ(n.row().ledger.total_lost(), 0u);
  return out;
}

// LTE, FDD: request every P ms, 3 ms of processing, grant 1, 3 ms, data 1, decoding 3 (TR 36.881).
TEST(NrUplink, NR_4_LteRequestAndGrant) {
  for (const auto& [period, expected] : {std::pair{10, 17.0}, {5, 14.5}, {40, 32.0}}) {
    NrDef nr = quiet();
    nr.numerology = 0;
    nr.pattern = "FDD";
    nr.sr_period = period;
    nr.sr_processing = 3;
    nr.grant_delay = 4;
    nr.decode_slots = 3;
    Network n(nr);
    n.add(near(), source(20, flow::Pattern::on_event));
    n.start();
    Stream phase({1, 0}, 1, Purpose::test);
    constexpr int kMessages = 100000;
    for (int i = 0; i < kMessages; ++i) {
      // one phase in each of as many equal parts of the period
      const double u = (i + phase.uniform()) / kMessages;
      const Time at = 200ms * i + from_seconds(u * period * 1e-3);
      n.cell->post({.at = at, .created = at, .kind = flow::Command::Kind::send, .target = 0});
    }
    n.run(200ms * kMessages + 1s, 60s);
    EXPECT_NEAR(n.row().delay.mean() * 1e3, expected, .05) << period;
  }
}

// Request in an uplink slot, one slot of processing, grant in the next downlink slot, data in the
// next uplink slot at least two later, one slot of decoding.
TEST(NrUplink, NR_5_TddRequestGrantAndConfiguredGrant) {
  const auto run = [](bool configured, const char* pattern) {
    NrDef nr = quiet();
    nr.pattern = pattern;
    Network n(nr);
    DeviceSetup d = near();
    d.configured = configured;
    n.add(d, source(20, flow::Pattern::on_event));
    n.start();
    constexpr int kMessages = 50000;
    for (int i = 0; i < kMessages; ++i) {
      const Time at = 100ms * i + Time{2'500'000ll * i / kMessages};
      n.cell->post({.at = at, .created = at, .kind = flow::Command::Kind::send, .target = 0});
    }
    n.run(100ms * kMessages + 1s, 60s);
    Delay out{n.row().delay.mean() * 1e3, 1e9, n.row().delay.max() * 1e3};
    for (const flow::Frame& f : n.out.received)
      out.min = std::min(out.min, seconds(f.at - f.created) * 1e3);
    return out;
  };
  const Delay asked = run(false, "DDDSU"), given = run(true, "DDDSU");
  EXPECT_NEAR(asked.mean, 4.75, .02);
  EXPECT_NEAR(asked.min, 3.5, .02);
  EXPECT_NEAR(asked.max, 6.0, .02);
  EXPECT_NEAR(given.mean, 2.25, .02);
  EXPECT_NEAR(given.min, 1.0, .02);
  EXPECT_NEAR(given.max, 3.5, .02);
  // what the check rejects: the same slots without alignment
  EXPECT_LT(run(true, "FDD").mean, 1.5);
}

// Two-symbol mini-slots: wait U(0, T), T on air, T to decode.
TEST(NrUplink, NR_6_MiniSlotConfiguredGrant) {
  NrDef nr = quiet();
  nr.pattern = "FDD";
  nr.configured_symbols = 2;
  const Delay d = uplink(nr, true);
  EXPECT_NEAR(d.mean, .179, .01 * .179);
  EXPECT_NEAR(d.max, .214, .01 * .214);
}

// n devices wake at one instant: a preamble is clean with probability (53/54)^(n-1).
TEST(NrRandomAccess, NR_8_CleanPreambles) {
  for (const auto& [devices, expected] : {std::pair{5, .92796}, {10, .84516}}) {
    double clean = 0, all = 0;
    for (std::uint32_t r = 0; r < 6000; ++r) {
      NrDef nr = quiet();
      nr.resource_blocks = 4;
      Network n(nr, r);
      for (int i = 0; i < devices; ++i)
        n.add({.down = {40}, .up = {40}}, source(20, flow::Pattern::on_event));
      n.start();
      for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(devices); ++i)
        n.cell->post({.at = 1ms, .created = 1ms, .kind = flow::Command::Kind::send, .target = i});
      n.run(16ms);  // one occasion at 10 ms, resolved at 15 ms
      const Counters& c = n.cell->counters();
      all += static_cast<double>(c.random_access);
      clean += static_cast<double>(c.random_access - c.preamble_collisions);
    }
    EXPECT_EQ(all, 6000 * devices);
    EXPECT_NEAR(clean / all, expected, .005) << devices;
  }
}

// First error 10 %, each retransmission a fifth of that: 1.102 transmissions on average; a
// geometric law of 10 % at 8 ms adds 0.889 ms.
TEST(NrHarq, NR_9_TransmissionsAndDelay) {
  EXPECT_NEAR(.1 * .02 * .004 * .0008, 6.4e-9, 1e-12);
  const auto run = [](double gain, int attempts, Decibels sinr) {
    NrDef nr = quiet();
    nr.numerology = 0;
    nr.pattern = "FDD";
    nr.harq_gain = gain;
    nr.harq_attempts = attempts;
    nr.harq_slots = 8;
    Network n(nr);
    DeviceSetup d = near();
    d.down = sinr;
    n.add(d, source(20, flow::Pattern::periodic, 100ms, true));
    n.run(100ms * 400000, 600s);
    const Counters& c = n.cell->counters();
    const double sent = static_cast<double>(c.blocks[0]);
    return std::pair{sent / static_cast<double>(n.row().ledger.generated),
                     n.row().delay.mean() * 1e3};
  };
  const Decibels ten = sinr_for_ten_percent(10);
  EXPECT_NEAR(run(.2, 4, ten).first, 1.102, .02 * .102);
  const double clean = run(1, 16, {40}).second, geometric = run(1, 16, ten).second;
  EXPECT_NEAR(geometric - clean, .889, .02 * .889);
}

}  // namespace
}  // namespace wardtwin::nr
