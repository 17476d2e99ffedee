#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "network_models/attacks/load.h"
#include "scenarios/compiler/compile.h"

// Attacks: floods and disturbances become faults and impairments here; what spreads or lures is
// drawn in every run, from the hosts and segments found here.
namespace wardtwin::compiler {
namespace {

using attacks::AttackDef;

std::vector<std::string> names_of(const auto& map) {
  std::vector<std::string> names;
  for (const auto& [name, unused] : map) names.push_back(name);
  return names;
}

/// Which side of the firewalls each node of the graph is on: parts that are joined without one.
std::vector<std::uint32_t> sides(const topology::Graph& g) {
  std::vector<std::uint32_t> side(g.nodes.size());
  std::iota(side.begin(), side.end(), 0u);
  const auto root = [&](std::uint32_t n) {
    while (side[n] != n) n = side[n] = side[side[n]];
    return n;
  };
  for (const topology::Link& l : g.links)
    if (g.nodes[l.a].kind != topology::NodeKind::firewall &&
        g.nodes[l.b].kind != topology::NodeKind::firewall)
      side[root(l.a)] = root(l.b);
  for (std::uint32_t n = 0; n < side.size(); ++n) side[n] = root(n);
  return side;
}

/// Where a device enters the network; kNowhere if it cannot be talked to there.
topology::NodeIndex entry_of(const Hospital& h, const Device& d) {
  switch (d.link) {
    case devices::Link::wired:
    case devices::Link::cellular:
      return d.access < h.backbone.accesses.size() ? h.backbone.accesses[d.access].node
                                                   : topology::kNowhere;
    case devices::Link::wifi:
      if (h.wifi && d.station != flow::kNone && !h.wifi->reach[d.station].empty())
        return h.wifi->nodes[h.wifi->reach[d.station].front()];
      return topology::kNowhere;
    default: return topology::kNowhere;  // no network of its own
  }
}

/// Hosts, and the segments they are in: what `segments` says, on one side of the firewalls.
struct Segments {
  Compilation& c;
  std::map<std::string, std::string> named;  // class or part -> segment
  std::map<std::pair<std::string, std::uint32_t>, std::uint32_t> index;

