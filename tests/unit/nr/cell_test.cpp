#include <gtest/gtest.h>

#include "sim/base/error.h"
#include "tests/validation/nr/network.h"

namespace wardtwin::nr {
namespace {

using Kind = flow::Command::Kind;
using test::near;
using test::Network;
using test::quiet;
using test::source;

TEST(NrCell, IdleDevicesPayForAccess) {
  Network n(NrDef{});
  n.add({.down = {30}, .up = {30}}, source(100, flow::Pattern::periodic, 60s));
  n.run(1h);
  // wait for the occasion 5, response 5, setup 10 ms, then the grant
  EXPECT_EQ(n.cell->counters().random_access, n.row().ledger.generated);
  EXPECT_GT(n.row().delay.mean(), .020);
  EXPECT_LT(n.row().delay.mean(), .030);
  NrDef awake;
  awake.inactivity = 100s;
  Network stays(awake);
  stays.add({.down = {30}, .up = {30}}, source(100, flow::Pattern::periodic, 60s));
  stays.run(1h);
  EXPECT_EQ(stays.cell->counters().random_access, 1u);
  EXPECT_LT(stays.row().delay.quantile(.9), .008);
  EXPECT_GT(stays.cell->energy(0, 1h).total(), 3 * n.cell->energy(0, 1h).total());
}

TEST(NrCell, PagingAndDrxDelayDownlinks) {
  Network idle(NrDef{});
  idle.add({.down = {30}, .up = {30}}, source(100, flow::Pattern::periodic, 61s, true));
  idle.run(10h);
  EXPECT_NEAR(idle.row().delay.mean(), .64 + .021, .08);
  NrDef nr = quiet();
  nr.drx_cycle = 320ms;
  Network drx(nr);
  drx.add(near(), source(100, flow::Pattern::poisson, 61s, true));
  drx.run(100h);
  // half a cycle, but for the share it listens
  EXPECT_NEAR(drx.row().delay.mean(), .5 * .31 * .31 / .32, .02);
  NrDef on = quiet();
  Network always(on);
  always.add(near(), source(100, flow::Pattern::periodic, 61s, true));
  always.run(10h);
  EXPECT_LT(always.row().delay.mean(), .002);
  EXPECT_GT(always.cell->energy(0, 10h).total(), 3 * drx.cell->energy(0, 100h).total() / 10);
}

TEST(NrCell, LossesOutOfReachAndUnderABrokenStation) {
  Network far(quiet());
  far.add({.down = {-9}, .up = {-9}, .connected = true}, source(100, flow::Pattern::periodic, 1s));
  far.run(100s);
  EXPECT_EQ(far.lost(flow::LossCause::not_attempted), far.row().ledger.generated);
  Network n(quiet());
  n.add(near(), source(100, flow::Pattern::periodic, 1s));
  n.start();
  n.cell->post({.at = 30s, .kind = Kind::access_point_down, .target = 77});
  n.cell->post({.at = 60s, .kind = Kind::access_point_up, .target = 77});
  n.run(100s);
  EXPECT_NEAR(static_cast<double>(n.lost(flow::LossCause::access_point_down)), 30, 1);
  ASSERT_EQ(n.out.links.size(), 2u);
  EXPECT_FALSE(n.out.links[0].connected);
  EXPECT_GT(n.row().ledger.delivered, 65u);
}

TEST(NrCell, RefusesTooManyConfiguredGrants) {
  NrDef nr = quiet();
  nr.grant_bytes = 200;
  Network n(nr);
  for (int i = 0; i < 20; ++i)
    n.add({.down = {6}, .up = {6}, .configured = true}, source(20, flow::Pattern::on_event));
  EXPECT_THROW(n.start(), InputError);
}

Network busy(std::uint32_t replication, int idle = 0, double nearer = 0) {
  NrDef nr;
  nr.pattern = replication % 2 ? "DDDSU" : "FDD";
  nr.scheduler = static_cast<Scheduler>(replication % 3);
  nr.inactivity = 2s;
  nr.harq_gain = .9;
  nr.harq_attempts = 3;
  nr.queue_limit = 8;
  nr.drx_cycle = replication % 2 ? 80ms : 0ms;
  nr.resource_blocks = 11;
  Network n(nr, replication);
  Stream random({8, replication}, 5, Purpose::test);
  for (int i = 0; i < 40; ++i) {
    flow::Source s = source(
        20 + random.below(1200), random.below(2) ? flow::Pattern::poisson : flow::Pattern::periodic,
        from_seconds(.02 + 4 * random.uniform() * random.uniform()), random.below(2) == 0);
    s.traffic = static_cast<flow::TrafficClass>(random.below(4));
    const double sinr = -3 + 20 * random.uniform() + nearer;
    n.add({.down = {sinr}, .up = {sinr - 3}, .connected = random.below(2) == 0}, s);
  }
  for (int i = 0; i < idle; ++i) n.add(near(), source(20, flow::Pattern::on_event));
  n.start();
  for (int i = 0; i < 4; ++i) {
    const Time at = from_seconds(60 * random.uniform());
    n.cell->post({.at = at, .kind = Kind::access_point_down, .target = 77});
    n.cell->post({.at = at + 700ms, .kind = Kind::access_point_up, .target = 77});
  }
  return n;
}

TEST(NrCell, LedgerBalancesWhateverHappens) {
  for (std::uint32_t r = 0; r < 24; ++r) {
    Network n = busy(r);
    for (Time t = 3s; t < 70s; t += 3s) {
      n.run(t);
      const auto& l = n.row().ledger;
      ASSERT_EQ(l.generated, l.delivered + l.total_lost() + n.cell->held(0)) << r;
    }
    EXPECT_GT(n.row().ledger.delivered, 500u);
    EXPECT_GT(n.row().ledger.total_lost(), 10u);
    EXPECT_TRUE(std::is_sorted(n.out.received.begin(), n.out.received.end()));
    EXPECT_TRUE(std::is_sorted(n.out.delivered.begin(), n.out.delivered.end()));
  }
}

bool same(const std::vector<flow::Frame>& a, const std::vector<flow::Frame>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const flow::Frame& x, const flow::Frame& y) {
                      return x.at == y.at && x.source == y.source && x.sequence == y.sequence;
                    });
}

