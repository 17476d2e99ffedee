#pragma once

#include <vector>

#include "network_models/faults/plan.h"
#include "scenarios/compiler/hospital.h"

/// From the hospital's written and random faults to what is down when, in one replication.
namespace wardtwin::run {

/// What concerns Wi-Fi above its access points, and doors: no outage of any part.
bool beside_the_plan(const compiler::Fault& fault);
/// A part's number in a plan: nodes of the graph, then its links, then the alarm manager.
faults::PartIndex part_of(const compiler::Hospital& hospital, const compiler::Part& part);
faults::PlanSetup fault_setup(const compiler::Hospital& hospital);

/// Outages of all parts in one replication, by part and time. An access point without feeds of its
/// own is down with the switch that feeds it. `more`: outages that attacks cause.
std::vector<compiler::Fault> fault_plan(const compiler::Hospital& hospital, Seed seed,
                                        const std::vector<faults::Outage>& more = {});

/// Links and gateways that get worse and better again, overlapping ones laid over each other.
std::vector<backbone::Trouble> troubles(const compiler::Hospital& hospital);
/// Gateways that give their work away before they go down on purpose.
std::vector<backbone::HandOver> hand_overs(const compiler::Hospital& hospital);

}  // namespace wardtwin::run
