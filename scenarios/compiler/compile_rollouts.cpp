#include <algorithm>

#include <fmt/format.h>

#include "scenarios/compiler/compile.h"

// Drug libraries: who takes them, and from which server. What makes the hospital send patients away.
namespace wardtwin::compiler {

void compile_rollouts(Compilation& c) {
  Hospital& h = c.hospital;
  if (c.context.errors() > 0) return;  // its server or devices may not be there
  std::vector<std::string> classes, servers;
  for (const Device& d : h.devices)
    if (std::ranges::find(classes, d.class_name) == classes.end()) classes.push_back(d.class_name);
  for (const topology::Node& n : h.backbone.graph.nodes)
    if (n.kind == topology::NodeKind::server) servers.push_back(n.name);
  for (const auto& [name, def] : c.devices.libraries) {
    const std::string path = "devices.libraries." + name;
    Rollout r{name, def, instant_of(def.released, h.header), h.backbone.graph.find(def.from), {}};
    for (flow::DeviceIndex d = 0; d < h.devices.size(); ++d)
      if (h.devices[d].class_name == def.of) r.devices.push_back(d);
    if (r.devices.empty())
      c.error(path + ".of", fmt::format("no device here is of class '{}'", def.of),
              {did_you_mean(def.of, classes), fmt::format("There are {}.", join(classes, 12))});
    if (std::ranges::find(servers, def.from) == servers.end())
      c.error(path + ".from", fmt::format("there is no server '{}'", def.from),
              {did_you_mean(def.from, servers)});
    if (r.released >= h.end()) c.error(path + ".released", "it comes after the end of the run");
    h.rollouts.push_back(std::move(r));
  }
}

void compile_diversion(Compilation& c) {
  const people::DiversionDef& def = c.people.diversion;
  const topology::Graph& graph = c.hospital.backbone.graph;
  std::vector<std::string> parts;
  for (const topology::Node& n : graph.nodes) parts.push_back(n.name);
  for (const topology::Link& l : graph.links) parts.push_back(l.name);
  for (const std::string& name : def.when_down)
    if (std::ranges::find(parts, name) == parts.end() && c.context.errors() == 0)
      c.error("people.diversion.when_down", fmt::format("there is no part '{}'", name),
              {did_you_mean(name, parts)});
  c.hospital.diversion = def;
}

}  // namespace wardtwin::compiler
