#include "network_models/topology/reliability.h"

#include <gtest/gtest.h>

#include "tests/theory/availability.h"

namespace wardtwin::topology {
namespace {

using theory::availability;
using theory::kMinutesAYear;

/// Parts that fail, joined as a test says; places start at "ward" and go to "server", which do not.
struct Net {
  System s;
  NodeIndex ward = node("ward", 0, NodeKind::switch_), server = node("server", 0, NodeKind::server);

  NodeIndex node(const std::string& name, double unavailability,
                 NodeKind kind = NodeKind::switch_) {
    s.nodes.push_back({{s.add(name, unavailability)}, {}});
    return s.graph.add({.name = name, .kind = kind});
  }
  LinkIndex link(NodeIndex a, NodeIndex b, double unavailability = 0) {
    s.links.push_back({{s.add("link", unavailability)}, {}});
    return s.graph.connect(a, b, BitsPerSecond{1e9});
  }
  NodeIndex chain(std::initializer_list<NodeIndex> nodes) {
    const NodeIndex* before = nodes.begin();
    for (const NodeIndex* n = before + 1; n != nodes.end(); ++n) link(*before++, *n);
    return *before;
  }
  FeedIndex feed(const std::string& name, double unavailability,
                 std::vector<FeedIndex> fed_by = {}) {
    s.feeds.push_back({name, {s.add(name, unavailability)}, std::move(fed_by)});
    return static_cast<FeedIndex>(s.feeds.size() - 1);
  }
  Service service() const { return {{ward}, {}, server}; }

