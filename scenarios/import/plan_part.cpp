#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "scenarios/import/plan.h"

namespace wardtwin::importing {
namespace {

constexpr double kDoor = 1.2;         ///< m, width of a scenario's door
constexpr double kNarrowest = 1.5;    ///< m, of a rectangle worth keeping
constexpr double kSmallest = 2.0;     ///< m2
constexpr double kWidestGap = 1.0;    ///< m, between two rooms that have a wall in common
constexpr double kBedDistance = 0.9;  ///< m
constexpr int kMostParts = 12;        ///< rectangles of one space

struct Rect {
  int x0 = 0, y0 = 0, x1 = 0, y1 = 0;  ///< cells; the upper ends lie outside
  int area() const { return (x1 - x0) * (y1 - y0); }
};

struct Room {
  std::string name, kind;
  int space = 0;
  bool open = false;  ///< one of several parts of its space
  Rect at;
  std::vector<Point> doors, beds;
  bool door_assumed = false;
};

/// Cells of one space inside its frame; those that a rectangle took are cleared.
struct Mask {
  Rect frame;
  std::vector<char> set;
  char& at(int x, int y) {
    return set[static_cast<std::size_t>(y - frame.y0) *
                   static_cast<std::size_t>(frame.x1 - frame.x0) +
               static_cast<std::size_t>(x - frame.x0)];
  }
};

// The largest rectangle of set cells at least `narrow` wide: row by row, as the largest rectangle
// under a histogram of how far cells are set downwards.
Rect largest(Mask& m, int narrow) {
  const int w = m.frame.x1 - m.frame.x0;
  std::vector<int> height(static_cast<std::size_t>(w) + 1, 0);
  Rect best{};
  for (int y = m.frame.y0; y < m.frame.y1; ++y) {
    std::vector<std::pair<int, int>> open;  // where a bar of this height begins
    for (int i = 0; i <= w; ++i) {
      auto& h = height[static_cast<std::size_t>(i)];
      h = i < w && m.at(m.frame.x0 + i, y) ? h + 1 : 0;
      int from = i;
      while (!open.empty() && open.back().second >= h) {
        from = open.back().first;
        const Rect r{m.frame.x0 + from, y + 1 - open.back().second, m.frame.x0 + i, y + 1};
        if (std::min(r.x1 - r.x0, r.y1 - r.y0) >= narrow && r.area() > best.area()) best = r;
        open.pop_back();
      }
      open.emplace_back(from, h);
    }
  }
  return best;
}

std::vector<Mask> masks_of(const Grid& g) {
  std::vector<Mask> masks(g.names.size());
  for (Mask& m : masks) m.frame = {g.width, g.height, 0, 0};
  for (int y = 0; y < g.height; ++y)
    for (int x = 0; x < g.width; ++x)
      if (const int s = g.at(x, y); s >= 0) {
        Rect& f = masks[static_cast<std::size_t>(s)].frame;
        f = {std::min(f.x0, x), std::min(f.y0, y), std::max(f.x1, x + 1), std::max(f.y1, y + 1)};
      }
  for (std::size_t s = 0; s < masks.size(); ++s) {
    Mask& m = masks[s];
    if (m.frame.x1 <= m.frame.x0) continue;
    m.set.assign(static_cast<std::size_t>(m.frame.area()), 0);
    for (int y = m.frame.y0; y < m.frame.y1; ++y)
      for (int x = m.frame.x0; x < m.frame.x1; ++x) m.at(x, y) = g.at(x, y) == static_cast<int>(s);
  }
  return masks;
}

// What a room is for, as far as its name tells.
std::string_view kind_of(std::string_view name) {
  constexpr std::pair<std::string_view, std::string_view> kWords[] = {
      {"corridor", "corridor"},
      {"hallway", "corridor"},
      {"hall", "corridor"},
      {"icu", "icu"},
      {"intensive", "icu"},
      {"trauma", "icu"},
      {"resus", "icu"},
      {"nurse_station", "nurse_station"},
      {"station", "nurse_station"},
      {"store", "store"},
      {"storage", "store"},
      {"diagnostic", "imaging"},
      {"imaging", "imaging"},
      {"xray", "imaging"},
      {"x_ray", "imaging"},
      {"radiology", "imaging"},
      {"operating", "operating"},
      {"theatre", "operating"},
      {"surgery", "operating"},
      {"utility", "utility"},
      {"ahu", "utility"},
      {"toilet", "utility"},
      {"ward", "ward"},
      {"bed", "ward"},
      {"injuries", "ward"},
      {"treatment", "ward"}};
  for (const auto& [word, kind] : kWords)
    if (name.find(word) != name.npos) return kind;
  return "other";
}

/// Closes the gaps that thick or double walls and niches leave between rooms: a side moves outwards,
/// by at most a metre and never out of the building, if it then meets another room.
class Growth {
 public:
  Growth(const Grid& g, std::vector<Room>& rooms) : g_(g), rooms_(rooms), taken_(g.space.size()) {
    for (const Room& r : rooms) take(r.at);
  }
  void run() {
    for (Room& r : rooms_)
      for (int side = 0; side < 4; ++side) grow(r.at, side);
  }

