// Parts that work, but worse than they should.
#include <gtest/gtest.h>

#include <cmath>

#include "network_models/backbone/backbone.h"
#include "tests/validation/backbone/network.h"

namespace wardtwin::backbone {
namespace {

using namespace testing_network;
using flow::LossCause;
using flow::TrafficClass;

std::uint64_t lost(const Backbone& b, LossCause cause) {
  return b.statistics().rows()[0].ledger.lost[static_cast<std::size_t>(cause)];
}

Trouble of_link(Time at, double rate = 1, double loss = 0, Time latency = Time{0}) {
  Trouble t;
  t.at = at;
  t.part = {Part::Kind::link, 0};
  t.rate = rate;
  t.loss = loss;
  t.latency = latency;
  return t;
}

// 125 B take 1 us at 1 Gbit/s.
TEST(Trouble, OfALinkComesAndGoes) {
  Net net;
  net.source(TrafficClass::vitals, 125);
  Backbone backbone(net.setup);
  const Trouble troubles[] = {of_link(2s, .25), of_link(4s, .25, 0, 5ms), of_link(6s)};
  backbone.add_troubles(troubles);
  std::vector<flow::Frame> frames;
  for (std::uint32_t i = 0; i < 4; ++i) frames.push_back({i * 2s + 1s, i * 2s + 1s, 0, i});
  backbone.add(frames);
  backbone.run(10s);
  const auto& a = backbone.out().arrivals;
  ASSERT_EQ(a.size(), 4u);
  const Time expected[] = {1us, 4us, 5ms + 4us, 1us};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(a[i].at - a[i].created, expected[i]) << i;
}

TEST(Trouble, LossTakesItsShare) {
  Net net;
  net.source(TrafficClass::vitals, 125);
  Backbone backbone(net.setup);
  constexpr std::uint32_t kFrames = 20'000;
  const Trouble troubles[] = {of_link(0s, 1, .3), of_link(Time{kFrames * 1ms})};
  backbone.add_troubles(troubles);
  std::vector<flow::Frame> frames;
  for (std::uint32_t i = 0; i < 2 * kFrames; ++i)
    frames.push_back({i * 1ms + 500us, i * 1ms + 500us, 0, i});
  backbone.add(frames);
  backbone.run(60s);
  const double sigma = std::sqrt(kFrames * .3 * .7);
  EXPECT_NEAR(static_cast<double>(lost(backbone, LossCause::phy)), .3 * kFrames, 3.5 * sigma);
  EXPECT_GT(std::abs(static_cast<double>(lost(backbone, LossCause::phy)) - .32 * kFrames),
            2.5 * sigma);
  EXPECT_EQ(lost(backbone, LossCause::phy) + backbone.out().arrivals.size(), 2 * kFrames);
}

Trouble of_gateway(Time at, topology::NodeIndex node, double slow, Time fills = Time{0}) {
  Trouble t;
  t.at = at;
  t.part = {Part::Kind::node, node};
  t.slow = slow;
  t.fills = fills;
  return t;
}

TEST(Trouble, OtherWorkSlowsAGateway) {
  Net net(1e12);
  GatewayDef def;
  def.service_vitals = Distribution::constant(1e-3);
  const auto g = net.gateway(def);
  net.source(TrafficClass::vitals, 1, g);
  Backbone backbone(net.setup);
  const auto node = net.setup.gateways[g].node;
  const Trouble troubles[] = {of_gateway(2s, node, 4), of_gateway(4s, node, 1)};
  backbone.add_troubles(troubles);
  std::vector<flow::Frame> frames;
  for (std::uint32_t i = 0; i < 3; ++i) frames.push_back({i * 2s + 1s, i * 2s + 1s, 0, i});
  backbone.add(frames);
  backbone.run(10s);
  const auto& a = backbone.out().arrivals;
  ASSERT_EQ(a.size(), 3u);
  for (const auto& [i, ms] : {std::pair{0u, 1.0}, {1u, 4.0}, {2u, 1.0}})
    EXPECT_NEAR(1e3 * seconds(a[i].at - a[i].created), ms, 1e-3);
}

// Room for 100 messages shrinks to none from 0 to 10 s; 200 come at once: one is served, and what
// room there is waits.
TEST(Trouble, ALeakTakesItsRoom) {
  for (const auto& [at, room] : {std::pair{0s, 100u}, {5s, 50u}, {9s, 10u}, {11s, 0u}}) {
    Net net(1e12);
    GatewayDef def;
    def.cores = 1;
    def.queue = 100;
    def.service_vitals = Distribution::constant(1);
    const auto g = net.gateway(def);
    net.source(TrafficClass::vitals, 1, g);
    Backbone backbone(net.setup);
    const Trouble trouble = of_gateway(0s, net.setup.gateways[g].node, 1, 10s);
    backbone.add_troubles({&trouble, 1});
    std::vector<flow::Frame> frames;
    for (std::uint32_t i = 0; i < 200; ++i) frames.push_back({at, at, 0, i});
    backbone.add(frames);
    backbone.run(500ms + at);
    EXPECT_EQ(lost(backbone, LossCause::gateway_overflow), 199 - room) << seconds(at);
  }
}

// Servers refuse the gateway from 2 to 4 s. What comes meanwhile waits in its store, or is lost where
// it has none; whoever sends through it is told at once.
TEST(Trouble, AGatewayThatIsRefusedKeepsWhatItHas) {
  for (const bool stores : {true, false}) {
    Net net(1e12);
    GatewayDef def;
    def.service_vitals = Distribution::constant(1e-3);
    def.store_and_forward = stores;
    const auto g = net.gateway(def);
    net.source(TrafficClass::vitals, 1, g);
    net.setup.routes[0].access = flow::kNone;
    Backbone backbone(net.setup);
    Trouble refused = of_gateway(2s, net.setup.gateways[g].node, 1), over = refused;
    refused.refused = true;
    over.at = 4s;
    const Trouble troubles[] = {refused, over};
    backbone.add_troubles(troubles);
    std::vector<flow::Frame> frames;
    for (std::uint32_t i = 0; i < 3; ++i) {
      const Time at = i * 2s + 1s;
      frames.push_back({at, at, 0, i, flow::kNone, 0});
    }
    backbone.add(frames);
    backbone.run(10s);
    const auto& a = backbone.out().arrivals;
    const auto& paths = backbone.out().paths;
    ASSERT_EQ(paths.size(), 2u);
    EXPECT_EQ(paths[0].at, Time{2s});
    EXPECT_FALSE(paths[0].connected);
    EXPECT_EQ(paths[1].at, Time{4s});
    EXPECT_TRUE(paths[1].connected);
    ASSERT_EQ(a.size(), stores ? 3u : 2u);
    EXPECT_EQ(lost(backbone, LossCause::not_attempted), stores ? 0u : 1u);
    if (stores) {
      EXPECT_NEAR(seconds(a[1].at), 4.001, 1e-6);
    }
  }
}

}  // namespace
}  // namespace wardtwin::backbone
