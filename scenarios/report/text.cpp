#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <tuple>

#include "scenarios/report/format.h"
#include "scenarios/report/report.h"
#include "scenarios/report/text_parts.h"
#include "sim/results/summary.h"

namespace wardtwin::report {
namespace {

using namespace results;

constexpr std::size_t kMostRows = 12;

// The rows that matter most, by weight; equal weights keep their order.
template <class Weight>
std::vector<std::size_t> top(std::size_t n, Weight weight) {
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return weight(a) > weight(b); });
  order.resize(std::min(n, kMostRows));
  return order;
}

std::string more(std::size_t shown, std::size_t n, const std::string& what) {
  return n > shown ? fmt::format("  … and {} more {}; --json has all\n", n - shown, what) : "";
}

/// "collision 11, gateway down 40", largest first.
template <class Enum, std::size_t N>
std::string causes(const std::array<std::uint64_t, N>& counts) {
  std::vector<std::pair<std::uint64_t, std::string>> some;
  for (const auto& w : words<Enum>)
    if (const auto n = counts[static_cast<std::size_t>(w.value)]; n > 0)
      some.emplace_back(n, std::string(w.word));
  std::stable_sort(some.begin(), some.end(), [](auto& a, auto& b) { return a.first > b.first; });
  std::string text;
  for (const auto& [n, word] : some)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", word, count(static_cast<double>(n)));
  return text;
}

std::string head(const Source& s) {
  const Results& r = s.results;
  const double each = r.replications.empty() ? kNan : s.all.simulated_s / s.replications();
  std::uint64_t messages = 0;
  for (const Flow& f : s.all.flows) messages += f.ledger.generated;
  std::string out =
      fmt::format("{}   {} x {} replication{}   seed {}   {} wall\n", r.run.scenario_name,
                  duration(each), r.replications.size(), r.replications.size() == 1 ? "" : "s",
                  r.run.seed, duration(r.run.wall_s));
  if (!r.model.flows.empty())
    out += fmt::format("{} messages, ", count(static_cast<double>(messages)));
  out += fmt::format("{} events", count(static_cast<double>(s.all.events)));
  if (r.replications.size() > 1)
    out += "; ± is the half width of the 95 % interval over replications";
  out += "\n";
  if (!r.complete)
    out += fmt::format("PARTIAL: the run was interrupted after {} of {} replications\n",
                       r.replications.size(), r.run.replications);
  return out;
}

std::string alarm_stages(const Source& s) {
  std::string out;
  for (const auto priority : {flow::AlarmPriority::high, flow::AlarmPriority::medium}) {
    const std::string word(word_of(priority));
    const AlarmsOfPriority& p = s.all.alarm_statistics.priority[static_cast<std::size_t>(priority)];
    if (p.raised == 0) continue;
    const auto get = [&](const std::string& name) { return s.get("alarms", word, name); };
    out +=
        fmt::format("{}{} priority: {} raised per day, {} of those for a handset came, {} late\n",
                    out.empty() ? "" : "\n", word, number(get("raised")),
                    percent(get("share delivered")), percent(get("share late")));
    Table table({"stage", "alarms", "p50 from device", "p95", "p99", "share of time", ""});
    for (const auto& stage : words<flow::AlarmStage>) {
      const std::string name(stage.word), from = "device to " + name + " ";
      const Interval share = get("share of time to " + name);
      const auto n = p.since_device[static_cast<std::size_t>(stage.value)].count();
      if (n == 0) continue;
      std::string bar;
      for (int i = 0; i < static_cast<int>(std::lround(14 * share.mean)); ++i) bar += "#";
      bar.resize(14, ' ');
      table.row({name, count(static_cast<double>(n)), duration(get(from + "p50")),
                 duration(get(from + "p95")), duration(get(from + "p99")),
                 fmt::format("{:.1f} %", 100 * share.mean), bar});
    }
    out += table.text();
  }
  return section(
      "Alarm delivery (from the device; detected and device from onset; share: from the stage "
      "before)",
      out);
}

