#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "sim/results/results.h"

/// Which tables there are, and the rows of each, for whoever shows all of them. Their columns are in
/// schema.h.
namespace wardtwin::results {

/// The type of a column's member.
template <class Row, class Get>
using MemberOf = std::remove_cvref_t<decltype(std::declval<Get>()(std::declval<Row&>()))>;

/// Tables that files before format 1.3 may lack.
inline bool since_1_2(std::string_view path) {
  return path == "devices/batteries" || path == "radio/locators" || path == "equipment";
}

/// Columns that tables got in format 1.3; in older files they keep their defaults.
inline bool column_since_1_3(std::string_view name) {
  constexpr std::string_view kAll[] = {
      "publish",          "alone",     "local_alarms", "planned",
      "undone",           "forged",    "handed_on",    "masked",
      "of_channel",       "day_nurse", "night_nurse",  "by_services",
      "stamped_wrong",    "seem_late", "seem_early",   "stamp_error",
      "by_services_false"};
  return name.starts_with("budget") || std::ranges::count(kAll, name) > 0;
}

/// Calls f(path, rows) for each table that is written when a replication ends, in flow order;
/// `rows` is a vector, an array or a single row. The logs, the alarm stages and the series are
/// apart.
template <class Rep, class F>
void for_each_table(Rep& rep, F f) {
  f("people/units", rep.units);
  f("people/nurses", rep.nurses);
  f("people/nurse_activities", rep.nurse_activities);
  f("people/early_warning", rep.early_warning);
  f("people/responders", rep.responders);
  f("people/pathways", rep.pathways);
  f("people/steps", rep.steps);
  f("people/resources", rep.resources);
  f("people/quarters", rep.quarters);
  f("people/levels", rep.levels);
  f("devices/batteries", rep.batteries);
  f("devices/flows", rep.flows);
  f("devices/blind", rep.blind);
  f("radio/access_points", rep.access_points);
  f("radio/locators", rep.locators);
  f("gateways/gateways", rep.gateways);
  f("gateways/ports", rep.ports);
  f("platform/servers", rep.servers);
  f("platform/alarm_manager", rep.alarm_manager);
  f("alarms/priorities", rep.alarm_statistics.priority);
  f("faults", rep.faults);
  f("warnings", rep.warnings);
  f("run", rep);
}

/// Calls f(path, rows) for each table of the model but the doors.
template <class M, class F>
void for_each_model_table(M& model, F f) {
  f("building/floors", model.building.floors);
  f("building/rooms", model.building.rooms);
  f("building/walls", model.building.walls);
  f("building/beds", model.building.beds);
  f("people/units", model.units);
  f("people/resources", model.resources);
  f("people/pathways", model.pathways);
  f("people/steps", model.steps);
  f("devices/devices", model.devices);
  f("devices/batteries", model.batteries);
  f("devices/flows", model.flows);
  f("radio/access_points", model.access_points);
  f("radio/locators", model.locators);
  f("gateways/gateways", model.gateways);
  f("gateways/ports", model.ports);
  f("platform/servers", model.servers);
  f("equipment", model.equipment);
}

/// Calls f(name, series, unit, description) for each series.
template <class Set, class F>
void for_each_series(Set& s, F f) {
  f("beds_occupied", s.beds_occupied, "1", "occupied beds at the end of each minute; column: unit");
  f("nurses_busy", s.nurses_busy, "1", "busy nurses, mean of each minute; column: unit");
  f("messages", s.messages, "1", "messages delivered in each minute; one column");
  f("airtime", s.airtime, "1", "busy share of the channel in each minute; column: access point");
  f("gateway_queue", s.gateway_queue, "1",
    "messages waiting, mean of each minute; column: gateway");
  f("infected", s.infected, "1",
    "hosts that malware has at the end of each minute; one column, no rows without attacks");
}

/// Series that format 1.3 added; older files lack them.
inline bool series_since_1_3(std::string_view name) { return name == "infected"; }

template <class T>
std::span<T> rows_of(std::vector<T>& v) {
  return v;
}
template <class T>
std::span<const T> rows_of(const std::vector<T>& v) {
  return v;
}
template <class T, std::size_t N>
std::span<T> rows_of(std::array<T, N>& a) {
  return a;
}
template <class T, std::size_t N>
std::span<const T> rows_of(const std::array<T, N>& a) {
  return a;
}
template <class T>
std::span<T> rows_of(T& one) {
  return {&one, 1};
}

}  // namespace wardtwin::results
