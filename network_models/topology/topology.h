#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/time.h"
#include "sim/base/units.h"

/// The wired network as a graph: access points, gateways, switches and servers joined by links.
///
/// Model       Undirected multigraph; routes are shortest by latency, ties go to the name that
/// sorts
///             first; parallel links between one pair of nodes (a LAG) count as one edge whose
///             capacities add up.
/// Valid for   Networks of up to some thousand nodes whose routing prefers low latency.
/// Leaves out  Spanning-tree cost by port speed, equal-cost paths other than LAG members.
/// Checked by  tests/validation/backbone/topology_test.cpp
namespace wardtwin::topology {

using NodeIndex = std::uint32_t;
using LinkIndex = std::uint32_t;
inline constexpr std::uint32_t kNowhere = 0xffffffff;

enum class NodeKind : std::uint8_t {
  access_point,
  switch_,
  router,
  firewall,
  gateway,
  server,
  other
};

/// Access points, gateways and servers are ends: frames start and stop there.
constexpr bool passes_traffic(NodeKind kind) {
  return kind == NodeKind::switch_ || kind == NodeKind::router || kind == NodeKind::firewall ||
         kind == NodeKind::other;
}

struct Node {
  std::string name;
  NodeKind kind = NodeKind::switch_;
  Time latency{0};            ///< added to every frame that enters it
  std::uint32_t devices = 0;  ///< wired to it directly, for the analysis
  std::uint32_t beds = 0;     ///< served through it directly, for the analysis
};

struct Link {
  std::string name;
  NodeIndex a = 0, b = 0;
  BitsPerSecond rate{1e9};
  Time latency{0};
};

struct Graph {
  std::vector<Node> nodes;
  std::vector<Link> links;

  NodeIndex add(Node node);
  LinkIndex connect(NodeIndex a, NodeIndex b, BitsPerSecond rate, Time latency = Time{0},
                    std::string name = "");
  /// kNowhere if there is none.
  NodeIndex find(std::string_view name) const;
};

/// Readable faults of a graph (double names, links to nowhere or to themselves, rates of zero).
std::vector<std::string> validate(const Graph& graph);

/// Which parts are alive; empty vectors mean all.
struct Alive {
  std::vector<bool> nodes, links;
  bool node(NodeIndex n) const { return nodes.empty() || nodes[n]; }
  bool link(LinkIndex l) const { return links.empty() || links[l]; }
};

/// Forwarding tables of all nodes: the neighbour through which each destination is reached.
struct Forwarding {
  std::size_t nodes = 0;
  std::vector<NodeIndex> next;  ///< [destination * nodes + here]; kNowhere: unreachable or arrived
  NodeIndex hop(NodeIndex destination, NodeIndex here) const {
    return next[destination * nodes + here];
  }
};

/// Shortest-latency routes to every destination in `to` (rows of others stay unreachable). Traffic
/// does not pass through access points, gateways and servers: they are ends.
Forwarding routes(const Graph& graph, const std::vector<NodeIndex>& to, const Alive& alive = {});

/// Nodes from `from` to `to`, both included; empty if there is no way.
std::vector<NodeIndex> path(const Forwarding& routes, NodeIndex from, NodeIndex to);

/// Nodes whose loss disconnects others, by index.
std::vector<NodeIndex> articulation_points(const Graph& graph);

/// Pairs of nodes whose (collapsed) connection is the only one between two parts, a < b, sorted.
std::vector<std::pair<NodeIndex, NodeIndex>> bridges(const Graph& graph);

std::size_t biconnected_components(const Graph& graph);

/// Nodes of each part of the graph that has a ring in it (a biconnected component of more than one
/// connection), each sorted.
std::vector<std::vector<NodeIndex>> rings(const Graph& graph);

/// Shortest-path betweenness by number of hops, each unordered pair counted once.
std::vector<double> betweenness(const Graph& graph);

struct Cut {
  double flow = 0;               ///< bit/s, all links usable in both directions at full rate
  std::vector<LinkIndex> links;  ///< a smallest set of links that separates both sides
};
/// Largest flow from any of `from` to `to`, and the cut that bounds it (nearest to `from`).
Cut max_flow(const Graph& graph, const std::vector<NodeIndex>& from, NodeIndex to);

/// What the loss of one node or one connection takes away.
struct SingleFailure {
  NodeIndex node = kNowhere;             ///< the lost node, or kNowhere for
  NodeIndex a = kNowhere, b = kNowhere;  ///< a lost connection (all members of a LAG)
  std::vector<NodeIndex> cut_off;  ///< nodes that reach no server any more, the lost one included
  std::uint32_t devices = 0, beds = 0;  ///< of those nodes
};
/// Every single failure that cuts off something, largest loss of devices first, then in name order.
std::vector<SingleFailure> single_failures(const Graph& graph);

}  // namespace wardtwin::topology
