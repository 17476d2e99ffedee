#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "scenarios/compiler/compile.h"

namespace wardtwin::compiler {
namespace {

constexpr double kServerRate = 10e9;  // bit/s of a server's network card

template <class Map>
std::vector<std::string> keys(const Map& map) {
  std::vector<std::string> names;
  for (const auto& [name, value] : map) names.push_back(name);
  return names;
}

// The switch that `name` names; told at `path` if there is none.
topology::NodeIndex switch_named(Compilation& c, const std::string& path, const std::string& name) {
  const auto names = keys(c.network.switches);
  if (c.network.switches.contains(name)) return c.hospital.backbone.graph.find(name);
  if (name.empty())
    c.error(path, "it is plugged into no switch",
            {fmt::format("Write switch: with one of {}.", join(names))});
  else
    c.error(path, fmt::format("there is no switch '{}'", name), {did_you_mean(name, names)});
  return topology::kNowhere;
}

/// What was not written stays as it is at ports of which nothing was.
void set_sheds(const backbone::LinkDef& def, backbone::PortSetup& port) {
  if (!def.sheds.written()) return;
  port.sheds = true;
  if (def.queueing == backbone::Queueing::fifo) port.overflow.fill(backbone::Overflow::drop_newest);
  const auto& s = def.sheds;
  std::size_t c = 0;
  for (const auto& written : {s.alarm, s.waveform, s.vitals, s.bulk}) {
    if (written) port.overflow[c] = *written;
    ++c;
  }
}

void connect(Compilation& c, topology::NodeIndex a, topology::NodeIndex b,
             const backbone::LinkDef& def, const std::string& name) {
  if (a == topology::kNowhere || b == topology::kNowhere) return;
  for (int i = 0; i < def.members; ++i) {
    c.hospital.backbone.graph.connect(a, b, def.rate, def.latency,
                                      def.members == 1 ? name : fmt::format("{}#{}", name, i + 1));
    backbone::PortSetup port;
    port.buffer_bytes = static_cast<std::uint64_t>(def.buffer_bytes);
    port.queueing = def.queueing;
    if (def.weights.size() == port.weights.size())
      std::ranges::copy(def.weights, port.weights.begin());
    port.shared = def.shared;
    set_sheds(def, port);
    c.hospital.backbone.links.push_back(port);
  }
}

// Switches, access points, gateways and servers share one graph: no two of them may have one name.
void check_names(Compilation& c) {
  std::map<std::string, std::string> taken;
  auto take = [&](const std::string& section, const std::string& name) {
    const auto [at, fresh] = taken.try_emplace(name, section);
    if (!fresh)
      c.context.error(c.key_at(section + "." + name),
                      fmt::format("'{}' is also in {}", name, at->second),
                      {"Rename one of them: parts of the network need names of their own."});
  };
  for (const auto& name : keys(c.network.switches)) take("network.switches", name);
  for (const AccessPointDef& ap : c.network.wifi.access_points)
    take("network.wifi.access_points", ap.name);
  const auto take_all = [&](const std::string& section, const auto& defs) {
    for (const auto& def : defs) take(section, def.name);
  };
  take_all("network.ble.gateways", c.network.ble.gateways);
  take_all("network.lorawan.gateways", c.network.lorawan.gateways);
  take_all("network.ieee802154.gateways", c.network.ieee802154.gateways);
  take_all("network.ieee802154.routers", c.network.ieee802154.routers);
  take_all("network.ble_mesh.gateways", c.network.ble_mesh.gateways);
  take_all("network.ble_mesh.relays", c.network.ble_mesh.relays);
  take_all("network.ltem.base_stations", c.network.ltem.base_stations);
  take_all("network.medradio.receivers", c.network.medradio.receivers);
  take_all("network.active_rfid.receivers", c.network.active_rfid.receivers);
  take_all("network.wmts.receivers", c.network.wmts.receivers);
  take_all("network.dect.base_stations", c.network.dect.base_stations);
  take_all("network.infrared.receivers", c.network.infrared.receivers);
  take_all("network.cellular.base_stations", c.network.cellular.base_stations);
  for (const auto& name : keys(c.network.gateways)) take("network.gateways", name);
  for (const auto& name : keys(c.platform.servers)) take("platform.servers", name);
}

topology::NodeKind kind_of(backbone::SwitchKind kind) {
  switch (kind) {
    case backbone::SwitchKind::router: return topology::NodeKind::router;
    case backbone::SwitchKind::firewall: return topology::NodeKind::firewall;
    case backbone::SwitchKind::switch_: break;
  }
  return topology::NodeKind::switch_;
}

void place(Hospital& h, topology::NodeIndex node, const std::optional<Position>& at) {
  if (at) h.placed.emplace_back(node, *at);
}

void add_switches(Compilation& c) {
  topology::Graph& g = c.hospital.backbone.graph;
  for (const auto& [name, def] : c.network.switches)
    place(c.hospital, g.add({name, kind_of(def.kind), def.latency, 0, 0}), def.at);
  for (const auto& [name, def] : c.network.switches) {
    if (def.uplink.empty()) continue;
    backbone::LinkDef link;
    link.rate = def.rate;
    link.members = def.members;
    link.buffer_bytes = def.buffer_bytes;
    link.queueing = def.queueing;
    link.weights = def.weights;
    link.sheds = def.sheds;
    link.shared = c.platform.shares_links();
    connect(c, g.find(name),
            switch_named(c, fmt::format("network.switches.{}.uplink", name), def.uplink), link,
            fmt::format("{}-{}", name, def.uplink));
  }
}

void add_ends(Compilation& c) {
  Hospital& h = c.hospital;
  topology::Graph& g = h.backbone.graph;
  auto plug = [&](const std::string& path, const std::string& name, topology::NodeKind kind,
                  const std::string& on, double rate) {
    const auto node = g.add({name, kind, Time{0}, 0, 0});
    backbone::LinkDef link;
    link.rate = {rate};
    link.shared = kind == topology::NodeKind::server && c.platform.shares_links();
    connect(c, node, switch_named(c, path, on), link, fmt::format("{}-{}", name, on));
    return node;
  };
  if (h.wifi)
    for (const AccessPointDef& ap : c.network.wifi.access_points) {
      h.wifi->nodes.push_back(plug(fmt::format("network.wifi.access_points.{}.switch", ap.name),
                                   ap.name, topology::NodeKind::access_point, ap.on, 1e9));
      h.switch_of_access_point.push_back(g.find(ap.on));
      h.backbone.accesses.push_back({h.wifi->nodes.back(), false, {1e9}, Time{0}});
    }
  for (GatewayRadio& r : h.gateway_radios) {
    r.node = r.cabled ? plug(fmt::format("{}.{}.switch", r.section, r.name), r.name,
                             topology::NodeKind::access_point, r.on, 1e8)
                      : g.add({r.name, topology::NodeKind::access_point, Time{0}, 0, 0});
    if (r.cabled) r.switch_node = g.find(r.on);
    h.backbone.accesses.push_back({r.node, false, {1e8}, Time{0}});
  }
  for (const auto& [name, def] : c.network.gateways) {
    backbone::GatewaySetup gateway;
    gateway.node = plug(fmt::format("network.gateways.{}.switch", name), name,
                        topology::NodeKind::gateway, def.on, 1e9);
    gateway.def = def;
    gateway.key = name_key(name);
    place(h, gateway.node, def.at);
    h.backbone.gateways.push_back(gateway);
    h.gateway_names.push_back(name);
  }
  for (const auto& [name, def] : c.platform.servers) {
    h.servers.emplace_back(plug(fmt::format("platform.servers.{}.switch", name), name,
                                topology::NodeKind::server, def.on, kServerRate),
                           def.messages);
    place(h, h.servers.back().first, def.at);
  }
}

void link_extra(Compilation& c) {
  topology::Graph& g = c.hospital.backbone.graph;
  for (const auto& [name, def] : c.network.links) {
    const std::string path = "network.links." + name;
    const auto a = g.find(def.from), b = g.find(def.to);
    if (a == topology::kNowhere)
      c.error(path + ".from", fmt::format("there is no part '{}'", def.from));
    if (b == topology::kNowhere)
      c.error(path + ".to", fmt::format("there is no part '{}'", def.to));
    connect(c, a, b, def, name);
  }
}

void pair_gateways(Compilation& c) {
  const auto& names = c.hospital.gateway_names;
  for (auto& gateway : c.hospital.backbone.gateways) {
    const std::string& standby = gateway.def.standby;
    if (standby.empty()) continue;
    const auto at = std::find(names.begin(), names.end(), standby);
    const auto own = static_cast<std::size_t>(&gateway - c.hospital.backbone.gateways.data());
    const std::string path = fmt::format("network.gateways.{}.standby", names[own]);
    if (at == names.end())
      c.error(path, fmt::format("there is no gateway '{}'", standby),
              {did_you_mean(standby, names)});
    else if (static_cast<std::size_t>(at - names.begin()) == own)
      c.error(path, fmt::format("'{}' stands by for itself", standby));
    else
      gateway.standby = static_cast<std::uint32_t>(at - names.begin());
  }
}

// The gateway of each room, by the units and rooms that gateways serve.
std::vector<std::uint32_t> gateway_of_rooms(Compilation& c) {
  Hospital& h = c.hospital;
  std::vector<std::uint32_t> of(h.building.rooms.size(), flow::kNone);
  for (std::uint32_t g = 0; g < h.gateway_names.size(); ++g)
    for (const std::string& name : h.backbone.gateways[g].def.serves) {
      const std::string path = fmt::format("network.gateways.{}.serves", h.gateway_names[g]);
      bool found = false;
      auto take = [&](std::uint32_t room) {
        found = true;
        if (of[room] != flow::kNone && of[room] != g)
          c.error(path, fmt::format("room '{}' is served by '{}' and by '{}'",
                                    h.building.rooms[room].name, h.gateway_names[of[room]],
                                    h.gateway_names[g]));
        of[room] = g;
      };
      for (std::uint32_t room = 0; room < of.size(); ++room)
        if (h.building.rooms[room].name == name) take(room);
      for (std::uint32_t u = 0; u < h.unit_names.size(); ++u)
        if (h.unit_names[u] == name)
          for (const auto bed : h.patients.units[u].beds) take(h.building.beds[bed].room);
      if (!found) {
        auto names = h.unit_names;
        for (const auto& room : h.building.rooms) names.push_back(room.name);
        c.error(path, fmt::format("there is no unit or room '{}'", name),
                {did_you_mean(name, names)});
      }
    }
  return of;
}

void plug_wired_devices(Compilation& c) {
  Hospital& h = c.hospital;
  topology::NodeIndex node = topology::kNowhere;
  for (Device& d : h.devices) {
    if (d.link != devices::Link::wired) continue;
    if (node == topology::kNowhere) node = switch_named(c, "network.wired.on", c.network.wired.on);
    if (node == topology::kNowhere) return;
    d.access = static_cast<std::uint32_t>(h.backbone.accesses.size());
    h.backbone.accesses.push_back({node, true, c.network.wired.rate, c.network.wired.latency});
    for (auto s = d.first_source; s < d.first_source + d.source_count; ++s)
      if (!h.sources[s].downlink)
        h.wired.push_back({s, d.access, name_key(d.name) + (s - d.first_source)});
  }
}

void route(Compilation& c, const std::vector<std::uint32_t>& gateway_of_room) {
  Hospital& h = c.hospital;
  const auto alarm_node = h.backbone.graph.find(c.platform.alarm_manager.on);
  const std::string& records =
      c.platform.records_on.empty() ? c.platform.alarm_manager.on : c.platform.records_on;
  const auto record_node = h.backbone.graph.find(records);
  h.backbone.routes.resize(h.sources.size());
  if (!h.bench) h.backbone.alarm_server = alarm_node;
  for (Device& d : h.devices) {
    if (d.bed != flow::kNone) d.gateway = gateway_of_room[h.building.beds[d.bed].room];
    if (h.bench && !h.gateway_names.empty()) d.gateway = 0;
    for (auto s = d.first_source; s < d.first_source + d.source_count; ++s) {
      backbone::SourceRoute& r = h.backbone.routes[s];
      // what tells of an alarm, its end as well, goes where alarms are followed
      const bool alarm = s == d.alarm || s == d.cleared || s == d.acknowledge || s == d.push;
      r.access = d.link == devices::Link::wired ? d.access : flow::kNone;
      if (!h.sources[s].downlink) r.gateway = d.gateway;
      r.server = alarm ? alarm_node : record_node;
      r.reliable = h.sources[s].traffic == flow::TrafficClass::alarm;
    }
  }
}

// A weighted port has one share for each class.
void check_weights(Compilation& c) {
  const auto check = [&](const std::string& path, const std::vector<double>& weights) {
    if (weights.size() != flow::kTrafficClasses ||
        std::ranges::any_of(weights, [](double w) { return !(w > 0 && w <= 1000); }))
      c.error(path + ".weights",
              fmt::format("a port needs {} weights above 0 and at most 1000; here are [{:g}]",
                          flow::kTrafficClasses, fmt::join(weights, ", ")),
              {"Write one each for alarms, waveforms, readings and bulk: weights: [8, 4, 2, 1]."});
  };
  for (const auto& [name, def] : c.network.switches) check("network.switches." + name, def.weights);
  for (const auto& [name, def] : c.network.links) check("network.links." + name, def.weights);
}

Time convergence_of(const backbone::SwitchDef& def) {
  return def.convergence.value_or(backbone::recovery_time(def.recovery));
}

// How long each part's failure goes unnoticed: by its own setting, or by those of the switches at
// its ends.
void set_convergence(Compilation& c) {
  backbone::Setup& b = c.hospital.backbone;
  const topology::Graph& g = b.graph;
  auto at = [&](topology::NodeIndex n) -> std::optional<Time> {
    const auto def = c.network.switches.find(g.nodes[n].name);
    if (def == c.network.switches.end()) return {};
    return convergence_of(def->second);
  };
  for (topology::NodeIndex n = 0; n < g.nodes.size(); ++n)
    b.node_convergence.push_back(at(n).value_or(b.convergence));
  for (const topology::Link& link : g.links) {
    Time t = std::max(at(link.a).value_or(Time{0}), at(link.b).value_or(Time{0}));
    const auto def = c.network.links.find(link.name.substr(0, link.name.find('#')));
    if (def != c.network.links.end() && def->second.recovery)
      t = backbone::recovery_time(*def->second.recovery);
    b.link_convergence.push_back(t);
  }
}

// Switches that stand in a ring and of which one runs nothing that breaks the ring.
void check_loops(Compilation& c) {
  const topology::Graph& g = c.hospital.backbone.graph;
  for (const auto& ring : topology::rings(g)) {
    std::vector<std::string> names;
    for (const auto n : ring) names.push_back(g.nodes[n].name);
    for (const std::string& name : names) {
      const auto def = c.network.switches.find(name);
      if (def == c.network.switches.end() || def->second.recovery != backbone::Recovery::none)
        continue;
      c.error(fmt::format("network.switches.{}.recovery", name),
              fmt::format("'{}' stands in a ring without spanning tree", name),
              {fmt::format("{} form a ring; a broadcast would go round it for ever.", join(names)),
               "Write recovery: RSTP, or leave one of the ring's links out."});
    }
  }
}

}  // namespace

void compile_backbone(Compilation& c) {
  Hospital& h = c.hospital;
  for (const auto& row : c.flows.rows()) {
    const std::string radio(word_of(row.link));
    h.flows.push_back(
        {fmt::format("{}/{}", row.class_name, row.stream), row.class_name, row.stream, radio, 0});
  }
  for (std::size_t i = 0; i < h.sources.size(); ++i) {
    // a stream with code has a source for each of its sizes
    const flow::Source& s = h.sources[i];
    const bool again =
        i > 0 && h.sources[i - 1].device == s.device && h.sources[i - 1].flow == s.flow;
    h.flows[s.flow].devices += !again;
  }
  h.backbone.flows = h.flows.size();
  h.backbone.warm_up = h.header.warm_up;
  if (h.wifi) h.wifi->setup.flows = h.flows.size();
  if (h.bench && c.platform.servers.empty()) {
    if (h.wifi) h.wifi->setup.counts_delivery = true;
    return;
  }
  check_names(c);
  check_weights(c);
  add_switches(c);
  add_ends(c);
  link_extra(c);
  set_convergence(c);
  check_loops(c);
  pair_gateways(c);
  plug_wired_devices(c);
  route(c, gateway_of_rooms(c));
  h.backbone.protocols = c.network.protocols;
  if (std::ranges::none_of(h.backbone.costs, &protocols::Cost::transport_resends))
    h.backbone.costs.clear();  // UDP alone
  h.backbone.sources = h.sources;
}

}  // namespace wardtwin::compiler
