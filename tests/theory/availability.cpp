#include "tests/theory/availability.h"

#include <cmath>

namespace wardtwin::theory {

double availability(double mtbf, double mttr) { return mtbf / (mtbf + mttr); }

double series(std::initializer_list<double> availabilities) {
  double all = 1;
  for (const double a : availabilities) all *= a;
  return all;
}

double parallel(std::initializer_list<double> availabilities) {
  double none = 1;
  for (const double a : availabilities) none *= 1 - a;
  return 1 - none;
}

double k_of_n(int k, int n, double a) {
  double sum = 0;
  for (int i = k; i <= n; ++i)
    sum += std::exp(std::lgamma(n + 1) - std::lgamma(i + 1) - std::lgamma(n - i + 1)) *
           std::pow(a, i) * std::pow(1 - a, n - i);
  return sum;
}

// Weights of the states, with that of "both up" 1, from the balance of flows.
double ha_unavailability(const HaPair& p) {
  const double lambda = 1 / p.mtbf;
  const double failing_over = lambda * p.coverage * p.failover;
  const double uncovered = lambda * (1 - p.coverage) * p.uncovered;
  const double one_up = 2 * lambda * p.mttr;
  const double none_up = one_up * lambda * p.mttr;
  const double all = 1 + failing_over + uncovered + one_up + none_up;
  return (failing_over + uncovered + none_up) / all;
}

}  // namespace wardtwin::theory
