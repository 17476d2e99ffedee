#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "scenarios/analysis/analysis.h"
#include "scenarios/report/format.h"

// The analysis as tables, and as JSON.
namespace wardtwin::analysis {
namespace {

using report::Table;
using Json = nlohmann::ordered_json;

constexpr std::size_t kMostRows = 16;

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string out;
  for (const std::string& word : words) {
    if (!out.empty()) out += between;
    out += word;
  }
  return out;
}

std::string rate(double bps) {
  return bps >= 1e9 ? report::number(bps / 1e9) + " Gbit/s" : report::number(bps / 1e6) + " Mbit/s";
}

std::string findings_text(const Analysis& a) {
  Table table(
      {"if this is lost", "cause", "graph", "beds", "devices", "alarm streams", "lasts a year"});
  std::size_t shown = 0, cutting = 0;
  for (const Finding& f : a.findings) {
    if (f.beds == 0 || ++cutting > kMostRows) continue;
    ++shown;
    table.row({f.name, std::string(word_of(f.cause)),
               !f.cut                         ? "-"
               : f.cause == Cause::connection ? "bridge"
                                              : "articulation",
               report::count(static_cast<double>(f.beds)),
               report::count(static_cast<double>(f.devices)),
               report::count(static_cast<double>(f.alarm_streams)),
               f.cause == Cause::site ? "-" : report::duration(60 * f.minutes)});
  }
  if (table.empty()) return "  nothing: no single event cuts a bed off\n";
  std::string out = table.text();
  if (cutting > shown) out += fmt::format("  … and {} more; --json has all\n", cutting - shown);
  return out;
}

std::string wards_text(const Analysis& a) {
  Table table({"unit", "beds", "alarm streams", "entries", "gateways", "max flow", "edge-disjoint",
               "node-disjoint"});
  for (const Ward& w : a.wards)
    table.row({w.name, report::count(static_cast<double>(w.beds)),
               report::count(static_cast<double>(w.alarm_streams)), std::to_string(w.entries),
               std::to_string(w.gateways), rate(w.max_flow), std::to_string(w.edge_disjoint),
               std::to_string(w.node_disjoint)});
  std::string out = table.text();
  for (const Ward& w : a.wards)
    if (!w.cut.empty())
      out += fmt::format("  smallest cut of {}: {}\n", w.name, joined(w.cut, ", "));
  return out;
}

std::string availability_text(const Analysis& a) {
  Table table({"unit", "exact", "worst device", "sampled", "failing over", "available"});
  for (const Ward& w : a.wards) {
    if (w.devices == 0) continue;
    table.row({w.name, w.exact_complete ? report::number(w.exact) : "-",
               w.exact_complete ? report::number(w.worst) : "-", report::number(w.sampled),
               report::number(w.failing_over),
               fmt::format("{:.5f} %",
                           100 * (1 - (w.exact_complete ? w.exact : w.sampled.mean) / 525600))});
  }
  return table.text();
}

std::string ways_text(const Analysis& a) {
  std::string out;
  for (const Ward& w : a.wards)
    for (const WayFound& way : w.ways)
      out += fmt::format("  {:<12} {:>10}  {}\n", w.name, report::duration(seconds(way.latency)),
                         joined(way.nodes, " > "));
  return out;
}

std::string hot_spots_text(const Analysis& a) {
  Table table({"node", "betweenness"});
  for (std::size_t i = 0; i < std::min<std::size_t>(a.hot_spots.size(), 6); ++i)
    table.row({a.hot_spots[i].node, report::number(a.hot_spots[i].betweenness)});
  return table.text();
}

Json findings_json(const Analysis& a) {
  Json out = Json::array();
  for (const Finding& f : a.findings)
    out.push_back({{"name", f.name},
                   {"cause", std::string(word_of(f.cause))},
                   {"graph_cut", f.cut},
                   {"beds", f.beds},
                   {"devices", f.devices},
                   {"alarm_streams", f.alarm_streams},
                   {"units", f.units},
                   {"minutes_per_year", f.cause == Cause::site ? Json(nullptr) : Json(f.minutes)}});
  return out;
}

Json ward_json(const Ward& w) {
  Json ways = Json::array();
  for (const WayFound& way : w.ways)
    ways.push_back({{"latency_s", seconds(way.latency)}, {"nodes", way.nodes}});
  return {{"name", w.name},
          {"beds", w.beds},
          {"devices", w.devices},
          {"alarm_streams", w.alarm_streams},
          {"entries", w.entries},
          {"gateways", w.gateways},
          {"max_flow_bps", w.max_flow},
          {"smallest_cut", w.cut},
          {"edge_disjoint", w.edge_disjoint},
          {"node_disjoint", w.node_disjoint},
          {"ways", ways},
          {"minutes_per_year",
           {{"exact", w.exact_complete ? Json(w.exact) : Json(nullptr)},
            {"left_out", w.exact_left_out},
            {"worst_device", w.exact_complete ? Json(w.worst) : Json(nullptr)},
            {"sampled", w.sampled.mean},
            {"sampled_low", w.sampled.low},
            {"sampled_high", w.sampled.high},
            {"failing_over", w.failing_over}}}};
}

}  // namespace

