#pragma once

#include <string>

#include "sim/results/results.h"

/// The answer of a run for people and for programs. Both take Results from memory or from a file,
/// so `run` and `summary` print the same.
namespace wardtwin::report {

/// Tables of at most 100 columns, in flow order, `value ± half` of the 95 % interval.
std::string text_summary(const results::Results& results);

/// One JSON object; NaN and infinity are null. README.md lists the keys.
std::string json_summary(const results::Results& results);

}  // namespace wardtwin::report
