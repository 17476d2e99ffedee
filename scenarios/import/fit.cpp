#include "scenarios/import/fit.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include <fmt/format.h>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>

#include "sim/base/error.h"

namespace wardtwin::importing {
namespace {

using Law = Distribution::Law;

// beyond the purposes of simulations, which never share a stream with it
constexpr auto kResampling = static_cast<Purpose>(0x8000);
constexpr std::array kLaws{Law::exponential, Law::lognormal, Law::gamma, Law::weibull};

/// Sums that estimators share; the sample is scaled to mean 1, so that powers stay in range.
struct Sums {
  double n = 0, mean = 0, mean_log = 0, variance_log = 0;
};

Sums sums_of(std::span<const double> x) {
  Sums s;
  s.n = static_cast<double>(x.size());
  for (const double v : x) s.mean += v / s.n;
  for (const double v : x) s.mean_log += std::log(v) / s.n;
  for (const double v : x) s.variance_log += std::pow(std::log(v) - s.mean_log, 2) / s.n;
  return s;
}

// Root of ln k - psi(k) = ln(mean) - mean(ln x), by Newton steps from the approximation of Minka
// (2002), which is within 1.5 % of it.
double gamma_shape(double s) {
  double k = (3 - s + std::sqrt((s - 3) * (s - 3) + 24 * s)) / (12 * s);
  for (int i = 0; i < 50; ++i) {
    const double step =
        (std::log(k) - boost::math::digamma(k) - s) / (1 / k - boost::math::trigamma(k));
    const double next = k - step > 0 ? k - step : k / 2;
    if (std::abs(next - k) < 1e-12 * k) return next;
    k = next;
  }
  return k;
}

// Root of  sum x^k ln x / sum x^k - 1/k = mean ln x,  whose left side rises with k. Logarithms are
// taken relative to the largest value, so that no power overflows.
double weibull_shape(std::span<const double> x, const Sums& s, double largest) {
  const double top = std::log(largest);
  double k = std::numbers::pi / std::sqrt(6 * s.variance_log);  // from the variance of ln x
  for (int i = 0; i < 100; ++i) {
    double a = 0, b = 0, c = 0;
    for (const double v : x) {
      const double l = std::log(v) - top, w = std::exp(k * l);
      a += w;
      b += w * l;
      c += w * l * l;
    }
    const double f = b / a - 1 / k - (s.mean_log - top);
    const double slope = c / a - (b / a) * (b / a) + 1 / (k * k);
    const double next = std::max(k - f / slope, k / 4);
    if (std::abs(next - k) < 1e-12 * k) return next;
    k = next;
  }
  return k;
}

Distribution estimate(Law law, std::span<const double> x, const Sums& s) {
  switch (law) {
    case Law::exponential: return Distribution::exponential(s.mean);
    case Law::lognormal: return {law, {s.mean_log, std::sqrt(s.variance_log), 0}};
    case Law::gamma: {
      const double k = gamma_shape(std::max(std::log(s.mean) - s.mean_log, 1e-9));
      return {law, {k, s.mean / k, 0}};
    }
    default: {
      const double largest = *std::max_element(x.begin(), x.end());
      const double k = weibull_shape(x, s, largest);
      double sum = 0;
      for (const double v : x) sum += std::pow(v / largest, k);
      return {Law::weibull, {k, largest * std::pow(sum / s.n, 1 / k), 0}};
    }
  }
}

double log_likelihood(const Distribution& d, std::span<const double> x, const Sums& s) {
  const double a = d.p[0], b = d.p[1];
  switch (d.law) {
    case Law::exponential: return -s.n * (std::log(a) + s.mean / a);
    case Law::lognormal:
      return -s.n * (s.mean_log + std::log(b) + 0.5 * std::log(2 * std::numbers::pi) + 0.5);
    case Law::gamma:
      return s.n * ((a - 1) * s.mean_log - s.mean / b - std::lgamma(a) - a * std::log(b));
    default: {
      double power = 0;
      for (const double v : x) power += std::pow(v / b, a);
      return s.n * (std::log(a) - a * std::log(b) + (a - 1) * s.mean_log) - power;
    }
  }
}

// Of the parameters as law.p holds them, from the inverse of the expected information.
std::vector<double> standard_errors(const Distribution& d, double n) {
  const double a = d.p[0], b = d.p[1], root = std::sqrt(n);
  switch (d.law) {
    case Law::exponential: return {a / root};
    case Law::lognormal: return {b / root, b / std::sqrt(2 * n)};
    case Law::gamma: {
      const double t = boost::math::trigamma(a), det = a * t - 1;
      return {std::sqrt(a / det) / root, b * std::sqrt(t / det) / root};
    }
    default:  // Rinne, The Weibull Distribution (2009), eq. 11.18
      return {0.77970 * a / root, 1.05293 * b / a / root};
  }
}

double distance(const Distribution& d, std::span<const double> sorted) {
  const double n = static_cast<double>(sorted.size());
  double most = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const double f = cumulative(d, sorted[i]), at = static_cast<double>(i);
    most = std::max({most, f - at / n, (at + 1) / n - f});
  }
  return most;
}

/// Where the cells' middles stand for the values: a law to start from.
Distribution start_of(Law law, std::span<const Cell> cells) {
  std::vector<double> middles;
  for (const Cell& c : cells)
    middles.insert(middles.end(), static_cast<std::size_t>(c.count), (c.low + c.high) / 2);
  return estimate(law, middles, sums_of(middles));
}

double p_value_on_grid(const Fit& f, std::size_t n, int resamples, std::uint64_t seed,
                       const Grid& grid) {
  Stream stream({seed, 0}, static_cast<std::uint64_t>(f.law.law), kResampling);
  std::vector<double> x(n);
  int beyond = 0;
  for (int r = 0; r < resamples; ++r) {
    for (double& v : x) v = rounded(f.law(stream), grid);
    const auto cells = cells_of(x, grid);
    beyond += distance_on_grid(fit_cells(cells, f.law).law, cells) >= f.ks;
  }
  return (1.0 + beyond) / (1.0 + resamples);
}

std::vector<Fit> fit_on_grid(std::span<const double> sorted, int resamples, std::uint64_t seed,
                             const Grid& grid) {
  const auto cells = cells_of(sorted, grid);
  if (cells.size() < 3)
    throw InputError(fmt::format("the values fall on {} multiples of {:g}; three are needed",
                                 cells.size(), grid.step));
  std::vector<Fit> fits;
  for (const Law law : kLaws) {
    const CellFit best = fit_cells(cells, start_of(law, cells));
    Fit f;
    f.law = best.law;
    f.log_likelihood = best.log_likelihood;
    f.standard_errors = best.standard_errors;
    f.aic = 2 * static_cast<double>(f.standard_errors.size()) - 2 * f.log_likelihood;
    f.ks = distance_on_grid(f.law, cells);
    f.p_value = resamples > 0 ? p_value_on_grid(f, sorted.size(), resamples, seed, grid)
                              : std::numeric_limits<double>::quiet_NaN();
    fits.push_back(std::move(f));
  }
  return fits;
}

void best_first(std::vector<Fit>& fits) {
  std::stable_sort(fits.begin(), fits.end(),
                   [](const Fit& a, const Fit& b) { return a.aic < b.aic; });
}

// Share of samples of the fitted law, fitted in turn, that lie as far from their fit.
double p_value(const Fit& f, std::size_t n, int resamples, std::uint64_t seed) {
  Stream stream({seed, 0}, static_cast<std::uint64_t>(f.law.law), kResampling);
  std::vector<double> x(n);
  int beyond = 0;
  for (int r = 0; r < resamples; ++r) {
    for (double& v : x) v = std::max(f.law(stream), std::numeric_limits<double>::min());
    std::sort(x.begin(), x.end());
    beyond += distance(estimate(f.law.law, x, sums_of(x)), x) >= f.ks;
  }
  return (1.0 + beyond) / (1.0 + resamples);
}

}  // namespace

