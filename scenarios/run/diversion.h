#pragma once

#include <vector>

#include "scenarios/compiler/hospital.h"
#include "sim/results/results.h"

namespace wardtwin::run {

/// When a hospital takes no patients from outside, by the faults of a run and by the hosts that
/// ransomware has stopped (`stopped: ` in the log); sorted and apart from each other. A trouble that
/// is over before anybody decides changes nothing.
std::vector<people::Diversion> diversions(const compiler::Hospital& hospital,
                                          const std::vector<compiler::Fault>& faults,
                                          const std::vector<results::Fault>& log);

}  // namespace wardtwin::run
