#include <algorithm>
#include <cmath>
#include <map>

#include "scenarios/compiler/building.h"

namespace wardtwin::compiler {
namespace {

using flow::Material;

// Plans are exact to the millimetre, so edges meet exactly.
std::int64_t mm(double metres) { return std::llround(metres * 1e3); }
double metres(std::int64_t mm) { return static_cast<double>(mm) / 1e3; }

struct Span {
  std::int64_t from, to;
};
struct Edge {
  Span span;
  std::optional<Material> own;
  std::uint32_t room;
};
/// All edges and openings on one straight line of one floor.
struct Line {
  std::vector<Edge> edges;
  std::vector<Span> openings;
};
struct LineKey {
  std::uint32_t floor;
  bool upright;
  std::int64_t at;
  friend auto operator<=>(const LineKey&, const LineKey&) = default;
};
using Lines = std::map<LineKey, Line>;

void add_room(Lines& lines, const flow::Room& r, std::optional<Material> own, std::uint32_t room) {
  const Span x{mm(r.x0), mm(r.x1)}, y{mm(r.y0), mm(r.y1)};
  for (const std::int64_t at : {y.from, y.to})
    lines[{r.floor, false, at}].edges.push_back({x, own, room});
  for (const std::int64_t at : {x.from, x.to})
    lines[{r.floor, true, at}].edges.push_back({y, own, room});
  const std::int64_t half = mm(kDoorWidth / 2);
  for (const Position& d : r.doors) {
    const std::int64_t dx = mm(d.x), dy = mm(d.y);
    if (dy == y.from || dy == y.to)
      lines[{r.floor, false, dy}].openings.push_back({dx - half, dx + half});
    else if (dx == x.from || dx == x.to)
      lines[{r.floor, true, dx}].openings.push_back({dy - half, dy + half});
  }
}

// From light to dense, as radio waves see it; metal and cages last.
int density(Material m) {
  switch (m) {
    case Material::none: return 0;
    case Material::wood: return 1;
    case Material::glass: return 2;
    case Material::plasterboard: return 3;
    case Material::fire_plasterboard: return 4;
    case Material::brick: return 5;
    case Material::concrete_100: return 6;
    case Material::concrete_150: return 7;
    case Material::concrete_200: return 8;
    case Material::lead: return 9;
    case Material::metal: return 10;
    case Material::faraday_cage: return 11;
  }
  return 0;
}

// What stands between two neighbouring cuts of a line.
Material material_between(const Line& line, Span s, Material otherwise, Material doors) {
  bool any = false;
  std::optional<Material> own;
  for (const Edge& e : line.edges) {
    if (e.span.from > s.from || e.span.to < s.to) continue;
    any = true;
    if (e.own && (!own || density(*e.own) > density(*own))) own = e.own;
  }
  for (const Span& o : line.openings)
    if (o.from <= s.from && o.to >= s.to) return doors;
  return any ? own.value_or(otherwise) : Material::none;
}

flow::Wall wall_on(const LineKey& key, Span s, Material of) {
  const double at = metres(key.at), from = metres(s.from), to = metres(s.to);
  return key.upright ? flow::Wall{key.floor, at, from, at, to, of}
                     : flow::Wall{key.floor, from, at, to, at, of};
}

void add_walls(const LineKey& key, const Line& line, Material otherwise, Material doors,
               std::vector<flow::Wall>& out) {
  std::vector<std::int64_t> cuts;
  for (const Edge& e : line.edges) cuts.insert(cuts.end(), {e.span.from, e.span.to});
  for (const Span& o : line.openings) cuts.insert(cuts.end(), {o.from, o.to});
  std::sort(cuts.begin(), cuts.end());
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  Span run{0, 0};
  Material of = Material::none;
  const auto finish = [&] {
    if (of != Material::none) out.push_back(wall_on(key, run, of));
  };
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
    const Span piece{cuts[i], cuts[i + 1]};
    const Material m = material_between(line, piece, otherwise, doors);
    if (m == of) {
      run.to = piece.to;
      continue;
    }
    finish();
    run = piece;
    of = m;
  }
  finish();
}

}  // namespace

std::vector<flow::Wall> walls_of(const std::vector<flow::Room>& rooms,
                                 const std::vector<std::optional<Material>>& own,
                                 Material otherwise, Material doors) {
  Lines lines;
  for (std::size_t i = 0; i < rooms.size(); ++i)
    add_room(lines, rooms[i], own[i], static_cast<std::uint32_t>(i));
  std::vector<flow::Wall> walls;
  for (const auto& [key, line] : lines) add_walls(key, line, otherwise, doors, walls);
  return walls;
}

std::vector<DoorLeaf> door_leaves(const std::vector<flow::Room>& rooms) {
  Lines lines;
  for (std::size_t i = 0; i < rooms.size(); ++i)
    add_room(lines, rooms[i], {}, static_cast<std::uint32_t>(i));
  std::vector<DoorLeaf> leaves;
  for (auto& [key, line] : lines) {
    std::ranges::sort(line.openings, {}, &Span::from);
    for (std::size_t i = 0; i < line.openings.size();) {
      Span one = line.openings[i];
      for (++i; i < line.openings.size() && line.openings[i].from < one.to; ++i)
        one.to = std::max(one.to, line.openings[i].to);
      DoorLeaf& leaf = leaves.emplace_back(wall_on(key, one, Material::none));
      for (const Edge& e : line.edges)
        if (e.span.from < one.to && e.span.to > one.from) leaf.rooms.push_back(e.room);
    }
  }
  return leaves;
}

Material denser(Material a, Material b) { return density(a) < density(b) ? b : a; }

}  // namespace wardtwin::compiler
