#pragma once

#include <string>
#include <vector>

#include "sim/results/live.h"
#include "sim/results/results.h"

/// The answer of a run as one page that opens without a network: verdicts, charts as inline SVG,
/// tables, method and provenance. Read the file with results::Read::everything: maps and fans are
/// drawn from its logs and series.
namespace wardtwin::html {

struct Design {
  std::string file;
  results::Results results;
  results::Live live{};  ///< of a drive; empty for runs that were only simulated
};

/// The first design in full; the others by their differences from it (study::compare, which throws
/// InputError where they cannot be compared). Throws InputError where the first has no replication.
std::string html_report(const std::vector<Design>& designs);

}  // namespace wardtwin::html
