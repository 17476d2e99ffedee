#include <algorithm>

#include <fmt/format.h>

#include "network_models/propagation/formulas.h"
#include "scenarios/compiler/radio_family.h"

// Implants on MedRadio, active tags, telemetry on WMTS: one model from three defaults.
namespace wardtwin::compiler {
namespace {

constexpr Decibels kBelowReach{10};  // what this far under the sensitivity still disturbs

struct Network {
  RadioFamily family;
  const ShortrangeSection& section;
  Cells<shortrange::CellSetup>& cells;
  std::string path;
};

// A planned channel for each device, if that is how they come to one.
void check_channels(Compilation& c, const Network& n, std::size_t devices) {
  const shortrange::ShortrangeDef& radio = n.section.radio;
  if (radio.access != shortrange::Access::own_channel) return;
  if (devices <= static_cast<std::size_t>(radio.channels)) return;
  c.error(n.path + ".radio.channels",
          fmt::format("{} devices have a channel of their own, and there are {}", devices,
                      radio.channels),
          {"Let some use another link, or write access: listen first."});
}

void compile(Compilation& c, const Network& n) {
  Hospital& h = c.hospital;
  const auto& [family, section, cells, path] = n;
  if (!present(c, family)) return;
  const auto on = devices_on(h, family.link);
  const shortrange::ShortrangeDef& radio = section.radio;
  check_not_saturated(c, on, "its devices send messages now and then");
  check_channels(c, n, on.size());
  if (c.context.errors() > 0) return;  // positions must be sound before waves are computed
  const propagation::Propagation propagation(section.propagation, section.wall_loss, h.building,
                                             radio.carrier, {h.header.seed, 0});
  shortrange::CellSetup cell;
  cell.radio = radio;
  for (const RadioSite& site : family.sites)
    cell.receivers.push_back(
        add_radio(c, family, site, fmt::format("{:.1f} MHz", radio.carrier.value * 1e-6)));
  cells.cell_of.assign(h.devices.size(), flow::kNone);
  std::vector<Silent> silent;
  const Dbm sends = radio.device_power - radio.body_loss;
  for (const flow::DeviceIndex i : on) {
    shortrange::DeviceSetup device{i, {}};
    for (std::uint32_t r = 0; r < family.sites.size(); ++r) {
      const Dbm power = sends - loss_to(propagation, family.sites[r], h.devices[i].at).total;
      if (power + kBelowReach >= radio.sensitivity) device.paths.push_back({r, power});
    }
    std::ranges::stable_sort(device.paths, {}, [](const auto& p) { return -p.power.value; });
    if (device.paths.empty() || !shortrange::in_reach(radio, device.paths[0].power))
      silent.push_back({i, sends,
                        fmt::format("a receiver needs {:.0f} dBm + {:.0f} dB margin",
                                    radio.sensitivity.value, radio.fade_margin.value)});
    else
      h.devices[i].access = cell.receivers[device.paths[0].receiver];
    cells.cell_of[i] = 0;
    cell.devices.push_back(std::move(device));
  }
  tell_silent(c, family, propagation, silent);
  cells.cells.push_back(std::move(cell));
}

Network network(devices::Link link, std::string_view title, std::string_view sites,
                const ShortrangeSection& section, Cells<shortrange::CellSetup>& cells,
                std::string path) {
  return {{link, title, sites, "receiver", sites_of(section.receivers)},
          section,
          cells,
          std::move(path)};
}

}  // namespace

void compile_shortrange(Compilation& c) {
  using devices::Link;
  const NetworkSection& n = c.network;
  Hospital& h = c.hospital;
  compile(c, network(Link::medradio, "MedRadio", "network.medradio.receivers", n.medradio,
                     h.medradio, "network.medradio"));
  compile(c, network(Link::active_rfid, "active RFID", "network.active_rfid.receivers",
                     n.active_rfid, h.active_rfid, "network.active_rfid"));
  compile(c, network(Link::wmts, "WMTS", "network.wmts.receivers", n.wmts, h.wmts, "network.wmts"));
}

}  // namespace wardtwin::compiler
