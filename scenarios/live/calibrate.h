#pragma once

#include <span>
#include <string>
#include <vector>

#include "sim/base/histogram.h"

/// Fits the simulated gateway to a real one that was driven.
///
/// Model       A gateway as network_models/backbone has it: Poisson arrivals at a FIFO of c cores with lognormal
///             service, and a lognormal time of everything round it (cables, system calls, the subscriber), in
///             which nobody waits for anybody. Seven quantiles of each load are held against the measured ones, in
///             logarithms.
/// Valid for   Loads below saturation from many independent devices (scenarios/live/load.yaml).
/// Leaves out  Pauses of the machine that are no queue of the gateway; loads of several classes.
/// Checked by  tests/live/calibrate_test.cpp
namespace wardtwin::live {

/// What was measured at one load.
struct Load {
  std::string name;
  double rate = 0;  ///< messages a second
  Histogram delay;  ///< from due to received
  std::uint64_t lost = 0;
};

struct GatewayFit {
  int cores = 1;
  double service_s = 0, service_sd_s = 0, around_s = 0, around_sd_s = 0;
  double misfit = 0;  ///< root mean square of the logarithms' differences
};

struct Delays {
  double p50 = 0, p95 = 0, p99 = 0;  ///< s
};

/// The fitted gateway at a load, simulated; equal for equal arguments.
Delays predict(const GatewayFit& fit, double rate);

/// The best of 1, 2 and 4 cores. InputError unless there are two loads a fifth apart.
GatewayFit fit_gateway(std::span<const Load> loads);

/// One load from a results file of `wardtwin drive`; InputError if it has no times from end to end.
Load read_load(const std::string& path);

/// Predicted beside measured, and the lines to write in a scenario.
std::string calibration_text(const GatewayFit& fit, std::span<const Load> fitted,
                             std::span<const Load> held_out);

}  // namespace wardtwin::live
