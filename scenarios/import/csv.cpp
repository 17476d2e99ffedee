#include "scenarios/import/csv.h"

#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/format.h>

namespace wardtwin::importing {
namespace {

/// Cells of one line (which may span several in quotes); false at a quote without its end.
bool read_cells(std::string_view& rest, std::size_t& line, std::vector<std::string>& cells) {
  cells.assign(1, "");
  bool quoted = false;
  for (std::size_t i = 0; i < rest.size(); ++i) {
    const char c = rest[i];
    line += c == '\n' || (c == '\r' && !rest.substr(i + 1).starts_with('\n'));
    if (cells.back().size() > kLongestField) return false;
    if (quoted) {
      if (c != '"')
        cells.back() += c;
      else if (rest.substr(i + 1).starts_with('"'))
        cells.back() += rest[++i];
      else
        quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',') {
      cells.emplace_back();
    } else if (c == '\n' || c == '\r') {
      const bool pair = c == '\r' && rest.substr(i + 1).starts_with('\n');
      line += pair;
      rest.remove_prefix(i + 1 + pair);
      return true;
    } else {
      cells.back() += c;
    }
  }
  rest = {};
  return !quoted;
}

// 0-23 from 7, 07:00, 6AM-7AM or 11 pm.
std::optional<int> read_hour(std::string_view text) {
  int hour = 0;
  while (text.starts_with(' ')) text.remove_prefix(1);
  const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), hour);
  if (bad != std::errc{}) return std::nullopt;
  std::string_view rest = text.substr(static_cast<std::size_t>(end - text.data()));
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  const auto half = [&](char upper, char lower) {
    return rest.size() >= 2 && (rest[0] == upper || rest[0] == lower) &&
           (rest[1] == 'M' || rest[1] == 'm');
  };
  if (half('A', 'a') || half('P', 'p')) {
    if (hour < 1 || hour > 12) return std::nullopt;
    hour = hour % 12 + (half('P', 'p') ? 12 : 0);
    rest.remove_prefix(2);
    if (!rest.empty() && rest.front() != '-') return std::nullopt;
  } else if (!rest.empty() && rest.substr(0, 3) != ":00" && rest.front() != '-') {
    return std::nullopt;
  }
  return hour >= 0 && hour < 24 ? std::optional(hour) : std::nullopt;
}

}  // namespace

bool read_number(std::string_view text, double& out) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), out);
  return bad == std::errc{} && end == text.data() + text.size() && !text.empty() &&
         std::isfinite(out);
}

Csv read_csv(const File& file, Problems& problems) {
  Csv csv;
  std::size_t line = 1;
  std::string_view rest = file.text;
  std::vector<std::string> cells;
  while (!rest.empty()) {
    const std::size_t at = line;
    if (!read_cells(rest, line, cells)) {
      problems.add({file.path, at, ""}, "a quote has no end, or a cell is longer than can be read");
      return csv;
    }
    if (cells.size() == 1 && cells[0].empty()) continue;
    if (csv.names.empty()) {
      csv.names = cells;
    } else if (cells.size() != csv.names.size()) {
      problems.add({file.path, at, ""}, fmt::format("{} cells; the first line names {} columns",
                                                    cells.size(), csv.names.size()));
    } else if (csv.rows.size() == kMostRecords) {
      problems.add({file.path, at, ""}, fmt::format("more than {} rows", kMostRecords));
      return csv;
    } else {
      csv.rows.push_back({at, cells});
    }
  }
  if (csv.rows.empty()) problems.add({file.path, 0, ""}, "there are no rows below the names");
  return csv;
}

std::string arrivals_part(const File& file, std::string_view pathway, Problems& problems) {
  const std::size_t before = problems.count();
  const Csv csv = read_csv(file, problems);
  if (csv.names.size() != 2 && problems.count() == before)
    problems.add({file.path, 1, ""},
                 fmt::format("{} columns; hour and arrivals per hour are two", csv.names.size()));
  if (problems.count() > before) return "";
  std::array<double, 24> rates{};
  std::array<std::size_t, 24> written{};
  for (const Csv::Row& row : csv.rows) {
    const auto hour = read_hour(row.cells[0]);
    double rate = 0;
    if (!hour) {
      problems.add({file.path, row.line, csv.names[0]},
                   fmt::format("'{}' is not an hour of the clock", comment_text(row.cells[0])));
    } else if (!read_number(row.cells[1], rate) || rate < 0 || rate > 1e6) {
      problems.add(
          {file.path, row.line, csv.names[1]},
          fmt::format("'{}' is not a rate from 0 to 1000000 per hour", comment_text(row.cells[1])));
    } else if (auto& first = written[static_cast<std::size_t>(*hour)]; first > 0) {
      problems.add({file.path, row.line, csv.names[0]},
                   fmt::format("hour {} stands in line {} already", *hour, first));
    } else {
      first = row.line;
      rates[static_cast<std::size_t>(*hour)] = rate;
    }
  }
  if (problems.count() > before) return "";
  std::string missing, values;
  double sum = 0;
  for (std::size_t h = 0; h < 24; ++h) {
    if (!written[h]) missing += fmt::format(" {}", h);
    values += fmt::format("{}{:.15g}",
                          h == 0    ? ""
                          : h == 12 ? ",\n                 "
                                    : ", ",
                          rates[h]);
    sum += rates[h];
  }
  return fmt::format(
      "# {:.6g} arrivals a day.{}\n"
      "# Add the pathway's steps, or join it with `base:`.\n"
      "people:\n  pathways:\n    {}:\n      arrive:\n        hourly: [{}]\n",
      sum, missing.empty() ? "" : fmt::format(" Not in the file, taken as 0: hours{}.", missing),
      pathway, values);
}

}  // namespace wardtwin::importing
