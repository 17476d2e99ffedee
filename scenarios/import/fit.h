#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/import/fit_rounded.h"
#include "sim/base/distribution.h"

namespace wardtwin::importing {

/// One family fitted to a sample.
struct Fit {
  Distribution law;
  double log_likelihood = 0;
  double aic = 0;      ///< 2 parameters - 2 log-likelihood; smaller is better
  double ks = 0;       ///< largest distance of the sample's and the law's distribution functions
  double p_value = 0;  ///< of `ks`, the parameters being estimated from the same sample
  std::vector<double> standard_errors;  ///< of law.p, from the expected information
};

/// Fits exponential, lognormal, gamma and Weibull laws by maximum likelihood, best AIC first.
///
/// Model       Independent draws. Standard errors are those of the expected information. The law of
///             the Kolmogorov-Smirnov distance under estimated parameters is sampled: `resamples`
///             samples of the fitted law are fitted in turn [1]; the usual table would reject far
///             too seldom.
///             Values on a `grid` are known to their cells alone: see fit_cells; the distance is
///             taken at the cells' ends, and resamples are rounded as the sample was.
/// Valid for   Five or more positive values that are not all equal, else InputError; on a grid zeros
///             too, and three cells.
/// Leaves out  Censored values, mixtures.
/// Checked by  tests/unit/import/fit_test.cpp
///
/// [1] W. Stute, W. Gonzalez Manteiga, M. Presedo Quindimil, Bootstrap based goodness-of-fit tests,
///     Metrika 40 (1993) 243-256.
///
/// `resamples` 0 leaves p_value NaN.
std::vector<Fit> fit_laws(std::span<const double> sample, int resamples, std::uint64_t seed = 1,
                          const Grid& grid = {});

/// The sample itself as a law: quantiles of probability 0, 1/(n-1), ... 1 (type 7 of Hyndman and Fan
/// 1996), straight between; `points` of them, or as many as there are values if these are fewer.
Distribution empirical_law(std::span<const double> sample, std::size_t points = 21);

/// Distribution function of a law that fit_laws gives.
double cumulative(const Distribution& law, double x);

/// The named column of a CSV text, or its only column of numbers; quotes and empty cells are read.
/// InputError names file, line and column; so it does of a zero, unless values may be rounded to it.
std::vector<double> read_column(const std::string& path, std::string_view column,
                                Rounding rounded = Rounding::no);

/// Table of fits with text that scenarios read; values are in `unit` of scenarios ("min", "d").
std::string fit_report(std::string_view what, std::span<const double> sample,
                       std::span<const Fit> fits, std::string_view unit, const Grid& grid = {});

}  // namespace wardtwin::importing
