#include <algorithm>

#include <fmt/format.h>

#include "scenarios/compiler/radio_family.h"

namespace wardtwin::compiler {
namespace {

const Hertz kCarrier{866.3e6};

std::string class_path(const Compilation& c, const Device& d) {
  return (c.hospital.bench ? "bench.devices." : "devices.classes.") + d.class_name;
}

// The reader a device names, or the nearest; nothing where the name is unknown.
std::optional<std::size_t> reader_of(Compilation& c, const RadioFamily& family, const Device& d) {
  if (d.rfid.reader.empty()) {
    const auto nearer = [&](const RadioSite& a, const RadioSite& b) {
      return distance(a.at, d.at) < distance(b.at, d.at);
    };
    return std::ranges::min_element(family.sites, nearer) - family.sites.begin();
  }
  const auto found = std::ranges::find(family.sites, d.rfid.reader, &RadioSite::name);
  if (found != family.sites.end()) return found - family.sites.begin();
  std::vector<std::string> names;
  for (const RadioSite& s : family.sites) names.push_back(s.name);
  c.error(class_path(c, d) + ".rfid.reader", fmt::format("there is no reader '{}'", d.rfid.reader),
          {did_you_mean(d.rfid.reader, names), fmt::format("Readers are {}.", join(names))});
  return std::nullopt;
}

const std::string& first_of_class(const Hospital& h, const Device& d) {
  return std::ranges::find(h.devices, d.class_name, &Device::class_name)->name;
}

// Of a tag's power over what it needs, before orientation.
Decibels margin_of(const Compilation& c, const propagation::Propagation& propagation,
                   const RadioSite& site, const ReaderDef& reader, const Device& d) {
  const RfidSection& s = c.network.rfid;
  const Decibels loss = reader.lane ? propagation::free_space_loss(kCarrier, *reader.lane)
                                    : loss_to(propagation, site, d).total;
  return s.radio.reader_power - loss - d.rfid.attachment - s.radio.tag_sensitivity;
}

std::string needs(const RfidSection& s, const Device& d) {
  return fmt::format(
      "its tag needs {:.0f} dBm + {:.0f} dB attachment, and orientation gives {:.0f} "
      "dB at most",
      s.radio.tag_sensitivity.value, d.rfid.attachment.value, 3 * s.radio.orientation.value);
}

void too_far(Compilation& c, const RfidSection& s, const Device& d, Metres lane) {
  if (d.name != first_of_class(c.hospital, d)) return;  // told once for each class
  const Decibels loss = propagation::free_space_loss(kCarrier, lane);
  c.error(class_path(c, d), fmt::format("no tag of '{}' can be read as it passes", d.class_name),
          {fmt::format("{:.0f} dBm - {:.1f} dB at {} m = {:.1f} dBm, and {}.",
                       s.radio.reader_power.value, loss.value, lane.value,
                       (s.radio.reader_power - loss).value, needs(s, d)),
           "Narrow the lane:, raise reader_power:, or attach the tag so that less is lost."});
}

}  // namespace

void compile_rfid(Compilation& c) {
  Hospital& h = c.hospital;
  const RfidSection& section = c.network.rfid;
  const RadioFamily family{devices::Link::rfid, "RFID", "network.rfid.readers", "reader",
                           sites_of(section.readers)};
  if (!present(c, family)) return;
  const auto on = devices_on(h, family.link);
  std::vector<std::size_t> reader(h.devices.size());
  for (const flow::DeviceIndex i : on) {
    const auto found = reader_of(c, family, h.devices[i]);
    if (!found) return;
    reader[i] = *found;
  }
  check_not_saturated(c, on, "a tag passes a reader now and then");
  check_payloads(
      c, on,
      [&](const Device& d, bool) {
        const auto i = static_cast<std::size_t>(&d - h.devices.data());
        const bool tag = section.readers[reader[i]].protocol == rfid::Protocol::gen2;
        return PayloadLimit{tag ? rfid::kLongestEpc : rfid::kLongestCard, tag ? "a tag" : "a card"};
      },
      "Shorten the payload: a tag tells who it is, and the rest is in a database.");
  if (c.context.errors() > 0) return;  // positions must be sound before waves are computed
  const propagation::Propagation propagation(section.propagation, section.wall_loss, h.building,
                                             kCarrier, {h.header.seed, 0});
  auto& cells = h.rfid.cells;
  for (std::size_t r = 0; r < family.sites.size(); ++r) {
    const rfid::Protocol protocol = section.readers[r].protocol;
    cells.emplace_back().rfid = {section.radio, section.link, section.inventory, section.use};
    cells.back().protocol = protocol;
    cells.back().entry = add_radio(c, family, family.sites[r],
                                   protocol == rfid::Protocol::gen2 ? "866 MHz" : "13.56 MHz");
  }
  h.rfid.cell_of.assign(h.devices.size(), flow::kNone);
  std::vector<Silent> silent;
  for (const flow::DeviceIndex i : on) {
    const Device& d = h.devices[i];
    const std::size_t r = reader[i];
    const Decibels margin = margin_of(c, propagation, family.sites[r], section.readers[r], d);
    const bool tag = section.readers[r].protocol == rfid::Protocol::gen2;
    if (tag && margin.value + 3 * section.radio.orientation.value < 0) {
      if (const auto lane = section.readers[r].lane)
        too_far(c, section, d, *lane);
      else
        silent.push_back({i, section.radio.reader_power, needs(section, d)});
    }
    cells[r].tags.push_back({i, margin});
    h.rfid.cell_of[i] = static_cast<std::uint32_t>(r);
    h.devices[i].access = cells[r].entry;
  }
  tell_silent(c, family, propagation, silent);
}

}  // namespace wardtwin::compiler
