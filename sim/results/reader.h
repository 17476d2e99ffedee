#pragma once

#include <string>

#include "sim/results/results.h"

namespace wardtwin::results {

/// What to read: the tables suffice for summaries and are small; the logs grow with simulated time,
/// and so do the series and what is kept of messages, which are only in everything.
enum class Read : std::uint8_t { tables, logs, everything };

/// Reads a results file (or the PATH.part of a killed run) back into what was written. Throws
/// InputError, in words with the next step, when it is not ours, too new, cut off or missing.
Results read_results(const std::string& path, Read what = Read::everything);

/// Replication k of the file alone.
Replication read_one(const std::string& path, std::uint64_t k, Read what);

/// Of replication k: messages by place and single ones, which Read::logs leaves out. Empty in files
/// before format 1.3.
Messages read_messages(const std::string& path, std::uint64_t k);

/// Rows [from, to) of a series as about `most` rows or fewer: the values, or the finest overview
/// that is coarse enough.
struct SeriesWindow {
  std::size_t columns = 0, rows_in_file = 0;
  std::size_t factor = 1;  ///< minutes per row; 1: `values` are the series' own
  std::size_t first = 0,
              rows = 0;       ///< of this level; row r covers minutes [r factor, (r+1) factor)
  std::vector<float> values;  ///< factor 1: rows x columns; else rows x columns x 3
};
SeriesWindow read_series(const std::string& path, std::uint64_t k, const std::string& name,
                         std::size_t from, std::size_t to, std::size_t most);

}  // namespace wardtwin::results
