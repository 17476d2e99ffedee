#pragma once

#include <string>

#include "sim/results/results.h"

namespace wardtwin::results {

/// What to read: the tables suffice for summaries and are small; the logs grow with simulated time.
enum class Read : std::uint8_t { tables, everything };

/// Reads a results file (or the PATH.part of a killed run) back into what was written. Throws
/// InputError, in words with the next step, when it is not ours, too new, cut off or missing.
Results read_results(const std::string& path, Read what = Read::everything);

}  // namespace wardtwin::results
