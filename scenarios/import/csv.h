#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scenarios/import/problems.h"

namespace wardtwin::importing {

struct Csv {
  std::vector<std::string> names;  ///< of the columns, from the first line
  struct Row {
    std::size_t line;
    std::vector<std::string> cells;  ///< as many as names
  };
  std::vector<Row> rows;
};

/// RFC 4180: commas, quotes doubled within quotes, CRLF or LF; blank lines are skipped. Rows of
/// another number of cells than the first line's are problems and left out.
Csv read_csv(const File& file, Problems& problems);

/// The number a cell holds, all of it; nothing if it is not finite.
bool read_number(std::string_view text, double& out);

/// `people: pathways: PATHWAY: arrive: hourly:` from a table with one column of hours (0-23, 06:00 or
/// 6AM-7AM) and one of arrivals per hour. Hours that are not there get 0, which the part says.
std::string arrivals_part(const File& file, std::string_view pathway, Problems& problems);

}  // namespace wardtwin::importing
