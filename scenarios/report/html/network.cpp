// Messages, radio, gateways and backbone; what failed and what that cost.
#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "scenarios/report/format.h"
#include "scenarios/report/html/curves.h"
#include "scenarios/report/html/page.h"
#include "scenarios/report/html/sections.h"

namespace wardtwin::html {
namespace {

constexpr std::size_t kMostRows = 16, kMostCurves = 6;

template <class Weight>
std::vector<std::size_t> heaviest(std::size_t n, std::size_t most, Weight weight) {
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](auto a, auto b) { return weight(a) > weight(b); });
  order.resize(std::min(n, most));
  return order;
}

std::string more(std::size_t shown, std::size_t all, const std::string& what) {
  if (shown >= all) return "";
  return paragraph(fmt::format("{} more {} are in the results file.", all - shown, what));
}

// One table of the quantities of a section: `columns` are heading, quantity and whether a share.
struct Column {
  const char *head, *quantity;
  enum { share, number, time } kind;
};

template <class Name, class Weight>
std::string quantity_table(const Source& s, const std::string& caption, const std::string& section,
                           std::size_t n, Name name, Weight weight,
                           const std::vector<Column>& columns) {
  std::vector<std::string> head{"name"};
  for (const Column& c : columns) head.emplace_back(c.head);
  Table table(head);
  const auto order = heaviest(n, kMostRows, weight);
  for (const std::size_t i : order) {
    std::vector<std::string> row{name(i)};
    for (const Column& c : columns) {
      const Interval v = s.get(section, name(i), c.quantity);
      row.push_back(c.kind == Column::share  ? report::percent(v)
                    : c.kind == Column::time ? report::duration(v)
                                             : report::number(v));
    }
    table.row(row);
  }
  return table.markup(caption) + more(order.size(), n, "of them");
}

// Written faults are the same in every replication; random ones are not.
bool fail_alike(const Results& results) {
  const auto same = [](const Fault& a, const Fault& b) {
    return a.what == b.what && a.at == b.at && a.until == b.until;
  };
  return std::ranges::all_of(results.replications, [&](const Replication& r) {
    return std::ranges::equal(r.faults, results.replications[0].faults, same);
  });
}

// Times out of order of one part: a row; each replication has a lane of it.
std::string gantt(const Source& s) {
  std::vector<std::string> parts;
  double end_h = 0;
  for (const Replication& r : s.results.replications) {
    end_h = std::max(end_h, r.simulated_s / 3600);
    for (const Fault& f : r.faults)
      if (std::find(parts.begin(), parts.end(), f.what) == parts.end()) parts.push_back(f.what);
  }
  if (parts.empty()) return "";
  const std::size_t shown = std::min<std::size_t>(parts.size(), 40);
  const bool alike = fail_alike(s.results);
  const int lanes =
      alike ? 1 : static_cast<int>(std::min<std::size_t>(s.results.replications.size(), 20));
  double step = 60;
  std::vector<double> ticks = clock_ticks(s, 0, 60 * end_h, step);
  for (double& t : ticks) t /= 60;
  Rows rows(
      {"What is out of order, and when",
       fmt::format("Gantt chart of {} parts that fail; {}.", parts.size(),
                   alike ? "the same in every replication"
                         : fmt::format("each row has a lane for each of {} replications", lanes))},
      step < 1440 ? "time of day" : "day and time", {0, end_h},
      [&](double h) { return clock_time(s, 60 * h); });
  rows.ticks(ticks);
  for (std::size_t p = 0; p < shown; ++p) {
    rows.row(parts[p]);
    for (int lane = 0; lane < lanes; ++lane)
      for (const Fault& f : s.results.replications[static_cast<std::size_t>(lane)].faults) {
        if (f.what != parts[p]) continue;
        const double from = seconds(f.at) / 3600;
        const double to = f.until == kNever ? end_h : seconds(f.until) / 3600;
        rows.bar(from, to, 1,
                 fmt::format("{}, {}: {} to {}", f.what,
                             alike ? "every replication" : fmt::format("replication {}", lane),
                             clock_time(s, 60 * from),
                             f.until == kNever ? "the end" : clock_time(s, 60 * to)),
                 lane, lanes);
      }
  }
  if (s.results.run.warm_up_s > 0) rows.rule(s.results.run.warm_up_s / 3600);
  return rows.figure() +
         paragraph(fmt::format(
             "{}{}",
             alike ? "The same in every replication" : "Each row has a lane for each replication",
             s.results.run.warm_up_s > 0 ? "; the dashed line ends the warm-up." : ".")) +
         more(shown, parts.size(), "parts");
}

}  // namespace

