#pragma once

#include <span>
#include <vector>

/// Closed forms of queueing theory. They share no line with the simulator. `load` is in erlangs
/// where a number of servers is given, else the share of time the server is busy. Waits are times
/// in the queue.
namespace wardtwin::theory {

/// Share of customers lost in M/G/c/c.
double erlang_b(double load, int servers);
/// Share of customers that wait in M/M/c.
double erlang_c(double load, int servers);
/// Mean wait in M/M/c.
double mmc_wait(double arrival_rate, double mean_service, int servers);
/// Mean wait in M/G/1 (Pollaczek-Khinchine).
double mg1_wait(double arrival_rate, double mean_service, double variance_of_service);
/// Share of customers lost in M/M/1 with room for k, the one in service included.
double mm1k_loss(double load, int k);
/// Sojourn time in M/M/1 that a share `q` of customers stays below.
double mm1_sojourn_quantile(double arrival_rate, double service_rate, double q);

/// One class of customers of a single server; the first class is the most urgent.
struct PriorityClass {
  double arrival_rate, mean_service, second_moment_of_service;
};
/// Mean wait of each class under non-preemptive priorities (Cobham 1954).
std::vector<double> cobham_waits(std::span<const PriorityClass> classes);
/// Mean time in system of each class of M/M/1 with one service rate, under pre-emptive resume
/// priorities (White and Christie 1958); the first class is the most urgent.
std::vector<double> preemptive_sojourns(std::span<const double> arrival_rates, double mean_service);

/// M/M/c whose customers give up after an exponential patience (Erlang-A; Palm 1957).
struct ErlangA {
  double share_lost;  ///< of arrivals, who give up
  double share_wait;  ///< of arrivals, who find all servers busy
  double mean_queue;
};
ErlangA erlang_a(double arrival_rate, double mean_service, int servers, double mean_patience);

/// Mean number in service of M/G/infinity at `t`, empty at 0, with exponential service.
double mm_infinity_mean(double arrival_rate, double mean_service, double t);

}  // namespace wardtwin::theory
