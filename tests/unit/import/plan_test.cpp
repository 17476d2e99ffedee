#include "scenarios/import/plan.h"

#include <algorithm>
#include <stdexcept>

#include <gtest/gtest.h>

#include "scenarios/compiler/scenario.h"

namespace wardtwin::importing {
namespace {

// Two rooms of 4 m x 5 m over a corridor of 8 m x 3 m, each with a door to it; 0.02 m a pixel, y down.
const std::string kRmf = R"(levels:
  L1:
    elevation: 3.5
    measurements: [[0, 1, {distance: [3, 8.0]}]]
    vertices:
      - [0, 400, 0, ""]
      - [400, 400, 0, ""]
      - [400, 250, 0, ""]
      - [0, 250, 0, ""]
      - [0, 0, 0, ""]
      - [400, 0, 0, ""]
      - [200, 250, 0, ""]
      - [200, 0, 0, ""]
      - [80, 250, 0, ""]
      - [140, 250, 0, ""]
      - [260, 250, 0, ""]
      - [320, 250, 0, ""]
      - [100, 100, 0, L1_ward_a]
      - [300, 100, 0, L1_ward_b]
      - [200, 330, 0, corridor]
    walls: [[0, 1], [1, 2], [0, 3], [3, 4], [4, 7], [7, 5], [5, 2], [6, 7], [3, 8], [9, 6], [6, 10], [11, 2]]
    doors:
      - [8, 9, {name: [1, L1_door_a]}]
      - [10, 11, {name: [1, L1_door_b]}]
)";

double area_of(const flow::Room& r) { return (r.x1 - r.x0) * (r.y1 - r.y0); }

flow::Building compiled(const std::string& part) {
  compiler::Context context;
  const auto scenario =
      compiler::read_scenario_text("scenario: plan\nformat: 1\n" + part, "part.yaml", {}, context);
  std::string all;
  for (const auto& problem : context.problems()) all += compiler::render(problem);
  EXPECT_EQ(context.errors(), 0u) << all << part;
  return scenario.plan;
}

const flow::Room& room(const flow::Building& b, const std::string& name) {
  for (const flow::Room& r : b.rooms)
    if (r.name == name) return r;
  throw std::logic_error("no room " + name);
}

TEST(RmfPlan, RoomsDoorsAndScale) {
  Problems p;
  const auto floors = read_rmf({"b.yaml", kRmf}, p);
  EXPECT_EQ(p.text(), "");
  const auto b = compiled(building_part(floors));
  ASSERT_EQ(b.rooms.size(), 3u);
  EXPECT_EQ(b.floors[0].height, 3.5);
  // walls lie on grid lines only up to one cell of 0.25 m
  EXPECT_NEAR(area_of(room(b, "ward_a")), 20, 0.25 * 9);
  EXPECT_NEAR(area_of(room(b, "ward_b")), 20, 0.25 * 9);
  EXPECT_NEAR(area_of(room(b, "corridor")), 24, 0.25 * 11);
  EXPECT_EQ(room(b, "corridor").kind, flow::RoomKind::corridor);
  ASSERT_EQ(room(b, "ward_a").doors.size(), 1u);
  EXPECT_NEAR(room(b, "ward_a").doors[0].x, 2.2, 0.26);
  EXPECT_EQ(room(b, "corridor").doors.size(), 2u);
}

TEST(RmfPlan, HalfTheDistanceIsHalfTheSize) {
  Problems p;
  std::string text = kRmf;
  text.replace(text.find("8.0"), 3, "4.0");
  const auto b = compiled(building_part(read_rmf({"b.yaml", text}, p)));
  EXPECT_NEAR(area_of(room(b, "ward_a")), 5, 0.25 * 5);
}

TEST(RmfPlan, WithoutDoorsTheirWallsAreOpen) {
  Problems p;
  std::string text = kRmf.substr(0, kRmf.find("    doors:"));
  const auto b = compiled(building_part(read_rmf({"b.yaml", text}, p)));
  double area = 0;
  for (const flow::Room& r : b.rooms) area += area_of(r);
  EXPECT_EQ(std::count_if(b.rooms.begin(), b.rooms.end(),
                          [](const flow::Room& r) { return r.kind == flow::RoomKind::corridor; }),
            0)
      << "one space: its first label names it";
  EXPECT_NEAR(area, 64, 64 * 0.15);
}

TEST(RmfPlan, MistakesNameLineAndVertex) {
  Problems p;
  std::string text = kRmf;
  text.replace(text.find("[0, 1], [1, 2]"), 6, "[0, 99]");
  EXPECT_TRUE(read_rmf({"b.yaml", text}, p).empty());
  EXPECT_EQ(p.text(), "b.yaml:21: levels: L1: walls[0]: there is no vertex 99\n");
  Problems q;
  EXPECT_TRUE(read_rmf({"b.yaml", "levels: [\n"}, q).empty());
  EXPECT_TRUE(read_rmf({"c.yaml", "a: 1\n"}, q).empty());
  EXPECT_NE(q.text().find("c.yaml:1: levels: is missing: this is no building.yaml\n"),
            std::string::npos);
}

TEST(GeoJsonPlan, RoomPolygonsBedsAndDoors) {
  const std::string text = R"({"type":"FeatureCollection","features":[
{"geometry":{"type":"Polygon","coordinates":[[[0,0],[8,0],[8,3],[0,3],[0,0]]]},"properties":{"kind":"room","name":"corridor"}},
{"geometry":{"type":"Polygon","coordinates":[[[0,3],[8,3],[8,9],[0,9],[0,3]]]},"properties":{"kind":"room","name":"ward one"}},
{"geometry":{"type":"LineString","coordinates":[[3.4,3],[4.6,3]]},"properties":{"kind":"door"}},
{"geometry":{"type":"Point","coordinates":[2,7]},"properties":{"kind":"bed"}},
{"geometry":{"type":"Point","coordinates":[6,7]},"properties":{"kind":"bed"}}]})";
  Problems p;
  const auto b = compiled(building_part(read_geojson({"p.json", text}, p)));
  EXPECT_EQ(p.text(), "");
  ASSERT_EQ(b.rooms.size(), 2u);
  EXPECT_DOUBLE_EQ(area_of(room(b, "ward_one")), 48);
  EXPECT_EQ(b.beds.size(), 2u);
  EXPECT_NEAR(room(b, "ward_one").doors[0].x, 4, 1e-9);
  Problems q;
  read_geojson({"p.json", R"({"features":[{"geometry":{"type":"Point","coordinates":[1]}}]})"}, q);
  EXPECT_EQ(q.text(),
            "p.json: features[0]: a coordinate is not two numbers of metres within 10 km\n");
}

