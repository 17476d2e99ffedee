#include "scenarios/import/fit_rounded.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include <boost/math/special_functions/gamma.hpp>

#include "scenarios/import/fit.h"

namespace wardtwin::importing {
namespace {

using Law = Distribution::Law;
using Theta = std::array<double, 2>;

constexpr double kOnGrid = 0.02, kShareOnGrid = 0.99, kShareTied = 0.2;
constexpr double kLeast = 1e-300;  // probability of a cell that a law all but excludes

// Probability of an interval, of whichever tail it is in without loss of figures.
double probability(const Distribution& d, double low, double high) {
  const double a = d.p[0], b = d.p[1];
  switch (d.law) {
    case Law::exponential: return std::exp(-low / a) * -std::expm1((low - high) / a);
    case Law::weibull: {
      const double from = std::pow(low / b, a), to = std::pow(high / b, a);
      return std::exp(-from) * -std::expm1(from - to);
    }
    case Law::lognormal: {
      const double r = std::sqrt(2.0);
      const double to = (std::log(high) - a) / b / r;
      if (low <= 0) return 0.5 * std::erfc(-to);
      const double from = (std::log(low) - a) / b / r;
      return 0.5 * (from > 0 ? std::erfc(from) - std::erfc(to) : std::erfc(-to) - std::erfc(-from));
    }
    default:
      if (low > a * b) return boost::math::gamma_q(a, low / b) - boost::math::gamma_q(a, high / b);
      return boost::math::gamma_p(a, high / b) - boost::math::gamma_p(a, low / b);
  }
}

// Coordinates in which likelihoods are nearly parabolas: logarithms of mean or scale, and of shape.
Theta to_theta(const Distribution& d) {
  switch (d.law) {
    case Law::exponential: return {std::log(d.p[0]), 0};
    case Law::lognormal: return {d.p[0], std::log(d.p[1])};
    case Law::gamma: return {std::log(d.p[0]), std::log(d.p[0] * d.p[1])};
    default: return {std::log(d.p[0]), std::log(d.p[1])};
  }
}

Distribution from_theta(Law law, const Theta& t) {
  switch (law) {
    case Law::exponential: return Distribution::exponential(std::exp(t[0]));
    case Law::lognormal: return {law, {t[0], std::exp(t[1]), 0}};
    case Law::gamma: return {law, {std::exp(t[0]), std::exp(t[1] - t[0]), 0}};
    default: return {law, {std::exp(t[0]), std::exp(t[1]), 0}};
  }
}

/// A function near a point: value, slope, and curvature (00, 01, 11).
struct Local {
  double value = 0;
  Theta slope{};
  std::array<double, 3> curvature{};
};

template <class F>
Local look(const F& f, const Theta& t, std::size_t parameters) {
  constexpr double h = 1e-4;
  const auto at = [&](double a, double b) { return f(Theta{t[0] + a * h, t[1] + b * h}); };
  Local l;
  l.value = at(0, 0);
  const double right = at(1, 0), left = at(-1, 0);
  l.slope[0] = (right - left) / (2 * h);
  l.curvature[0] = (right - 2 * l.value + left) / (h * h);
  if (parameters < 2) return l;
  const double up = at(0, 1), down = at(0, -1);
  l.slope[1] = (up - down) / (2 * h);
  l.curvature[2] = (up - 2 * l.value + down) / (h * h);
  l.curvature[1] = (at(1, 1) - at(1, -1) - at(-1, 1) + at(-1, -1)) / (4 * h * h);
  return l;
}

// The step to the top of the parabola; uphill, where it has none.
Theta newton_step(const Local& l, std::size_t parameters) {
  Theta step{};
  const auto [a, b, c] = l.curvature;
  if (parameters < 2) {
    step[0] = a < 0 ? -l.slope[0] / a : l.slope[0];
  } else if (const double det = a * c - b * b; a < 0 && det > 0) {
    step[0] = -(c * l.slope[0] - b * l.slope[1]) / det;
    step[1] = -(a * l.slope[1] - b * l.slope[0]) / det;
  } else {
    step = l.slope;
  }
  const double longest = std::max(std::abs(step[0]), std::abs(step[1]));
  if (longest > 0.5)
    for (double& s : step) s *= 0.5 / longest;
  return step;
}

template <class F>
Theta climb(const F& f, Theta t, std::size_t parameters) {
  for (int i = 0; i < 100; ++i) {
    const Local here = look(f, t, parameters);
    Theta step = newton_step(here, parameters);
    Theta next = t;
    for (int half = 0; half < 40; ++half) {
      next = {t[0] + step[0], t[1] + step[1]};
      if (f(next) >= here.value) break;
      for (double& s : step) s /= 2;
    }
    t = next;
    if (std::max(std::abs(step[0]), std::abs(step[1])) < 1e-7) break;
  }
  return t;
}

// Of the parameters as law.p holds them: the inverse of the curvature, carried over.
std::vector<double> errors_of(const Distribution& d, const Local& top) {
  const auto [a, b, c] = top.curvature;
  if (d.law == Law::exponential) return {d.p[0] / std::sqrt(-a)};
  const double det = a * c - b * b;
  const double v0 = -c / det, v01 = b / det, v1 = -a / det;  // of theta
  switch (d.law) {
    case Law::lognormal: return {std::sqrt(v0), d.p[1] * std::sqrt(v1)};
    case Law::gamma:
      return {d.p[0] * std::sqrt(v0), d.p[1] * std::sqrt(std::max(0.0, v0 + v1 - 2 * v01))};
    default: return {d.p[0] * std::sqrt(v0), d.p[1] * std::sqrt(v1)};
  }
}

}  // namespace

double grid_step(std::span<const double> sample) {
  std::vector<double> x(sample.begin(), sample.end());
  std::ranges::sort(x);
  std::vector<double> distinct;
  std::size_t tied = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const bool as_before = i > 0 && x[i] == x[i - 1];
    tied += as_before || (i + 1 < x.size() && x[i] == x[i + 1]);
    if (!as_before) distinct.push_back(x[i]);
  }
  const auto n = static_cast<double>(x.size());
  if (distinct.size() < 3 || static_cast<double>(tied) < kShareTied * n) return 0;
  // where values are dense, neighbours are one step apart: the most common gap
  std::vector<double> gaps;
  for (std::size_t i = 0; i + 1 < distinct.size(); ++i)
    gaps.push_back(distinct[i + 1] - distinct[i]);
  std::ranges::sort(gaps);
  double step = 0;
  std::size_t most = 0;
  for (std::size_t i = 0, end = 0; i < gaps.size(); ++i) {
    while (end < gaps.size() && gaps[end] <= gaps[i] * (1 + 2 * kOnGrid)) ++end;
    if (end - i <= most) continue;
    most = end - i;
    step = gaps[i + most / 2];
  }
  double products = 0, squares = 0;
  for (const double v : x) {
    const double k = std::round(v / step);
    products += k * v;
    squares += k * k;
  }
  if (!(squares > 0)) return 0;
  step = products / squares;  // least squares, for steps that were written with few figures
  const auto on = std::ranges::count_if(
      x, [step](double v) { return std::abs(v - std::round(v / step) * step) <= kOnGrid * step; });
  return static_cast<double>(on) >= kShareOnGrid * n ? step : 0;
}