std::string alarm_losses(const Source& s) {
  Table table({"priority", "lost", "late", "suppressed", "still open", "escalated"});
  std::string notes;
  for (const auto& w : words<flow::AlarmPriority>) {
    const AlarmsOfPriority& p = s.all.alarm_statistics.priority[static_cast<std::size_t>(w.value)];
    if (p.raised == 0) continue;
    const auto ended = [&](AlarmEnd e) {
      return count(static_cast<double>(p.ended[static_cast<std::size_t>(e)]));
    };
    table.row({std::string(w.word), ended(AlarmEnd::lost),
               count(static_cast<double>(p.total_late())), ended(AlarmEnd::suppressed),
               ended(AlarmEnd::open), count(static_cast<double>(p.escalated))});
    if (const auto lost = causes<flow::LossCause>(p.lost); !lost.empty())
      notes += fmt::format("  {} lost by: {}\n", w.word, lost);
    if (const auto late = causes<flow::AlarmStage>(p.late); !late.empty())
      notes += fmt::format("  {} late by the stage that took longest: {}\n", w.word, late);
  }
  if (table.empty()) return "";
  return section(
      fmt::format(
          "Alarms lost and late (all replications; late: over {} from device to handset, or "
          "still under way)",
          duration(s.results.run.late_after_s)),
      table.text() + notes);
}

std::string blind(const Source& s) {
  if (s.all.blind.empty()) return "";
  double minutes = 0;
  for (const Blind& b : s.all.blind) minutes += b.bed_minutes;
  const bool bench = s.results.model.building.beds.empty();
  if (bench && minutes == 0) return "";
  const std::string what = bench ? "cut off per device" : "blind bed-minutes";
  Table table({"cause", bench ? "time of a device in a run" : "blind bed-minutes per day"});
  const auto cell = [&](const std::string& cause) {
    const Interval value = s.get("blind", cause, what);
    return bench ? duration(value) : number(value);
  };
  for (const Blind& b : s.all.blind) table.row({b.cause, cell(b.cause)});
  if (s.all.blind.size() > 1) table.row({"total", cell("total")});
  return section(bench ? "Devices cut off from the network" : "Monitored beds without data",
                 table.text());
}

std::string flows(const Source& s) {
  const auto& names = s.results.model.flows;
  const std::size_t n = std::min(names.size(), s.all.flows.size());
  Table table({"flow", "messages", "lost", "delay p50", "p95", "p99"});
  std::string notes;
  const auto order = top(n, [&](std::size_t i) { return s.all.flows[i].ledger.generated; });
  for (const std::size_t i : order) {
    const flow::Ledger& ledger = s.all.flows[i].ledger;
    const auto get = [&](const char* what) { return s.get("flows", names[i].name, what); };
    table.row({names[i].name, count(static_cast<double>(ledger.generated)),
               percent(get("share lost")), duration(get("delay p50")), duration(get("delay p95")),
               duration(get("delay p99"))});
    if (ledger.total_lost() > 0)
      notes +=
          fmt::format("  {} lost by: {}\n", names[i].name, causes<flow::LossCause>(ledger.lost));
  }
  if (table.empty()) return "";
  return section("Flows, by volume", table.text() + more(order.size(), n, "flows") + notes);
}

std::string radio(const Source& s) {
  const auto& names = s.results.model.access_points;
  const std::size_t n = std::min(names.size(), s.all.access_points.size());
  Table table({"access point", "channel", "stations", "busy", "collisions", "retries", "drops"});
  const auto order = top(n, [&](std::size_t i) { return s.all.access_points[i].busy; });
  for (const std::size_t i : order) {
    const auto get = [&](const char* what) { return s.get("access points", names[i].name, what); };
    const AccessPoint& a = s.all.access_points[i];
    table.row({names[i].name, names[i].channel,
               number(a.stations_mean) + " (max " + count(a.stations_max) + ")",
               percent(get("busy")), percent(get("collision probability")), percent(get("retries")),
               count(static_cast<double>(a.drops))});
  }
  if (table.empty()) return "";
  return section("Radio, busiest first", table.text() + more(order.size(), n, "access points"));
}

std::string gateways(const Source& s) {
  const auto& names = s.results.model.gateways;
  const std::size_t n = std::min(names.size(), s.all.gateways.size());
  Table table(
      {"gateway", "utilisation", "queue mean", "queue max", "processed", "overflow", "down"});
  const auto order = top(n, [&](std::size_t i) { return s.all.gateways[i].utilisation; });
  for (const std::size_t i : order) {
    const Gateway& g = s.all.gateways[i];
    const auto get = [&](const char* what) { return s.get("gateways", names[i].name, what); };
    const std::uint64_t overflow =
        std::accumulate(g.overflow.begin(), g.overflow.end(), std::uint64_t{0});
    table.row({names[i].name, percent(get("utilisation")), number(get("queue mean")),
               number(g.queue_max), count(static_cast<double>(g.processed)),
               count(static_cast<double>(overflow)), duration(get("down"))});
  }
  if (table.empty()) return "";
  return section("Gateways, most loaded first", table.text() + more(order.size(), n, "gateways"));
}