TEST(TiledPlan, ZonesAndBeds) {
  const std::string map = R"({"width":6,"height":4,"layers":[
{"name":"Arena Layer","type":"tilelayer","data":[7,7,7,7,7,7,7,7,7,7,7,7,8,8,8,8,8,8,8,8,8,8,8,8]},
{"name":"Object Layer","type":"tilelayer","data":[0,9,0,0,9,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]}],
"tilesets":[{"firstgid":7,"tiles":[{"id":0,"type":"ward"}]}]})";
  const File table{"t.csv", "8, ed map, hallway\n9, ed map, bed\n"};
  Problems p;
  const auto b = compiled(building_part(read_tiled({"m.json", map}, &table, &table, 1.5, p)));
  EXPECT_EQ(p.text(), "");
  ASSERT_EQ(b.rooms.size(), 2u);
  EXPECT_DOUBLE_EQ(area_of(room(b, "ward")), 12 * 1.5 * 1.5);
  EXPECT_EQ(room(b, "hallway").kind, flow::RoomKind::corridor);
  EXPECT_DOUBLE_EQ(room(b, "ward").y0, 3) << "the first row of a map is the uppermost";
  EXPECT_EQ(b.beds.size(), 2u);
  Problems q;
  read_tiled({"m.json",
              R"({"width":2,"height":1,"layers":[{"name":"room","type":"tilelayer","data":[1]}]})"},
             nullptr, nullptr, 1, q);
  EXPECT_EQ(q.text(), "m.json: layer 'room': has 1 tiles; the map has 2\n");
}

}  // namespace
}  // namespace wardtwin::importing
