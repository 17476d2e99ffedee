#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "scenarios/compiler/compile.h"

// Power feeds, shared causes and failure rates of the network's parts.
namespace wardtwin::compiler {
namespace {

std::vector<std::string> feed_names(const Compilation& c) {
  std::vector<std::string> names;
  for (const auto& [name, def] : c.network.power) names.push_back(name);
  return names;
}

/// Feeds above before feeds below; those that feed each other in a ring are told.
void order_feeds(Compilation& c) {
  Plant& plant = c.hospital.plant;
  std::map<std::string, std::uint32_t> index;
  std::vector<std::string> left = feed_names(c);
  for (bool more = true; more;) {
    more = false;
    for (const std::string& name : left) {
      const auto& def = c.network.power.at(name);
      const bool ready = std::ranges::all_of(def.fed_by, [&](const std::string& up) {
        return index.contains(up) || !c.network.power.contains(up);
      });
      if (!ready || index.contains(name)) continue;
      index[name] = static_cast<std::uint32_t>(plant.feeds.size());
      Plant::Feed feed{name, def, {}};
      for (const std::string& up : def.fed_by)
        if (const auto at = index.find(up); at != index.end()) feed.fed_by.push_back(at->second);
      plant.feeds.push_back(std::move(feed));
      more = true;
    }
  }
  std::erase_if(left, [&](const std::string& name) { return index.contains(name); });
  if (left.empty()) return;
  c.error(fmt::format("network.power.{}.fed_by", left.front()),
          fmt::format("power feeds feed each other in a ring: {}", join(left)),
          {"Leave fed_by out of the feed that is mains."});
}

std::vector<std::uint32_t> feeds_at(Compilation& c, const std::string& path,
                                    const std::vector<std::string>& wanted) {
  std::vector<std::uint32_t> found;
  const auto names = feed_names(c);
  for (const std::string& name : wanted) {
    const auto& feeds = c.hospital.plant.feeds;
    const auto at = std::ranges::find(feeds, name, &Plant::Feed::name);
    if (at != feeds.end())
      found.push_back(static_cast<std::uint32_t>(at - feeds.begin()));
    else if (!c.network.power.contains(name))
      c.error(path, fmt::format("there is no power feed '{}'", name),
              {did_you_mean(name, names), names.empty()
                                              ? "Write network: power: with at least one feed."
                                              : fmt::format("Feeds are {}.", join(names))});
  }
  return found;
}

void feed_parts(Compilation& c) {
  Plant& plant = c.hospital.plant;
  const topology::Graph& graph = c.hospital.backbone.graph;
  plant.feeds_of_node.resize(graph.nodes.size());
  auto feed = [&](const std::string& section, const std::string& name,
                  const std::vector<std::string>& wanted) {
    const auto node = graph.find(name);
    if (node != topology::kNowhere)
      plant.feeds_of_node[node] = feeds_at(c, fmt::format("{}.{}.fed_by", section, name), wanted);
  };
  for (const auto& [name, def] : c.network.power)
    feeds_at(c, fmt::format("network.power.{}.fed_by", name), def.fed_by);
  for (const auto& [name, def] : c.network.switches) feed("network.switches", name, def.fed_by);
  for (const auto& [name, def] : c.network.gateways) feed("network.gateways", name, def.fed_by);
  for (const auto& [name, def] : c.platform.servers) feed("platform.servers", name, def.fed_by);
  for (const AccessPointDef& ap : c.network.wifi.access_points)
    feed("network.wifi.access_points", ap.name, ap.fed_by);
}

/// A switch, and what is plugged into it, stand at its site.
void place_sites(Compilation& c) {
  Plant& plant = c.hospital.plant;
  const topology::Graph& graph = c.hospital.backbone.graph;
  plant.site_of_node.resize(graph.nodes.size());
  for (const auto& [name, def] : c.network.switches)
    plant.site_of_node[graph.find(name)] = def.site;
  auto follow = [&](const std::string& name, const std::string& on) {
    const auto node = graph.find(name), at = graph.find(on);
    if (node != topology::kNowhere && at != topology::kNowhere)
      plant.site_of_node[node] = plant.site_of_node[at];
  };
  for (const auto& [name, def] : c.network.gateways) follow(name, def.on);
  for (const auto& [name, def] : c.platform.servers) follow(name, def.on);
}

void find_failures(Compilation& c) {
  Plant& plant = c.hospital.plant;
  const topology::Graph& graph = c.hospital.backbone.graph;
  const faults::FailuresDef& failures = c.network.failures;
  plant.random = failures.happen;
  plant.crews = failures.crews;
  auto of_kind = [&](topology::NodeKind kind) {
    switch (kind) {
      case topology::NodeKind::access_point: return failures.access_point;
      case topology::NodeKind::router: return failures.router;
      case topology::NodeKind::firewall: return failures.firewall;
      case topology::NodeKind::gateway: return failures.gateway;
      case topology::NodeKind::server: return failures.server;
      default: return failures.switch_;
    }
  };
  for (const auto& node : graph.nodes) plant.node_failures.push_back(of_kind(node.kind));
  std::vector<std::string> names;
  for (const auto& node : graph.nodes) names.push_back(node.name);
  for (const auto& link : graph.links) {
    const std::string base = link.name.substr(0, link.name.find('#'));  // of a LAG's members
    const auto def = c.network.links.find(base);
    const bool wan = def != c.network.links.end() && def->second.kind == backbone::LinkKind::wan;
    plant.link_failures.push_back(wan ? failures.wan : failures.cable);
    names.push_back(link.name);
  }
  for (const auto& [name, def] : failures.parts) {
    const auto at = static_cast<std::size_t>(std::ranges::find(names, name) - names.begin());
    if (at == names.size())
      c.context.error(c.key_at("network.failures.parts." + name),
                      fmt::format("nothing is called '{}'", name), {did_you_mean(name, names)});
    else if (at < graph.nodes.size())
      plant.node_failures[at] = def;
    else
      plant.link_failures[at - graph.nodes.size()] = def;
  }
  // Of several machines the service is gone until another leads.
  for (const auto& [name, def] : c.platform.servers)
    if (def.members > 1) {
      const auto node = graph.find(name);
      plant.takeovers.emplace(node, def.takeover);
      plant.node_failures[node].repair = def.takeover;
    }
}

void join_causes(Compilation& c) {
  const topology::Graph& graph = c.hospital.backbone.graph;
  std::vector<std::string> names;
  for (const auto& node : graph.nodes) names.push_back(node.name);
  for (const auto& link : graph.links) names.push_back(link.name);
  for (const auto& [name, def] : c.network.common_causes) {
    Plant::CommonCause cause{name, def, {}, {}};
    const std::string path = fmt::format("network.common_causes.{}.parts", name);
    if (def.parts.empty())
      c.error("network.common_causes." + name, fmt::format("'{}' takes nothing down", name),
              {"Write parts: with the names of two or more parts of the network."});
    for (const std::string& part : def.parts) {
      const auto at = static_cast<std::size_t>(std::ranges::find(names, part) - names.begin());
      if (at == names.size())
        c.error(path, fmt::format("nothing is called '{}'", part), {did_you_mean(part, names)});
      else if (at < graph.nodes.size())
        cause.nodes.push_back(static_cast<topology::NodeIndex>(at));
      else
        cause.links.push_back(static_cast<topology::LinkIndex>(at - graph.nodes.size()));
    }
    c.hospital.plant.common_causes.push_back(std::move(cause));
  }
}

void check_power_over_ethernet(Compilation& c) {
  std::map<std::string, std::pair<double, int>> drawn;
  for (const AccessPointDef& ap : c.network.wifi.access_points)
    if (ap.fed_by.empty()) {
      drawn[ap.on].first += ap.poe;
      ++drawn[ap.on].second;
    }
  for (const auto& [name, def] : c.network.switches) {
    const auto [watts, count] = drawn[name];
    if (watts <= def.poe_budget) continue;
    c.error(
        fmt::format("network.switches.{}.poe_budget", name),
        fmt::format("'{}' cannot feed its access points", name),
        {fmt::format("{} access point{} {:g} W; it can give {:g} W.", count,
                     count == 1 ? " draws" : "s draw", watts, def.poe_budget),
         fmt::format("Write poe_budget: {:g} W or more, plug some of them in elsewhere, or give "
                     "them fed_by.",
                     watts)});
  }
}

/// Every place where frames enter must have a way to every server, when all parts are up.
void check_reachable(Compilation& c) {
  const Hospital& h = c.hospital;
  const topology::Graph& graph = h.backbone.graph;
  std::vector<topology::NodeIndex> servers;
  for (const auto& [node, def] : h.servers) servers.push_back(node);
  const topology::Forwarding routes = topology::routes(graph, servers);
  auto check = [&](const std::string& path, topology::NodeIndex from, const std::string& on) {
    for (const auto server : servers)
      if (from != server && routes.hop(server, from) == topology::kNowhere) {
        c.error(path,
                fmt::format("no way leads from '{}' to server '{}'", graph.nodes[from].name,
                            graph.nodes[server].name),
                {fmt::format("Give switch '{}', or one above it, an uplink:, or join both parts of "
                             "the network by network: links:.",
                             on)});
        return;
      }
  };
  for (const AccessPointDef& ap : c.network.wifi.access_points)
    check(fmt::format("network.wifi.access_points.{}.switch", ap.name), graph.find(ap.name), ap.on);
  for (const auto& [name, def] : c.network.gateways)
    check(fmt::format("network.gateways.{}.switch", name), graph.find(name), def.on);
  if (!h.wired.empty())
    check("network.wired.on", graph.find(c.network.wired.on), c.network.wired.on);
}

}  // namespace

void compile_plant(Compilation& c) {
  const topology::Graph& graph = c.hospital.backbone.graph;
  order_feeds(c);
  const bool sound = c.context.errors() == 0;
  feed_parts(c);
  if (graph.nodes.empty()) return;
  find_failures(c);
  join_causes(c);
  check_power_over_ethernet(c);
  if (!sound) return;
  place_sites(c);
  check_reachable(c);
}

}  // namespace wardtwin::compiler
