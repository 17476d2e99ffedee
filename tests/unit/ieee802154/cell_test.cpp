#include <gtest/gtest.h>

#include "sim/base/error.h"
#include "tests/validation/ieee802154/network.h"

namespace wardtwin::ieee802154 {
namespace {

using Kind = flow::Command::Kind;
using test::Network;
using test::source;

Network pair(Ieee802154Def mac = test::plain()) {
  Network n(mac);
  n.add(source(100, flow::Pattern::on_event));
  return n;
}

TEST(Ieee802154, AMessageTakesBackoffAssessmentTurnaroundAndFrame) {
  Network n = pair();
  n.start();
  n.cell->post({.at = 1s, .created = 1s, .kind = Kind::send, .target = 0, .alarm = 5});
  EXPECT_EQ(n.cell->next_event(), 1s);
  n.run(2s);
  ASSERT_EQ(n.out.received.size(), 1u);
  const Time took = n.out.received[0].at - 1s - kCca - kTurnaround - airtime(100);
  EXPECT_LT(took % kBackoffPeriod, 1us) << "no two clocks agree better";
  EXPECT_LT(took, 8 * kBackoffPeriod);
  EXPECT_EQ(n.out.received[0].alarm, 5u);
  EXPECT_EQ(n.out.received[0].entry, 1000u);
  EXPECT_EQ(n.cell->next_event(), kNever);
}

TEST(Ieee802154, CausesOfLoss) {
  {
    Network n = pair();
    n.everywhere = -120;
    n.start();
    n.cell->post({.at = 1s, .created = 1s, .kind = Kind::send, .target = 0});
    n.run(2s);
    EXPECT_EQ(n.lost(flow::LossCause::not_attempted), 1u);
  }
  {
    Network n = pair();
    n.start();
    n.cell->post({.at = 500ms, .kind = Kind::access_point_down, .target = 1000});
    n.cell->post({.at = 1s, .created = 1s, .kind = Kind::send, .target = 0});
    n.run(2s);
    EXPECT_EQ(n.lost(flow::LossCause::access_point_down), 1u);
    EXPECT_EQ(n.cell->counters().transmissions, 4u);
  }
  {
    Ieee802154Def mac = test::plain();
    mac.queue_limit = 3;
    Network n = pair(mac);
    n.start();
    for (int i = 0; i < 10; ++i)
      n.cell->post({.at = 1s, .created = 1s, .kind = Kind::send, .target = 0});
    n.run(2s);
    EXPECT_EQ(n.lost(flow::LossCause::radio_queue_full), 6u);
    EXPECT_EQ(n.row().ledger.delivered, 4u);
  }
}

TEST(Ieee802154, DownlinkWaitsForTheNextPollOfASleepyDevice) {
  for (const bool sleepy : {false, true}) {
    Ieee802154Def mac = test::plain();
    mac.poll_period = 2s;
    Network n(mac);
    flow::Source down = source(50, flow::Pattern::poisson, 20s);
    down.downlink = true;
    n.add(down, false, sleepy);
    n.run(20000s);
    EXPECT_GT(n.delivered(), .999);
    // half a period on average
    EXPECT_NEAR(n.row().delay.mean(), sleepy ? 1.0033 : .0033, sleepy ? .06 : .0003);
    EXPECT_EQ(n.out.delivered.size(), n.row().ledger.delivered);
    const double joules = n.cell->energy(0, 20000s).total();
    EXPECT_TRUE(sleepy ? joules < 5 : joules > 300) << joules;
  }
}

// Root 0, routers 1 and 2 side by side, device 3 behind them: when its router dies the device asks
// four times, looks for another parent for 1 to 5 s, and goes on through the other.
TEST(Ieee802154, ADeadRouterIsRoutedRound) {
  Network n(test::plain());
  n.everywhere = -150;
  const auto a = n.add(source(50, flow::Pattern::on_event), true);
  const auto b = n.add(source(50, flow::Pattern::on_event), true);
  const auto device = n.add(source(50, flow::Pattern::periodic, 1s));
  n.link(0, a, -60), n.link(0, b, -60), n.link(a, b, -60);
  n.link(a, device, -70), n.link(b, device, -80);  // b costs more
  n.start();
  n.cell->post({.at = 100s, .kind = Kind::access_point_down, .target = a - 1});
  n.run(160s);
  EXPECT_GE(n.cell->counters().reroutes, 1u);
  const std::uint64_t down = n.lost(flow::LossCause::access_point_down);
  EXPECT_GE(down, 4u);
  Time gap{0}, last{0};
  for (const flow::Frame& f : n.out.received)
    gap = std::max(gap, f.at - last), last = std::max(last, f.at);
  EXPECT_GT(gap, 5s);
  EXPECT_LT(gap, 11s);
  EXPECT_GT(last, 158s);
}

// Root 0 leads; the device sends through root 1. Two minutes after the leader fell silent all look for their
// places for 1 to 5 s; not if it is back by then, and not where there is no leader.
TEST(Ieee802154, ALostLeaderMakesTheNetworkFormAnew) {
  const auto gap = [](Time timeout, bool returns) {
    Ieee802154Def mac = test::plain();
    mac.leader_timeout = timeout;
    Network n(mac);
    n.everywhere = -150;
    const auto device = n.add(source(50, flow::Pattern::periodic, 100ms));
    n.setup.nodes.push_back({.entry = 1001, .root = true});
    n.link(0, device, -80), n.link(2, device, -60), n.link(0, 2, -60);
    n.start();
    n.cell->post({.at = 100s, .kind = Kind::access_point_down, .target = 1000});
    if (returns) n.cell->post({.at = 150s, .kind = Kind::access_point_up, .target = 1000});
    n.run(400s);
    EXPECT_EQ(n.cell->counters().elections, timeout > Time{0} && !returns ? 1u : 0u);
    EXPECT_EQ(n.ledger().total_lost(), 0u);
    Time longest{0}, last{0}, from{0};
    for (const flow::Frame& f : n.out.received) {
      if (f.at - last > longest && last > Time{0}) longest = f.at - last, from = last;
      last = f.at;
    }
    if (longest > 1s) {
      EXPECT_NEAR(seconds(from), 220, .2);
    }
    return longest;
  };
  EXPECT_GT(gap(120s, false), 1s);
  EXPECT_LT(gap(120s, false), 5200ms);
  EXPECT_LT(gap(120s, true), 200ms);
  EXPECT_LT(gap(Time{0}, false), 200ms);
}

TEST(Ieee802154, RefusesWhatDoesNotFit) {
  Ieee802154Def mac;
  Network n(mac);
  n.add(source(107, flow::Pattern::on_event));
  try {
    n.start();
    FAIL();
  } catch (const InputError& e) {
    EXPECT_STREQ(e.what(),
                 "source 0: 107 B, where one frame carries 106 B (127 less 21 of headers); send "
                 "less at a time");
  }
}

Network busy(std::uint32_t replication, int idle = 0, double weaker = 0) {
  Ieee802154Def mac;
  mac.queue_limit = 6;
  mac.failures_until_dead = 2;
  Network n(mac, replication);
  n.everywhere = -150;
  Stream random({7, replication}, 3, Purpose::test);
  constexpr int kNodes = 24;
  for (int i = 0; i < kNodes; ++i) {
    flow::Source s = source(20 + static_cast<int>(random.below(60)),
                            random.below(2) ? flow::Pattern::poisson : flow::Pattern::periodic,
                            from_seconds(.3 + 2 * random.uniform()));
    s.downlink = random.below(4) == 0;
    n.add(s, i < 8, i >= 8 && random.below(2) == 0);
  }
  for (int i = 0; i < idle; ++i) n.add(source(20, flow::Pattern::on_event));
  std::vector<double> x{50}, y{50};
  for (int i = 0; i < kNodes + idle; ++i)
    x.push_back(100 * random.uniform()), y.push_back(100 * random.uniform());
  for (std::uint32_t a = 0; a < x.size(); ++a)
    for (std::uint32_t b = a + 1; b < x.size(); ++b)
      n.link(a, b,
             -40 - weaker - 30 * std::log10(std::max(1.0, std::hypot(x[a] - x[b], y[a] - y[b]))));
  n.start();
  Stream faults({7, replication}, 4, Purpose::test);
  for (int i = 0; i < 10; ++i) {
    const std::uint32_t entry = faults.below(9);
    const Time at = from_seconds(60 * faults.uniform());
    n.cell->post({.at = at, .kind = Kind::access_point_down, .target = entry == 8 ? 1000 : entry});
    n.cell->post(
        {.at = at + 5s, .kind = Kind::access_point_up, .target = entry == 8 ? 1000 : entry});
  }
  return n;
}

TEST(Ieee802154, LedgerBalancesWhateverHappens) {
  for (std::uint32_t r = 0; r < 20; ++r) {
    Network n = busy(r);
    for (Time t = 5s; t < 80s; t += 5s) {
      n.run(t);
      const auto& l = n.row().ledger;
      ASSERT_EQ(l.generated, l.delivered + l.total_lost() + n.cell->held(0)) << r;
    }
    EXPECT_GT(n.row().ledger.delivered, 100u);
    EXPECT_GT(n.row().ledger.total_lost(), 0u);
    EXPECT_TRUE(std::is_sorted(n.out.received.begin(), n.out.received.end()));
  }
}

bool same(const radio::CellOutput& a, const radio::CellOutput& b) {
  return std::equal(a.received.begin(), a.received.end(), b.received.begin(), b.received.end(),
                    [](const flow::Frame& x, const flow::Frame& y) {
                      return x.at == y.at && x.source == y.source && x.sequence == y.sequence;
                    });
}

TEST(Ieee802154, WindowsAndIdleNodesChangeNothing) {
  for (std::uint32_t r = 0; r < 5; ++r) {
    Network whole = busy(r), cut = busy(r), crowd = busy(r, 100);
    whole.run(80s, 80s);
    cut.run(80s, 3'333'333ns);
    crowd.run(80s);
    EXPECT_TRUE(same(whole.out, cut.out)) << r;
    EXPECT_TRUE(same(whole.out, crowd.out)) << r;
    EXPECT_GT(whole.out.received.size(), 100u);
  }
}

// Without contention a weaker signal never delivers more.
TEST(Ieee802154, DistanceNeverHelps) {
  std::uint64_t last = ~0ull;
  for (const double dbm : {-60.0, -80.0, -93.0, -95.0, -96.0, -98.0, -110.0}) {
    Ieee802154Def mac = test::plain();
    mac.capture = true;
    mac.sensitivity = {-100};
    mac.noise_figure = {14};
    Network n(mac);
    n.everywhere = dbm;
    n.add(source(100, flow::Pattern::periodic, 100ms));
    n.run(100s);
    EXPECT_LE(n.row().ledger.delivered, last) << dbm;
    last = n.row().ledger.delivered;
  }
  EXPECT_EQ(last, 0u);
}

}  // namespace
}  // namespace wardtwin::ieee802154