 private:
  std::size_t index(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(g_.width) +
           static_cast<std::size_t>(x);
  }
  void take(const Rect& r) {
    for (int y = r.y0; y < r.y1; ++y)
      for (int x = r.x0; x < r.x1; ++x) taken_[index(x, y)] = 1;
  }
  // Sides: left, below, right, above.
  static Rect moved(Rect r, int side, int by) {
    if (side == 0) r.x0 -= by;
    if (side == 1) r.y0 -= by;
    if (side == 2) r.x1 += by;
    if (side == 3) r.y1 += by;
    return r;
  }
  static Rect strip(const Rect& r, int side, int at) {
    if (side == 0) return {r.x0 - at, r.y0, r.x0 - at + 1, r.y1};
    if (side == 1) return {r.x0, r.y0 - at, r.x1, r.y0 - at + 1};
    if (side == 2) return {r.x1 + at - 1, r.y0, r.x1 + at, r.y1};
    return {r.x0, r.y1 + at - 1, r.x1, r.y1 + at};
  }
  enum class Ahead { free, room, outside };
  Ahead look(const Rect& s) const {
    bool room = false;
    for (int y = s.y0; y < s.y1; ++y)
      for (int x = s.x0; x < s.x1; ++x) {
        if (g_.at(x, y) < 0) return Ahead::outside;
        room |= taken_[index(x, y)] != 0;
      }
    return room ? Ahead::room : Ahead::free;
  }
  void grow(Rect& r, int side) {
    const int most = static_cast<int>(kWidestGap / g_.cell);
    for (int at = 1; at <= most + 1; ++at) {
      const Ahead ahead = look(strip(r, side, at));
      if (ahead == Ahead::free) continue;
      if (ahead == Ahead::room) r = moved(r, side, at - 1);
      break;
    }
    take(r);
  }