/// Gateways whose service moved, whose store filled or whose devices had to connect again; times
/// are the longest of all replications.
std::string failovers(const Source& s) {
  const auto& names = s.results.model.gateways;
  Table table({"gateway", "blind", "detected in", "taken over in", "both served", "drained in",
               "reconnected in", "handshakes wasted"});
  for (std::size_t i = 0; i < std::min(names.size(), s.all.gateways.size()); ++i) {
    const Gateway& g = s.all.gateways[i];
    if (g.takeovers == 0 && g.blind_s == 0 && g.drain_s == 0 && g.handshakes == 0) continue;
    const auto get = [&](const char* what) { return s.get("gateways", names[i].name, what); };
    const auto longest = [](double t) { return t > 0 ? duration(t) : std::string("-"); };
    table.row({names[i].name, duration(get("blind")), longest(g.detection_s), longest(g.failover_s),
               duration(get("split")), longest(g.drain_s), longest(g.reconnect_s),
               fmt::format("{} of {}", count(static_cast<double>(g.wasted)),
                           count(static_cast<double>(g.handshakes)))});
  }
  return table.empty() ? "" : section("Failovers, by gateway", table.text());
}

std::string monitoring(const Source& s) {
  const auto& units = s.results.model.units;
  Table table({"unit", "monitored bed-hours", "blind bed-minutes", "availability"});
  for (std::size_t i = 0; i < std::min(units.size(), s.all.units.size()); ++i) {
    const Unit& u = s.all.units[i];
    if (!(u.monitored_min > 0)) continue;
    table.row({units[i].name, number(u.monitored_min / 60), number(u.blind_min),
               percent(s.get("beds", units[i].name, "availability"))});
  }
  return table.empty() ? "" : section("Monitoring, by unit", table.text());
}

std::string servers(const Source& s) {
  Table table({"server or port", "utilisation", "queue mean", "drops"});
  const Model& m = s.results.model;
  for (std::size_t i = 0; i < std::min(m.servers.size(), s.all.servers.size()); ++i)
    table.row({m.servers[i].name, percent(s.get("servers", m.servers[i].name, "utilisation")),
               number(s.get("servers", m.servers[i].name, "queue mean")), "-"});
  const std::size_t n = std::min(m.ports.size(), s.all.ports.size());
  const auto order = top(n, [&](std::size_t i) { return s.all.ports[i].utilisation; });
  for (const std::size_t i : order)
    table.row({m.ports[i].name, percent(s.get("ports", m.ports[i].name, "utilisation")), "-",
               count(static_cast<double>(s.all.ports[i].drops))});
  if (table.empty()) return "";
  return section("Backbone and platform", table.text() + more(order.size(), n, "ports"));
}

std::string beds(const Source& s) {
  const auto& units = s.results.model.units;
  Table table(
      {"unit", "beds", "occupied", "occupancy", "admitted/day", "had to wait", "turned away/day"});
  for (std::size_t i = 0; i < std::min(units.size(), s.all.units.size()); ++i) {
    const auto get = [&](const char* what) { return s.get("beds", units[i].name, what); };
    table.row({units[i].name, count(units[i].beds), number(get("beds occupied")),
               percent(get("occupancy")), number(get("admissions")), percent(get("share waited")),
               number(get("turned away"))});
  }
  return table.empty() ? "" : section("Beds", table.text());
}

// Nobody is lost: the columns left of "left" sum to the rest.
std::string patients(const Source& s) {
  const auto& units = s.results.model.units;
  Table table({"unit", "at start", "arrived", "moved in", "left", "died", "moved out",
               "turned away", "there", "diverted"});
  for (std::size_t i = 0; i < std::min(units.size(), s.all.units.size()); ++i) {
    const Unit& u = s.all.units[i];
    std::vector<std::string> row{units[i].name};
    for (const std::uint64_t n : {u.there_at_start, u.arrived, u.moved_in, u.left, u.died,
                                  u.moved_out, u.sent_away, u.there, u.diverted})
      row.push_back(count(static_cast<double>(n)));
    table.row(row);
  }
  return table.empty() ? "" : section("Patients (all replications)", table.text());
}

