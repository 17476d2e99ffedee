#pragma once

#include <span>
#include <string>
#include <vector>

#include "sim/base/histogram.h"
#include "sim/results/live.h"

/// Fits the simulated gateway to a real one that was driven.
///
/// Model       A gateway as network_models/backbone has it: Poisson arrivals at a FIFO of c cores with lognormal
///             service, and a lognormal time of everything round it (cables, system calls, the subscriber), in
///             which nobody waits for anybody. Six quantiles of each load, to the 95 % one, are held against
///             the measured ones, in logarithms.
/// Valid for   Loads below saturation from many independent devices (scenarios/live/load.yaml), of a gateway
///             that is the bottleneck and has a processor to itself that does not sleep.
/// Leaves out  Processors that sleep where little is to do, and wake up late; pauses of the machine, which
///             make the quantiles beyond 95 %; loads of several classes.
/// Checked by  tests/live/calibrate_test.cpp, tests/live/gateway_test.cpp
namespace wardtwin::live {

/// What was measured at one load.
struct Load {
  std::string name;
  double rate = 0;  ///< messages a second
  Histogram delay;  ///< from due to received
  std::uint64_t lost = 0;
};

using GatewayFit = results::LiveFit;

struct Delays {
  double p50 = 0, p95 = 0, p99 = 0;  ///< s
};

/// The fitted gateway at a load, simulated; equal for equal arguments.
Delays predict(const GatewayFit& fit, double rate);

/// The best of 1, 2 and 4 cores. InputError unless there are two loads a fifth apart.
GatewayFit fit_gateway(std::span<const Load> loads);

/// Predicted beside measured: rows of the results file.
std::vector<results::LiveLoad> beside(const GatewayFit& fit, std::span<const Load> fitted,
                                      std::span<const Load> held_out);

/// One load from a results file of `wardtwin drive`; InputError if it has no times from end to end.
Load read_load(const std::string& path);

/// The same for people, and the lines to write in a scenario.
std::string calibration_text(const GatewayFit& fit, std::span<const results::LiveLoad> loads);

}  // namespace wardtwin::live
