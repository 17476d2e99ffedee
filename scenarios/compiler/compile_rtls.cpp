#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "scenarios/compiler/quantity.h"
#include "scenarios/compiler/radio_family.h"

// Ultra-wideband tags, and services that make positions of any radio's messages.
namespace wardtwin::compiler {
namespace {

const Hertz kCarrier{6489.6e6};  // channel 5 of IEEE 802.15.4z

}  // namespace

void compile_uwb(Compilation& c) {
  Hospital& h = c.hospital;
  const UwbSection& section = c.network.uwb;
  const RadioFamily family{devices::Link::uwb, "UWB", "network.uwb.anchors", "anchor",
                           sites_of(section.anchors)};
  if (!present(c, family)) return;
  const auto on = devices_on(h, family.link);
  const uwb::UwbDef& radio = section.radio;
  if (radio.airtime + radio.ranging > radio.slot)
    c.error(
        "network.uwb.radio.slot",
        fmt::format("{} on the air and {} of ranging exceed a slot of {}",
                    write_time(radio.airtime), write_time(radio.ranging), write_time(radio.slot)),
        {fmt::format("Write slot: {} or longer.", write_time(radio.airtime + radio.ranging))});
  if (static_cast<int>(family.sites.size()) < radio.anchors_needed)
    c.error("network.uwb.anchors",
            fmt::format("a position needs {} anchors, and there are {}", radio.anchors_needed,
                        family.sites.size()),
            {"Add anchors that hear the same places, or write radio: anchors_needed:."});
  check_not_saturated(c, on, "its tags have one slot for each position");
  if (c.context.errors() > 0) return;  // positions must be sound before waves are computed
  const propagation::Propagation propagation(section.propagation, section.wall_loss, h.building,
                                             kCarrier, {h.header.seed, 0});
  uwb::CellSetup cell;
  cell.uwb = section.radio;
  for (const RadioSite& site : family.sites)
    cell.anchors.push_back(add_radio(c, family, site, "5"));
  h.uwb.cell_of.assign(h.devices.size(), flow::kNone);
  std::vector<Silent> silent;
  for (const flow::DeviceIndex i : on) {
    std::vector<std::pair<double, std::uint32_t>> heard;
    for (std::uint32_t a = 0; a < family.sites.size(); ++a) {
      const Dbm power =
          section.radio.tag_power - loss_to(propagation, family.sites[a], h.devices[i]).total;
      if (power >= section.radio.sensitivity) heard.emplace_back(-power.value, a);
    }
    std::ranges::sort(heard);
    if (static_cast<int>(heard.size()) < section.radio.anchors_needed)
      silent.push_back(
          {i, section.radio.tag_power,
           fmt::format("{} of the {} anchors that a position needs hear it at {:.0f} dBm",
                       heard.size(), section.radio.anchors_needed,
                       section.radio.sensitivity.value)});
    uwb::TagSetup tag{i, {}};
    for (const auto& [power, anchor] : heard) tag.anchors.push_back(anchor);
    if (!heard.empty()) h.devices[i].access = cell.anchors[heard[0].second];
    cell.tags.push_back(std::move(tag));
    h.uwb.cell_of[i] = 0;
  }
  tell_silent(c, family, propagation, silent);
  h.uwb.cells.push_back(std::move(cell));
}

void compile_rtls(Compilation& c) {
  Hospital& h = c.hospital;
  std::set<std::string> known;
  for (const Device& d : h.devices) known.insert(d.class_name);
  const std::vector<std::string> names(known.begin(), known.end());
  for (const auto& [name, def] : c.network.rtls) {
    const std::string path = "network.rtls." + name;
    if (def.classes.empty())
      c.error(path, "no class of devices has its messages made positions",
              {"Write classes: [asset_tag]."});
    for (const std::string& wanted : def.classes)
      if (!known.contains(wanted))
        c.error(
            path + ".classes", fmt::format("there is no device of class '{}'", wanted),
            {did_you_mean(wanted, names), fmt::format("Classes here are {}.", join(names, 12))});
    const rtls::Accuracy typical = rtls::typical(def.technology);
    const Metres median = def.median.value_or(typical.median), p90 = def.p90.value_or(typical.p90);
    if (def.technology != rtls::Technology::infrared && p90 <= median)
      c.error(
          path,
          fmt::format("its p90 of {} m is not above its median of {} m", p90.value, median.value),
          {"Write both, from the same survey."});
    rtls::LocatorSetup& setup = h.locators.emplace_back();
    setup.name = name;
    setup.def = def;
    for (flow::DeviceIndex i = 0; i < h.devices.size(); ++i)
      if (std::ranges::count(def.classes, h.devices[i].class_name) > 0)
        setup.tags.push_back({i, h.devices[i].at});
  }
}

}  // namespace wardtwin::compiler
