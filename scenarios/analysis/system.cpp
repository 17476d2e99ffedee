#include <algorithm>
#include <map>
#include <tuple>

#include "scenarios/analysis/analysis.h"

// The compiled hospital as what reliability asks for: components, and what each place needs.
namespace wardtwin::analysis {

topology::System system_of(const compiler::Hospital& h) {
  const compiler::Plant& plant = h.plant;
  topology::System system;
  system.graph = h.backbone.graph;
  for (std::size_t i = 0; i < system.graph.nodes.size(); ++i)
    system.nodes.push_back(
        {{system.add(system.graph.nodes[i].name, plant.node_failures[i].unavailability())},
         plant.feeds_of_node[i]});
  for (std::size_t i = 0; i < system.graph.links.size(); ++i)
    system.links.push_back(
        {{system.add(system.graph.links[i].name, plant.link_failures[i].unavailability())}, {}});
  for (const auto& feed : plant.feeds)
    system.feeds.push_back(
        {feed.name, {system.add(feed.name, feed.def.unavailability())}, feed.fed_by});
  for (const auto& cause : plant.common_causes) {
    const auto c = system.add(cause.name, cause.def.failure().unavailability());
    for (const auto n : cause.nodes) system.nodes[n].all.push_back(c);
    for (const auto l : cause.links) system.links[l].all.push_back(c);
  }
  return system;
}

std::vector<Place> places_of(const compiler::Hospital& h) {
  std::vector<std::uint32_t> unit_of_bed(h.building.beds.size(), flow::kNone);
  for (std::uint32_t u = 0; u < h.patients.units.size(); ++u)
    for (const auto bed : h.patients.units[u].beds) unit_of_bed[bed] = u;
  std::map<std::pair<std::uint32_t, topology::Service>, Place> places;
  for (const compiler::Device& d : h.devices) {
    if (d.bed == flow::kNone || d.alarm == flow::kNone) continue;
    topology::Service service;
    if (d.station != flow::kNone)
      for (const auto ap : h.wifi->reach[d.station]) service.entries.push_back(h.wifi->nodes[ap]);
    else if (d.access != flow::kNone)
      service.entries.push_back(h.backbone.accesses[d.access].node);
    if (d.gateway != flow::kNone) {
      const auto& gateway = h.backbone.gateways[d.gateway];
      service.gateways.push_back(gateway.node);
      if (gateway.standby != flow::kNone)
        service.gateways.push_back(h.backbone.gateways[gateway.standby].node);
    }
    service.server = h.backbone.routes[d.alarm].server;
    std::ranges::sort(service.entries);
    Place& place = places[{unit_of_bed[d.bed], service}];
    place.service = service;
    place.unit = unit_of_bed[d.bed];
    ++place.devices;
    ++place.alarm_streams;
    const auto at = std::ranges::lower_bound(place.beds, d.bed);
    if (at == place.beds.end() || *at != d.bed) place.beds.insert(at, d.bed);
  }
  std::vector<Place> out;
  for (auto& [key, place] : places) out.push_back(std::move(place));
  return out;
}

}  // namespace wardtwin::analysis
