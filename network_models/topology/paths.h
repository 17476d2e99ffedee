#pragma once

#include <vector>

#include "network_models/topology/topology.h"

/// Ways between two places: how many that share nothing, and the shortest few.
///
/// Model       Disjoint ways are a largest flow of unit capacities (Menger's theorem); the k
///             shortest are Yen's, by latency of links and of the nodes entered (Yen, Management
///             Science 17, 1971). Parallel links between one pair count as one.
/// Valid for   Graphs of up to some thousand nodes.
/// Leaves out  Queues: latencies are those of an empty network.
/// Checked by  tests/validation/backbone/paths_test.cpp
namespace wardtwin::topology {

/// Number of ways from any of `from` to `to` that share no connection (members of a LAG are one).
std::size_t edge_disjoint_paths(const Graph& graph, const std::vector<NodeIndex>& from,
                                NodeIndex to);
/// Number of ways that share no node but their ends.
std::size_t node_disjoint_paths(const Graph& graph, const std::vector<NodeIndex>& from,
                                NodeIndex to);

struct Way {
  Time latency{0};               ///< of links and of the nodes entered
  std::vector<NodeIndex> nodes;  ///< from, ..., to
};
/// Up to k ways without loops, shortest first; of equals the one whose names sort first. Traffic
/// passes through no ends.
std::vector<Way> shortest_paths(const Graph& graph, NodeIndex from, NodeIndex to, std::size_t k);

}  // namespace wardtwin::topology
