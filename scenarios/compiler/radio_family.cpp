#include "scenarios/compiler/radio_family.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace wardtwin::compiler {
namespace {

constexpr std::size_t kShown = 3;

std::string class_path(const Compilation& c, const Device& d) {
  return (c.hospital.bench ? "bench.devices." : "devices.classes.") + d.class_name;
}

// Why nothing is in reach, in numbers.
std::string coverage_gap(const RadioFamily& family, const propagation::Propagation& propagation,
                         const Silent& silent, const Device& device) {
  const auto nearer = [&](const RadioSite& a, const RadioSite& b) {
    return loss_to(propagation, a, device).total < loss_to(propagation, b, device).total;
  };
  const RadioSite& best = *std::min_element(family.sites.begin(), family.sites.end(), nearer);
  const auto loss = loss_to(propagation, best, device);
  return fmt::format(
      "best {} is {} at {:.1f} m: path loss {:.1f} dB ({} walls {:.1f} dB, {} floors {:.1f} dB, "
      "shadowing {:.1f} dB{}); {:.0f} dBm - {:.1f} dB = {:.1f} dBm, and {}",
      family.site, best.name, loss.distance.value, loss.total.value, loss.crossed.total_walls(),
      loss.walls.value, loss.crossed.total_slabs(), loss.slabs.value, loss.shadowing.value,
      loss.body.value > 0 ? fmt::format(", the wearer's body {:.1f} dB", loss.body.value) : "",
      silent.sends.value, loss.total.value, (silent.sends - loss.total).value, silent.needs);
}

}  // namespace

std::vector<flow::DeviceIndex> devices_on(const Hospital& hospital, devices::Link link) {
  std::vector<flow::DeviceIndex> on;
  for (flow::DeviceIndex d = 0; d < hospital.devices.size(); ++d)
    if (hospital.devices[d].link == link) on.push_back(d);
  return on;
}

bool present(Compilation& c, const RadioFamily& family) {
  if (!family.sites.empty()) return true;
  if (devices_on(c.hospital, family.link).empty()) return false;
  c.error(family.section,
          fmt::format("there are devices on {}, and no {}", family.title, family.site),
          {fmt::format("Write {}: with at least one, or another link for the devices.",
                       family.section)});
  return false;
}

void tell_silent(Compilation& c, const RadioFamily& family,
                 const propagation::Propagation& propagation, std::span<const Silent> silent) {
  for (const Silent& s : silent.first(std::min(silent.size(), kShown))) {
    const Device& d = c.hospital.devices[s.device];
    c.error(family.section,
            fmt::format("'{}' at [{:.1f} m, {:.1f} m, {:.1f} m] has no {} in reach", d.name, d.at.x,
                        d.at.y, d.at.z, family.site),
            {coverage_gap(family, propagation, s, d),
             fmt::format("Add {} {} nearer, raise the powers, or give the device another link.",
                         family.site.starts_with('a') ? "an" : "a", family.site)});
  }
  if (silent.size() > kShown)
    c.error(family.section,
            fmt::format("{} more devices have none in reach", silent.size() - kShown));
}

void check_payloads(Compilation& c, std::span<const flow::DeviceIndex> devices,
                    const std::function<PayloadLimit(const Device&, bool downlink)>& limit,
                    const std::string& advice) {
  std::set<std::string> told;
  for (const flow::DeviceIndex i : devices) {
    const Device& d = c.hospital.devices[i];
    for (auto s = d.first_source; s < d.first_source + d.source_count; ++s) {
      const flow::Source& source = c.hospital.sources[s];
      const PayloadLimit most = limit(d, source.downlink);
      if (static_cast<int>(source.payload_bytes) <= most.bytes) continue;
      if (!told.insert(d.class_name).second) break;
      c.error(class_path(c, d),
              fmt::format("'{}' has messages of {} B; {} carries {} B", d.class_name,
                          source.payload_bytes, most.carrier, most.bytes),
              {advice});
      break;
    }
  }
}

void check_not_saturated(Compilation& c, std::span<const flow::DeviceIndex> devices,
                         std::string_view why) {
  std::set<std::string> told;
  for (const flow::DeviceIndex i : devices) {
    const Device& d = c.hospital.devices[i];
    for (auto s = d.first_source; s < d.first_source + d.source_count; ++s)
      if (c.hospital.sources[s].pattern == flow::Pattern::saturated &&
          told.insert(d.class_name).second)
        c.error(class_path(c, d), fmt::format("'{}' always sends; {}", d.class_name, why),
                {"Write pattern: periodic or poisson, and every:."});
  }
}

std::uint32_t add_radio(Compilation& c, const RadioFamily& family, const RadioSite& site,
                        std::string channel, bool cabled) {
  Hospital& h = c.hospital;
  const std::size_t entry = (h.wifi ? h.wifi->names.size() : 0) + h.gateway_radios.size();
  GatewayRadio radio;
  radio.name = site.name;
  radio.radio = word_of(family.link);
  radio.channel = std::move(channel);
  radio.at = site.at;
  radio.section = family.section;
  radio.on = site.on;
  radio.cabled = cabled;
  radio.entry = static_cast<std::uint32_t>(entry);
  h.gateway_radios.push_back(std::move(radio));
  return h.gateway_radios.back().entry;
}

std::vector<double> powers_between(const propagation::Propagation& propagation,
                                   std::span<const MeshNode> nodes) {
  const std::size_t size = nodes.size();
  std::vector<double> power(size * size);
  for (std::size_t a = 0; a < size; ++a) {
    power[a * size + a] = nodes[a].power.value;
    for (std::size_t b = a + 1; b < size; ++b) {
      const double loss = propagation.loss(nodes[a].key, nodes[a].at, nodes[b].at).total.value +
                          propagation::body_loss(nodes[a].body, nodes[a].at, nodes[b].at).value +
                          propagation::body_loss(nodes[b].body, nodes[b].at, nodes[a].at).value;
      power[a * size + b] = nodes[a].power.value - loss;
      power[b * size + a] = nodes[b].power.value - loss;
    }
  }
  return power;
}

}  // namespace wardtwin::compiler
