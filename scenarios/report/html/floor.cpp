// Heat maps on the floor plan.
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "scenarios/report/format.h"
#include "scenarios/report/html/page.h"
#include "scenarios/report/html/sections.h"
#include "scenarios/report/html/svg.h"

namespace wardtwin::html {
namespace {

using flow::kNone;

// Cividis (Nuñez, Anderton and Renslow 2018): even in lightness, the same to colour-blind eyes.
constexpr std::array<std::array<int, 3>, 6> kHeat{{{255, 234, 70},
                                                   {203, 186, 105},
                                                   {149, 143, 120},
                                                   {102, 105, 112},
                                                   {49, 68, 107},
                                                   {0, 32, 77}}};

std::string heat(double share) {
  const double at = std::clamp(share, 0.0, 1.0) * (kHeat.size() - 1);
  const auto i = std::min<std::size_t>(kHeat.size() - 2, static_cast<std::size_t>(at));
  std::array<int, 3> c{};
  for (std::size_t k = 0; k < 3; ++k)
    c[k] = static_cast<int>(
        std::lround(kHeat[i][k] + (at - static_cast<double>(i)) * (kHeat[i + 1][k] - kHeat[i][k])));
  return fmt::format("#{:02x}{:02x}{:02x}", c[0], c[1], c[2]);
}

/// A value with its interval, at a room or an access point.
struct Spot {
  Interval value{report::kNan, report::kNan, report::kNan};
  std::string text;  ///< as shown
};

struct Map {
  Caption caption;
  std::vector<Spot> rooms, access_points;  ///< empty, or one each
  double low = 0, high = 1;                ///< ends of the colours
  bool log = false;
  Show show;
};

std::uint32_t floor_of(const flow::Building& b, double z) {
  std::uint32_t best = 0;
  for (std::uint32_t f = 0; f < b.floors.size(); ++f)
    if (b.floors[f].height <= z + 1e-6 && b.floors[f].height >= b.floors[best].height) best = f;
  return best;
}

std::string legend(const Map& map, double y) {
  std::string out;
  for (int i = 0; i < 40; ++i)
    out += fmt::format("<rect x=\"{}\" y=\"{:.1f}\" width=\"5.3\" height=\"10\" fill=\"{}\"/>",
                       10 + 5 * i, y, heat(i / 39.0));
  return out + fmt::format(
                   "<text x=\"10\" y=\"{0:.1f}\">{1}</text><text x=\"210\" y=\"{0:.1f}\" "
                   "text-anchor=\"end\">{2}</text>\n",
                   y + 24, escape(map.show(map.low)), escape(map.show(map.high)));
}

std::string draw(const Source& s, const Map& map, std::uint32_t floor) {
  const flow::Building& b = s.results.model.building;
  double x0 = 1e9, y0 = 1e9, x1 = -1e9, y1 = -1e9;
  for (const flow::Room& r : b.rooms)
    if (r.floor == floor) {
      x0 = std::min(x0, r.x0), x1 = std::max(x1, r.x1);
      y0 = std::min(y0, r.y0), y1 = std::max(y1, r.y1);
    }
  if (!(x1 > x0)) return "";
  constexpr double kWidth = 760, kMargin = 8;
  const double scale = std::min((kWidth - 2 * kMargin) / (x1 - x0), 560 / (y1 - y0));
  const auto px = [&](double x) { return kMargin + (x - x0) * scale; };
  const auto py = [&](double y) { return kMargin + (y1 - y) * scale; };  // north is up
  const Scale colours{map.low, map.high, map.log};
  std::string body;
  for (std::size_t i = 0; i < b.rooms.size(); ++i) {
    const flow::Room& r = b.rooms[i];
    if (r.floor != floor) continue;
    const bool known = i < map.rooms.size() && !std::isnan(map.rooms[i].value.mean);
    body += fmt::format(
        "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" class=\"room{}\"{}>"
        "<title>{}</title></rect>\n",
        px(r.x0), py(r.y1), (r.x1 - r.x0) * scale, (r.y1 - r.y0) * scale, known ? "" : " none",
        known ? " fill=\"" + heat(colours.share(map.rooms[i].value.mean)) + "\"" : "",
        escape(r.name + (known ? ": " + map.rooms[i].text : "")));
    if ((r.x1 - r.x0) * scale > 6.2 * static_cast<double>(r.name.size()))
      body += fmt::format(
          "<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\" class=\"note tiny\">{}</text>\n",
          px((r.x0 + r.x1) / 2), py(r.y0) - 4, escape(r.name));
  }
  for (std::size_t i = 0; i < map.access_points.size(); ++i) {
    const Model::AccessPoint& a = s.results.model.access_points[i];
    const Spot& spot = map.access_points[i];
    if (floor_of(b, a.at.z) != floor || std::isnan(spot.value.mean)) continue;
    body += fmt::format(
        "<circle cx=\"{0:.1f}\" cy=\"{1:.1f}\" r=\"9\" class=\"room\" fill=\"{2}\">"
        "<title>{3}</title></circle><text x=\"{0:.1f}\" y=\"{4:.1f}\" "
        "text-anchor=\"middle\" class=\"note\">{5}</text>\n",
        px(a.at.x), py(a.at.y), heat(colours.share(spot.value.mean)),
        escape(a.name + ": " + spot.text), py(a.at.y) - 12, escape(a.name));
  }
  const double bottom = kMargin + (y1 - y0) * scale + 14;
  const double metre = 10 * scale;
  body +=
      legend(map, bottom) +
      fmt::format(
          "<line x1=\"{0:.1f}\" y1=\"{1:.1f}\" x2=\"{2:.1f}\" y2=\"{1:.1f}\" class=\"whisker\"/>"
          "<text x=\"{2:.1f}\" y=\"{3:.1f}\" text-anchor=\"end\">10 m</text>\n",
          kWidth - kMargin - metre, bottom + 5, kWidth - kMargin, bottom + 24);
  Caption caption = map.caption;
  caption.title += ", " + b.floors[floor].name;
  return figure(caption, kWidth, bottom + 32, body, "");
}

std::string draw_floors(const Source& s, const Map& map) {
  std::string out;
  for (std::uint32_t f = 0; f < s.results.model.building.floors.size(); ++f) out += draw(s, map, f);
  return out;
}

std::string table_of(const std::vector<std::pair<std::string, Spot>>& spots,
                     const std::string& what, const std::string& value) {
  Table table({what, value});
  for (const auto& [name, spot] : spots) table.row({name, spot.text});
  return table.markup("");
}

std::string airtime_map(const Source& s) {
  const auto& points = s.results.model.access_points;
  Map map{{"Airtime: how busy the channel of each access point is",
           "Floor plan with the access points, coloured by the busy share of their channel."},
          {},
          {},
          0,
          0,
          false,
          [](double v) { return report::percent(v); }};
  for (const auto& a : points) {
    Spot spot;
    spot.value = s.get("access points", a.name, "busy");
    spot.text = report::percent(spot.value);
    if (spot.value.mean > map.high) map.high = spot.value.mean;
    map.access_points.push_back(spot);
  }
  if (points.empty() || !(map.high > 0)) return "";
  return draw_floors(s, map) + paragraph("Values with their intervals are in the network's table.");
}

std::uint32_t room_of(const Model& m, const flow::Alarm& a) {
  if (a.device != kNone && a.device < m.devices.size() && m.devices[a.device].room != kNone)
    return m.devices[a.device].room;
  return a.bed != kNone && a.bed < m.building.beds.size() ? m.building.beds[a.bed].room : kNone;
}

std::string interval_text(const Interval& i) {
  const auto end = [](double v) {
    return std::isinf(v) ? std::string("no bound") : report::duration(v);
  };
  return fmt::format("{} ({} .. {})", report::duration(i.mean), report::duration(i.low),
                     end(i.high));
}

// p99 from the device to the handset of high and medium alarms, by the room they came from.
std::string alarm_map(const Source& s) {
  const Model& m = s.results.model;
  const std::size_t n = m.building.rooms.size(), reps = s.results.replications.size();
  std::vector<std::vector<Histogram>> came(n, std::vector<Histogram>(reps));
  std::vector<std::vector<std::uint64_t>> lost(n, std::vector<std::uint64_t>(reps));
  for (std::size_t k = 0; k < reps; ++k)
    for (const AlarmRecord& r : s.results.replications[k].alarms) {
      const std::uint32_t room = room_of(m, r.alarm);
      if (room == kNone || r.alarm.priority == flow::AlarmPriority::low) continue;
      const auto at = [&](flow::AlarmStage stage) {
        return r.alarm.at[static_cast<std::size_t>(stage)];
      };
      if (r.end == AlarmEnd::lost) ++lost[room][k];
      if (r.end == AlarmEnd::delivered)
        came[room][k].add(at(flow::AlarmStage::handset) - at(flow::AlarmStage::device));
    }
  Map map{
      {"Alarms: 99 of 100 reach a handset within this time",
       "Floor plan with the rooms coloured by the 99th percentile of the delay from the device to "
       "the handset of high and medium priority alarms."},
      std::vector<Spot>(n),
      {},
      1e99,
      0,
      true,
      [](double v) { return report::duration(v); }};
  std::vector<std::pair<std::string, Spot>> rows;
  for (std::size_t i = 0; i < n; ++i) {
    std::vector<Delays> each;
    Histogram all;
    std::uint64_t missing = 0;
    for (std::size_t k = 0; k < reps; ++k) {
      each.push_back({&came[i][k], lost[i][k]});
      all.merge(came[i][k]);
      missing += lost[i][k];
    }
    if (all.count() == 0) continue;
    Interval v = quantile_bounds(each, 0.99);
    v.mean = quantile_with_missing(all, missing, 0.99);
    map.rooms[i] = {v, fmt::format("{}, {} alarms", interval_text(v), all.count() + missing)};
    if (std::isfinite(v.mean)) map.high = std::max(map.high, v.mean);
    map.low = std::min(map.low, std::max(1e-6, v.mean));
    rows.emplace_back(m.building.rooms[i].name, map.rooms[i]);
  }
  if (rows.empty()) return "";
  if (!(map.high > map.low)) map.high = 1.01 * map.low;
  std::stable_sort(rows.begin(), rows.end(),
                   [](auto& a, auto& b) { return a.second.value.mean > b.second.value.mean; });
  rows.resize(std::min<std::size_t>(rows.size(), 12));
  return draw_floors(s, map) +
         table_of(rows, "room, slowest first", "p99 to handset (95 % interval), alarms counted");
}

// Time after the warm-up in which a device at a bed had no radio, over all devices of the room that
// ever lost or found one.
std::string disconnected_map(const Source& s) {
  const Model& m = s.results.model;
  const std::size_t n = m.building.rooms.size(), reps = s.results.replications.size();
  std::vector<std::vector<double>> minutes(n, std::vector<double>(reps, 0));
  std::vector<double> devices(n, 0);
  for (const auto& d : m.devices)
    if (d.room != kNone && d.bed != kNone && d.room < n) devices[d.room] += 1;
  bool any = false;
  for (std::size_t k = 0; k < reps; ++k) {
    const Replication& r = s.results.replications[k];
    const double start = s.results.run.warm_up_s, days = (r.simulated_s - start) / 86400;
    std::vector<double> since(m.devices.size(), -1);
    const auto away = [&](std::size_t d, double until) {
      const std::uint32_t room = m.devices[d].room;
      if (since[d] < 0 || room == kNone || m.devices[d].bed == kNone) return;
      minutes[room][k] += std::max(0.0, until - std::max(start, since[d])) / 60 / days;
    };
    for (const flow::LinkChange& c : r.link_changes) {
      if (c.device >= m.devices.size()) continue;
      any = true;
      if (c.connected) away(c.device, seconds(c.at));
      since[c.device] = c.connected ? -1 : (since[c.device] < 0 ? seconds(c.at) : since[c.device]);
    }
    for (std::size_t d = 0; d < since.size(); ++d) away(d, r.simulated_s);
  }
  if (!any) return "";
  Map map{
      {"Devices without radio: minutes a day for each device at a bed",
       "Floor plan with the rooms coloured by the time in which their devices had no radio link."},
      std::vector<Spot>(n),
      {},
      0,
      0,
      false,
      [](double v) { return report::number(v) + " min/d"; }};
  std::vector<std::pair<std::string, Spot>> rows;
  for (std::size_t i = 0; i < n; ++i) {
    if (!(devices[i] > 0)) continue;
    for (double& v : minutes[i]) v /= devices[i];
    map.rooms[i].value = mean_interval(minutes[i]);
    map.rooms[i].text = report::number(map.rooms[i].value) + " min/d";
    map.high = std::max(map.high, map.rooms[i].value.mean);
    if (map.rooms[i].value.mean > 0) rows.emplace_back(m.building.rooms[i].name, map.rooms[i]);
  }
  if (!(map.high > 0)) return paragraph("No device at a bed lost its radio.");
  std::stable_sort(rows.begin(), rows.end(),
                   [](auto& a, auto& b) { return a.second.value.mean > b.second.value.mean; });
  rows.resize(std::min<std::size_t>(rows.size(), 12));
  return draw_floors(s, map) +
         table_of(rows, "room, longest first", "minutes a day without radio, each device");
}

}  // namespace

std::string floor_maps(const Source& s) {
  if (s.results.model.building.rooms.empty())
    return paragraph("This scenario has no building; its section building draws the floor plan.");
  const std::string air = airtime_map(s), alarms = alarm_map(s), cut_off = disconnected_map(s);
  return (air.empty()
              ? paragraph("There are no access points; network: wifi gives the map of airtime.")
              : air) +
         (alarms.empty() ? paragraph("No alarm of a room is on record; 'record: [alarms]' gives "
                                     "the map of alarm delays.")
                         : alarms) +
         (cut_off.empty()
              ? paragraph("No change of a link is on record, so there is no map of devices without "
                          "radio; 'record: [faults]' keeps them where there are radios.")
              : cut_off) +
         paragraph(
             "Signal strength is not in results files; there is no map of it. Minutes without data "
             "by "
             "cause, those of gateways and wires included, are under failures.");
}

}  // namespace wardtwin::html
