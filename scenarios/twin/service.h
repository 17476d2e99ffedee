#pragma once

#include <vector>

#include "scenarios/compiler/hospital.h"

namespace wardtwin::twin {

/// How much longer a gateway works, from how much longer messages take from the access side to their
/// server.
///
/// Model       way = f S + r: S is the gateway's work as the scenario has it, f the factor by which it
///             is slower, r all that is not its work (cables, switches, the receiver) and stays as it
///             is. The mean logarithm of ways at f = 1 gives r, that of later ones then gives f.
/// Valid for   Gateways that keep up: waits behind other messages grow faster than f and count as work.
/// Leaves out  How much r varies; it is small beside S, or f is of the whole way.
/// Checked by  tests/twin/service_test.cpp
class ServiceFactor {
 public:
  /// `draws`: of S, s, as many as make their mean logarithm exact enough. Many are put together to
  /// the means of equal parts of them.
  explicit ServiceFactor(std::vector<double> draws);

  /// r, s, where ways had this mean logarithm (of s) at f = 1. 0 where S alone is longer than that.
  double rest(double before) const;
  /// f, where ways have this mean logarithm now; 0 if they are shorter than r.
  double of(double before, double now) const;

 private:
  double mean_log(double factor, double rest) const;
  std::vector<double> points_;  ///< of S, all of one weight
};

/// The work of a gateway for the heartbeats of its devices.
ServiceFactor service_of(const compiler::Hospital& hospital, std::uint32_t gateway);

}  // namespace wardtwin::twin
