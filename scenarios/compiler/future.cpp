#include "scenarios/compiler/future.h"

#include <algorithm>

#include <fmt/format.h>

#include "scenarios/compiler/binding.h"
#include "scenarios/compiler/compile.h"
#include "scenarios/compiler/quantity.h"
#include "scenarios/compiler/scenario.h"
#include "scenarios/compiler/tables.h"

namespace wardtwin::compiler {
namespace {

// What only a new run could have otherwise.
bool may_change(const Node& root, Context& context) {
  const auto allowed = field_names<FutureDef>();
  bool fine = true;
  for (const Entry& e : root.entries) {
    if (std::ranges::find(allowed, e.key) != allowed.end()) continue;
    fine = false;
    context.error(
        e.key_at, fmt::format("'{}' cannot change while the hospital runs", e.key),
        {"What can: faults.PART.for='2 h' (also .loss, .rate, .latency of a cable, .slower of a "
         "gateway, .planned of one with a standby), arrivals.UNIT=1.5, closed.UNIT='6 h', "
         "nurses.UNIT=3.",
         "For anything else run the scenario twice: wardtwin run FILE --set PATH=VALUE, then "
         "wardtwin compare."});
  }
  return fine;
}

// The future's faults stand behind the scenario's own.
void add_faults(Node& root, const Node& faults, Time clock) {
  if (!root.find("faults")) root.set("faults", Node::list());
  Node& list = *root.find("faults");
  if (!list.is_list()) return;  // told by its reader
  for (const Entry& e : faults.entries) {
    Node fault = Node::map();
    fault.at = e.key_at;
    Node what = Node::scalar(e.key), at = Node::scalar(write_clock(clock));
    what.at = at.at = e.key_at;
    fault.set("at", at).at = e.key_at;
    fault.set("what", what).at = e.key_at;
    for (Entry& one : fault.entries) one.key_at = e.key_at;
    if (e.value.is_map())
      for (const Entry& one : e.value.entries) fault.entries.push_back(one);
    list.items.push_back(std::move(fault));
  }
}

struct ChangeReader {
  Hospital& h;
  const Node& root;
  Time at;
  Context& context;

