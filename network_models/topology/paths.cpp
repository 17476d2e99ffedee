#include "network_models/topology/paths.h"

#include <algorithm>
#include <map>
#include <queue>
#include <set>

// g++ 12 takes an empty optional inside Boost.Graph for one that is read.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/boykov_kolmogorov_max_flow.hpp>

namespace wardtwin::topology {
namespace {

using NodePair = std::pair<NodeIndex, NodeIndex>;

/// Least latency of each connected pair, a < b.
std::map<NodePair, Time> connections(const Graph& graph) {
  std::map<NodePair, Time> pairs;
  for (const Link& link : graph.links) {
    const auto [at, fresh] = pairs.try_emplace(std::minmax(link.a, link.b), link.latency);
    if (!fresh) at->second = std::min(at->second, link.latency);
  }
  return pairs;
}

using Traits = boost::adjacency_list_traits<boost::vecS, boost::vecS, boost::directedS>;
using UnitEdge = boost::property<
    boost::edge_capacity_t, int,
    boost::property<boost::edge_residual_capacity_t, int,
                    boost::property<boost::edge_reverse_t, Traits::edge_descriptor>>>;
using UnitVertex =
    boost::property<boost::vertex_color_t, boost::default_color_type,
                    boost::property<boost::vertex_predecessor_t, Traits::edge_descriptor,
                                    boost::property<boost::vertex_distance_t, long>>>;
using UnitFlow =
    boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, UnitVertex, UnitEdge>;

void join(UnitFlow& g, std::size_t a, std::size_t b, int forth, int back) {
  const auto e = boost::add_edge(a, b, g).first, r = boost::add_edge(b, a, g).first;
  boost::put(boost::edge_capacity, g, e, forth);
  boost::put(boost::edge_capacity, g, r, back);
  boost::put(boost::edge_reverse, g, e, r);
  boost::put(boost::edge_reverse, g, r, e);
}

/// Node v is 2v (in) and 2v + 1 (out), joined by what may pass through it.
std::size_t unit_flow(const Graph& graph, const std::vector<NodeIndex>& from, NodeIndex to,
                      bool nodes) {
  const std::size_t n = graph.nodes.size();
  const int unlimited = static_cast<int>(graph.links.size()) + 1;
  UnitFlow g(2 * n + 1);
  for (NodeIndex v = 0; v < n; ++v) {
    const bool start = std::ranges::find(from, v) != from.end();
    int through = unlimited;
    if (v != to && !start)
      through = !passes_traffic(graph.nodes[v].kind) ? 0 : nodes ? 1 : unlimited;
    join(g, 2 * v, 2 * v + 1, through, 0);
    if (start) join(g, 2 * n, 2 * v, unlimited, 0);
  }
  for (const auto& [pair, latency] : connections(graph)) {
    join(g, 2 * pair.first + 1, 2 * pair.second, 1, 0);
    join(g, 2 * pair.second + 1, 2 * pair.first, 1, 0);
  }
  return static_cast<std::size_t>(boost::boykov_kolmogorov_max_flow(g, 2 * n, 2 * to + 1));
}

/// What one search may not use.
struct Banned {
  std::vector<bool> nodes;
  std::set<NodePair> hops;  ///< directed
};

class Shortest {
 public:
  explicit Shortest(const Graph& graph) : graph_(graph), arcs_(graph.nodes.size()) {
    for (const auto& [pair, latency] : connections(graph)) {
      arcs_[pair.first].push_back({pair.second, latency});
      arcs_[pair.second].push_back({pair.first, latency});
    }
    for (auto& arcs : arcs_)
      std::ranges::sort(arcs, {}, [&](const Arc& a) { return graph.nodes[a.to].name; });
  }

