#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "network_models/backbone/backbone.h"
#include "network_models/protocols/cost.h"
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

/// How a transfer is cut up, and what that costs by way of round trips.
void set_protocol(Compilation& c, const std::string& path, const BulkFlowDef& def, Bulk& bulk) {
  if (def.protocol == flow::Protocol::tcp) return;
  if (def.protocol != flow::Protocol::dicom)
    return c.error(path + ".protocol",
                   fmt::format("large transfers are not carried by {}", word_of(def.protocol)),
                   {"Write TCP or DICOM."});
  const double objects = std::max(1.0, std::ceil(def.size / def.object));
  if (objects > 1e5)
    return c.error(path + ".object", fmt::format("{:.0f} objects of one transfer", objects),
                   {"Write a larger object:, so that there are at most 100,000."});
  const auto payload = static_cast<std::uint32_t>(std::min(4e9, std::ceil(def.size / objects)));
  const protocols::Cost cost = protocols::cost(flow::Protocol::dicom, payload, c.network.protocols);
  bulk.objects = static_cast<int>(objects);
  bulk.bytes = objects * cost.stream;
  bulk.answered = true;
  bulk.receives = cost.work;
  // the association is an exchange of its own
  bulk.opening_rounds =
      protocols::opening_rounds(c.network.protocols.tls, protocols::Opening::full) + 1;
}

/// The beds that the service is asked about: those of its units that a device watches.
void set_raises(Compilation& c, const std::string& path, const RaisesDef& def, Bulk& bulk) {
  const Hospital& h = c.hospital;
  bulk.raises = def;
  if (def.units.empty()) {
    if (const Node* written = c.node(path); written && !written->entries.empty())
      c.error(path, "it raises alarms about nobody",
              {"Write units: with the units whose beds it is asked about."});
    return;
  }
  if (h.bench)
    return c.error(path, "on a bench there is nobody about whom it could raise an alarm",
                   {"Leave raises: out, or describe a building with patients."});
  std::vector<bool> about(h.unit_names.size());
  for (const std::string& name : def.units) {
    const auto at = std::ranges::find(h.unit_names, name);
    if (at == h.unit_names.end())
      c.error(path + ".units", fmt::format("there is no unit '{}'", name),
              {did_you_mean(name, h.unit_names)});
    else
      about[static_cast<std::size_t>(at - h.unit_names.begin())] = true;
  }
  std::vector<bool> has(h.building.beds.size());
  for (flow::DeviceIndex d = 0; d < h.devices.size(); ++d) {
    const Device& device = h.devices[d];
    if (device.bed == flow::kNone || !device.monitors || has[device.bed]) continue;
    if (!about[h.building.beds[device.bed].unit]) continue;
    has[device.bed] = true;
    bulk.watched.push_back(d);
  }
  if (bulk.watched.empty() && c.context.errors() == 0)
    c.error(path + ".units", "no device watches vital signs at the beds of these units",
            {"Give them monitors in devices: per_bed:, or leave raises: out."});
}

void add_services(Compilation& c) {
  Hospital& h = c.hospital;
  for (const auto& [name, def] : c.platform.services) {
    const std::string path = "platform.services." + name;
    if (c.platform.bulk_flows.contains(name))
      c.error(path, fmt::format("'{}' is also in platform.bulk_flows", name),
              {"Rename one of them."});
    Bulk b;
    b.name = name;
    b.from = h.backbone.graph.find(def.from);
    b.to = server_named(c, path + ".on", def.on);
    b.bytes = def.input;
    b.every = def.every;
    if (b.from == topology::kNowhere)
      c.error(path + ".from", fmt::format("there is no part '{}'", def.from),
              {"Requests come from a switch or a server."});
    b.request = true;
    b.output = def.output;
    b.work = def.work;
    set_raises(c, path + ".raises", def.raises, b);
    h.bulk.push_back(b);
  }
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
    Bulk bulk;
    bulk.name = name;
    bulk.from = h.backbone.graph.find(def.from);
    bulk.to = server_named(c, path + ".to", def.to);
    bulk.bytes = def.size;
    bulk.every = def.every;
    if (bulk.from == topology::kNowhere)
      c.error(path + ".from", fmt::format("there is no part '{}'", def.from),
              {"Transfers start at a switch or a server."});
    set_protocol(c, path, def, bulk);
    h.bulk.push_back(bulk);
  }
  add_services(c);
  if (c.context.errors() > 0) return;
  for (const std::string& fault : backbone::validate(h.backbone)) c.error("network", fault);
}

}  // namespace wardtwin::compiler
