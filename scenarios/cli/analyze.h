#pragma once

#include <string>
#include <vector>

namespace wardtwin::cli {

/// `wardtwin analyze`: what the network's shape and failure rates say, without a run.
void analyze(const std::string& file, const std::vector<std::string>& sets, std::uint64_t samples,
             bool json);

}  // namespace wardtwin::cli
