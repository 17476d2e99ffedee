#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "scenarios/compiler/compile.h"
#include "sim/base/random.h"

namespace wardtwin::compiler {
namespace {

std::vector<std::string> class_names(const devices::Classes& classes) {
  std::vector<std::string> names;
  for (const auto& [name, def] : classes) names.push_back(name);
  return names;
}

std::string links_text(const devices::DeviceClassDef& def) {
  std::vector<std::string_view> names;
  for (const devices::Link l : def.links) names.push_back(word_of(l));
  return join(names);
}

// How a class reaches the network here.
devices::Link link_of(Compilation& c, const std::string& name) {
  const devices::DeviceClassDef& def = c.classes.at(name);
  if (def.links.empty()) return devices::Link::wired;  // told where the class was written
  const auto chosen = c.devices.links.find(name);
  const devices::Link link = chosen == c.devices.links.end() ? def.links.front() : chosen->second;
  if (std::find(def.links.begin(), def.links.end(), link) == def.links.end())
    c.error("devices.links." + name, fmt::format("'{}' cannot use {}", name, word_of(link)),
            {fmt::format("Its links are {}.", links_text(def))});
  return link;
}

bool monitors(const devices::DeviceClassDef& def) {
  for (const auto& [name, rule] : def.alarms)
    if (rule.trigger == flow::Trigger::above || rule.trigger == flow::Trigger::below) return true;
  return false;
}

std::uint32_t rules_of(Compilation& c, const std::string& name,
                       std::map<std::string, std::uint32_t>& sets) {
  const auto found = sets.find(name);
  if (found != sets.end()) return found->second;
  auto rules = devices::alarm_rules(c.classes.at(name));
  if (rules.empty()) return sets[name] = flow::kNone;
  c.hospital.patients.rule_sets.push_back(std::move(rules));
  return sets[name] = static_cast<std::uint32_t>(c.hospital.patients.rule_sets.size() - 1);
}

Device as_device(const Compilation& c, const devices::Placed& p, Position at,
                 const std::string& carrier) {
  Device d;
  d.class_name = p.class_name;
  d.bed = p.bed;
  d.nurse = p.nurse;
  d.link = p.link;
  d.at = at;
  d.name = fmt::format("{}/{}", carrier, p.class_name);
  d.monitors = monitors(c.classes.at(p.class_name));
  return d;
}

// Names are made unique by an ordinal where a carrier has several of a class.
void number_names(std::vector<Device>& devices) {
  std::map<std::string, int> seen, total;
  for (const Device& d : devices) ++total[d.name];
  for (Device& d : devices)
    if (total[d.name] > 1) d.name += fmt::format("_{}", ++seen[d.name]);
}

void place_unit(Compilation& c, std::uint32_t unit,
                std::map<std::string, std::uint32_t>& rule_sets) {
  Hospital& h = c.hospital;
  const std::string& name = h.unit_names[unit];
  const auto wanted = c.devices.per_bed.find(name);
  if (wanted == c.devices.per_bed.end()) return;
  std::map<std::string, double> known;
  for (const auto& [class_name, density] : wanted->second)
    if (known_class(c, fmt::format("devices.per_bed.{}.{}", name, class_name), class_name))
      known[class_name] = density;
  const auto& beds = h.patients.units[unit].beds;
  std::vector<std::string> names;
  for (const auto bed : beds) names.push_back(h.building.beds[bed].name);
  std::vector<Device> placed_devices;
  std::vector<devices::Placed> placed = devices::place_at_beds(c.classes, known, names, 0);
  for (devices::Placed& p : placed) {
    p.bed = beds[p.bed];
    p.link = link_of(c, p.class_name);
    const flow::Bed& bed = h.building.beds[p.bed];
    placed_devices.push_back(as_device(c, p, bed.at, bed.name));
  }
  number_names(placed_devices);
  for (std::size_t i = 0; i < placed.size(); ++i) {
    const auto& def = c.classes.at(placed[i].class_name);
    const flow::DeviceIndex index = add_device(c, std::move(placed_devices[i]), def);
    h.patients.beds[placed[i].bed].devices.push_back(
        devices::bed_device(def, placed[i], index, rules_of(c, placed[i].class_name, rule_sets)));
  }
}

// What the nurses of a unit carry; the two shifts share it.
void place_nurses(Compilation& c, std::uint32_t unit) {
  Hospital& h = c.hospital;
  people::StaffUnit& staff = h.staff.units[unit];
  const flow::Room& room = h.building.rooms[staff.station];
  const Position station{(room.x0 + room.x1) / 2, (room.y0 + room.y1) / 2,
                         h.building.floors[room.floor].height + 1.0};
  std::map<std::string, double> known;
  for (const auto& [name, density] : c.devices.per_nurse)
    if (c.classes.contains(name)) known[name] = density;
  const int count = std::max(staff.staff.day_nurses, staff.staff.night_nurses);
  std::vector<std::string> names;
  for (int i = 0; i < count; ++i) names.push_back(fmt::format("{}/nurse_{}", staff.name, i + 1));
  for (devices::Placed& p : devices::place_at_nurses(c.classes, known, names, 0)) {
    p.link = link_of(c, p.class_name);
    Device d = as_device(c, p, station, names[p.nurse]);
    const auto index = add_device(c, std::move(d), c.classes.at(p.class_name));
    if (h.devices[index].push != flow::kNone) staff.handsets.push_back(index);
  }
  if (staff.handsets.size() < static_cast<std::size_t>(count))
    c.error(
        "devices.per_nurse",
        fmt::format("{} nurses of '{}' have {} handsets", count, staff.name, staff.handsets.size()),
        {"Write handset: 1, so that alarms can reach every nurse."});
}

devices::StreamDef own_stream(const BenchDeviceDef& bench) {
  devices::StreamDef stream;
  stream.pattern = bench.pattern;
  stream.traffic = bench.traffic;
  stream.when = devices::When::always;
  stream.payload = bench.payload;
  stream.protocol = bench.protocol.value_or(flow::Protocol::udp);
  stream.period = bench.every;
  stream.jitter = bench.jitter;
  stream.downlink = bench.downlink;
  return stream;
}

// The streams of a class as a bench sends them: all the time, and alarms at the rate of its events,
// since there is no patient whose vital signs could cross a limit.
devices::DeviceClassDef steady_class(Compilation& c, const BenchDeviceDef& bench) {
  const auto found = c.classes.find(bench.of_class);
  if (found == c.classes.end()) {
    const auto names = class_names(c.classes);
    c.error(fmt::format("bench.devices.{}.class", bench.name),
            fmt::format("unknown device class '{}'", bench.of_class),
            {did_you_mean(bench.of_class, names), fmt::format("Classes are {}.", join(names))});
    return {};
  }
  devices::DeviceClassDef def = found->second;
  double per_hour = 0;
  for (const auto& [name, rule] : def.alarms)
    if (rule.trigger == flow::Trigger::events) per_hour += rule.per_hour;
  std::erase_if(def.streams, [&](const auto& entry) {
    const auto& [name, stream] = entry;
    const bool alarm = name == "alarm" && per_hour > 0;
    return stream.downlink ||
           (stream.pattern == flow::Pattern::on_event && stream.code.empty() && !alarm);
  });
  for (auto& [name, stream] : def.streams) {
    stream.when = devices::When::always;
    stream.protocol = bench.protocol.value_or(stream.protocol);
    if (stream.pattern != flow::Pattern::on_event || !stream.code.empty()) continue;
    stream.pattern = flow::Pattern::poisson;
    stream.period = from_seconds(3600 / per_hour);
  }
  return def;
}

// How a device uses its radio is its class's, unless the bench says it.
void use_radios(const Compilation& c, const BenchDeviceDef& bench, devices::DeviceClassDef& def) {
  const auto take = [&](const char* radio, auto& to, const auto& from) {
    if (bench.of_class.empty() || c.node(fmt::format("bench.devices.{}.{}", bench.name, radio)))
      to = from;
  };
  take("ble", def.ble, bench.ble);
  take("lorawan", def.lorawan, bench.lorawan);
  take("ieee802154", def.ieee802154, bench.ieee802154);
  take("ble_mesh", def.ble_mesh, bench.ble_mesh);
  take("cellular", def.cellular, bench.cellular);
  take("rfid", def.rfid, bench.rfid);
}

// The first radio of the link, round which a bench's devices stand.
Position bench_centre(const Compilation& c, devices::Link link) {
  const NetworkSection& n = c.network;
  const auto first = [](const auto& sites) { return sites.empty() ? Position{} : sites[0].at; };
  switch (link) {
    case devices::Link::ble: return first(n.ble.gateways);
    case devices::Link::lorawan: return first(n.lorawan.gateways);
    case devices::Link::ieee802154: return first(n.ieee802154.gateways);
    case devices::Link::ble_mesh: return first(n.ble_mesh.gateways);
    case devices::Link::cellular: return first(n.cellular.base_stations);
    case devices::Link::rfid: return first(n.rfid.readers);
    case devices::Link::uwb: return first(n.uwb.anchors);
    case devices::Link::medradio: return first(n.medradio.receivers);
    case devices::Link::active_rfid: return first(n.active_rfid.receivers);
    case devices::Link::wmts: return first(n.wmts.receivers);
    case devices::Link::dect: return first(n.dect.base_stations);
    case devices::Link::infrared: return first(n.infrared.receivers);
    case devices::Link::ltem: return first(n.ltem.base_stations);
    case devices::Link::nbiot: return first(n.nbiot.base_stations);
    default: return first(n.wifi.access_points);
  }
}

// On the circle at equal angles, or anywhere in the ring, uniform by area.
Position bench_position(const Compilation& c, const BenchDeviceDef& bench, int i, int count,
                        Position centre) {
  double angle = 2 * std::numbers::pi * i / count;
  double radius = bench.circle ? bench.circle->value : 1.0;
  if (bench.ring) {
    const double inner = (*bench.ring)[0].value, outer = (*bench.ring)[1].value;
    Stream where({c.hospital.header.seed, 0}, name_key(bench.name) + static_cast<std::uint64_t>(i),
                 Purpose::placement);
    radius = std::sqrt(inner * inner + (outer * outer - inner * inner) * where.uniform());
    angle = 2 * std::numbers::pi * where.uniform();
  }
  return {centre.x + radius * std::cos(angle), centre.y + radius * std::sin(angle), centre.z};
}

}  // namespace

bool known_class(Compilation& c, const std::string& path, const std::string& name) {
  if (c.classes.contains(name)) return true;
  const auto names = class_names(c.classes);
  c.context.error(c.key_at(path), fmt::format("unknown device class '{}'", name),
                  {did_you_mean(name, names), fmt::format("Classes are {}.", join(names))});
  return false;
}

flow::DeviceIndex add_device(Compilation& c, Device device, const devices::DeviceClassDef& def) {
  Hospital& h = c.hospital;
  const auto index = static_cast<flow::DeviceIndex>(h.devices.size());
  auto sources = devices::expand(device.class_name, def, device.link, index, c.flows);
  device.first_source = static_cast<flow::SourceIndex>(h.sources.size());
  device.source_count = static_cast<flow::SourceIndex>(sources.size());
  device.ble = def.ble;
  device.lorawan = def.lorawan;
  device.ieee802154 = def.ieee802154;
  device.ble_mesh = def.ble_mesh;
  device.cellular = def.cellular;
  device.rfid = def.rfid;
  device.body = propagation::posture(def.body.away, def.carrier == devices::Carrier::bed,
                                     {h.header.seed, 0}, name_key(device.name));
  device.battery = def.battery;
  flow::SourceIndex source = device.first_source;
  for (const auto& [stream, stream_def] : def.streams) {
    if (stream == "alarm") device.alarm = source;
    if (stream == "cleared") device.cleared = source;
    if (stream == "acknowledge") device.acknowledge = source;
    if (stream == "push") device.push = source;
    if (stream_def.when == devices::When::always) device.always_on = true;
    if (!stream_def.code.empty())
      h.code_streams.push_back({index, source, devices::sizes_of(stream_def), stream_def.when,
                                stream_def.code,
                                fmt::format("stream '{}' of '{}'", stream, device.class_name)});
    else if (stream_def.when == devices::When::running &&
             stream_def.pattern != flow::Pattern::on_event)
      device.while_running.push_back(source);
    for (std::size_t size = devices::sizes_of(stream_def).size(); size > 0; --size, ++source) {
      flow::Source& own = sources[source - device.first_source];
      h.backbone.costs.push_back(
          protocols::cost(stream_def.protocol, own.payload_bytes, c.network.protocols));
      own.payload_bytes = h.backbone.costs.back().bytes;
    }
  }
  h.sources.insert(h.sources.end(), sources.begin(), sources.end());
  h.devices.push_back(std::move(device));
  return index;
}

void compile_devices(Compilation& c) {
  Hospital& h = c.hospital;
  if (!h.bench) {
    for (const auto& [unit, classes] : c.devices.per_bed)
      if (std::find(h.unit_names.begin(), h.unit_names.end(), unit) == h.unit_names.end())
        c.error("devices.per_bed." + unit, fmt::format("there is no unit '{}'", unit),
                {did_you_mean(unit, h.unit_names)});
    for (const auto& [name, density] : c.devices.per_nurse)
      known_class(c, "devices.per_nurse." + name, name);
    for (const auto& [name, link] : c.devices.links) known_class(c, "devices.links." + name, name);
    std::map<std::string, std::uint32_t> rule_sets;
    for (std::uint32_t unit = 0; unit < h.unit_names.size(); ++unit) {
      place_unit(c, unit, rule_sets);
      place_nurses(c, unit);
    }
  }
}

void compile_bench(Compilation& c) {
  Hospital& h = c.hospital;
  if (!h.bench) return;
  const BenchDef& all = *c.scenario.bench;
  for (const BenchDeviceDef& bench : all.devices) {
    devices::DeviceClassDef def;
    if (bench.of_class.empty())
      def.streams["messages"] = own_stream(bench);
    else
      def = steady_class(c, bench);
    def.title = bench.name;
    def.links = {bench.link};
    use_radios(c, bench, def);
    if (bench.battery.capacity > 0) def.battery = bench.battery;
    const int count =
        bench.per_bed ? static_cast<int>(std::lround(*bench.per_bed * all.beds)) : bench.count;
    const Position centre = bench_centre(c, bench.link);
    for (int i = 0; i < count; ++i) {
      Device d;
      d.class_name = bench.name;
      d.name = fmt::format("{}_{}", bench.name, i + 1);
      d.link = bench.link;
      d.monitors = true;
      d.at = bench.at ? *bench.at : bench_position(c, bench, i, count, centre);
      const flow::DeviceIndex index = add_device(c, std::move(d), def);
      h.devices[index].alarm = flow::kNone;  // no patient behind it, no nurse before it
      h.source_category.resize(h.sources.size(), static_cast<std::uint8_t>(bench.access_category));
    }
  }
}

}  // namespace wardtwin::compiler