  void read() {
    const Hospital& h = c.hospital;
    for (const auto& [segment, members] : c.network.security.segments)
      for (const std::string& name : members) {
        const std::string path = "network.security.segments." + segment;
        if (!c.classes.contains(name) && h.backbone.graph.find(name) == topology::kNowhere &&
            std::ranges::none_of(h.devices, [&](const Device& d) { return d.class_name == name; }))
          c.error(path, fmt::format("'{}' is no device class and no part of the network", name),
                  {did_you_mean(name, members_of_segments())});
        const auto [at, fresh] = named.try_emplace(name, segment);
        if (!fresh) c.error(path, fmt::format("'{}' is in segment '{}' already", name, at->second));
      }
  }
  /// Everything that may be in one.
  std::vector<std::string> members_of_segments() const {
    std::vector<std::string> names;
    for (const auto& [name, unused] : c.classes) names.push_back(name);
    for (const topology::Node& n : c.hospital.backbone.graph.nodes) names.push_back(n.name);
    for (const Device& d : c.hospital.devices) names.push_back(d.class_name);
    return names;
  }
  std::uint32_t of(const std::string& name, std::uint32_t side) {
    const auto segment = named.find(name);
    const std::string key = segment == named.end() ? "" : segment->second;
    return index.try_emplace({key, side}, static_cast<std::uint32_t>(index.size())).first->second;
  }
  void allow() {
    auto& allowed = c.hospital.attacks.allowed;
    allowed.resize(index.size());
    for (const auto& [from, targets] : c.network.security.allowed)
      for (const std::string& to : targets) {
        const auto& segments = c.network.security.segments;
        for (const std::string& name : {from, to})
          if (!segments.contains(name))
            c.error("network.security.allowed." + from,
                    fmt::format("there is no segment '{}'", name),
                    {did_you_mean(name, names_of(segments))});
        for (const auto& [a, i] : index)
          for (const auto& [b, k] : index)
            if (a.first == from && b.first == to && i != k) allowed[i].push_back(k);
      }
  }
};

/// The zone of each node: named switches, and what is plugged into them. Zones count from 1.
std::vector<std::uint32_t> find_zones(Compilation& c) {
  Hospital& h = c.hospital;
  const topology::Graph& g = h.backbone.graph;
  std::vector<std::uint32_t> zone(g.nodes.size());
  for (const auto& [name, switches] : c.network.security.isolation.zones) {
    const std::string path = "network.security.isolation.zones." + name;
    h.attacks.zones.push_back({name, {}});
    for (const std::string& s : switches) {
      const auto node = g.find(s);
      if (!c.network.switches.contains(s))
        c.error(path, fmt::format("there is no switch '{}'", s),
                {did_you_mean(s, names_of(c.network.switches)),
                 "A zone is a list of switches and what is plugged into them."});
      else if (zone[node] > 0)
        c.error(path, fmt::format("'{}' is in zone '{}' already", s,
                                  h.attacks.zones[zone[node] - 1].name));
      else
        zone[node] = static_cast<std::uint32_t>(h.attacks.zones.size());
    }
  }
  const auto is_end = [&](topology::NodeIndex n) {
    return !c.network.switches.contains(g.nodes[n].name);
  };
  for (const topology::Link& l : g.links)
    for (const auto& [end, on] : {std::pair(l.a, l.b), std::pair(l.b, l.a)})
      if (is_end(end) && zone[end] == 0) zone[end] = zone[on];
  for (topology::LinkIndex l = 0; l < g.links.size(); ++l)
    for (const auto z : {zone[g.links[l].a], zone[g.links[l].b]})
      if (z > 0 && zone[g.links[l].a] != zone[g.links[l].b])
        h.attacks.zones[z - 1].edge.push_back(l);
  for (const Attacks::Zone& z : h.attacks.zones)
    if (z.edge.empty() && c.context.errors() == 0)
      c.error(
          "network.security.isolation.zones." + z.name,
          fmt::format("nothing leads from zone '{}' to the rest, so it cannot be cut off", z.name),
          {"Name the switches of a ward, and not all that there are."});
  return zone;
}

void find_hosts(Compilation& c) {
  Hospital& h = c.hospital;
  const auto zone = find_zones(c);
  const auto side = sides(h.backbone.graph);
  Segments segments{c, {}, {}};
  segments.read();
  for (flow::DeviceIndex d = 0; d < h.devices.size(); ++d)
    if (const auto node = entry_of(h, h.devices[d]); node != topology::kNowhere)
      h.attacks.hosts.push_back(
          {d, topology::kNowhere, segments.of(h.devices[d].class_name, side[node]), zone[node]});
  for (topology::NodeIndex n = 0; n < h.backbone.graph.nodes.size(); ++n) {
    const topology::Node& node = h.backbone.graph.nodes[n];
    if (node.kind == topology::NodeKind::gateway || node.kind == topology::NodeKind::server)
      h.attacks.hosts.push_back({flow::kNone, n, segments.of(node.name, side[n]), zone[n]});
  }
  segments.allow();
}

/// What an attack is aimed at, told if there is no such thing.
struct Aim {
  Compilation& c;
  const std::string path;
  const AttackDef& def;

