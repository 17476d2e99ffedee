#include "sim/base/distribution.h"

#include <algorithm>

#include "sim/base/error.h"

namespace wardtwin {
namespace {

// Marsaglia & Tsang (2000), ACM TOMS 26(3): shape >= 1; smaller shapes are boosted by U^(1/shape).
double standard_gamma(double shape, Stream& s) {
  if (shape < 1) return standard_gamma(shape + 1, s) * std::pow(s.positive_uniform(), 1 / shape);
  const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = standard_normal(s);
    const double v = std::pow(1 + c * x, 3);
    if (v <= 0) continue;
    if (std::log(s.positive_uniform()) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
  }
}

double triangular(double low, double mode, double high, double u) {
  const double at_mode = (mode - low) / (high - low);
  return u < at_mode ? low + std::sqrt(u * (high - low) * (mode - low))
                     : high - std::sqrt((1 - u) * (high - low) * (high - mode));
}

double between(const std::vector<double>& points, double u) {
  const double at = u * static_cast<double>(points.size() - 1);
  const auto i = std::min(static_cast<std::size_t>(at), points.size() - 2);
  return points[i] + (at - static_cast<double>(i)) * (points[i + 1] - points[i]);
}

}  // namespace

Distribution Distribution::empirical(std::vector<double> points) {
  WARDTWIN_ASSERT(points.size() >= 2 && std::ranges::is_sorted(points),
                  "an empirical law needs two points in rising order");
  Distribution d{Law::empirical, {}};
  d.points = std::make_shared<const std::vector<double>>(std::move(points));
  return d;
}

Distribution Distribution::lognormal_of_mean(double mean, double sd) {
  const double s2 = std::log(1 + (sd / mean) * (sd / mean));
  return {Law::lognormal, {std::log(mean) - s2 / 2, std::sqrt(s2), 0}};
}

Distribution Distribution::lognormal_of_median(double median, double sigma) {
  return {Law::lognormal, {std::log(median), sigma, 0}};
}

double Distribution::operator()(Stream& s) const {
  switch (law) {
    case Law::constant: return p[0];
    case Law::uniform: return std::max(lowest, p[0] + (p[1] - p[0]) * s.uniform());
    case Law::exponential: return std::max(lowest, p[0] * standard_exponential(s));
    case Law::normal:
      for (;;) {
        const double x = p[0] + p[1] * standard_normal(s);
        if (x >= lowest) return x;
      }
    case Law::lognormal: return std::max(lowest, std::exp(p[0] + p[1] * standard_normal(s)));
    case Law::triangular: return std::max(lowest, triangular(p[0], p[1], p[2], s.uniform()));
    case Law::gamma: return std::max(lowest, p[1] * standard_gamma(p[0], s));
    case Law::weibull: return std::max(lowest, p[1] * std::pow(standard_exponential(s), 1 / p[0]));
    case Law::empirical: return std::max(lowest, between(*points, s.uniform()));
  }
  WARDTWIN_ASSERT(false, "a distribution has a law outside its list");
}

double Distribution::mean() const {
  switch (law) {
    case Law::constant:
    case Law::exponential:
    case Law::normal: return p[0];
    case Law::uniform: return (p[0] + p[1]) / 2;
    case Law::lognormal: return std::exp(p[0] + p[1] * p[1] / 2);
    case Law::triangular: return (p[0] + p[1] + p[2]) / 3;
    case Law::gamma: return p[0] * p[1];
    case Law::weibull: return p[1] * std::tgamma(1 + 1 / p[0]);
    case Law::empirical: {
      double sum = 0;
      for (std::size_t i = 0; i + 1 < points->size(); ++i)
        sum += ((*points)[i] + (*points)[i + 1]) / 2;
      return sum / static_cast<double>(points->size() - 1);
    }
  }
  WARDTWIN_ASSERT(false, "a distribution has a law outside its list");
}

double Distribution::variance() const {
  const auto [a, b, c] = p;
  switch (law) {
    case Law::constant: return 0;
    case Law::uniform: return (b - a) * (b - a) / 12;
    case Law::exponential: return a * a;
    case Law::normal: return b * b;
    case Law::lognormal: return std::expm1(b * b) * std::exp(2 * a + b * b);
    case Law::triangular: return (a * a + b * b + c * c - a * b - a * c - b * c) / 18;
    case Law::gamma: return a * b * b;
    case Law::weibull: {
      const double m = std::tgamma(1 + 1 / a);
      return b * b * (std::tgamma(1 + 2 / a) - m * m);
    }
    case Law::empirical: {  // a mixture of uniforms
      const double m = mean();
      double squares = 0;
      for (std::size_t i = 0; i + 1 < points->size(); ++i) {
        const double x = (*points)[i], y = (*points)[i + 1];
        squares += (x * x + x * y + y * y) / 3;
      }
      return squares / static_cast<double>(points->size() - 1) - m * m;
    }
  }
  WARDTWIN_ASSERT(false, "a distribution has a law outside its list");
}

}  // namespace wardtwin
