#include "network_models/topology/paths.h"

#include <gmock/gmock.h>

namespace wardtwin::topology {
namespace {

using testing::ElementsAre;

// The usual example of Yen's algorithm, C to H, weights as latencies. Links go both ways here, so that
// D to E makes the third way 7 long, where the directed graph has 8.
TEST(Paths, YensExample) {
  Graph g;
  for (const char* name : {"C", "D", "E", "F", "G", "H"}) g.add({.name = name});
  enum : NodeIndex { C, D, E, F, G, H };
  for (const auto& [a, b, w] : std::vector<std::tuple<NodeIndex, NodeIndex, int>>{{C, D, 3},
                                                                                  {C, E, 2},
                                                                                  {D, F, 4},
                                                                                  {E, D, 1},
                                                                                  {E, F, 2},
                                                                                  {E, G, 3},
                                                                                  {F, G, 2},
                                                                                  {F, H, 1},
                                                                                  {G, H, 2}})
    g.connect(a, b, BitsPerSecond{1e9}, w * 1us);
  const auto ways = shortest_paths(g, C, H, 3);
  ASSERT_EQ(ways.size(), 3u);
  EXPECT_THAT(ways[0].nodes, ElementsAre(C, E, F, H));
  EXPECT_EQ(ways[0].latency, 5us);
  EXPECT_THAT(ways[1].nodes, ElementsAre(C, E, G, H));
  EXPECT_EQ(ways[1].latency, 7us);
  EXPECT_THAT(ways[2].nodes, ElementsAre(C, D, E, F, H));
  EXPECT_EQ(ways[2].latency, 7us);
  const auto all = shortest_paths(g, C, H, 1000);
  for (std::size_t i = 1; i < all.size(); ++i) {
    EXPECT_LE(all[i - 1].latency, all[i].latency);
    EXPECT_NE(all[i - 1].nodes, all[i].nodes);
  }
}

TEST(Paths, DisjointOnes) {
  Graph g;
  const auto s = g.add({.name = "s"}), a = g.add({.name = "a"}), b = g.add({.name = "b"}),
             m = g.add({.name = "m"}), t = g.add({.name = "t"});
  for (const auto v : {a, b}) {
    g.connect(s, v, BitsPerSecond{1e9});
    g.connect(v, m, BitsPerSecond{1e9});
  }
  g.connect(m, t, BitsPerSecond{1e9});
  g.connect(m, t, BitsPerSecond{1e9});
  EXPECT_EQ(edge_disjoint_paths(g, {s}, m), 2u);
  EXPECT_EQ(node_disjoint_paths(g, {s}, m), 2u);
  EXPECT_EQ(edge_disjoint_paths(g, {s}, t), 1u) << "members of a LAG share their duct";
  g.connect(a, t, BitsPerSecond{1e9});
  EXPECT_EQ(edge_disjoint_paths(g, {s}, t), 2u);
  EXPECT_EQ(node_disjoint_paths(g, {s}, t), 2u);
  g.nodes[a].kind = NodeKind::gateway;
  EXPECT_EQ(node_disjoint_paths(g, {s}, t), 1u) << "nothing passes through an end";
}

TEST(Paths, SharedNodesAreNotDisjoint) {
  // Two triangles that share their middle: two edge-disjoint ways, one node-disjoint.
  Graph g;
  const auto s = g.add({.name = "s"}), a = g.add({.name = "a"}), m = g.add({.name = "m"}),
             b = g.add({.name = "b"}), t = g.add({.name = "t"});
  g.connect(s, a, BitsPerSecond{1e9});
  g.connect(a, m, BitsPerSecond{1e9});
  g.connect(s, m, BitsPerSecond{1e9});
  g.connect(m, b, BitsPerSecond{1e9});
  g.connect(b, t, BitsPerSecond{1e9});
  g.connect(m, t, BitsPerSecond{1e9});
  EXPECT_EQ(edge_disjoint_paths(g, {s}, t), 2u);
  EXPECT_EQ(node_disjoint_paths(g, {s}, t), 1u);
}

}  // namespace
}  // namespace wardtwin::topology
