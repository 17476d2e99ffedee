#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/base/distribution.h"

/// Values that were written in whole days, minutes or other steps.
namespace wardtwin::importing {

/// What a value that is a multiple of the step says of the true one.
enum class Rounding : std::uint8_t {
  no,       ///< it is exact
  nearest,  ///< within half a step of it
  up,       ///< up to a step less: begun days are counted
  down,     ///< up to a step more: whole days are counted
};

/// The grid that values stand on.
struct Grid {
  double step = 0;  ///< 0: none
  Rounding rounded = Rounding::no;
  bool is_on() const { return step > 0 && rounded != Rounding::no; }
};

/// The step of which at least 99 in 100 values are multiples (to 2 % of it), if at least a fifth of the
/// values occurs more than once; 0: there is none.
double grid_step(std::span<const double> sample);

/// Where the true values of a sample on a grid may be: interval by interval, and how many are there.
struct Cell {
  double low = 0, high = 0, count = 0;
};
std::vector<Cell> cells_of(std::span<const double> sample, const Grid& grid);

/// A value as it would have been written.
double rounded(double value, const Grid& grid);

/// The most likely law of one family where only the cells of the values are known.
///
/// Model       Likelihood of a cell: the law's probability of it (interval censoring) [1]; maximum by
///             Newton's method on logarithms of the parameters, standard errors from the observed
///             information.
/// Valid for   Three or more cells.
/// Leaves out  Steps that differ from value to value (heaping on round numbers).
/// Checked by  tests/unit/import/fit_rounded_test.cpp
///
/// [1] D. F. Heitjan, Inference from grouped continuous data, Statistical Science 4 (1989) 164-183.
struct CellFit {
  Distribution law;
  double log_likelihood = 0;
  std::vector<double> standard_errors;  ///< of law.p
};
/// `start`: a law of the family that is not far off.
CellFit fit_cells(std::span<const Cell> cells, const Distribution& start);

/// Largest distance of the sample's and the law's distribution functions at the cells' upper ends.
double distance_on_grid(const Distribution& law, std::span<const Cell> cells);

}  // namespace wardtwin::importing
