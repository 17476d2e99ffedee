#include "scenarios/report/csv.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "sim/results/schema.h"
#include "sim/results/summary.h"
#include "sim/results/tables.h"

namespace wardtwin::report {
namespace {

using namespace results;
using Cells = std::vector<std::string>;

std::string cell(std::string text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  for (std::size_t at = text.find('"'); at != std::string::npos; at = text.find('"', at + 2))
    text.insert(at, 1, '"');
  return fmt::format("\"{}\"", text);
}

std::string head_of(const std::string& name, std::string_view unit) {
  return unit == "1" || unit == "none" || unit.starts_with("see")
             ? name
             : fmt::format("{} ({})", name, unit);
}

template <class T>
Cells cells_of(const T& v) {
  if constexpr (std::is_same_v<T, Histogram>) {
    return {std::to_string(v.count()),    csv_number(v.mean()),         csv_number(v.quantile(0.5)),
            csv_number(v.quantile(0.95)), csv_number(v.quantile(0.99)), csv_number(v.max())};
  } else if constexpr (std::is_same_v<T, std::string>) {
    return {v};
  } else if constexpr (std::is_same_v<T, Time>) {
    return {v == kNever ? "" : csv_number(static_cast<double>(v.count()) / 1e9)};
  } else if constexpr (std::is_enum_v<T>) {
    if constexpr (!std::is_same_v<std::remove_cvref_t<decltype(words<T>)>, std::nullptr_t>)
      return {std::string(word_of(v))};
    else
      return {std::to_string(static_cast<int>(v))};
  } else if constexpr (std::is_floating_point_v<T>) {
    return {csv_number(v)};
  } else {
    // an index that points nowhere is an empty cell
    if constexpr (std::is_same_v<T, std::uint32_t>)
      if (v == flow::kNone) return {""};
    return {fmt::format("{}", static_cast<std::uint64_t>(v))};
  }
}

template <class Row>
Cells head() {
  Cells out;
  for_each_column<Row>([&](const std::string& name, auto unit, const std::string&, auto get) {
    if constexpr (std::is_same_v<MemberOf<Row, decltype(get)>, Histogram>)
      for (const char* part : {"count", "mean", "p50", "p95", "p99", "max"})
        out.push_back(head_of(name + " " + part, std::string_view(part) == "count" ? "1" : "s"));
    else
      out.push_back(head_of(name, unit));
  });
  return out;
}

template <class Row>
void add_row(const Row& row, Cells& to) {
  for_each_column<Row>([&](const std::string&, auto, const std::string&, auto get) {
    for (std::string& c : cells_of(get(row))) to.push_back(std::move(c));
  });
}

// Tables collect over the replications, in the order in which they come first.
class Files {
 public:
  template <class Rows>
  void add(const std::string& path, const Rows& rows, const std::string& replication,
           const Cells& names) {
    const auto span = rows_of(rows);
    using Row = std::remove_cvref_t<decltype(span[0])>;
    if (span.empty()) return;
    std::string& text = text_of(path, [&] {
      Cells first = head<Row>();
      if (!names.empty()) first.insert(first.begin(), "name");
      if (!replication.empty()) first.insert(first.begin(), "replication");
      return csv_line(first);
    });
    for (std::size_t i = 0; i < span.size(); ++i) {
      Cells row;
      if (!replication.empty()) row.push_back(replication);
      if (!names.empty()) row.push_back(i < names.size() ? names[i] : "");
      add_row(span[i], row);
      text += csv_line(row);
    }
  }

  void add_series(const std::string& name, const Series& s, const std::string& replication,
                  const Cells& columns) {
    if (s.rows() == 0) return;
    std::string& text = text_of("series/" + name, [&] {
      Cells first{"replication", "minute"};
      for (std::size_t c = 0; c < s.columns; ++c)
        first.push_back(c < columns.size() ? columns[c] : name);
      return csv_line(first);
    });
    for (std::size_t r = 0; r < s.rows(); ++r) {
      Cells row{replication, std::to_string(r)};
      for (std::size_t c = 0; c < s.columns; ++c)
        row.push_back(fmt::format("{}", s.values[r * s.columns + c]));
      text += csv_line(row);
    }
  }

  std::vector<CsvFile> take() { return std::move(files_); }

 private:
  template <class Head>
  std::string& text_of(const std::string& path, Head make_head) {
    std::string name = path + ".csv";
    std::replace(name.begin(), name.end(), '/', '_');
    const auto at =
        std::find_if(files_.begin(), files_.end(), [&](auto& f) { return f.name == name; });
    if (at != files_.end()) return at->text;
    files_.push_back({name, make_head()});
    return files_.back().text;
  }

  std::vector<CsvFile> files_;
};

template <class Rows>
Cells names_of(const Rows& rows) {
  Cells out;
  for (const auto& r : rows) out.push_back(r.name);
  return out;
}

// Names of the rows of a replication's tables.
std::map<std::string, Cells> row_names(const Model& m) {
  const Cells units = names_of(m.units), points = names_of(m.access_points),
              gateways = names_of(m.gateways);
  return {{"people/units", units},
          {"people/nurses", units},
          {"people/pathways", names_of(m.pathways)},
          {"people/steps", names_of(m.steps)},
          {"people/resources", names_of(m.resources)},
          {"devices/batteries", names_of(m.batteries)},
          {"devices/flows", names_of(m.flows)},
          {"radio/access_points", points},
          {"radio/locators", names_of(m.locators)},
          {"gateways/gateways", gateways},
          {"gateways/ports", names_of(m.ports)},
          {"platform/servers", names_of(m.servers)},
          {"beds_occupied", units},
          {"nurses_busy", units},
          {"airtime", points},
          {"gateway_queue", gateways}};
}

}  // namespace

std::string csv_line(const std::vector<std::string>& cells) {
  std::string out;
  for (const std::string& c : cells) {
    if (&c != &cells.front()) out += ',';
    out += cell(c);
  }
  out += '\n';
  return out;
}

std::string csv_number(double x) { return std::isnan(x) ? "" : fmt::format("{}", x); }

std::vector<CsvFile> csv_tables(const Results& results) {
  Files files;
  const Cells none;
  files.add("quantities", summarise(results), "", none);
  files.add("requirements", results.requirements, "", none);
  files.add("precision", results.precision, "", none);
  const auto names = row_names(results.model);
  const auto names_at = [&](const std::string& path) -> const Cells& {
    const auto at = names.find(path);
    return at == names.end() ? none : at->second;
  };
  for (std::size_t k = 0; k < results.replications.size(); ++k) {
    const Replication& r = results.replications[k];
    const std::string number = std::to_string(results.run.first + k);
    for_each_table(r, [&](const char* path, const auto& rows) {
      files.add(path, rows, number, names_at(path));
    });
    files.add("alarms/log", r.alarms, number, none);
    files.add("devices/link_changes", r.link_changes, number, none);
    for_each_series(r.series, [&](const char* name, const Series& s, auto, auto) {
      files.add_series(name, s, number, names_at(name));
    });
  }
  for_each_model_table(results.model, [&](const char* path, const auto& rows) {
    files.add(std::string("model/") + path, rows, "", none);
  });
  return files.take();
}

}  // namespace wardtwin::report
