#pragma once

#include <string>

#include "sim/results/h5.h"

namespace wardtwin::results {

/// Opens a results file for reading. Throws InputError, in words with the next step, when it is not
/// ours, too new, cut off or missing. Used inside sim/results only.
h5::Handle open_results_file(const std::string& path);

}  // namespace wardtwin::results
