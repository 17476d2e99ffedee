#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "network_models/nr/lte_blocks.h"
#include "network_models/nr/slots.h"
#include "network_models/nr/tables.h"
#include "network_models/propagation/formulas.h"
#include "scenarios/compiler/radio_family.h"
#include "sim/base/error.h"

namespace wardtwin::compiler {
namespace {

void check_settings(Compilation& c) {
  const nr::NrDef& cell = c.network.cellular.cell;
  try {
    nr::Slots(cell.numerology, cell.pattern);
  } catch (const InputError& e) {
    c.error("network.cellular.cell.pattern", e.what(),
            {"Write slots as D, S and U, such as DDDSU; or FDD."});
  }
  if (cell.standard == nr::Generation::lte && cell.numerology != 0)
    c.error("network.cellular.cell.numerology",
            fmt::format("LTE has slots of 1 ms, and numerology {} has {} us", cell.numerology,
                        1000 >> cell.numerology),
            {"Write numerology: 0, or standard: NR."});
  if (cell.standard == nr::Generation::lte &&
      (cell.resource_blocks > nr::kMostLteBlocks || cell.layers > 2))
    c.error("network.cellular.cell.resource_blocks",
            fmt::format("LTE's table of block sizes ends at {} resource blocks and 2 layers",
                        nr::kMostLteBlocks),
            {"Carriers of 20 MHz have 100 resource blocks."});
}

void check_classes(Compilation& c, std::span<const flow::DeviceIndex> devices) {
  for (const flow::DeviceIndex i : devices) {
    const Device& d = c.hospital.devices[i];
    if (d.cellular.five_qi == 0) continue;
    try {
      nr::five_qi(d.cellular.five_qi);
    } catch (const InputError& e) {
      c.error(
          c.hospital.bench ? "bench.devices." + d.class_name : "devices.classes." + d.class_name,
          fmt::format("'{}': {}", d.class_name, e.what()),
          {"Write 0 to go by the traffic class of each message."});
      return;
    }
  }
}

Dbm power_of(const CellularSection& s, std::size_t station) {
  return s.base_stations[station].power.value_or(s.radio.base_station_power);
}

// What stands between a device and its base station, in the direction that fails.
Silent silent_of(const CellularSection& s, flow::DeviceIndex device, std::size_t serving,
                 const nr::LinkBudget& b) {
  const bool down = nr::choose_mcs(b.down, s.cell.bler_target) < 0;
  return {device, down ? power_of(s, serving) : s.radio.device_power,
          fmt::format("the slowest rate {} needs {:.1f} dB over noise and interference of {:.1f} "
                      "dBm + {:.0f} dB margin",
                      down ? "down" : "up", nr::sinr_for_ten_percent(0).value,
                      (down ? b.noise_down : b.noise_up).value, s.radio.fade_margin.value)};
}

}  // namespace

void compile_cellular(Compilation& c) {
  Hospital& h = c.hospital;
  const CellularSection& section = c.network.cellular;
  const RadioFamily family{devices::Link::cellular, "a cellular network",
                           "network.cellular.base_stations", "base station",
                           sites_of(section.base_stations)};
  if (!present(c, family)) return;
  const auto on = devices_on(h, family.link);
  check_settings(c);
  check_classes(c, on);
  if (c.context.errors() > 0) return;  // positions must be sound before waves are computed
  const propagation::Propagation propagation(section.propagation, section.wall_loss, h.building,
                                             section.radio.carrier, {h.header.seed, 0});
  auto& cells = h.cellular.cells;
  for (const RadioSite& site : family.sites) {
    cells.emplace_back().nr = section.cell;
    cells.back().entry =
        add_radio(c, family, site, fmt::format("{:.2f} GHz", section.radio.carrier.value * 1e-9));
  }
  h.cellular.cell_of.assign(h.devices.size(), flow::kNone);
  std::vector<Silent> silent;
  std::vector<Dbm> received(cells.size());
  for (const flow::DeviceIndex i : on) {
    const Device& d = h.devices[i];
    for (std::size_t b = 0; b < cells.size(); ++b)
      received[b] = power_of(section, b) - loss_to(propagation, family.sites[b], d).total;
    const auto serving =
        static_cast<std::size_t>(std::ranges::max_element(received) - received.begin());
    const Dbm up = section.radio.device_power - (power_of(section, serving) - received[serving]);
    const nr::LinkBudget budget =
        nr::link_budget(section.radio, section.cell, received, serving, up);
    if (!nr::in_reach(section.cell, budget))
      silent.push_back(silent_of(section, i, serving, budget));
    cells[serving].devices.push_back({i, budget.down, budget.up, d.cellular.five_qi,
                                      d.cellular.configured_grant, d.cellular.connected});
    h.cellular.cell_of[i] = static_cast<std::uint32_t>(serving);
    h.devices[i].access = cells[serving].entry;
  }
  tell_silent(c, family, propagation, silent);
  Band& band =
      add_band(c, family, section, section.radio.carrier, section.radio.base_station_power);
  for (std::size_t b = 0; b < band.sites.size(); ++b) band.sites[b].power = power_of(section, b);
  const nr::NrDef& cell = section.cell;
  const double width = cell.resource_blocks * 12 * 15e3 * std::exp2(cell.numerology);
  band.noise = propagation::noise_floor({width}, section.radio.device_noise_figure);
  const Decibels margin = section.radio.fade_margin;
  band.audible = band.noise + nr::sinr_for_ten_percent(0) + margin;
  band.rate = [cell, margin, noise = band.noise](Dbm p) {
    const int mcs = nr::choose_mcs(p - noise - margin, cell.bler_target);
    if (mcs < 0) return 0.0;
    const auto entry = nr::mcs_table(nr::McsTable::qam64)[static_cast<std::size_t>(mcs)];
    const int bits = cell.standard == nr::Generation::lte
                         ? nr::lte_block_bits(cell.resource_blocks, mcs, cell.layers)
                         : nr::transport_block_bits({cell.resource_blocks, cell.symbols,
                                                     cell.reference_elements, 0, cell.layers},
                                                    entry);
    return bits / seconds(nr::Slots(cell.numerology, cell.pattern).length());
  };
}

}  // namespace wardtwin::compiler
