// A gateway that takes alarms itself while nothing leads to the alarm server: timelines by hand.
#include <gmock/gmock.h>

#include "network_models/backbone/backbone.h"
#include "tests/validation/backbone/network.h"

namespace wardtwin::backbone {
namespace {

using namespace testing_network;
using flow::TrafficClass;

struct Ward {
  Net net;
  std::uint32_t gateway, alarm, reading, push, ack;
  std::unique_ptr<Backbone> backbone;
  std::vector<flow::Frame> arrivals;
  std::vector<topology::NodeIndex> servers;
  std::vector<flow::Command> deliveries;
  std::vector<PathChange> paths;

  explicit Ward(bool local, Time after = 10s) {
    GatewayDef def;
    def.cores = 1;
    def.local_alarms = local;
    def.local_after = after;
    for (auto* law : {&def.service_alarm, &def.service_vitals}) *law = Distribution::constant(1e-3);
    gateway = net.gateway(def);
    alarm = net.source(TrafficClass::alarm, 100, gateway);
    reading = net.source(TrafficClass::vitals, 100, gateway);
    push = net.source(TrafficClass::alarm, 100);
    net.setup.sources[push].downlink = true;
    ack = net.source(TrafficClass::alarm, 100);
    net.setup.alarm_server = net.server;
    backbone = std::make_unique<Backbone>(net.setup);
  }
  topology::NodeIndex box() const { return net.setup.gateways[gateway].node; }
  void send(Time at, std::uint32_t source, std::uint32_t sequence, flow::AlarmIndex number) {
    const flow::Frame f{at, at, source, sequence, number, 0};
    backbone->add({&f, 1});
  }
  void fault(Time at, Part part, bool up) {
    const Fault f{at, part, up};
    backbone->add_faults({&f, 1});
  }
  void cut(Time from, Time to) {  // the link to the server
    fault(from, {Part::Kind::link, 0}, false);
    fault(to, {Part::Kind::link, 0}, true);
  }
  void run(Time until) {
    backbone->run(until);
    const Outputs& out = backbone->out();
    arrivals.insert(arrivals.end(), out.arrivals.begin(), out.arrivals.end());
    servers.insert(servers.end(), out.servers.begin(), out.servers.end());
    deliveries.insert(deliveries.end(), out.deliveries.begin(), out.deliveries.end());
    for (const PathChange& p : out.paths)
      if (p.server == kItself) paths.push_back(p);
  }
};

// The way is cut at 100 s. An alarm of 105 s waits until the gateway stands alone at 110 s; one of 120 s
// is taken at once. A reading waits for the server all the while.
TEST(LocalAlarms, AreTakenOnceTheWayIsCutForLongEnough) {
  Ward ward(true);
  ward.cut(100s, 200s);
  ward.send(105s, ward.alarm, 0, 7);
  ward.send(106s, ward.reading, 0, flow::kNone);
  ward.send(120s, ward.alarm, 1, 8);
  ward.send(250s, ward.alarm, 2, 9);
  ward.run(300s);
  ASSERT_EQ(ward.arrivals.size(), 4u);
  EXPECT_NEAR(seconds(ward.arrivals[0].at), 110.001, 1e-5);
  EXPECT_NEAR(seconds(ward.arrivals[1].at), 120.001, 1e-5);
  EXPECT_EQ(ward.arrivals[2].source, ward.reading);
  EXPECT_NEAR(seconds(ward.arrivals[2].at), 200.251, 1e-5) << "250 ms later routes are known";
  EXPECT_THAT(ward.servers,
              testing::ElementsAre(ward.box(), ward.box(), ward.net.server, ward.net.server));
  const GatewayStatistics& s = ward.backbone->gateway(ward.gateway, 300s);
  EXPECT_EQ(s.local_alarms, 2u);
  EXPECT_NEAR(seconds(s.alone), 90.25, 1e-6) << "from 110 s until the way is there again";
  ASSERT_EQ(ward.paths.size(), 2u);
  EXPECT_EQ(ward.paths[0].at, Time{110s});
  EXPECT_TRUE(ward.paths[0].connected);
  EXPECT_FALSE(ward.paths[1].connected);
}

TEST(LocalAlarms, OffTheyWaitForTheWay) {
  Ward ward(false);
  ward.cut(100s, 200s);
  ward.send(120s, ward.alarm, 0, 7);
  ward.run(300s);
  ASSERT_EQ(ward.arrivals.size(), 1u);
  EXPECT_GT(ward.arrivals[0].at, Time{200s});
  EXPECT_EQ(ward.servers[0], ward.net.server);
  EXPECT_TRUE(ward.paths.empty());
}

TEST(LocalAlarms, AShortCutChangesNothing) {
  Ward ward(true);
  ward.cut(100s, 105s);
  ward.send(102s, ward.alarm, 0, 7);
  ward.run(300s);
  ASSERT_EQ(ward.servers.size(), 1u);
  EXPECT_EQ(ward.servers[0], ward.net.server);
  EXPECT_EQ(ward.backbone->gateway(ward.gateway, 300s).local_alarms, 0u);
}

// What a nurse answers goes to the gateway that has the alarm, also after the way is back; and what
// the gateway pushes sets out there, not at the dead server.
TEST(LocalAlarms, AnswersAndPushesAreTheGateways) {
  Ward ward(true, 0s);
  ward.cut(100s, 200s);
  ward.send(120s, ward.alarm, 0, 7);
  ward.run(121s);
  ward.backbone->set_origin(ward.push, 0, ward.box());
  ward.send(121s, ward.push, 0, 7);
  ward.send(130s, ward.ack, 0, 7);
  ward.send(250s, ward.ack, 1, 7);
  ward.send(251s, ward.ack, 2, 8);  // of an alarm that the manager has
  ward.run(300s);
  ASSERT_EQ(ward.deliveries.size(), 1u);
  EXPECT_LT(ward.deliveries[0].at, Time{121s + 1ms});
  EXPECT_THAT(ward.servers,
              testing::ElementsAre(ward.box(), ward.box(), ward.box(), ward.net.server));
}

// The program on the alarm server dies, and the machine lives.
TEST(LocalAlarms, AlsoWhenOnlyTheProgramIsDown) {
  Ward ward(true);
  ward.fault(100s, {Part::Kind::alarm_service, 0}, false);
  ward.fault(200s, {Part::Kind::alarm_service, 0}, true);
  ward.send(105s, ward.alarm, 0, 7);
  ward.send(120s, ward.alarm, 1, 8);
  ward.send(210s, ward.alarm, 2, 9);
  ward.run(300s);
  EXPECT_THAT(ward.servers, testing::ElementsAre(ward.net.server, ward.box(), ward.net.server));
}

TEST(LocalAlarms, EndWithTheGateway) {
  Ward ward(true);
  ward.cut(100s, 200s);
  ward.fault(130s, {Part::Kind::node, ward.box()}, false);
  ward.fault(150s, {Part::Kind::node, ward.box()}, true);
  ward.send(140s, ward.alarm, 0, 7);
  ward.run(300s);
  ASSERT_EQ(ward.arrivals.size(), 1u);
  // sent again every 5 s until the gateway is back at 150 s, which stands alone from 160 s on
  EXPECT_NEAR(seconds(ward.arrivals[0].at), 160.001, 1e-5);
  EXPECT_NEAR(seconds(ward.backbone->gateway(ward.gateway, 300s).alone), 20 + 40.25, 1e-6);
}

}  // namespace
}  // namespace wardtwin::backbone
