#include "scenarios/compiler/building.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "scenarios/compiler/registry.h"
#include "scenarios/compiler/values.h"

namespace wardtwin::compiler {
namespace {

constexpr double kTouch = 5e-4;  // half a millimetre

/// A room's entry in the file, for messages.
struct Written {
  const Entry* entry = nullptr;
  Place at(std::string_view key) const {
    const Node* n = entry->value.find(key);
    return n ? n->at : entry->key_at;
  }
  Place name() const { return entry->key_at; }
  Place bed(const std::string& bed) const {
    const Node* beds = entry->value.find("beds");
    const Entry* e = beds ? beds->entry(bed) : nullptr;
    return e ? e->value.at : at("beds");
  }
};

struct Plan {
  flow::Building building;
  std::vector<const RoomDef*> defs;
  std::vector<Written> written;
  std::vector<std::optional<flow::Material>> own;
};

bool near(double a, double b) { return std::abs(a - b) < kTouch; }

bool on_edge(const flow::Room& r, double x, double y) {
  const bool along_x = x > r.x0 - kTouch && x < r.x1 + kTouch;
  const bool along_y = y > r.y0 - kTouch && y < r.y1 + kTouch;
  return (along_x && (near(y, r.y0) || near(y, r.y1))) ||
         (along_y && (near(x, r.x0) || near(x, r.x1)));
}

// A door lies on an edge, with its whole width.
void check_door(const flow::Room& r, const Position& d, const Place& at, Context& c) {
  if (!on_edge(r, d.x, d.y)) {
    const double dx = std::min(std::abs(d.x - r.x0), std::abs(d.x - r.x1));
    const double dy = std::min(std::abs(d.y - r.y0), std::abs(d.y - r.y1));
    const bool to_x = dx < dy;
    const double x = to_x ? (std::abs(d.x - r.x0) < std::abs(d.x - r.x1) ? r.x0 : r.x1)
                          : std::clamp(d.x, r.x0, r.x1);
    const double y = to_x ? std::clamp(d.y, r.y0, r.y1)
                          : (std::abs(d.y - r.y0) < std::abs(d.y - r.y1) ? r.y0 : r.y1);
    c.error(
        at, fmt::format("the door of '{}' is not on its edge", r.name),
        {fmt::format("The room reaches from {:g} to {:g} m and from {:g} to {:g} m; the door is at "
                     "{:g} m, {:g} m.",
                     r.x0, r.x1, r.y0, r.y1, d.x, d.y),
         fmt::format("Write [{:g} m, {:g} m]?", x, y)});
    return;
  }
  const bool level = near(d.y, r.y0) || near(d.y, r.y1);
  const double corner = level ? std::min(d.x - r.x0, r.x1 - d.x) : std::min(d.y - r.y0, r.y1 - d.y);
  if (corner < kDoorWidth / 2 - kTouch)
    c.error(at, fmt::format("the door of '{}' does not fit on its edge", r.name),
            {fmt::format(
                "It is {:g} m wide, so its middle is at least {:g} m from a corner; here it is "
                "{:g} m.",
                kDoorWidth, kDoorWidth / 2, std::round(corner * 1e3) / 1e3)});
}

void add_rooms(Plan& p, const FloorDef& floor, const Node& node, std::uint32_t index,
               Registry& names, Context& c) {
  const Node* rooms = node.find("rooms");
  for (std::size_t i = 0; i < floor.rooms.size(); ++i) {
    const RoomDef& def = floor.rooms[i];
    const Entry* entry = &rooms->entries[i];  // the reader made one room of each entry
    names.add(def.name, entry->key_at, c);
    if (!require(entry->value, entry->key_at, {"kind", "area"}, c)) continue;
    if (def.area == PlanArea{}) continue;  // told by the reader
    flow::Room r{def.name, def.kind, index, def.area.x0, def.area.y0, def.area.x1, def.area.y1, {}};
    for (const PlanPoint& d : def.door.at) {
      r.doors.push_back({d.x, d.y, floor.height.value});
      check_door(r, r.doors.back(), Written{entry}.at("door"), c);
    }
    p.building.rooms.push_back(std::move(r));
    p.defs.push_back(&def);
    p.written.push_back({entry});
    p.own.push_back(def.walls);
  }
}

// Rooms in order of their left edge, so that only those that overlap in x are compared.
void check_overlaps(const Plan& p, Context& c) {
  const auto& rooms = p.building.rooms;
  std::vector<std::size_t> order(rooms.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return rooms[a].x0 < rooms[b].x0; });
  for (std::size_t i = 0; i < order.size(); ++i)
    for (std::size_t k = i + 1; k < order.size(); ++k) {
      const auto first = std::min(order[i], order[k]), second = std::max(order[i], order[k]);
      const flow::Room &a = rooms[first], &b = rooms[second];
      if (rooms[order[k]].x0 >= rooms[order[i]].x1 - kTouch) break;
      const double w = std::min(a.x1, b.x1) - std::max(a.x0, b.x0);
      const double h = std::min(a.y1, b.y1) - std::max(a.y0, b.y0);
      if (a.floor != b.floor || w < kTouch || h < kTouch) continue;
      c.error(p.written[second].at("area"), fmt::format("'{}' overlaps '{}'", b.name, a.name),
              {fmt::format("They share {:.4g} m x {:.4g} m = {:.4g} m2, from [{:g} m, {:g} m] to "
                           "[{:g} m, {:g} m].",
                           w, h, w * h, std::max(a.x0, b.x0), std::max(a.y0, b.y0),
                           std::min(a.x1, b.x1), std::min(a.y1, b.y1))});
      if (c.errors() > 1000) return;
    }
}

void check_entrances(const Plan& p, Context& c) {
  const auto& rooms = p.building.rooms;
  std::vector<bool> entered(rooms.size());
  for (std::size_t i = 0; i < rooms.size(); ++i)
    for (const Position& d : rooms[i].doors)
      for (std::size_t k = 0; k < rooms.size(); ++k)
        if (rooms[k].floor == rooms[i].floor && on_edge(rooms[k], d.x, d.y)) entered[k] = true;
  for (std::size_t i = 0; i < rooms.size(); ++i) {
    const flow::Room& r = rooms[i];
    if (entered[i] || !r.doors.empty() || r.kind == flow::RoomKind::corridor) continue;
    c.error(p.written[i].name(), fmt::format("'{}' has no door", r.name),
            {"Nobody could enter it.",
             fmt::format("Write door: [{:g} m, {:g} m] or another point of its edge.",
                         (r.x0 + r.x1) / 2, r.y0)});
  }
}

int most_beds(const PlanArea& a) {
  const auto along = [](double length) {
    return std::max(1, static_cast<int>((length + kTouch) / kBedDistance));
  };
  return along(a.x1 - a.x0) * along(a.y1 - a.y0);
}

// Beds of one room with their names; problems with places are told.
std::vector<NamedBed> place_beds(const RoomDef& def, const Written& w, Context& c) {
  if (def.beds.placed.empty()) {
    std::vector<NamedBed> beds;
    const BedGrid grid = bed_grid(def.area, def.beds.count);
    if (grid.distance < kBedDistance - kTouch)
      c.error(w.at("beds"), fmt::format("{} beds do not fit in '{}'", def.beds.count, def.name),
              {fmt::format("In {:g} m x {:g} m they would stand {:.2f} m apart; {:g} m are needed.",
                           def.area.x1 - def.area.x0, def.area.y1 - def.area.y0, grid.distance,
                           kBedDistance),
               fmt::format("Write beds: {} or fewer.", most_beds(def.area))});
    for (std::size_t i = 0; i < grid.at.size(); ++i)
      beds.push_back({fmt::format("{}_bed_{}", def.name, i + 1), grid.at[i]});
    return beds;
  }
  const auto& beds = def.beds.placed;
  if (beds.size() > 1000) {
    c.error(w.at("beds"),
            fmt::format("{} beds in one room; at most 1000 are possible", beds.size()));
    return {};
  }
  for (std::size_t i = 0; i < beds.size(); ++i) {
    const PlanPoint at = beds[i].at;
    if (at.x < def.area.x0 || at.x > def.area.x1 || at.y < def.area.y0 || at.y > def.area.y1)
      c.error(w.bed(beds[i].name),
              fmt::format("bed '{}' stands outside '{}'", beds[i].name, def.name),
              {fmt::format("The room reaches from {:g} to {:g} m and from {:g} to {:g} m.",
                           def.area.x0, def.area.x1, def.area.y0, def.area.y1)});
    for (std::size_t k = 0; k < i; ++k) {
      const double d = std::hypot(at.x - beds[k].at.x, at.y - beds[k].at.y);
      if (d >= kBedDistance - kTouch) continue;
      c.error(
          w.bed(beds[i].name),
          fmt::format("beds '{}' and '{}' overlap", beds[k].name, beds[i].name),
          {fmt::format("Their middles are {:.2f} m apart; {:g} m are needed.", d, kBedDistance)});
      break;
    }
  }
  return beds;
}

void add_beds(Plan& p, Context& c) {
  Registry names("bed");
  for (std::uint32_t i = 0; i < p.building.rooms.size(); ++i) {
    const double z = p.building.floors[p.building.rooms[i].floor].height + kBedHeight;
    for (const NamedBed& b : place_beds(*p.defs[i], p.written[i], c)) {
      names.add(b.name, p.written[i].bed(b.name), c);
      p.building.beds.push_back({b.name, i, 0xffffffff, {b.at.x, b.at.y, z}});
    }
  }
}

// Partitions follow the rooms' walls, floor by floor as written.
void add_partitions(const FloorDef& floor, const Node& node, std::uint32_t index,
                    std::vector<flow::Wall>& walls, Context& c) {
  const Node* list = node.find("partitions");
  for (std::size_t i = 0; list && i < std::min(floor.partitions.size(), list->items.size()); ++i) {
    const PartitionDef& w = floor.partitions[i];
    const Node& written = list->items[i];
    if (!require(written, written.at, {"from", "to"}, c)) continue;
    if (std::hypot(w.to.x - w.from.x, w.to.y - w.from.y) < kTouch)
      c.error(written.at, "a partition has no length",
              {fmt::format("Both ends are at [{:g} m, {:g} m].", w.from.x, w.from.y),
               "Write another point as its end, or leave it out."});
    if (w.of != flow::Material::none)
      walls.push_back({index, w.from.x, w.from.y, w.to.x, w.to.y, w.of});
  }
}

}  // namespace

