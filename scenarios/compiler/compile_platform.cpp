#include <fmt/format.h>

#include "network_models/backbone/backbone.h"
#include "scenarios/compiler/compile.h"

namespace wardtwin::compiler {
namespace {

std::vector<std::string> server_names(const Compilation& c) {
  std::vector<std::string> names;
  for (const auto& [name, def] : c.platform.servers) names.push_back(name);
  return names;
}

topology::NodeIndex server_named(Compilation& c, const std::string& path, const std::string& name) {
  if (c.platform.servers.contains(name)) return c.hospital.backbone.graph.find(name);
  const auto names = server_names(c);
  const std::string key = path.substr(path.rfind('.') + 1);
  c.error(path,
          name.empty() ? fmt::format("{} names no server", path)
                       : fmt::format("there is no server '{}'", name),
          {name.empty() ? std::string() : did_you_mean(name, names),
           names.empty() ? "Write platform: servers: with at least one."
                         : fmt::format("Write {}: with one of {}.", key, join(names))});
  return topology::kNowhere;
}

void repeat(const FaultDef& def, Fault fault, Hospital& h) {
  const Time every = def.every.value_or(kNever);
  for (int n = 0; fault.at < h.end() && (n == 0 || def.times == 0 || n < def.times); ++n) {
    h.faults.push_back(fault);
    if (!def.every || !def.lasts) return;
    fault.at += every;
    fault.until = fault.at + *def.lasts;
  }
}

}  // namespace

void compile_platform(Compilation& c) {
  Hospital& h = c.hospital;
  h.alarm_manager = c.platform.alarm_manager;
  if (h.bench && c.platform.servers.empty()) return;
  h.alarm_node = server_named(c, "platform.alarm_manager.on", c.platform.alarm_manager.on);
  if (!c.platform.records_on.empty()) server_named(c, "platform.records_on", c.platform.records_on);
  for (const auto& [name, def] : c.platform.bulk_flows) {
    const std::string path = "platform.bulk_flows." + name;
    Bulk bulk{name, h.backbone.graph.find(def.from), server_named(c, path + ".to", def.to),
              def.size, def.every};
    if (bulk.from == topology::kNowhere)
      c.error(path + ".from", fmt::format("there is no part '{}'", def.from),
              {"Transfers start at a switch or a server."});
    h.bulk.push_back(bulk);
  }
  if (c.context.errors() > 0) return;
  for (const std::string& fault : backbone::validate(h.backbone)) c.error("network", fault);
}

void compile_faults(Compilation& c) {
  Hospital& h = c.hospital;
  const Node* list = c.node("faults");
  for (std::size_t i = 0; i < c.scenario.faults.size(); ++i) {
    const FaultDef& def = c.scenario.faults[i];
    Fault fault{def.what, {}, instant_of(def.at, h.header), kNever};
    if (def.lasts) fault.until = fault.at + *def.lasts;
    std::vector<std::string> names;
    bool found = false;
    auto offer = [&](const std::string& name, Part::Kind kind, std::uint32_t index) {
      names.push_back(name);
      if (name != def.what) return;
      fault.part = {kind, index};
      found = true;
    };
    if (h.wifi)
      for (std::uint32_t a = 0; a < h.wifi->names.size(); ++a)
        offer(h.wifi->names[a], Part::Kind::access_point, a);
    for (std::uint32_t r = 0; r < h.gateway_radios.size(); ++r)
      offer(h.gateway_radios[r].name, Part::Kind::gateway_radio, r);
    for (std::uint32_t g = 0; g < h.gateway_names.size(); ++g)
      offer(h.gateway_names[g], Part::Kind::gateway, g);
    const topology::Graph& graph = h.backbone.graph;
    for (const auto& [name, unused] : c.network.switches)
      offer(name, Part::Kind::switch_, graph.find(name));
    for (const auto& [name, unused] : c.platform.servers)
      offer(name, Part::Kind::server, graph.find(name));
    for (std::uint32_t l = 0; l < graph.links.size(); ++l)
      offer(graph.links[l].name, Part::Kind::link, l);
    if (!h.bench) offer("alarm_manager", Part::Kind::alarm_manager, 0);
    for (std::uint32_t f = 0; f < h.plant.feeds.size(); ++f)
      offer(h.plant.feeds[f].name, Part::Kind::power, f);
    if (found) {
      repeat(def, fault, h);
      continue;
    }
    const Node* what = list && i < list->items.size() ? list->items[i].find("what") : nullptr;
    if (what)
      c.context.error(
          what->at, fmt::format("nothing is called '{}'", def.what),
          {did_you_mean(def.what, names),
           "Access points, gateways, switches, servers, cables, power feeds and alarm_manager can "
           "fail."});
  }
}

}  // namespace wardtwin::compiler
