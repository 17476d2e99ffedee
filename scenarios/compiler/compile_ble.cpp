#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "network_models/ble/phy.h"
#include "network_models/propagation/propagation.h"
#include "scenarios/compiler/compile.h"

namespace wardtwin::compiler {
namespace {

constexpr Decibels kBelowReach{10};  // what this far under the sensitivity still disturbs
const Hertz kCarrier{2.44e9};

struct Station {
  ble::StationSetup setup;
  flow::DeviceIndex device = flow::kNone;
  Position at;
};

std::string micros(Time t) { return fmt::format("{} us", t.count() / 1000); }

ble::BleDef definition(const BleSection& s) {
  ble::BleDef def{s.radio, s.advertising, s.scanning, s.connections, s.energy, {}, s.avoid_wifi};
  for (const auto& [name, load] : s.wifi) def.wifi.push_back(load);
  return def;
}

void check_settings(Compilation& c) {
  const BleSection& s = c.network.ble;
  const ble::ConnectionDef& k = s.connections;
  const Time exchange = ble::exchange_time(s.radio.phy, 0, k.data_length);
  if (k.slot < exchange)
    c.error("network.ble.connections.slot",
            fmt::format("a packet of {} B on {} and its answer take {}, the slot has {}",
                        k.data_length, word_of(s.radio.phy), micros(exchange), micros(k.slot)),
            {"Lengthen the slot, or shorten data_length:."});
  if (k.slot > k.interval)
    c.error("network.ble.connections.slot", "the slot is longer than the connection interval");
  if (k.supervision_timeout <= 2 * (1 + k.latency) * k.interval)
    c.error("network.ble.connections.supervision_timeout",
            fmt::format("it must exceed 2 (1 + latency) intervals = {}",
                        micros(2 * (1 + k.latency) * k.interval)),
            {"A device that sleeps through `latency` events must not be given up by then."});
  if (s.scanning.window > s.scanning.interval)
    c.error("network.ble.scanning.window", "the scan window is longer than the scan interval");
}

void check_payloads(Compilation& c, const Device& d) {
  for (auto s = d.first_source; s < d.first_source + d.source_count; ++s) {
    const flow::Source& source = c.hospital.sources[s];
    if (source.downlink || source.payload_bytes <= ble::kAdvertisingPayload) continue;
    c.error(c.hospital.bench ? "bench.devices." + d.class_name : "devices.classes." + d.class_name,
            fmt::format("'{}' advertises messages of {} B; an advertising packet carries {} B",
                        d.class_name, source.payload_bytes, ble::kAdvertisingPayload),
            {"Shorten the payload, or let the class connect: ble: { role: connects }."});
    return;
  }
}

// Powers between a device and every gateway that it reaches or disturbs, strongest first.
std::vector<ble::Path> paths_of(const BleSection& s, const propagation::Propagation& propagation,
                                Position at) {
  std::vector<ble::Path> paths;
  for (std::uint32_t g = 0; g < s.gateways.size(); ++g) {
    const auto loss = propagation.loss(name_key(s.gateways[g].name), s.gateways[g].at, at).total;
    const ble::Path path{g, s.radio.device_power - loss, s.radio.gateway_power - loss};
    if (path.up + kBelowReach >= s.radio.sensitivity_1m) paths.push_back(path);
  }
  std::stable_sort(paths.begin(), paths.end(),
                   [](const auto& a, const auto& b) { return a.up > b.up; });
  return paths;
}

// Why nothing is in reach, in numbers.
std::string coverage_gap(const BleSection& s, const propagation::Propagation& propagation,
                         const Station& station) {
  std::uint32_t best = 0;
  auto loss_to = [&](std::uint32_t g) {
    return propagation.loss(name_key(s.gateways[g].name), s.gateways[g].at, station.at);
  };
  for (std::uint32_t g = 1; g < s.gateways.size(); ++g)
    if (loss_to(g).total < loss_to(best).total) best = g;
  const auto loss = loss_to(best);
  const ble::Phy phy = station.setup.advertises ? ble::Phy::le_1m : s.radio.phy;
  const Dbm sensitivity = ble::sensitivity(s.radio, phy);
  return fmt::format(
      "best gateway is {} at {:.1f} m: path loss {:.1f} dB ({} walls {:.1f} dB, {} floors {:.1f} "
      "dB, shadowing {:.1f} dB); {:.0f} dBm - {:.1f} dB = {:.1f} dBm, and {} needs {:.0f} dBm + "
      "{:.0f} dB margin",
      s.gateways[best].name, loss.distance.value, loss.total.value, loss.crossed.total_walls(),
      loss.walls.value, loss.crossed.total_slabs(), loss.slabs.value, loss.shadowing.value,
      s.radio.device_power.value, loss.total.value, (s.radio.device_power - loss.total).value,
      word_of(phy), sensitivity.value, s.radio.fade_margin.value);
}

std::vector<Station> stations_of(Compilation& c, const propagation::Propagation& propagation) {
  std::vector<Station> stations;
  for (flow::DeviceIndex i = 0; i < c.hospital.devices.size(); ++i) {
    const Device& d = c.hospital.devices[i];
    if (d.link != devices::Link::ble) continue;
    const bool advertises = d.ble.role == devices::BleRole::advertises;
    if (advertises) check_payloads(c, d);
    stations.push_back(
        {{i, name_key(d.name), advertises, d.ble.interval, d.ble.repeats, d.first_source,
          d.source_count, paths_of(c.network.ble, propagation, d.at)},
         i,
         d.at});
  }
  return stations;
}

void check_coverage(Compilation& c, const propagation::Propagation& propagation,
                    const std::vector<Station>& stations) {
  constexpr std::size_t kShown = 3;
  const BleSection& s = c.network.ble;
  std::size_t silent = 0;
  for (const Station& station : stations) {
    const auto& paths = station.setup.paths;
    if (std::any_of(paths.begin(), paths.end(), [&](const ble::Path& p) {
          return ble::in_reach(s.radio, p, station.setup.advertises);
        }))
      continue;
    if (++silent > kShown) continue;
    c.error("network.ble.gateways",
            fmt::format("'{}' at [{:.1f} m, {:.1f} m, {:.1f} m] has no gateway in reach",
                        c.hospital.devices[station.device].name, station.at.x, station.at.y,
                        station.at.z),
            {coverage_gap(s, propagation, station),
             "Add a gateway nearer, raise the powers, or give the device another link."});
  }
  if (silent > kShown)
    c.error("network.ble.gateways",
            fmt::format("{} more devices have none in reach", silent - kShown));
}

// Every connection must find radio time on a gateway in its reach.
void check_room(Compilation& c, const ble::BleDef& def, const std::vector<Station>& stations) {
  std::vector<ble::StationSetup> setups;
  for (const Station& s : stations) setups.push_back(s.setup);
  const auto seats = ble::seats(def, c.network.ble.gateways.size(), setups);
  std::size_t connects = 0, without = 0;
  flow::DeviceIndex first = flow::kNone;
  for (std::size_t i = 0; i < stations.size(); ++i) {
    if (setups[i].advertises) continue;
    ++connects;
    if (seats[i]) continue;
    if (without++ == 0) first = stations[i].device;
  }
  if (without == 0) return;
  const auto& k = def.connections;
  c.error(
      "network.ble.gateways",
      fmt::format("{} of {} connections find no gateway in reach with radio time left, the "
                  "first '{}'",
                  without, connects, c.hospital.devices[first].name),
      {fmt::format("{} gateways x {} / {} = {} connections each.", c.network.ble.gateways.size(),
                   micros(k.interval), micros(k.slot), ble::connections_per_gateway(k)),
       "Add gateways, lengthen connections: interval:, or shorten slot:."});
}

// Gateways that hear one device belong to one cell.
std::vector<std::uint32_t> group(std::size_t gateways, const std::vector<Station>& stations) {
  std::vector<std::uint32_t> root(gateways);
  std::iota(root.begin(), root.end(), 0u);
  auto find = [&](std::uint32_t i) {
    while (root[i] != i) i = root[i] = root[root[i]];
    return i;
  };
  for (const Station& s : stations)
    for (const ble::Path& p : s.setup.paths) {
      const auto a = find(s.setup.paths[0].gateway), b = find(p.gateway);
      root[std::max(a, b)] = std::min(a, b);
    }
  for (std::uint32_t g = 0; g < gateways; ++g) root[g] = find(g);
  return root;
}

// Advertising has channels 37 to 39, connections hop over the others.
std::string channels_of(const std::vector<Station>& stations) {
  bool advertise = false, connect = false;
  for (const Station& s : stations) (s.setup.advertises ? advertise : connect) = true;
  return advertise && connect ? "0-39" : advertise ? "37-39" : connect ? "0-36" : "";
}

void make_cells(Compilation& c, const ble::BleDef& def, std::vector<Station>& stations) {
  Hospital& h = c.hospital;
  const auto& gateways = c.network.ble.gateways;
  const auto root = group(gateways.size(), stations);
  const auto first_entry = static_cast<std::uint32_t>(h.wifi ? h.wifi->names.size() : 0);
  const std::string channels = channels_of(stations);
  std::vector<std::uint32_t> cell_of_root(gateways.size(), flow::kNone), within(gateways.size());
  for (std::uint32_t g = 0; g < gateways.size(); ++g) {
    std::uint32_t& cell = cell_of_root[root[g]];
    if (cell == flow::kNone) {
      cell = static_cast<std::uint32_t>(h.ble.cells.size());
      h.ble.cells.emplace_back().def = def;
    }
    auto& members = h.ble.cells[cell].gateways;
    within[g] = static_cast<std::uint32_t>(members.size());
    const auto entry = first_entry + static_cast<std::uint32_t>(h.gateway_radios.size());
    members.push_back({entry, name_key(gateways[g].name)});
    h.gateway_radios.push_back(
        {gateways[g].name, "ble", channels, gateways[g].at, gateways[g].on, entry});
  }
  h.ble.cell_of.assign(h.devices.size(), flow::kNone);
  for (Station& s : stations) {
    const std::uint32_t nearest = s.setup.paths[0].gateway;
    const std::uint32_t cell = cell_of_root[root[nearest]];
    h.ble.cell_of[s.device] = cell;
    h.devices[s.device].access = h.ble.cells[cell].gateways[within[nearest]].entry;
    for (ble::Path& p : s.setup.paths) p.gateway = within[p.gateway];
    h.ble.cells[cell].stations.push_back(std::move(s.setup));
  }
}

}  // namespace

void compile_ble(Compilation& c) {
  Hospital& h = c.hospital;
  const bool wanted = std::any_of(h.devices.begin(), h.devices.end(),
                                  [](const Device& d) { return d.link == devices::Link::ble; });
  const BleSection& section = c.network.ble;
  if (!wanted && section.gateways.empty()) return;
  if (section.gateways.empty()) {
    c.error("network.ble", "there are devices on Bluetooth LE, and no gateway",
            {"Write network: ble: gateways: with at least one, or another link for the devices."});
    return;
  }
  check_settings(c);
  if (c.context.errors() > 0) return;  // positions must be sound before waves are computed
  const propagation::Propagation propagation(section.propagation, section.wall_loss, h.building,
                                             kCarrier, {h.header.seed, 0});
  const ble::BleDef def = definition(section);
  std::vector<Station> stations = stations_of(c, propagation);
  check_coverage(c, propagation, stations);
  if (c.context.errors() > 0) return;
  check_room(c, def, stations);
  make_cells(c, def, stations);
}

}  // namespace wardtwin::compiler
