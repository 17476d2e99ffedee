// Whatever fails, every message is delivered, lost for one cause, or still inside.
#include <cstdlib>

#include <gtest/gtest.h>

#include "network_models/backbone/backbone.h"
#include "network_models/faults/plan.h"
#include "tests/validation/backbone/network.h"

namespace wardtwin::backbone {
namespace {

using namespace testing_network;
using flow::TrafficClass;

constexpr std::uint32_t kSources = 5;
constexpr Time kEnd = 12s;

/// A ring of three switches, a LAG, a pair of gateways and a lone one; queues, buffers, stores and
/// recovery times drawn.
Setup random_network(Stream& random) {
  Net net(2e7);
  auto& s = net.setup;
  const auto left = s.graph.add({.name = "left"}), right = s.graph.add({.name = "right"});
  s.graph.connect(net.sw, left, BitsPerSecond{1e7}, 1us);
  s.graph.connect(left, right, BitsPerSecond{1e7}, 1us);
  s.graph.connect(right, net.server, BitsPerSecond{1e7}, 2us);
  s.graph.connect(right, net.server, BitsPerSecond{1e7}, 2us);
  for (int i = 0; i < 3; ++i) {
    GatewayDef def;
    def.cores = 1 + static_cast<int>(random.below(2));
    def.queue = 1 + static_cast<int>(random.below(40));
    def.persistent = random.below(2) == 1;
    def.store_and_forward = random.below(2) == 1;
    def.devices_retry = random.below(3) == 0;
    def.fail_back = random.below(2) == 1;
    def.retry_every = 300ms;
    def.heartbeat = 100ms;
    def.takeover = random.below(500) * 1ms;
    def.fail_back_after = random.below(1000) * 1ms;
    def.heartbeat_cable = random.below(2) == 1;
    def.sessions.kept = random.below(2) == 1;
    def.sessions.limit = 1 + static_cast<int>(random.below(4));
    def.sessions.handshake = Distribution::exponential(20e-3);
    def.sessions.timeout = 100ms;
    def.sessions.notice = random.below(500) * 1ms;
    def.sessions.retry_first = 50ms;
    def.sessions.retry_most = 1s;
    def.sessions.jitter = random.uniform();
    def.local_alarms = def.store_and_forward && random.below(2) == 1;
    def.local_after = random.below(1000) * 1ms;
    net.gateway(def, 10 + static_cast<std::uint64_t>(i));
  }
  s.gateways[0].standby = 1;
  s.alarm_server = net.server;
  const TrafficClass classes[] = {TrafficClass::alarm, TrafficClass::waveform, TrafficClass::vitals,
                                  TrafficClass::bulk};
  for (std::uint32_t i = 0; i < 4; ++i) net.source(classes[i], 400, random.below(3));
  s.sources[net.source(TrafficClass::vitals, 300)].downlink = true;
  if (random.below(2) == 1) {  // any protocol, with little room in the devices
    s.protocols.device_buffer = static_cast<int>(random.below(30));
    s.protocols.window = 1 + static_cast<int>(random.below(10));
    s.protocols.gives_up = from_seconds(.5 + 5 * random.uniform());
    s.protocols.connections_kept = random.below(2) == 1;
    for (const flow::Source& source : s.sources)
      s.costs.push_back(protocols::cost(static_cast<flow::Protocol>(random.below(9)),
                                        source.payload_bytes, s.protocols));
  }
  s.accesses[0].own_port = random.below(2) == 1;
  s.links.assign(s.graph.links.size(), PortSetup{.buffer_bytes = 500 + random.below(20'000)});
  for (PortSetup& port : s.links) {
    if (random.below(3) == 0) port.queueing = Queueing::weighted;
    port.sheds = random.below(2) == 1;
    if (!port.sheds) continue;
    for (Overflow& o : port.overflow) o = static_cast<Overflow>(random.below(3));
    if (random.below(3) == 0) port.queueing = Queueing::fifo;
  }
  for (std::size_t i = 0; i < s.graph.nodes.size(); ++i)
    s.node_convergence.push_back(random.below(800) * 1ms);
  for (std::size_t i = 0; i < s.graph.links.size(); ++i)
    s.link_convergence.push_back(random.below(800) * 1ms);
  return s;
}

/// Every node, link and the access fails at random, some of them together.
std::vector<Fault> random_faults(const Setup& s, Stream& random, std::uint64_t key) {
  faults::PlanSetup plan;
  plan.end = kEnd - 2s;
  const std::size_t nodes = s.graph.nodes.size(), links = s.graph.links.size();
  const double often = 2 + 30 * random.uniform();
  for (std::size_t p = 0; p < nodes + links + 1; ++p)
    plan.parts.push_back({{from_seconds(often), Distribution::exponential(2 * random.uniform())},
                          1000 * key + p,
                          random.below(2) == 1,
                          {},
                          {}});
  plan.causes = {{{from_seconds(often), Distribution::constant(.5)}, key, {1, 3, 6}}};
  plan.crews = static_cast<int>(random.below(3));
  std::vector<Fault> out;
  for (const auto& o : faults::plan(plan, Seed{4, static_cast<std::uint32_t>(key)})) {
    Part part{Part::Kind::access, 0};
    if (o.part < nodes)
      part = {Part::Kind::node, o.part};
    else if (o.part < nodes + links)
      part = {Part::Kind::link, o.part - static_cast<std::uint32_t>(nodes)};
    out.push_back({o.at, part, false});
    if (o.until < kEnd) out.push_back({o.until, part, true});
  }
  return out;
}

/// Links that get slow, lossy and late, gateways that get slow, leak or are refused; planned
/// hand-overs.
std::pair<std::vector<Trouble>, std::vector<HandOver>> random_troubles(const Setup& s,
                                                                       Stream& random) {
  std::vector<Trouble> troubles;
  for (int i = 0; i < 6; ++i) {
    Trouble t;
    t.at = from_seconds(12 * random.uniform());
    if (random.below(2) == 1) {
      t.part = {Part::Kind::link, static_cast<std::uint32_t>(random.below(
                                      static_cast<std::uint32_t>(s.graph.links.size())))};
      t.rate = .1 + .9 * random.uniform();
      t.loss = .5 * random.uniform();
      t.latency = random.below(50) * 1ms;
    } else {
      t.part = {Part::Kind::node, s.gateways[random.below(3)].node};
      t.slow = 1 + 20 * random.uniform();
      t.fills = random.below(2) * 3s;
      t.refused = random.below(3) == 0;
    }
    troubles.push_back(t);
  }
  return {troubles, {{from_seconds(12 * random.uniform()), random.below(3)}}};
}

struct Balance {
  std::uint64_t offered = 0, delivered = 0, lost = 0, held = 0, faults = 0, alarms_lost = 0,
                local = 0;
};

Balance run_script(std::uint64_t key) {
  Stream random(Seed{21}, key, Purpose::test);
  const Setup setup = random_network(random);
  Backbone backbone(setup);
  const auto faults = random_faults(setup, random, key);
  backbone.add_faults(faults);
  const auto [troubles, hand_overs] = random_troubles(setup, random);
  backbone.add_troubles(troubles);
  backbone.add_hand_overs(hand_overs);
  std::vector<Poisson> traffic;
  for (std::uint32_t i = 0; i < kSources; ++i)
    traffic.emplace_back(i, i == 0 ? 5 : 20 + 200 * random.uniform(), key);
  std::vector<std::uint64_t> offered(kSources), delivered(kSources);
  std::vector<flow::Frame> frames;
  for (Time t = 100ms; t <= kEnd; t += 100ms) {
    for (auto& source : traffic) {
      frames.clear();
      while (source.at() < t) frames.push_back(source.take());
      for (flow::Frame& f : frames)
        if (f.source == 0) f.alarm = f.sequence;
      if (!frames.empty()) offered[frames[0].source] += frames.size();
      backbone.add(frames);
    }
    backbone.run(t);
    for (const auto& f : backbone.out().arrivals) ++delivered[f.source];
    for (const auto& d : backbone.out().deliveries) ++delivered[d.target];
  }
  Balance b;
  b.faults = faults.size();
  for (std::uint32_t g = 0; g < setup.gateways.size(); ++g)
    b.local += backbone.gateway(g, kEnd).local_alarms;
  const auto held = backbone.held();
  for (std::uint32_t i = 0; i < kSources; ++i) {
    const auto lost = backbone.statistics().rows()[i].ledger.total_lost();
    EXPECT_EQ(offered[i], delivered[i] + lost + held[i]) << "script " << key << ", source " << i;
    b.offered += offered[i];
    b.delivered += delivered[i];
    b.lost += lost;
    b.held += held[i];
    if (i == 0) b.alarms_lost = lost;
  }
  return b;
}

// WARDTWIN_SCRIPTS=10000 in the environment is the size for a night.
TEST(Conservation, HoldsUnderRandomFaultScripts) {
  Balance all;
  const char* more = std::getenv("WARDTWIN_SCRIPTS");
  const std::uint64_t scripts = more ? std::strtoull(more, nullptr, 10) : 320;
  for (std::uint64_t key = 1; key <= scripts; ++key) {
    const Balance b = run_script(key);
    all.offered += b.offered;
    all.delivered += b.delivered;
    all.lost += b.lost;
    all.held += b.held;
    all.faults += b.faults;
    all.local += b.local;
    EXPECT_EQ(b.alarms_lost, 0u) << "alarms are sent until they arrive; script " << key;
  }
  EXPECT_GT(all.faults, scripts * 4) << "the scripts hurt";
  EXPECT_GT(all.local, scripts / 2) << "gateways take alarms themselves";
  EXPECT_GT(all.lost, all.offered / 50);
  EXPECT_GT(all.held, 0u);
  EXPECT_GT(all.delivered, all.offered / 4);
}

// One link of two ways, with a slow and a fast protocol: what is lost is what was sent meanwhile.
TEST(Recovery, EachPartHasItsOwnTime) {
  for (const auto& [link_time, expected] : {std::pair{150ms, 15}, {1000ms, 100}}) {
    Net net;
    auto& s = net.setup;
    const auto other = s.graph.add({.name = "other"});
    s.graph.connect(net.sw, other, BitsPerSecond{1e9}, 1us);
    s.graph.connect(other, net.server, BitsPerSecond{1e9}, 1us);
    const auto vitals = net.source(TrafficClass::vitals, 125);
    s.node_convergence.assign(s.graph.nodes.size(), 40s);
    s.link_convergence = {link_time, 40s, 40s};
    Backbone backbone(s);
    const Fault faults[] = {{1s, {Part::Kind::link, 0}, false}};
    backbone.add_faults(faults);
    std::vector<flow::Frame> frames;
    for (std::uint32_t i = 0; i < 400; ++i) frames.push_back({i * 10ms + 5ms, {}, vitals, i});
    backbone.add(frames);
    backbone.run(5s);
    const auto& lost = backbone.statistics().rows()[0].ledger.lost;
    EXPECT_EQ(lost[static_cast<std::size_t>(flow::LossCause::link_down)],
              static_cast<std::uint64_t>(expected));
  }
}

}  // namespace
}  // namespace wardtwin::backbone
