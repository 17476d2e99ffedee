#pragma once

#include "scenarios/compiler/hospital.h"
#include "sim/results/results.h"

namespace wardtwin::run {

/// Names of what a replication counts, in its order.
results::Model model_of(const compiler::Hospital& hospital);
/// What a viewer draws of it: places, wires and the mean signal at up to 200,000 pairs of point and
/// access point.
results::Surroundings surroundings_of(const compiler::Hospital& hospital);

}  // namespace wardtwin::run
