#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sim/base/random.h"
#include "sim/base/statistics.h"

/// Systems whose answer is known, simulated from their stationary state, so that an interval of
/// few replications has an exact mean to cover.
namespace wardtwin::test {

struct System {
  std::string name;
  double truth;
  std::function<Interval(Seed)> interval;  ///< one study of it, with the seed
};

std::vector<System> systems();

/// Share of `studies` whose interval holds the truth.
double coverage(const System& system, int studies);

}  // namespace wardtwin::test
