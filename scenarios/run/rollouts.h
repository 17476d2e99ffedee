#pragma once

#include <vector>

#include "network_models/faults/rollout.h"
#include "scenarios/compiler/hospital.h"
#include "sim/results/results.h"

/// Drug libraries in one replication.
namespace wardtwin::run {

/// When nothing leads from a place that enters the network at any of `entries` to the server, by
/// the faults of a run; sorted and apart from each other.
std::vector<faults::CutOff> cut_off(const compiler::Hospital& hospital,
                                    const std::vector<topology::NodeIndex>& entries,
                                    topology::NodeIndex server,
                                    const std::vector<compiler::Fault>& faults);

/// `outdated: DEVICE` from the release until the device uses the new library, for each that should.
std::vector<results::Fault> rollouts(const compiler::Hospital& hospital, Seed seed,
                                     const std::vector<compiler::Fault>& faults);

}  // namespace wardtwin::run
