#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "network_models/ieee802154/routes.h"
#include "network_models/propagation/formulas.h"
#include "scenarios/compiler/radio_family.h"

namespace wardtwin::compiler {
namespace {

const Hertz kCarrier{2.44e9};
constexpr std::size_t kMostNodes = 1000;  // far beyond what one channel carries

// One network before its powers are known: gateways, then routers, then devices.
struct Network {
  std::vector<RadioSite> sites;
  std::vector<ieee802154::NodeSetup> nodes;
  std::vector<Position> at;
  std::vector<flow::DeviceIndex> devices;
};
using Networks = std::map<int, Network>;  // by channel

void place(Network& n, const RadioSite& site, const ieee802154::NodeSetup& node) {
  n.sites.push_back(site);
  n.nodes.push_back(node);
  n.at.push_back(site.at);
}

Networks place_sites(Compilation& c, const RadioFamily& family) {
  const Ieee802154Section& s = c.network.ieee802154;
  Networks networks;
  for (std::size_t g = 0; g < s.gateways.size(); ++g) {
    const int channel = s.gateways[g].channel;
    const std::uint32_t entry = add_radio(c, family, family.sites[g], std::to_string(channel));
    place(networks[channel], family.sites[g], {.entry = entry, .root = true});
  }
  for (const Ieee802154RouterDef& r : s.routers) {
    const RadioSite site{r.name, r.at, ""};
    const auto network = networks.find(r.channel);
    if (network == networks.end()) {
      c.error("network.ieee802154.routers." + r.name,
              fmt::format("'{}' is on channel {}, where no gateway is", r.name, r.channel),
              {"Give it the channel of its network's gateway."});
      continue;
    }
    const std::uint32_t entry = add_radio(c, family, site, std::to_string(r.channel), false);
    place(network->second, site, {.entry = entry, .router = true});
  }
  return networks;
}

// A device joins the network of the gateway or router that it hears best.
void place_devices(Compilation& c, const propagation::Propagation& propagation,
                   std::span<const flow::DeviceIndex> devices, Networks& networks) {
  using Role = devices::Ieee802154Role;
  for (const flow::DeviceIndex i : devices) {
    const Device& d = c.hospital.devices[i];
    Network* best = nullptr;
    Decibels least{};
    for (auto& [channel, network] : networks)
      for (const RadioSite& site : network.sites) {
        const Decibels loss = loss_to(propagation, site, d).total;
        if (best && loss >= least) continue;
        best = &network, least = loss;
      }
    best->nodes.push_back({.device = i,
                           .router = d.ieee802154.role == Role::router,
                           .sleepy = d.ieee802154.role == Role::sleepy});
    best->at.push_back(d.at);
    best->devices.push_back(i);
  }
}

std::vector<double> powers(const Compilation& c, const propagation::Propagation& propagation,
                           const Network& n) {
  const ieee802154::RadioDef& radio = c.network.ieee802154.radio;
  std::vector<MeshNode> nodes;
  for (std::size_t i = 0; i < n.nodes.size(); ++i) {
    if (i < n.sites.size()) {
      nodes.push_back({name_key(n.sites[i].name), n.at[i], radio.gateway_power});
      continue;
    }
    const Device& d = c.hospital.devices[n.devices[i - n.sites.size()]];
    nodes.push_back({name_key(d.name), n.at[i], radio.device_power, d.body});
  }
  return powers_between(propagation, nodes);
}

bool too_large(Compilation& c, int channel, const Network& n) {
  if (n.nodes.size() <= kMostNodes) return false;
  c.error("network.ieee802154.gateways",
          fmt::format("the network on channel {} has {} nodes; the model is good for {}", channel,
                      n.nodes.size(), kMostNodes),
          {"Add gateways on other channels."});
  return true;
}

// Devices without a way to a gateway; the others get their usual entry.
void attach(Compilation& c, const RadioFamily& family, const propagation::Propagation& propagation,
            const Network& n, const ieee802154::CellSetup& cell) {
  const ieee802154::Routes routes(cell);
  RadioFamily near = family;
  near.sites = n.sites;
  std::vector<Silent> silent;
  for (std::size_t i = n.sites.size(); i < cell.nodes.size(); ++i) {
    const std::uint32_t root = routes.root_of(static_cast<std::uint32_t>(i));
    const flow::DeviceIndex device = cell.nodes[i].device;
    if (root != flow::kNone)
      c.hospital.devices[device].access = cell.nodes[root].entry;
    else
      silent.push_back({device, c.network.ieee802154.radio.device_power,
                        fmt::format("a link needs {:.0f} dBm + {:.0f} dB",
                                    cell.mac.sensitivity.value, ieee802154::kLinkMargin.value)});
  }
  tell_silent(c, near, propagation, silent);
}

}  // namespace

void compile_ieee802154(Compilation& c) {
  Hospital& h = c.hospital;
  const Ieee802154Section& section = c.network.ieee802154;
  const RadioFamily family{devices::Link::ieee802154, "802.15.4", "network.ieee802154.gateways",
                           "gateway", sites_of(section.gateways)};
  if (!present(c, family)) return;
  const auto on = devices_on(h, family.link);
  const int most = ieee802154::kLongestPsdu - section.mac.header_bytes;
  check_payloads(
      c, on, [&](const Device&, bool) { return PayloadLimit{most, "a frame"}; },
      fmt::format("{} B less mac: header_bytes: {} are left. Send less at a time.",
                  ieee802154::kLongestPsdu, section.mac.header_bytes));
  if (section.mac.max_be < section.mac.min_be)
    c.error("network.ieee802154.mac.max_be", "the last backoff exponent is below the first");
  if (section.mac.reattach_high < section.mac.reattach_low)
    c.error("network.ieee802154.mac.reattach_high", "the most is below the least");
  Networks networks = place_sites(c, family);
  if (c.context.errors() > 0) return;  // positions must be sound before waves are computed
  const propagation::Propagation propagation(section.propagation, section.wall_loss, h.building,
                                             kCarrier, {h.header.seed, 0});
  place_devices(c, propagation, on, networks);
  h.ieee802154.cell_of.assign(h.devices.size(), flow::kNone);
  for (const auto& [channel, network] : networks) {
    if (too_large(c, channel, network)) continue;
    ieee802154::CellSetup cell;
    cell.mac = section.mac;
    cell.nodes = network.nodes;
    cell.power = powers(c, propagation, network);
    attach(c, family, propagation, network, cell);
    for (const flow::DeviceIndex i : network.devices)
      h.ieee802154.cell_of[i] = static_cast<std::uint32_t>(h.ieee802154.cells.size());
    h.ieee802154.cells.push_back(std::move(cell));
  }
  Band& band = add_band(c, family, section, kCarrier, section.radio.gateway_power);
  for (std::size_t i = 0; i < section.gateways.size(); ++i)
    band.sites[i].channel = std::to_string(section.gateways[i].channel);
  for (const Ieee802154RouterDef& r : section.routers)
    band.sites.push_back({r.name, std::to_string(r.channel), r.at, section.radio.gateway_power});
  band.noise = propagation::noise_floor({2e6}, section.mac.noise_figure);
  band.audible = section.mac.sensitivity + ieee802154::kLinkMargin;
  band.rate = [least = band.audible](Dbm p) { return p >= least ? 250e3 : 0; };
}

}  // namespace wardtwin::compiler
