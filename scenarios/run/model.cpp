#include "scenarios/run/model.h"

#include <fmt/format.h>

#include "scenarios/run/batteries.h"
#include "scenarios/run/flow_replication.h"

namespace wardtwin::run {

results::Model model_of(const compiler::Hospital& h) {
  results::Model m;
  m.building = h.building;
  for (std::size_t u = 0; u < h.unit_names.size(); ++u) {
    const auto& staff = h.staff.units[u];
    m.units.push_back(
        {h.unit_names[u], static_cast<std::uint32_t>(h.patients.units[u].beds.size()),
         static_cast<std::uint32_t>(staff.staff.day_nurses + staff.staff.night_nurses)});
  }
  for (const compiler::Device& d : h.devices)
    m.devices.push_back({d.name, d.class_name, d.bed,
                         d.bed == flow::kNone ? flow::kNone : h.building.beds[d.bed].room});
  for (const BatteryClass& b : battery_classes(h))
    m.batteries.push_back({b.name, static_cast<std::uint32_t>(b.devices.size()), b.def.capacity});
  for (const compiler::Equipment& e : h.equipment)
    m.equipment.push_back({e.kind, e.name, e.count, e.buy, e.life_years, e.upkeep_per_year});
  for (const rtls::LocatorSetup& l : h.locators)
    m.locators.push_back({l.name, std::string(word_of(l.def.technology)),
                          static_cast<std::uint32_t>(l.tags.size())});
  for (const compiler::Flow& f : h.flows)
    m.flows.push_back({f.name, f.class_name, f.stream, f.radio, f.devices});
  for (const compiler::Bulk& b : h.bulk)
    m.flows.push_back({b.name, "bulk", b.name, "infrastructure", 1});
  if (h.wifi)
    for (std::size_t a = 0; a < h.wifi->names.size(); ++a)
      m.access_points.push_back({h.wifi->names[a], "wifi",
                                 std::to_string(h.wifi->access_points[a].channel),
                                 h.wifi->access_points[a].at});
  for (const compiler::GatewayRadio& r : h.gateway_radios)
    m.access_points.push_back({r.name, r.radio, r.channel, r.at});
  for (const std::string& g : h.gateway_names) m.gateways.push_back({g, {}});
  for (const auto& link : h.backbone.graph.links) {
    m.ports.push_back({fmt::format("{} {}", link.name, h.backbone.graph.nodes[link.a].name)});
    m.ports.push_back({fmt::format("{} {}", link.name, h.backbone.graph.nodes[link.b].name)});
  }
  for (const auto& [node, def] : h.servers)
    m.servers.push_back({h.backbone.graph.nodes[node].name, "on-premises"});
  describe_pathways(h, m);
  return m;
}

}  // namespace wardtwin::run
