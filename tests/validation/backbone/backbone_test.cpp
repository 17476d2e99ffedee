#include "network_models/backbone/backbone.h"

#include <gtest/gtest.h>

#include "tests/theory/ports.h"
#include "tests/validation/backbone/network.h"

namespace wardtwin::backbone {
namespace {

using namespace testing_network;
using flow::TrafficClass;

// NET-3: 1 GbE, wire sizes 128/1518/1518 (+20), loads .05/.3/.5.
struct Net3 {
  std::vector<theory::PriorityClass> classes{
      {.05, 148 * 8e-9}, {.3, 1538 * 8e-9}, {.5, 1538 * 8e-9}};
  std::array<BatchMeans, 3> wait;
  BatchMeans all;

  void run(Queueing queueing) {
    Net net;
    net.setup.links = {PortSetup{.buffer_bytes = 1u << 30, .queueing = queueing}};
    std::vector<Poisson> traffic;
    for (std::uint32_t i = 0; i < 3; ++i) {
      net.source(static_cast<TrafficClass>(i), i == 0 ? 148 : 1538);
      traffic.emplace_back(i, classes[i].load / classes[i].service);
    }
    Backbone backbone(net.setup);
    drive(backbone, traffic, 80s, 10ms, [&](const flow::Frame& f) {
      const double w = seconds(f.at - f.created) - classes[f.source].service;
      wait[f.source].add(w);
      all.add(w);
    });
  }
};

TEST(NET_3, StrictPriorityWaits) {
  Net3 net;
  net.run(Queueing::strict_priority);
  const double paper[] = {5.212e-6, 8.018e-6, 50.78e-6};
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(theory::cobham_wait(net.classes, i), paper[i], 5e-4 * paper[i]);
    EXPECT_LT(net.wait[i].interval().half_width(), 0.02 * paper[i]);
    EXPECT_NEAR(net.wait[i].interval().mean, paper[i], 0.02 * paper[i]) << "class " << i;
  }
  EXPECT_GT(std::abs(net.wait[0].interval().mean - 33.01e-6), 0.02 * 33.01e-6)
      << "the urgent class must not wait as in a FIFO";
}

TEST(NET_3, FifoWait) {
  Net3 net;
  net.run(Queueing::fifo);
  for (auto& wait : net.wait) EXPECT_NEAR(wait.interval().mean, 33.01e-6, 0.02 * 33.01e-6);
}

// The gateway alone: links of 1 Tbit/s and messages of 1 B add nothing.
struct Served {
  Histogram sojourn;
  Interval wait;
  std::uint64_t lost = 0, offered = 0;
};
Served gateway_run(int cores, Distribution service, double rate, int queue, Time length) {
  Net net(1e12);
  GatewayDef def;
  def.cores = cores;
  def.queue = queue;
  def.service_vitals = service;
  const auto g = net.gateway(def);
  net.source(TrafficClass::vitals, 1, g);
  Backbone backbone(net.setup);
  std::vector<Poisson> traffic{Poisson(0, rate)};
  Served s;
  BatchMeans wait;
  drive(backbone, traffic, length, 50ms, [&](const flow::Frame& f) {
    s.sojourn.add(f.at - f.created);
    wait.add(seconds(f.at - f.created) - service.mean());
  });
  const auto& ledger = backbone.statistics().rows()[0].ledger;
  s.lost = ledger.lost[static_cast<std::size_t>(flow::LossCause::gateway_overflow)];
  s.offered = s.lost + s.sojourn.count();
  s.wait = wait.interval(0.99);
  EXPECT_EQ(ledger.total_lost(), s.lost);
  testing::Test::RecordProperty("wait_over_service", std::to_string(s.wait.mean / service.mean()));
  testing::Test::RecordProperty("p99_ms", std::to_string(1e3 * s.sojourn.quantile(.99)));
  testing::Test::RecordProperty(
      "lost", std::to_string(static_cast<double>(s.lost) / static_cast<double>(s.offered)));
  return s;
}

TEST(NET_1, ErlangC) {
  EXPECT_NEAR(theory::mmk_wait(2, .8), 1.77778, 1e-4);
  EXPECT_NEAR(theory::mmk_wait(4, .8), .74554, 1e-4);
  for (const int k : {1, 2, 4}) {
    const auto s = gateway_run(k, Distribution::exponential(1e-3), 800.0 * k, 1'000'000, 4000s / k);
    const double expected = theory::mmk_wait(k, .8);
    EXPECT_NEAR(s.wait.mean * 1e3, expected, 1.5 * s.wait.half_width() * 1e3) << k << " cores";
    EXPECT_LT(s.wait.half_width() * 1e3, 0.04 * expected);
    EXPECT_GT(std::abs(s.wait.mean * 1e3 - theory::mmk_wait(k, .85)), s.wait.half_width() * 1e3);
  }
}

TEST(NET_2, ConstantService) {
  for (const auto& [rho, expected] : {std::pair{.8, 2.0}, std::pair{.9, 4.5}}) {
    EXPECT_NEAR(theory::md1_wait(rho), expected, 1e-12);
    const auto s = gateway_run(1, Distribution::constant(1e-3), rho * 1e3, 1'000'000, 4000s);
    EXPECT_NEAR(s.wait.mean * 1e3, expected, 1.5 * s.wait.half_width() * 1e3);
    EXPECT_LT(s.wait.half_width() * 1e3, 0.05 * expected);
  }
}

TEST(NET_10, BoundedQueueLoses) {
  for (const auto& [rho, expected] : {std::pair{.8, .0235}, std::pair{1.2, .1926}}) {
    EXPECT_NEAR(theory::mm1k_loss(rho, 10), expected, 5e-5);
    // K = 10 in the system: one in service and nine in the queue.
    const auto s = gateway_run(1, Distribution::exponential(1e-3), rho * 1e3, 9, 3000s);
    EXPECT_NEAR(static_cast<double>(s.lost) / static_cast<double>(s.offered), expected,
                0.02 * expected);
  }
}

TEST(NET_11, NinetyNinthPercentile) {
  const auto s = gateway_run(1, Distribution::exponential(1e-3), 800, 1'000'000, 6000s);
  EXPECT_NEAR(s.sojourn.quantile(.99), 23.03e-3, 0.03 * 23.03e-3);
}

// NET-9: 4 h without a way onward, 200 messages a second, drained at 1000 a second.
TEST(NET_9, AnOutageFillsTheStoreAndDrains) {
  Net net(1e12);
  GatewayDef def;
  def.cores = 1;
  def.queue = 10'000'000;
  def.service_vitals = Distribution::constant(1e-3);
  const auto g = net.gateway(def);
  net.source(TrafficClass::vitals, 1, g);
  net.setup.convergence = 0ms;
  Backbone backbone(net.setup);
  const Fault faults[] = {{10s, {Part::Kind::link, 0}, false},
                          {10s + 4h, {Part::Kind::link, 0}, true}};
  backbone.add_faults(faults);
  std::vector<Poisson> traffic{Poisson(0, 200)};
  Time last_late{0};
  drive(backbone, traffic, 10s + 5h + 200s, 1s, [&](const flow::Frame& f) {
    if (f.at - f.created > 100ms) last_late = f.at;
  });
  const auto& gateway = backbone.gateway(g, 10s + 5h);
  EXPECT_NEAR(gateway.queue.max(), 2.88e6, 0.01 * 2.88e6);
  EXPECT_NEAR(seconds(last_late - (10s + 4h)), 3600, 36);
  EXPECT_LE(backbone.statistics().rows()[0].ledger.total_lost(), 1u)
      << "at most the message between gateway and server is lost";
}

// NET-5: heartbeat 1 s, 3 misses: detection after 2 to 3 s, mean 2.5.
TEST(NET_5, HeartbeatDetection) {
  Tally detection;
  for (std::uint64_t i = 0; i < 10'000; ++i) {
    Net net;
    GatewayDef def;
    def.takeover = 0s;
    const auto g = net.gateway(def, i), standby = net.gateway(def, i + 1'000'000);
    net.setup.gateways[g].standby = standby;
    net.source(TrafficClass::vitals, 100, g);
    Backbone backbone(net.setup);
    const Fault fault{1s, {Part::Kind::node, net.setup.gateways[g].node}, false};
    backbone.add_faults({&fault, 1});
    backbone.run(10s);
    ASSERT_EQ(backbone.out().links.size(), 2u);
    detection.add(seconds(backbone.out().links[1].at - 1s));
  }
  EXPECT_NEAR(detection.mean(), 2.5, 0.01 * 2.5);
  EXPECT_GE(detection.min(), 2.0);
  EXPECT_LE(detection.max(), 3.0);
  EXPECT_NEAR(detection.variance(), 1.0 / 12, 0.05 / 12 * 3);
}

}  // namespace
}  // namespace wardtwin::backbone