  const Grid& g_;
  std::vector<Room>& rooms_;
  std::vector<char> taken_;
};

std::string unused(std::string name, std::set<std::string>& names) {
  const std::string first = name;
  for (int i = 2; !names.insert(name).second; ++i) name = fmt::format("{}_{}", first, i);
  return name;
}

/// Rooms of one storey; `kept` is the share of the spaces' area that they cover.
std::vector<Room> rooms_of(const GridFloor& f, std::set<std::string>& names, double& kept) {
  std::vector<Room> rooms;
  std::vector<Mask> masks = masks_of(f.grid);
  const int narrow = std::max(1, static_cast<int>(std::ceil(kNarrowest / f.grid.cell - 1e-9)));
  const double cell_area = f.grid.cell * f.grid.cell;
  double all = 0, covered = 0;
  for (std::size_t s = 0; s < masks.size(); ++s) {
    if (masks[s].set.empty()) continue;
    const double area = cell_area * std::accumulate(masks[s].set.begin(), masks[s].set.end(), 0);
    const std::size_t first = rooms.size();
    const std::string name =
        scenario_name(f.grid.names[s], fmt::format("{}_room", scenario_name(f.name, "floor")));
    for (int k = 0; k < kMostParts; ++k) {
      const Rect r = largest(masks[s], narrow);
      if (r.area() * cell_area < kSmallest) break;
      for (int y = r.y0; y < r.y1; ++y)
        for (int x = r.x0; x < r.x1; ++x) masks[s].at(x, y) = 0;
      rooms.push_back({unused(name, names),
                       std::string(kind_of(name)),
                       static_cast<int>(s),
                       k > 0,
                       r,
                       {},
                       {},
                       false});
      covered += r.area() * cell_area;
    }
    if (rooms.size() > first) all += area;
    if (rooms.size() > first + 1) rooms[first].open = true;
  }
  kept = all > 0 ? covered / all : 1;
  return rooms;
}

// Where the edges of two rooms run together: along x at a fixed y or the other way round.
struct Shared {
  bool level = false;
  int at = 0, from = 0, to = 0;
  int length() const { return to - from; }
  Point middle(const Grid& g) const {
    const double along = (from + to) / 2.0;
    return level ? Point{g.origin.x + g.cell * along, g.origin.y + g.cell * at}
                 : Point{g.origin.x + g.cell * at, g.origin.y + g.cell * along};
  }
};

Shared shared(const Rect& a, const Rect& b) {
  const int x0 = std::max(a.x0, b.x0), x1 = std::min(a.x1, b.x1);
  const int y0 = std::max(a.y0, b.y0), y1 = std::min(a.y1, b.y1);
  if (x0 == x1 && y1 > y0) return {false, x0, y0, y1};
  if (y0 == y1 && x1 > x0) return {true, y0, x0, x1};
  return {};
}

// The nearest point of an edge at which a door fits.
Point on_edge(const Grid& g, const Rect& r, const Point& p, double& distance) {
  const double x0 = g.origin.x + g.cell * r.x0, x1 = g.origin.x + g.cell * r.x1;
  const double y0 = g.origin.y + g.cell * r.y0, y1 = g.origin.y + g.cell * r.y1;
  const double x = std::clamp(p.x, x0 + kDoor / 2, x1 - kDoor / 2);
  const double y = std::clamp(p.y, y0 + kDoor / 2, y1 - kDoor / 2);
  Point best;
  distance = 1e300;
  for (const Point& q : {Point{x, y0}, Point{x, y1}, Point{x0, y}, Point{x1, y}})
    if (const double d = std::hypot(q.x - p.x, q.y - p.y); d < distance) {
      distance = d;
      best = q;
    }
  return best;
}

// The nearest room and the nearest of another space: the two sides of a door.
std::vector<std::size_t> beside(const Grid& g, const std::vector<Room>& rooms, const Point& door) {
  std::vector<std::size_t> found;
  for (int side = 0; side < 2; ++side) {
    double nearest = 3 * g.cell;
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < rooms.size(); ++i) {
      double distance = 0;
      on_edge(g, rooms[i].at, door, distance);
      if (distance > nearest || (side == 1 && rooms[i].space == rooms[found[0]].space)) continue;
      nearest = distance;
      best = i;
    }
    if (!best) break;
    found.push_back(*best);
  }
  return found;
}

void place_doors(const GridFloor& f, std::vector<Room>& rooms) {
  const Grid& g = f.grid;
  std::vector<bool> entered(rooms.size());
  const int fits = static_cast<int>(std::ceil(kDoor / g.cell - 1e-9));
  for (std::size_t i = 0; i < rooms.size(); ++i)
    for (std::size_t k = i + 1; k < rooms.size(); ++k) {
      const Shared s = shared(rooms[i].at, rooms[k].at);
      // without doors of its own a plan leaves its spaces open to each other
      if (s.length() < fits || (rooms[i].space != rooms[k].space && !f.doors.empty())) continue;
      rooms[i].doors.push_back(s.middle(g));
      entered[i] = entered[k] = true;
    }
  for (const Point& door : f.doors)
    for (const std::size_t i : beside(g, rooms, door)) {
      double distance = 0;
      rooms[i].doors.push_back(on_edge(g, rooms[i].at, door, distance));
      entered[i] = true;
    }
  for (std::size_t i = 0; i < rooms.size(); ++i) {
    if (entered[i]) continue;
    const Rect& r = rooms[i].at;
    rooms[i].doors.push_back({g.origin.x + g.cell * (r.x0 + r.x1) / 2, g.origin.y + g.cell * r.y0});
    rooms[i].door_assumed = true;
  }
}

void place_beds(const GridFloor& f, std::vector<Room>& rooms) {
  const Grid& g = f.grid;
  for (const Point& bed : f.beds)
    for (Room& room : rooms) {
      const double x = (bed.x - g.origin.x) / g.cell, y = (bed.y - g.origin.y) / g.cell;
      if (x < room.at.x0 || x > room.at.x1 || y < room.at.y0 || y > room.at.y1) continue;
      const bool free = std::all_of(room.beds.begin(), room.beds.end(), [&](const Point& other) {
        return std::hypot(other.x - bed.x, other.y - bed.y) >= kBedDistance;
      });
      if (free) room.beds.push_back(bed);
      break;
    }
}

std::string number(double v) {
  const double r = std::round(v * 1000) / 1000;
  return fmt::format("{:.7g} m", r == 0 ? 0.0 : r);
}

std::string room_text(const Room& r, const Grid& g) {
  const auto x = [&](int v) { return number(g.origin.x + g.cell * v); };
  const auto y = [&](int v) { return number(g.origin.y + g.cell * v); };
  std::string out =
      fmt::format("        {}:\n          kind: {}\n          area: [{}, {}, {}, {}]\n", r.name,
                  r.kind, x(r.at.x0), y(r.at.y0), x(r.at.x1), y(r.at.y1));
  std::string doors;
  for (const Point& d : r.doors)
    doors += fmt::format("{}[{}, {}]", doors.empty() ? "" : ", ", number(d.x), number(d.y));
  if (!doors.empty())
    out += fmt::format("          door: {}{}{}{}\n", r.doors.size() > 1 ? "[" : "", doors,
                       r.doors.size() > 1 ? "]" : "",
                       r.door_assumed ? "    # assumed: the plan has none here" : "");
  out += fmt::format("          walls: {}\n", r.open ? "open" : "plasterboard");
  for (std::size_t i = 0; i < r.beds.size(); ++i)
    out += fmt::format("{}            {}_bed_{}: [{}, {}]\n", i == 0 ? "          beds:\n" : "",
                       r.name, i + 1, number(r.beds[i].x), number(r.beds[i].y));
  return out;
}

}  // namespace

std::string building_part(const std::vector<GridFloor>& floors) {
  std::set<std::string> names;
  std::string out;
  for (const GridFloor& f : floors) {
    double kept = 0;
    std::vector<Room> rooms = rooms_of(f, names, kept);
    if (rooms.empty()) continue;
    Growth(f.grid, rooms).run();
    place_doors(f, rooms);
    place_beds(f, rooms);
    std::size_t beds = 0;
    for (const Room& r : rooms) beds += r.beds.size();
    out += fmt::format(
        "    # {} rooms, {} beds; the rectangles cover {:.0f} % of the plan's rooms. Kinds are "
        "guessed "
        "from names.\n    {}:\n      height: {}\n      rooms:\n",
        rooms.size(), beds, 100 * kept, scenario_name(f.name, "floor"), number(f.height));
    for (const Room& r : rooms) out += room_text(r, f.grid);
  }
  return out.empty() ? "" : "building:\n  floors:\n" + out;
}

}  // namespace wardtwin::importing
