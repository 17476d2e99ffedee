#include <algorithm>

#include <fmt/format.h>

#include "network_models/propagation/formulas.h"
#include "network_models/rtls/locator.h"
#include "scenarios/compiler/radio_family.h"

// Implants on MedRadio, active tags, telemetry on WMTS: one model from three defaults. Badges in
// infrared: the same, with light in place of waves.
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
      const Dbm power = sends - loss_to(propagation, family.sites[r], h.devices[i]).total;
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

std::string room_name(const flow::Building& building, std::uint32_t room) {
  return room == flow::kNone ? "outside all rooms"
                             : fmt::format("in '{}'", building.rooms[room].name);
}

// Walls and doors stop light: a badge is heard in its room, or where no building is.
void compile_infrared(Compilation& c) {
  Hospital& h = c.hospital;
  const InfraredSection& section = c.network.infrared;
  const RadioFamily family{devices::Link::infrared, "infrared", "network.infrared.receivers",
                           "receiver", sites_of(section.receivers)};
  if (!present(c, family)) return;
  const auto on = devices_on(h, family.link);
  check_not_saturated(c, on, "its devices send messages now and then");
  if (c.context.errors() > 0) return;
  shortrange::CellSetup cell;
  cell.radio = shortrange::star_of(section.light);
  std::vector<std::uint32_t> room_of;
  for (const RadioSite& site : family.sites) {
    cell.receivers.push_back(add_radio(c, family, site, "light"));
    room_of.push_back(rtls::room_at(h.building, site.at));
  }
  h.infrared.cell_of.assign(h.devices.size(), flow::kNone);
  std::size_t silent = 0;
  for (const flow::DeviceIndex i : on) {
    Device& d = h.devices[i];
    const std::uint32_t room = rtls::room_at(h.building, d.at);
    shortrange::DeviceSetup device{i, {}};
    for (std::uint32_t r = 0; r < room_of.size(); ++r) {
      const Dbm light = shortrange::light_at(Metres{distance(family.sites[r].at, d.at)});
      if (room_of[r] == room && light >= cell.radio.sensitivity) device.paths.push_back({r, light});
    }
    std::ranges::stable_sort(device.paths, {}, [](const auto& p) { return -p.power.value; });
    if (!device.paths.empty())
      d.access = cell.receivers[device.paths[0].receiver];
    else if (++silent <= 3)
      c.error(
          family.section,
          fmt::format("'{}' {} has no receiver in sight", d.name, room_name(h.building, room)),
          {fmt::format("Light stays in its room and reaches {:g} m. Hang one there, or give the "
                       "device another link.",
                       section.light.reach.value)});
    h.infrared.cell_of[i] = 0;
    cell.devices.push_back(std::move(device));
  }
  if (silent > 3)
    c.error(family.section, fmt::format("{} more devices have none in sight", silent - 3));
  h.infrared.cells.push_back(std::move(cell));
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
  compile_infrared(c);
}

}  // namespace wardtwin::compiler
