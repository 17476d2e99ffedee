#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "scenarios/compiler/problems.h"
#include "scenarios/compiler/quantity.h"
#include "scenarios/import/csv.h"
#include "scenarios/import/fit.h"
#include "sim/base/error.h"

namespace wardtwin::importing {
namespace {

std::string_view name_of(Distribution::Law law) {
  switch (law) {
    case Distribution::Law::exponential: return "exponential";
    case Distribution::Law::lognormal: return "lognormal";
    case Distribution::Law::gamma: return "gamma";
    case Distribution::Law::empirical: return "empirical";
    default: return "weibull";
  }
}

// More figures than five would only look exact.
std::string law_text(const Distribution& d, std::string_view unit) {
  const std::string u = unit.empty() ? "" : fmt::format(" {}", unit);
  switch (d.law) {
    case Distribution::Law::exponential:
      return fmt::format("exponential(mean {:.5g}{})", d.p[0], u);
    case Distribution::Law::lognormal:
      return fmt::format("lognormal(median {:.5g}{}, sigma {:.5g})", std::exp(d.p[0]), u, d.p[1]);
    case Distribution::Law::empirical: {
      std::string all;
      for (const double x : *d.points)
        all += fmt::format("{}{:.5g}{}", all.empty() ? "" : ", ", x, u);
      return fmt::format("empirical({})", all);
    }
    default:
      return fmt::format("{}(shape {:.5g}, scale {:.5g}{})", name_of(d.law), d.p[0], d.p[1], u);
  }
}

/// What is assumed of values that are multiples of something.
std::string grid_text(const Grid& g, std::string_view unit) {
  if (!(g.step > 0)) return "";
  const std::string step = fmt::format("{:.4g}{}{}", g.step, unit.empty() ? "" : " ", unit);
  const char* taken = "";
  switch (g.rounded) {
    case Rounding::no:
      return fmt::format(
          "# All but a few values are multiples of {}, and are taken as exact: p is too small, and "
          "laws that fit are refused.\n",
          step);
    case Rounding::nearest: taken = "rounded to the nearest (--rounded nearest)"; break;
    case Rounding::up: taken = "rounded up, as begun ones are counted (--rounded up)"; break;
    case Rounding::down: taken = "rounded down, as whole ones are counted (--rounded down)"; break;
  }
  return fmt::format(
      "# Values are multiples of {}, taken as {}. Laws are fitted to\n"
      "# how many fall between the ends of each step; resamples are rounded as the values were.\n",
      step, taken);
}

bool all_numbers(const Csv& csv, std::size_t column) {
  for (const Csv::Row& row : csv.rows)
    if (double x; !row.cells[column].empty() && !read_number(row.cells[column], x)) return false;
  return true;
}

void stop_if_wrong(const Problems& problems) {
  if (problems.count() == 0) return;
  std::string text = problems.text();
  text.pop_back();  // the line's end
  throw InputError(text);
}

std::size_t find_column(const Csv& csv, const std::string& path, std::string_view column) {
  std::vector<std::size_t> numeric;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < csv.names.size(); ++i) {
    if (!column.empty() && csv.names[i] == column) return i;
    if (!all_numbers(csv, i)) continue;
    numeric.push_back(i);
    names.push_back(csv.names[i]);
  }
  if (!column.empty())
    throw InputError(fmt::format("{}:1: there is no column '{}'\n  The columns are {}.", path,
                                 column, compiler::join(csv.names)));
  if (numeric.size() == 1) return numeric[0];
  throw InputError(numeric.empty()
                       ? fmt::format("{}: no column holds numbers alone", path)
                       : fmt::format("{}: {} columns hold numbers\n  Choose one with --column: {}.",
                                     path, numeric.size(), compiler::join(names)));
}

}  // namespace

std::vector<double> read_column(const std::string& path, std::string_view column,
                                Rounding rounded) {
  Problems problems;
  File file;
  Csv csv;
  if (read_file(path, file, problems)) csv = read_csv(file, problems);
  stop_if_wrong(problems);
  const std::size_t c = find_column(csv, path, column);
  std::vector<double> values;
  for (const Csv::Row& row : csv.rows) {
    double x = 0;
    if (row.cells[c].empty()) continue;
    if (!read_number(row.cells[c], x))
      problems.add({path, row.line, csv.names[c]},
                   fmt::format("'{}' is not a number", comment_text(row.cells[c])));
    else if (x == 0 && (rounded == Rounding::nearest || rounded == Rounding::down))
      values.push_back(x);
    else if (x <= 0)
      problems.add({path, row.line, csv.names[c]},
                   fmt::format("{:g} is not above 0, as all these laws are", x));
    else
      values.push_back(x);
  }
  stop_if_wrong(problems);
  if (std::ranges::count(values, 0.0) > 0 && grid_step(values) == 0)
    return read_column(path, column);  // which tells where they are
  return values;
}

std::string fit_report(std::string_view what, std::span<const double> sample,
                       std::span<const Fit> fits, std::string_view unit, const Grid& grid) {
  if (!unit.empty() && compiler::dimension_of_word(unit).empty())
    throw InputError(fmt::format("'{}' is no unit that scenarios read, such as min, h or d", unit));
  double mean = 0, square = 0;
  const double n = static_cast<double>(sample.size());
  for (const double x : sample) mean += x / n;
  for (const double x : sample) square += (x - mean) * (x - mean) / (n - 1);
  std::string out =
      fmt::format("# {}: {} values, mean {:.5g}, sd {:.5g}{}{}\n", what, sample.size(), mean,
                  std::sqrt(square), unit.empty() ? "" : " ", unit);
  out += grid_text(grid, unit);
  out += fmt::format("# {:<12}{:>12}{:>12}{:>10}{:>10}  {}\n", "law", "AIC", "log-lik.", "KS", "p",
                     "standard errors");
  for (const Fit& f : fits) {
    std::string errors;
    for (const double e : f.standard_errors) errors += fmt::format(" {:.3g}", e);
    out += fmt::format("# {:<12}{:>12.2f}{:>12.2f}{:>10.4f}{:>10.4f} {}\n", name_of(f.law.law),
                       f.aic, f.log_likelihood, f.ks, f.p_value, errors);
  }
  const auto text = [&](const Fit& f) { return law_text(f.law, unit); };
  out += fmt::format("{}\n", text(fits[0]));
  if (fits[0].p_value < 0.05)
    out +=
        "# None of the laws may fit: the best is rejected at 5 %. Look at the data, or take them "
        "as "
        "they are (the last line).\n";
  for (std::size_t i = 1; i < fits.size(); ++i) out += fmt::format("# {}\n", text(fits[i]));
  out += fmt::format("# {}\n", law_text(empirical_law(sample), unit));
  return out;
}

}  // namespace wardtwin::importing
