#include "tests/theory/queueing.h"

#include <cmath>

namespace wardtwin::theory {

double erlang_b(double load, int servers) {
  double b = 1;
  for (int n = 1; n <= servers; ++n) b = load * b / (n + load * b);
  return b;
}

double erlang_c(double load, int servers) {
  const double b = erlang_b(load, servers), rho = load / servers;
  return b / (1 - rho * (1 - b));
}

double mmc_wait(double arrival_rate, double mean_service, int servers) {
  const double load = arrival_rate * mean_service;
  return erlang_c(load, servers) * mean_service / (servers - load);
}

double mg1_wait(double arrival_rate, double mean_service, double variance_of_service) {
  const double second_moment = variance_of_service + mean_service * mean_service;
  return arrival_rate * second_moment / (2 * (1 - arrival_rate * mean_service));
}

double mm1k_loss(double load, int k) {
  if (load == 1) return 1.0 / (k + 1);
  return (1 - load) * std::pow(load, k) / (1 - std::pow(load, k + 1));
}

double mm1_sojourn_quantile(double arrival_rate, double service_rate, double q) {
  return -std::log(1 - q) / (service_rate - arrival_rate);
}

std::vector<double> cobham_waits(std::span<const PriorityClass> classes) {
  double residual = 0;
  for (const PriorityClass& c : classes)
    residual += c.arrival_rate * c.second_moment_of_service / 2;
  std::vector<double> waits;
  double above = 0;
  for (const PriorityClass& c : classes) {
    const double with_own = above + c.arrival_rate * c.mean_service;
    waits.push_back(residual / ((1 - above) * (1 - with_own)));
    above = with_own;
  }
  return waits;
}

// T_k = 1/mu / (1 - s_{k-1}) + sum_{i<=k} lambda_i E[S^2]/2 / ((1 - s_{k-1})(1 - s_k)), E[S^2] = 2/mu^2
std::vector<double> preemptive_sojourns(std::span<const double> arrival_rates,
                                        double mean_service) {
  std::vector<double> sojourns;
  double above = 0, residual = 0;
  for (const double rate : arrival_rates) {
    const double with_own = above + rate * mean_service;
    residual += rate * mean_service * mean_service;
    sojourns.push_back(mean_service / (1 - above) + residual / ((1 - above) * (1 - with_own)));
    above = with_own;
  }
  return sojourns;
}

// Birth and death: deaths at rate c mu + (n - c) / patience above c.
ErlangA erlang_a(double arrival_rate, double mean_service, int servers, double mean_patience) {
  double p = 1, all = 1, waiting = 0, queue = 0;
  for (int n = 1; n < servers + 10000 && p > 1e-18 * all; ++n) {
    const int busy = n < servers ? n : servers;
    p *= arrival_rate / (busy / mean_service + (n - busy) / mean_patience);
    all += p;
    if (n >= servers) {
      waiting += p;
      queue += p * (n - servers);
    }
  }
  return {queue / all / mean_patience / arrival_rate, waiting / all, queue / all};
}

double mm_infinity_mean(double arrival_rate, double mean_service, double t) {
  return arrival_rate * mean_service * -std::expm1(-t / mean_service);
}

}  // namespace wardtwin::theory
