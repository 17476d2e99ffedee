#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "scenarios/import/plan.h"
#include "sim/base/error.h"

/// Open-RMF traffic editor: building.yaml with levels of vertices in pixels of a drawing, walls and
/// doors between vertices, and measurements that give the scale.
namespace wardtwin::importing {
namespace {

struct LevelReader {
  const File& file;
  std::string level;
  const YAML::Node& node;
  Problems& problems;
  std::vector<Point> vertices;  // pixels, y downwards

  void tell(const YAML::Node& at, const std::string& field, std::string_view what) {
    problems.add({file.path, static_cast<std::size_t>(at.Mark().line + 1),
                  fmt::format("levels: {}: {}", comment_text(level), field)},
                 what);
  }
  // Entry i of a list as a number; nothing (and a problem) if it is none.
  bool number(const YAML::Node& list, std::size_t i, const std::string& field, double& out) {
    if (list.IsSequence() && i < list.size() && list[i].IsScalar() &&
        YAML::convert<double>::decode(list[i], out) && std::isfinite(out) && std::abs(out) < 1e7)
      return true;
    tell(list, field, "is not a number");
    return false;
  }
  void read_vertices() {
    const YAML::Node list = node["vertices"];
    if (!list || !list.IsSequence()) return tell(node, "vertices", "is missing");
    for (std::size_t i = 0; i < list.size() && i < kMostRecords; ++i) {
      Point p;
      const std::string field = fmt::format("vertices[{}]", i);
      if (!number(list[i], 0, field, p.x) || !number(list[i], 1, field, p.y)) return;
      vertices.push_back(p);
    }
  }
  // The two vertices of a wall, door or measurement.
  bool ends(const YAML::Node& entry, const std::string& field, Line& out) {
    double a = 0, b = 0;
    if (!number(entry, 0, field, a) || !number(entry, 1, field, b)) return false;
    for (const double v : {a, b})
      if (v < 0 || v >= static_cast<double>(vertices.size()) || v != std::floor(v)) {
        tell(entry, field, fmt::format("there is no vertex {:g}", v));
        return false;
      }
    out = {vertices[static_cast<std::size_t>(a)], vertices[static_cast<std::size_t>(b)]};
    return true;
  }
  template <class Use>
  void each(const char* key, Use use) {
    const YAML::Node list = node[key];
    if (!list || !list.IsSequence()) return;
    for (std::size_t i = 0; i < list.size() && i < kMostRecords; ++i)
      if (Line line; ends(list[i], fmt::format("{}[{}]", key, i), line)) use(line, list[i]);
  }
};

// A property of an edge: [type, value] under its name.
YAML::Node property(const YAML::Node& entry, const char* name) {
  if (entry.size() < 3 || !entry[2].IsMap()) return {};
  const YAML::Node p = entry[2][name];
  return p && p.IsSequence() && p.size() == 2 ? p[1] : YAML::Node{};
}

// m per pixel, the mean over the level's measurements; 0 if there are none.
double scale_of(LevelReader& r) {
  double metres = 0, pixels = 0;
  r.each("measurements", [&](const Line& l, const YAML::Node& entry) {
    double d = 0;
    const YAML::Node p = property(entry, "distance");
    if (!p || !p.IsScalar() || !YAML::convert<double>::decode(p, d) || !(d > 0))
      return r.tell(entry, "measurements", "has no distance above 0");
    metres += d;
    pixels += std::hypot(l.a.x - l.b.x, l.a.y - l.b.y);
  });
  return pixels > 0 ? metres / pixels : 0;
}

// A name without its level's in front: all floors' names are told apart anyway.
std::string short_name(std::string name, const std::string& level) {
  if (name.starts_with(level + "_")) name.erase(0, level.size() + 1);
  return name;
}

std::string text_of(const YAML::Node& n) { return n && n.IsScalar() ? n.Scalar() : ""; }

PlanFloor read_level(LevelReader& r, double& scale) {
  r.read_vertices();
  if (const double own = scale_of(r); own > 0) scale = own;
  PlanFloor f;
  f.name = r.level;
  const YAML::Node elevation = r.node["elevation"];
  if (elevation && elevation.IsScalar()) YAML::convert<double>::decode(elevation, f.height);
  if (scale <= 0) {
    r.tell(r.node, "measurements", "there is none that gives the scale");
    return f;
  }
  const auto metres = [&](const Point& p) { return Point{p.x * scale, -p.y * scale}; };
  r.each("walls",
         [&](const Line& l, const YAML::Node&) { f.walls.push_back({metres(l.a), metres(l.b)}); });
  r.each("doors", [&](const Line& l, const YAML::Node& entry) {
    const Line door{metres(l.a), metres(l.b)};
    f.walls.push_back(door);  // shut while spaces are told apart
    f.doors.push_back({{(door.a.x + door.b.x) / 2, (door.a.y + door.b.y) / 2},
                       short_name(text_of(property(entry, "name")), r.level)});
  });
  const YAML::Node list = r.node["vertices"];
  for (std::size_t i = 0; i < r.vertices.size(); ++i)
    if (list[i].size() > 3 && !text_of(list[i][3]).empty())
      f.labels.push_back({metres(r.vertices[i]), short_name(text_of(list[i][3]), r.level)});
  return f;
}

}  // namespace

std::vector<GridFloor> read_rmf(const File& file, Problems& problems) {
  YAML::Node root;
  try {
    root = YAML::Load(file.text);
  } catch (const YAML::Exception& e) {
    problems.add({file.path, static_cast<std::size_t>(std::max(0, e.mark.line) + 1), ""},
                 "is not YAML from here on");
    return {};
  }
  const std::size_t before = problems.count();
  const YAML::Node levels = root.IsMap() ? root["levels"] : YAML::Node{};
  if (!levels || !levels.IsMap() || levels.size() == 0) {
    problems.add({file.path, 1, "levels"}, "is missing: this is no building.yaml");
    return {};
  }
  std::vector<GridFloor> floors;
  double scale = 0;  // a level without measurements has the scale of the one before
  for (const auto& entry : levels) {
    const std::string name = text_of(entry.first);
    if (!entry.second.IsMap()) {
      problems.add({file.path, 1, fmt::format("levels: {}", comment_text(name))}, "is not a map");
      continue;
    }
    LevelReader r{file, name, entry.second, problems, {}};
    const PlanFloor f = read_level(r, scale);
    if (problems.count() > before) continue;
    GridFloor g{f.name, f.height, {}, {}, {}};
    try {
      g.grid = flood(f);
    } catch (const InputError& e) {
      problems.add({file.path, 0, "levels"}, e.what());
      continue;
    }
    for (const Named& d : f.doors) g.doors.push_back(d.at);
    floors.push_back(std::move(g));
  }
  return floors;
}

}  // namespace wardtwin::importing
