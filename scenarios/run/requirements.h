#pragma once

#include <span>
#include <string>
#include <vector>

#include "scenarios/compiler/hospital.h"
#include "sim/results/results.h"

namespace wardtwin::run {

/// Metrics that a requirement may be about, with what they need of a bound.
struct Metric {
  std::string name;  ///< as scenarios write it: "high alarms to handset"
  std::string unit;  ///< "s" or "1"
  std::string sentence;
};
std::vector<Metric> metrics();

/// Throws ScenarioError for a metric or figure that does not exist; call it after compiling.
void check_requirements(const compiler::Hospital& hospital);

/// The verdicts, from the replications that were finished.
std::vector<results::Requirement> judge_requirements(const compiler::Hospital& hospital,
                                                     const results::Results& results);

}  // namespace wardtwin::run
