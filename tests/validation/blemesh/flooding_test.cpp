#include "network_models/blemesh/cell.h"

#include <cmath>

#include <gtest/gtest.h>

#include "network_models/ble/phy.h"
#include "tests/support/radio_bench.h"
#include "tests/unit/patients/agrees.h"

// Flooding against products of link probabilities, ALOHA, and arithmetic.
namespace wardtwin::blemesh {
namespace {

using flow::LossCause;
using test::agrees;
using tests::source;

constexpr double kDeaf = -200;

/// Nodes that do not hear each other until hear(); node 0 is the gateway, entry 7.
struct Mesh : tests::RadioBench<Cell, CellSetup> {
  explicit Mesh(std::uint32_t nodes, std::uint32_t replication = 0)
      : RadioBench({31, replication}) {
    setup.nodes.resize(nodes);
    setup.nodes[0] = {.entry = 7, .gateway = true};
    setup.power.assign(std::size_t{nodes} * nodes, kDeaf);
    setup.scanning = {10s, 10s};  // hardly ever turns to the next channel in mid packet
    usual_window = 1s;
  }
  std::uint32_t size() const { return static_cast<std::uint32_t>(setup.nodes.size()); }
  void hear(std::uint32_t a, std::uint32_t b, double dbm = -60) {
    setup.power[a * size() + b] = setup.power[b * size() + a] = dbm;
  }
  void all_hear(double dbm = -60) {
    for (std::uint32_t a = 0; a < size(); ++a)
      for (std::uint32_t b = 0; b < a; ++b) hear(a, b, dbm);
  }
  /// The node gets a device that makes messages.
  void add(std::uint32_t node, flow::Source s) {
    const auto d = static_cast<flow::DeviceIndex>(sources.size());
    setup.nodes[node].device = d;
    s.device = d;
    sources.push_back(s);
  }
  double delay_mean() const {
    double sum = 0;
    for (const flow::Frame& f : out.received) sum += seconds(f.at - f.created);
    return sum / static_cast<double>(out.received.size());
  }
};

/// A device, then relays, then the gateway, each heard by its neighbours alone.
Mesh chain(std::uint32_t hops, std::uint32_t replication = 0, double dbm = -60) {
  Mesh m(hops + 1, replication);
  for (std::uint32_t i = 0; i < hops; ++i) m.hear(i, i + 1, dbm);
  for (std::uint32_t i = 1; i < hops; ++i) m.setup.nodes[i].relay = true;
  return m;
}

// 11 B in one packet, else 12 n - 4 (opcode included): 8 B and 12 n - 7 behind a vendor's opcode.
TEST(BleMesh, SegmentsAndBytesOfAPacket) {
  const MeshDef def;
  EXPECT_EQ(segments(def, 8), 1);
  EXPECT_EQ(segments(def, 9), 2);
  EXPECT_EQ(segments(def, 17), 2);
  EXPECT_EQ(segments(def, 18), 3);
  EXPECT_EQ(longest(def), 377);
  EXPECT_EQ(segments(def, 377), kMostSegments);
  EXPECT_EQ(data_bytes(def, 8), 31) << "fills legacy advertising data";
  EXPECT_EQ(data_bytes(def, 100), 31);
  EXPECT_EQ(data_bytes(def, 4), 27);
}

// Each hop succeeds unless all copies fail, each with the error of a packet at that power.
TEST(BleMesh, DeliveryOfAChainIsTheProductOfItsHops) {
  const Dbm power{-96};
  const RadioDef radio;
  const double e = ble::packet_error_rate(ble::bit_error_rate(power - radio.sensitivity), 6 + 31);
  ASSERT_GT(e, .5);
  ASSERT_LT(e, .95);
  for (const int copies : {1, 3}) {
    std::vector<double> delivered;
    for (std::uint32_t r = 0; r < 30; ++r) {
      Mesh m = chain(3, r, power.value);
      m.setup.mesh.transmit_count = m.setup.mesh.relay_count = copies;
      m.setup.radio.sensitivity = Dbm{-95};
      m.add(3, source(8, flow::Pattern::periodic, 1s));
      m.run(500s);
      delivered.push_back(m.delivered());
    }
    const double hop = 1 - std::pow(e, copies);
    EXPECT_TRUE(agrees(delivered, std::pow(hop, 3))) << copies;
    EXPECT_FALSE(agrees(delivered, std::pow(hop, 2))) << copies;
  }
}

// A TTL of n carries n hops. Unloaded, a hop but the first waits for the mean of 10 and 30 ms; each
// takes three packets of 376 us and two gaps.
TEST(BleMesh, TimeToLiveAndDelayPerHop) {
  for (const int hops : {1, 3, 5}) {
    Mesh m = chain(static_cast<std::uint32_t>(hops));
    m.setup.mesh.ttl = 4;
    m.add(static_cast<std::uint32_t>(hops), source(8, flow::Pattern::periodic, 1s));
    m.run(1000s);
    if (hops > 4) {
      EXPECT_EQ(m.lost(LossCause::not_attempted), m.ledger().total_lost());
      EXPECT_GT(m.ledger().total_lost(), 990u);
      EXPECT_EQ(m.cell->entry_of(0), flow::kNone);
      continue;
    }
    EXPECT_GT(m.delivered(), .999);
    EXPECT_EQ(m.cell->entry_of(0), 7u);
    const double event = 3 * 376e-6 + 2 * 50e-6;
    EXPECT_NEAR(m.delay_mean(), hops * event + (hops - 1) * 20e-3, .02 * hops * 20e-3);
  }
}

// N devices round a gateway, one transmission each: clean if no other begins within an airtime on the
// channel listened to, exp(-2 (N - 1) rate w).
TEST(BleMesh, CollisionsAreThoseOfAloha) {
  for (const std::uint32_t n : {20u, 60u}) {
    std::vector<double> delivered;
    for (std::uint32_t r = 0; r < 12; ++r) {
      Mesh m(n + 1, r);
      for (std::uint32_t i = 1; i <= n; ++i) {
        m.hear(0, i);
        m.setup.nodes[i].listens = false;
        m.add(i, source(8, flow::Pattern::poisson, 200ms));
      }
      m.setup.mesh.transmit_count = 1;
      m.setup.mesh.ttl = 1;  // the gateway passes nothing on
      m.setup.mesh.queue = 1000;
      m.run(60s);
      delivered.push_back(m.delivered());
      // but for those in whose middle the gateway turns to its next channel
      EXPECT_GT(m.lost(LossCause::collision), .98 * double(m.ledger().total_lost()));
    }
    const double w = 376e-6, rate = 5;
    // one's own packets wait for each other: n - 1 are foreign, and spaced, to second order
    EXPECT_TRUE(agrees(delivered, std::exp(-2 * (n - 1.0) * rate * w))) << n;
    EXPECT_FALSE(agrees(delivered, std::exp(-(n - 1.0) * rate * w))) << n;
  }
}

// Each relay passes a packet on once, however often it hears it.
TEST(BleMesh, ARelayPassesOnOnceUnlessItForgets) {
  const auto relayed = [](int cache) {
    Mesh m(7);
    m.all_hear();
    for (std::uint32_t i = 1; i <= 5; ++i) m.setup.nodes[i].relay = true;
    m.setup.mesh.cache = cache;
    m.setup.mesh.ttl = 5;
    m.setup.mesh.relay_count = 1;
    m.add(6, source(30, flow::Pattern::periodic, 4s));
    m.run(400s);
    const Counters& c = m.cell->counters();
    EXPECT_EQ(c.originated, 100u * 4);
    EXPECT_GT(m.delivered(), .9);
    return static_cast<double>(c.relayed + c.refused) / static_cast<double>(c.originated);
  };
  const double once = relayed(32);
  EXPECT_LE(once, 6) << "five relays and the gateway";
  EXPECT_GT(once, 5);
  EXPECT_GT(relayed(2), 1.5 * once) << "four segments push each other out of a cache of two";
}

// More segments are more chances to lose the message, and relays' queues are finite.
TEST(BleMesh, LongMessagesAndFullQueues) {
  const auto lost = [](std::uint32_t bytes, int queue) {
    Mesh m(32);
    m.all_hear(-60);
    for (std::uint32_t i = 1; i <= 15; ++i) m.setup.nodes[i].relay = true;
    m.setup.mesh.queue = queue;
    for (std::uint32_t i = 16; i < 32; ++i) m.add(i, source(bytes, flow::Pattern::poisson, 20s));
    m.run(600s);
    if (queue < 10) {
      EXPECT_GT(m.cell->counters().refused, 0u);
    }
    return 1 - m.delivered();
  };
  EXPECT_LT(lost(8, 32), lost(40, 32));
  EXPECT_LT(lost(8, 32), lost(8, 1) + .02);
}

// By hand: listening always, or never; three packets of 376 us in each of three transmissions.
TEST(BleMesh, Energy) {
  const auto energy = [](bool listens) {
    Mesh m(2);
    m.hear(0, 1);
    m.setup.nodes[1].listens = listens;
    m.add(1, source(8, flow::Pattern::periodic, 10s));
    m.run(1000s);
    return m.cell->energy(0, 1000s);
  };
  const double air = 100 * 9 * 376e-6;
  const radio::Energy always = energy(true), never = energy(false);
  EXPECT_NEAR(always[radio::RadioState::transmit], air * 6.4e-3 * 3, 1e-6);
  EXPECT_NEAR(always[radio::RadioState::receive], (1000 - air) * 6.26e-3 * 3, 1e-3);
  EXPECT_NEAR(never.total(), air * 6.4e-3 * 3 + (1000 - air) * 3e-6 * 3, 1e-5);
}

// Downlink from the nearest gateway; not to sensors. A dead gateway, or the only relay, and they come back.
TEST(BleMesh, DownlinkAndFailures) {
  Mesh m = chain(2);
  m.setup.nodes[1].entry = 8;
  m.add(2, source(8, flow::Pattern::periodic, 1s));
  flow::Source down = source(8, flow::Pattern::periodic, 1s, true);
  down.flow = 1;
  down.device = 0;
  m.sources.push_back(down);
  m.setup.flows = 2;
  m.start();
  using Kind = flow::Command::Kind;
  const auto turn = [&](Time at, std::uint32_t entry, bool up) {
    m.cell->post(
        {.at = at, .kind = up ? Kind::access_point_up : Kind::access_point_down, .target = entry});
  };
  turn(100s, 7, false), turn(200s, 7, true), turn(300s, 8, false), turn(400s, 8, true);
  m.run(500s);
  EXPECT_NEAR(double(m.ledger(0).delivered), 300, 3);
  EXPECT_NEAR(double(m.ledger(1).delivered), 300, 3);
  EXPECT_NEAR(double(m.lost(LossCause::access_point_down)), 100, 2);
  EXPECT_NEAR(double(m.lost(LossCause::not_attempted)), 100, 2);
  ASSERT_EQ(m.out.links.size(), 4u);
  EXPECT_EQ(m.out.links[0].at, 100s);
  EXPECT_EQ(m.out.delivered[0].entry, 7u);
  Mesh deaf(2);
  deaf.hear(0, 1);
  deaf.setup.nodes[1].listens = false;
  deaf.add(1, source(8, flow::Pattern::periodic, 1s, true));
  deaf.run(100s);
  EXPECT_EQ(deaf.ledger().delivered, 0u);
}

TEST(BleMesh, LedgerBalancesInAnyWindows) {
  for (std::uint32_t r = 0; r < 6; ++r) {
    std::vector<Time> whole;
    for (const bool cut : {false, true}) {
      Mesh m(25, r);
      Stream random({9, r}, 1, Purpose::test);
      for (std::uint32_t a = 0; a < 25; ++a)
        for (std::uint32_t b = 0; b < a; ++b) m.hear(a, b, -60.0 - random.below(50));
      m.setup.scanning = {30ms, 30ms};
      m.setup.mesh.queue = 4;
      m.setup.warm_up = r % 2 ? 20s : Time{0};
      for (std::uint32_t i = 1; i < 25; ++i) {
        m.setup.nodes[i].relay = random.below(2) == 0;
        m.setup.nodes[i].entry = 100 + i;
        m.setup.nodes[i].listens = m.setup.nodes[i].relay || random.below(3) > 0;
        m.add(i, source(4 + random.below(60), flow::Pattern::poisson, 2s + 1s * random.below(9),
                        random.below(6) == 0));
      }
      m.start();
      for (const std::uint32_t entry : {7u, 105u, 109u}) {
        m.cell->post({.at = 40s, .kind = flow::Command::Kind::access_point_down, .target = entry});
        m.cell->post({.at = 50s, .kind = flow::Command::Kind::access_point_up, .target = entry});
      }
      for (Time t{0}; t < 120s;) {
        m.cell->run(t += cut ? 17ms : 10s, m.out);
        ASSERT_EQ(m.ledger().generated,
                  m.ledger().delivered + m.ledger().total_lost() + m.cell->held(0));
      }
      EXPECT_GT(m.ledger().delivered, 100u);
      EXPECT_GT(m.ledger().total_lost(), 50u);
      if (!cut)
        for (const flow::Frame& f : m.out.received) whole.push_back(f.at);
      ASSERT_EQ(whole.size(), m.out.received.size());
      for (std::size_t i = 0; i < whole.size(); ++i) EXPECT_EQ(whole[i], m.out.received[i].at);
    }
  }
}

}  // namespace
}  // namespace wardtwin::blemesh
