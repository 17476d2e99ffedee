#pragma once

#include "scenarios/compiler/hospital.h"

namespace wardtwin::compiler {

/// What a hospital costs a year as planned, in its own currency: share of the price and upkeep of
/// equipment and resources, and the pay of all rosters without overtime. Nothing is simulated for it.
/// Throws InputError where the scenario has no prices.
double planned_cost(const Hospital& hospital);

}  // namespace wardtwin::compiler
