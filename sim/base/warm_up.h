#pragma once

#include <cstddef>
#include <span>

#include "sim/base/statistics.h"

namespace wardtwin {

/// Where a series' start stops biasing its mean.
struct Truncation {
  std::size_t drop = 0;  ///< leading values to leave out, a multiple of the batch
  bool decided = false;  ///< false: the minimum lies in the second half, so the series is too short
};

/// MSER-5 (White, Cobb and Spratt 2000): the series is averaged in batches of five; of all places
/// to cut in its first half, the one where the squared standard error of the rest is least. A
/// series of less than ten batches is not decided.
Truncation mser5(std::span<const double> series, std::size_t batch = 5);

/// Mean of one long series with batch means: batches of at least `least` values (a whole day where
/// the series follows the hours), between 10 and 20 of them. Where the batches still depend on each
/// other (von Neumann's ratio at 5 %) or there are fewer than 10, the ends of the interval are NaN.
struct BatchedMean {
  Interval interval{0, 0, 0};
  std::size_t batches = 0, batch = 0;  ///< how many, of how many values
  bool independent = false;
};
BatchedMean batched_mean(std::span<const double> series, std::size_t least = 1);

}  // namespace wardtwin
