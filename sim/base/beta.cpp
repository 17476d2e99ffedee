#include "sim/base/beta.h"

#include <cmath>

namespace wardtwin {

// Lentz's continued fraction, DLMF 8.17.22; it needs some sqrt(max(a, b)) steps.
double incomplete_beta(double a, double b, double x) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incomplete_beta(b, a, 1 - x);
  const double front = std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) +
                                a * std::log(x) + b * std::log1p(-x)) /
                       a;
  double c = 1, d = 1 / (1 - (a + b) * x / (a + 1)), f = d;
  constexpr int kMost = 100'000;
  for (int m = 1; m < kMost; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    f *= c * d;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    f *= c * d;
    if (std::abs(c * d - 1) < 1e-15) break;
  }
  return front * f;
}

double beta_quantile(double p, double a, double b) {
  if (a <= 0) return 0;
  if (b <= 0) return 1;
  double low = 0, high = 1;
  for (int i = 0; i < 60; ++i) {
    const double x = (low + high) / 2;
    (incomplete_beta(a, b, x) < p ? low : high) = x;
  }
  return (low + high) / 2;
}

}  // namespace wardtwin
