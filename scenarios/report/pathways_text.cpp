#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "scenarios/report/format.h"
#include "scenarios/report/text_parts.h"

namespace wardtwin::report {
namespace {

std::string pathways(const Source& s) {
  Table table({"pathway", "start", "came", "left", "died", "gave up", "away", "there", "mean time",
               "p95", "in target"});
  for (std::size_t i = 0; i < s.all.pathways.size(); ++i) {
    const auto& model = s.results.model.pathways[i];
    const Pathway& p = s.all.pathways[i];
    const auto each = [&](std::uint64_t n) {
      return count(std::round(static_cast<double>(n) / s.replications()));
    };
    const auto get = [&](const char* what) { return s.get("pathways", model.name, what); };
    table.row({model.name, each(p.there_at_start), each(p.arrived), each(p.left), each(p.died),
               each(p.unserved), each(p.turned_away), each(p.there), duration(get("time mean")),
               duration(get("time p95")),
               model.target_s > 0 ? percent(get("share in target")) : "-"});
  }
  return table.empty() ? "" : section("Patients (counts of a replication)", table.text());
}

// Steps in which somebody can wait; what is said of a step is said of those who got what it needs.
std::string steps(const Source& s) {
  const Model& m = s.results.model;
  Table table({"step", "begun", "patients", "mean wait", "p95 wait", "gave up"});
  for (std::size_t i = 0; i < s.all.steps.size(); ++i) {
    const std::string name = m.pathways[m.steps[i].pathway].name + "." + m.steps[i].name;
    const Step& one = s.all.steps[i];
    const std::uint64_t gave_up = one.unserved + one.turned_away;
    if (one.wait.max() == 0 && gave_up == 0) continue;
    const auto each = [&](std::uint64_t n) {
      return count(std::round(static_cast<double>(n) / s.replications()));
    };
    const auto get = [&](const char* what) { return s.get("steps", name, what); };
    table.row({m.pathways.size() == 1 ? m.steps[i].name : name, each(one.begun),
               number(get("patients")), duration(get("wait mean")), duration(get("wait p95")),
               each(gave_up)});
  }
  return table.empty() ? "" : section("Waits by step", table.text());
}

std::string resources(const Source& s) {
  const Model& m = s.results.model;
  Table table({"resource", "on duty", "utilisation", "queue", "waited", "mean wait", "overtime"});
  double cost = 0;
  for (std::size_t i = 0; i < s.all.resources.size(); ++i) {
    const Resource& r = s.all.resources[i];
    const auto get = [&](const char* what) {
      return s.get("resources", m.resources[i].name, what);
    };
    cost += r.cost_per_year;
    const bool limited = std::isfinite(r.on_duty_mean);
    table.row({m.resources[i].name, limited ? number(r.on_duty_mean) : "any",
               limited ? percent(get("utilisation")) : number(get("busy")) + " in use",
               number(get("queue mean")), percent(get("share waited")), duration(get("wait mean")),
               r.overtime_h > 0 ? number(get("overtime")) + " h/d" : "-"});
  }
  const std::string notes =
      cost > 0 ? fmt::format("  cost: {} a year\n", count(std::round(cost))) : "";
  return table.empty() ? "" : section("Resources", table.text() + notes);
}

// The day of each role at a glance: utilisation of two hours a column; --json has quarter-hours.
std::string roles(const Source& s) {
  const Model& m = s.results.model;
  constexpr std::size_t kColumns = 12;
  std::map<std::string, std::array<std::pair<double, double>, kColumns>> by_role;
  for (const Quarter& q : s.all.quarters) {
    const auto& r = m.resources[q.resource];
    auto& cell = by_role[r.role.empty() ? r.name : r.role][q.quarter * kColumns / 96];
    cell.first += q.busy;
    cell.second += q.on_duty;
  }
  std::vector<std::string> head{"role, from hour"};
  for (std::size_t i = 0; i < kColumns; ++i) head.push_back(fmt::format("{}", 24 * i / kColumns));
  Table table(head);
  for (const auto& [role, cells] : by_role) {
    std::vector<std::string> row{role};
    for (const auto& [busy, on_duty] : cells)
      row.push_back(on_duty > 0  ? fmt::format("{:.0f} %", 100 * busy / on_duty)
                    : busy > 0.0 ? "over"
                                 : "-");
    table.row(row);
  }
  std::string ratios;
  for (const auto& r : m.resources)
    if (const Interval each = s.get("resources", r.name, "patients each"); std::isfinite(each.mean))
      ratios += fmt::format("  {} {}", number(each), r.name);
  if (!ratios.empty()) ratios = "  patients in beds of the unit for each on duty:" + ratios + "\n";
  return table.empty() ? "" : section("Staff busy, of those on duty", table.text() + ratios);
}

// Of a resource that is never short: the share of patients who would meet n beds, all full.
// P(N = n) / P(N <= n), since the number in use is that of a loss system cut off at n.
std::string enough(const Source& s) {
  const Model& m = s.results.model;
  Table table({"if there were", "patients who meet them full", "one in"});
  for (std::uint32_t i = 0; i < m.resources.size(); ++i) {
    if (std::isfinite(s.all.resources[i].on_duty_mean)) continue;
    std::uint32_t most = 0;
    for (const Level& l : s.all.levels)
      if (l.resource == i) most = std::max(most, l.in_use);
    for (std::uint32_t n = 1; n <= most; ++n) {
      const Interval p = across(s.results, [&](const Replication& r) {
        double upto = 0, exactly = 0;
        for (const Level& l : r.levels) {
          if (l.resource != i || l.in_use > n) continue;
          upto += l.share;
          if (l.in_use == n) exactly = l.share;
        }
        return upto > 0 ? exactly / upto : 0.0;
      });
      if (p.mean > 0.25 || p.mean < 0.005) continue;
      table.row({fmt::format("{} x {}", n, m.resources[i].name), percent(p),
                 fmt::format("{:.0f}", 1 / p.mean)});
    }
  }
  return table.empty() ? "" : section("Beds that would be enough", table.text());
}

}  // namespace

std::string pathway_sections(const Source& s) {
  if (s.all.pathways.empty()) return "";
  return pathways(s) + steps(s) + resources(s) + enough(s) + roles(s);
}

}  // namespace wardtwin::report
