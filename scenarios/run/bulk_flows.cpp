#include "scenarios/run/bulk_flows.h"

#include <algorithm>

namespace wardtwin::run {

BulkFlows::BulkFlows(const compiler::Hospital& hospital, Seed seed)
    : hospital_(&hospital),
      wire_of_link_(hospital.backbone.graph.links.size(), flow::kNone),
      statistics_(hospital.bulk.size(), hospital.header.warm_up),
      under_way_(hospital.bulk.size()) {
  const topology::Graph& graph = hospital.backbone.graph;
  engine::InfrastructureSetup setup;
  auto wire = [&](topology::LinkIndex link) {
    if (wire_of_link_[link] == flow::kNone) {
      wire_of_link_[link] = static_cast<std::uint32_t>(setup.wires.size());
      setup.wires.push_back(
          {graph.links[link].name, graph.links[link].rate, graph.links[link].latency});
      link_of_wire_.push_back(link);
    }
    return wire_of_link_[link];
  };
  for (const compiler::Bulk& b : hospital.bulk) {
    const auto from = static_cast<std::uint32_t>(setup.hosts.size());
    setup.hosts.push_back({b.name + " from", 1, 1});
    setup.hosts.push_back({b.name + " to", 1, 1});
    engine::RouteDef route{from, from + 1, {}};
    const auto nodes = topology::path(topology::routes(graph, {b.to}), b.from, b.to);
    for (std::size_t i = 0; i + 1 < nodes.size(); ++i)
      for (topology::LinkIndex l = 0; l < graph.links.size(); ++l)
        if ((graph.links[l].a == nodes[i] && graph.links[l].b == nodes[i + 1]) ||
            (graph.links[l].b == nodes[i] && graph.links[l].a == nodes[i + 1])) {
          route.wires.push_back(wire(l));
          break;
        }
    setup.routes.push_back(route);
    gaps_.emplace_back(seed, name_key(b.name), Purpose::device_event);
  }
  engine_ = std::make_unique<engine::Infrastructure>(setup);
  for (std::size_t i = 0; i < hospital.bulk.size(); ++i) schedule(i, Time{0});
}

void BulkFlows::schedule(std::size_t flow, Time after) {
  const Time at = after + from_seconds(seconds(hospital_->bulk[flow].every) *
                                       standard_exponential(gaps_[flow]));
  engine_->at(at, [this, flow, at] { start(flow, at); });
}

void BulkFlows::start(std::size_t flow, Time at) {
  const double bytes = hospital_->bulk[flow].bytes;
  const auto row = static_cast<flow::FlowIndex>(flow);
  statistics_.generated(row, at);
  if (statistics_.counts(at)) ++under_way_[flow];
  engine_->transfer(
      static_cast<std::uint32_t>(flow), bytes, [this, flow, row, at, bytes](Time end, bool ok) {
        if (statistics_.counts(at)) --under_way_[flow];
        if (ok)
          statistics_.delivered(row, at, end, static_cast<std::uint32_t>(std::min(bytes, 4.2e9)));
        else
          statistics_.lost(row, at, flow::LossCause::link_down);
      });
  schedule(flow, at);
}

void BulkFlows::run(Time until) { engine_->run_until(until); }

void BulkFlows::fault(const compiler::Part& hit, Time at, bool up) {
  if (hit.kind != compiler::Part::Kind::link) return;
  const std::uint32_t wire = wire_of_link_[hit.index];
  if (wire == flow::kNone) return;
  const engine::Part part{engine::Part::Kind::wire, wire};
  engine_->at(at, [this, part, up] { up ? engine_->restore(part) : engine_->fail(part); });
}

std::vector<backbone::CapacityChange> BulkFlows::take_changes() {
  std::vector<backbone::CapacityChange> out;
  for (const auto& c : engine_->take_residual_changes())
    out.push_back({c.at, link_of_wire_[c.wire], c.rate});
  return out;
}

}  // namespace wardtwin::run