  /// Dijkstra; a hop counts one nanosecond more, so that of equal latencies fewer hops win.
  std::vector<NodeIndex> find(NodeIndex from, NodeIndex to, const Banned& banned) const {
    const std::size_t n = graph_.nodes.size();
    std::vector<std::int64_t> cost(n, kNever.count());
    std::vector<NodeIndex> before(n, kNowhere);
    using Entry = std::pair<std::int64_t, NodeIndex>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
    cost[from] = 0;
    open.push({0, from});
    while (!open.empty()) {
      const auto [d, v] = open.top();
      open.pop();
      if (d > cost[v]) continue;
      if (v == to) break;
      if (v != from && !passes_traffic(graph_.nodes[v].kind)) continue;
      for (const Arc& arc : arcs_[v]) {
        if (banned.nodes[arc.to] || banned.hops.contains({v, arc.to})) continue;
        const auto c = d + arc.latency.count() + graph_.nodes[arc.to].latency.count() + 1;
        if (c >= cost[arc.to]) continue;
        cost[arc.to] = c;
        before[arc.to] = v;
        open.push({c, arc.to});
      }
    }
    if (cost[to] == kNever.count()) return {};
    std::vector<NodeIndex> nodes{to};
    while (nodes.back() != from) nodes.push_back(before[nodes.back()]);
    std::ranges::reverse(nodes);
    return nodes;
  }

  Way way(std::vector<NodeIndex> nodes) const {
    Way w{Time{0}, std::move(nodes)};
    for (std::size_t i = 1; i < w.nodes.size(); ++i)
      for (const Arc& arc : arcs_[w.nodes[i - 1]])
        if (arc.to == w.nodes[i]) w.latency += arc.latency + graph_.nodes[arc.to].latency;
    return w;
  }

 private:
  struct Arc {
    NodeIndex to;
    Time latency;
  };
  const Graph& graph_;
  std::vector<std::vector<Arc>> arcs_;
};

}  // namespace

std::size_t edge_disjoint_paths(const Graph& graph, const std::vector<NodeIndex>& from,
                                NodeIndex to) {
  return unit_flow(graph, from, to, false);
}

std::size_t node_disjoint_paths(const Graph& graph, const std::vector<NodeIndex>& from,
                                NodeIndex to) {
  return unit_flow(graph, from, to, true);
}

std::vector<Way> shortest_paths(const Graph& graph, NodeIndex from, NodeIndex to, std::size_t k) {
  const Shortest shortest(graph);
  const auto less = [&](const Way& a, const Way& b) {
    if (a.latency != b.latency) return a.latency < b.latency;
    if (a.nodes.size() != b.nodes.size()) return a.nodes.size() < b.nodes.size();
    return std::ranges::lexicographical_compare(
        a.nodes, b.nodes, {}, [&](auto i) { return graph.nodes[i].name; },
        [&](auto i) { return graph.nodes[i].name; });
  };
  std::set<Way, decltype(less)> candidates(less);
  std::vector<Way> found;
  Banned none{std::vector<bool>(graph.nodes.size(), false), {}};
  if (auto first = shortest.find(from, to, none); !first.empty() && k > 0)
    found.push_back(shortest.way(std::move(first)));
  while (!found.empty() && found.size() < k) {
    const std::vector<NodeIndex> last = found.back().nodes;
    for (std::size_t spur = 0; spur + 1 < last.size(); ++spur) {
      Banned banned = none;
      for (std::size_t i = 0; i < spur; ++i) banned.nodes[last[i]] = true;
      for (const Way& w : found)
        if (w.nodes.size() > spur + 1 &&
            std::equal(last.begin(), last.begin() + static_cast<std::ptrdiff_t>(spur) + 1,
                       w.nodes.begin()))
          banned.hops.insert({w.nodes[spur], w.nodes[spur + 1]});
      auto rest = shortest.find(last[spur], to, banned);
      if (rest.empty()) continue;
      std::vector<NodeIndex> nodes(last.begin(), last.begin() + static_cast<std::ptrdiff_t>(spur));
      nodes.insert(nodes.end(), rest.begin(), rest.end());
      candidates.insert(shortest.way(std::move(nodes)));
    }
    if (candidates.empty()) break;
    found.push_back(candidates.extract(candidates.begin()).value());
  }
  return found;
}

}  // namespace wardtwin::topology
