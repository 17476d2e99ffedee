#pragma once

#include "sim/base/random.h"
#include "sim/base/units.h"
#include "sim/flow/building.h"

/// What the body of its wearer takes from the waves of a worn device.
///
/// Model       A device is worn on the side of the body that faces somewhere. Loss in dB grows with
///             the angle between that direction and the other end, (1 - cos) / 2 of the loss right
///             through the body. Who stands faces any horizontal direction; who lies is turned any
///             way about the body's own length. Both are drawn once for each device.
/// Valid for   Devices on the trunk; figures are of 2.4 GHz.
/// Leaves out  Turning over time, arms and legs, other people between, change with frequency.
/// Checked by  tests/unit/propagation/body_test.cpp
namespace wardtwin::propagation {

struct Body {
  Decibels away{0};          ///< with the body between; 0: not worn
  Position facing{0, 0, 1};  ///< unit vector
};

/// How the wearer of the device `key` stands, or lies.
Body posture(Decibels away, bool lies, Seed seed, std::uint64_t key);

Decibels body_loss(const Body& body, Position worn_at, Position other_end);

}  // namespace wardtwin::propagation
