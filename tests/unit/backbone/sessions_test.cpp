// Connections to a gateway: who has one, and how long a storm of reconnects takes.
#include <gtest/gtest.h>

#include "network_models/backbone/backbone.h"
#include "tests/validation/backbone/network.h"

namespace wardtwin::backbone {
namespace {

using namespace testing_network;
using flow::LossCause;
using flow::TrafficClass;

std::uint64_t lost(const Backbone& b, std::size_t flow, LossCause cause) {
  return b.statistics().rows()[flow].ledger.lost[static_cast<std::size_t>(cause)];
}

GatewayDef storm_gateway(double jitter) {
  GatewayDef def;
  def.cores = 1;
  def.sessions.kept = true;
  def.sessions.handshake = Distribution::constant(10e-3);
  def.sessions.timeout = 3005ms;
  def.sessions.notice = Time{0};
  def.sessions.retry_first = 1s;
  def.sessions.retry_most = 100s;
  def.sessions.jitter = jitter;
  return def;
}

/// A thousand devices whose gateway is without power from 10 to 15 s.
GatewayStatistics storm(const GatewayDef& def, std::size_t* open_again = nullptr) {
  Net net(1e12);
  const auto g = net.gateway(def);
  for (int i = 0; i < 1000; ++i) net.source(TrafficClass::vitals, 100, g);
  Backbone backbone(net.setup);
  const auto node = net.setup.gateways[g].node;
  const Fault faults[] = {{10s, {Part::Kind::node, node}, false},
                          {15s, {Part::Kind::node, node}, true}};
  backbone.add_faults(faults);
  backbone.run(300s);
  std::size_t closed = 0, open = 0;
  for (const auto& s : backbone.out().sessions) ++(s.connected ? open : closed);
  EXPECT_EQ(closed, 1000u);
  if (open_again) *open_again = open;
  return backbone.gateway(g, 300s);
}

// All try at 11, 13 and 17 s. The core opens 100 a second, each waits 3.005 s: 300 are through at
// 20 s, and the work on the other 700 is wasted. These come together at 28.005 s, then 400 of them
// at 47.01 s, then 100 at 82.015 s, the last of which is through 1 s later.
TEST(Sessions, WithoutJitterAStormComesInWaves) {
  std::size_t open = 0;
  const GatewayStatistics s = storm(storm_gateway(0), &open);
  EXPECT_EQ(open, 1000u);
  EXPECT_EQ(s.handshakes, 1000u + 700 + 400 + 100);
  EXPECT_EQ(s.wasted, 700u + 400 + 100);
  EXPECT_EQ(s.longest_reconnect, 83015ms - 10s);
}

TEST(Sessions, JitterSpreadsTheStorm) {
  GatewayDef def = storm_gateway(1);
  std::size_t open = 0;
  const GatewayStatistics s = storm(def, &open);
  EXPECT_EQ(open, 1000u);
  EXPECT_LT(s.wasted, 1200u / 2);
  EXPECT_LT(s.longest_reconnect, (83015ms - 10s) * 3 / 4);
  EXPECT_GE(s.longest_reconnect, 5s + 10s) << "a thousand handshakes are 10 s of work";
  // Three times the work per handshake, and it takes longer.
  def.sessions.handshake = Distribution::constant(30e-3);
  const GatewayStatistics slow = storm(def);
  EXPECT_GT(slow.longest_reconnect, s.longest_reconnect);
  EXPECT_GE(slow.longest_reconnect, 5s + 30s);
}

TEST(Sessions, OffIsAsBefore) {
  GatewayDef def = storm_gateway(1);
  def.sessions.kept = false;
  Net net;
  const auto g = net.gateway(def);
  net.source(TrafficClass::vitals, 100, g);
  Backbone backbone(net.setup);
  const auto node = net.setup.gateways[g].node;
  const Fault faults[] = {{10s, {Part::Kind::node, node}, false},
                          {15s, {Part::Kind::node, node}, true}};
  backbone.add_faults(faults);
  const flow::Frame frame{15300ms, 15300ms, 0, 0};
  backbone.add({&frame, 1});
  backbone.run(60s);
  EXPECT_EQ(backbone.out().arrivals.size(), 1u) << "it need not connect first";
  EXPECT_TRUE(backbone.out().sessions.empty());
  EXPECT_EQ(backbone.gateway(g, 60s).handshakes, 0u);
}

// Ten devices, room for four: the others are turned away, their readings refused, their alarms kept.
TEST(Sessions, ALimitLeavesDevicesOut) {
  Net net;
  GatewayDef def = storm_gateway(0);
  def.sessions.limit = 4;
  const auto g = net.gateway(def);
  for (int i = 0; i < 9; ++i) net.source(TrafficClass::vitals, 100, g);
  const auto alarm = net.source(TrafficClass::alarm, 100, g);
  Backbone backbone(net.setup);
  std::vector<flow::Frame> frames;
  for (std::uint32_t i = 0; i < 10; ++i) frames.push_back({500ms, 500ms, i, 0});
  backbone.add(frames);
  backbone.run(2s);
  EXPECT_EQ(backbone.out().arrivals.size(), 4u);
  std::uint64_t refused = 0;
  for (std::size_t i = 0; i < 9; ++i) refused += lost(backbone, i, LossCause::not_attempted);
  EXPECT_EQ(refused, 5u);
  EXPECT_EQ(backbone.held()[alarm], 1u) << "sent again until it is taken";
  EXPECT_EQ(backbone.gateway(g, 2s).turned_away, 6u) << "each tries once, at 1 s";
}

// The standby serves, but not before a device has connected to it; then back, at once.
TEST(Sessions, ATakeoverBreaksThem) {
  Net net;
  GatewayDef def = storm_gateway(0);
  def.fail_back_after = 5s;
  const auto g = net.gateway(def, 1), standby = net.gateway(def, 2);
  net.setup.gateways[g].standby = standby;
  net.source(TrafficClass::vitals, 100, g);
  Backbone backbone(net.setup);
  const auto node = net.setup.gateways[g].node;
  const Fault faults[] = {{10s, {Part::Kind::node, node}, false},
                          {30s, {Part::Kind::node, node}, true}};
  backbone.add_faults(faults);
  backbone.run(60s);
  const auto& s = backbone.out().sessions;
  ASSERT_EQ(s.size(), 4u);
  EXPECT_EQ(s[0].at, 10s);
  // Attempts at 11, 13 and 17 s; the standby serves from 12.5 to 13.5 s on.
  EXPECT_TRUE(s[1].at == 13010ms || s[1].at == 17010ms) << seconds(s[1].at);
  EXPECT_EQ(s[2].at, 35s) << "told by the standby when service goes back";
  EXPECT_EQ(s[3].at, 36010ms);
}

}  // namespace
}  // namespace wardtwin::backbone
