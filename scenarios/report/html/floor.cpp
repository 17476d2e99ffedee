// Heat maps on the floor plan.
#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "scenarios/report/format.h"
#include "scenarios/report/html/floor_plan.h"
#include "scenarios/report/html/page.h"
#include "scenarios/report/html/sections.h"

namespace wardtwin::html {
namespace {

using flow::kNone;
using Spots = std::vector<std::pair<std::string, Spot>>;  ///< with the room's name

constexpr std::size_t kMostRows = 12;

// The rooms with the largest values.
std::string table_of(Spots spots, const std::string& what, const std::string& value) {
  std::stable_sort(spots.begin(), spots.end(), [](const auto& a, const auto& b) {
    return a.second.value.mean > b.second.value.mean;
  });
  spots.resize(std::min(spots.size(), kMostRows));
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
    const Interval busy = s.get("access points", a.name, "busy");
    if (busy.mean > map.high) map.high = busy.mean;
    map.access_points.push_back({busy, report::percent(busy)});
  }
  if (points.empty() || !(map.high > 0)) return "";
  return draw_floors(s, map) + paragraph("Values with their intervals are in the network's table.");
}

std::uint32_t room_of(const Model& m, const flow::Alarm& a) {
  if (a.device < m.devices.size() && m.devices[a.device].room != kNone)
    return m.devices[a.device].room;
  return a.bed < m.building.beds.size() ? m.building.beds[a.bed].room : kNone;
}

// Alarms of high and medium priority (or messages) of one room, by replication.
struct RoomAlarms {
  std::vector<Histogram> came;
  std::vector<std::uint64_t> lost;
};

std::vector<RoomAlarms> alarms_by_room(const Source& s) {
  const Model& m = s.results.model;
  const std::size_t n = s.results.replications.size();
  std::vector<RoomAlarms> out(m.building.rooms.size(),
                              {std::vector<Histogram>(n), std::vector<std::uint64_t>(n)});
  for (std::size_t k = 0; k < n; ++k)
    for (const AlarmRecord& r : s.results.replications[k].alarms) {
      const std::uint32_t room = room_of(m, r.alarm);
      if (room >= out.size() || r.alarm.priority == flow::AlarmPriority::low) continue;
      const auto at = [&](flow::AlarmStage stage) {
        return r.alarm.at[static_cast<std::size_t>(stage)];
      };
      if (r.end == AlarmEnd::lost) ++out[room].lost[k];
      if (r.end == AlarmEnd::delivered)
        out[room].came[k].add(at(flow::AlarmStage::handset) - at(flow::AlarmStage::device));
    }
  return out;
}

std::string with_bounds(const Interval& i) {
  const auto end = [](double v) {
    return std::isinf(v) ? std::string("no bound") : report::duration(v);
  };
  return fmt::format("{} ({} .. {})", std::isinf(i.mean) ? "never" : report::duration(i.mean),
                     report::duration(i.low), end(i.high));
}

// p99 from the device to the handset, pooled over replications.
Spot spot_of(const RoomAlarms& room, const char* of) {
  Histogram all;
  std::vector<Delays> each;
  std::uint64_t missing = 0;
  for (std::size_t k = 0; k < room.came.size(); ++k) {
    all.merge(room.came[k]);
    missing += room.lost[k];
    each.push_back({&room.came[k], room.lost[k]});
  }
  if (all.count() + missing == 0) return {};
  Interval v = quantile_bounds(each, 0.99);
  v.mean = quantile_with_missing(all, missing, 0.99);
  return {v, fmt::format("{}, {} {}", with_bounds(v), all.count() + missing, of)};
}

std::string alarm_map(const Source& s) {
  Map map{{"Alarms: 99 of 100 reach a handset within this time",
           "Floor plan with the rooms coloured by the 99th percentile of the delay from the device "
           "to the handset of high and medium priority alarms."},
          {},
          {},
          1e99,
          0,
          true,
          [](double v) { return report::duration(v); }};
  Spots rows;
  for (const RoomAlarms& room : alarms_by_room(s)) {
    map.rooms.push_back(spot_of(room, "alarms"));
    const Spot& spot = map.rooms.back();
    if (std::isnan(spot.value.mean)) continue;
    if (std::isfinite(spot.value.mean)) map.high = std::max(map.high, spot.value.mean);
    map.low = std::min(map.low, std::max(1e-6, spot.value.mean));
    rows.emplace_back(s.results.model.building.rooms[map.rooms.size() - 1].name, spot);
  }
  if (rows.empty()) return "";
  if (!(map.high > map.low)) map.high = 1.01 * map.low;
  return draw_floors(s, map) +
         table_of(rows, "room, slowest first",
                  "p99 to handset (95 % interval), high and medium priority alarms counted");
}

// Messages of one room's devices, by replication: those that came, in the bins of the file, and those
// that did not.
std::vector<RoomAlarms> messages_by_room(const Source& s) {
  const std::size_t n = s.results.replications.size();
  std::vector<RoomAlarms> out(s.results.model.building.rooms.size(),
                              {std::vector<Histogram>(n), std::vector<std::uint64_t>(n)});
  for (std::size_t k = 0; k < n; ++k) {
    const Messages& h = s.results.replications[k].history.messages;
    std::map<std::uint32_t, std::vector<std::uint64_t>> bins;
    for (const PlaceMessages& p : h.places)
      if (p.room < out.size()) out[p.room].lost[k] += p.lost;
    for (const PlaceDelay& d : h.delays) {
      if (d.row >= h.places.size() || h.places[d.row].room >= out.size()) continue;
      const auto middle = static_cast<std::uint64_t>((d.low + d.high).count() / 2);
      auto& counts = bins[h.places[d.row].room];
      counts.resize(std::max(counts.size(), Histogram::bin_of(middle) + 1));
      counts[Histogram::bin_of(middle)] += d.count;
    }
    for (auto& [room, counts] : bins) {
      const std::uint64_t most = Histogram::bin_low(counts.size() - 1);
      out[room].came[k] = Histogram::from_parts(std::move(counts), 0, most);
    }
  }
  return out;
}

std::string message_map(const Source& s) {
  Map map{{"Messages: 99 of 100 reach the end of their way within this time",
           "Floor plan with the rooms coloured by the 99th percentile of the delay of all messages "
           "of their devices."},
          {},
          {},
          1e99,
          0,
          true,
          [](double v) { return report::duration(v); }};
  Spots rows;
  for (const RoomAlarms& room : messages_by_room(s)) {
    Spot spot = spot_of(room, "messages");
    map.rooms.push_back(spot);
    if (std::isnan(spot.value.mean)) continue;
    if (std::isfinite(spot.value.mean)) map.high = std::max(map.high, spot.value.mean);
    map.low = std::min(map.low, std::max(1e-6, spot.value.mean));
    rows.emplace_back(s.results.model.building.rooms[map.rooms.size() - 1].name, std::move(spot));
  }
  if (rows.empty()) return "";
  if (!(map.high > map.low)) map.high = 1.01 * map.low;
  return draw_floors(s, map) +
         table_of(rows, "room, slowest first",
                  "p99 (95 % interval), lost ones count as never; messages counted") +
         paragraph("Delays by room are known to 6 %.");
}

// Minutes a day in which monitored, occupied beds of each room were blind, by replication. Empty
// where the file has no such spells.
std::vector<std::vector<double>> blind_by_room(const Source& s) {
  const Model& m = s.results.model;
  const std::size_t n = s.results.replications.size();
  std::vector<std::vector<double>> out(m.building.rooms.size(), std::vector<double>(n, 0));
  bool any = false;
  for (std::size_t k = 0; k < n; ++k) {
    const Replication& r = s.results.replications[k];
    const double days = (r.simulated_s - s.results.run.warm_up_s) / 86400;
    for (const BlindSpell& spell : r.history.blind_spells) {
      const std::uint32_t room =
          spell.device < m.devices.size() ? m.devices[spell.device].room : kNone;
      if (room >= out.size()) continue;
      any = true;
      out[room][k] += seconds(spell.until - spell.from) / 60 / days;
    }
  }
  return any ? out : std::vector<std::vector<double>>{};
}

std::string blind_map(const Source& s) {
  const Model& m = s.results.model;
  const auto minutes = blind_by_room(s);
  if (minutes.empty()) return "";
  Map map;
  map.caption = {"Blind minutes: monitored, occupied beds without data, bed-minutes a day",
                 "Floor plan with the rooms coloured by the minutes a day in which the monitors of "
                 "their occupied beds were not heard from."};
  map.high = 0;
  map.show = [](double v) { return report::number(v) + " min/d"; };
  Spots rows;
  for (std::size_t i = 0; i < minutes.size(); ++i) {
    const Interval mean = mean_interval(minutes[i]);
    map.rooms.emplace_back();
    if (!(mean.mean > 0)) continue;
    map.rooms[i] = {mean, report::number(mean) + " min/d"};
    map.high = std::max(map.high, mean.mean);
    rows.emplace_back(m.building.rooms[i].name, map.rooms[i]);
  }
  return draw_floors(s, map) + table_of(rows, "room, longest first", "blind bed-minutes a day");
}

std::string signal_of(const Source& s, const std::string& band, std::vector<Square> squares) {
  Map map;
  map.caption = {fmt::format("Signal of the strongest access point{}, 1 m above the floor, without "
                             "shadowing",
                             band.empty() ? "" : " of " + band),
                 "Floor plan in squares coloured by the signal of the strongest access point."};
  map.low = -85;
  map.high = -45;
  map.show = [](double v) { return fmt::format("{:.0f} dBm", v); };
  map.squares = std::move(squares);
  if (map.squares.empty()) return "";
  // access points by name, in the colour of full signal
  for (const auto& a : s.results.model.access_points)
    map.access_points.push_back({{map.high, map.high, map.high}, a.name});
  return draw_floors(s, map);
}

// One map for each family of radios.
std::string signal_map(const Source& s) {
  const Surroundings& around = s.results.model.surroundings;
  const auto add = [](std::vector<Square>& squares, const SignalPoint& p) {
    if (std::isfinite(p.signal_dbm)) squares.push_back({p.floor, p.x, p.y, p.step, p.signal_dbm});
  };
  std::vector<Square> wifi;
  for (const SignalPoint& p : around.signal) add(wifi, p);
  const auto families = std::ranges::count(around.bands, "", &Band::of_channel);
  std::string out = signal_of(s, families > 1 ? "wifi" : "", std::move(wifi));
  for (std::uint32_t b = 0; b < around.bands.size(); ++b) {
    if (!around.bands[b].of_channel.empty()) continue;
    std::vector<Square> squares;
    for (const BandPoint& p : around.band_signal)
      if (p.band == b) add(squares, p.point);
    out += signal_of(s, around.bands[b].name, std::move(squares));
  }
  if (out.empty()) return "";
  return out +
         paragraph(
             "The propagation model's mean, the same in every replication: it has no interval.");
}

std::string or_else(const std::string& markup, const char* words) {
  return markup.empty() ? paragraph(words) : markup;
}

}  // namespace

std::string floor_maps(const Source& s) {
  if (s.results.model.building.rooms.empty())
    return paragraph("This scenario has no building; its section building draws the floor plan.");
  return or_else(airtime_map(s),
                 "There are no access points; network: wifi gives the map of airtime.") +
         or_else(alarm_map(s),
                 "No alarm of a room is on record; 'record: [alarms]' gives the map of alarm "
                 "delays.") +
         or_else(
             message_map(s),
             "No messages were counted by room: the file is older than format 1.3, or no device "
             "stands in a room.") +
         or_else(blind_map(s),
                 "No spell of a bed without data is on record: nothing was cut off, nothing is "
                 "monitored, or the file is older than format 1.1.") +
         or_else(
             signal_map(s),
             "No signal is on record; networks with Wi-Fi give this map, in files of format 1.1.");
}

}  // namespace wardtwin::html
