#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "tests/unit/patients/agrees.h"
#include "tests/validation/ble/bench.h"

namespace wardtwin::ble {
namespace {

using bench::Bench;
using bench::source;
using enum flow::Pattern;

// BLE-2: whole packets in an interval of 7.5 ms.
double saturated_kbps(Phy phy) {
  Bench b;
  b.setup.def.radio.phy = phy;
  b.setup.def.connections.interval = b.setup.def.connections.slot = 7500us;
  b.add(false, source(244, saturated), {-50});
  b.build();
  b.run(75s, 10ms);
  return static_cast<double>(b.ledger().delivered_bytes) * 8e-3 / 75;
}

TEST(BleCell, Ble2WholePacketsInAnInterval) {
  EXPECT_NEAR(saturated_kbps(Phy::le_1m), 780.8, 0.2);
  EXPECT_NEAR(saturated_kbps(Phy::le_2m), 1301.3, 0.3);
}

// BLE-6: N advertisers on one channel, equally strong.
double clean_share(int n, Time interval, std::uint32_t replication) {
  Bench b;
  b.setup.def.scanning = {40960ms, 40960ms};
  for (int i = 0; i < n; ++i) b.add(true, source(31, saturated)).interval = interval;
  b.build(replication);
  b.run(10 * interval, 40s);
  b.cell->restart_statistics(10 * interval);
  b.run(10 * interval + 40 * interval, 40s);
  const AirStatistics& air = b.cell->air(0);
  return 1 - static_cast<double>(air.collided) / static_cast<double>(air.advertised);
}

TEST(BleCell, Ble6CollisionsOfAdvertisers) {
  struct Case {
    int n;
    Time interval;
    double expected;
  };
  for (const Case& c : {Case{50, 100ms, .704}, Case{200, 100ms, .241}, Case{500, 100ms, .028},
                        Case{50, 1s, .964}, Case{200, 1s, .862}, Case{500, 1s, .688}}) {
    double mean = 0;
    for (std::uint32_t r = 0; r < 4; ++r) mean += clean_share(c.n, c.interval, r) / 4;
    EXPECT_NEAR(mean, c.expected, 0.015) << c.n << " advertisers";
    const double law = std::exp(-2 * (c.n - 1) * 376e-6 / (seconds(c.interval) + 5e-3));
    EXPECT_NEAR(mean, law, 0.015);
  }
}

// Level at which an exchange of `bytes` up is lost with probability q.
Dbm level_of(double q, int bytes) {
  double low = -105, high = -80;
  for (int i = 0; i < 60; ++i) {
    const double mid = (low + high) / 2;
    const double e = bit_error_rate({mid + 95});
    const double loss = 1 - (1 - packet_error_rate(e, 0)) * (1 - packet_error_rate(e, bytes));
    (loss > q ? low : high) = mid;
  }
  return {low};
}

// BLE-7: waiting for the next event, and for the one after each lost event.
struct Latency {
  std::vector<double> means;
  Histogram all;
};

Latency latency(Time interval, double q) {
  Latency l;
  for (std::uint32_t r = 0; r < 10; ++r) {
    Bench b;
    b.setup.def.radio.fade_margin = {-20};  // a link that nobody would plan
    b.setup.def.connections.interval = interval;
    flow::Source s = source(20, periodic, 5s);
    s.jitter = 10 * interval;  // uniform over the interval
    b.add(false, s, level_of(q, 27));
    b.build(r);
    b.run(50'000s, 100s);
    Histogram h;
    const Time exchange = 80us + 150us + 296us;  // from the anchor to the end of the data
    for (const flow::Frame& f : b.out.received) h.add(f.at - f.created - exchange);
    l.means.push_back(h.mean());
    l.all.merge(h);
  }
  return l;
}

TEST(BleCell, Ble7LatencyOfData) {
  const Latency fast = latency(30ms, 0.1);
  EXPECT_TRUE(test::agrees(fast.means, 18.33e-3));
  EXPECT_NEAR(fast.all.mean(), 18.33e-3, 0.01 * 18.33e-3);
  EXPECT_NEAR(fast.all.quantile(0.99), 60.2e-3, 0.01 * 60.2e-3 + 0.008 * 60.2e-3);
  const Latency slow = latency(100ms, 0.3);
  EXPECT_TRUE(test::agrees(slow.means, 92.86e-3));
  EXPECT_NEAR(slow.all.mean(), 92.86e-3, 0.01 * 92.86e-3);
  EXPECT_NEAR(slow.all.quantile(0.99), 392e-3, 0.01 * 392e-3 + 0.008 * 392e-3);
  EXPECT_FALSE(test::agrees(slow.means, 50e-3));  // that of a link without losses
}

// A gateway dies: silence until the supervision timeout, then the other one takes over.
TEST(BleCell, GatewayFails) {
  Bench b;
  b.setup.gateways = {{0, 1}, {7, 2}};
  StationSetup& s = b.add(false, source(40, periodic, 1s));
  s.paths = {{0, {-60}, {-60}}, {1, {-70}, {-70}}};
  b.build();
  ASSERT_EQ(b.cell->entry_of(0), 0u);
  flow::Command down;
  down.at = 10s;
  down.kind = flow::Command::Kind::access_point_down;
  down.target = 0;
  b.cell->post(down);
  b.run(60s, 10ms);
  ASSERT_EQ(b.out.links.size(), 2u);
  EXPECT_FALSE(b.out.links[0].connected);
  EXPECT_GT(b.out.links[0].at, 10s + 4s - 101ms);
  EXPECT_LE(b.out.links[0].at, 10s + 4s);
  EXPECT_TRUE(b.out.links[1].connected);
  EXPECT_LT(b.out.links[1].at - b.out.links[0].at,
            1200ms);  // 205 ms to be found, 12 intervals, an anchor
  EXPECT_EQ(b.cell->entry_of(0), 7u);
  EXPECT_EQ(b.ledger().delivered, b.ledger().generated - b.cell->held(0));
  Time longest{0};
  for (const flow::Frame& f : b.out.received) longest = std::max(longest, f.at - f.created);
  EXPECT_GT(longest, 3s);
  EXPECT_LT(longest, 6s);
}

// One radio: 12 connections of 2.5 ms in 30 ms; the next must go elsewhere.
TEST(BleCell, RadioTimeOfAGateway) {
  Bench b;
  b.setup.gateways = {{0, 1}, {1, 2}};
  b.setup.def.connections.interval = 30ms;
  EXPECT_EQ(connections_per_gateway(b.setup.def.connections), 12);
  for (int i = 0; i < 25; ++i) b.add(false, source(40, periodic, 1s));
  b.build();
  EXPECT_EQ(b.cell->connections(0), 12);
  EXPECT_EQ(b.cell->connections(1), 12);
  b.run(30s, 10ms);
  EXPECT_EQ(b.cell->entry_of(24), flow::kNone);  // still looking
  EXPECT_EQ(b.ledger().generated, b.ledger().delivered + b.cell->held(0));
  EXPECT_GE(b.cell->held(0), 29u);
}

// Connections take the radio from scanning: half the interval taken, half the packets missed.
TEST(BleCell, ScanningSharesTheRadioWithConnections) {
  auto heard = [](int connections) {
    Bench b;
    b.setup.def.connections.interval = 100ms;
    for (int i = 0; i < connections; ++i) b.add(false, source(40, on_event));
    for (int i = 0; i < 5; ++i) b.add(true, source(20, saturated)).interval = 300ms;
    b.build();
    b.run(600s, 1s);
    return static_cast<double>(b.ledger().delivered) / static_cast<double>(b.ledger().generated);
  };
  EXPECT_GT(heard(0), 0.97);
  EXPECT_NEAR(heard(20), 0.5, 0.03);
}

// Wi-Fi on all three usual channels slows a connection; hopping round it brings the time back.
TEST(BleCell, AdaptiveHoppingAvoidsWifi) {
  auto mean = [](bool wifi, bool avoid) {
    Bench b;
    if (wifi) b.setup.def.wifi = {{.channel = 1}, {.channel = 6}, {.channel = 11}};
    b.setup.def.avoid_wifi = avoid;
    // Never two messages in one event: the second would share its channel, and miss it more often.
    flow::Source alone = source(20, periodic, 500ms);
    alone.jitter = 50ms;
    b.add(false, alone);
    b.build();
    b.run(60'000s, 100s);
    return b.cell->statistics().rows()[0].delay.mean();
  };
  const double quiet = mean(false, false), disturbed = mean(true, false), clear = mean(true, true);
  // BLE-10: 22.4 % of events of 526 us, and q / (1 - q) intervals more
  EXPECT_NEAR(disturbed - quiet, 0.05 * 0.224 / 0.776, 0.03 * 0.05 * 0.224 / 0.776);
  EXPECT_NEAR(clear, quiet, 0.02 * quiet);
}

// Supervision of an idle link: after each loss it comes back, so losses are as far apart as the law
// says and the search lasts.
TEST(BleCell, IdleLinkIsLostByTheLaw) {
  std::vector<double> replications;
  const double q = 0.5;
  for (std::uint32_t r = 0; r < 20; ++r) {
    Bench b;
    b.setup.def.radio.fade_margin = {-20};
    b.setup.def.connections.supervision_timeout = 300ms;  // six events
    b.add(false, source(20, on_event), level_of(q, 0));
    b.build(r);
    b.run(20'000s, 100s);
    double up = 0;
    int losses = 0;
    Time since{0};
    for (const flow::LinkChange& c : b.out.links) {
      if (!c.connected) up += seconds(c.at - since), ++losses;
      since = c.at;
    }
    replications.push_back(up / losses / 0.05);
  }
  EXPECT_TRUE(test::agrees(replications, mean_events_until_lost(q, 6) - 0.5));
  EXPECT_FALSE(test::agrees(replications, mean_events_until_lost(q, 5)));
}

std::vector<flow::Frame> ward(int idle_advertisers, Time window) {
  Bench b;
  b.setup.gateways = {{0, 1}, {1, 2}, {2, 3}};
  for (int i = 0; i < 30; ++i) b.add(false, source(300, poisson, 300ms), {-86});
  for (int i = 0; i < 40; ++i) b.add(true, source(31, periodic, 500ms)).repeats = 2;
  for (int i = 0; i < idle_advertisers; ++i) b.add(true, source(31, on_event));
  b.build();
  b.run(60s, window);
  return b.out.received;
}

TEST(BleCell, IdleStationsChangeNothing) {
  const auto without = ward(0, 10ms), with = ward(1000, 10ms);
  ASSERT_EQ(without.size(), with.size());
  // 6000 by connections; two events a second apart let an advertiser send 30: 1200 of these
  EXPECT_GT(without.size(), 6500u);
  for (std::size_t i = 0; i < with.size(); ++i) EXPECT_EQ(without[i].at, with[i].at);
}

TEST(BleCell, IdleConnectionsChangeNoConnection) {
  auto run = [](int idle) {
    Bench b;
    b.setup.gateways.clear();
    for (std::uint32_t g = 0; g < 60; ++g) b.setup.gateways.push_back({g, g + 1});
    for (int i = 0; i < 30; ++i) b.add(false, source(300, poisson, 300ms), {-88});
    for (int i = 0; i < idle; ++i) b.add(false, source(31, on_event));
    b.build();
    b.run(30s, 10ms);
    return b.out.received;
  };
  const auto without = run(0), with = run(1000);
  ASSERT_EQ(without.size(), with.size());
  for (std::size_t i = 0; i < with.size(); ++i) EXPECT_EQ(without[i].at, with[i].at);
}

TEST(BleCell, WindowsChangeNothing) {
  const auto narrow = ward(0, 3ms), wide = ward(0, 60s);
  ASSERT_EQ(narrow.size(), wide.size());
  for (std::size_t i = 0; i < wide.size(); ++i) {
    EXPECT_EQ(narrow[i].at, wide[i].at);
    EXPECT_EQ(narrow[i].source, wide[i].source);
    if (i > 0) {
      EXPECT_FALSE(narrow[i] < narrow[i - 1]);
    }
  }
}

// Weaker is never better, and every lost message has the cause it died of.
TEST(BleCell, DistanceNeverHelps) {
  double before = 1;
  for (double level = -85; level >= -105; level -= 2) {
    Bench b;
    b.add(true, source(31, periodic, 1s), {level});
    b.build();
    b.run(3000s, 1s);
    const double share =
        static_cast<double>(b.ledger().delivered) / static_cast<double>(b.ledger().generated);
    EXPECT_LE(share, before + 0.02) << level;
    before = std::min(before, share);
    EXPECT_EQ(b.lost(flow::LossCause::collision), 0u);
    if (level < -100) {
      EXPECT_GT(b.lost(flow::LossCause::phy), 2500u);
    }
  }
  EXPECT_LT(before, 0.01);
}

TEST(BleCell, StrongerOneIsCaptured) {
  auto share = [](double weak_level) {
    Bench b;
    for (int i = 0; i < 100; ++i) {
      b.add(true, source(31, saturated), {-50}).interval = 50ms;
      b.setup.stations.back().paths[0].up = i == 0 ? Dbm{-50} : Dbm{weak_level};
    }
    b.sources[0].flow = 1;
    b.setup.flows = 2;
    b.build();
    b.run(60s, 1s);
    const flow::Ledger& l = b.ledger(1);
    return static_cast<double>(l.delivered) / static_cast<double>(l.generated);
  };
  EXPECT_LT(share(-50), 0.35);
  EXPECT_GT(share(-85), 0.95);
}

// Idle connections: one waking per event, counted when asked; half as many, half the charge.
TEST(BleCell, EnergyOfAnIdleConnection) {
  auto energy = [](Time interval, int latency) {
    Bench b;
    b.setup.def.connections.interval = interval;
    b.setup.def.connections.latency = latency;
    b.add(false, source(20, on_event));
    b.build();
    EXPECT_EQ(b.cell->next_event(), kNever);
    b.run(1000s, 1000s);
    return b.cell->energy(0, 1000s);
  };
  const radio::Energy e = energy(100ms, 0);
  EXPECT_NEAR(e[radio::RadioState::transmit], 10'000 * 80e-6 * 19.2e-3, 1e-3 * 0.0154);
  EXPECT_NEAR(e[radio::RadioState::receive], 10'000 * 80e-6 * 18.78e-3, 1e-3 * 0.0150);
  EXPECT_NEAR(e[radio::RadioState::wake], 10'000 * 1.4e-3 * 9e-3, 1e-3 * 0.126);
  EXPECT_NEAR(e[radio::RadioState::sleep], 9e-6 * (1000 - 10'000 * 1.56e-3), 1e-6);
  const radio::Energy slow = energy(200ms, 0), lazy = energy(100ms, 1);
  EXPECT_NEAR(slow[radio::RadioState::wake], e[radio::RadioState::wake] / 2, 1e-4);
  EXPECT_NEAR(lazy[radio::RadioState::wake], e[radio::RadioState::wake] / 2, 1e-4);
}

// With latency the device's own data still leave at the next event; the gateway's must wait.
TEST(BleCell, LatencyHoldsBackOnlyDownlink) {
  Bench b;
  b.setup.def.connections.latency = 9;
  flow::Source regular = source(20, periodic, 730ms);
  regular.jitter = 50ms;  // any phase of the interval
  b.add(false, regular);
  flow::Source down = source(20, poisson, 7s);
  down.downlink = true;
  b.add(false, down);
  b.build();
  b.run(10'000s, 10s);
  double up = 0, to_device = 0;
  for (const auto& f : b.out.received)
    up += seconds(f.at - f.created) / static_cast<double>(b.out.received.size());
  for (const auto& f : b.out.delivered)
    to_device += seconds(f.at - f.created) / static_cast<double>(b.out.delivered.size());
  EXPECT_NEAR(up, 0.025, 0.002);
  EXPECT_NEAR(to_device, 0.25, 0.02);
}

// Long messages: 1000 B in attribute messages of 244 B, or in 27 B packets without the extension.
TEST(BleCell, DataLengthExtension) {
  auto mean = [](int length) {
    Bench b;
    b.setup.def.connections.data_length = length;
    flow::Source s = source(1000, periodic, 5s);
    s.jitter = 50ms;  // any phase of the interval
    b.add(false, s);
    b.build();
    b.run(5000s, 10s);
    EXPECT_EQ(b.ledger().generated, b.ledger().delivered + b.cell->held(0));
    return b.cell->statistics().rows()[0].delay.mean();
  };
  // 5 packets, one in each slot of 2.5 ms: half an interval, four more, 2.318 ms at the end (the
  // last packet has 24 + 7 B: 0.558 ms)
  EXPECT_NEAR(mean(251), 0.025 + 4 * 0.05 + 558e-6, 0.003);
  // 4 x 10 + 2 packets of 676 us (the tenth of each is short), three to a slot
  EXPECT_NEAR(mean(27), 0.025 + 13 * 0.05, 0.01);
}

// Any commands in any windows: what goes in comes out, is lost, or is held.
TEST(BleCell, LedgerBalances) {
  for (std::uint32_t r = 0; r < 20; ++r) {
    Stream random({9, r}, 1, Purpose::test);
    Bench b;
    b.setup.counts_delivery = r % 2;
    b.setup.warm_up = r % 3 ? Time{0} : 5s;
    b.setup.gateways = {{0, 1}, {1, 2}};
    b.setup.def.connections.queue = 3;
    for (int i = 0; i < 60; ++i) {
      flow::Source s = source(20 + random.below(400), static_cast<flow::Pattern>(random.below(4)),
                              100ms + Time{random.below(1'000'000'000)});
      const bool advertises = random.below(2);
      if (advertises) s.payload_bytes = 1 + random.below(31);
      s.downlink = !advertises && random.below(3) == 0;
      if (s.downlink) s.pattern = on_event, s.on_at_start = false;
      s.flow = static_cast<flow::FlowIndex>(s.downlink);
      b.add(advertises, s, {-60.0 - random.below(40)}).repeats =
          1 + static_cast<int>(random.below(3));
    }
    b.setup.flows = 2;
    b.build(r);
    std::uint64_t pushed = 0;
    Time t{0};
    while (t < 30s) {
      const Time until = t + Time{1 + random.below(100'000'000)};
      for (int k = 0; k < 3; ++k) {
        flow::Command c;
        c.at = t + Time{random.below(200'000'000)};
        c.created = c.at;
        c.kind = static_cast<flow::Command::Kind>(random.below(6));
        const bool part = c.kind >= flow::Command::Kind::access_point_down;
        c.target = random.below(part ? 2 : 60);
        c.sequence = static_cast<std::uint32_t>(pushed);
        if (!part && (c.kind == flow::Command::Kind::deliver) != b.sources[c.target].downlink)
          continue;
        if (c.kind == flow::Command::Kind::deliver) pushed += c.created >= b.setup.warm_up;
        b.cell->post(c);
      }
      b.run(until, until - t);
      t = until;
    }
    const auto late = static_cast<std::uint64_t>(
        std::count_if(b.out.received.begin(), b.out.received.end(),
                      [&](const flow::Frame& f) { return f.created >= b.setup.warm_up; }));
    const std::uint64_t received = b.setup.counts_delivery ? b.ledger(0).delivered : late;
    EXPECT_EQ(b.ledger(0).generated, received + b.ledger(0).total_lost() + b.cell->held(0)) << r;
    EXPECT_EQ(pushed, b.ledger(1).delivered + b.ledger(1).total_lost() + b.cell->held(1)) << r;
  }
}

}  // namespace
}  // namespace wardtwin::ble
