#pragma once

#include <functional>
#include <vector>

#include "scenarios/compiler/hospital.h"
#include "sim/people/pathways/patient_flow.h"
#include "sim/results/results.h"

/// Scenarios of pathways alone: the people plane, and no radio, backbone or SimGrid.
namespace wardtwin::run {

/// Adds the rows of pathways, steps and resources.
void describe_pathways(const compiler::Hospital& hospital, results::Model& model);

/// Adds what was counted, each resource with its cost.
void collect_pathways(const compiler::Hospital& hospital, people::FlowStatistics counted,
                      results::Replication& out);

/// Single patients are told of by replication 0 of scenarios with `record: [moves]`.
bool tells_patients(const compiler::Hospital& hospital, Seed seed);

/// One replication, from start to end.
results::Replication run_flow(const compiler::Hospital& hospital, Seed seed);

/// Replications from number `first` on, on `jobs` threads; `take` gets them in order of their
/// number, on the calling thread, and says whether to go on. Ends early also where `go_on`, which is
/// told how many are done, says no.
void run_flows(const compiler::Hospital& hospital, std::uint64_t seed, int first, int replications,
               int jobs, const std::function<bool(results::Replication)>& take,
               const std::function<bool(double)>& go_on);

}  // namespace wardtwin::run