std::string text(const Analysis& a) {
  std::string out =
      fmt::format("{}   {} nodes, {} links ({} connections), {} components that fail\n", a.scenario,
                  a.nodes, a.links, a.connections, a.components);
  out += "\nSingle events that cut beds off\n" + findings_text(a);
  out += "\nWays to the alarm manager's server\n" + wards_text(a);
  out += "\nMinutes a year without it, mean over alarm-sending devices\n" + availability_text(a);
  out += "\nShortest ways of an empty network\n" + ways_text(a);
  out += "\nMost shortest ways pass\n" + hot_spots_text(a);
  if (!a.notes.empty()) out += "\nNotes\n";
  for (const std::string& note : a.notes) out += "  " + note + "\n";
  return out;
}

namespace {

Json analysis_json(const Analysis& a) {
  Json wards = Json::array(), hot_spots = Json::array();
  for (const Ward& w : a.wards) wards.push_back(ward_json(w));
  for (const HotSpot& s : a.hot_spots)
    hot_spots.push_back({{"node", s.node}, {"betweenness", s.betweenness}});
  return {{"scenario", a.scenario},
          {"nodes", a.nodes},
          {"links", a.links},
          {"connections", a.connections},
          {"components", a.components},
          {"findings", findings_json(a)},
          {"wards", wards},
          {"betweenness", hot_spots},
          {"notes", a.notes}};
}

Json coverage_json(const Coverage& c) {
  Json rooms = Json::array(), channels = Json::array(), sites = Json::array();
  for (const RoomCover& r : c.rooms)
    rooms.push_back({{"room", r.room},
                     {"band", r.band},
                     {"rssi_dbm", r.rssi.value},
                     {"second_dbm", r.second.value},
                     {"snr_db", r.snr.value},
                     {"rate_bps", r.rate},
                     {"audible", r.audible},
                     {"best", r.best},
                     {"weak", r.weak},
                     {"rssi_doors_shut_dbm", r.rssi_shut.value},
                     {"weak_doors_shut", r.weak_shut},
                     {"noisy", r.noisy}});
  for (const ChannelLoad& l : c.channels)
    channels.push_back({{"channel", l.channel},
                        {"access_points", l.sites},
                        {"airtime", l.airtime},
                        {"deaf_pairs", l.deaf_pairs},
                        {"full", l.full}});
  for (const SiteLoad& s : c.sites)
    sites.push_back({{"access_point", s.site},
                     {"channel", s.channel},
                     {"devices", s.devices},
                     {"monitors", s.monitors},
                     {"airtime", s.airtime},
                     {"crowded", s.crowded}});
  return {{"limits",
           {{"rssi_dbm", c.limits.rssi.value},
            {"snr_db", c.limits.snr.value},
            {"utilisation", c.limits.utilisation},
            {"monitors", c.limits.monitors},
            {"area", c.limits.area}}},
          {"rooms", rooms},
          {"channels", channels},
          {"access_points", sites}};
}

}  // namespace

std::string json(const Analysis* analysis, const Coverage* coverage) {
  Json all = analysis ? analysis_json(*analysis) : Json::object();
  if (coverage) all["coverage"] = coverage_json(*coverage);
  return all.dump(2);
}

}  // namespace wardtwin::analysis
