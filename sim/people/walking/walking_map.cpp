#include "sim/people/walking/walking_map.h"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <limits>

#include <fmt/format.h>

#include "sim/base/error.h"

namespace wardtwin::people {
namespace {

constexpr double kNoWay = std::numeric_limits<double>::infinity();
constexpr double kNear = 0.05;  // two doors closer than this are one; drawings are that exact, m

using Graph =
    boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS, boost::no_property,
                          boost::property<boost::edge_weight_t, double>>;

bool contains(const flow::Room& r, double x, double y) {
  return x >= r.x0 - kNear && x <= r.x1 + kNear && y >= r.y0 - kNear && y <= r.y1 + kNear;
}

bool on_edge(const flow::Room& r, const Position& p) {
  const double inner = std::min(std::min(p.x - r.x0, r.x1 - p.x), std::min(p.y - r.y0, r.y1 - p.y));
  return contains(r, p.x, p.y) && inner <= kNear;
}

struct Span {
  double low, high;
  double length() const { return high - low; }
  double middle() const { return (low + high) / 2; }
};
Span overlap(double a0, double a1, double b0, double b1) {
  return {std::max(a0, b0), std::min(a1, b1)};
}

}  // namespace

WalkingMap::WalkingMap(const flow::Building& building, std::span<const Stairs> stairs)
    : building_(building), doors_of_room_(building.rooms.size()) {
  find_doors();
  // stairs begin and end in rooms, as if behind doors of their own
  for (const Stairs& s : stairs) {
    add_door(s.from, building_.rooms[at(s.from).room].floor);
    add_door(s.to, building_.rooms[at(s.to).room].floor);
  }
  for (std::uint32_t r = 0; r < building_.rooms.size(); ++r)
    for (std::uint32_t d = 0; d < doors_.size(); ++d)
      if (door_floor_[d] == building_.rooms[r].floor &&
          contains(building_.rooms[r], doors_[d].x, doors_[d].y))
        doors_of_room_[r].push_back(d);
  solve(stairs);
}

std::uint32_t WalkingMap::add_door(const Position& p, std::uint32_t floor) {
  for (std::uint32_t d = 0; d < doors_.size(); ++d)
    if (door_floor_[d] == floor && std::hypot(doors_[d].x - p.x, doors_[d].y - p.y) <= kNear)
      return d;
  const double z = floor < building_.floors.size() ? building_.floors[floor].height : p.z;
  doors_.push_back({p.x, p.y, z});
  door_floor_.push_back(floor);
  return static_cast<std::uint32_t>(doors_.size() - 1);
}

void WalkingMap::find_doors() {
  for (const flow::Room& r : building_.rooms)
    for (const Position& p : r.doors) {
      if (!on_edge(r, p))
        throw InputError(fmt::format("the door of '{}' at ({:g} m, {:g} m) is not on its edge",
                                     r.name, p.x, p.y));
      add_door(p, r.floor);
    }
  for (std::size_t i = 0; i < building_.rooms.size(); ++i)
    for (std::size_t j = i + 1; j < building_.rooms.size(); ++j) {
      const flow::Room &a = building_.rooms[i], &b = building_.rooms[j];
      if (a.kind != flow::RoomKind::corridor || b.kind != a.kind || a.floor != b.floor) continue;
      const Span x = overlap(a.x0, a.x1, b.x0, b.x1), y = overlap(a.y0, a.y1, b.y0, b.y1);
      const bool touch = x.length() >= -kNear && y.length() >= -kNear;
      constexpr double kPassage = 0.5;  // narrower than a person: no passage, m
      if (touch && std::max(x.length(), y.length()) >= kPassage)
        add_door({x.middle(), y.middle(), 0}, a.floor);
    }
}

void WalkingMap::solve(std::span<const Stairs> stairs) {
  const std::size_t n = doors_.size();
  Graph graph(n);
  for (const auto& doors : doors_of_room_)
    for (std::size_t i = 0; i < doors.size(); ++i)
      for (std::size_t j = i + 1; j < doors.size(); ++j)
        add_edge(doors[i], doors[j], distance(doors_[doors[i]], doors_[doors[j]]), graph);
  for (const Stairs& s : stairs)
    add_edge(add_door(s.from, building_.rooms[at(s.from).room].floor),
             add_door(s.to, building_.rooms[at(s.to).room].floor), s.metres, graph);
  table_.assign(n * n, kNoWay);
  previous_.assign(n * n, kNoDoor);
  std::vector<Graph::vertex_descriptor> before(n);
  std::vector<double> length(n);
  for (std::size_t from = 0; from < n; ++from) {
    boost::dijkstra_shortest_paths(
        graph, from,
        boost::predecessor_map(before.data()).distance_map(length.data()).distance_inf(kNoWay));
    for (std::size_t to = 0; to < n; ++to) {
      table_[from * n + to] = length[to];
      previous_[from * n + to] = static_cast<std::uint32_t>(before[to]);
    }
  }
}

Place WalkingMap::bed(std::uint32_t bed) const {
  return {building_.beds.at(bed).at, building_.beds[bed].room};
}

Place WalkingMap::middle(std::uint32_t room) const {
  const flow::Room& r = building_.rooms.at(room);
  const double z = r.floor < building_.floors.size() ? building_.floors[r.floor].height : 0;
  return {{(r.x0 + r.x1) / 2, (r.y0 + r.y1) / 2, z}, room};
}

Place WalkingMap::at(const Position& p) const {
  std::uint32_t best = kNoDoor;
  double best_rise = kNoWay;  // the floor below one's feet, not the one above
  for (std::uint32_t r = 0; r < building_.rooms.size(); ++r) {
    const flow::Room& room = building_.rooms[r];
    const double z = room.floor < building_.floors.size() ? building_.floors[room.floor].height : 0;
    const double rise = p.z - z;
    if (!contains(room, p.x, p.y) || rise < -kNear || rise >= best_rise) continue;
    best = r;
    best_rise = rise;
  }
  if (best == kNoDoor)
    throw InputError(
        fmt::format("the point ({:g} m, {:g} m, {:g} m) is in no room", p.x, p.y, p.z));
  return {p, best};
}

WalkingMap::Ends WalkingMap::shortest(const Place& from, const Place& to) const {
  // walking is on the floor, so heights within a room do not count
  const auto flat = [](const Position& a, const Position& b) {
    return std::hypot(a.x - b.x, a.y - b.y);
  };
  if (from.room == to.room) return {flat(from.at, to.at), kNoDoor, kNoDoor};
  Ends best{kNoWay, kNoDoor, kNoDoor};
  for (const std::uint32_t a : doors_of_room_[from.room])
    for (const std::uint32_t b : doors_of_room_[to.room]) {
      const double m = flat(from.at, doors_[a]) + between(a, b) + flat(doors_[b], to.at);
      if (m < best.metres) best = {m, a, b};
    }
  return best;
}

double WalkingMap::metres(const Place& from, const Place& to) const {
  return shortest(from, to).metres;
}

std::uint32_t WalkingMap::room_of_leg(std::uint32_t a, std::uint32_t b) const {
  for (std::uint32_t r = 0; r < doors_of_room_.size(); ++r) {
    const auto& d = doors_of_room_[r];
    if (std::ranges::find(d, a) != d.end() && std::ranges::find(d, b) != d.end()) return r;
  }
  for (std::uint32_t r = 0; r < doors_of_room_.size(); ++r)  // stairs: the room where they begin
    if (std::ranges::find(doors_of_room_[r], a) != doors_of_room_[r].end()) return r;
  return 0;
}

Path WalkingMap::path(const Place& from, const Place& to) const {
  const Ends ends = shortest(from, to);
  WARDTWIN_ASSERT(ends.metres < kNoWay, "a walk to a place that cannot be reached");
  Path path{{from}, {}, ends.metres};
  if (ends.first != kNoDoor) {
    std::vector<std::uint32_t> doors{ends.last};
    while (doors.back() != ends.first)
      doors.push_back(previous_[ends.first * doors_.size() + doors.back()]);
    std::ranges::reverse(doors);
    path.legs.push_back(
        std::hypot(from.at.x - doors_[ends.first].x, from.at.y - doors_[ends.first].y));
    for (std::size_t i = 0; i + 1 < doors.size(); ++i) {
      path.places.push_back({doors_[doors[i]], room_of_leg(doors[i], doors[i + 1])});
      path.legs.push_back(between(doors[i], doors[i + 1]));
    }
    path.places.push_back({doors_[ends.last], to.room});
    path.legs.push_back(std::hypot(to.at.x - doors_[ends.last].x, to.at.y - doors_[ends.last].y));
  } else {
    path.legs.push_back(ends.metres);
  }
  path.places.push_back(to);
  return path;
}

void WalkingMap::require_reachable(const Place& from, std::span<const std::uint32_t> beds) const {
  std::string lost;
  for (const std::uint32_t b : beds)
    if (metres(from, bed(b)) == kNoWay)
      lost += fmt::format("{}'{}' in '{}'", lost.empty() ? "" : ", ", building_.beds[b].name,
                          building_.rooms[building_.beds[b].room].name);
  if (!lost.empty())
    throw InputError(
        fmt::format("no way on foot from '{}' to the bed {}; does every room on the way "
                    "have a door, and are the floors joined by stairs?",
                    building_.rooms[from.room].name, lost));
}

Place along(const Path& path, double metres) {
  for (std::size_t i = 0; i < path.legs.size(); ++i) {
    if (metres < path.legs[i]) {
      const Position &a = path.places[i].at, &b = path.places[i + 1].at;
      const double f = metres / path.legs[i];
      return {{a.x + f * (b.x - a.x), a.y + f * (b.y - a.y), a.z + f * (b.z - a.z)},
              path.places[i].room};
    }
    metres -= path.legs[i];
  }
  return path.places.back();
}

}  // namespace wardtwin::people
