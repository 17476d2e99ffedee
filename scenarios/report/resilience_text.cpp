#include <algorithm>

#include <fmt/format.h>

#include "scenarios/report/format.h"
#include "scenarios/report/text_parts.h"

// What stands against failures and attacks: error budgets, gateways that went on alone, false readings.
namespace wardtwin::report {

std::string budget_section(const Source& s) {
  Table table({"requirement", "budget", "spent", "left", "spent of it"});
  for (const Requirement& r : s.results.requirements) {
    const Budget& b = r.budget;
    if (b.unit.empty()) continue;
    table.row({r.name, fmt::format("{} {}", number(b.allowed), b.unit),
               number(Interval{b.spent, b.low, b.high}), number(b.left()),
               b.allowed > 0 ? percent(b.spent / b.allowed) : "-"});
  }
  return table.empty() ? ""
                       : section(
                             "Error budgets (of one run: what the limit allows, and what of it "
                             "is used)",
                             table.text());
}

/// Gateways that took alarms themselves.
std::string local_alarms_section(const Source& s) {
  const auto& names = s.results.model.gateways;
  Table table({"gateway", "alone", "alarms it took"});
  for (std::size_t i = 0; i < std::min(names.size(), s.all.gateways.size()); ++i) {
    if (!(s.all.gateways[i].alone_s > 0)) continue;
    const auto get = [&](const char* what) { return s.get("gateways", names[i].name, what); };
    table.row({names[i].name, duration(get("alone")), number(get("local alarms"))});
  }
  return table.empty() ? ""
                       : section(
                             "Alarms that gateways took themselves (nothing led to the manager; "
                             "in one run)",
                             table.text());
}

std::string service_alarms_section(const Source& s) {
  const auto n = static_cast<double>(s.results.replications.size());
  const AlarmManager& m = s.all.alarm_manager;
  if (m.by_services == 0) return "";
  return section("Alarms raised by services (in one run)",
                 fmt::format("  {} raised, {} of them about stable patients\n",
                             number(static_cast<double>(m.by_services) / n),
                             number(static_cast<double>(m.by_services_false) / n)));
}

std::string stamps_section(const Source& s) {
  const auto n = static_cast<double>(s.results.replications.size());
  const AlarmManager& m = s.all.alarm_manager;
  if (!(m.stamp_error_s > 0)) return "";
  const auto mean = [n](std::uint64_t count) { return number(static_cast<double>(count) / n); };
  return section(
      "Stamps of alarms by wrong clocks (in one run)",
      fmt::format("  {} are stamped wrong; {} seem late and were not, {} seem to come before they "
                  "were raised; largest error {}\n",
                  mean(m.stamped_wrong), mean(m.seem_late), mean(m.seem_early),
                  duration(m.stamp_error_s)));
}

std::string false_readings_section(const Source& s) {
  const auto n = static_cast<double>(s.results.replications.size());
  const AlarmManager& m = s.all.alarm_manager;
  if (m.forged + m.masked == 0) return "";
  return section("False readings (in one run)",
                 fmt::format("  {} false alarms raised, {} true ones hidden\n",
                             number(static_cast<double>(m.forged) / n),
                             number(static_cast<double>(m.masked) / n)));
}

}  // namespace wardtwin::report
