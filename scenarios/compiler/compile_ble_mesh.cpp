#include <fmt/format.h>

#include "network_models/propagation/formulas.h"
#include "scenarios/compiler/radio_family.h"

namespace wardtwin::compiler {
namespace {

const Hertz kCarrier{2.44e9};
const Decibels kNoiseFigure{7};            // of a survey's receiver; nodes go by their sensitivity
constexpr std::size_t kMostInMesh = 1000;  // far beyond what flooding carries

void check_settings(Compilation& c) {
  const BleMeshSection& s = c.network.ble_mesh;
  if (s.mesh.relay_delay_high < s.mesh.relay_delay_low)
    c.error("network.ble_mesh.mesh.relay_delay_high", "the most is below the least");
  if (s.scanning.window > s.scanning.interval)
    c.error("network.ble_mesh.scanning.window", "the scan window is longer than the scan interval");
}

// Gateways, then relays, then devices; `mesh` gets where each is and what it sends with.
std::vector<blemesh::NodeSetup> nodes_of(Compilation& c, const RadioFamily& family,
                                         std::span<const flow::DeviceIndex> on,
                                         std::vector<MeshNode>& mesh) {
  using Role = devices::BleMeshRole;
  const BleMeshSection& s = c.network.ble_mesh;
  std::vector<blemesh::NodeSetup> nodes;
  for (const RadioSite& site : family.sites) {
    nodes.push_back({.entry = add_radio(c, family, site, "37-39"), .gateway = true});
    mesh.push_back({name_key(site.name), site.at, s.radio.gateway_power});
  }
  for (const MeshRelayDef& r : s.relays) {
    const RadioSite site{r.name, r.at, ""};
    nodes.push_back({.entry = add_radio(c, family, site, "37-39", false), .relay = true});
    mesh.push_back({name_key(r.name), r.at, s.radio.relay_power});
  }
  for (const flow::DeviceIndex i : on) {
    const Device& d = c.hospital.devices[i];
    nodes.push_back({.device = i,
                     .relay = d.ble_mesh.role == Role::relay,
                     .listens = d.ble_mesh.role != Role::sensor});
    mesh.push_back({name_key(d.name), d.at, s.radio.device_power, d.body});
  }
  return nodes;
}

// Devices without a way to a gateway; the others get their usual entry.
void attach(Compilation& c, const RadioFamily& family, const propagation::Propagation& propagation,
            const blemesh::CellSetup& cell) {
  const blemesh::RadioDef& radio = cell.radio;
  RadioFamily near = family;
  for (const MeshRelayDef& r : c.network.ble_mesh.relays) near.sites.push_back({r.name, r.at, ""});
  const std::vector<blemesh::Way> ways = blemesh::ways(cell, {});
  std::vector<Silent> silent;
  for (std::size_t i = 0; i < cell.nodes.size(); ++i) {
    const flow::DeviceIndex device = cell.nodes[i].device;
    if (device == flow::kNone) continue;
    if (ways[i].gateway != flow::kNone)
      c.hospital.devices[device].access = cell.nodes[ways[i].gateway].entry;
    else
      silent.push_back(
          {device, radio.device_power,
           fmt::format("a link needs {:.0f} dBm + {:.0f} dB margin, and ttl: {} hops "
                       "must do",
                       radio.sensitivity.value, radio.fade_margin.value, cell.mesh.ttl)});
  }
  tell_silent(c, near, propagation, silent);
}

}  // namespace

void compile_ble_mesh(Compilation& c) {
  Hospital& h = c.hospital;
  const BleMeshSection& section = c.network.ble_mesh;
  const RadioFamily family{devices::Link::ble_mesh, "a Bluetooth mesh", "network.ble_mesh.gateways",
                           "gateway", sites_of(section.gateways)};
  if (!present(c, family)) return;
  const auto on = devices_on(h, family.link);
  const int most = blemesh::longest(section.mesh);
  check_payloads(
      c, on, [&](const Device&, bool) { return PayloadLimit{most, "a message of 32 segments"}; },
      fmt::format(
          "32 x 12 B less 4 B of code and mesh: opcode_bytes: {}: {} are left. Send less at "
          "a time.",
          section.mesh.opcode_bytes, most));
  check_not_saturated(c, on, "a flood fills the air of all");
  check_settings(c);
  blemesh::CellSetup cell;
  cell.radio = section.radio;
  cell.mesh = section.mesh;
  cell.advertising = section.advertising;
  cell.scanning = section.scanning;
  std::vector<MeshNode> mesh;
  cell.nodes = nodes_of(c, family, on, mesh);
  if (mesh.size() > kMostInMesh)
    c.error(
        "network.ble_mesh.gateways",
        fmt::format("the mesh has {} nodes; the model is good for {}", mesh.size(), kMostInMesh),
        {"Let some devices advertise or connect: link: ble."});
  if (c.context.errors() > 0) return;  // positions must be sound before waves are computed
  const propagation::Propagation propagation(section.propagation, section.wall_loss, h.building,
                                             kCarrier, {h.header.seed, 0});
  cell.power = powers_between(propagation, mesh);
  attach(c, family, propagation, cell);
  h.ble_mesh.cell_of.assign(h.devices.size(), flow::kNone);
  for (const flow::DeviceIndex i : on) h.ble_mesh.cell_of[i] = 0;
  h.ble_mesh.cells.push_back(std::move(cell));
  Band& band = add_band(c, family, section, kCarrier, section.radio.gateway_power);
  for (const MeshRelayDef& r : section.relays)
    band.sites.push_back({r.name, "", r.at, section.radio.relay_power});
  for (auto& site : band.sites) site.channel = "37-39";
  band.noise = propagation::noise_floor({2e6}, kNoiseFigure);
  band.audible = section.radio.sensitivity + section.radio.fade_margin;
  band.rate = [least = band.audible](Dbm p) { return p >= least ? 1e6 : 0; };
}

}  // namespace wardtwin::compiler