std::string nurses(const Source& s) {
  const auto& units = s.results.model.units;
  Table table({"unit", "utilisation", "overtime", "alarms/nurse-h", "walking/nurse-h"});
  std::string notes;
  for (std::size_t i = 0; i < std::min(units.size(), s.all.nurses.size()); ++i) {
    if (!(s.all.nurses[i].hours > 0)) continue;
    const auto get = [&](const char* what) { return s.get("nurses", units[i].name, what); };
    table.row({units[i].name, percent(get("utilisation")), percent(get("overtime")),
               number(get("alarms")), number(get("walking")) + " m"});
    std::string shares;
    for (const NurseActivity& a : s.all.nurse_activities)
      if (a.unit == i)
        shares += fmt::format("{}{} {}", shares.empty() ? "" : ", ", a.activity, percent(a.share));
    if (!shares.empty()) notes += fmt::format("  {}: {}\n", units[i].name, shares);
    if (get("handed on").mean > 0 || get("undone").mean > 0)
      notes += fmt::format("  {}: {} of planned tasks handed on, {} undone\n", units[i].name,
                           percent(get("handed on")), percent(get("undone")));
  }
  return table.empty() ? "" : section("Nurses", table.text() + notes);
}

std::string early_warning(const Source& s) {
  Table scores({"unit", "sets/patient-day", "score 0", "1-4", "5-6 or red", "7 or more", "late p95",
                "doctor called/day", "reviewed in time"});
  Table outcome({"unit", "team calls/1000 admissions", "called again", "deteriorations",
                 "called for", "detection p50", "p95", "arrests", "unseen"});
  for (const EarlyWarning& e : s.all.early_warning) {
    const std::string& unit = s.results.model.units[e.unit].name;
    const auto get = [&](const std::string& what) { return s.get("early warning", unit, what); };
    scores.row({unit, number(get("sets")), percent(get("score zero")), percent(get("score low")),
                percent(get("score urgent")), percent(get("score emergency")),
                duration(get("late p95")), number(get("doctor called")),
                percent(get("reviewed in time"))});
    outcome.row({unit, number(get("team calls per 1000 admissions")), percent(get("called again")),
                 count(static_cast<double>(e.episodes)), percent(get("recognised")),
                 duration(get("detection p50")), duration(get("detection p95")),
                 count(static_cast<double>(e.arrests)),
                 count(static_cast<double>(e.arrests_unseen))});
  }
  if (scores.empty()) return "";
  std::string notes;
  for (const Responder& r : s.all.responders)
    notes += fmt::format("  {}: {} busy, {} calls a day\n", r.role,
                         percent(s.get("responders", r.role, "utilisation")),
                         number(s.get("responders", r.role, "calls")));
  return section("Early warning: sets of observations, NEWS2", scores.text()) +
         section("Deterioration (from its true onset to the set that calls for help)",
                 outcome.text() + notes);
}

std::string requirements(const Source& s) {
  Table table({"requirement", "limit", "value", "95 % interval", "verdict"});
  for (const Requirement& r : s.results.requirements) {
    const bool known = !std::isnan(r.low) && !std::isnan(r.high);
    table.row({r.name, (r.at_most ? "<= " : ">= ") + in_unit(r.limit, r.unit),
               std::isnan(r.value)   ? "-"
               : std::isinf(r.value) ? "never"
                                     : in_unit(r.value, r.unit),
               known ? in_unit(r.low, r.unit) + " .. " + in_unit(r.high, r.unit) : "-",
               std::string(word_of(r.verdict))});
  }
  return table.empty() ? "" : section("Requirements", table.text());
}

std::string warnings(const Source& s) {
  std::string out;
  for (const Warning& w : s.all.warnings)
    out += fmt::format("  {}: {} ({} x, first at {})\n", w.model, w.text,
                       count(static_cast<double>(w.count)), duration(seconds(w.first_at)));
  return section("Warnings: check these before trusting the numbers", out);
}

}  // namespace

std::string text_summary(const Results& results) {
  const Source s(results);
  if (results.replications.empty())
    return head(s) +
           "\nNo replication was finished, so there is nothing to show; run the scenario again.\n";
  return head(s) + pathway_sections(s) + beds(s) + patients(s) + nurses(s) + early_warning(s) +
         battery_section(s) + flows(s) + radio(s) + locator_section(s) + gateways(s) +
         failovers(s) + monitoring(s) + servers(s) + alarm_stages(s) + alarm_losses(s) +
         local_alarms_section(s) + false_readings_section(s) + service_alarms_section(s) +
         stamps_section(s) + blind(s) + currency_section(s) + cost_section(s) + requirements(s) +
         budget_section(s) + warnings(s);
}

}  // namespace wardtwin::report
