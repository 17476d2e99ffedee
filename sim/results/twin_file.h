#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/base/time.h"

/// What a twin has found and forecast, as plain rows, one group of a file each; every dataset says
/// its unit and meaning. Times count from the midnight before the recording began. A value that does
/// not exist is NaN.
namespace wardtwin::results {

struct TwinFinding {
  Time at{0}, since{0};
  std::string kind, what;
  double value = 0, low = 0, high = 0;
};

struct TwinEstimate {
  Time at{0};
  std::string what, unit;
  double value = 0, low = 0, high = 0;
};

/// One quantity of one step of one future.
struct TwinBand {
  std::uint32_t forecast = 0;
  Time at{0}, until{0};
  std::string future, what, unit;
  double low = 0, median = 0, high = 0;
};

struct TwinWarning {
  std::uint32_t forecast = 0;
  Time at{0}, within{0};
  std::string name, future, text;
  double probability = 0;
};

/// How often what happened lay inside the bands.
struct TwinCoverage {
  std::string what;
  double inside = 0;
  std::uint64_t of = 0;
};

struct TwinTrouble {
  std::string kind;
  std::uint64_t count = 0;
};

struct TwinFile {
  std::string scenario_name, scenario_text, program;
  std::uint64_t seed = 0, messages = 0;
  double band = 0.8;  ///< share of futures between low and high
  std::vector<TwinFinding> findings;
  std::vector<TwinEstimate> estimates;
  std::vector<TwinBand> bands;
  std::vector<TwinWarning> warnings;
  std::vector<TwinCoverage> coverage;
  std::vector<TwinTrouble> troubles;
};

/// Writes the file anew beside the old one and puts it in its place, so that there is a whole one at
/// any instant. Throws RunError.
void write_twin_file(const std::string& path, const TwinFile& twin);
/// Throws InputError where there is no such file or it is another.
TwinFile read_twin_file(const std::string& path);

}  // namespace wardtwin::results
