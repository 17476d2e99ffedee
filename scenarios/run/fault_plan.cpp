#include "scenarios/run/fault_plan.h"

#include <algorithm>

namespace wardtwin::run {
namespace {

/// Radars that make an access point move, and its ways back.
void add_moves(const compiler::Hospital& h, Seed seed, std::vector<compiler::Fault>& out) {
  if (!h.wifi || h.wifi->away.empty() || !h.wifi->radar_every) return;
  const compiler::Wifi& w = *h.wifi;
  for (const std::uint32_t ap : w.under_radar) {
    if (w.away[ap].cell == flow::kNone) continue;
    Stream draw(seed, name_key("radar/" + w.names[ap]), Purpose::failure);
    const compiler::Part part{compiler::Part::Kind::access_point, ap};
    for (Time at{0};;) {
      at += from_seconds(seconds(*w.radar_every) * standard_exponential(draw));
      if (at >= h.end()) break;
      out.push_back({w.names[ap], part, at, at + w.away[ap].silent, false, true});
      if (!w.radar_returns) break;
      at = std::max(at + *w.radar_returns, out.back().until);
      if (at >= h.end()) break;
      out.push_back({w.names[ap], part, at, at + w.radar_announced, false, true});
      at = out.back().until;
    }
  }
}

using compiler::Hospital;
using compiler::Part;

compiler::Fault fault_of(const Hospital& h, const faults::Outage& o) {
  const topology::Graph& graph = h.backbone.graph;
  const auto nodes = static_cast<faults::PartIndex>(graph.nodes.size());
  const auto links = static_cast<faults::PartIndex>(graph.links.size());
  compiler::Fault f{"alarm_manager", {Part::Kind::alarm_manager, 0}, o.at, o.until};
  if (o.part >= nodes + links) return f;
  if (o.part >= nodes) {
    f.what = graph.links[o.part - nodes].name;
    f.part = {Part::Kind::link, o.part - nodes};
    return f;
  }
  f.what = graph.nodes[o.part].name;
  f.part = {Part::Kind::switch_, o.part};
  switch (graph.nodes[o.part].kind) {
    case topology::NodeKind::access_point:
      if (const auto radio =
              std::ranges::find(h.gateway_radios, o.part, &compiler::GatewayRadio::node);
          radio != h.gateway_radios.end()) {
        f.part = {Part::Kind::gateway_radio,
                  static_cast<std::uint32_t>(radio - h.gateway_radios.begin())};
        break;
      }
      f.part = {Part::Kind::access_point,
                static_cast<std::uint32_t>(std::ranges::find(h.wifi->nodes, o.part) -
                                           h.wifi->nodes.begin())};
      break;
    case topology::NodeKind::gateway:
      f.part = {Part::Kind::gateway,
                static_cast<std::uint32_t>(
                    std::ranges::find(h.backbone.gateways, o.part, &backbone::GatewaySetup::node) -
                    h.backbone.gateways.begin())};
      break;
    case topology::NodeKind::server: f.part.kind = Part::Kind::server; break;
    default: break;
  }
  return f;
}

}  // namespace

bool beside_the_plan(const compiler::Fault& f) {
  return f.moves || f.shut || f.part.kind == compiler::Part::Kind::wifi_controller;
}

faults::PartIndex part_of(const Hospital& h, const Part& part) {
  const auto nodes = static_cast<faults::PartIndex>(h.backbone.graph.nodes.size());
  const auto links = static_cast<faults::PartIndex>(h.backbone.graph.links.size());
  switch (part.kind) {
    case Part::Kind::access_point: return h.wifi->nodes[part.index];
    case Part::Kind::gateway_radio: return h.gateway_radios[part.index].node;
    case Part::Kind::gateway: return h.backbone.gateways[part.index].node;
    case Part::Kind::link: return nodes + part.index;
    case Part::Kind::alarm_manager: return nodes + links;
    default: return part.index;
  }
}

faults::PlanSetup fault_setup(const Hospital& h) {
  const auto key = [](const std::string& name) { return name_key("outage/" + name); };
  const compiler::Plant& plant = h.plant;
  const topology::Graph& graph = h.backbone.graph;
  faults::PlanSetup setup;
  setup.random = plant.random;
  setup.crews = plant.crews;
  setup.end = h.end();
  for (std::size_t i = 0; i < graph.nodes.size(); ++i)
    setup.parts.push_back(
        {plant.node_failures[i], key(graph.nodes[i].name), true, plant.feeds_of_node[i], {}});
  for (std::size_t i = 0; i < graph.links.size(); ++i)
    setup.parts.push_back({plant.link_failures[i], key(graph.links[i].name), true, {}, {}});
  setup.parts.push_back({{}, 0, false, {}, {}});  // the alarm manager's software
  for (std::size_t ap = 0; h.wifi && ap < h.wifi->nodes.size(); ++ap)
    if (plant.feeds_of_node[h.wifi->nodes[ap]].empty())
      setup.parts[h.wifi->nodes[ap]].carried_by.push_back(h.switch_of_access_point[ap]);
  for (const compiler::GatewayRadio& r : h.gateway_radios)
    if (r.switch_node != topology::kNowhere && plant.feeds_of_node[r.node].empty())
      setup.parts[r.node].carried_by.push_back(r.switch_node);  // a router of a mesh has no cable
  for (const auto& feed : plant.feeds)
    setup.feeds.push_back({feed.def, key(feed.name), feed.fed_by});
  const auto nodes = static_cast<faults::PartIndex>(graph.nodes.size());
  for (const auto& cause : plant.common_causes) {
    faults::PlanCause c{cause.def.failure(), key(cause.name), cause.nodes};
    for (const auto l : cause.links) c.parts.push_back(nodes + l);
    setup.causes.push_back(std::move(c));
  }
  const bool radars = h.wifi && h.wifi->radar_every;
  for (std::size_t i = 0; radars && i < h.wifi->under_radar.size(); ++i) {
    const std::uint32_t ap = h.wifi->under_radar[i];
    if (!h.wifi->away.empty() && h.wifi->away[ap].cell != flow::kNone) continue;
    setup.causes.push_back(
        {{*h.wifi->radar_every, Distribution::constant(seconds(h.wifi->radar_silent))},
         name_key("radar/" + h.wifi->names[ap]),
         {h.wifi->nodes[ap]},
         true});
  }
  for (const compiler::Fault& f : h.faults)
    if (beside_the_plan(f))
      continue;
    else if (f.part.kind == Part::Kind::power)
      setup.feed_cuts.push_back({f.part.index, f.at, f.until});
    else
      setup.written.push_back({part_of(h, f.part), f.at, f.until});
  return setup;
}

std::vector<compiler::Fault> fault_plan(const Hospital& h, Seed seed,
                                        const std::vector<faults::Outage>& more) {
  if (h.backbone.graph.nodes.empty()) return h.faults;  // a bench: access points alone
  std::vector<compiler::Fault> out;
  faults::PlanSetup setup = fault_setup(h);
  for (faults::Outage& o : setup.written)
    if (const auto law = h.plant.takeovers.find(o.part); law != h.plant.takeovers.end()) {
      Stream draw(seed,
                  mix(mix(name_key("leader"), o.part), static_cast<std::uint64_t>(o.at.count())),
                  Purpose::failure);
      o.until = std::min(o.until, o.at + law->second.time(draw));
    }
  setup.written.insert(setup.written.end(), more.begin(), more.end());
  for (const faults::Outage& o : faults::plan(setup, seed)) out.push_back(fault_of(h, o));
  std::ranges::copy_if(h.faults, std::back_inserter(out), beside_the_plan);
  add_moves(h, seed, out);
  return out;
}

std::vector<backbone::Trouble> troubles(const Hospital& h) {
  std::vector<backbone::Trouble> out;
  for (const compiler::Impairment& first : h.impairments) {
    const bool link = first.part.kind == Part::Kind::link;
    backbone::Trouble t;
    t.part = {link ? backbone::Part::Kind::link : backbone::Part::Kind::node,
              link ? first.part.index : h.backbone.gateways[first.part.index].node};
    for (const Time at : {first.at, first.until}) {
      if (at >= h.end()) continue;
      t.at = at;
      t.rate = t.slow = 1;
      double whole = 1;
      t.latency = t.fills = Time{0};
      t.taken = 0;
      t.refused = false;
      for (const compiler::Impairment& i : h.impairments) {
        if (i.part.kind != first.part.kind || i.part.index != first.part.index) continue;
        if (at < i.at || at >= i.until) continue;
        t.rate *= i.rate;
        t.slow *= i.slow;
        whole *= 1 - i.loss;
        t.latency += i.latency;
        t.taken += i.taken;
        t.refused = t.refused || i.refused;
        t.fills = std::max(t.fills, i.fills);
      }
      t.loss = 1 - whole;
      out.push_back(t);
    }
  }
  return out;
}

std::vector<backbone::HandOver> hand_overs(const Hospital& h) {
  std::vector<backbone::HandOver> out;
  for (const compiler::Fault& f : h.faults)
    if (f.planned)
      out.push_back(
          {std::max(Time{0}, f.at - h.backbone.gateways[f.part.index].def.takeover), f.part.index});
  return out;
}

}  // namespace wardtwin::run
