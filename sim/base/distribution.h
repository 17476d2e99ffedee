#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "sim/base/exponential.h"
#include "sim/base/normal.h"
#include "sim/base/random.h"
#include "sim/base/time.h"

namespace wardtwin {

/// A law of a positive or real quantity as scenarios write it. Parameters are in the unit of the
/// quantity (seconds for times).
struct Distribution {
  enum class Law {
    constant,
    uniform,
    exponential,
    normal,
    lognormal,
    triangular,
    gamma,
    weibull,
    empirical
  };
  Law law = Law::constant;
  /// constant: value | uniform: low, high | exponential: mean | normal: mean, sd |
  /// lognormal: mu, sigma of the logarithm | triangular: low, mode, high |
  /// gamma: shape, scale | weibull: shape, scale | empirical: see points
  std::array<double, 3> p{0, 0, 0};
  /// Draws below are repeated (normal) or lifted to it (others); -infinity: no bound.
  double lowest = -1e300;
  /// empirical: n quantiles in rising order, of probability 0, 1/(n-1), ... 1; straight between.
  std::shared_ptr<const std::vector<double>> points = nullptr;

  static Distribution constant(double value) { return {Law::constant, {value, 0, 0}}; }
  static Distribution exponential(double mean) { return {Law::exponential, {mean, 0, 0}}; }
  static Distribution uniform(double low, double high) { return {Law::uniform, {low, high, 0}}; }
  static Distribution lognormal_of_mean(double mean, double sd);
  static Distribution lognormal_of_median(double median, double sigma);
  static Distribution empirical(std::vector<double> points);  ///< two or more, rising

  double operator()(Stream& s) const;
  double mean() const;
  double variance() const;
  Time time(Stream& s) const { return from_seconds((*this)(s)); }

  friend bool operator==(const Distribution& a, const Distribution& b) {
    const bool same_points =
        a.points == b.points || (a.points && b.points && *a.points == *b.points);
    return a.law == b.law && a.p == b.p && a.lowest == b.lowest && same_points;
  }
};

}  // namespace wardtwin