  double exact() const {
    const Exact e = exact_unavailability(s, service());
    EXPECT_TRUE(e.complete);
    EXPECT_LT(e.left_out, 1e-9 * e.unavailability + 1e-13);
    return e.unavailability;
  }
  Interval sampled(std::uint64_t samples = 400'000) const {
    return sampled_unavailability(s, {service()}, {{{0, 1.0}}}, samples, Seed{5})[0];
  }
  void expect(double unavailability) const {
    EXPECT_NEAR(exact(), unavailability, 1e-6 * unavailability);
    const Interval i = sampled();  // of 95 %: twice its half width is 4 standard errors
    EXPECT_NEAR(i.mean, unavailability, 2 * i.half_width());
    EXPECT_GT(std::abs(i.mean - 3 * unavailability), 2 * i.half_width()) << "too few samples";
  }
};

double down(double mtbf, double mttr) { return 1 - availability(mtbf, mttr); }

TEST(AVAIL_1, OnePart) {
  Net n;
  n.chain({n.ward, n.node("a", down(50'000, 4)), n.server});
  EXPECT_NEAR(1 - n.exact(), .99992001, 5e-9);
  EXPECT_NEAR(n.exact() * kMinutesAYear, 42.04, 5e-3);
  n.expect(down(50'000, 4));
}

TEST(AVAIL_2, Series) {
  Net n;
  n.chain({n.ward, n.node("a", down(200e3, 4)), n.node("b", down(100e3, 4)),
           n.node("c", down(50e3, 4)), n.node("d", down(4380, 4)), n.server});
  EXPECT_NEAR(1 - n.exact(), .99894773, 5e-9);
  EXPECT_NEAR(n.exact() * kMinutesAYear / 60, 9.218, 5e-4);
  n.expect(1 - theory::series({availability(200e3, 4), availability(100e3, 4),
                               availability(50e3, 4), availability(4380, 4)}));
}

TEST(AVAIL_3, Parallel) {
  for (const auto& [a, expected_minutes] : {std::pair{.995, 13.14}, std::pair{.999, 31.536 / 60}}) {
    Net n;
    for (const char* name : {"a", "b"}) n.chain({n.ward, n.node(name, 1 - a), n.server});
    EXPECT_NEAR(n.exact() * kMinutesAYear, expected_minutes, 1e-9);
    n.expect(1 - theory::parallel({a, a}));
  }
}

// Two access points on two switches each, against one of each.
TEST(AVAIL_5, TwoAccessPointsOnTwoSwitches) {
  auto area = [](int ways) {
    Net n;
    for (int i = 0; i < ways; ++i) {
      const auto ap = n.node("ap", down(50'000, 4));
      const auto sw = n.node("switch", down(100'000, 4));
      n.chain({n.ward, ap, sw, n.server});
    }
    return n;
  };
  EXPECT_NEAR(area(1).exact() * kMinutesAYear, 63.1, .05);
  EXPECT_NEAR(area(2).exact() * kMinutesAYear * 60, .454, .0045);
  const double one = 1 - availability(50'000, 4) * availability(100'000, 4);
  area(2).expect(one * one);
  // Redundancy on paper: both behind one switch.
  Net paper;
  const auto sw = paper.node("switch", down(100'000, 4));
  paper.link(sw, paper.server);
  for (const char* name : {"ap_1", "ap_2"})
    paper.chain({paper.ward, paper.node(name, down(50'000, 4)), sw});
  EXPECT_NEAR(paper.exact() * kMinutesAYear, 21.02, .01);
}

TEST(AVAIL_6, WanWithCellularBackup) {
  Net n;
  const auto edge = n.node("edge", 0), out = n.node("internet", 0);
  n.chain({n.ward, edge});
  n.chain({out, n.server});
  n.link(edge, out, .005);
  n.link(edge, out, .02);
  EXPECT_NEAR(1 - n.exact(), .9999, 1e-12);
  EXPECT_NEAR(n.exact() * kMinutesAYear, 52.56, 1e-6);
  n.expect(1e-4);
}

TEST(Reliability, ABridgeNetworkAgainstItsClosedForm) {
  // Five equal links, the classic bridge: R = 2p^2 + 2p^3 - 5p^4 + 2p^5.
  for (const double q : {.3, .05, 1e-3}) {
    Net n;
    const auto a = n.node("a", 0), b = n.node("b", 0);
    n.link(n.ward, a, q);
    n.link(n.ward, b, q);
    n.link(a, b, q);
    n.link(a, n.server, q);
    n.link(b, n.server, q);
    const double p = 1 - q;
    n.expect(1 - (2 * p * p + 2 * p * p * p - 5 * p * p * p * p + 2 * p * p * p * p * p));
  }
}

TEST(Reliability, FactoringAgreesWithEveryStateOfRandomNetworks) {
  Stream random(Seed{11}, 1, Purpose::test);
  for (int trial = 0; trial < 40; ++trial) {
    Net n;
    std::vector<NodeIndex> nodes{n.ward, n.server};
    for (int i = 0; i < 4; ++i) nodes.push_back(n.node("n", .05 + .3 * random.uniform()));
    for (int i = 0; i < 6; ++i) {
      const auto a = nodes[random.below(6)], b = nodes[random.below(6)];
      if (a != b) n.link(a, b, .2 * random.uniform());
    }
    const auto mains = n.feed("mains", .1), ups = n.feed("ups", .2, {mains});
    n.s.nodes[2].feeds = {ups};
    n.s.nodes[3].feeds = {ups, mains};
    const std::size_t c = n.s.components.size();
    double expected = 0;
    std::vector<State> states(c);
    for (std::uint32_t bits = 0; bits < (1u << c); ++bits) {
      double p = 1;
      for (std::size_t i = 0; i < c; ++i) {
        const bool is_down = (bits >> i) & 1;
        states[i] = is_down ? State::down : State::up;
        p *= is_down ? n.s.components[i].unavailability : 1 - n.s.components[i].unavailability;
      }
      if (p > 0 && !served(n.s, n.service(), states)) expected += p;
    }
    EXPECT_NEAR(exact_unavailability(n.s, n.service(), 0).unavailability, expected, 1e-12);
  }
}

TEST(Reliability, PowerAndSharedCausesCount) {
  Net n;
  const auto a = n.node("a", 1e-4), b = n.node("b", 1e-4);
  n.chain({n.ward, a, n.server});
  n.chain({n.ward, b, n.server});
  EXPECT_NEAR(n.exact(), 1e-8, 1e-12);
  const auto feed = n.feed("ups", 3e-5);
  n.s.nodes[a].feeds = n.s.nodes[b].feeds = {feed};
  EXPECT_NEAR(n.exact(), 3e-5 + 1e-8, 1e-11) << "both hang on one feed";
  n.s.nodes[b].feeds = {n.feed("other", 3e-5)};
  EXPECT_NEAR(n.exact(), 1.3e-4 * 1.3e-4, 2e-12);
  const auto duct = n.s.add("duct", 2e-5);
  n.s.nodes[a].all.push_back(duct);
  n.s.nodes[b].all.push_back(duct);
  EXPECT_NEAR(n.exact(), 2e-5 + 1.69e-8, 1e-10);
}

TEST(Reliability, AGatewayMustBeOnTheWay) {
  Net n;
  n.link(n.ward, n.server);
  const auto g = n.node("g", 1e-3, NodeKind::gateway), h = n.node("h", 2e-3, NodeKind::gateway);
  n.link(n.ward, g);
  n.link(n.ward, h);
  EXPECT_EQ(n.exact(), 0) << "no gateway is asked for";
  Service one{{n.ward}, {g}, n.server}, pair{{n.ward}, {g, h}, n.server};
  EXPECT_NEAR(exact_unavailability(n.s, one).unavailability, 1e-3, 1e-12);
  EXPECT_NEAR(exact_unavailability(n.s, pair).unavailability, 2e-6, 1e-12);
}

}  // namespace
}  // namespace wardtwin::topology
