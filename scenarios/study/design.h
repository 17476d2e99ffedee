#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

/// Which hospitals a study simulates: combinations of values of settings.
namespace wardtwin::study {

/// A setting that is varied, `--vary network.wifi.radio.rate=mcs 3,mcs 7` or a range
/// `people.units.ward.staff.night=2..6`.
struct Factor {
  std::string path;
  std::vector<std::string> levels;  ///< as written; empty for a range
  double low = 0, high = 0;         ///< of a range, both ends included
  std::string unit;                 ///< of a range, " m"
  bool whole = false;               ///< the range is of whole numbers
};

/// Throws InputError with what to write instead.
Factor read_factor(const std::string& text);

/// One hospital: a value for each factor, in their order.
struct Point {
  std::vector<std::string> values;
};

/// Every combination of levels, the last factor changing fastest; a range of whole numbers counts
/// as all of them. Throws InputError for other ranges and for more than 10,000 points.
std::vector<Point> factorial(std::span<const Factor> factors);

/// Latin hypercube (McKay, Beckman and Conover 1979): each factor's range is cut into `samples`
/// equal parts, each part is met once, and the parts are combined at random.
std::vector<Point> latin_hypercube(std::span<const Factor> factors, int samples,
                                   std::uint64_t seed);

/// `path=value` of each factor, which are the point's settings.
std::vector<std::string> settings(std::span<const Factor> factors, const Point& point);

}  // namespace wardtwin::study
