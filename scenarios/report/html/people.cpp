// Patients, beds and staff.
#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "scenarios/report/format.h"
#include "scenarios/report/html/curves.h"
#include "scenarios/report/html/page.h"
#include "scenarios/report/html/sections.h"

namespace wardtwin::html {
namespace {

std::string pathway_table(const Source& s) {
  Table table({"pathway", "arrived per day", "left", "died", "gave up or turned away", "mean time",
               "p95 time", "in target"});
  for (std::size_t i = 0; i < s.all.pathways.size(); ++i) {
    const Model::Pathway& m = s.results.model.pathways[i];
    const auto get = [&](const char* q) { return s.get("pathways", m.name, q); };
    const Interval lost = across(s.results, [&](const Replication& r) {
      const double days = (r.simulated_s - s.results.run.warm_up_s) / 86400;
      return static_cast<double>(r.pathways[i].unserved + r.pathways[i].turned_away) / days;
    });
    table.row({m.name, report::number(get("arrived")), report::number(get("left")),
               report::number(get("died")), report::number(lost),
               report::duration(get("time mean")), report::duration(get("time p95")),
               m.target_s > 0
                   ? report::percent(get("share in target")) + " in " + report::duration(m.target_s)
                   : "no target"});
  }
  return table.markup("Patients by pathway (per day; ± is the half width of the 95 % interval)");
}

std::string pathway_curves(const Source& s) {
  Curves plot({"How long patients are there",
               "Distribution functions of the time in system of each pathway."},
              "time in system");
  for (std::size_t i = 0; i < s.all.pathways.size(); ++i) {
    std::vector<Delays> each;
    for (const Replication& r : s.results.replications) each.push_back({&r.pathways[i].time, 0});
    plot.add(s.results.model.pathways[i].name, each);
  }
  double target = 0;
  for (const auto& p : s.results.model.pathways) target = std::max(target, p.target_s);
  return plot.figure(target, "target");
}

std::string wait_table(const Source& s) {
  const Model& m = s.results.model;
  Table table(
      {"step", "begun per day", "patients in it", "mean wait", "p95 wait", "gave up per day"});
  for (std::size_t i = 0; i < s.all.steps.size(); ++i) {
    const std::string name = m.pathways[m.steps[i].pathway].name + "." + m.steps[i].name;
    const Step& one = s.all.steps[i];
    if (one.wait.max() == 0 && one.unserved + one.turned_away == 0) continue;
    const auto get = [&](const char* q) { return s.get("steps", name, q); };
    table.row({name, report::number(get("begun")), report::number(get("patients")),
               report::duration(get("wait mean")), report::duration(get("wait p95")),
               report::number(get("unserved"))});
  }
  return table.markup("Waits by step, where somebody can wait");
}

std::string resource_table(const Source& s) {
  const Model& m = s.results.model;
  Table table({"resource", "on duty", "utilisation", "in use", "queue", "waited", "mean wait"});
  for (std::size_t i = 0; i < s.all.resources.size(); ++i) {
    const auto get = [&](const char* q) { return s.get("resources", m.resources[i].name, q); };
    const bool limited = std::isfinite(s.all.resources[i].on_duty_mean);
    table.row({m.resources[i].name, limited ? report::number(get("on duty")) : "any number",
               limited ? report::percent(get("utilisation")) : "-", report::number(get("busy")),
               report::number(get("queue mean")), report::percent(get("share waited")),
               report::duration(get("wait mean"))});
  }
  return table.markup("Staff, beds, rooms and equipment");
}

// Busy and on duty over the day, of the staff of one resource: mean over days, band over replications.
std::string day_of(const Source& s, std::uint32_t resource, bool with_duty) {
  const auto& m = s.results.model.resources[resource];
  std::vector<double> hours, mean, low, high, duty;
  double top = 0;
  for (std::uint32_t q = 0; q < 96; ++q) {
    std::vector<double> busy, on;
    for (const Replication& r : s.results.replications)
      for (const Quarter& one : r.quarters)
        if (one.resource == resource && one.quarter == q) {
          busy.push_back(one.busy);
          on.push_back(one.on_duty);
        }
    if (busy.empty()) continue;
    const Interval i = mean_interval(busy);
    hours.push_back(q / 4.0);
    mean.push_back(i.mean);
    low.push_back(std::max(0.0, i.low));
    high.push_back(i.high);
    duty.push_back(mean_interval(on).mean);
    top = std::max(
        {top, i.mean, std::isfinite(i.high) ? i.high : 0.0, with_duty ? duty.back() : 0.0});
  }
  if (hours.empty() || !(top > 0)) return "";
  Plot plot(
      {m.name + " over the day",
       fmt::format("Units of {} in use by time of day, mean over days with its 95 % interval.",
                   m.name)},
      {"hour of the day",
       "units, mean over days",
       {0, 24},
       from_zero(top),
       tick_label,
       tick_label,
       {0, 4, 8, 12, 16, 20, 24}});
  plot.band(hours, low, high, 0, "95 % interval");
  plot.line(hours, mean, 0, "in use");
  if (with_duty) plot.line(hours, duty, 1, "on duty");
  return plot.figure();
}

std::string nurse_tables(const Source& s) {
  const auto& units = s.results.model.units;
  Table table({"unit", "utilisation", "alarms per nurse-hour", "walking per nurse-hour"});
  std::map<std::string, std::map<std::string, Interval>> shares;  // activity, unit
  for (std::size_t i = 0; i < std::min(units.size(), s.all.nurses.size()); ++i) {
    if (!(s.all.nurses[i].hours > 0)) continue;
    const auto get = [&](const std::string& q) { return s.get("nurses", units[i].name, q); };
    table.row({units[i].name, report::percent(get("utilisation")), report::number(get("alarms")),
               report::number(get("walking")) + " m"});
    for (const NurseActivity& a : s.all.nurse_activities)
      if (a.unit == i) shares[a.activity][units[i].name] = get("time for " + a.activity);
  }
  if (table.empty()) return "";
  std::vector<std::string> head{"activity"};
  for (const auto& u : units) head.push_back(u.name);
  Table activities(head);
  for (const auto& [activity, by_unit] : shares) {
    std::vector<std::string> row{activity};
    for (const auto& u : units) {
      const auto at = by_unit.find(u.name);
      row.push_back(at == by_unit.end() ? "-" : report::percent(at->second));
    }
    activities.row(row);
  }
  return table.markup("Nurses") +
         activities.markup("What their time goes into, of the time on duty");
}

}  // namespace

std::string patients(const Source& s) {
  if (s.all.pathways.empty())
    return paragraph(
        "This scenario has no pathways of patients; sections people: resources and pathways fill "
        "this one. Patients in beds are below.");
  return pathway_table(s) + pathway_curves(s) + wait_table(s) + resource_table(s);
}

std::string occupancy(const Source& s) {
  const auto& units = s.results.model.units;
  std::string out;
  Table table({"unit", "beds", "occupied", "occupancy", "admitted per day", "had to wait",
               "turned away per day"});
  for (std::size_t i = 0; i < std::min(units.size(), s.all.units.size()); ++i) {
    const auto get = [&](const char* q) { return s.get("beds", units[i].name, q); };
    out += fan(s, &SeriesSet::beds_occupied, static_cast<std::uint32_t>(i),
               {"Occupied beds of " + units[i].name,
                fmt::format("Occupied beds of {} by time: median and spread of the replications, "
                            "and the {} beds there are.",
                            units[i].name, units[i].beds)},
               "occupied beds", units[i].beds, fmt::format("{} beds", units[i].beds));
    table.row({units[i].name, report::count(units[i].beds), report::number(get("beds occupied")),
               report::percent(get("occupancy")), report::number(get("admissions")),
               report::percent(get("share waited")), report::number(get("turned away"))});
  }
  out += table.markup("Beds");
  for (std::uint32_t i = 0; i < s.results.model.resources.size(); ++i)
    if (s.results.model.resources[i].kind == "bed" || s.results.model.resources[i].kind == "room")
      out += day_of(s, i, false);
  if (out.empty())
    return paragraph(
        "This scenario has no beds. Units of people, or resources of kind bed, fill this section.");
  return out;
}

std::string staff(const Source& s) {
  std::string out;
  const auto& units = s.results.model.units;
  for (std::uint32_t i = 0; i < std::min(units.size(), s.all.nurses.size()); ++i)
    if (s.all.nurses[i].hours > 0)
      out += fan(s, &SeriesSet::nurses_busy, i,
                 {"Busy nurses of " + units[i].name,
                  fmt::format("Busy nurses of {} by time: median and spread of the replications.",
                              units[i].name)},
                 "busy nurses", 0, "");
  out += nurse_tables(s);
  for (std::uint32_t i = 0; i < s.results.model.resources.size(); ++i)
    if (s.results.model.resources[i].kind == "staff") out += day_of(s, i, true);
  if (out.empty())
    return paragraph(
        "Nobody works in this scenario. Staff of units, or resources of kind staff, fill "
        "this section.");
  return out;
}

std::string costs(const Source& s) {
  const auto lines = report::cost_lines(s);
  if (lines.empty())
    return paragraph(
        "No cost was given. Section prices of the scenario prices equipment and nurses; pay, price "
        "and upkeep of people: resources do so for resources.");
  using report::money;
  Table table({"what", "count", "price of one", "to buy", "a year"});
  double to_buy = 0;
  for (const report::CostLine& l : lines) {
    table.row({l.what, report::pieces(l.count), money(l.buy), money(l.to_buy), money(l.per_year)});
    if (!std::isnan(l.to_buy)) to_buy += l.to_buy;
  }
  double equipment = 0;
  for (const auto& e : s.results.model.equipment) equipment += e.per_year();
  const Interval total = across(s.results, [&](const Replication& r) {
    double sum = equipment;
    for (const Resource& one : r.resources) sum += one.cost_per_year;
    for (const Nurses& one : r.nurses) sum += one.cost_per_year;
    return sum;
  });
  table.row({"all", "", "", money(to_buy), money(total)});
  return table.markup("Cost, " + report::money_of(s)) +
         paragraph(
             "A year costs the price over the years of life, upkeep, and pay. Prices are the "
             "scenario's or assumed: wardtwin explain prices names each one's standing.");
}

}  // namespace wardtwin::html
