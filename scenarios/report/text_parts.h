#pragma once

#include <limits>
#include <map>
#include <string>
#include <tuple>

#include "sim/results/summary.h"

/// What the sections of the text summary share; used inside scenarios/report only.
namespace wardtwin::report {

using namespace results;

inline constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// What every section needs: the results, their pool, and each quantity with its interval.
struct Source {
  const Results& results;
  Replication all;
  std::map<std::tuple<std::string, std::string, std::string>, Interval> values;

  explicit Source(const Results& r) : results(r), all(pooled(r)) {
    for (Quantity& q : summarise(r))
      values[{q.section, q.subject, q.quantity}] = {q.value, q.low, q.high};
  }
  Interval get(const std::string& section, const std::string& subject,
               const std::string& name) const {
    const auto it = values.find({section, subject, name});
    return it == values.end() ? Interval{kNan, kNan, kNan} : it->second;
  }
  double replications() const { return static_cast<double>(results.replications.size()); }
};

inline std::string section(const std::string& title, const std::string& body) {
  return body.empty() ? "" : "\n" + title + "\n" + body;
}

/// Patients, waits, resources and staff of pathways; empty if there are none.
std::string pathway_sections(const Source& s);
/// How soon devices used a new drug library; empty if there was none.
std::string currency_section(const Source& s);

/// What devices draw from batteries, and where location services see tags; empty if there are none.
std::string battery_section(const Source& s);
std::string locator_section(const Source& s);

/// What there is, by kind, with what it costs a year, and nurses and resources; empty where nothing
/// has a price.
std::string cost_section(const Source& s);
/// The lines of that table: what, how many, price of one, price of all, a year.
struct CostLine {
  std::string what;
  double count = 0, buy = 0, to_buy = 0;  ///< NaN where nothing is bought or no price is known
  Interval per_year;
};
std::vector<CostLine> cost_lines(const Source& s);
std::string money(double value);           ///< "12 345", "-" for NaN
std::string money(const Interval& value);  ///< "12 345 ± 678"; the width only where there is one
std::string pieces(double n);              ///< "12", or "3.50" of staff on duty
/// "USD a year", or "a year in the scenario's currency".
std::string money_of(const Source& s);
/// What limits on shares allow, and what was used of it; empty without such limits.
std::string budget_section(const Source& s);
/// Gateways that took alarms themselves, and what false readings did; empty if none did anything.
std::string local_alarms_section(const Source& s);
std::string false_readings_section(const Source& s);
/// What services raised, and what wrong clocks made of stamps; empty where nothing.
std::string service_alarms_section(const Source& s);
std::string stamps_section(const Source& s);

}  // namespace wardtwin::report
