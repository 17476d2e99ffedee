#pragma once

#include "scenarios/compiler/hospital.h"
#include "sim/results/results.h"

namespace wardtwin::run {

/// Names of what a replication counts, in its order.
results::Model model_of(const compiler::Hospital& hospital);

}  // namespace wardtwin::run
