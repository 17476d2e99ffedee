#pragma once

#include <string>
#include <vector>

#include "sim/base/statistics.h"

/// Numbers as people read them, and columns that line up.
namespace wardtwin::report {

std::string number(double value);      ///< three significant digits: "0.0123", "12.3", "1234"
std::string count(double value);       ///< "1 234 567"
std::string duration(double seconds);  ///< "12.3 ms", "4.70 s", "24 h"
std::string percent(double share);     ///< "12.3 %"
std::string watts(double w);           ///< "12.3 mW", "4.70 W"; "-" for NaN

/// `value ± half` in one unit that suits the value; without an interval only the value; "-" for
/// NaN.
std::string duration(const Interval& seconds);
std::string percent(const Interval& share);
std::string number(const Interval& value);

/// A limit, value or bound of a requirement: "10 s", "5 %" of unit "1", "no bound" where infinite.
std::string in_unit(double value, const std::string& unit);

/// Counts display columns, not bytes.
std::size_t width(const std::string& utf8);

/// The first column is left-aligned, the others right-aligned; what is too long for the first has a line
/// of its own.
class Table {
 public:
  explicit Table(std::vector<std::string> head) : rows_{std::move(head)} {}
  void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  bool empty() const { return rows_.size() == 1; }
  std::string text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace wardtwin::report
