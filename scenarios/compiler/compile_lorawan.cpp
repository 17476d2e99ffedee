#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "network_models/propagation/formulas.h"
#include "scenarios/compiler/radio_family.h"

namespace wardtwin::compiler {
namespace {

const Hertz kCarrier{868.1e6};

void check_settings(Compilation& c) {
  const lorawan::LorawanDef& r = c.network.lorawan.radio;
  if (r.rx2_delay <= r.rx1_delay)
    c.error("network.lorawan.radio.rx2_delay",
            "the second window opens no later than the first, rx1_delay:");
  if (r.retry_high < r.retry_low)
    c.error("network.lorawan.radio.retry_high", "the most is below the least, retry_low:");
}

// The gateway that hears a device best, and how loud.
struct Best {
  std::size_t gateway = 0;
  Dbm power{0};
};
Best best_of(const lorawan::CellSetup& cell, std::size_t device) {
  const std::size_t n = cell.gateways.size();
  const auto first = cell.loss.begin() + static_cast<std::ptrdiff_t>(device * n);
  const auto best = std::min_element(first, first + static_cast<std::ptrdiff_t>(n));
  return {static_cast<std::size_t>(best - first), cell.lorawan.device_power - Decibels{*best}};
}

int spreading_factor(const lorawan::CellSetup& cell, std::size_t device) {
  const int stated = cell.devices[device].sf;
  return stated ? stated : fastest_heard(cell.lorawan, best_of(cell, device).power);
}

void check_coverage(Compilation& c, const RadioFamily& family, const propagation::Propagation& p,
                    const lorawan::CellSetup& cell) {
  const lorawan::LorawanDef& def = cell.lorawan;
  std::vector<Silent> silent;
  for (std::size_t i = 0; i < cell.devices.size(); ++i) {
    const int sf = spreading_factor(cell, i);
    if (heard(def, sf, best_of(cell, i).power)) continue;
    const Dbm least = sensitivity(def.receiver, sf, def.bandwidth, def.noise_figure);
    silent.push_back({cell.devices[i].device, def.device_power,
                      fmt::format("spreading factor {} needs {:.1f} dBm", sf, least.value)});
  }
  tell_silent(c, family, p, silent);
}

void check_devices(Compilation& c, std::span<const flow::DeviceIndex> devices) {
  for (const flow::DeviceIndex i : devices) {
    const Device& d = c.hospital.devices[i];
    const int sf = d.lorawan.spreading_factor;
    if (sf == 0 || (sf >= lorawan::kLowestSf && sf <= lorawan::kHighestSf)) continue;
    c.error(c.hospital.bench ? "bench.devices." + d.class_name : "devices.classes." + d.class_name,
            fmt::format("'{}' has spreading factor {}", d.class_name, sf),
            {"Write 7 to 12, or 0 for the fastest that is heard."});
    return;
  }
  check_not_saturated(c, devices, "LoRaWAN sends now and then, within a duty cycle");
}

}  // namespace

void compile_lorawan(Compilation& c) {
  Hospital& h = c.hospital;
  const LorawanSection& section = c.network.lorawan;
  const RadioFamily family{devices::Link::lorawan, "LoRaWAN", "network.lorawan.gateways", "gateway",
                           sites_of(section.gateways)};
  if (!present(c, family)) return;
  const auto on = devices_on(h, family.link);
  check_settings(c);
  check_devices(c, on);
  if (c.context.errors() > 0) return;  // positions must be sound before waves are computed
  const propagation::Propagation propagation(section.propagation, section.wall_loss, h.building,
                                             kCarrier, {h.header.seed, 0});
  // The network server takes copies from all gateways, so all of them are one cell.
  lorawan::CellSetup cell;
  cell.lorawan = section.radio;
  const std::string channels = fmt::format("0-{}", section.radio.channels - 1);
  for (const RadioSite& site : family.sites)
    cell.gateways.push_back(add_radio(c, family, site, channels));
  h.lorawan.cell_of.assign(h.devices.size(), flow::kNone);
  for (const flow::DeviceIndex i : on) {
    const Device& d = h.devices[i];
    for (const RadioSite& site : family.sites)
      cell.loss.push_back(loss_to(propagation, site, d).total.value);
    cell.devices.push_back({i, d.lorawan.spreading_factor, d.lorawan.class_c, d.lorawan.confirmed});
    h.devices[i].access = cell.gateways[best_of(cell, cell.devices.size() - 1).gateway];
    h.lorawan.cell_of[i] = 0;
  }
  check_coverage(c, family, propagation, cell);
  if (c.context.errors() > 0) return;
  std::vector<int> factor(h.devices.size());
  for (std::size_t i = 0; i < on.size(); ++i) factor[on[i]] = spreading_factor(cell, i);
  check_payloads(
      c, on,
      [&](const Device& d, bool downlink) {
        const int sf = downlink ? section.radio.rx2_sf
                                : factor[static_cast<std::size_t>(&d - h.devices.data())];
        return PayloadLimit{lorawan::payload_limit(sf),
                            fmt::format("a frame of spreading factor {}", sf)};
      },
      "Shorten the payload, or add a gateway nearer so that a faster rate is heard.");
  h.lorawan.cells.push_back(std::move(cell));
  Band& band = add_band(c, family, section, kCarrier, section.radio.gateway_power);
  band.noise = propagation::noise_floor(section.radio.bandwidth, section.radio.noise_figure);
  band.audible = lorawan::sensitivity(section.radio.receiver, lorawan::kHighestSf,
                                      section.radio.bandwidth, section.radio.noise_figure);
  band.rate = [def = section.radio](Dbm p) {
    const int sf = fastest_heard(def, p);
    if (!heard(def, sf, p)) return 0.0;
    return sf * def.bandwidth.value / std::exp2(sf) * 4 / (4 + def.coding_rate);
  };
}

}  // namespace wardtwin::compiler
