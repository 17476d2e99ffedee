#include <algorithm>

#include <fmt/format.h>

#include "scenarios/compiler/compile.h"

// Who disturbs whom at 2.4 GHz, and with what power.
namespace wardtwin::compiler {
namespace {

using radio::Spectrum;

const Hertz kCarrier{2.44e9};
constexpr double kOvenMhz = 2455, kOvenWidth = 30, kBleMhz = 2441, kBleHop = 80;

bool shares(const Band& band) { return band.carrier.value > 2.4e9 && band.carrier.value < 2.5e9; }

Spectrum spectrum_of(const Band& band, const Band::Site& site, const Compilation& c) {
  if (band.name == "ble" || band.name == "ble_mesh") return {kBleMhz, 2, kBleHop};
  const int channel = std::stoi(site.channel);
  if (band.name == "ieee802154") return {2405.0 + 5 * (channel - 11), 2};
  return {2407.0 + 5 * channel, c.network.wifi.radio.width.value * 1e-6};
}

std::uint32_t entry_of(const Hospital& h, const Band& band, std::size_t site) {
  if (band.name == "wifi") return static_cast<std::uint32_t>(site);
  const auto radio = std::ranges::find_if(h.gateway_radios, [&](const GatewayRadio& r) {
    return r.radio == band.name && r.name == band.sites[site].name;
  });
  return radio->entry;
}

void add_emitters(Compilation& c) {
  Hospital& h = c.hospital;
  for (const Band& band : h.bands) {
    if (!shares(band)) continue;
    for (std::size_t s = 0; s < band.sites.size(); ++s) {
      const Band::Site& site = band.sites[s];
      h.coexistence.emitters.push_back({band.name, site.name, entry_of(h, band, s),
                                        spectrum_of(band, site, c), site.at, site.power});
    }
  }
  for (const radio::OvenDef& oven : c.network.coexistence.ovens)
    h.coexistence.emitters.push_back(
        {"oven", oven.name, flow::kNone, {kOvenMhz, kOvenWidth}, oven.at, oven.power});
}

// Powers of all foreign emitters at the receivers of one cell.
class Powers {
 public:
  explicit Powers(Compilation& c) : hospital_(c.hospital) {
    const Band* any = nullptr;
    for (const Band& band : hospital_.bands)
      if (shares(band)) {
        any = any ? any : &band;
        ways_.emplace_back(band.name, way(c, band));
      }
    if (any) ways_.emplace_back("oven", way(c, *any));
  }
  std::vector<radio::Foreign> at(const std::string& family,
                                 const std::vector<Position>& receivers) const {
    std::vector<radio::Foreign> all;
    const auto& emitters = hospital_.coexistence.emitters;
    for (std::uint32_t e = 0; e < emitters.size(); ++e) {
      if (emitters[e].family == family) continue;
      radio::Foreign& f = all.emplace_back();
      f.emitter = e;
      f.spectrum = emitters[e].spectrum;
      const propagation::Propagation& waves =
          std::ranges::find(ways_, emitters[e].family, &Way::first)->second;
      for (const Position& p : receivers) {
        const auto loss = waves.loss(name_key(emitters[e].name), emitters[e].at, p).total;
        f.milliwatts.push_back(to_milliwatts(emitters[e].power - loss).value);
      }
    }
    return all;
  }

 private:
  using Way = std::pair<std::string, propagation::Propagation>;
  static propagation::Propagation way(const Compilation& c, const Band& band) {
    return propagation::Propagation(band.propagation, band.wall_loss, c.hospital.building, kCarrier,
                                    {c.hospital.header.seed, 0});
  }
  const Hospital& hospital_;
  std::vector<Way> ways_;
};

Position radio_at(const Hospital& h, std::uint32_t entry) {
  return std::ranges::find(h.gateway_radios, entry, &GatewayRadio::entry)->at;
}

}  // namespace

void compile_coexistence(Compilation& c) {
  Hospital& h = c.hospital;
  const radio::CoexistenceDef& def = c.network.coexistence;
  if (!def.ovens.empty() && !def.on)
    c.error("network.coexistence.ovens",
            fmt::format("'{}' disturbs nobody while coexistence is off", def.ovens[0].name),
            {"Write on: yes beside it."});
  if (!def.on || c.context.errors() > 0) return;
  h.coexistence.exchange = def.exchange;
  h.coexistence.ovens = def.ovens;
  add_emitters(c);
  const Powers powers(c);
  if (h.wifi && c.network.wifi.radio.band == wifi::Band::ghz_2_4) {
    std::vector<Position> receivers;
    for (const wifi::AccessPoint& ap : h.wifi->access_points) receivers.push_back(ap.at);
    for (const wifi::Station& s : h.wifi->stations) receivers.push_back(s.at);
    h.wifi->setup.foreign = powers.at("wifi", receivers);
    h.wifi->setup.phy = h.wifi->radio;
  }
  for (ble::CellSetup& cell : h.ble.cells) {
    std::vector<Position> receivers;
    for (const ble::GatewaySetup& g : cell.gateways) receivers.push_back(radio_at(h, g.entry));
    for (const ble::StationSetup& s : cell.stations) receivers.push_back(h.devices[s.device].at);
    cell.foreign = powers.at("ble", receivers);
  }
  const auto places_of = [&](const auto& nodes) {
    std::vector<Position> all;
    for (const auto& n : nodes)
      all.push_back(n.device != flow::kNone ? h.devices[n.device].at : radio_at(h, n.entry));
    return all;
  };
  for (blemesh::CellSetup& cell : h.ble_mesh.cells)
    cell.foreign = powers.at("ble_mesh", places_of(cell.nodes));
  for (ieee802154::CellSetup& cell : h.ieee802154.cells) {
    cell.foreign = powers.at("ieee802154", places_of(cell.nodes));
    for (const auto& e : h.coexistence.emitters)
      for (const ieee802154::NodeSetup& n : cell.nodes)
        if (e.family == "ieee802154" && e.entry == n.entry) cell.spectrum = e.spectrum;
  }
}

}  // namespace wardtwin::compiler
