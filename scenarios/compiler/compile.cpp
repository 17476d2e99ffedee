#include "scenarios/compiler/compile.h"

#include <fmt/format.h>

#include "scenarios/compiler/catalogue_text.h"
#include "scenarios/compiler/echo.h"
#include "scenarios/compiler/pathway_text.h"
#include "scenarios/compiler/tables.h"

namespace wardtwin::compiler {
namespace {

template <class Def>
void section(Compilation& c, std::string_view name, Def& def,
             std::initializer_list<std::string_view> also = {}) {
  const Entry* e = c.scenario.document.root.entry(name);
  if (e && has_value(*e, c.context)) read_into(e->value, def, c.context, also);
}

void read_class_changes(Compilation& c) {
  const Node* changes = c.node("devices.classes");
  if (!changes || !expect_map(*changes, {"classes", ""}, c.context)) return;
  for (const Entry& e : changes->entries) {
    if (!check_name(e, c.context) || !has_value(e, c.context)) continue;
    devices::DeviceClassDef& def = c.classes[e.key];
    read_into(e.value, def, c.context);
    for (const std::string& fault : devices::faults(def))
      c.context.error(e.key_at, fmt::format("'{}' cannot be: {}", e.key, fault));
  }
}

// Device classes: the catalogue's, changed and added to by the scenario.
void read_classes(Compilation& c) {
  Context own;
  static const Document catalogue = [&] {
    Context reading;
    Document d = load_text(std::string(catalogue_text()), "devices/catalogue.yaml", {}, reading);
    reading.stop_if_wrong();
    return d;
  }();
  for (const Entry& e : catalogue.root.entries) read_into(e.value, c.classes[e.key], own);
  own.stop_if_wrong();
  read_class_changes(c);
  // The end of an alarm is told like its beginning.
  for (auto& [name, def] : c.classes)
    if (const auto alarm = def.streams.find("alarm"); alarm != def.streams.end())
      def.streams.try_emplace("cleared", alarm->second);
}
// Medium access timings follow from the radio; what the scenario writes itself stands above them.
void derive_access(WifiSection& w) {
  const wifi::PhyDef& radio = w.radio;
  const wifi::BandTiming t = wifi::timing(radio.band);
  const auto rates = wifi::rates_of(radio);
  const wifi::Rate rate = rates.back();
  w.access.slot = t.slot;
  w.access.sifs = t.sifs;
  w.access.ack = wifi::ack_time(rate, radio.band);
  w.access.block_ack = wifi::block_ack_time(rate, radio.band);
  w.access.block_ack_request = wifi::block_ack_request_time(rate, radio.band);
  w.access.rts = wifi::rts_time(rate, radio.band);
  w.access.cts = wifi::cts_time(rate, radio.band);
  w.access.cf_end = wifi::cf_end_time(radio.band);
  w.access.ack_timeout = t.sifs + t.slot + 20us;
  w.access.beacon_airtime = wifi::beacon_time(radio.band, w.beacon_bytes);
  w.access.beacon_period = w.roaming.beacon_interval;
  w.access.missed_beacons = w.roaming.missed_beacons;
  const bool qos = radio.standard != wifi::Standard::a && radio.standard != wifi::Standard::g;
  w.access.header_bytes = wifi::mpdu_bytes(0, qos);
}

void read_network(Compilation& c) {
  section(c, "network", c.network);
  const Node* access = c.node("network.wifi.access");
  WifiSection& w = c.network.wifi;
  try {
    if (const wifi::FixedRate f = wifi::fixed_rate(w.radio); f.fixed && !wifi::defined(f.rate))
      throw InputError(
          fmt::format("'{}' is no rate of {}", w.radio.rate, word_of(w.radio.standard)));
    derive_access(w);
  } catch (const InputError& e) {
    c.error("network.wifi.radio.rate", e.what());
  }
  if (access) {
    Context again;  // its mistakes have been told by the first reading
    read_into(*access, w.access, again);
  }
}

}  // namespace

const Node* Compilation::node(std::string_view path) const {
  const Node* n = &scenario.document.root;
  while (n && !path.empty()) {
    const auto dot = path.find('.');
    n = n->find(path.substr(0, dot));
    path = dot == std::string_view::npos ? "" : path.substr(dot + 1);
  }
  return n;
}

const Place& Compilation::at(std::string_view path) const {
  const Node* n = &scenario.document.root;
  const Place* best = n->entries.empty() ? &n->at : &n->entries.front().key_at;
  while (!path.empty()) {
    const auto dot = path.find('.');
    const Entry* e = n->entry(path.substr(0, dot));
    if (!e) break;
    best = &e->key_at;
    n = &e->value;
    path = dot == std::string_view::npos ? "" : path.substr(dot + 1);
    if (path.empty() && n->is_scalar()) best = &n->at;
  }
  return *best;
}

const Place& Compilation::key_at(std::string_view path) const {
  const auto dot = path.rfind('.');
  const Node* parent = dot == std::string_view::npos ? nullptr : node(path.substr(0, dot));
  const Entry* e = parent ? parent->entry(path.substr(dot + 1)) : nullptr;
  return e ? e->key_at : at(path);
}

void read_sections(Compilation& c) {
  section(c, "clock", c.hospital.clock);
  section(c, "people", c.people);
  section(c, "devices", c.devices, {"classes"});
  read_classes(c);
  read_network(c);
  section(c, "platform", c.platform);
  section(c, "prices", c.prices);
  const ClockDef& clock = c.hospital.clock;
  if (clock.window > clock.lookahead)
    c.error(
        "clock.window", "the window is wider than the lookahead",
        {fmt::format("Windows may be at most {} wide, so that no stage misses what another does.",
                     write_inline(write_time_node(clock.lookahead, "s")))});
}

Hospital compile_scenario(const Scenario& scenario, Context& context) {
  Hospital hospital;
  Compilation c(scenario, context, hospital);
  hospital.header = scenario.header;
  hospital.building = scenario.plan;
  hospital.requirements = scenario.requirements;
  hospital.record = scenario.record;
  hospital.twin = scenario.twin;
  for (const RequirementDef& q : scenario.requirements) {
    const Place& p = c.key_at("requirements." + q.name);
    hospital.requirement_at.push_back(
        p.source->command_line ? p.source->path
                               : fmt::format("{}:{}:{}", p.source->path, p.line, p.column));
  }
  hospital.bench = scenario.bench.has_value();
  Node sections = Node::map();
  if (scenario.only_pathways()) {
    if (const Entry* e = scenario.document.root.entry("people"); e && has_value(*e, context))
      read_into(e->value, c.people, context);
    compile_pathways(c);
    context.stop_if_wrong();
    sections.set("people", to_node(c.people));
    hospital.text = echo(scenario, sections);
    return hospital;
  }
  read_sections(c);
  compile_people(c);
  if (!c.people.pathways.empty() && !hospital.bench) compile_pathways(c);
  if (!c.people.recorded.empty() && !hospital.bench) compile_recorded(c);
  compile_devices(c);
  compile_bench(c);
  compile_wifi(c);
  compile_ble(c);
  compile_lorawan(c);
  compile_ieee802154(c);
  compile_ble_mesh(c);
  compile_cellular(c);
  compile_rfid(c);
  compile_uwb(c);
  compile_nbiot(c);
  compile_shortrange(c);
  compile_dect(c);
  compile_rtls(c);
  compile_coexistence(c);
  compile_backbone(c);
  compile_platform(c);
  compile_plant(c);
  compile_faults(c);
  compile_attacks(c);
  compile_maintenance(c);
  compile_rollouts(c);
  compile_diversion(c);
  compile_prices(c);
  context.stop_if_wrong();
  sections.set("clock", to_node(hospital.clock));
  if (!hospital.bench) sections.set("people", to_node(c.people));
  Node device_section = to_node(c.devices);
  if (const Node* classes = c.node("devices.classes")) device_section.set("classes", *classes);
  sections.set("devices", std::move(device_section));
  sections.set("network", to_node(c.network));
  sections.set("platform", to_node(c.platform));
  if (c.node("prices")) sections.set("prices", to_node(c.prices));
  hospital.text = echo(scenario, sections);
  return hospital;
}

Hospital compile_file(const std::filesystem::path& file, std::span<const std::string> sets) {
  Context context;
  const Scenario scenario = read_scenario(file, sets, context);
  return compile_scenario(scenario, context);
}

Hospital compile_text(std::string text, std::string path, std::span<const std::string> sets) {
  Context context;
  const Scenario scenario = read_scenario_text(std::move(text), std::move(path), sets, context);
  return compile_scenario(scenario, context);
}

}  // namespace wardtwin::compiler
