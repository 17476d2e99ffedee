#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/flow/building.h"

namespace wardtwin::people {

/// Shortest ways on foot through a building.
///
/// Model       Straight lines inside a room, from door to door; Dijkstra over doors, all pairs.
/// Valid for   Rectangular rooms, doors on their edges; abutting corridors are open to each other
///             in the middle of their shared edge; floors joined by the stairs given.
/// Leaves out  Furniture, queues at doors and lifts, and people in each other's way.
/// Checked by  tests/unit/staff/walking_test.cpp

/// A point in a known room (a point on a door belongs to two rooms).
struct Place {
  Position at;
  std::uint32_t room = 0;
  friend bool operator==(const Place&, const Place&) = default;
};

/// A way between two floors; `metres` is how long it takes at walking speed, as a length.
struct Stairs {
  Position from, to;
  double metres = 0;
};

/// A way on foot. `places[i]` is where leg i begins and the room that it crosses; the last is the
/// end.
struct Path {
  std::vector<Place> places;
  std::vector<double> legs;  ///< metres; one fewer than places
  double metres = 0;
};

class WalkingMap {
 public:
  /// Throws InputError for a door on no edge of its room, or stairs that end in no room.
  explicit WalkingMap(const flow::Building& building, std::span<const Stairs> stairs = {});

  Place bed(std::uint32_t bed) const;
  Place middle(std::uint32_t room) const;
  Place at(const Position& position) const;  ///< throws InputError outside all rooms

  double metres(const Place& from, const Place& to) const;  ///< infinity: no way
  Path path(const Place& from, const Place& to) const;      ///< needs a way

  /// Throws InputError that names every bed of `beds` with no way from `from`.
  void require_reachable(const Place& from, std::span<const std::uint32_t> beds) const;

 private:
  struct Ends {
    double metres;
    std::uint32_t first, last;  ///< doors; kNoDoor: straight
  };
  static constexpr std::uint32_t kNoDoor = 0xffffffff;

  std::uint32_t add_door(const Position& p, std::uint32_t floor);
  void find_doors();
  void solve(std::span<const Stairs> stairs);
  Ends shortest(const Place& from, const Place& to) const;
  double between(std::size_t a, std::size_t b) const { return table_[a * doors_.size() + b]; }
  std::uint32_t room_of_leg(std::uint32_t a, std::uint32_t b) const;

  flow::Building building_;
  std::vector<Position> doors_;
  std::vector<std::uint32_t> door_floor_;
  std::vector<std::vector<std::uint32_t>> doors_of_room_;
  std::vector<double> table_;            ///< door x door, metres
  std::vector<std::uint32_t> previous_;  ///< door x door, the door before the last on the way
};

/// Where one is after `metres` of a path.
Place along(const Path& path, double metres);

}  // namespace wardtwin::people
