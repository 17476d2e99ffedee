#include <algorithm>
#include <limits>
#include <numeric>

#include <fmt/format.h>

#include "network_models/ble/extended.h"
#include "network_models/ble/phy.h"
#include "network_models/propagation/formulas.h"
#include "scenarios/compiler/radio_family.h"

namespace wardtwin::compiler {
namespace {

constexpr Decibels kBelowReach{10};  // what this far under the sensitivity still disturbs
const Hertz kCarrier{2.44e9};
const Decibels kNoiseFigure{7};  // of a survey's receiver; devices go by their sensitivities

struct Station {
  ble::StationSetup setup;
  flow::DeviceIndex device = flow::kNone;
};

std::string micros(Time t) { return fmt::format("{} us", t.count() / 1000); }

ble::BleDef definition(const BleSection& s) {
  ble::BleDef def{s.radio,       s.advertising, s.extended, s.scanning,
                  s.connections, s.energy,      {},         s.avoid_wifi};
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

// Powers between a device and every gateway that it reaches or disturbs, strongest first.
std::vector<ble::Path> paths_of(const BleSection& s, const RadioFamily& family,
                                const propagation::Propagation& propagation, const Device& device) {
  std::vector<ble::Path> paths;
  for (std::uint32_t g = 0; g < family.sites.size(); ++g) {
    const auto loss = loss_to(propagation, family.sites[g], device).total;
    const ble::Path path{g, s.radio.device_power - loss, s.radio.gateway_power - loss};
    if (path.up + kBelowReach >= s.radio.sensitivity_1m) paths.push_back(path);
  }
  std::stable_sort(paths.begin(), paths.end(),
                   [](const auto& a, const auto& b) { return a.up > b.up; });
  return paths;
}

ble::Advertising advertising_of(const Device& d) {
  switch (d.ble.advertising) {
    case devices::BleAdvertising::extended: return ble::Advertising::extended;
    case devices::BleAdvertising::periodic: return ble::Advertising::periodic;
    case devices::BleAdvertising::legacy: break;
  }
  return ble::Advertising::legacy;
}

std::vector<Station> stations_of(Compilation& c, const RadioFamily& family,
                                 const propagation::Propagation& propagation) {
  std::vector<Station> stations;
  for (const flow::DeviceIndex i : devices_on(c.hospital, family.link)) {
    const Device& d = c.hospital.devices[i];
    stations.push_back({{i, name_key(d.name), d.ble.role == devices::BleRole::advertises,
                         advertising_of(d), d.ble.interval, d.ble.repeats, d.first_source,
                         d.source_count, paths_of(c.network.ble, family, propagation, d)},
                        i});
  }
  return stations;
}

void check_coverage(Compilation& c, const RadioFamily& family,
                    const propagation::Propagation& propagation,
                    const std::vector<Station>& stations) {
  const ble::RadioDef& radio = c.network.ble.radio;
  std::vector<Silent> silent;
  for (const Station& s : stations) {
    const bool advertises = s.setup.advertises;
    if (std::ranges::any_of(s.setup.paths,
                            [&](const auto& p) { return ble::in_reach(radio, p, advertises); }))
      continue;
    const ble::Phy phy = advertises ? ble::Phy::le_1m : radio.phy;
    silent.push_back({s.device, radio.device_power,
                      fmt::format("{} needs {:.0f} dBm + {:.0f} dB margin", word_of(phy),
                                  ble::sensitivity(radio, phy).value, radio.fade_margin.value)});
  }
  tell_silent(c, family, propagation, silent);
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

void make_cells(Compilation& c, const RadioFamily& family, const ble::BleDef& def,
                std::vector<Station>& stations) {
  Hospital& h = c.hospital;
  const std::size_t gateways = family.sites.size();
  const auto root = group(gateways, stations);
  const std::string channels = channels_of(stations);
  std::vector<std::uint32_t> cell_of_root(gateways, flow::kNone), within(gateways);
  for (std::uint32_t g = 0; g < gateways; ++g) {
    std::uint32_t& cell = cell_of_root[root[g]];
    if (cell == flow::kNone) {
      cell = static_cast<std::uint32_t>(h.ble.cells.size());
      h.ble.cells.emplace_back().def = def;
    }
    auto& members = h.ble.cells[cell].gateways;
    within[g] = static_cast<std::uint32_t>(members.size());
    const std::uint32_t entry = add_radio(c, family, family.sites[g], channels);
    members.push_back({entry, name_key(family.sites[g].name)});
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
  const BleSection& section = c.network.ble;
  const RadioFamily family{devices::Link::ble, "Bluetooth LE", "network.ble.gateways", "gateway",
                           sites_of(section.gateways)};
  if (!present(c, family)) return;
  check_settings(c);
  check_payloads(
      c, devices_on(h, family.link),
      [](const Device& d, bool downlink) {
        const bool advertises = d.ble.role == devices::BleRole::advertises && !downlink;
        if (!advertises) return PayloadLimit{std::numeric_limits<int>::max(), "a connection"};
        return advertising_of(d) == ble::Advertising::legacy
                   ? PayloadLimit{ble::kAdvertisingPayload, "an advertising packet"}
                   : PayloadLimit{ble::kMostExtended, "a chain of advertising packets"};
      },
      "Shorten the payload, or let the class connect: ble: { role: connects }, or advertise more: "
      "ble: { advertising: extended }.");
  if (c.context.errors() > 0) return;  // positions must be sound before waves are computed
  const propagation::Propagation propagation(section.propagation, section.wall_loss, h.building,
                                             kCarrier, {h.header.seed, 0});
  const ble::BleDef def = definition(section);
  std::vector<Station> stations = stations_of(c, family, propagation);
  check_coverage(c, family, propagation, stations);
  if (c.context.errors() > 0) return;
  check_room(c, def, stations);
  make_cells(c, family, def, stations);
  Band& band = add_band(c, family, section, kCarrier, section.radio.gateway_power);
  band.noise = propagation::noise_floor({1e6}, kNoiseFigure);
  band.audible = section.radio.sensitivity_1m + section.radio.fade_margin;
  band.rate = [least = band.audible](Dbm p) { return p >= least ? 1e6 : 0; };
}

}  // namespace wardtwin::compiler
