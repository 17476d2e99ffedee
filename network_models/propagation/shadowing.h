#pragma once

#include <cstdint>

#include "sim/base/random.h"
#include "sim/base/units.h"

/// Slow fading by what no floor plan shows: furniture, ducts, people at rest.
///
/// Model       Gaussian in dB, hashed from (seed, transmitter, cell) on a square grid, bilinear
///             between grid points, divided by the root of the summed squared weights so that the
///             variance is sigma^2 everywhere. Frozen in time.
/// Valid for   Decorrelation distances of 1 to 5 m (the grid step).
/// Leaves out  Correlation between transmitters; change over time.
/// Checked by  tests/unit/propagation/shadowing_test.cpp
namespace wardtwin::propagation {

class Shadowing {
 public:
  /// With seed.replication = 0 all replications see one building; see PropagationDef.
  Shadowing(Seed seed, Decibels sigma, Metres step) : seed_(seed), sigma_(sigma), step_(step) {}

  /// Loss to add between the transmitter and the point (its storey given apart from z).
  Decibels at(std::uint64_t transmitter, std::uint32_t floor, double x, double y) const;

  /// No value is further from 0: four normals, each at most sqrt(-2 ln 2^-53) < 8.58, whose weights
  /// sum to at most twice the root of their squares' sum.
  Decibels most() const { return {sigma_.value * 2 * 8.58}; }

 private:
  double node(std::uint64_t transmitter, std::uint32_t floor, std::int64_t i, std::int64_t j) const;

  Seed seed_;
  Decibels sigma_;
  Metres step_;
};

}  // namespace wardtwin::propagation
