#include <algorithm>
#include <chrono>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "scenarios/compiler/building.h"
#include "scenarios/compiler/compile.h"
#include "scenarios/compiler/echo.h"

// What fails when, as written: parts that go down and parts that only get worse.
namespace wardtwin::compiler {
namespace {

std::string time_words(Time t) { return write_inline(write_time_node(t, "s")); }

/// Calls `add` with the begin of each time it happens.
template <class Add>
void repeat(const FaultDef& def, Time first, const Hospital& h, Add add) {
  Time at = first;
  for (int n = 0; at < h.end() && (n == 0 || def.times == 0 || n < def.times); ++n) {
    add(at);
    if (!def.every || !(def.lasts || def.radar)) return;
    at += *def.every;
  }
}

/// One entry of the list, and where its keys were written.
struct Written {
  const FaultDef& def;
  const Node* node;
  Part part;
  Time at;

  const Place& place(std::string_view key) const {
    const Node* value = node->find(key);
    return value ? value->at : node->at;
  }
  Time until(Time from) const { return def.lasts ? from + *def.lasts : kNever; }
  bool worse_link() const { return def.rate || def.loss || def.latency; }
  bool worse_gateway() const { return def.slower || def.fills; }
  bool doors() const { return part.kind == Part::Kind::doors; }
};

/// The first of these keys that was written.
std::string_view first_key(const Node& n, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys)
    if (n.find(key)) return key;
  return "what";
}

void check_radar(Compilation& c, const Written& w) {
  const RadarDef& radar = c.network.wifi.radar;
  const std::vector<std::uint32_t>& able = c.hospital.wifi->under_radar;
  if (std::ranges::find(able, w.part.index) == able.end())
    c.context.error(w.place("radar"),
                    fmt::format("'{}' is on channel {}, which it shares with no radar", w.def.what,
                                c.hospital.wifi->access_points[w.part.index].channel),
                    {"Radars are on channels 52 to 144 of 5 GHz."});
  if (w.def.lasts)
    c.context.error(w.place("for"), "how long a radar silences is not said here",
                    {"Write network: wifi: radar: silent: or moves_to:."});
  if (w.def.every && !radar.moves_to.empty() &&
      (!radar.returns || *w.def.every <= *radar.returns + radar.announced + radar.silent))
    c.context.error(w.place("every"), "the next radar comes before it is back on its channel",
                    {"Write every: longer than network: wifi: radar: returns: and silent:."});
}

/// It moves, and comes back; or is silent where it is.
void find_radar(Compilation& c, const Written& w, Time at) {
  Hospital& h = c.hospital;
  const Wifi& wifi = *h.wifi;
  const bool moves = !wifi.away.empty() && wifi.away[w.part.index].cell != flow::kNone;
  const Time until = at + (moves ? wifi.away[w.part.index].silent : wifi.radar_silent);
  h.faults.push_back({w.def.what, w.part, at, until, false, moves});
  if (!moves || !wifi.radar_returns) return;
  const Time back = std::max(at + *wifi.radar_returns, until);
  h.faults.push_back({w.def.what, w.part, back, back + wifi.radar_announced, false, true});
}

/// Does what was written fit the kind of part? Tells what does not.
bool fits(Compilation& c, const Written& w) {
  const std::size_t before = c.context.errors();
  auto only = [&](std::initializer_list<std::string_view> keys, Part::Kind kind,
                  std::string_view those, std::string_view advice) {
    const std::string_view key = first_key(*w.node, keys);
    if (key == "what" || w.part.kind == kind) return;
    c.context.error(w.place(key),
                    fmt::format("'{}' is of {}, and '{}' is none", key, those, w.def.what),
                    {std::string(advice)});
  };
  only({"rate", "loss", "latency"}, Part::Kind::link, "links",
       "Cables are called after their ends, such as access_1-core, further links by their name.");
  only({"slower", "fills", "planned"}, Part::Kind::gateway, "gateways",
       "Write what: with one of network: gateways:.");
  only({"radar"}, Part::Kind::access_point, "access points",
       "Write what: with one of network: wifi: access_points:.");
  only({"shut", "rooms"}, Part::Kind::doors, "doors", "Write what: doors.");
  only({"budget"}, Part::Kind::switch_, "switches", "Write what: with one of network: switches:.");
  if (c.context.errors() > before) return false;
  if (w.def.planned && c.hospital.backbone.gateways[w.part.index].standby == flow::kNone)
    c.context.error(w.place("planned"),
                    fmt::format("'{}' has nobody to give its work to", w.def.what),
                    {"Give it a standby:, or leave planned out."});
  if (w.def.radar) check_radar(c, w);
  if (w.def.planned && w.worse_gateway())
    c.context.error(w.place("planned"), "what goes on working hands nothing over",
                    {"Leave 'planned' or the others out."});
  if (w.def.fills && !w.def.lasts)
    c.context.error(w.place("fills"), "it restarts when it is full, and 'for' is missing",
                    {"Write for: with how long the restart takes."});
  if (w.def.fills && w.def.lasts && w.def.every && *w.def.every <= *w.def.fills + *w.def.lasts)
    c.context.error(
        w.place("every"),
        fmt::format("it is full after {}, restarts for {}, and begins again after {}",
                    time_words(*w.def.fills), time_words(*w.def.lasts), time_words(*w.def.every)),
        {fmt::format("Write every: longer than {}.", time_words(*w.def.fills + *w.def.lasts))});
  return c.context.errors() == before;
}

std::string impairment_text(const FaultDef& f) {
  std::string text = f.what + ":";
  if (f.rate) text += fmt::format(" rate {:g} %", *f.rate * 100);
  if (f.loss) text += fmt::format(" loss {:g} %", *f.loss * 100);
  if (f.latency) text += fmt::format(" latency {}", time_words(*f.latency));
  if (f.slower) text += fmt::format(" slower {:g}", *f.slower);
  if (f.fills) text += fmt::format(" fills in {}", time_words(*f.fills));
  return text;
}

void impair(Compilation& c, const Written& w) {
  Hospital& h = c.hospital;
  if (w.def.rate) h.backbone.links[w.part.index].shared = true;  // its rate changes
  repeat(w.def, w.at, h, [&](Time at) {
    Impairment i{impairment_text(w.def), w.part, at, w.until(at)};
    i.rate = w.def.rate.value_or(1);
    i.loss = w.def.loss.value_or(0);
    i.latency = w.def.latency.value_or(Time{0});
    i.slow = w.def.slower.value_or(1);
    if (w.def.fills) {
      i.fills = *w.def.fills;
      i.until = at + i.fills;
      h.faults.push_back({w.def.what, w.part, i.until, i.until + *w.def.lasts});
    }
    h.impairments.push_back(i);
  });
}

/// Power over Ethernet runs short: access points go dark from the one plugged in last, until what
/// is left suffices.
void shed(Compilation& c, const Written& w) {
  Hospital& h = c.hospital;
  std::vector<std::uint32_t> fed;
  double drawn = 0;
  for (std::uint32_t ap = 0; ap < c.network.wifi.access_points.size(); ++ap) {
    const AccessPointDef& def = c.network.wifi.access_points[ap];
    if (def.on != w.def.what || !def.fed_by.empty()) continue;
    fed.push_back(ap);
    drawn += def.poe;
  }
  if (drawn <= *w.def.budget) {
    c.context.error(
        w.place("budget"), fmt::format("'{}' sheds nothing", w.def.what),
        {fmt::format("Its access points draw {:g} W, and {:g} W are left.", drawn, *w.def.budget)});
    return;
  }
  for (; drawn > *w.def.budget; fed.pop_back()) {
    const AccessPointDef& def = c.network.wifi.access_points[fed.back()];
    drawn -= def.poe;
    repeat(w.def, w.at, h, [&](Time at) {
      h.faults.push_back({def.name, {Part::Kind::access_point, fed.back()}, at, w.until(at)});
    });
  }
}

/// Is it said what shuts?
bool can_shut(Compilation& c, const Written& w) {
  if (!w.def.shut)
    c.context.error(w.place("what"), "doors shut, and 'shut' is missing",
                    {"Write shut: with what they are made of, such as wood or metal."});
  else if (*w.def.shut == flow::Material::none)
    c.context.error(w.place("shut"), "doors that shut are made of something",
                    {"Write shut: with a material, such as wood or metal. They open after for:."});
  return w.def.shut && *w.def.shut != flow::Material::none;
}

/// Doors that stand shut for the whole run cannot shut.
void check_open(Compilation& c) {
  const bool moves =
      std::ranges::any_of(c.scenario.faults, [](const auto& f) { return f.shut.has_value(); });
  if (moves && c.scenario.building.doors != flow::Material::none)
    c.error("building.doors", "all doors stand shut for the whole run, and 'faults' shuts them",
            {"Leave doors: out: what 'faults' shuts stands open until then."});
}

/// Shuts the doors on the edges of the rooms named, or all.
void shut_doors(Compilation& c, const Written& w) {
  Hospital& h = c.hospital;
  if (!can_shut(c, w)) return;
  const std::vector<DoorLeaf> all = door_leaves(h.building.rooms);
  std::vector<std::uint8_t> named(all.size(), w.def.rooms.empty());
  const Node* list = w.node ? w.node->find("rooms") : nullptr;
  for (std::size_t i = 0; i < w.def.rooms.size(); ++i) {
    const std::string& name = w.def.rooms[i];
    const Place& at = list && i < list->items.size() ? list->items[i].at : w.place("rooms");
    const auto room = std::ranges::find(h.building.rooms, name, &flow::Room::name);
    if (room == h.building.rooms.end()) {
      std::vector<std::string> names;
      for (const flow::Room& r : h.building.rooms) names.push_back(r.name);
      c.context.error(at, fmt::format("no room is called '{}'", name), {did_you_mean(name, names)});
      continue;
    }
    const auto index = static_cast<std::uint32_t>(room - h.building.rooms.begin());
    bool any = false;
    for (std::size_t d = 0; d < all.size(); ++d)
      if (std::ranges::count(all[d].rooms, index)) any = true, named[d] = 1;
    if (!any) c.context.error(at, fmt::format("no door is on the edges of '{}'", name));
  }
  auto doors = std::make_shared<std::vector<flow::Wall>>();
  for (std::size_t d = 0; d < all.size(); ++d) {
    if (!named[d]) continue;
    doors->push_back(all[d].opening);
    doors->back().material = *w.def.shut;
  }
  std::string what = fmt::format("doors shut ({})", word_of(*w.def.shut));
  if (!w.def.rooms.empty()) what += fmt::format(": {}", fmt::join(w.def.rooms, ", "));
  repeat(w.def, w.at, h, [&](Time at) {
    h.faults.push_back({what, w.part, at, w.until(at), false, false, doors});
  });
}

// After an earlier mistake the wireless LAN is not compiled, and its parts are known by their text.
bool is_written(const Compilation& c, const std::string& name) {
  if (c.hospital.wifi) return false;
  return std::ranges::any_of(c.network.wifi.access_points, [&](const AccessPointDef& ap) {
    return name == ap.name || name == ap.name + "-" + ap.on;
  });
}

std::string clock_text(const FaultDef& f) {
  std::string text;
  if (f.offset && *f.offset != Time{0})
    text += fmt::format(" {} {}", time_words(std::chrono::abs(*f.offset)),
                        *f.offset > Time{0} ? "ahead" : "behind");
  if (f.drift)
    text += fmt::format(" {} {:g} ppm", *f.drift < 0 ? "loses" : "gains", std::abs(*f.drift));
  return fmt::format("{}: clock{}", f.what, text);
}

/// A clock that nobody sets, of a gateway, a server or a class of devices.
void wrong_clock(Compilation& c, const Written& w) {
  Hospital& h = c.hospital;
  const FaultDef& def = w.def;
  std::vector<std::string> names = h.gateway_names;
  for (const auto& [name, unused] : c.platform.servers) names.push_back(name);
  WrongClock clock{clock_text(def), "", topology::kNowhere, {}};
  if (std::ranges::find(names, def.what) != names.end()) {
    clock.node = h.backbone.graph.find(def.what);
  } else {
    clock.class_name = def.what;
    for (const Device& d : h.devices) {
      if (std::ranges::find(names, d.class_name) == names.end()) names.push_back(d.class_name);
    }
    if (std::ranges::find(names, def.what) == names.end()) {
      c.context.error(
          w.place("what"), fmt::format("nothing called '{}' has a clock", def.what),
          {did_you_mean(def.what, names), "Gateways, servers and classes of devices have clocks."});
      return;
    }
  }
  if (w.worse_link() || w.worse_gateway() || def.budget || def.planned) {
    c.context.error(w.place(first_key(*w.node, {"drift", "offset"})),
                    "a wrong clock is a fault of its own",
                    {"Write it in an entry of its own beside the other."});
    return;
  }
  repeat(def, w.at, h, [&](Time at) {
    clock.spell = {at, w.until(at), def.offset.value_or(Time{0}), def.drift.value_or(0) * 1e-6};
    h.wrong_clocks.push_back(clock);
  });
}

std::vector<faults::ClockSpell> spells_of(const Hospital& h, topology::NodeIndex node) {
  std::vector<faults::ClockSpell> spells;
  for (const WrongClock& w : h.wrong_clocks)
    if (w.class_name.empty() && w.node == node) spells.push_back(w.spell);
  return spells;
}

/// Gateways whose clocks are too far from those of the server that they send to.
void refuse(Compilation& c) {
  Hospital& h = c.hospital;
  if (h.wrong_clocks.empty()) return;
  h.clocks = c.network.clocks;
  const auto server = spells_of(h, h.alarm_node);
  for (std::uint32_t g = 0; g < h.backbone.gateways.size(); ++g) {
    const auto own = spells_of(h, h.backbone.gateways[g].node);
    for (const faults::Span& s :
         faults::clocks_apart(own, server, h.clocks.resync, h.clocks.refused_beyond, h.end())) {
      Impairment i{fmt::format("{}: refused, its clock is wrong", h.gateway_names[g]),
                   {Part::Kind::gateway, g},
                   s.at,
                   s.until};
      i.refused = true;
      h.impairments.push_back(i);
    }
  }
}

/// Everything that can fail, by name; tells when there is no such thing.
bool find_part(Compilation& c, const FaultDef& def, const Node* node, Part& part) {
  const Hospital& h = c.hospital;
  std::vector<std::string> names;
  bool found = false;
  auto offer = [&](const std::string& name, Part::Kind kind, std::uint32_t index) {
    names.push_back(name);
    if (name != def.what) return;
    part = {kind, index};
    found = true;
  };
  if (h.wifi)
    for (std::uint32_t a = 0; a < h.wifi->names.size(); ++a)
      offer(h.wifi->names[a], Part::Kind::access_point, a);
  for (std::uint32_t r = 0; r < h.gateway_radios.size(); ++r)
    offer(h.gateway_radios[r].name, Part::Kind::gateway_radio, r);
  for (std::uint32_t g = 0; g < h.gateway_names.size(); ++g)
    offer(h.gateway_names[g], Part::Kind::gateway, g);
  const topology::Graph& graph = h.backbone.graph;
  for (const auto& [name, unused] : c.network.switches)
    offer(name, Part::Kind::switch_, graph.find(name));
  for (const auto& [name, unused] : c.platform.servers)
    offer(name, Part::Kind::server, graph.find(name));
  for (std::uint32_t l = 0; l < graph.links.size(); ++l)
    offer(graph.links[l].name, Part::Kind::link, l);
  if (h.wifi) offer("wifi_controller", Part::Kind::wifi_controller, 0);
  if (!h.bench) offer("alarm_manager", Part::Kind::alarm_manager, 0);
  if (!h.building.rooms.empty()) offer("doors", Part::Kind::doors, 0);
  for (std::uint32_t f = 0; f < h.plant.feeds.size(); ++f)
    offer(h.plant.feeds[f].name, Part::Kind::power, f);
  const Node* what = node ? node->find("what") : nullptr;
  if (!found && what && !is_written(c, def.what))
    c.context.error(what->at, fmt::format("nothing is called '{}'", def.what),
                    {did_you_mean(def.what, names),
                     "Access points, gateways, switches, servers, cables, power feeds, "
                     "wifi_controller and alarm_manager can fail; doors can shut."});
  return found;
}

}  // namespace

