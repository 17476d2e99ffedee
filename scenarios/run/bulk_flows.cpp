#include "scenarios/run/bulk_flows.h"

#include <algorithm>
#include <map>

namespace wardtwin::run {
namespace {

using topology::LinkIndex;
using topology::NodeIndex;

std::vector<LinkIndex> way(const topology::Graph& graph, NodeIndex from, NodeIndex to) {
  std::vector<LinkIndex> links;
  const auto nodes = topology::path(topology::routes(graph, {to}), from, to);
  for (std::size_t i = 0; i + 1 < nodes.size(); ++i)
    for (LinkIndex l = 0; l < graph.links.size(); ++l)
      if ((graph.links[l].a == nodes[i] && graph.links[l].b == nodes[i + 1]) ||
          (graph.links[l].b == nodes[i] && graph.links[l].a == nodes[i + 1])) {
        links.push_back(l);
        break;
      }
  return links;
}

}  // namespace

BulkFlows::BulkFlows(const compiler::Hospital& hospital, Seed seed)
    : hospital_(&hospital),
      wire_of_link_(hospital.backbone.graph.links.size(), flow::kNone),
      statistics_(hospital.bulk.size(), hospital.header.warm_up),
      under_way_(hospital.bulk.size()),
      next_start_(hospital.bulk.size(), kNever) {
  const topology::Graph& graph = hospital.backbone.graph;
  engine::InfrastructureSetup setup;
  const auto wire = [&](LinkIndex link) {
    if (wire_of_link_[link] == flow::kNone) {
      wire_of_link_[link] = static_cast<std::uint32_t>(setup.wires.size());
      setup.wires.push_back(
          {graph.links[link].name, graph.links[link].rate, graph.links[link].latency});
      link_of_wire_.push_back(link);
    }
    return wire_of_link_[link];
  };
  // One host a server, so that all its services share its cores.
  const auto server = [&](NodeIndex node) {
    const auto [at, fresh] =
        host_of_.try_emplace(node, static_cast<std::uint32_t>(setup.hosts.size()));
    if (fresh) {
      int cores = 1;
      for (const auto& [own, def] : hospital.servers)
        if (own == node) cores = def.cores;
      setup.hosts.push_back({graph.nodes[node].name, cores, 1});
    }
    return at->second;
  };
  for (const compiler::Bulk& b : hospital.bulk) {
    const std::uint32_t to = server(b.to);
    const auto from = static_cast<std::uint32_t>(setup.hosts.size());
    setup.hosts.push_back({b.name + " from", 1, 1});
    Lane lane{to, static_cast<std::uint32_t>(setup.routes.size()), {}, Time{0}};
    engine::RouteDef route{from, to, {}};
    for (const LinkIndex l : way(graph, b.from, b.to)) {
      lane.links.push_back(l);
      lane.round_trip += 2 * graph.links[l].latency;
      route.wires.push_back(wire(l));
    }
    if (!lane.links.empty()) {
      setup.routes.push_back(route);
      std::swap(route.from, route.to);
      std::ranges::reverse(route.wires);
      setup.routes.push_back(route);
    }
    lanes_.push_back(std::move(lane));
    gaps_.emplace_back(seed, name_key(b.name), Purpose::device_event);
    works_.emplace_back(seed, name_key(b.name), Purpose::server_service);
  }
  down_.resize(setup.wires.size());
  engine_ = std::make_unique<engine::Infrastructure>(setup);
  for (std::size_t i = 0; i < hospital.bulk.size(); ++i) schedule(i, Time{0});
}

void BulkFlows::schedule(std::size_t flow, Time after) {
  const Time at = after + from_seconds(seconds(hospital_->bulk[flow].every) *
                                       standard_exponential(gaps_[flow]));
  next_start_[flow] = at;
  engine_->at(at, [this, flow, at] { start(flow, at); });
}

void BulkFlows::start(std::size_t flow, Time at) {
  const auto row = static_cast<flow::FlowIndex>(flow);
  statistics_.generated(row, at);
  if (statistics_.counts(at)) ++under_way_[flow];
  asked_ += !hospital_->bulk[flow].watched.empty();
  const Time opened = at + hospital_->bulk[flow].opening_rounds * lanes_[flow].round_trip;
  if (opened == at)
    send(flow, at, 0);
  else
    engine_->at(opened, [this, flow, at] { send(flow, at, 0); });
  schedule(flow, at);
}

/// Object number `sent` of the transfer that began at `began`.
void BulkFlows::send(std::size_t flow, Time began, int sent) {
  const compiler::Bulk& b = hospital_->bulk[flow];
  const Lane& lane = lanes_[flow];
  const auto arrived = [this, flow, began, sent](Time now, bool ok) {
    const compiler::Bulk& of = hospital_->bulk[flow];
    if (!ok) return end(flow, began, now, flow::LossCause::link_down);
    if (of.request) return work(flow, began);
    if (sent + 1 == of.objects) return end(flow, began, now, {});
    // the answer, and then the next
    const Time next = now + of.receives + (of.answered ? lanes_[flow].round_trip / 2 : Time{0});
    engine_->at(next, [this, flow, began, sent] { send(flow, began, sent + 1); });
  };
  if (lane.links.empty()) return arrived(engine_->now(), true);
  engine_->transfer(lane.route, b.bytes / b.objects, arrived);
}

void BulkFlows::work(std::size_t flow, Time began) {
  const double core = hospital_->bulk[flow].work(works_[flow]);
  engine_->compute(lanes_[flow].host, core, [this, flow, began](Time now, bool done) {
    if (!done) return end(flow, began, now, flow::LossCause::server_down);
    if (lanes_[flow].links.empty()) return end(flow, began, now, {});
    engine_->transfer(lanes_[flow].route + 1, hospital_->bulk[flow].output,
                      [this, flow, began](Time at, bool ok) {
                        end(flow, began, at,
                            ok ? std::nullopt : std::optional(flow::LossCause::link_down));
                      });
  });
}

void BulkFlows::end(std::size_t flow, Time began, Time now, std::optional<flow::LossCause> lost) {
  const auto row = static_cast<flow::FlowIndex>(flow);
  if (statistics_.counts(began)) --under_way_[flow];
  if (!hospital_->bulk[flow].watched.empty()) {
    --asked_;
    if (!lost) answers_.push_back({now, row});
  }
  if (lost) return statistics_.lost(row, began, *lost);
  const compiler::Bulk& b = hospital_->bulk[flow];
  statistics_.delivered(row, began, now,
                        static_cast<std::uint32_t>(std::min(b.bytes + b.output, 4.2e9)));
}

Time BulkFlows::next_answer(Time now) const {
  if (asked_ > 0) return now;
  Time next = kNever;
  for (std::size_t f = 0; f < next_start_.size(); ++f)
    if (!hospital_->bulk[f].watched.empty()) next = std::min(next, next_start_[f]);
  return std::max(now, next);
}

void BulkFlows::run(Time until) { engine_->run_until(until); }

/// A link, or a node with all its links and, of a server, its cores.
void BulkFlows::fault(const compiler::Part& hit, Time at, bool up) {
  using enum compiler::Part::Kind;
  const topology::Graph& graph = hospital_->backbone.graph;
  if (hit.kind == link) return toggle(hit.index, at, up);
  if (hit.kind != switch_ && hit.kind != server) return;
  for (LinkIndex l = 0; l < graph.links.size(); ++l)
    if (graph.links[l].a == hit.index || graph.links[l].b == hit.index) toggle(l, at, up);
  if (const auto host = host_of_.find(hit.index); host != host_of_.end())
    switch_part({engine::Part::Kind::host, host->second}, at, up);
}

/// Down while any of what takes it down is.
void BulkFlows::toggle(LinkIndex link, Time at, bool up) {
  const std::uint32_t wire = wire_of_link_[link];
  if (wire == flow::kNone) return;
  const int before = down_[wire];
  down_[wire] += up ? -1 : 1;
  if ((before == 0) != (down_[wire] == 0)) switch_part({engine::Part::Kind::wire, wire}, at, up);
}

void BulkFlows::switch_part(engine::Part part, Time at, bool up) {
  engine_->at(at, [this, part, up] { up ? engine_->restore(part) : engine_->fail(part); });
}

std::vector<backbone::CapacityChange> BulkFlows::take_changes() {
  std::vector<backbone::CapacityChange> out;
  for (const auto& c : engine_->take_residual_changes())
    out.push_back({c.at, link_of_wire_[c.wire], c.rate});
  return out;
}

}  // namespace wardtwin::run
