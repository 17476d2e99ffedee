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

}  // namespace

void compile_platform(Compilation& c) {
  Hospital& h = c.hospital;
  h.alarm_manager = c.platform.alarm_manager;
  if (h.bench && c.platform.servers.empty()) return;
  h.alarm_node = server_named(c, "platform.alarm_manager.on", c.platform.alarm_manager.on);
  h.records_on = c.platform.records_on;
  if (!h.records_on.empty()) server_named(c, "platform.records_on", c.platform.records_on);
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

}  // namespace wardtwin::compiler
