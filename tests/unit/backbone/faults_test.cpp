#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

#include "network_models/backbone/backbone.h"
#include "sim/base/error.h"
#include "tests/validation/backbone/network.h"

namespace wardtwin::backbone {
namespace {

using namespace testing_network;
using flow::LossCause;
using flow::TrafficClass;

std::uint64_t lost(const Backbone& b, std::size_t flow, LossCause cause) {
  return b.statistics().rows()[flow].ledger.lost[static_cast<std::size_t>(cause)];
}

// Everything at once: two gateways, a ring of switches, faults of every kind, a shared link,
// downlink.
Setup busy_hospital() {
  Net net(1e8);
  auto& s = net.setup;
  const auto other = s.graph.add({.name = "other"});
  s.graph.connect(net.sw, other, BitsPerSecond{1e8}, 1us);
  s.graph.connect(other, net.server, BitsPerSecond{1e8}, 1us);
  GatewayDef def;
  def.cores = 1;
  def.queue = 20;
  def.persistent = true;
  const auto g = net.gateway(def, 5), standby = net.gateway(def, 6);
  s.gateways[g].standby = standby;
  for (const auto c :
       {TrafficClass::alarm, TrafficClass::waveform, TrafficClass::vitals, TrafficClass::bulk})
    net.source(c, 1000, g);
  const auto down = net.source(TrafficClass::vitals, 500);
  s.sources[down].downlink = true;
  s.accesses[0].own_port = true;
  s.links.assign(s.graph.links.size(), PortSetup{.buffer_bytes = 20'000});
  s.links[0].shared = true;
  return s;
}

struct Log {
  std::vector<std::tuple<Time, std::uint32_t, std::uint32_t>> seen;
  std::vector<flow::Ledger> ledgers;
  std::uint64_t duplicates = 0, held = 0;
  std::size_t changes = 0;
};

Log run_windows(Time window) {
  Backbone backbone(busy_hospital());
  const std::uint32_t n = 3;  // the first gateway's node
  const std::vector<Fault> faults{
      {3s, {Part::Kind::link, 0}, false},    {4s, {Part::Kind::link, 0}, true},
      {5s, {Part::Kind::node, n}, false},    {15s, {Part::Kind::node, n}, true},
      {20s, {Part::Kind::access, 0}, false}, {20500ms, {Part::Kind::access, 0}, true},
      {22s, {Part::Kind::node, 1}, false},   {22100ms, {Part::Kind::node, 1}, true}};
  const std::vector<CapacityChange> rates{{6s + 1ns, 0, BitsPerSecond{2e7}},
                                          {7s + 777us, 0, BitsPerSecond{9e7}}};
  backbone.add_faults(faults);
  backbone.add_capacity(rates);
  std::vector<Poisson> traffic;
  for (std::uint32_t i = 0; i < 5; ++i) traffic.emplace_back(i, i == 0 ? 20 : 700);
  Log log;
  const auto collect = [&] {
    log.changes += backbone.out().links.size();
    for (const auto& d : backbone.out().deliveries)
      log.seen.emplace_back(d.at, d.target, d.sequence);
  };
  std::vector<flow::Frame> frames;
  std::vector<std::uint64_t> offered(5);
  for (Time t = window; t <= 30s; t += window) {
    for (auto& source : traffic) {
      frames.clear();
      while (source.at() < t) frames.push_back(source.take());
      if (!frames.empty()) offered[frames[0].source] += frames.size();
      backbone.add(frames);
    }
    backbone.run(t);
    collect();
    for (const auto& f : backbone.out().arrivals) log.seen.emplace_back(f.at, f.source, f.sequence);
  }
  std::vector<std::uint64_t> delivered(5);
  for (const auto& [at, source, sequence] : log.seen) ++delivered[source];
  for (std::size_t i = 0; i < 5; ++i) {
    log.ledgers.push_back(backbone.statistics().rows()[i].ledger);
    EXPECT_EQ(offered[i], delivered[i] + log.ledgers[i].total_lost() + backbone.held()[i])
        << "the ledger of flow " << i;
  }
  std::ranges::sort(log.seen);
  log.duplicates = backbone.duplicates();
  return log;
}

TEST(Backbone, ResultsDoNotDependOnWindowsAndTheLedgerBalances) {
  const Log reference = run_windows(10ms);
  EXPECT_GT(reference.seen.size(), 30'000u);
  EXPECT_GT(reference.changes, 4u);
  EXPECT_EQ(reference.ledgers[0].total_lost(), 0u) << "alarms are sent until they arrive";
  EXPECT_GT(reference.ledgers[2].total_lost(), 0u);
  for (const Time window : {1ms, 2ms, 5ms, 1000ms}) {
    const Log log = run_windows(window);
    EXPECT_EQ(log.seen, reference.seen) << window.count();
    EXPECT_EQ(log.duplicates, reference.duplicates);
    EXPECT_EQ(log.changes, reference.changes);
    for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(log.ledgers[i].lost, reference.ledgers[i].lost);
  }
}

// One core at work on the first message; the queue holds two.
TEST(Gateway, OverflowByClass) {
  Net net(1e12);
  GatewayDef def;
  def.cores = 1;
  def.queue = 2;
  def.service_waveform = Distribution::constant(1);
  def.service_alarm = Distribution::constant(1);
  const auto g = net.gateway(def);
  const auto wave = net.source(TrafficClass::waveform, 1, g);
  const auto alarm = net.source(TrafficClass::alarm, 1, g);
  Backbone backbone(net.setup);
  std::vector<flow::Frame> frames;
  for (std::uint32_t i = 0; i < 4; ++i) frames.push_back({Time{i * 1ms}, {}, wave, i});
  frames.push_back({10ms, 10ms, alarm, 0});
  backbone.add(frames);
  backbone.run(60s);
  std::vector<std::pair<std::uint32_t, std::uint32_t>> order;
  for (const auto& f : backbone.out().arrivals) order.emplace_back(f.source, f.sequence);
  // Wave 3 pushed out 1, the alarm pushed out 2 and overtook 3.
  const std::vector<std::pair<std::uint32_t, std::uint32_t>> expected{
      {wave, 0}, {alarm, 0}, {wave, 3}};
  EXPECT_EQ(order, expected);
  EXPECT_EQ(lost(backbone, 0, LossCause::gateway_overflow), 2u);
}

TEST(Gateway, WithoutStandbyItsWardIsBlindUntilRepair) {
  Net net;
  const auto g = net.gateway({});
  const auto vitals = net.source(TrafficClass::vitals, 100, g);
  const auto alarm = net.source(TrafficClass::alarm, 100, g);
  Backbone backbone(net.setup);
  const auto node = net.setup.gateways[g].node;
  const Fault faults[] = {{1s, {Part::Kind::node, node}, false},
                          {61s, {Part::Kind::node, node}, true}};
  backbone.add_faults(faults);
  const flow::Frame frames[] = {{30s, 30s, vitals, 0}, {30s, 30s, alarm, 0}, {62s, 62s, vitals, 1}};
  backbone.add(frames);
  backbone.run(120s);
  ASSERT_EQ(backbone.out().links.size(), 4u) << "two devices, cut and back";
  EXPECT_EQ(backbone.out().links[0].at, 1s);
  EXPECT_EQ(backbone.out().links[2].at, 61s + 250ms) << "routes follow 250 ms later";
  EXPECT_EQ(lost(backbone, vitals, LossCause::gateway_down), 1u);
  ASSERT_EQ(backbone.out().arrivals.size(), 2u);
  EXPECT_EQ(backbone.out().arrivals[1].source, alarm) << "sent every 5 s until acknowledged";
  EXPECT_EQ(backbone.gateway(g, 120s).blind, Time{60s});
}

// The way to one of two servers is cut from 1 to 10 s: what goes there waits, the rest goes on, and
// afterwards what waited goes first.
TEST(Gateway, WaitsOnlyForTheServerThatIsCutOff) {
  Net net;
  auto& s = net.setup;
  const auto far = s.graph.add({.name = "far", .kind = topology::NodeKind::server});
  const auto wan = s.graph.connect(net.sw, far, BitsPerSecond{1e9});
  GatewayDef def;
  def.cores = 1;
  def.service_vitals = Distribution::constant(10e-3);
  const auto g = net.gateway(def);
  const auto near_source = net.source(TrafficClass::vitals, 100, g);
  const auto far_source = net.source(TrafficClass::vitals, 100, g);
  s.routes[far_source].server = far;
  Backbone backbone(s);
  const Fault faults[] = {{1s, {Part::Kind::link, wan}, false},
                          {10s, {Part::Kind::link, wan}, true}};
  backbone.add_faults(faults);
  for (const auto source : {near_source, far_source}) {
    std::vector<flow::Frame> frames;
    for (std::uint32_t i = 0; i < 12; ++i) frames.push_back({i * 1s + 500ms, {}, source, i});
    backbone.add(frames);
  }
  backbone.run(10s);
  std::size_t near_seen = 0, far_seen = 0;
  for (const auto& f : backbone.out().arrivals) ++(f.source == near_source ? near_seen : far_seen);
  EXPECT_EQ(near_seen, 10u);
  EXPECT_EQ(far_seen, 1u) << "only what came before the cut";
  EXPECT_EQ(backbone.held()[1], 9u + 2u) << "nine in the store, two not yet sent";
  backbone.run(20s);
  EXPECT_EQ(backbone.out().arrivals.size(), 2u + 11u);
  std::uint32_t next = 1;
  for (const auto& f : backbone.out().arrivals)
    if (f.source == far_source) {
      EXPECT_EQ(f.sequence, next++);
    }
  // Routes are back at 10.25 s; nine messages of 10 ms.
  const Time drain = backbone.gateway(g, 20s).longest_drain;
  EXPECT_EQ(drain, 90ms);
  for (const auto& row : backbone.statistics().rows()) EXPECT_EQ(row.ledger.total_lost(), 0u);
}

TEST(Gateway, ACopyFromThePersistentStoreIsSuppressed) {
  Net net;
  GatewayDef def;
  def.persistent = true;
  def.service_alarm = Distribution::constant(10e-3);
  const auto g = net.gateway(def, 1), standby = net.gateway(def, 2);
  net.setup.gateways[g].standby = standby;
  const auto alarm = net.source(TrafficClass::alarm, 100, g);
  Backbone backbone(net.setup);
  const auto node = net.setup.gateways[g].node;
  const Fault faults[] = {{1s, {Part::Kind::node, node}, false},
                          {60s, {Part::Kind::node, node}, true}};
  backbone.add_faults(faults);
  const flow::Frame frame{999ms, 999ms, alarm, 0};
  backbone.add({&frame, 1});
  backbone.run(30s);
  ASSERT_EQ(backbone.out().arrivals.size(), 1u) << "through the standby";
  EXPECT_EQ(backbone.held()[0], 0u) << "the copy in the store is not a message any more";
  backbone.run(120s);
  EXPECT_TRUE(backbone.out().arrivals.empty());
  EXPECT_EQ(backbone.duplicates(), 1u);
}

TEST(Backbone, TrafficTakesTheOtherWayAfterConvergence) {
  Net net;
  auto& s = net.setup;
  const auto other = s.graph.add({.name = "other"});
  s.graph.connect(net.sw, other, BitsPerSecond{1e9}, 1us);
  s.graph.connect(other, net.server, BitsPerSecond{1e9}, 1us);
  const auto vitals = net.source(TrafficClass::vitals, 125);
  Backbone backbone(s);
  const Fault fault{1s, {Part::Kind::link, 0}, false};
  backbone.add_faults({&fault, 1});
  const flow::Frame frames[] = {{500ms, 500ms, vitals, 0},
                                {1s - 500ns, 1s, vitals, 1},
                                {1100ms, 1100ms, vitals, 2},
                                {1300ms, 1300ms, vitals, 3}};
  backbone.add(frames);
  backbone.run(2s);
  ASSERT_EQ(backbone.out().arrivals.size(), 2u);
  EXPECT_EQ(backbone.out().arrivals[0].at, 500ms + 1us) << "125 B at 1 Gbit/s";
  EXPECT_EQ(backbone.out().arrivals[1].at, 1300ms + 4us) << "two links of 1 us each";
  EXPECT_EQ(lost(backbone, 0, LossCause::link_down), 2u) << "on the wire, and before convergence";
}

TEST(Backbone, RefusesABrokenSetup) {
  Net net;
  net.source(TrafficClass::vitals, 1);
  net.setup.routes[0].gateway = 3;
  net.setup.graph.links[0].rate = BitsPerSecond{0};
  EXPECT_EQ(validate(net.setup).size(), 2u);
  EXPECT_THROW(Backbone{net.setup}, InputError);
}

}  // namespace
}  // namespace wardtwin::backbone
