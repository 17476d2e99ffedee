#include "viz/panels/edit.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <random>

#include <fmt/format.h>

#include "sim/flow/building_words.h"
#include "viz/trace/yaml_edit.h"

namespace wardtwin::viz {
namespace {

constexpr const char* kHung[] = {"network.wifi.access_points.", "network.ble.gateways.",
                                 "network.lorawan.gateways.", "network.ieee802154.gateways.",
                                 "network.cellular.base_stations."};

// A drag is exact to a decimetre.
Position rounded(Position p) {
  p.x = std::round(p.x * 10) / 10;
  p.y = std::round(p.y * 10) / 10;
  return p;
}

std::optional<Position> read_place(const std::string& text) {
  Position p;
  if (std::sscanf(text.c_str(), "[ %lf m , %lf m , %lf m", &p.x, &p.y, &p.z) < 2) return {};
  return p;
}

std::string cannot(const std::string& name) {
  return fmt::format(
      "the scenario's text has no place of {}: it may come from a template, or from a `base:` that "
      "the run shown is not of",
      name);
}

std::string done(View& v, std::string text, const std::string& what) {
  change_scenario(v, std::move(text));
  return what + "; the panel Scenario runs it";
}

std::string move_hung(View& v, const std::string& name, Position at) {
  for (const char* where : kHung) {
    const std::string key = where + name + ".at";
    const auto old = value_or_inherited(v, key);
    const auto place = old ? read_place(*old) : std::nullopt;
    if (!place) continue;
    // the height is not dragged
    if (auto text = lay_value(v.scenario_text, key,
                              fmt::format("[{:.1f} m, {:.1f} m, {:g} m]", at.x, at.y, place->z)))
      return done(v, std::move(*text),
                  fmt::format("{} is now at {:.1f} m, {:.1f} m in the text", name, at.x, at.y));
  }
  return cannot(name);
}

// A part of the wired network has a place from its first drag on.
std::string move_part(View& v, std::uint32_t node, Position at) {
  const results::Surroundings& s = v.trace->model().surroundings;
  const std::string& name = s.nodes[node].name;
  for (const char* where : {"network.gateways.", "network.switches.", "platform.servers."}) {
    const std::string key = where + name;
    if (!value_or_inherited(v, key)) continue;
    const std::string place =
        fmt::format("[{:.1f} m, {:.1f} m, {:g} m]", at.x, at.y, s.node_places[node].at.z);
    // `core: {}` and `core:` alone are switches, too
    if (auto text = lay_value(v.scenario_text, key + ".at", place))
      return done(v, std::move(*text),
                  fmt::format("{} is now at {:.1f} m, {:.1f} m in the text", name, at.x, at.y));
  }
  return cannot(name);
}

// A list of the text replaces that of its base, so the first item that is added brings those along.
std::optional<std::string> add_to_list(const View& v, const std::string& path,
                                       const std::string& item) {
  const std::string& text = v.scenario_text;
  if (get_value(text, path) || !get_value(text, "base") || !v.trace)
    return add_item(text, path, item);
  const auto inherited = items_of(v.trace->results().run.scenario_text, path);
  if (inherited.empty()) {
    if (auto added = add_item(text, path, item)) return added;
    return lay_value(text, path, "[" + item + "]");
  }
  std::string all;
  for (const std::string& i : inherited) all += i + ", ";
  return lay_value(text, path, "[" + all + item + "]");
}

std::string key_of_beds(const results::Model& m, std::uint32_t bed) {
  const flow::Room& room = m.building.rooms[m.building.beds[bed].room];
  return "building.floors." + m.building.floors[room.floor].name + ".rooms." + room.name + ".beds";
}

std::string move_bed(View& v, std::uint32_t bed, Position at) {
  const results::Model& m = v.trace->model();
  const flow::Bed& b = m.building.beds[bed];
  if (b.room >= m.building.rooms.size()) return cannot(b.name);
  const flow::Room& room = m.building.rooms[b.room];
  at.x = std::clamp(at.x, room.x0 + 0.5, room.x1 - 0.5);
  at.y = std::clamp(at.y, room.y0 + 0.5, room.y1 - 0.5);
  const std::string key = key_of_beds(m, bed);
  const auto old = value_or_inherited(v, key);
  if (!old) return cannot(b.name);
  const auto point = [](double x, double y) { return fmt::format("[{:g} m, {:g} m]", x, y); };
  std::optional<std::string> text;
  if (old->starts_with('{')) {
    text = lay_value(v.scenario_text, key + "." + b.name, point(at.x, at.y));
  } else {
    // counted beds become named ones where they stood, so that nothing else changes
    std::string all;
    for (const flow::Bed& other : m.building.beds)
      if (other.room == b.room)
        all += fmt::format("{}{}: {}", all.empty() ? "" : ", ", other.name,
                           &other == &b ? point(at.x, at.y) : point(other.at.x, other.at.y));
    text = lay_value(v.scenario_text, key, "{ " + all + " }");
  }
  if (!text) return cannot(b.name);
  return done(v, std::move(*text),
              fmt::format("{} is now at {:.1f} m, {:.1f} m in the text; it stays in {}", b.name,
                          at.x, at.y, room.name));
}

std::string partitions_key(const View& v) {
  return "building.floors." + v.trace->model().building.floors[v.floor].name + ".partitions";
}

// Nearly level and nearly upright walls are meant to be so.
Position straightened(Position from, Position to) {
  const double dx = std::abs(to.x - from.x), dy = std::abs(to.y - from.y);
  if (dy < 0.12 * dx) to.y = from.y;
  if (dx < 0.12 * dy) to.x = from.x;
  return to;
}

std::optional<flow::Wall> read_wall(const std::string& item, std::uint32_t floor) {
  const auto from = get_value(item, "from"), to = get_value(item, "to"), of = get_value(item, "of");
  const auto a = from ? read_place(*from) : std::nullopt, b = to ? read_place(*to) : std::nullopt;
  if (!a || !b) return {};
  flow::Wall w{floor, a->x, a->y, b->x, b->y, flow::Material::plasterboard};
  for (const auto& m : words<flow::Material>)
    if (of && *of == m.word) w.material = m.value;
  return w;
}

// The thing whose place this leaf is; Kind::none: it is no place.
Selection thing_at(const Trace& t, const std::string& path) {
  const auto last = path.rfind('.');
  if (last == std::string::npos) return {};
  const auto index = [](const auto& rows, const std::string& name) {
    return static_cast<std::uint32_t>(
        std::ranges::find(rows, name, [](const auto& r) { return r.name; }) - rows.begin());
  };
  const auto before = path.rfind('.', last - 1);
  const std::string tail = path.substr(last + 1),
                    owner = path.substr(before + 1, last - before - 1);
  const auto& aps = t.model().access_points;
  const auto& beds = t.model().building.beds;
  if (tail == "at" && index(aps, owner) < aps.size())
    return {Kind::access_point, index(aps, owner), false};
  const auto& nodes = t.model().surroundings.nodes;
  if (tail == "at" && index(nodes, owner) < nodes.size())
    return {Kind::part, index(nodes, owner), false};
  if (owner == "beds" && index(beds, tail) < beds.size())
    return {Kind::bed, index(beds, tail), false};
  return {};
}

Edits compare_texts(const View& v) {
  Edits e;
  std::map<std::string, std::string> before;
  for (Leaf& l : leaves_of(v.scenario_at_opening)) before[l.path] = std::move(l.value);
  for (const Leaf& l : leaves_of(v.scenario_text)) {
    const auto old = before.find(l.path);
    if (old != before.end() && old->second == l.value) continue;
    e.words.push_back(old == before.end()
                          ? fmt::format("{}: {} is new", l.path, l.value)
                          : fmt::format("{}: {}, was {}", l.path, l.value, old->second));
    if (!v.trace) continue;
    const Selection what = thing_at(*v.trace, l.path);
    const auto to = read_place(l.value);
    const auto from = place_of(*v.trace, what, v.now);
    if (!to || !from) continue;
    if (std::hypot(to->x - from->x, to->y - from->y) < 0.05) continue;  // named where it stood
    e.moved.push_back({what, *from, {to->x, to->y, from->z}});
  }
  const auto added = [&](const std::string& path) {
    std::vector<std::string> now = items_of(v.scenario_text, path);
    for (const std::string& old : items_of(v.scenario_at_opening, path))
      if (const auto same = std::ranges::find(now, old); same != now.end()) now.erase(same);
    return now;
  };
  e.faults = added("faults");
  for (const std::string& f : e.faults) e.words.push_back("fault " + f);
  if (!v.trace) return e;
  const auto& floors = v.trace->model().building.floors;
  for (std::uint32_t f = 0; f < floors.size(); ++f)
    for (const std::string& item : added("building.floors." + floors[f].name + ".partitions"))
      if (const auto w = read_wall(item, f)) {
        e.walls.push_back(*w);
        e.words.push_back("wall " + item);
      }
  return e;
}

}  // namespace

std::optional<std::string> value_or_inherited(const View& v, const std::string& path) {
  if (auto own = get_value(v.scenario_text, path)) return own;
  if (!v.trace || !get_value(v.scenario_text, "base")) return {};
  return get_value(v.trace->results().run.scenario_text, path);
}

void set_scenario(View& v, std::string text) {
  v.scenario_at_opening = text;
  v.scenario_text = std::move(text);
  v.undo.clear();
  v.redo.clear();
}

void change_scenario(View& v, std::string text) {
  v.undo.push_back(std::move(v.scenario_text));
  v.redo.clear();
  v.scenario_text = std::move(text);
}

void undo(View& v) {
  if (v.undo.empty()) return;
  v.redo.push_back(std::move(v.scenario_text));
  v.scenario_text = std::move(v.undo.back());
  v.undo.pop_back();
}

void redo(View& v) {
  if (v.redo.empty()) return;
  v.undo.push_back(std::move(v.scenario_text));
  v.scenario_text = std::move(v.redo.back());
  v.redo.pop_back();
}

std::string move_to(View& v, Selection s, Position at) {
  at = rounded(at);
  if (s.kind == Kind::access_point) return move_hung(v, name_of(*v.trace, s), at);
  if (s.kind == Kind::bed) return move_bed(v, s.index, at);
  if (s.kind == Kind::part) return move_part(v, s.index, at);
  return "only beds, access points and parts of the network have places that can be changed";
}

std::string add_wall(View& v, Position from, Position to) {
  from = rounded(from);
  to = rounded(straightened(from, to));
  if (std::hypot(to.x - from.x, to.y - from.y) < 0.3) return "a wall is at least 0.3 m long";
  const auto& material = words<flow::Material>[static_cast<std::size_t>(v.wall_of)];
  auto text = add_to_list(v, partitions_key(v),
                          fmt::format("{{ from: [{:g} m, {:g} m], to: [{:g} m, {:g} m], of: {} }}",
                                      from.x, from.y, to.x, to.y, material.word));
  if (!text) return cannot("this floor");
  return done(v, std::move(*text),
              fmt::format("a wall of {}, {:.1f} m long, is in the text", material.word,
                          std::hypot(to.x - from.x, to.y - from.y)));
}

std::string add_fault(View& v, const std::string& part) {
  const FaultLength& lasts = kFaultLengths[v.fault_for];
  const std::string at = v.trace->scenario_clock(v.now), has = lasts.text;
  auto text = add_to_list(
      v, "faults",
      fmt::format("{{ at: {}, what: {}{} }}", at, part, has.empty() ? "" : ", for: " + has));
  if (!text) return "the scenario's text has a `faults:` that cannot be added to";
  return done(
      v, std::move(*text),
      fmt::format("{} fails at {} in the text{}", part, at, has.empty() ? "" : ", for " + has));
}

std::vector<std::string> parts_of(const Trace& trace) {
  std::vector<std::string> out;
  const results::Model& m = trace.model();
  for (const results::NetworkNode& n : m.surroundings.nodes)
    if (n.kind != "other") out.push_back(n.name);
  if (!out.empty()) return out;
  for (const auto& a : m.access_points) out.push_back(a.name);
  for (const auto& g : m.gateways) out.push_back(g.name);
  for (const auto& s : m.servers) out.push_back(s.name);
  return out;
}

void break_something(View& v, std::string part) {
  if (!v.trace || v.run.running) return;
  if (part.empty()) {
    const auto all = parts_of(*v.trace);
    if (all.empty()) {
      v.note = "this run has no part that could fail";
      return;
    }
    std::random_device draw;
    part = all[draw() % all.size()];
  }
  const std::size_t steps = v.undo.size();
  v.note = add_fault(v, part);
  if (v.undo.size() == steps) return;
  v.wishes.push_back({Wish::Kind::run, "", v.scenario_text, {}});
  v.note = fmt::format("{} fails at {}: running, then compared with this run", part,
                       v.trace->clock(v.now));
}

void break_button(View& v, const std::string& name) {
  std::string part;
  if (v.trace && (v.selected.kind == Kind::access_point || v.selected.kind == Kind::part))
    part = name_of(*v.trace, v.selected);
  ImGui::BeginDisabled(v.run.running || !v.trace || v.scenario_text.empty());
  if (named_button("break something", name)) break_something(v, part);
  ImGui::EndDisabled();
  tooltip(fmt::format(
      "{} fails at the time of the time bar, for {}; the run is made again and "
      "compared. Key X: what is under the mouse.",
      part.empty() ? "A part drawn at random" : part, kFaultLengths[v.fault_for].title));
}

const Edits& edits_of(const View& v) {
  static std::string run, before, text;
  static Edits edits;
  const std::string shown = v.trace ? v.trace->path() : "";
  if (run != shown || before != v.scenario_at_opening || text != v.scenario_text) {
    run = shown;
    before = v.scenario_at_opening;
    text = v.scenario_text;
    edits = compare_texts(v);
  }
  return edits;
}

}  // namespace wardtwin::viz
