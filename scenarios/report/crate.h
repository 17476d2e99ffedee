#pragma once

#include <string>
#include <vector>

#include "sim/results/results.h"

/// What makes a folder of results an RO-Crate 1.1 (w3id.org/ro/crate/1.1): who made what from what.
namespace wardtwin::report {

struct CrateFile {
  std::string name, description, format;  ///< format: media type
  std::size_t bytes = 0;
};

/// How a run is made again: arguments of the program, from the folder's scenario.yaml.
std::vector<std::string> rerun_arguments(const results::Run& run, std::size_t replications);

/// ro-crate-metadata.json: the folder, its files, the program and the run that made them, with seed,
/// machine, hash of the scenario and of each replication's events.
std::string crate_metadata(const results::Results& results, const std::vector<CrateFile>& files);

/// A shell script that makes results.h5 again and compares the bytes.
std::string rerun_script(const results::Run& run, std::size_t replications);

}  // namespace wardtwin::report
