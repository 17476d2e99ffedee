#include <cmath>

#include <fmt/format.h>

#include "scenarios/compiler/quantity.h"
#include "scenarios/report/format.h"
#include "scenarios/twin/session.h"

// A twin's file for people.
namespace wardtwin::twin {
namespace {

std::string clock(Time t) { return compiler::write_clock(t / Time{1s} * Time{1s}); }

std::string value(double x, const std::string& unit) {
  if (std::isnan(x)) return "-";
  return unit == "s" ? report::duration(x) : report::number(x);
}

template <class Row>
std::string interval(const Row& r, const std::string& unit) {
  return std::isnan(r.low) && std::isnan(r.high)
             ? "-"
             : value(r.low, unit) + " .. " + value(r.high, unit);
}

}  // namespace

std::string text(const results::TwinFile& f) {
  std::string out = fmt::format("{}   {} messages\n", f.scenario_name, f.messages);
  if (!f.findings.empty()) {
    report::Table table({"found", "since", "what", "", "value", "95 % interval"});
    for (const auto& r : f.findings)
      table.row(
          {clock(r.at), clock(r.since), r.what, r.kind, value(r.value, "1"), interval(r, "1")});
    out += "\nFindings\n" + table.text();
  }
  if (!f.estimates.empty()) {
    report::Table table({"estimate", "value", "95 % interval"});
    for (const auto& r : f.estimates)
      table.row({r.what, value(r.value, r.unit), interval(r, r.unit)});
    out += "\nEstimates\n" + table.text();
  }
  if (!f.warnings.empty()) {
    report::Table table({"at", "warning"});
    for (const auto& r : f.warnings) table.row({clock(r.at), r.text});
    out += "\nWarnings\n" + table.text();
  }
  if (!f.coverage.empty()) {
    report::Table table({"quantity", "inside its band", "of"});
    for (const auto& r : f.coverage)
      table.row({r.what, fmt::format("{:.0f} %", 100 * r.inside / static_cast<double>(r.of)),
                 std::to_string(r.of)});
    out += fmt::format("\nBands of {:g} %, and what happened\n", 100 * f.band) + table.text();
  }
  report::Table table({"messages that were", "count"});
  bool any = false;
  for (const auto& r : f.troubles)
    if (r.count > 0) table.row({r.kind, std::to_string(r.count)}), any = true;
  return any ? out + "\nTroubles\n" + table.text() : out;
}

}  // namespace wardtwin::twin
