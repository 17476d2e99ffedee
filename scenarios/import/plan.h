#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scenarios/import/problems.h"

/// Floor plans of other programs as rooms, which scenarios hold as rectangles with doors.
namespace wardtwin::importing {

struct Point {
  double x = 0, y = 0;
};
struct Line {
  Point a, b;
};
struct Named {
  Point at;
  std::string name;
};

/// What a plan says of one storey, in metres, y upwards.
struct PlanFloor {
  std::string name;
  double height = 0;
  std::vector<Line> walls;   ///< closed doors included
  std::vector<Named> doors;  ///< middles
  std::vector<Named> labels;
  std::vector<Point> beds;
};

/// Cells of a storey and the space each belongs to.
struct Grid {
  double cell = 0.25;  ///< m
  Point origin;        ///< lower left corner
  int width = 0, height = 0;
  std::vector<int> space;          ///< row by row from below; -1: outside
  std::vector<std::string> names;  ///< of spaces; empty: none known

  int at(int x, int y) const {
    return x < 0 || y < 0 || x >= width || y >= height
               ? -1
               : space[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                       static_cast<std::size_t>(x)];
  }
};

inline constexpr int kMostCells = 4'000'000;
inline constexpr double kCell = 0.25;  ///< m

/// Spaces are what walls and doors close off: cells flooded from neighbour to neighbour where no wall
/// crosses the line between their middles. The space that reaches the border is outside. Throws
/// InputError if there are too many cells.
Grid flood(const PlanFloor& floor);

/// A storey as grid, with its doors and beds.
struct GridFloor {
  std::string name;
  double height = 0;
  Grid grid;
  std::vector<Point> doors;
  std::vector<Point> beds;
};

/// The `building:` section. A space becomes the largest rectangle in it and, while one of 1.5 m and
/// 2 m2 is left, further ones open to each other. A room that the plan gives no door gets one, which
/// the part says. Empty if there is no room.
std::string building_part(const std::vector<GridFloor>& floors);

/// Readers of the formats; problems name layer, feature or vertex. Empty if there was one.
std::vector<GridFloor> read_rmf(const File& file, Problems& problems);
std::vector<GridFloor> read_geojson(const File& file, Problems& problems);
/// Tables of tile numbers and names (the last column) for zones and for objects, which may be null;
/// `tile` is a tile's edge in m.
std::vector<GridFloor> read_tiled(const File& file, const File* zones, const File* objects,
                                  double tile, Problems& problems);

}  // namespace wardtwin::importing