TEST(NrCell, WindowsAndIdleDevicesChangeNothing) {
  for (std::uint32_t r = 0; r < 6; ++r) {
    Network whole = busy(r), cut = busy(r), crowd = busy(r, 200);
    whole.run(40s, 40s);
    cut.run(40s, 1'234'567ns);
    crowd.run(40s);
    EXPECT_TRUE(same(whole.out.received, cut.out.received)) << r;
    EXPECT_TRUE(same(whole.out.delivered, cut.out.delivered)) << r;
    EXPECT_TRUE(same(whole.out.received, crowd.out.received)) << r;
    EXPECT_TRUE(same(whole.out.delivered, crowd.out.delivered)) << r;
  }
}

TEST(NrCell, DistanceNeverHelps) {
  double last = 0;
  for (const double sinr : {-8.0, -4.0, -1.0, 2.0, 8.0, 14.0, 20.0}) {
    NrDef nr = quiet();
    nr.resource_blocks = 11;
    nr.bler_target = 1e-6;
    Network n(nr);
    for (int i = 0; i < 10; ++i)
      n.add({.down = {sinr}, .up = {sinr}, .connected = true},
            source(1000, flow::Pattern::periodic, 10ms));
    n.run(20s);
    EXPECT_GE(static_cast<double>(n.row().ledger.delivered), last) << sinr;
    last = static_cast<double>(n.row().ledger.delivered);
  }
  EXPECT_GT(last, 5000);
}

TEST(NrCell, NoEventWithoutData) {
  Network n(quiet());
  for (int i = 0; i < 400; ++i) n.add(near(), source(20, flow::Pattern::on_event));
  n.start();
  EXPECT_EQ(n.cell->next_event(), kNever);
}

}  // namespace
}  // namespace wardtwin::nr