  template <class T, class Set>
  void read(const char* key, Change::Kind kind, const std::map<std::string, T>& values, Set set) {
    const Node* map = root.find(key);
    for (const auto& [name, value] : values) {
      const Entry* e = map->entry(name);
      const auto unit = std::ranges::find(h.unit_names, name);
      if (unit == h.unit_names.end()) {
        context.error(e->key_at, fmt::format("there is no unit '{}'", name),
                      {did_you_mean(name, h.unit_names),
                       h.unit_names.empty() ? "This scenario has no units."
                                            : fmt::format("There are {}.", join(h.unit_names))});
        continue;
      }
      Change c;
      c.kind = kind;
      c.at = at;
      c.unit = static_cast<std::uint32_t>(unit - h.unit_names.begin());
      set(c, value, *e);
      h.changes.push_back(c);
    }
  }
};

// Patients whose ways are told by pathways or by a record do not ask a unit.
void refuse_told_ways(const Hospital& h, const Node& root, Context& context) {
  for (const std::string_view key : {"arrivals", "closed"}) {
    const Node* map = root.find(key);
    if (!map || !map->is_map()) continue;
    for (const Entry& e : map->entries) {
      const auto unit = std::ranges::find(h.unit_names, e.key) - h.unit_names.begin();
      const bool told =
          std::ranges::count(h.pathways.unit_of, static_cast<std::uint32_t>(unit)) > 0;
      if (told || !h.patients.recorded.empty())
        context.error(e.key_at,
                      fmt::format("patients of '{}' come as {} says, whatever the unit does", e.key,
                                  told ? "people: pathways:" : "people: recorded:"),
                      {"Change the scenario and run it twice, then wardtwin compare."});
    }
  }
}

void add_changes(Hospital& h, const FutureDef& def, const Node& root, Time at, Context& context) {
  refuse_told_ways(h, root, context);
  ChangeReader reader{h, root, at, context};
  reader.read("arrivals", Change::Kind::arrivals, def.arrivals,
              [](Change& c, double factor, const Entry&) { c.factor = factor; });
  reader.read("closed", Change::Kind::closed, def.closed,
              [at](Change& c, Time lasts, const Entry&) { c.until = at + lasts; });
  reader.read("nurses", Change::Kind::nurses, def.nurses, [&](Change& c, int n, const Entry& e) {
    const people::StaffDef& staff = h.staff.units[c.unit].staff;
    const int most = std::max(staff.day_nurses, staff.night_nurses);
    c.count = static_cast<std::uint32_t>(n);
    if (n > most)
      context.error(
          e.value.at,
          fmt::format("{} nurses of '{}' are more than the {} of its larger shift", n, e.key, most),
          {fmt::format("While it runs there may be fewer. For more, run the scenario "
                       "with --set people.units.{}.staff.day={}.",
                       e.key, n)});
  });
}

// Reads what is no fault; the faults are read with the scenario's own.
FutureDef read_changes(const WrittenFuture& future, Context& context) {
  FutureDef def;
  if (!may_change(future.root, context)) return def;
  Node rest = future.root;
  if (const Node* faults = rest.find("faults"); faults && faults->is_map()) {
    // keys that a fault of a future does not have
    read_value(*faults, {"faults", ""}, def.faults, context);
    std::erase_if(rest.entries, [](const Entry& e) { return e.key == "faults"; });
  }
  const auto kept = std::move(def.faults);
  read_into(rest, def, context);
  def.faults = kept;
  return def;
}

Hospital compile_with(Document document, const WrittenFuture& future, Time clock,
                      Context& context) {
  const FutureDef def = read_changes(future, context);
  if (const Node* faults = future.root.find("faults"); faults && context.errors() == 0)
    add_faults(document.root, *faults, clock);
  const Scenario scenario = read_scenario_document(std::move(document), context);
  if (scenario.only_pathways())
    context.error(future.root.at, "pathways cannot be branched",
                  {"Only hospitals with a building or a bench are; run the scenario twice and "
                   "compare."});
  const Time at = instant_of(clock, scenario.header);
  if (at >= scenario.header.warm_up + scenario.header.duration)
    context.error(
        future.root.at,
        fmt::format("at {} nothing is measured, so no future begins then", write_clock(clock)),
        {measured_words(scenario.header), "Choose an --at in between."});
  Hospital h = compile_scenario(scenario, context);
  add_changes(h, def, future.root, at, context);
  context.stop_if_wrong();
  h.header.scenario += future.name.empty() ? "" : ": " + future.name;
  return h;
}

}  // namespace

std::vector<WrittenFuture> read_futures(std::span<const std::string> settings, Document& document,
                                        Context& context) {
  std::vector<WrittenFuture> out;
  for (const std::string& setting : settings) {
    const std::size_t colon = setting.find(':'), equals = setting.find('=');
    const bool named = colon != std::string::npos && colon < equals;
    const std::string name = named ? setting.substr(0, colon) : "future";
    auto future = std::ranges::find(out, name, &WrittenFuture::name);
    if (future == out.end()) {
      out.push_back({name, Node::map()});
      future = out.end() - 1;
    }
    document.root = std::move(future->root);
    apply_set(document, named ? setting.substr(colon + 1) : setting, context,
              named ? fmt::format("--future {}:", name) : "--set ");
    future->root = std::move(document.root);
    if (!document.sources.empty()) {
      future->root.at = {document.sources.back().get(), 1, 1, 1};
      check_name({name, future->root.at, {}}, context);
      if (name == "as_is")
        context.error(future->root.at, "'as_is' is the future in which nothing is set",
                      {"Give this one another name."});
    }
  }
  return out;
}

Futures compile_futures(const std::filesystem::path& file, std::span<const std::string> sets,
                        std::string_view clock, std::span<const std::string> settings) {
  const auto at = read_clock(clock);
  if (!at)
    throw InputError(
        fmt::format("--at '{}' is not a time of day\n  Write 02:30 or 22:00:30; "
                    "'day 2 02:00' is a day later.",
                    clock));
  Context context;
  Document own;
  const std::vector<WrittenFuture> written = read_futures(settings, own, context);
  context.stop_if_wrong();
  Futures out;
  out.base = compile_with(load(file, sets, context), {"", Node::map()}, *at, context);
  out.at = instant_of(*at, out.base.header);
  for (const WrittenFuture& w : written) {
    out.names.push_back(w.name);
    out.futures.push_back(compile_with(load(file, sets, context), w, *at, context));
  }
  // a cable whose rate may change is simulated otherwise from the start
  for (const Hospital& f : out.futures)
    for (std::size_t l = 0; l < f.backbone.links.size(); ++l)
      if (f.backbone.links[l].shared) out.base.backbone.links[l].shared = true;
  measure_from(out.base, out.at);
  for (Hospital& f : out.futures) measure_from(f, out.at);
  return out;
}

std::vector<FutureParts> compile_what_if(const std::filesystem::path& file,
                                         std::span<const std::string> sets) {
  Context context;
  const Document own = load(file, sets, context);
  const Node* twin = own.root.find("twin");
  const Node* what_if = twin ? twin->find("what_if") : nullptr;
  std::vector<FutureParts> out;
  if (!what_if || !what_if->is_map()) return out;
  const Hospital base = compile_file(file, sets);
  const Time begins = base.header.warm_up;
  const Time clock = (base.header.starts + begins) % Time{24h};
  for (const Entry& e : what_if->entries) {
    const Hospital h = compile_with(load(file, sets, context), {e.key, e.value}, clock, context);
    FutureParts parts{e.key, {}, {}, h.changes};
    parts.faults.assign(h.faults.begin() + static_cast<std::ptrdiff_t>(base.faults.size()),
                        h.faults.end());
    parts.impairments.assign(
        h.impairments.begin() + static_cast<std::ptrdiff_t>(base.impairments.size()),
        h.impairments.end());
    const auto from_there = [begins](Time& t) {
      if (t != kNever) t -= begins;
    };
    for (Fault& f : parts.faults) from_there(f.at), from_there(f.until);
    for (Impairment& i : parts.impairments) from_there(i.at), from_there(i.until);
    for (Change& c : parts.changes) from_there(c.at), from_there(c.until);
    out.push_back(std::move(parts));
  }
  return out;
}

void measure_from(Hospital& h, Time from) {
  const Time end = h.end();
  h.header.warm_up = std::max(h.header.warm_up, from);
  h.header.duration = end - h.header.warm_up;
  h.staff.warm_up = h.backbone.warm_up = h.header.warm_up;
  if (h.wifi) h.wifi->setup.warm_up = h.header.warm_up;
}

}  // namespace wardtwin::compiler
