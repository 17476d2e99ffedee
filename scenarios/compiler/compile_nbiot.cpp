#include <algorithm>

#include <fmt/format.h>

#include "scenarios/compiler/radio_family.h"

namespace wardtwin::compiler {
namespace {

// NB-IoT or LTE-M: the same section from other defaults, and cells of the same model.
struct Network {
  RadioFamily family;
  const NbiotSection& section;
  Cells<nbiot::CellSetup>& cells;
  std::string path;
};

void check_levels(Compilation& c, const Network& n) {
  const nbiot::NbiotDef& cell = n.section.cell;
  for (int l = 1; l < nbiot::kLevels; ++l)
    if (cell.level(l).coupling_loss <= cell.level(l - 1).coupling_loss)
      c.error(n.path + ".cell",
              fmt::format("a level of {:.0f} dB follows one of {:.0f} dB",
                          cell.level(l).coupling_loss.value, cell.level(l - 1).coupling_loss.value),
              {"Write normal:, robust: and extreme: with rising coupling_loss:."});
}

void compile(Compilation& c, const Network& n) {
  Hospital& h = c.hospital;
  const auto& [family, section, cells, path] = n;
  if (!present(c, family)) return;
  const auto on = devices_on(h, family.link);
  check_levels(c, n);
  check_not_saturated(c, on, fmt::format("{} sleeps between messages", family.title));
  if (c.context.errors() > 0) return;  // positions must be sound before waves are computed
  const propagation::Propagation propagation(section.propagation, section.wall_loss, h.building,
                                             section.radio.carrier, {h.header.seed, 0});
  for (const RadioSite& site : family.sites) {
    cells.cells.emplace_back().nbiot = section.cell;
    cells.cells.back().entry =
        add_radio(c, family, site, fmt::format("{:.0f} MHz", section.radio.carrier.value * 1e-6));
  }
  cells.cell_of.assign(h.devices.size(), flow::kNone);
  std::vector<Silent> silent;
  for (const flow::DeviceIndex i : on) {
    const Device& d = h.devices[i];
    std::vector<Decibels> loss;
    for (const RadioSite& site : family.sites) loss.push_back(loss_to(propagation, site, d).total);
    const auto serving = static_cast<std::size_t>(std::ranges::min_element(loss) - loss.begin());
    const int level = nbiot::level_of(section.cell, loss[serving]);
    if (level >= nbiot::kLevels)
      silent.push_back({i, section.radio.device_power,
                        fmt::format("extreme coverage ends at a coupling loss of {:.0f} dB",
                                    section.cell.extreme.coupling_loss.value)});
    cells.cells[serving].devices.push_back({i, level});
    cells.cell_of[i] = static_cast<std::uint32_t>(serving);
    h.devices[i].access = cells.cells[serving].entry;
  }
  tell_silent(c, family, propagation, silent);
}

Network network(devices::Link link, std::string_view title, std::string_view sites,
                const NbiotSection& section, Cells<nbiot::CellSetup>& cells, std::string path) {
  return {{link, title, sites, "base station", sites_of(section.base_stations)},
          section,
          cells,
          std::move(path)};
}

}  // namespace

void compile_nbiot(Compilation& c) {
  compile(c, network(devices::Link::nbiot, "NB-IoT", "network.nbiot.base_stations", c.network.nbiot,
                     c.hospital.nbiot, "network.nbiot"));
  compile(c, network(devices::Link::ltem, "LTE-M", "network.ltem.base_stations", c.network.ltem,
                     c.hospital.ltem, "network.ltem"));
}

}  // namespace wardtwin::compiler
