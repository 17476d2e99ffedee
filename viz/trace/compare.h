#pragma once

#include "viz/trace/trace.h"

namespace wardtwin::viz {

/// One number of two runs. With equal seeds the difference is taken replication by replication over
/// those that both have (common random numbers), which is what narrows its interval.
struct Difference {
  std::string section, subject, quantity, unit;
  double a = 0, b = 0;       ///< means over replications
  double low = 0, high = 0;  ///< 95 % t interval of b - a; NaN: fewer than two replications
  bool certain() const { return low > 0 || high < 0; }
};

struct Comparison {
  bool paired = false;
  std::string how;               ///< a sentence: paired or why not
  std::vector<Difference> rows;  ///< quantities that both have, in the order of `a`
  std::size_t only_a = 0, only_b = 0;
};

Comparison compare(const results::Results& a, const results::Results& b);

}  // namespace wardtwin::viz