  std::optional<std::uint32_t> among(const std::vector<std::string>& names, std::string_view kind) {
    const auto at = std::ranges::find(names, def.what);
    if (at != names.end()) return static_cast<std::uint32_t>(at - names.begin());
    c.error(path + ".what",
            fmt::format("a {} is aimed at {}, and '{}' is none", word_of(def.kind), kind, def.what),
            {did_you_mean(def.what, names)});
    return {};
  }
  std::optional<std::uint32_t> link() {
    std::vector<std::string> names;
    for (const topology::Link& l : c.hospital.backbone.graph.links) names.push_back(l.name);
    return among(names, "a link");
  }
  std::optional<std::uint32_t> gateway() { return among(c.hospital.gateway_names, "a gateway"); }
  std::optional<std::uint32_t> access_point() {
    return among(c.hospital.wifi ? c.hospital.wifi->names : std::vector<std::string>{},
                 "an access point");
  }
};

void impair(Compilation& c, const std::string& name, Impairment i, const AttackDef& def) {
  i.what = fmt::format("{}: {} of {}", name, word_of(def.kind), def.what);
  c.hospital.impairments.push_back(std::move(i));
}

/// What is sent into a link: it keeps the rest, or loses a share once that is nothing.
void fill(Hospital& h, topology::LinkIndex l, BitsPerSecond flood, Impairment& i) {
  const BitsPerSecond link = h.backbone.graph.links[l].rate;
  const attacks::Left left = attacks::left_of(link, flood);
  if (left.full)
    i.latency =
        from_seconds(8 * static_cast<double>(h.backbone.links[l].buffer_bytes) / link.value);
  i.part = {Part::Kind::link, l};
  i.rate = left.rate;
  i.loss = left.loss;
  h.backbone.links[l].shared = true;  // its rate changes
}

/// Hosts that ransomware may begin with, or whose device an access point may lure.
std::vector<std::uint32_t> hosts_where(const Hospital& h, auto is) {
  std::vector<std::uint32_t> out;
  for (std::uint32_t i = 0; i < h.attacks.hosts.size(); ++i)
    if (is(h.attacks.hosts[i])) out.push_back(i);
  return out;
}

/// What a flood leaves of a gateway: its cores, or its connections.
void press(const AttackDef& def, const attacks::SecurityDef& security,
           const backbone::GatewayDef& gateway, Time lasts, Impairment& i) {
  using enum attacks::Kind;
  const double connects = std::min(def.connects, security.connect_limit.value_or(def.connects));
  const double messages = std::min(def.messages, security.message_limit.value_or(def.messages));
  switch (def.kind) {
    case connect_flood:
      i.slow = attacks::slower_by(connects, gateway.sessions.handshake.mean(), gateway.cores);
      return;
    case publish_flood:
      i.slow = attacks::slower_by(messages, gateway.service_vitals.mean(), gateway.cores);
      return;
    default: {
      // held until it is over, so that all that are left go to it; or for a while each (Little)
      const double each = seconds(def.kind == syn_flood ? std::min(def.half_open, lasts) : lasts);
      i.taken = static_cast<int>(std::min<double>(gateway.sessions.limit, connects * each));
    }
  }
}

/// A flood of packets for a gateway: through its cables to its cores.
void flood_gateway(Compilation& c, const std::string& name, const AttackDef& def, std::uint32_t g,
                   Impairment i) {
  Hospital& h = c.hospital;
  const backbone::GatewaySetup& gateway = h.backbone.gateways[g];
  const topology::Graph& graph = h.backbone.graph;
  const bool tcp = def.kind == attacks::Kind::tcp_flood;
  std::vector<topology::LinkIndex> cables;
  for (topology::LinkIndex l = 0; l < graph.links.size(); ++l)
    if (graph.links[l].a == gateway.node || graph.links[l].b == gateway.node) cables.push_back(l);
  const auto others = static_cast<double>(
      std::ranges::count_if(h.devices, [g](const Device& d) { return d.gateway == g; }));
  double packets = 0;
  for (const topology::LinkIndex l : cables) {
    const BitsPerSecond link = graph.links[l].rate;
    BitsPerSecond flood{def.rate.value / static_cast<double>(cables.size())};
    if (const auto limit = c.network.security.rate_limit)
      flood.value = std::min(flood.value, limit->value);
    if (tcp) flood = attacks::taken_by_tcp(link, flood, def.connections, others);
    packets += std::min(flood.value, link.value) / 8 / def.packet;
    Impairment cable = i;
    fill(h, l, flood, cable);
    impair(c, name, cable, def);
  }
  i.part = {Part::Kind::gateway, g};
  // what it takes it also answers
  i.slow = attacks::slower_by(packets, (tcp ? 2 : 1) * seconds(def.packet_work), gateway.def.cores);
  if (tcp) i.taken = std::min(gateway.def.sessions.limit, def.connections);
  impair(c, name, i, def);
}

void compile_one(Compilation& c, const std::string& name, const AttackDef& def) {
  using enum attacks::Kind;
  Hospital& h = c.hospital;
  const std::string path = "network.attacks." + name;
  Aim aim{c, path, def};
  const Time at = instant_of(def.at, h.header);
  const Time until = def.lasts ? at + *def.lasts : kNever;
  if (at >= h.end()) c.error(path + ".at", "it comes after the end of the run");
  const attacks::SecurityDef& security = c.network.security;
  Impairment i{"", {Part::Kind::link, 0}, at, until};
  switch (def.kind) {
    case flood:
      if (const auto l = aim.link()) {
        BitsPerSecond rate = def.rate;
        if (security.rate_limit) rate.value = std::min(rate.value, security.rate_limit->value);
        fill(h, *l, rate, i);
        impair(c, name, i, def);
      }
      return;
    case spoofing:
      if (const auto l = aim.link()) {
        i.part.index = *l;
        i.loss = def.loss;
        i.latency = def.delay;
        impair(c, name, i, def);
      }
      return;
    case connect_flood:
    case publish_flood:
    case slow_connects:
    case syn_flood:
      if (const auto g = aim.gateway()) {
        i.part = {Part::Kind::gateway, *g};
        press(def, security, h.backbone.gateways[*g].def, std::min(until, h.end()) - at, i);
        impair(c, name, i, def);
      }
      return;
    case udp_flood:
    case tcp_flood:
      if (const auto g = aim.gateway()) flood_gateway(c, name, def, *g, i);
      return;
    case jamming:
      if (const auto ap = aim.access_point())
        h.faults.push_back({h.wifi->names[*ap], {Part::Kind::access_point, *ap}, at, until});
      return;
    case rogue_access_point:
      if (const auto ap = aim.access_point())
        h.attacks.list.push_back({name, def, at, until, hosts_where(h, [&](const Attacks::Host& x) {
                                    if (x.device == flow::kNone) return false;
                                    const Device& d = h.devices[x.device];
                                    return d.link == devices::Link::wifi &&
                                           h.wifi->reach[d.station].front() == *ap;
                                  })});
      return;
    case scan:
    case false_readings: {
      auto hosts = hosts_where(h, [&](const Attacks::Host& x) {
        return x.device != flow::kNone && h.devices[x.device].class_name == def.what;
      });
      if (hosts.empty())
        c.error(path + ".what", fmt::format("no device of class '{}' is on the network", def.what),
                {"Devices on cable, Wi-Fi and cellular links can be reached."});
      h.attacks.list.push_back({name, def, at, until, std::move(hosts)});
      return;
    }
    case ransomware: {
      auto first = hosts_where(h, [&](const Attacks::Host& x) {
        return x.device != flow::kNone ? h.devices[x.device].class_name == def.what
                                       : h.backbone.graph.nodes[x.node].name == def.what;
      });
      if (first.empty())
        c.error(path + ".what",
                fmt::format("no host of class or name '{}' is on the network", def.what),
                {"Devices on cable, Wi-Fi and cellular links, gateways and servers are hosts."});
      h.attacks.list.push_back({name, def, at, until, std::move(first)});
      return;
    }
  }
}

}  // namespace

void compile_attacks(Compilation& c) {
  if (c.network.attacks.empty() && c.network.security.detector.false_alarms == 0) return;
  if (c.context.errors() > 0) return;  // its parts may not be there
  if (c.hospital.backbone.graph.nodes.empty())
    return c.error("network.attacks", "there is no network behind the radio to attack");
  c.hospital.attacks.security = c.network.security;
  find_hosts(c);
  for (const auto& [name, def] : c.network.attacks) compile_one(c, name, def);
}

void compile_maintenance(Compilation& c) {
  Hospital& h = c.hospital;
  std::vector<std::string> classes;
  for (const Device& d : h.devices)
    if (std::ranges::find(classes, d.class_name) == classes.end()) classes.push_back(d.class_name);
  for (const auto& [name, def] : c.devices.maintenance.classes)
    if (std::ranges::find(classes, name) == classes.end() && c.context.errors() == 0)
      c.error("devices.maintenance.classes." + name,
              fmt::format("no device here is of class '{}'", name),
              {did_you_mean(name, classes), fmt::format("There are {}.", join(classes, 12))});
  h.maintenance = c.devices.maintenance;
}

}  // namespace wardtwin::compiler
