#pragma once

#include <cmath>
#include <vector>

/// Closed forms of queues in front of ports and gateways; letters as in the textbooks.
namespace wardtwin::theory {

/// Erlang C: the probability that an arrival waits, M/M/k.
inline double erlang_c(int k, double rho) {
  const double a = k * rho;
  double term = 1, sum = 0;
  for (int i = 0; i < k; ++i) {
    sum += term;
    term *= a / (i + 1);
  }
  const double last = term / (1 - rho);
  return last / (sum + last);
}
/// Mean wait over mean service, M/M/k.
inline double mmk_wait(int k, double rho) { return erlang_c(k, rho) / (k * (1 - rho)); }
/// Mean wait over service, M/D/1.
inline double md1_wait(double rho) { return rho / (2 * (1 - rho)); }
/// Share lost, M/M/1/K (K in the system).
inline double mm1k_loss(double rho, int k) {
  return (1 - rho) * std::pow(rho, k) / (1 - std::pow(rho, k + 1));
}

struct PriorityClass {
  double load, service;  ///< constant service
};
/// Cobham's mean wait of class `i` (0 most urgent), non-preemptive, constant services.
inline double cobham_wait(const std::vector<PriorityClass>& classes, std::size_t i) {
  double residual = 0, above = 0;
  for (const auto& c : classes) residual += c.load * c.service / 2;
  for (std::size_t j = 0; j < i; ++j) above += classes[j].load;
  return residual / ((1 - above) * (1 - above - classes[i].load));
}

}  // namespace wardtwin::theory
