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

struct Map {
  Caption caption;
  std::vector<Spot> rooms, access_points;  ///< empty, or one each
  double low = 0, high = 1;                ///< ends of the colours
  bool log = false;
  Show show;  ///< of the ends
};

/// One figure a floor, north up.
std::string draw_floors(const Source& s, const Map& map);

}  // namespace wardtwin::html
