#include "scenarios/run/node_places.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/hospital.h"

namespace wardtwin::run {
namespace {

std::uint32_t row(const compiler::Hospital& h, const std::string& name) {
  return h.backbone.graph.find(name);
}

TEST(NodePlaces, GatewaysStandNearWhatTheyServeAndNobodyOnAnother) {
  const compiler::Hospital h = tests::compiled("scenarios/ward_and_icu.yaml");
  const auto places = node_places(h);
  ASSERT_EQ(places.size(), h.backbone.graph.nodes.size());
  // the ward is in the west, the intensive care unit in the east
  EXPECT_LT(places[row(h, "gateway_1")].at.x, 32);
  EXPECT_GT(places[row(h, "gateway_2")].at.x, 40);
  for (std::size_t a = 0; a < places.size(); ++a) {
    const bool hangs = h.backbone.graph.nodes[a].kind == topology::NodeKind::access_point;
    EXPECT_EQ(places[a].given, hangs);
    if (hangs) continue;
    bool inside = false;
    for (const flow::Room& r : h.building.rooms)
      inside |= places[a].at.x > r.x0 && places[a].at.x < r.x1 && places[a].at.y > r.y0 &&
                places[a].at.y < r.y1 && r.kind != flow::RoomKind::ward &&
                r.kind != flow::RoomKind::icu;
    EXPECT_TRUE(inside) << h.backbone.graph.nodes[a].name;
    for (std::size_t b = 0; b < a; ++b)
      EXPECT_GT(std::hypot(places[a].at.x - places[b].at.x, places[a].at.y - places[b].at.y), 1.0)
          << h.backbone.graph.nodes[a].name << " and " << h.backbone.graph.nodes[b].name;
  }
}

TEST(NodePlaces, AreThoseOfTheScenarioWhereItSaysSoAndChangeNothingElse) {
  const compiler::Hospital plain = tests::compiled("tests/scenario/good/small_ward.yaml");
  const std::string gateway = plain.gateway_names.at(0);
  const compiler::Hospital placed =
      tests::compiled("tests/scenario/good/small_ward.yaml",
                      {"network.gateways." + gateway + ".at=[1.5 m, 2.5 m, 1 m]"});
  const auto p = node_places(placed)[row(placed, gateway)];
  EXPECT_TRUE(p.given);
  EXPECT_EQ(p.at.x, 1.5);
  EXPECT_EQ(p.at.y, 2.5);
  EXPECT_FALSE(node_places(plain)[row(plain, gateway)].given);
  EXPECT_EQ(tests::replication(plain).event_hash, tests::replication(placed).event_hash);
}

}  // namespace
}  // namespace wardtwin::run