BedGrid bed_grid(const PlanArea& a, int count) {
  BedGrid best{{}, 0};
  if (count <= 0) return {{}, INFINITY};
  const double w = a.x1 - a.x0, h = a.y1 - a.y0;
  int columns = 1;
  for (int nx = 1; nx <= count; ++nx) {
    const int ny = (count + nx - 1) / nx;
    const double d = std::min(nx > 1 ? w / nx : INFINITY, ny > 1 ? h / ny : INFINITY);
    if (d > best.distance * (1 + 1e-12)) {
      best.distance = d;
      columns = nx;
    }
  }
  const int rows = (count + columns - 1) / columns;
  for (int i = 0; i < count; ++i) {
    const int row = i / columns;
    const int in_row = std::min(columns, count - row * columns);
    best.at.push_back({a.x0 + w * (i % columns + 0.5) / in_row, a.y0 + h * (row + 0.5) / rows});
  }
  return best;
}

flow::Building compile_building(const BuildingDef& def, const Node& node, Context& c) {
  Plan p;
  Registry names("room");
  const Node* floors = node.find("floors");
  for (std::size_t i = 0; i < def.floors.size(); ++i) {
    const FloorDef& f = def.floors[i];
    const Entry* entry = &floors->entries[i];  // the reader made one floor of each entry
    const auto index = static_cast<std::uint32_t>(p.building.floors.size());
    for (const flow::Floor& other : p.building.floors)
      if (std::abs(other.height - f.height.value) < 2)
        c.error(entry->key_at,
                fmt::format("floors '{}' and '{}' are {:g} m apart", other.name, f.name,
                            std::abs(other.height - f.height.value)),
                {"A storey is at least 2 m high; write their heights, such as height: 3.5 m."});
    p.building.floors.push_back({f.name, f.height.value, f.slab});
    if (require(entry->value, entry->key_at, {"rooms"}, c))
      add_rooms(p, f, entry->value, index, names, c);
  }
  check_overlaps(p, c);
  check_entrances(p, c);
  add_beds(p, c);
  std::vector<flow::Wall> partitions;
  for (std::size_t i = 0; i < def.floors.size(); ++i)
    add_partitions(def.floors[i], floors->entries[i].value, static_cast<std::uint32_t>(i),
                   partitions, c);
  if (c.errors() == 0) p.building.walls = walls_of(p.building.rooms, p.own, def.walls, def.doors);
  p.building.walls.insert(p.building.walls.end(), partitions.begin(), partitions.end());
  return std::move(p.building);
}

}  // namespace wardtwin::compiler
