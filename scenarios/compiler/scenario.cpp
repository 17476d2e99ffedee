#include "scenarios/compiler/scenario.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "scenarios/compiler/building.h"
#include "scenarios/compiler/quantity.h"
#include "scenarios/compiler/scenario_text.h"
#include "scenarios/compiler/stacks.h"
#include "scenarios/compiler/tables.h"

namespace wardtwin::compiler {
namespace {

constexpr std::array<std::string_view, 12> kSections{
    "clock",    "building", "bench",  "people",       "devices", "network",
    "platform", "prices",   "faults", "requirements", "record",  "twin"};

/// What a bench device says of its messages unless a class does.
constexpr std::array<std::string_view, 5> kOwnStream{"payload", "pattern", "every", "jitter",
                                                     "traffic"};

/// And of how it uses its radio.
constexpr std::array<std::string_view, 6> kRadioUses{"ble",      "lorawan",  "ieee802154",
                                                     "ble_mesh", "cellular", "rfid"};

// Sections in the order in which data flows; the header stands before them.
void read_header(Scenario& s, Context& c) {
  if (Node* w = s.document.root.find("warm_up"); w && w->is_scalar() && w->text == "auto") {
    s.header.settles = true;
    w->text = "0 s";
  }
  const Node& root = s.document.root;
  read_into(root, s.header, c,
            {"clock", "templates", "building", "bench", "people", "devices", "network", "platform",
             "prices", "faults", "requirements", "record", "twin"});
  const Place top = root.entries.empty() ? root.at : root.entries.front().key_at;
  require(root, top, {"scenario", "format"}, c);
  const Entry* building = root.entry("building");
  const Entry* bench = root.entry("bench");
  if (building && bench)
    c.error(bench->key_at, "a scenario has a building or a bench, not both",
            {"A bench replaces building and people."});
  if (s.only_pathways()) {
    for (const std::string_view name :
         {"clock", "devices", "network", "platform", "prices", "faults", "twin"})
      if (const Entry* e = root.entry(name))
        c.error(e->key_at, fmt::format("'{}' has no meaning beside people: pathways:", name),
                {"Pathways stand alone: there is no building in which it could be."});
  } else if (!building && !bench) {
    c.error(top, "there is neither a building nor a bench",
            {"Write building: with floors and rooms, bench: with devices, or people: with "
             "pathways."});
  }
}

void read_building(Scenario& s, Context& c) {
  const Entry* e = s.document.root.entry("building");
  if (!e || !has_value(*e, c)) return;
  read_into(e->value, s.building, c);
  if (require(e->value, e->key_at, {"floors"}, c))
    s.plan = compile_building(s.building, e->value, c);
}

void read_bench(Scenario& s, Context& c) {
  const Entry* e = s.document.root.entry("bench");
  if (!e || !has_value(*e, c)) return;
  s.bench = read<BenchDef>(e->value, c);
  const Node* devices = e->value.find("devices");
  for (const BenchDeviceDef& d : s.bench->devices) {
    const Entry* one = devices ? devices->entry(d.name) : nullptr;
    if (!one) continue;
    if (d.circle && d.at)
      c.error(one->value.find("at")->at,
              fmt::format("'{}' stands on a circle or at a point, not both", d.name),
              {"Leave one of 'circle' and 'at' out."});
    if (d.ring && (d.circle || d.at))
      c.error(one->value.find("ring")->at,
              fmt::format("'{}' stands in a ring, on a circle or at a point", d.name),
              {"Leave all but one of 'ring', 'circle' and 'at' out."});
    if (d.ring && !((*d.ring)[0] < (*d.ring)[1]))
      c.error(one->value.find("ring")->at,
              fmt::format("the ring of '{}' ends before it begins", d.name),
              {"Write the inner radius, then the outer: [0 m, 2500 m]."});
    if (const Entry* count = one->value.entry("count"); count && d.per_bed)
      c.error(count->key_at, fmt::format("'{}' has a count and is given per bed", d.name),
              {"Leave one of 'count' and 'per_bed' out."});
    for (const std::string_view own : kOwnStream)
      if (const Entry* w = one->value.entry(own); w && !d.of_class.empty())
        c.error(w->key_at,
                fmt::format("'{}' sends the streams of '{}', which have their own {}", d.name,
                            d.of_class, own),
                {"Leave 'class' out, or change the class in devices: classes:."});
    if (d.pattern == flow::Pattern::periodic && d.jitter > d.every)
      c.error(one->value.find("jitter") ? one->value.find("jitter")->at : one->key_at,
              fmt::format("'{}' jitters by more than its period", d.name),
              {fmt::format("Messages every {} may be late by at most that; here it is {}.",
                           write_inline(write_time_node(d.every, "s")),
                           write_inline(write_time_node(d.jitter, "s")))});
  }
}

// What fails again must have come back.
void check_repetition(const FaultDef& f, const Node& n, Context& c) {
  if (!f.every) {
    if (f.times > 0)
      c.error(n.find("times")->at, "'times' says how often, and 'every' is missing",
              {"Write every: with the time from one failure to the next."});
    return;
  }
  auto words = [](Time t) { return write_inline(write_time_node(t, "s")); };
  if (f.shut && !f.lasts)
    c.error(n.find("every")->at, "doors shut again and never open",
            {"Write for: with how long they stay shut each time."});
  else if (f.shut && *f.lasts >= *f.every)
    c.error(n.find("every")->at,
            fmt::format("doors shut every {} and open after {}", words(*f.every), words(*f.lasts)),
            {fmt::format("They would shut again before they open. Write every: longer than {}.",
                         words(*f.lasts))});
  else if (!f.lasts && !f.radar)
    c.error(n.find("every")->at, "it fails again and never comes back",
            {"Write for: with how long it stays down each time."});
  else if (f.lasts && *f.lasts >= *f.every)
    c.error(
        n.find("every")->at,
        fmt::format("it fails every {} and comes back after {}", words(*f.every), words(*f.lasts)),
        {fmt::format("Its repair would come after its next failure. Write every: longer than "
                     "{}.",
                     words(*f.lasts))});
}

void read_faults(Scenario& s, Context& c) {
  const Entry* e = s.document.root.entry("faults");
  if (!e || !has_value(*e, c)) return;
  read_value(e->value, {"faults", ""}, s.faults, c);
  const Time end = s.header.warm_up + s.header.duration;
  for (std::size_t i = 0; i < std::min(e->value.items.size(), s.faults.size()); ++i) {
    const Node& n = e->value.items[i];
    if (!require(n, n.at, {"at", "what"}, c)) continue;
    const Time at = instant_of(s.faults[i].at, s.header);
    if (at >= end)
      c.error(
          n.find("at")->at, fmt::format("{} comes after the end of the run", n.find("at")->text),
          {fmt::format("Measuring starts at t = {}, the run ends at t = {}, and this is t = {}.",
                       write_inline(write_time_node(s.header.warm_up, "s")),
                       write_inline(write_time_node(end, "s")),
                       write_inline(write_time_node(at, "s")))});
    check_repetition(s.faults[i], n, c);
  }
}

void read_requirements(Scenario& s, Context& c) {
  const Entry* e = s.document.root.entry("requirements");
  if (!e || !has_value(*e, c)) return;
  read_value(e->value, {"requirements", ""}, s.requirements, c);
  for (const Entry& one : e->value.entries) require(one.value, one.key_at, {"what", "must"}, c);
}

void read_record(Scenario& s, Context& c) {
  const Entry* e = s.document.root.entry("record");
  if (e && has_value(*e, c)) read_value(e->value, {"record", ""}, s.record, c);
}

// `code: triage.py` becomes what the file holds, so that a scenario as run stands alone.
void fetch_code(Node& n, Context& c) {
  for (Node& item : n.items) fetch_code(item, c);
  for (Entry& e : n.entries) {
    fetch_code(e.value, c);
    std::string& text = e.value.text;
    if (e.key != "code" || !e.value.is_scalar() || !text.ends_with(".py") ||
        text.find('\n') != std::string::npos)
      continue;
    const Source* source = e.value.at.source;
    const std::filesystem::path written =
        source && !source->command_line ? source->path : std::string();
    const auto file = written.parent_path() / text;
    std::error_code error;
    const auto bytes = std::filesystem::file_size(file, error);
    std::ifstream in(file, std::ios::binary);
    if (error || !in)
      c.error(
          e.value.at, fmt::format("cannot read '{}'", file.string()),
          {"Write the name of a Python file beside this one, or the code itself after 'code: |'."});
    else if (bytes > kLargestFile)
      c.error(e.value.at, fmt::format("'{}' is larger than 16 MiB", file.string()));
    else
      text.assign(std::istreambuf_iterator<char>(in), {});
    e.value.quoted = true;
  }
}

// Futures stay trees until there is an instant from which they go out.
void read_twin(Scenario& s, Context& c) {
  const Entry* e = s.document.root.entry("twin");
  if (!e || !has_value(*e, c)) return;
  read_into(e->value, s.twin, c);
  const Node* warn = e->value.find("warn");
  for (const WarningDef& w : s.twin.warn)
    if (const Entry* one = warn->entry(w.name))
      require(one->value, one->key_at, {"what", "above"}, c);
  if (s.twin.step > s.twin.horizon)
    c.error(e->key_at, "a step is longer than the horizon",
            {"Write step: shorter than horizon:, such as 15 min."});
}

}  // namespace

Scenario read_scenario_document(Document document, Context& c) {
  Scenario s;
  s.document = std::move(document);
  fetch_code(s.document.root, c);
  expand_stacks(s.document, c);
  read_header(s, c);
  read_building(s, c);
  read_bench(s, c);
  read_faults(s, c);
  read_requirements(s, c);
  read_record(s, c);
  read_twin(s, c);
  return s;
}

namespace {

// What a device sends that has a class is said by the class, and so is how it uses a radio of which
// nothing was `written`.
Node bench_node(const BenchDef& bench, const Node& written) {
  Node n = to_node(bench);
  const Node* all = written.find("devices");
  if (Node* devices = n.find("devices"))
    for (Entry& device : devices->entries) {
      const Node* of = device.value.find("class");
      if (!of || of->is_null() || of->text.empty()) continue;
      for (const std::string_view own : kOwnStream)
        std::erase_if(device.value.entries, [&](const Entry& e) { return e.key == own; });
      const Node* one = all ? all->find(device.key) : nullptr;
      for (const std::string_view radio : kRadioUses)
        if (!one || !one->find(radio))
          std::erase_if(device.value.entries, [&](const Entry& e) { return e.key == radio; });
    }
  return n;
}

// Aliases, bases and settings are in the tree already, so what no struct holds is shown from there.
Node section_node(const Scenario& s, std::string_view name) {
  if (name == "building" && s.section(name)) {
    Node n = to_node(s.building);  // its stacks are floors by now
    std::erase_if(n.entries, [](const Entry& e) { return e.key == "stacks"; });
    return n;
  }
  if (name == "bench" && s.bench) return bench_node(*s.bench, *s.section(name));
  if (name == "faults" && s.section(name)) return value_node(s.faults, {});
  if (name == "requirements" && s.section(name)) return value_node(s.requirements, {});
  if (name == "record" && s.section(name)) return value_node(s.record, {});
  const Node* written = s.section(name);
  return written ? *written : Node{};
}

}  // namespace

bool Scenario::only_pathways() const {
  const Node* people = section("people");
  return people && people->find("pathways") && !section("building") && !section("bench");
}

Scenario read_scenario(const std::filesystem::path& file, std::span<const std::string> sets,
                       Context& context) {
  return read_scenario_document(load(file, sets, context), context);
}

Scenario read_scenario_text(std::string text, std::string path, std::span<const std::string> sets,
                            Context& context) {
  return read_scenario_document(load_text(std::move(text), std::move(path), sets, context),
                                context);
}

std::string echo(const Scenario& s, const Node& sections) {
  Node root = to_node(s.header);
  for (const std::string_view name : kSections) {
    const Node* filled = sections.find(name);
    Node n = filled ? *filled : section_node(s, name);
    if (!n.is_null()) root.set(name, std::move(n));
  }
  return write_yaml(root);
}

std::string measured_words(const HeaderDef& h) {
  constexpr Time day = std::chrono::hours(24);
  const Time from = (h.starts + h.warm_up) % day;
  return fmt::format("Measuring goes from {} to {}, after a warm-up of {}.", write_clock(from),
                     write_clock(from + h.duration), write_inline(write_time_node(h.warm_up, "s")));
}

Time instant_of(Time clock, const HeaderDef& h) {
  constexpr Time day = std::chrono::hours(24);
  const Time measured_from = h.starts + h.warm_up;
  const Time of_day = clock % day;
  Time wait = (of_day - measured_from % day) % day;
  if (wait < Time{0}) wait += day;
  return h.warm_up + wait + (clock - of_day);
}

}  // namespace wardtwin::compiler
