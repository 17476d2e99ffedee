#include "network_models/topology/topology.h"

#include <gmock/gmock.h>

namespace wardtwin::topology {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

// The example of Boost.Graph's biconnected components page.
Graph boost_example() {
  Graph g;
  for (int i = 0; i < 9; ++i) g.add({.name = std::string(1, static_cast<char>('0' + i))});
  for (const auto& [a, b] : std::vector<std::pair<NodeIndex, NodeIndex>>{
           {0, 5}, {0, 1}, {0, 6}, {1, 2}, {1, 3}, {1, 4}, {2, 3}, {4, 5}, {6, 8}, {6, 7}, {7, 8}})
    g.connect(a, b, BitsPerSecond{1e9});
  return g;
}

TEST(TOPO_1, ComponentsCutsAndBetweenness) {
  const Graph g = boost_example();
  EXPECT_EQ(biconnected_components(g), 4u);
  EXPECT_THAT(articulation_points(g), ElementsAre(0, 1, 6));
  EXPECT_THAT(bridges(g), ElementsAre(std::pair{0u, 6u}));
  EXPECT_THAT(betweenness(g), ElementsAre(16.5, 14, 0, 0, 1.5, 2, 12, 0, 0));
}

TEST(TOPO_1, ALagIsStillABridge) {
  Graph g = boost_example();
  g.connect(0, 6, BitsPerSecond{1e9});
  EXPECT_THAT(bridges(g), ElementsAre(std::pair{0u, 6u}));
  EXPECT_DOUBLE_EQ(max_flow(g, {0}, 6).flow, 2e9);
}

struct Hospital {
  Graph g;
  NodeIndex at(std::string_view name) const { return g.find(name); }
  void link(std::string_view a, std::string_view b, double gbit) {
    for (const auto name : {a, b}) {
      if (g.find(name) != kNowhere) continue;
      const NodeKind kind = name[0] == 'S'              ? NodeKind::server
                            : name.substr(0, 2) == "AP" ? NodeKind::access_point
                                                        : NodeKind::switch_;
      g.add({.name = std::string(name),
             .kind = kind,
             .devices = kind == NodeKind::access_point ? 10u : 0u});
    }
    g.connect(g.find(a), g.find(b), BitsPerSecond{gbit * 1e9});
  }
};

// Two cores, two distribution switches, three access switches; A2 hangs on D1 alone, A3 on D2.
Hospital hospital() {
  Hospital h;
  h.link("WAN1", "FW1", 1);
  h.link("WAN2", "FW2", .5);
  h.link("NET", "WAN1", 1);
  h.link("NET", "WAN2", .5);
  h.link("FW1", "C1", 10);
  h.link("FW2", "C2", 10);
  h.link("C1", "C2", 40);
  for (const auto c : {"C1", "C2"})
    for (const auto d : {"D1", "D2"}) h.link(c, d, 10);
  h.link("D1", "A1", 1);
  h.link("D2", "A1", 1);
  h.link("D1", "A2", 1);
  h.link("D2", "A3", 1);
  h.link("A1", "AP1", 1);
  h.link("A1", "AP2", 1);
  h.link("A2", "AP3", 1);
  h.link("A3", "AP4", 1);
  h.link("C1", "S1", 10);
  h.link("C2", "S1", 10);
  h.link("C2", "S2", 10);
  return h;
}

TEST(TOPO_2, SinglePointsOfFailure) {
  const auto h = hospital();
  std::vector<std::string> points, lines;
  for (const auto i : articulation_points(h.g)) points.push_back(h.g.nodes[i].name);
  for (const auto& [a, b] : bridges(h.g))
    lines.push_back(h.g.nodes[a].name + "-" + h.g.nodes[b].name);
  EXPECT_THAT(points, UnorderedElementsAre("A1", "A2", "A3", "C2", "D1", "D2"));
  EXPECT_THAT(lines, UnorderedElementsAre("D1-A2", "D2-A3", "A1-AP1", "A1-AP2", "A2-AP3", "A3-AP4",
                                          "C2-S2"));
}

TEST(TOPO_2, MaxFlows) {
  const auto h = hospital();
  EXPECT_NEAR(max_flow(h.g, {h.at("C1")}, h.at("NET")).flow, 1.5e9, 1);
  EXPECT_NEAR(max_flow(h.g, {h.at("A2")}, h.at("NET")).flow, 1.0e9, 1);
  const Cut cut = max_flow(h.g, {h.at("A1")}, h.at("S1"));
  EXPECT_NEAR(cut.flow, 2.0e9, 1);
  double across = 0;
  for (const auto l : cut.links) across += h.g.links[l].rate.value;
  EXPECT_NEAR(across, cut.flow, 1) << "the cut carries what the flow carries";
}

TEST(TOPO_2, WhatEachSingleFailureCutsOff) {
  const auto h = hospital();
  const auto failures = single_failures(h.g);
  ASSERT_FALSE(failures.empty());
  EXPECT_EQ(h.g.nodes[failures[0].node].name, "A1") << "two access points of ten devices each";
  EXPECT_EQ(failures[0].devices, 20u);
  for (const auto& f : failures) {
    if (f.node == h.at("D1")) {
      EXPECT_EQ(f.devices, 10u) << "A2 and AP3, while A1 keeps D2";
    }
  }
}

TEST(Routes, ShortestByLatencyTiesByName) {
  Graph g;
  const auto a = g.add({.name = "a"}), z = g.add({.name = "z"}), m = g.add({.name = "m"}),
             b = g.add({.name = "b"});
  for (const auto via : {z, m}) {
    g.connect(a, via, BitsPerSecond{1e9}, 1us);
    g.connect(via, b, BitsPerSecond{1e9}, 1us);
  }
  EXPECT_THAT(path(routes(g, {b}), a, b), ElementsAre(a, m, b));
  Alive alive{{}, {true, true, false, true}};
  EXPECT_THAT(path(routes(g, {b}, alive), a, b), ElementsAre(a, z, b));
  g.connect(a, z, BitsPerSecond{1e9}, 0us);
  EXPECT_THAT(path(routes(g, {b}), a, b), ElementsAre(a, z, b));
}

TEST(Routes, NothingPassesThroughAnEnd) {
  Graph g;
  const auto a = g.add({.name = "a"}), ap = g.add({.name = "ap", .kind = NodeKind::access_point}),
             b = g.add({.name = "b"});
  g.connect(a, ap, BitsPerSecond{1e9});
  g.connect(ap, b, BitsPerSecond{1e9});
  EXPECT_TRUE(path(routes(g, {b}), a, b).empty());
  EXPECT_EQ(path(routes(g, {b}), ap, b).size(), 2u);
}

}  // namespace
}  // namespace wardtwin::topology
