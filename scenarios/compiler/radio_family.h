#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "network_models/propagation/propagation.h"
#include "scenarios/compiler/compile.h"

/// What radio families share on the way from their section of a scenario to their cells. A family
/// adds how powers become a setup, and what "in reach" means.
namespace wardtwin::compiler {

/// A radio that hangs in the building: gateway, router, base station.
struct RadioSite {
  std::string name;
  Position at;
  std::string on;  ///< its switch
};

struct RadioFamily {
  devices::Link link;
  std::string_view title;    ///< "Bluetooth LE"
  std::string_view section;  ///< "network.ble.gateways"
  std::string_view site;     ///< "gateway"
  std::vector<RadioSite> sites;
};

template <class Def>
std::vector<RadioSite> sites_of(const std::vector<Def>& defs) {
  std::vector<RadioSite> sites;
  for (const Def& d : defs) {
    sites.push_back({d.name, d.at, ""});
    if constexpr (requires { d.on; }) sites.back().on = d.on;
  }
  return sites;
}

/// Is there anything to build? Devices on the link without a site are an error.
bool present(Compilation& c, const RadioFamily& family);

std::vector<flow::DeviceIndex> devices_on(const Hospital& hospital, devices::Link link);

inline propagation::PathLoss loss_to(const propagation::Propagation& p, const RadioSite& site,
                                     Position at) {
  return p.loss(name_key(site.name), site.at, at);
}

/// The same to a device, with what its wearer takes.
inline propagation::PathLoss loss_to(const propagation::Propagation& p, const RadioSite& site,
                                     const Device& device) {
  propagation::PathLoss loss = loss_to(p, site, device.at);
  loss.body = propagation::body_loss(device.body, device.at, site.at);
  loss.total = loss.total + loss.body;
  return loss;
}

/// A node of a network in which all hear all: what names it to the waves, where it is, what it sends with.
struct MeshNode {
  std::uint64_t key;
  Position at;
  Dbm power;
  propagation::Body body{};
};
/// dBm of each node at each other, row by sender: the loss is the same both ways, powers differ.
std::vector<double> powers_between(const propagation::Propagation& propagation,
                                   std::span<const MeshNode> nodes);

/// A device that no site serves.
struct Silent {
  flow::DeviceIndex device;
  Dbm sends{0};
  std::string needs;  ///< "1M needs -95 dBm + 5 dB margin"
};
/// One error for each of the first three, with the arithmetic of the best path, and one for the
/// rest.
void tell_silent(Compilation& c, const RadioFamily& family,
                 const propagation::Propagation& propagation, std::span<const Silent> silent);

/// Most application bytes of one message, and of what: "an advertising packet".
struct PayloadLimit {
  int bytes;
  std::string carrier;
};
/// One error for each class with a longer message.
void check_payloads(Compilation& c, std::span<const flow::DeviceIndex> devices,
                    const std::function<PayloadLimit(const Device&, bool downlink)>& limit,
                    const std::string& advice);
/// One error for each class that always sends; `why` says what forbids it.
void check_not_saturated(Compilation& c, std::span<const flow::DeviceIndex> devices,
                         std::string_view why);

/// What a survey hears of a family: its sites at one power unless a site has its own. Channels,
/// noise, audibility and rates are the family's to fill in.
template <class Section>
Band& add_band(Compilation& c, const RadioFamily& family, const Section& section, Hertz carrier,
               Dbm power) {
  Band& band = c.hospital.bands.emplace_back();
  band.name = word_of(family.link);
  band.carrier = carrier;
  band.propagation = section.propagation;
  band.wall_loss = section.wall_loss;
  for (const RadioSite& site : family.sites) band.sites.push_back({site.name, "", site.at, power});
  return band;
}

/// Adds the site to the hospital's radios; its row of backbone accesses.
std::uint32_t add_radio(Compilation& c, const RadioFamily& family, const RadioSite& site,
                        std::string channel, bool cabled = true);

}  // namespace wardtwin::compiler
