#include <cmath>
#include <map>

#include <fmt/format.h>

#include "scenarios/import/json.h"
#include "scenarios/import/plan.h"
#include "sim/base/error.h"

/// GeoJSON (RFC 7946) with coordinates in metres: LineStrings with `kind` wall or door, Polygons with
/// `kind` room, Points with `kind` place or bed; `level` names the storey, `name` the thing.
namespace wardtwin::importing {
namespace {

using Json = nlohmann::json;

struct Feature {
  std::string kind, level, name, type;
  std::vector<Point> points;
};

bool read_point(const Json& j, Point& p) {
  if (!j.is_array() || j.size() < 2 || !j[0].is_number() || !j[1].is_number()) return false;
  p = {j[0].get<double>(), j[1].get<double>()};
  return std::abs(p.x) <= 1e4 && std::abs(p.y) <= 1e4;
}

// The problem in words, or "". Of a polygon only the outer ring counts.
std::string read_feature(const Json& j, Feature& f) {
  const Json* geometry = member(j, "geometry");
  const Json* properties = member(j, "properties");
  const Json* coordinates = geometry ? member(*geometry, "coordinates") : nullptr;
  if (!coordinates || !coordinates->is_array()) return "geometry.coordinates is missing";
  f.type = text_member(*geometry, "type");
  if (properties) {
    f.kind = text_member(*properties, "kind");
    f.level = text_member(*properties, "level");
    f.name = text_member(*properties, "name");
  }
  if (f.level.empty()) f.level = "level_1";
  Json list = *coordinates;
  if (f.type == "Point") list = Json::array({*coordinates});
  if (f.type == "Polygon") {
    if (coordinates->empty() || !(*coordinates)[0].is_array()) return "a polygon without a ring";
    list = (*coordinates)[0];
  }
  for (const Json& c : list) {
    Point p;
    if (!read_point(c, p)) return "a coordinate is not two numbers of metres within 10 km";
    f.points.push_back(p);
  }
  const std::size_t least = f.type == "Point" ? 1 : f.type == "Polygon" ? 4 : 2;
  if (f.points.size() < least)
    return fmt::format("a {} of {} points", comment_text(f.type), f.points.size());
  return "";
}

bool inside(const std::vector<Point>& ring, const Point& p) {
  bool in = false;
  for (std::size_t i = 0, k = ring.size() - 1; i < ring.size(); k = i++)
    if ((ring[i].y > p.y) != (ring[k].y > p.y) &&
        p.x < (ring[k].x - ring[i].x) * (p.y - ring[i].y) / (ring[k].y - ring[i].y) + ring[i].x)
      in = !in;
  return in;
}

// Some point well inside a ring: the middle of the widest stretch of a line through its middle.
Point point_in(const std::vector<Point>& ring) {
  double low = 1e300, high = -1e300, left = 1e300, right = -1e300;
  for (const Point& p : ring) {
    low = std::min(low, p.y);
    high = std::max(high, p.y);
    left = std::min(left, p.x);
    right = std::max(right, p.x);
  }
  Point best{(left + right) / 2, (low + high) / 2};
  double longest = 0, run = 0;
  constexpr int kSteps = 400;
  for (int i = 0; i <= kSteps; ++i) {
    const double x = left + (right - left) * i / kSteps;
    run = inside(ring, {x, best.y}) ? run + 1 : 0;
    if (run > longest) {
      longest = run;
      best.x = x - run / 2 * (right - left) / kSteps;
    }
  }
  return best;
}

void add_feature(const Feature& f, PlanFloor& floor, std::vector<Point>& beds) {
  if (f.kind == "place") floor.labels.push_back({f.points[0], f.name});
  if (f.kind == "bed") beds.push_back(f.points[0]);
  if (f.kind == "room" && f.type == "Polygon") floor.labels.push_back({point_in(f.points), f.name});
  if (f.kind != "wall" && f.kind != "door" && f.kind != "room") return;
  for (std::size_t i = 1; i < f.points.size(); ++i)
    floor.walls.push_back({f.points[i - 1], f.points[i]});
  if (f.kind != "door") return;
  const Point &a = f.points.front(), &b = f.points.back();
  std::string name = f.name;
  if (name.starts_with(f.level + "_")) name.erase(0, f.level.size() + 1);
  floor.doors.push_back({{(a.x + b.x) / 2, (a.y + b.y) / 2}, name});
}

constexpr double kStorey = 4;  ///< m; the format has no heights

}  // namespace

std::vector<GridFloor> read_geojson(const File& file, Problems& problems) {
  const std::size_t before = problems.count();
  const Json root = read_object(file, problems);
  const Json* features = member(root, "features");
  if (problems.count() == before && (!features || !features->is_array()))
    problems.add({file.path, 1, "features"}, "is missing: this is no FeatureCollection");
  if (problems.count() > before) return {};
  std::map<std::string, PlanFloor> levels;
  std::map<std::string, std::vector<Point>> beds;
  std::size_t i = 0;
  for (const Json& j : *features) {
    Feature f;
    const std::string problem = read_feature(j, f);
    if (!problem.empty())
      problems.add({file.path, 0, fmt::format("features[{}]", i)}, problem);
    else
      add_feature(f, levels[f.level], beds[f.level]);
    ++i;
  }
  std::vector<GridFloor> floors;
  for (auto& [name, plan] : levels) {
    plan.name = name;
    GridFloor g{name, kStorey * static_cast<double>(floors.size()), {}, {}, beds[name]};
    try {
      g.grid = flood(plan);
    } catch (const InputError& e) {
      problems.add({file.path, 0, "features"}, e.what());
      continue;
    }
    for (const Named& d : plan.doors) g.doors.push_back(d.at);
    floors.push_back(std::move(g));
  }
  return floors;
}

}  // namespace wardtwin::importing
