#pragma once

#include <string>
#include <vector>

/// What a panel shows, as text: during one frame every table, chart and diagram also writes itself
/// down. Lists that only draw the rows in sight then draw all.
namespace wardtwin::viz {

struct Recorded {
  std::string name, csv;
};

bool recording();
void start_recording();
/// Ends it and gives what was drawn, in order.
std::vector<Recorded> stop_recording();

/// Does nothing unless recording.
void record(const std::string& name, const std::string& csv);
/// A table cell by cell: begin, then rows of cells.
void record_table(const std::string& name);
void record_row();
void record_cell(const std::string& text);

}  // namespace wardtwin::viz
