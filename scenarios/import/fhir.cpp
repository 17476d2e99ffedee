#include "scenarios/import/fhir.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "scenarios/import/json.h"

namespace wardtwin::importing {
namespace {

using Json = nlohmann::json;
using Units = std::map<std::string, std::string>;  // a location's id or identifier -> its name

/// One resource with the place where it stands; reads members with their types checked.
struct Resource {
  const Json& json;
  Place at;
  Problems& problems;
  bool sound = true;

  void tell(std::string field, std::string_view what) {
    if (!sound) return;
    sound = false;
    at.field = std::move(field);
    problems.add(at, what);
  }
  // Follows a path of members and indices ("location.0.location"); null if one is not there.
  const Json* find(const Json& from, std::string_view path) {
    const Json* j = &from;
    while (!path.empty()) {
      const std::string_view key = path.substr(0, path.find('.'));
      path.remove_prefix(std::min(path.size(), key.size() + 1));
      if (j->is_array()) {
        const std::size_t i = static_cast<std::size_t>(key[0] - '0');
        if (i >= j->size()) return nullptr;
        j = &(*j)[i];
        continue;
      }
      if (!j->is_object()) return nullptr;
      const auto it = j->find(std::string(key));
      if (it == j->end()) return nullptr;
      j = &*it;
    }
    return j;
  }
  std::string text(const Json& from, std::string_view path, std::string_view name) {
    const Json* j = find(from, path);
    if (!j || j->is_null()) return "";
    if (!j->is_string()) {
      tell(std::string(name), "is not text");
      return "";
    }
    const auto& s = j->get_ref<const std::string&>();
    if (s.size() > kLongestField) tell(std::string(name), "is too long");
    return s.size() > kLongestField ? "" : s;
  }
  std::optional<Instant> instant(const Json& from, std::string_view path, std::string_view name) {
    const std::string written = text(from, path, name);
    if (written.empty()) return std::nullopt;
    const auto t = read_instant(written);
    if (!t)
      tell(std::string(name),
           fmt::format("'{}' is not a time YYYY-MM-DDTHH:MM:SS+ZZ:ZZ", comment_text(written)));
    return t;
  }
};

// What a reference names: the part after "Location/", or after the bar of a query by identifier.
std::string target(std::string_view reference) {
  const std::size_t bar = reference.rfind('|'), slash = reference.rfind('/');
  if (bar != reference.npos) return std::string(reference.substr(bar + 1));
  return std::string(slash == reference.npos ? reference : reference.substr(slash + 1));
}

void add_location(Resource& r, Units& units) {
  const std::string id = r.text(r.json, "id", "Location.id");
  const std::string name = r.text(r.json, "name", "Location.name");
  if (id.empty()) r.tell("Location.id", "is missing");
  if (!r.sound) return;
  units[id] = name.empty() ? id : name;
  const Json* identifiers = r.find(r.json, "identifier");
  if (!identifiers || !identifiers->is_array()) return;
  for (const Json& i : *identifiers) {
    const std::string value = r.text(i, "value", "Location.identifier.value");
    if (!value.empty()) units[value] = units[id];
  }
}

void add_device(Resource& r, History& h) {
  std::string type = r.text(r.json, "type.text", "Device.type.text");
  if (type.empty()) type = r.text(r.json, "type.coding.0.display", "Device.type.coding.display");
  if (type.empty()) type = r.text(r.json, "deviceName.0.name", "Device.deviceName.name");
  if (r.sound) ++h.devices[type.empty() ? "of a type not told" : comment_text(type)];
}

std::string unit_of(Resource& r, const Json& place, const Units& units) {
  const std::string id =
      target(r.text(place, "location.reference", "Encounter.location.location.reference"));
  const auto it = units.find(id);
  if (it != units.end()) return unit_name(it->second);
  const std::string shown =
      r.text(place, "location.display", "Encounter.location.location.display");
  return unit_name(shown.empty() ? id : shown);
}

// An event for each location, or for the class of care where no location is written.
std::vector<std::pair<Instant, std::string>> places(Resource& r, const Instant& start,
                                                    const Units& units) {
  std::vector<std::pair<Instant, std::string>> out;
  const Json* list = r.find(r.json, "location");
  if (list && !list->is_array()) r.tell("Encounter.location", "is not a list");
  if (list && list->is_array())
    for (const Json& place : *list) {
      const auto from = r.instant(place, "period.start", "Encounter.location.period.start");
      out.emplace_back(from.value_or(start), unit_of(r, place, units));
    }
  if (out.empty())
    out.emplace_back(start, unit_name(r.text(r.json, "class.code", "Encounter.class.code")));
  std::stable_sort(out.begin(), out.end(),
                   [](const auto& a, const auto& b) { return a.first.utc < b.first.utc; });
  return out;
}

void add_encounter(Resource& r, const Units& units, const Pseudonyms& names, History& h) {
  const std::string status = r.text(r.json, "status", "Encounter.status");
  if (status == "planned" || status == "cancelled" || status == "entered-in-error") return;
  const std::string id = r.text(r.json, "id", "Encounter.id");
  const std::string subject =
      target(r.text(r.json, "subject.reference", "Encounter.subject.reference"));
  const auto start = r.instant(r.json, "period.start", "Encounter.period.start");
  const auto end = r.instant(r.json, "period.end", "Encounter.period.end");
  if (status.empty()) r.tell("Encounter.status", "is missing");
  if (id.empty()) r.tell("Encounter.id", "is missing");
  if (subject.empty()) r.tell("Encounter.subject.reference", "is missing");
  if (!start) r.tell("Encounter.period.start", "is missing");
  if (start && end && end->utc < start->utc)
    r.tell("Encounter.period.end",
           fmt::format("{} lies before the start, {}", write_instant(*end), write_instant(*start)));
  if (!r.sound) return;
  const auto stays = places(r, *start, units);
  const std::string way = r.text(r.json, "hospitalization.dischargeDisposition.coding.0.code",
                                 "Encounter.hospitalization.dischargeDisposition.coding.code");
  if (!r.sound) return;
  Event e{*start, EventKind::arrive, names.of("patient", subject), names.of("visit", id), ""};
  for (std::size_t i = 0; i < stays.size(); ++i) {
    e.at = i == 0 ? *start : stays[i].first;
    e.kind = i == 0 ? EventKind::arrive : EventKind::move;
    e.unit = stays[i].second;
    h.events.push_back(e);
  }
  if (!end) return;
  e.at = *end;
  e.kind = way == "exp" ? EventKind::die : EventKind::leave;
  h.events.push_back(e);
}

template <class Use>
void each_line(const File& file, Problems* problems, Use use) {
  std::size_t number = 0;
  for (std::string_view rest = file.text; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    ++number;
    if (line.find_first_not_of(" \t\r") == line.npos) continue;
    const Place at{file.path, number, ""};
    const auto tell = [&](std::string_view what) {
      if (problems) problems->add(at, what);
    };
    if (number > kMostRecords) return tell(fmt::format("more than {} resources", kMostRecords));
    if (too_deep(line)) {
      tell("is nested too deep");
      continue;
    }
    // the parser's own words would quote the file
    const Json json = Json::parse(line, nullptr, false);
    if (json.is_discarded())
      tell("is not one JSON object");
    else if (!json.is_object() || !json.contains("resourceType") ||
             !json["resourceType"].is_string())
      tell("is no resource: 'resourceType' is missing");
    else
      use(json, json["resourceType"].get<std::string>(), at);
  }
}

}  // namespace

void import_fhir(std::span<const File> files, const Pseudonyms& names, History& history,
                 Problems& problems) {
  Units units;
  for (const File& file : files)  // first, as encounters of any file name locations of any other
    each_line(file, nullptr, [&](const Json& json, const std::string& type, const Place& at) {
      Resource r{json, at, problems};
      if (type == "Location") add_location(r, units);
    });
  for (const File& file : files)
    each_line(file, &problems, [&](const Json& json, const std::string& type, const Place& at) {
      Resource r{json, at, problems};
      if (type == "Encounter") add_encounter(r, units, names, history);
      if (type == "Device") add_device(r, history);
      if (r.sound) ++history.read[comment_text(type)];
    });
}

}  // namespace wardtwin::importing