void compile_faults(Compilation& c) {
  Hospital& h = c.hospital;
  const Node* list = c.node("faults");
  for (std::size_t i = 0; i < c.scenario.faults.size(); ++i) {
    const FaultDef& def = c.scenario.faults[i];
    const Node* node = list && i < list->items.size() ? &list->items[i] : nullptr;
    Written w{def, node, {}, instant_of(def.at, h.header)};
    if ((def.drift || def.offset) && node) {
      wrong_clock(c, w);
      continue;
    }
    if (!find_part(c, def, node, w.part) || (node && !fits(c, w))) continue;
    if (w.worse_link() || w.worse_gateway()) {
      impair(c, w);
    } else if (w.doors()) {
      shut_doors(c, w);
    } else if (def.budget) {
      shed(c, w);
    } else {
      repeat(def, w.at, h, [&](Time at) {
        if (def.radar) return find_radar(c, w, at);
        h.faults.push_back({def.what, w.part, at, w.until(at), def.planned});
        if (w.part.kind == Part::Kind::wifi_controller && h.wifi->controller.takeover)
          h.faults.back().until = std::min(w.until(at), at + *h.wifi->controller.takeover);
      });
    }
  }
  check_open(c);
  refuse(c);
}

}  // namespace wardtwin::compiler
