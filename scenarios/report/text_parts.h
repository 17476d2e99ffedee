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

/// What limits on shares allow, and what was used of it; empty without such limits.
std::string budget_section(const Source& s);
/// Gateways that took alarms themselves, and what false readings did; empty if none did anything.
std::string local_alarms_section(const Source& s);
std::string false_readings_section(const Source& s);

}  // namespace wardtwin::report
