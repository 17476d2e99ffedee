#include "network_models/topology/topology.h"

#include <algorithm>
#include <cmath>
#include <queue>
#include <set>

#include <fmt/format.h>

#include "sim/base/error.h"

namespace wardtwin::topology {

NodeIndex Graph::add(Node node) {
  nodes.push_back(std::move(node));
  return static_cast<NodeIndex>(nodes.size() - 1);
}

LinkIndex Graph::connect(NodeIndex a, NodeIndex b, BitsPerSecond rate, Time latency,
                         std::string name) {
  if (name.empty() && a < nodes.size() && b < nodes.size())
    name = fmt::format("{}-{}", nodes[a].name, nodes[b].name);
  links.push_back({std::move(name), a, b, rate, latency});
  return static_cast<LinkIndex>(links.size() - 1);
}

NodeIndex Graph::find(std::string_view name) const {
  for (NodeIndex i = 0; i < nodes.size(); ++i)
    if (nodes[i].name == name) return i;
  return kNowhere;
}

std::vector<std::string> validate(const Graph& graph) {
  std::vector<std::string> faults;
  std::set<std::string_view> names;
  for (const Node& node : graph.nodes)
    if (!names.insert(node.name).second)
      faults.push_back(fmt::format("two nodes are called '{}'", node.name));
  for (const Link& link : graph.links) {
    if (link.a >= graph.nodes.size() || link.b >= graph.nodes.size())
      faults.push_back(fmt::format("link '{}' leads to a node that does not exist", link.name));
    else if (link.a == link.b)
      faults.push_back(
          fmt::format("link '{}' leads from '{}' to itself", link.name, graph.nodes[link.a].name));
    if (!(link.rate.value > 0) || !std::isfinite(link.rate.value))
      faults.push_back(fmt::format("link '{}' needs a rate above 0 bit/s", link.name));
    if (link.latency < Time{0})
      faults.push_back(fmt::format("link '{}' has a negative latency", link.name));
  }
  return faults;
}

namespace {

struct Arc {
  NodeIndex to;
  Time latency;
};

std::vector<std::vector<Arc>> live_neighbours(const Graph& graph, const Alive& alive) {
  std::vector<std::vector<Arc>> arcs(graph.nodes.size());
  for (LinkIndex l = 0; l < graph.links.size(); ++l) {
    const Link& link = graph.links[l];
    if (!alive.link(l) || !alive.node(link.a) || !alive.node(link.b)) continue;
    arcs[link.a].push_back({link.b, link.latency});
    arcs[link.b].push_back({link.a, link.latency});
  }
  return arcs;
}

}  // namespace

// Dijkstra outwards from each destination. Hops count one nanosecond each, so that even links of no
// latency prefer the way with fewer hops; ties go to the neighbour whose name sorts first.
Forwarding routes(const Graph& graph, const std::vector<NodeIndex>& to, const Alive& alive) {
  const std::size_t n = graph.nodes.size();
  const auto arcs = live_neighbours(graph, alive);
  Forwarding table{n, std::vector<NodeIndex>(n * n, kNowhere)};
  std::vector<std::int64_t> cost(n);
  using Entry = std::pair<std::int64_t, NodeIndex>;
  for (const NodeIndex destination : to) {
    if (!alive.node(destination)) continue;
    std::ranges::fill(cost, kNever.count());
    NodeIndex* const next = &table.next[destination * n];
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
    cost[destination] = 0;
    open.push({0, destination});
    while (!open.empty()) {
      const auto [d, v] = open.top();
      open.pop();
      if (d > cost[v]) continue;
      if (v != destination && !passes_traffic(graph.nodes[v].kind)) continue;
      for (const Arc& arc : arcs[v]) {
        if (arc.to == destination) continue;
        // Towards the destination the frame enters v.
        const std::int64_t c = d + arc.latency.count() + graph.nodes[v].latency.count() + 1;
        const bool better =
            c < cost[arc.to] ||
            (c == cost[arc.to] && graph.nodes[v].name < graph.nodes[next[arc.to]].name);
        if (!better) continue;
        if (c < cost[arc.to]) open.push({c, arc.to});
        cost[arc.to] = c;
        next[arc.to] = v;
      }
    }
  }
  return table;
}

std::vector<NodeIndex> path(const Forwarding& routes, NodeIndex from, NodeIndex to) {
  std::vector<NodeIndex> nodes{from};
  while (nodes.back() != to) {
    const NodeIndex next = routes.hop(to, nodes.back());
    if (next == kNowhere) return {};
    nodes.push_back(next);
  }
  return nodes;
}

}  // namespace wardtwin::topology
