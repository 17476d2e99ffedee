#pragma once

#include "scenarios/compiler/hospital.h"
#include "sim/results/history.h"

namespace wardtwin::run {

/// Where each node of the wired network stands. Access points hang where they hang. Others stand where
/// the scenario says; if it does not, a gateway stands in the middle of what it serves, a switch in the
/// middle of what is plugged into it, a server beside its switch, each in the nearest corridor, store
/// or station and beside those that stand there already. Such a guess changes nothing in a run.
std::vector<results::NodePlace> node_places(const compiler::Hospital& hospital);

}  // namespace wardtwin::run
