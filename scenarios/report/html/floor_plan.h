#pragma once

#include <string>
#include <vector>

#include "scenarios/report/html/sections.h"
#include "scenarios/report/html/svg.h"

/// A floor plan coloured by values of its rooms, of its access points, or both.
namespace wardtwin::html {

/// A value with its interval, at a room or an access point; NaN: none.
struct Spot {
  Interval value{report::kNan, report::kNan, report::kNan};
  std::string text;  ///< as shown
};

/// A square of the floor, its middle and edge in metres.
struct Square {
  std::uint32_t floor = 0;
  double x = 0, y = 0, edge = 0, value = 0;
};

struct Map {
  Caption caption;
  std::vector<Spot> rooms, access_points;  ///< empty, or one each
  double low = 0, high = 1;                ///< ends of the colours
  bool log = false;
  Show show;                         ///< of the ends
  std::vector<Square> squares = {};  ///< below the rooms, which then are outlines
};

/// One figure a floor, north up.
std::string draw_floors(const Source& s, const Map& map);

}  // namespace wardtwin::html