double rounded(double value, const Grid& g) {
  switch (g.rounded) {
    case Rounding::no: break;
    case Rounding::nearest: return std::round(value / g.step) * g.step;
    case Rounding::up: return std::ceil(value / g.step) * g.step;
    case Rounding::down: return std::floor(value / g.step) * g.step;
  }
  return value;
}

std::vector<Cell> cells_of(std::span<const double> sample, const Grid& g) {
  std::map<std::int64_t, double> counts;
  for (const double v : sample) ++counts[std::llround(v / g.step)];
  const double below = g.rounded == Rounding::nearest ? 0.5 : g.rounded == Rounding::up ? 1 : 0;
  std::vector<Cell> cells;
  for (const auto& [k, count] : counts) {
    const double low = (static_cast<double>(k) - below) * g.step;
    cells.push_back({std::max(0.0, low), low + g.step, count});
  }
  return cells;
}

CellFit fit_cells(std::span<const Cell> cells, const Distribution& start) {
  const Law law = start.law;
  const std::size_t parameters = law == Law::exponential ? 1 : 2;
  const auto likelihood = [&](const Theta& t) {
    const Distribution d = from_theta(law, t);
    double sum = 0;
    for (const Cell& c : cells)
      sum += c.count * std::log(std::max(probability(d, c.low, c.high), kLeast));
    return sum;
  };
  const Theta best = climb(likelihood, to_theta(start), parameters);
  CellFit fit{from_theta(law, best), likelihood(best), {}};
  fit.standard_errors = errors_of(fit.law, look(likelihood, best, parameters));
  return fit;
}

double distance_on_grid(const Distribution& law, std::span<const Cell> cells) {
  double n = 0, most = 0, below = 0;
  for (const Cell& c : cells) n += c.count;
  for (const Cell& c : cells) {
    most = std::max(most, std::abs(cumulative(law, c.low) - below / n));
    below += c.count;
    most = std::max(most, std::abs(cumulative(law, c.high) - below / n));
  }
  return most;
}

}  // namespace wardtwin::importing