Distribution empirical_law(std::span<const double> sample, std::size_t points) {
  if (sample.size() < 2)
    throw InputError(fmt::format("{} values; two are needed for an empirical law", sample.size()));
  std::vector<double> x(sample.begin(), sample.end());
  std::ranges::sort(x);
  const std::size_t n = std::min(points, x.size());
  std::vector<double> quantiles;
  for (std::size_t i = 0; i < n; ++i) {
    const double at =
        static_cast<double>(i) * static_cast<double>(x.size() - 1) / static_cast<double>(n - 1);
    const auto below = std::min(static_cast<std::size_t>(at), x.size() - 2);
    quantiles.push_back(x[below] + (at - static_cast<double>(below)) * (x[below + 1] - x[below]));
  }
  return Distribution::empirical(std::move(quantiles));
}

double cumulative(const Distribution& d, double x) {
  if (x <= 0) return 0;
  switch (d.law) {
    case Law::exponential: return -std::expm1(-x / d.p[0]);
    case Law::lognormal: return 0.5 * std::erfc(-(std::log(x) - d.p[0]) / d.p[1] / std::sqrt(2.0));
    case Law::gamma: return boost::math::gamma_p(d.p[0], x / d.p[1]);
    case Law::weibull: return -std::expm1(-std::pow(x / d.p[1], d.p[0]));
    default: WARDTWIN_ASSERT(false, "a law that is not fitted");
  }
}

std::vector<Fit> fit_laws(std::span<const double> sample, int resamples, std::uint64_t seed,
                          const Grid& grid) {
  if (sample.size() < 5)
    throw InputError(fmt::format("{} values; five are needed to fit a law", sample.size()));
  std::vector<double> x(sample.begin(), sample.end());
  std::sort(x.begin(), x.end());
  const bool zeros = grid.is_on() && grid.rounded != Rounding::up;
  if (!(x.front() > 0 || (zeros && x.front() == 0)) || !std::isfinite(x.back()))
    throw InputError(fmt::format("the value {:g} is not positive and finite",
                                 x.front() > 0 ? x.back() : x.front()));
  if (x.back() / x.front() < 1 + 1e-4)
    throw InputError("all values are equal to four figures; write a constant");
  if (grid.is_on()) {
    auto fits = fit_on_grid(x, resamples, seed, grid);
    best_first(fits);
    return fits;
  }
  const Sums s = sums_of(x);
  std::vector<Fit> fits;
  for (const Law law : kLaws) {
    Fit f;
    f.law = estimate(law, x, s);
    f.log_likelihood = log_likelihood(f.law, x, s);
    f.standard_errors = standard_errors(f.law, s.n);
    f.aic = 2 * static_cast<double>(f.standard_errors.size()) - 2 * f.log_likelihood;
    f.ks = distance(f.law, x);
    f.p_value = resamples > 0 ? p_value(f, x.size(), resamples, seed)
                              : std::numeric_limits<double>::quiet_NaN();
    fits.push_back(std::move(f));
  }
  best_first(fits);
  return fits;
}

}  // namespace wardtwin::importing
