#pragma once

#include <functional>
#include <string>
#include <vector>

#include "scenarios/compiler/hospital.h"
#include "sim/results/results.h"

namespace wardtwin::run {

/// Metrics that a requirement may be about, with what they need of a bound.
struct Metric {
  std::string name;  ///< as scenarios write it: "high alarms to handset"
  std::string unit;  ///< "s", "1" of a share, "" of any other number
  std::string sentence;
};
std::vector<Metric> metrics();

/// One number of each replication: a metric and a figure of it, `high alarms to handset p99`.
struct Measure {
  std::string name;                                       ///< as written
  std::string unit;                                       ///< "s" or "1"
  std::function<double(const results::Replication&)> of;  ///< NaN: nothing to measure
};

/// Reads `METRIC [pNN|mean|max|share]`; delays need a figure, shares and numbers have but one.
/// `alarm` is short for `high alarms to handset`. Throws InputError with what to write instead.
Measure read_measure(const std::string& text, const results::Model& model);

/// Throws ScenarioError for a metric or figure that does not exist; call it after compiling.
void check_requirements(const compiler::Hospital& hospital);

/// The verdicts, from the replications that were finished.
std::vector<results::Requirement> judge_requirements(const compiler::Hospital& hospital,
                                                     const results::Results& results);

}  // namespace wardtwin::run