std::string flow_delays(const Source& s) {
  const auto& names = s.results.model.flows;
  const std::size_t n = std::min(names.size(), s.all.flows.size());
  const auto volume = [&](std::size_t i) { return s.all.flows[i].ledger.generated; };
  if (n == 0)
    return paragraph(
        "No device sends anything in this scenario. Devices with streams fill this "
        "section.");
  Curves plot(
      {fmt::format("Delay of messages, the {} largest flows", std::min(n, kMostCurves)),
       "Distribution functions of the delay from generation to the end of the flow; what is "
       "lost never comes."},
      "delay");
  for (const std::size_t i : heaviest(n, kMostCurves, volume)) {
    std::vector<Delays> each;
    for (const Replication& r : s.results.replications)
      each.push_back({&r.flows[i].delay, r.flows[i].ledger.total_lost()});
    plot.add(names[i].name, each);
  }
  return plot.figure() + quantity_table(s, "Flows, by volume", "flows", n,
                                        [&](std::size_t i) { return names[i].name; }, volume,
                                        {{"messages per second", "generated", Column::number},
                                         {"lost", "share lost", Column::share},
                                         {"delay p50", "delay p50", Column::time},
                                         {"p95", "delay p95", Column::time},
                                         {"p99", "delay p99", Column::time}});
}

std::string network_load(const Source& s) {
  const Model& m = s.results.model;
  const auto named = [](const auto& all) { return [&all](std::size_t i) { return all[i].name; }; };
  const auto load = [](const auto& all) {
    return [&all](std::size_t i) { return all[i].utilisation; };
  };
  std::string out = quantity_table(
      s, "Access points and radio gateways, busiest first", "access points",
      std::min(m.access_points.size(), s.all.access_points.size()), named(m.access_points),
      [&](std::size_t i) { return s.all.access_points[i].busy; },
      {{"stations", "stations", Column::number},
       {"channel busy", "busy", Column::share},
       {"collisions, of attempts", "collision probability", Column::share},
       {"retries, of attempts", "retries", Column::share}});
  out += quantity_table(s, "Gateways, most loaded first", "gateways",
                        std::min(m.gateways.size(), s.all.gateways.size()), named(m.gateways),
                        load(s.all.gateways),
                        {{"utilisation", "utilisation", Column::share},
                         {"queue mean", "queue mean", Column::number},
                         {"queue max", "queue max", Column::number},
                         {"messages dropped", "overflow", Column::number}});
  out += quantity_table(s, "Servers", "servers", std::min(m.servers.size(), s.all.servers.size()),
                        named(m.servers), load(s.all.servers),
                        {{"utilisation", "utilisation", Column::share},
                         {"queue mean", "queue mean", Column::number},
                         {"queue max", "queue max", Column::number}});
  out += quantity_table(s, "Ports and links, most loaded first", "ports",
                        std::min(m.ports.size(), s.all.ports.size()), named(m.ports),
                        load(s.all.ports),
                        {{"utilisation", "utilisation", Column::share},
                         {"messages dropped", "drops", Column::number}});
  if (out.empty())
    return paragraph("This scenario has no network. Its section network fills this one.");
  return out;
}

std::string failures(const Source& s) {
  std::string out = gantt(s);
  if (out.empty())
    out = paragraph(
        "Nothing failed in this run. Section faults of the scenario, or failure rates of "
        "its parts, fill this chart.");
  out += fan(
      s, &SeriesSet::infected, 0,
      {"Infected hosts", "Hosts that malware has, by time: median and spread of the replications."},
      "infected hosts", 0, "");
  Table blind({"cause", "blind bed-minutes per day"});
  for (const Blind& b : s.all.blind)
    blind.row({b.cause, report::number(s.get("blind", b.cause, "blind bed-minutes"))});
  if (!blind.empty())
    blind.row({"total", report::number(s.get("blind", "total", "blind bed-minutes"))});
  return out + blind.markup("Monitored, occupied beds without data");
}

std::string batteries(const Source& s) {
  Table table({"class", "devices", "power", "lifetime", "shortest", "swaps per day",
               "nurse minutes per day", "dead in use"});
  const auto& classes = s.results.model.batteries;
  for (std::size_t i = 0; i < std::min(classes.size(), s.all.batteries.size()); ++i) {
    const auto get = [&](const char* what) { return s.get("batteries", classes[i].name, what); };
    table.row({classes[i].name, report::count(classes[i].devices), report::watts(get("power").mean),
               report::duration(get("lifetime")), report::duration(s.all.batteries[i].shortest_s),
               report::number(get("swaps")), report::number(get("nurse time")),
               report::percent(get("share dead"))});
  }
  if (table.empty())
    return paragraph(
        "No device of this run is on a battery; devices: classes: NAME: battery: gives it one.");
  return table.markup("Battery workload, by class");
}

}  // namespace wardtwin::html
