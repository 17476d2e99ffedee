#include <algorithm>
#include <map>
#include <set>

// g++ 12 takes an empty optional inside Boost.Graph for one that is read.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/betweenness_centrality.hpp>
#include <boost/graph/biconnected_components.hpp>
#include <boost/graph/boykov_kolmogorov_max_flow.hpp>

#include "network_models/topology/topology.h"

// What the shape of the network alone says: single points of failure, cuts and capacities.
namespace wardtwin::topology {
namespace {

using Component = boost::property<boost::edge_index_t, std::size_t>;
using Simple = boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS,
                                     boost::no_property, Component>;
using NodePair = std::pair<NodeIndex, NodeIndex>;

/// One edge per connected pair: members of a LAG are not each other's redundancy on paper.
std::map<NodePair, double> collapsed(const Graph& graph) {
  std::map<NodePair, double> pairs;
  for (const Link& link : graph.links) pairs[std::minmax(link.a, link.b)] += link.rate.value;
  return pairs;
}

Simple simple_graph(const Graph& graph) {
  Simple g(graph.nodes.size());
  std::size_t index = 0;
  for (const auto& [pair, rate] : collapsed(graph))
    boost::add_edge(pair.first, pair.second, Component(index++), g);
  return g;
}

std::pair<std::vector<std::size_t>, std::size_t> components(const Simple& g) {
  std::vector<std::size_t> of(boost::num_edges(g));
  const auto map = boost::make_iterator_property_map(of.begin(), boost::get(boost::edge_index, g));
  const std::size_t n = boost::biconnected_components(g, map);
  return {std::move(of), n};
}

/// Nodes that some living server reaches.
std::vector<bool> served(const Graph& graph, NodeIndex lost, NodePair cut) {
  std::vector<std::vector<NodeIndex>> neighbours(graph.nodes.size());
  for (const Link& link : graph.links) {
    if (link.a == lost || link.b == lost || NodePair(std::minmax(link.a, link.b)) == cut) continue;
    neighbours[link.a].push_back(link.b);
    neighbours[link.b].push_back(link.a);
  }
  std::vector<bool> reached(graph.nodes.size(), false);
  std::vector<NodeIndex> open;
  for (NodeIndex i = 0; i < graph.nodes.size(); ++i)
    if (graph.nodes[i].kind == NodeKind::server && i != lost) {
      reached[i] = true;
      open.push_back(i);
    }
  while (!open.empty()) {
    const NodeIndex v = open.back();
    open.pop_back();
    for (const NodeIndex to : neighbours[v]) {
      if (reached[to]) continue;
      reached[to] = true;
      if (passes_traffic(graph.nodes[to].kind)) open.push_back(to);
    }
  }
  return reached;
}

void note(const Graph& graph, const std::vector<bool>& whole, SingleFailure failure,
          std::vector<SingleFailure>& found) {
  const NodePair cut =
      failure.node == kNowhere ? NodePair{failure.a, failure.b} : NodePair{kNowhere, kNowhere};
  const auto reached = served(graph, failure.node, cut);
  for (NodeIndex i = 0; i < graph.nodes.size(); ++i) {
    if (!whole[i] || reached[i]) continue;
    failure.cut_off.push_back(i);
    failure.devices += graph.nodes[i].devices;
    failure.beds += graph.nodes[i].beds;
  }
  if (!failure.cut_off.empty()) found.push_back(std::move(failure));
}

}  // namespace

std::vector<NodeIndex> articulation_points(const Graph& graph) {
  std::vector<NodeIndex> points;
  boost::articulation_points(simple_graph(graph), std::back_inserter(points));
  std::ranges::sort(points);
  return points;
}

std::size_t biconnected_components(const Graph& graph) {
  return components(simple_graph(graph)).second;
}

std::vector<NodePair> bridges(const Graph& graph) {
  const Simple g = simple_graph(graph);
  const auto [component, count] = components(g);
  std::vector<int> size(count, 0);
  for (const auto c : component) ++size[c];
  std::vector<NodePair> found;
  std::size_t index = 0;
  for (const auto& [pair, rate] : collapsed(graph))
    if (size[component[index++]] == 1) found.push_back(pair);
  return found;
}

std::vector<std::vector<NodeIndex>> rings(const Graph& graph) {
  const auto [component, count] = components(simple_graph(graph));
  std::vector<std::set<NodeIndex>> nodes(count);
  std::size_t index = 0;
  for (const auto& [pair, rate] : collapsed(graph)) {
    nodes[component[index]].insert(pair.first);
    nodes[component[index++]].insert(pair.second);
  }
  std::vector<std::vector<NodeIndex>> found;
  for (const auto& part : nodes)
    if (part.size() > 2) found.emplace_back(part.begin(), part.end());
  return found;
}

std::vector<double> betweenness(const Graph& graph) {
  const Simple g = simple_graph(graph);
  std::vector<double> centrality(graph.nodes.size());
  boost::brandes_betweenness_centrality(
      g, boost::make_iterator_property_map(centrality.begin(), boost::get(boost::vertex_index, g)));
  return centrality;
}

Cut max_flow(const Graph& graph, const std::vector<NodeIndex>& from, NodeIndex to) {
  using Traits = boost::adjacency_list_traits<boost::vecS, boost::vecS, boost::directedS>;
  using Edge = boost::property<
      boost::edge_capacity_t, double,
      boost::property<boost::edge_residual_capacity_t, double,
                      boost::property<boost::edge_reverse_t, Traits::edge_descriptor>>>;
  using Vertex =
      boost::property<boost::vertex_color_t, boost::default_color_type,
                      boost::property<boost::vertex_predecessor_t, Traits::edge_descriptor,
                                      boost::property<boost::vertex_distance_t, long>>>;
  using Flow = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, Vertex, Edge>;
  Flow g(graph.nodes.size() + 1);
  const auto source = graph.nodes.size();
  auto capacity = boost::get(boost::edge_capacity, g);
  auto reverse = boost::get(boost::edge_reverse, g);
  const auto join = [&](std::size_t a, std::size_t b, double forth, double back) {
    const auto e = boost::add_edge(a, b, g).first, r = boost::add_edge(b, a, g).first;
    capacity[e] = forth;
    capacity[r] = back;
    reverse[e] = r;
    reverse[r] = e;
  };
  double total = 0;
  for (const auto& [pair, rate] : collapsed(graph)) {
    join(pair.first, pair.second, rate, rate);
    total += rate;
  }
  for (const NodeIndex start : from) join(source, start, 2 * total + 1, 0);

  Cut cut;
  cut.flow = boost::boykov_kolmogorov_max_flow(g, source, to);
  // The cut nearest to the sources: edges out of what the residual network still reaches.
  std::vector<bool> near(graph.nodes.size() + 1, false);
  std::vector<std::size_t> open{source};
  near[source] = true;
  const auto residual = boost::get(boost::edge_residual_capacity, g);
  while (!open.empty()) {
    const auto v = open.back();
    open.pop_back();
    for (auto [e, end] = boost::out_edges(v, g); e != end; ++e) {
      const auto w = boost::target(*e, g);
      if (near[w] || !(residual[*e] > 1e-9 * total)) continue;
      near[w] = true;
      open.push_back(w);
    }
  }
  for (LinkIndex l = 0; l < graph.links.size(); ++l)
    if (near[graph.links[l].a] != near[graph.links[l].b]) cut.links.push_back(l);
  return cut;
}

std::vector<SingleFailure> single_failures(const Graph& graph) {
  const auto whole = served(graph, kNowhere, {kNowhere, kNowhere});
  std::vector<SingleFailure> found;
  for (NodeIndex i = 0; i < graph.nodes.size(); ++i) {
    SingleFailure f;
    f.node = i;
    note(graph, whole, std::move(f), found);
  }
  for (const auto& [pair, rate] : collapsed(graph)) {
    SingleFailure f;
    f.a = pair.first;
    f.b = pair.second;
    note(graph, whole, std::move(f), found);
  }
  const auto name = [&](const SingleFailure& f) {
    return f.node != kNowhere ? graph.nodes[f.node].name
                              : graph.nodes[f.a].name + "-" + graph.nodes[f.b].name;
  };
  std::ranges::sort(found, [&](const SingleFailure& x, const SingleFailure& y) {
    if (x.devices != y.devices) return x.devices > y.devices;
    if (x.beds != y.beds) return x.beds > y.beds;
    if (x.cut_off.size() != y.cut_off.size()) return x.cut_off.size() > y.cut_off.size();
    return name(x) < name(y);
  });
  return found;
}

}  // namespace wardtwin::topology
