#include <cmath>
#include <set>

#include <fmt/format.h>

#include "scenarios/compiler/compile.h"

namespace wardtwin::compiler {
namespace {

std::optional<std::uint32_t> room_named(const flow::Building& b, const std::string& name) {
  for (std::uint32_t i = 0; i < b.rooms.size(); ++i)
    if (b.rooms[i].name == name) return i;
  return {};
}

std::vector<std::string> room_names(const flow::Building& b) {
  std::vector<std::string> names;
  for (const flow::Room& r : b.rooms) names.push_back(r.name);
  return names;
}

// The beds of a unit: those of its rooms, each room in one unit only.
std::vector<flow::BedIndex> beds_of(Compilation& c, const UnitSection& unit, std::uint32_t index,
                                    std::vector<std::uint32_t>& unit_of_room) {
  flow::Building& b = c.hospital.building;
  const std::string path = fmt::format("people.units.{}.rooms", unit.name);
  std::vector<flow::BedIndex> beds;
  for (const std::string& name : unit.rooms) {
    const auto room = room_named(b, name);
    if (!room) {
      c.error(path, fmt::format("'{}' has no room '{}'", unit.name, name),
              {did_you_mean(name, room_names(b))});
      continue;
    }
    if (unit_of_room[*room] != flow::kNone) {
      c.error(path,
              fmt::format("room '{}' is in '{}' and in '{}'", name,
                          c.people.units[unit_of_room[*room]].name, unit.name),
              {"A room belongs to one unit: take it out of one of them."});
      continue;
    }
    unit_of_room[*room] = index;
    for (flow::BedIndex bed = 0; bed < b.beds.size(); ++bed)
      if (b.beds[bed].room == *room) {
        b.beds[bed].unit = index;
        beds.push_back(bed);
      }
  }
  if (beds.empty())
    c.error(path, fmt::format("unit '{}' has no beds", unit.name),
            {"Name rooms with beds in rooms: [...]."});
  return beds;
}

void check_unit(Compilation& c, const UnitSection& unit) {
  const std::string path = fmt::format("people.units.{}.patients", unit.name);
  const auto hours = unit.patients.arrivals.hourly.size();
  if (hours != 0 && hours != 1 && hours != 24)
    c.error(path + ".arrivals.hourly", fmt::format("{} arrival rates where 24 are needed", hours),
            {"Write one rate per hour of the clock, hour 0 first, or a single rate."});
  for (const auto* list : {&unit.patients.arrivals.hourly, &unit.patients.arrivals.weekly})
    for (const double rate : *list)
      if (rate < 0 || rate > 1e4)
        c.error(path + ".arrivals", fmt::format("{} is no rate of arrivals", rate),
                {"Rates and factors are 0 to 10000."});
  const auto days = unit.patients.arrivals.weekly.size();
  if (days != 0 && days != 7)
    c.error(path + ".arrivals.weekly", fmt::format("{} weekly factors where 7 are needed", days));
  const auto out = unit.patients.discharge_hours.size();
  if (out != 0 && out != 24)
    c.error(path + ".discharge_hours", fmt::format("{} weights where 24 are needed", out));
  for (const auto& [to, share] : unit.patients.moves_to) {
    bool known = false;
    for (const UnitSection& other : c.people.units) known |= other.name == to;
    if (!known)
      c.error(path + ".moves_to", fmt::format("patients move to '{}', which is no unit", to));
    if (share < 0 || share > 1)
      c.error(path + ".moves_to",
              fmt::format("{} of the stays go on in '{}'; a share is 0 to 1", share, to));
  }
}

void check_vitals(Compilation& c) {
  const people::VitalsDef& v = c.people.vitals;
  const double squares = v.acute_share * v.acute_spread * v.acute_spread;
  if (squares > 1)
    c.error(
        "people.vitals.acute_spread",
        fmt::format("acute patients alone spread more than all: {:.4g} x {:.4g}^2 = {:.4g}, and "
                    "it may be 1",
                    v.acute_share, v.acute_spread, squares),
        {fmt::format("Write acute_spread: {:.3g} or less.",
                     std::floor(1000 / std::sqrt(v.acute_share)) / 1000)});
}

void compile_observations(Compilation& c) {
  people::ObservationsSetup& o = c.hospital.observations;
  o.clock_at_start = c.hospital.header.starts;
  o.escalation = c.people.escalation;
  const people::EscalationDef& e = c.people.escalation;
  std::vector<std::string> names;
  for (std::uint32_t u = 0; u < c.people.units.size(); ++u) {
    const UnitSection& unit = c.people.units[u];
    names.push_back(unit.name);
    o.units.push_back(unit.observations);
    c.hospital.staff.units[u].observes = unit.observations.on;
    if (unit.name == e.transfers_to) o.transfers_to = u;
  }
  if (!e.transfers_to.empty() && o.transfers_to == flow::kNone)
    c.error("people.escalation.transfers_to",
            fmt::format("patients are moved to '{}', which is no unit", e.transfers_to),
            {did_you_mean(e.transfers_to, names)});
  if (e.day_begins == e.night_begins)
    c.error("people.escalation.night_begins", "the doctors' day and night begin at the same time",
            {"Write two different clock times."});
}

}  // namespace

void compile_people(Compilation& c) {
  Hospital& h = c.hospital;
  if (h.bench) return;
  flow::Building& b = h.building;
  std::vector<std::uint32_t> unit_of_room(b.rooms.size(), flow::kNone);
  h.patients.clock_at_start = h.staff.clock_at_start = h.header.starts;
  h.patients.vitals = c.people.vitals;
  h.patients.patient = c.people.deterioration;
  h.staff.warm_up = h.header.warm_up;
  if (c.people.units.empty())
    c.error("people.units", "there is no unit of beds",
            {"Write people: units: with at least one unit."});
  for (std::uint32_t i = 0; i < c.people.units.size(); ++i) {
    const UnitSection& unit = c.people.units[i];
    check_unit(c, unit);
    const auto beds = beds_of(c, unit, i, unit_of_room);
    const auto station = room_named(b, unit.station);
    if (!station)
      c.error(fmt::format("people.units.{}.station", unit.name),
              unit.station.empty() ? fmt::format("unit '{}' has no station", unit.name)
                                   : fmt::format("there is no room '{}'", unit.station),
              {unit.station.empty() ? "Write station: with the room its nurses start from."
                                    : did_you_mean(unit.station, room_names(b))});
    h.unit_names.push_back(unit.name);
    h.patients.units.push_back({unit.name, unit.patients, beds});
    h.staff.units.push_back({unit.name, unit.staff, unit.response, beds, station.value_or(0), {}});
  }
  for (const flow::Bed& bed : b.beds) {
    if (unit_of_room[bed.room] == flow::kNone)
      c.error("people.units",
              fmt::format("bed '{}' in room '{}' is in no unit", bed.name, b.rooms[bed.room].name),
              {"Add the room to the rooms of a unit."});
    h.patients.beds.push_back({bed.name, {}});
  }
  h.staff.building = b;
  check_vitals(c);
  compile_observations(c);
}

}  // namespace wardtwin::compiler
