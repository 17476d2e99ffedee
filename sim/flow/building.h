#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/base/units.h"

/// The building as people walk it and radio waves cross it. Lengths in metres; rooms are
/// rectangles.
namespace wardtwin::flow {

enum class RoomKind : std::uint8_t {
  corridor,
  ward,
  icu,
  nurse_station,
  store,
  imaging,
  operating,
  utility,
  other
};

/// What a wall is made of; its loss per band is in network_models/propagation.
enum class Material : std::uint8_t {
  none,
  plasterboard,
  fire_plasterboard,
  brick,
  concrete_100,
  concrete_150,
  concrete_200,
  wood,
  glass,
  lead,
  faraday_cage,
  metal
};

struct Room {
  std::string name;
  RoomKind kind = RoomKind::other;
  std::uint32_t floor = 0;
  double x0 = 0, y0 = 0, x1 = 0, y1 = 0;  ///< x0 < x1, y0 < y1
  std::vector<Position> doors;            ///< on the room's edge, at floor height
};

/// One straight piece of wall, already without its doors' openings and without doubles at shared
/// edges.
struct Wall {
  std::uint32_t floor = 0;
  double x0 = 0, y0 = 0, x1 = 0, y1 = 0;
  Material material = Material::plasterboard;
};

struct Bed {
  std::string name;
  std::uint32_t room = 0;
  std::uint32_t unit = 0;
  Position at;
};

struct Floor {
  std::string name;
  double height = 0;  ///< of the floor's surface above that of the lowest storey, m
  Material slab = Material::concrete_200;
};

struct Building {
  std::vector<Floor> floors;
  std::vector<Room> rooms;
  std::vector<Wall> walls;
  std::vector<Bed> beds;
};

}  // namespace wardtwin::flow
