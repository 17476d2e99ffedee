#pragma once

#include <initializer_list>

/// Closed forms of availability, which share no line with the simulator.
namespace wardtwin::theory {

constexpr double kMinutesAYear = 365 * 24 * 60;

/// Share of time up of a part that is up for `mtbf` and down for `mttr`, on average.
double availability(double mtbf, double mttr);
double series(std::initializer_list<double> availabilities);
double parallel(std::initializer_list<double> availabilities);
/// At least k of n equal parts are up.
double k_of_n(int k, int n, double availability);

/// Two equal parts, one active. A failure of the active one is noticed with probability `coverage`
/// and then takes `failover`; else it stays for `uncovered`. One repair at a time. All times in one
/// unit. Share of time that neither serves: Markov states both up, failing over, uncovered, one up,
/// none up.
struct HaPair {
  double mtbf, mttr, failover, coverage, uncovered;
};
double ha_unavailability(const HaPair& pair);

}  // namespace wardtwin::theory
