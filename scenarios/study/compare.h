#pragma once

#include <span>
#include <string>
#include <vector>

#include "sim/base/statistics.h"
#include "sim/results/results.h"

/// Designs against each other, replication by replication.
namespace wardtwin::study {

/// One quantity of a design against the first one's.
struct Difference {
  std::string quantity, unit;
  Interval base, other, difference;  ///< difference: other - base
  Interval relative{0, 0, 0};        ///< other / base - 1, as relative_change() gives it
  /// Variance of the difference of two independent runs over that of the paired ones; above 1,
  /// common random numbers helped. NaN where not paired.
  double variance_ratio = 0;
  /// "less", "more" or "not decided", at 95 % for all differences of one table together.
  std::string verdict;
};

struct Comparison {
  std::string base, other;  ///< files
  bool paired = false;      ///< same seed, so equal numbers of replications share their randomness
  std::string why_not;      ///< paired is false: why
  int replications = 0;     ///< pairs, or of the shorter
  std::vector<Difference> differences;
};

/// Throws InputError where files of one seed begin with different replications: number k of the one
/// would then be paired with another number of the other. `measures`: what to compare; empty: every requirement's metric and every metric that both have.
Comparison compare(const std::string& base_name, const results::Results& base,
                   const std::string& other_name, const results::Results& other,
                   std::span<const std::string> measures);

/// Paired differences of equal length, or Welch's interval of unpaired ones. NaN are left out (of a
/// pair: both).
Interval paired_difference(std::span<const double> base, std::span<const double> other,
                           double confidence = 0.95);
Interval unpaired_difference(std::span<const double> base, std::span<const double> other,
                             double confidence = 0.95);
/// Change of the mean as a share of the base's, which is uncertain itself: Fieller's interval (1954)
/// of the ratio of two means. The ends are NaN where the base is not known to differ from zero.
Interval relative_change(std::span<const double> base, std::span<const double> other, bool paired,
                         double confidence = 0.95);
double variance_ratio(std::span<const double> base, std::span<const double> other);

}  // namespace wardtwin::study
