#pragma once

#include "network_models/backbone/backbone.h"
#include "sim/base/distribution.h"

/// A small network for the tests: access point - switch - gateway, server behind the same switch.
namespace wardtwin::backbone::testing_network {

struct Net {
  Setup setup;
  topology::NodeIndex sw, server;

  /// `wire_rate` in bit/s of all links; wire bytes equal payload bytes.
  explicit Net(double wire_rate = 1e9) {
    auto& g = setup.graph;
    sw = g.add({.name = "switch"});
    server = g.add({.name = "server", .kind = topology::NodeKind::server});
    g.connect(sw, server, BitsPerSecond{wire_rate});
    setup.accesses.push_back({.node = sw});
    setup.wire = {.packet_payload = 100'000, .headers = 0, .least = 0, .gap = 0};
    setup.convergence = 250ms;
  }
  std::uint32_t gateway(GatewayDef def, std::uint64_t key = 1) {
    auto& g = setup.graph;
    const auto node = g.add({.name = "gateway_" + std::to_string(setup.gateways.size()),
                             .kind = topology::NodeKind::gateway});
    g.connect(sw, node, BitsPerSecond{1e12});
    setup.gateways.push_back({.node = node, .def = def, .key = key});
    return static_cast<std::uint32_t>(setup.gateways.size() - 1);
  }
  std::uint32_t source(flow::TrafficClass traffic, std::uint32_t bytes,
                       std::uint32_t gateway = flow::kNone) {
    const auto index = static_cast<std::uint32_t>(setup.sources.size());
    setup.sources.push_back({.device = index,
                             .flow = static_cast<flow::FlowIndex>(setup.flows++),
                             .payload_bytes = bytes,
                             .pattern = flow::Pattern::poisson,
                             .traffic = traffic});
    setup.routes.push_back({.access = 0, .gateway = gateway, .server = server});
    return index;
  }
};

/// Poisson messages of one source, one at a time.
class Poisson {
 public:
  Poisson(std::uint32_t source, double rate, std::uint64_t key = 0)
      : stream_(Seed{7}, key * 1000 + source, Purpose::test), source_(source), rate_(rate) {
    step();
  }
  Time at() const { return next_; }
  flow::Frame take() {
    const flow::Frame f{next_, next_, source_, sequence_++, flow::kNone, 0};
    step();
    return f;
  }

 private:
  void step() { next_ += from_seconds(standard_exponential(stream_) / rate_); }
  Stream stream_;
  std::uint32_t source_, sequence_ = 0;
  double rate_;
  Time next_{0};
};

/// Feeds the backbone in windows and shows `each` every arrival.
template <class Each>
void drive(Backbone& backbone, std::vector<Poisson>& traffic, Time until, Time window, Each each) {
  std::vector<flow::Frame> frames;
  for (Time t = window; t <= until; t += window) {
    for (auto& source : traffic) {
      frames.clear();
      while (source.at() < t) frames.push_back(source.take());
      backbone.add(frames);
    }
    backbone.run(t);
    for (const auto& f : backbone.out().arrivals) each(f);
  }
}

}  // namespace wardtwin::backbone::testing_network
