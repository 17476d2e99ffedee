#pragma once

#include <span>

#include "sim/results/h5.h"
#include "sim/results/schema.h"
#include "sim/results/tables.h"

/// Rows to columns and back, for any row that schema.h describes. Used inside sim/results only.
namespace wardtwin::results {

/// How a member is stored: times as seconds (NaN: kNever), enums and switches as one byte.
template <class T>
auto to_stored(const T& value) {
  if constexpr (std::is_same_v<T, Time>)
    // divided, not multiplied: 3700 s reads as 3700, not 3700.0000000000005
    return value == kNever ? std::numeric_limits<double>::quiet_NaN()
                           : static_cast<double>(value.count()) / 1e9;
  else if constexpr (std::is_enum_v<T> || std::is_same_v<T, bool>)
    return static_cast<std::uint8_t>(value);
  else
    return value;
}

template <class T, class S>
void from_stored(T& value, const S& stored) {
  if constexpr (std::is_same_v<T, Time>)
    value = std::isnan(stored) ? kNever : from_seconds(stored);
  else if constexpr (std::is_same_v<T, bool>)
    value = stored != 0;
  else
    value = static_cast<T>(stored);
}

template <class T>
using StoredAs = decltype(to_stored(std::declval<const T&>()));

template <class T>
h5::Label label_of(std::string_view unit, const std::string& doc) {
  h5::Label label{std::string(unit), doc, {}};
  if constexpr (std::is_enum_v<T>)
    if constexpr (!std::is_same_v<std::remove_cvref_t<decltype(words<T>)>, std::nullptr_t>)
      for (const auto& w : words<T>) label.words.emplace_back(w.word);
  return label;
}

/// A histogram column `name` of n rows is stored as name_sum and name_max (n values each) and the
/// bins that are not empty: name_bin_row, name_bin, name_bin_low, name_bin_high, name_bin_count.
void write_histograms(hid_t group, const std::string& name, const std::string& doc,
                      std::span<const Histogram* const> rows);
std::vector<Histogram> read_histograms(hid_t group, const std::string& name);

template <class Row>
void write_table(hid_t group, std::span<const Row> rows) {
  for_each_column<Row>([&](const std::string& name, auto unit, const std::string& doc, auto get) {
    using T = MemberOf<Row, decltype(get)>;
    if constexpr (std::is_same_v<T, Histogram>) {
      std::vector<const Histogram*> all;
      for (const Row& row : rows) all.push_back(&get(row));
      write_histograms(group, name, doc, all);
    } else {
      std::vector<StoredAs<T>> cells;
      cells.reserve(rows.size());
      for (const Row& row : rows) cells.push_back(to_stored(get(row)));
      h5::write(group, name, h5::Cells{std::move(cells)}, label_of<T>(unit, doc));
    }
  });
}

template <class Row>
void create_growing_table(hid_t group) {
  for_each_column<Row>([&](const std::string& name, auto unit, const std::string& doc, auto get) {
    using T = MemberOf<Row, decltype(get)>;
    h5::create_growing(group, name, h5::Cells{std::vector<StoredAs<T>>{}}, 0,
                       label_of<T>(unit, doc));
  });
}

template <class Row>
void append_rows(hid_t group, std::span<const Row> rows) {
  for_each_column<Row>([&](const std::string& name, auto, const std::string&, auto get) {
    using T = MemberOf<Row, decltype(get)>;
    std::vector<StoredAs<T>> cells;
    cells.reserve(rows.size());
    for (const Row& row : rows) cells.push_back(to_stored(get(row)));
    h5::append(group, name, h5::Cells{std::move(cells)});
  });
}

/// `fit(n)` is told the number of rows and answers with that many rows to fill.
template <class Row, class Fit>
void read_table(hid_t group, Fit fit) {
  std::span<Row> rows;
  bool first = true;
  const auto take = [&](std::size_t n, const std::string& name) {
    if (std::exchange(first, false)) rows = fit(n);
    if (rows.size() != n) throw h5::Failure("dataset " + name + " has the wrong number of rows");
  };
  for_each_column<Row>([&](const std::string& name, auto, const std::string&, auto get) {
    using T = MemberOf<Row, decltype(get)>;
    constexpr const char* kFirst = std::is_same_v<T, Histogram> ? "_sum" : "";
    if (column_since_1_3(name) && !h5::exists(group, name + kFirst)) return;
    if constexpr (std::is_same_v<T, Histogram>) {
      std::vector<Histogram> read = read_histograms(group, name);
      take(read.size(), name);
      for (std::size_t i = 0; i < rows.size(); ++i) get(rows[i]) = std::move(read[i]);
    } else {
      h5::Cells cells{std::vector<StoredAs<T>>{}};
      h5::read(group, name, cells);
      const auto& read = std::get<std::vector<StoredAs<T>>>(cells);
      take(read.size(), name);
      for (std::size_t i = 0; i < rows.size(); ++i) from_stored(get(rows[i]), read[i]);
    }
  });
}

std::vector<StageRow> stage_rows(const AlarmStatistics& statistics);
void take_stage_rows(AlarmStatistics& statistics, std::span<StageRow> rows);

}  // namespace wardtwin::results
