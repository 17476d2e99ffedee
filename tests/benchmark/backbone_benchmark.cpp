#include <benchmark/benchmark.h>

#include "network_models/backbone/backbone.h"

namespace wardtwin::backbone {
namespace {

/// Access point - switch - gateway - switch - server at light load; time per message and hop (four
/// ports and one gateway: five hops).
void message_per_hop(benchmark::State& state) {
  constexpr std::uint32_t kSources = 2000, kPerWindow = 1000;
  Setup s;
  const auto ap = s.graph.add({.name = "ap", .kind = topology::NodeKind::access_point});
  const auto sw = s.graph.add({.name = "switch"});
  const auto server = s.graph.add({.name = "server", .kind = topology::NodeKind::server});
  const auto gw = s.graph.add({.name = "gateway", .kind = topology::NodeKind::gateway});
  for (const auto end : {ap, server, gw}) s.graph.connect(end, sw, BitsPerSecond{1e9}, 1us);
  const auto queueing = static_cast<Queueing>(state.range(0));
  s.links.assign(3, PortSetup{.queueing = queueing});
  s.accesses = {{.node = ap}};
  GatewayDef def;
  def.service_vitals = Distribution::constant(20e-6);
  s.gateways = {{.node = gw, .def = def, .key = 1}};
  s.flows = 1;
  for (std::uint32_t i = 0; i < kSources; ++i) {
    s.sources.push_back({.device = i, .payload_bytes = 200, .traffic = flow::TrafficClass::vitals});
    s.routes.push_back({.gateway = 0, .server = server});
  }
  Backbone backbone(s);
  std::vector<flow::Frame> frames(kPerWindow);
  Time t{0};
  std::uint32_t sequence = 0;
  std::size_t arrived = 0;
  for (auto _ : state) {
    for (std::uint32_t i = 0; i < kPerWindow; ++i) {
      const Time at = t + i * 100us;
      frames[i] = {at, at, (i * 7919) % kSources, sequence++, flow::kNone, 0};
    }
    t += 100ms;
    backbone.add(frames);
    backbone.run(t);
    arrived += backbone.out().arrivals.size();
  }
  benchmark::DoNotOptimize(arrived);
  state.SetItemsProcessed(state.iterations() * kPerWindow * 5);
}
BENCHMARK(message_per_hop)->Arg(0)->Arg(1);

}  // namespace
}  // namespace wardtwin::backbone
