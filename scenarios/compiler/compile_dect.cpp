#include <algorithm>

#include <fmt/format.h>

#include "network_models/propagation/formulas.h"
#include "scenarios/compiler/radio_family.h"

// DECT: base stations of one system.
namespace wardtwin::compiler {
namespace {

constexpr Decibels kBelowReach{10};  // what this far under the sensitivity still disturbs
const Hertz kChannelWidth{1.728e6};
const Decibels kNoiseFigure{10};

void add_dect_band(Compilation& c, const RadioFamily& family) {
  const DectSection& section = c.network.dect;
  Band& band = add_band(c, family, section, section.radio.carrier, section.radio.base_power);
  for (Band::Site& site : band.sites)
    site.channel = fmt::format("0-{}", section.radio.carriers - 1);
  band.noise = propagation::noise_floor(kChannelWidth, kNoiseFigure);
  band.audible = section.radio.sensitivity;
  band.rate = [def = section.radio](Dbm p) {
    return p < def.sensitivity ? 0.0 : 8 * def.slot_bytes / seconds(dect::kFrame);
  };
}

}  // namespace

void compile_dect(Compilation& c) {
  Hospital& h = c.hospital;
  const DectSection& section = c.network.dect;
  const dect::DectDef& radio = section.radio;
  const RadioFamily family{devices::Link::dect, "DECT", "network.dect.base_stations",
                           "base station", sites_of(section.base_stations)};
  if (!present(c, family)) return;
  const auto on = devices_on(h, family.link);
  check_not_saturated(c, on, "its devices take a channel for each message");
  if (c.context.errors() > 0) return;  // positions must be sound before waves are computed
  const propagation::Propagation propagation(section.propagation, section.wall_loss, h.building,
                                             radio.carrier, {h.header.seed, 0});
  dect::CellSetup cell;
  cell.radio = radio;
  for (const RadioSite& site : family.sites)
    cell.bases.push_back(add_radio(c, family, site, fmt::format("0-{}", radio.carriers - 1)));
  h.dect.cell_of.assign(h.devices.size(), flow::kNone);
  std::vector<Silent> silent;
  const Dbm weaker = std::min(radio.base_power, radio.device_power);
  const Dbm louder = std::max(radio.base_power, radio.device_power);
  for (const flow::DeviceIndex i : on) {
    dect::DeviceSetup device{i, {}};
    for (std::uint32_t b = 0; b < family.sites.size(); ++b) {
      const Decibels loss = loss_to(propagation, family.sites[b], h.devices[i]).total;
      if (louder - loss + kBelowReach >= radio.sensitivity) device.paths.push_back({b, loss});
    }
    std::ranges::stable_sort(device.paths, {}, [](const auto& p) { return p.loss.value; });
    if (device.paths.empty() || !dect::in_reach(radio, device.paths[0].loss))
      silent.push_back({i, weaker,
                        fmt::format("both ends need {:.0f} dBm + {:.0f} dB margin",
                                    radio.sensitivity.value, radio.fade_margin.value)});
    else
      h.devices[i].access = cell.bases[device.paths[0].base];
    h.dect.cell_of[i] = 0;
    cell.devices.push_back(std::move(device));
  }
  tell_silent(c, family, propagation, silent);
  h.dect.cells.push_back(std::move(cell));
  add_dect_band(c, family);
}

}  // namespace wardtwin::compiler
