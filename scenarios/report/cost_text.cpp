#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "scenarios/report/format.h"
#include "scenarios/report/text_parts.h"

// What equipment, nurses and resources cost.
namespace wardtwin::report {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

Interval exact(double value) { return {value, value, value}; }

}  // namespace

std::string money(double value) { return std::isnan(value) ? "-" : count(std::round(value)); }

std::string money(const Interval& x) {
  const double half = (x.high - x.low) / 2;
  return half > 0 && std::isfinite(half) ? fmt::format("{} ± {}", money(x.mean), money(half))
                                         : money(x.mean);
}

std::string pieces(double n) { return n == std::round(n) ? count(n) : number(n); }

std::vector<CostLine> cost_lines(const Source& s) {
  std::vector<CostLine> out;
  for (const auto& e : s.results.model.equipment) {
    const bool priced = e.buy > 0 || e.upkeep_per_year > 0;
    out.push_back({e.kind == "device" || e.kind == "other" ? e.name
                   : e.kind == "radio"                     ? e.name + " radios"
                   : e.kind == "access point"              ? "access points"
                                                           : e.name,
                   e.count, priced ? e.buy : kNone, priced ? e.to_buy() : kNone,
                   exact(priced ? e.per_year() : kNone)});
  }
  const auto& units = s.results.model.units;
  for (std::size_t u = 0; u < std::min(units.size(), s.all.nurses.size()); ++u)
    if (s.all.nurses[u].cost_per_year > 0)
      out.push_back({"nurses of " + units[u].name, units[u].nurses * 1.0, kNone, kNone,
                     s.get("nurses", units[u].name, "cost per year")});
  const auto& resources = s.results.model.resources;
  for (std::size_t i = 0; i < std::min(resources.size(), s.all.resources.size()); ++i)
    if (s.all.resources[i].cost_per_year > 0)
      out.push_back({resources[i].name, s.all.resources[i].on_duty_mean, kNone, kNone,
                     s.get("resources", resources[i].name, "cost per year")});
  return out;
}

std::string money_of(const Source& s) {
  const std::string& currency = s.results.run.currency;
  return currency.empty() ? "a year, in the scenario's currency" : currency + " a year";
}

std::string cost_section(const Source& s) {
  if (s.results.model.equipment.empty()) return "";  // resources tell their cost in their table
  Table table({"what", "count", "price", "to buy", "a year"});
  double to_buy = 0, year = 0;
  for (const CostLine& l : cost_lines(s)) {
    table.row({l.what, pieces(l.count), money(l.buy), money(l.to_buy), money(l.per_year)});
    if (!std::isnan(l.to_buy)) to_buy += l.to_buy;
    if (!std::isnan(l.per_year.mean)) year += l.per_year.mean;
  }
  table.row({"all", "", "", money(to_buy), money(year)});
  return section(fmt::format("Cost, {}", money_of(s)), table.text());
}

}  // namespace wardtwin::report
