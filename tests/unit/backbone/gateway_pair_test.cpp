// Failovers of a pair of gateways against timelines worked out by hand.
#include <gtest/gtest.h>

#include "network_models/backbone/backbone.h"
#include "tests/validation/backbone/network.h"

namespace wardtwin::backbone {
namespace {

using namespace testing_network;
using flow::LossCause;
using flow::TrafficClass;

/// Two rooms joined by one cable, a gateway and a device in each, a server that both reach. The
/// gateway of room A serves both devices; that of room B stands by.
struct TwoRooms {
  Net net;
  topology::LinkIndex between;
  std::uint32_t primary, standby, near, far;

  explicit TwoRooms(GatewayDef def = {}) {
    auto& s = net.setup;
    const auto b = s.graph.add({.name = "room_b"});
    between = s.graph.connect(net.sw, b, BitsPerSecond{1e9});
    s.graph.connect(b, net.server, BitsPerSecond{1e9});
    primary = net.gateway(def, 1);
    const auto node = s.graph.add({.name = "standby", .kind = topology::NodeKind::gateway});
    s.graph.connect(b, node, BitsPerSecond{1e9});
    s.gateways.push_back({.node = node, .def = def, .key = 2});
    standby = 1;
    s.gateways[primary].standby = standby;
    s.accesses.push_back({.node = b});
    near = net.source(TrafficClass::vitals, 100, primary);
    far = net.source(TrafficClass::vitals, 100, primary);
    s.routes[far].access = 1;
  }
};

struct Story {
  std::vector<flow::LinkChange> links;
  std::uint64_t near_lost = 0, far_lost = 0;
  GatewayStatistics gateway;
};

/// One message of each device every 10 ms for 60 s.
Story tell(const TwoRooms& rooms, const std::vector<Fault>& faults,
           const std::vector<HandOver>& hand_overs = {}) {
  Backbone backbone(rooms.net.setup);
  backbone.add_faults(faults);
  backbone.add_hand_overs(hand_overs);
  for (const auto source : {rooms.near, rooms.far}) {
    std::vector<flow::Frame> frames;
    for (std::uint32_t i = 0; i < 6000; ++i)
      frames.push_back({i * 10ms + 5ms, i * 10ms + 5ms, source, i});
    backbone.add(frames);
  }
  backbone.run(60s);
  return {backbone.out().links, backbone.statistics().rows()[rooms.near].ledger.total_lost(),
          backbone.statistics().rows()[rooms.far].ledger.total_lost(),
          backbone.gateway(rooms.primary, 60s)};
}

std::vector<Fault> cut(const TwoRooms& rooms) {
  return {{10s, {Part::Kind::link, rooms.between}, false},
          {20s, {Part::Kind::link, rooms.between}, true}};
}

// The cable between the rooms is cut from 10 to 20 s: heartbeats of 1 s fail three times within 2 to
// 3 s, the standby serves .5 s later, and yields within a heartbeat of the routes' return at 20.25 s.
TEST(GatewayPair, ACutBetweenThemSplitsTheService) {
  const TwoRooms rooms;
  const Story s = tell(rooms, cut(rooms));
  ASSERT_GE(s.links.size(), 2u);
  EXPECT_EQ(s.links[0].at, 10s);
  EXPECT_EQ(s.links[0].device, rooms.far);
  EXPECT_TRUE(s.links[1].connected);
  const Time blind = s.links[1].at - 10s;
  EXPECT_GE(blind, 2500ms);
  EXPECT_LE(blind, 3500ms);
  EXPECT_EQ(s.near_lost, 0u) << "its gateway never stopped";
  EXPECT_NEAR(static_cast<double>(s.far_lost), seconds(blind) * 100, 2);
  EXPECT_GE(s.gateway.split, 20250ms - s.links[1].at);
  EXPECT_LE(s.gateway.split, 21250ms - s.links[1].at);
  EXPECT_EQ(s.gateway.takeovers, 1u);
  EXPECT_EQ(s.gateway.blind, Time{0}) << "one of them served all the time";
}

TEST(GatewayPair, ACableOfItsOwnKeepsHeartbeatsAlive) {
  GatewayDef def;
  def.heartbeat_cable = true;
  const TwoRooms rooms(def);
  const Story s = tell(rooms, cut(rooms));
  EXPECT_EQ(s.gateway.takeovers, 0u);
  EXPECT_EQ(s.gateway.split, Time{0});
  ASSERT_EQ(s.links.size(), 2u);
  EXPECT_EQ(s.links[1].at, 20250ms) << "back when routes follow";
  EXPECT_NEAR(static_cast<double>(s.far_lost), 1025, 2);
}

TEST(GatewayPair, AShortCutIsWaitedOut) {
  const TwoRooms rooms;
  auto faults = cut(rooms);
  faults[1].at = 11s;
  const Story s = tell(rooms, faults);
  EXPECT_EQ(s.gateway.takeovers, 0u);
  EXPECT_NEAR(static_cast<double>(s.far_lost), 125, 2);
}

// It dies at 10 s while the cable is cut: the standby, which serves room B already, keeps it.
TEST(GatewayPair, TheOneThatDiesInASplitLosesItsRoom) {
  const TwoRooms rooms;
  auto faults = cut(rooms);
  const auto node = rooms.net.setup.gateways[rooms.primary].node;
  faults.push_back({15s, {Part::Kind::node, node}, false});
  faults.push_back({50s, {Part::Kind::node, node}, true});
  const Story s = tell(rooms, faults);
  // Room A is alone from 15 s until the cable is back: 5.25 s without its gateway, which is served
  // by the standby from then on.
  EXPECT_NEAR(static_cast<double>(s.near_lost), 525, 2);
  EXPECT_LE(s.gateway.split, Time{15s} - Time{12500ms});
  EXPECT_EQ(s.gateway.down, Time{35s});
}

// Down for an update from 10.5 to 20.5 s; asked 500 ms before.
TEST(GatewayPair, AnUpdateThatHandsOverLosesNothing) {
  const TwoRooms rooms;
  const auto node = rooms.net.setup.gateways[rooms.primary].node;
  const std::vector<Fault> update{{10500ms, {Part::Kind::node, node}, false},
                                  {20500ms, {Part::Kind::node, node}, true}};
  const Story planned = tell(rooms, update, {{10s, rooms.primary}});
  EXPECT_TRUE(planned.links.empty());
  EXPECT_EQ(planned.near_lost + planned.far_lost, 0u);
  EXPECT_EQ(planned.gateway.takeovers, 1u) << "back to it 60 s after, beyond the run";
  const Story surprise = tell(rooms, update);
  EXPECT_GE(surprise.near_lost, 250u);
  EXPECT_LE(surprise.near_lost, 351u);
  EXPECT_EQ(surprise.gateway.blind, surprise.links[2].at - surprise.links[0].at);
}

}  // namespace
}  // namespace wardtwin::backbone
