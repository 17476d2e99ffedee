#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sim/results/results.h"

/// Tables as comma-separated text (RFC 4180), for spreadsheets.
namespace wardtwin::report {

/// One line with its end; cells with commas, quotes or line ends are quoted.
std::string csv_line(const std::vector<std::string>& cells);
/// Shortest text that reads back as the same number; nothing for NaN.
std::string csv_number(double value);

struct CsvFile {
  std::string name, text;  ///< "people_units.csv"
};

/// Every table of a results file that has rows: those of a replication with its number, the row's name
/// and units in the heads, times in seconds, delays as count, mean and quantiles. FORMAT.md says what
/// the columns mean.
std::vector<CsvFile> csv_tables(const results::Results& results);

}  // namespace wardtwin::report
