#include "scenarios/analysis/coverage.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <span>
#include <tuple>
#include <utility>

#include "network_models/propagation/raster.h"
#include "network_models/wifi/radio_link.h"
#include "scenarios/compiler/building.h"

namespace wardtwin::analysis {
namespace {

using compiler::Band;

constexpr float kSilent = -200;  // dBm: no site
constexpr int kStoreysThrough = 1;
constexpr Metres kHeight{1};
constexpr Decibels kBelowAudible{10};  // what is weaker is silence

/// The strongest and the second site in every cell of a storey.
struct Survey {
  results::CoverageMap map;
  std::vector<float> second;
  std::vector<float> shut;          ///< the strongest with the doors shut
  std::vector<std::uint32_t> best;  ///< site
};

/// The doors that stand open, as pieces of wood in their walls.
std::vector<flow::Wall> open_doors(const flow::Building& building) {
  constexpr double kHalf = compiler::kDoorWidth / 2, kStep = 1e-3;
  const propagation::Floorplan plan(building);
  std::vector<flow::Wall> doors;
  std::set<std::tuple<std::uint32_t, double, double>> seen;
  for (const flow::Room& r : building.rooms)
    for (const Position& d : r.doors) {
      if (!seen.insert({r.floor, d.x, d.y}).second) continue;
      const bool along_x = d.y == r.y0 || d.y == r.y1;
      const double dx = along_x ? 0 : kStep, dy = along_x ? kStep : 0, z = d.z + 1;
      if (plan.crossings({d.x - dx, d.y - dy, z}, {d.x + dx, d.y + dy, z}).total_walls() > 0)
        continue;
      const double wx = along_x ? kHalf : 0, wy = along_x ? 0 : kHalf;
      doors.push_back({r.floor, d.x - wx, d.y - wy, d.x + wx, d.y + wy, flow::Material::wood});
    }
  return doors;
}

/// The building with its doors shut, as one band goes through it.
struct Shut {
  std::span<const flow::Wall> doors;
  const propagation::Propagation& propagation;
};

Survey survey(const Band& band, const propagation::Propagation& p, const Shut& shut,
              std::uint32_t floor) {
  Survey s;
  s.map.band = band.name;
  s.map.floor = floor;
  const auto& plan = p.floorplan();
  for (std::uint32_t i = 0; i < band.sites.size(); ++i) {
    const Band::Site& site = band.sites[i];
    const auto own = static_cast<int>(plan.floor_at(site.at.z));
    if (std::abs(own - static_cast<int>(floor)) > kStoreysThrough) continue;
    const Decibels most = site.power - band.audible + kBelowAudible;
    const std::uint64_t key = name_key(site.name);
    const auto raster = propagation::make_raster(p, key, site.at, floor, kHeight, most);
    auto behind_doors = raster;
    propagation::patch(behind_doors, shut.propagation, key, site.at, floor, shut.doors, kHeight,
                       most);
    if (s.map.rssi_dbm.empty()) {
      s.map.x0 = raster.x0, s.map.y0 = raster.y0, s.map.step = raster.step;
      s.map.columns = static_cast<std::uint32_t>(raster.columns);
      s.map.rssi_dbm.assign(raster.loss_db.size(), kSilent);
      s.map.audible.assign(raster.loss_db.size(), 0);
      s.second.assign(raster.loss_db.size(), kSilent);
      s.shut.assign(raster.loss_db.size(), kSilent);
      s.best.assign(raster.loss_db.size(), 0);
    }
    for (std::size_t k = 0; k < raster.loss_db.size(); ++k) {
      const float power = static_cast<float>(site.power.value) - raster.loss_db[k];
      s.shut[k] =
          std::max(s.shut[k], static_cast<float>(site.power.value) - behind_doors.loss_db[k]);
      s.map.audible[k] =
          static_cast<std::uint8_t>(s.map.audible[k] + (power >= band.audible.value));
      if (power > s.map.rssi_dbm[k]) {
        s.second[k] = std::exchange(s.map.rssi_dbm[k], power);
        s.best[k] = i;
      } else {
        s.second[k] = std::max(s.second[k], power);
      }
    }
  }
  return s;
}

// What a share of the values has at least.
double kept_by(std::vector<float>& values, double share) {
  std::ranges::sort(values);
  const auto i = static_cast<std::size_t>((1 - share) * static_cast<double>(values.size()));
  return static_cast<double>(values[std::min(i, values.size() - 1)]);
}

RoomCover cover_of(const Band& band, const Survey& s, const flow::Room& room,
                   const Limits& limits) {
  RoomCover cover;
  cover.band = band.name;
  cover.room = room.name;
  cover.floor = room.floor;
  std::vector<float> rssi, second, shut;
  std::map<std::uint32_t, std::size_t> best;
  const auto cells = s.map.rssi_dbm.size();
  for (std::size_t k = 0; k < cells; ++k) {
    const double x = s.map.x0 + (static_cast<double>(k % s.map.columns) + 0.5) * s.map.step;
    const double y = s.map.y0 + (static_cast<double>(k / s.map.columns) + 0.5) * s.map.step;
    if (x < room.x0 || x > room.x1 || y < room.y0 || y > room.y1) continue;
    rssi.push_back(s.map.rssi_dbm[k]);
    second.push_back(s.second[k]);
    shut.push_back(s.shut[k]);
    cover.audible += s.map.audible[k];
    ++best[s.best[k]];
  }
  if (rssi.empty()) return cover;
  cover.audible /= static_cast<double>(rssi.size());
  cover.rssi = {kept_by(rssi, limits.area)};
  cover.second = {kept_by(second, limits.area)};
  cover.rssi_shut = {kept_by(shut, limits.area)};
  cover.snr = cover.rssi - band.noise;
  cover.rate = band.rate(cover.rssi);
  const auto most =
      std::ranges::max_element(best, {}, &std::pair<const std::uint32_t, std::size_t>::second);
  cover.best = band.sites[most->first].name;
  const bool wifi = band.name == "wifi";  // the others' limit is whether anybody is heard
  const Dbm least = wifi ? limits.rssi : band.audible;
  cover.weak = cover.rssi < least;
  cover.weak_shut = cover.rssi_shut < least;
  cover.noisy = wifi && cover.snr < limits.snr;
  return cover;
}

// Messages a second of a source that is on.
double rate_of(const flow::Source& s) {
  const bool timed = s.pattern == flow::Pattern::periodic || s.pattern == flow::Pattern::poisson;
  return timed ? 1 / seconds(s.period) : 0;
}

// By domain: the air that its worst placed cell finds asked for.
void add_channels(Coverage& out, const compiler::Wifi& w) {
  std::vector<double> own(w.cells.size());
  for (std::uint32_t a = 0; a < w.cell_of.size(); ++a) own[w.cell_of[a]] += out.sites[a].airtime;
  const std::size_t domains = w.cells.empty() ? 0 : 1 + *std::ranges::max_element(w.domain_of_cell);
  for (std::uint32_t domain = 0; domain < domains; ++domain) {
    ChannelLoad channel;
    std::vector<std::uint32_t> members;  // but those that only come from a radar
    for (std::uint32_t cell = 0; cell < w.cells.size(); ++cell) {
      if (w.domain_of_cell[cell] != domain) continue;
      double airtime = w.neighbours[cell].duty + own[cell];
      for (const std::uint32_t other : w.heard_by[cell]) airtime += own[other];
      channel.airtime = std::max(channel.airtime, airtime);
      for (const std::uint32_t a : w.cells[cell])
        if (w.cell_of[a] == cell) members.push_back(a);
    }
    if (members.empty()) continue;
    std::ranges::sort(members);
    double deaf = 0;
    for (std::size_t i = 0; i < members.size(); ++i)
      for (std::size_t k = i + 1; k < members.size(); ++k) {
        const std::uint32_t one = w.cell_of[members[i]], other = w.cell_of[members[k]];
        deaf += one != other && !std::ranges::binary_search(w.heard_by[one], other);
      }
    const auto n = static_cast<double>(members.size());
    if (members.size() > 1) channel.deaf_pairs = deaf / (n * (n - 1) / 2);
    channel.channel = out.sites[members[0]].channel;
    for (const std::uint32_t a : members) channel.sites.push_back(w.names[a]);
    channel.full = channel.airtime > out.limits.utilisation;
    out.channels.push_back(std::move(channel));
  }
}

void load_wifi(const compiler::Hospital& h, Coverage& out) {
  const compiler::Wifi& w = *h.wifi;
  const wifi::WifiDef& access = w.setup.wifi;
  for (std::size_t a = 0; a < w.names.size(); ++a) {
    SiteLoad& site = out.sites.emplace_back();
    site.site = w.names[a];
    site.channel = std::to_string(w.access_points[a].channel);
    if (access.beacon_period > Time{0})
      site.airtime = seconds(access.beacon_airtime) / seconds(access.beacon_period);
  }
  for (std::uint32_t s = 0; s < w.stations.size(); ++s) {
    if (w.reach[s].empty()) continue;
    SiteLoad& site = out.sites[w.reach[s][0]];
    const compiler::Device& d = h.devices[w.device_of[s]];
    const wifi::RadioLink link = wifi::radio_link(*w.wlan, s, w.reach[s][0]);
    ++site.devices;
    site.monitors += d.monitors && !h.bench;
    for (auto i = d.first_source; i < d.first_source + d.source_count; ++i) {
      const flow::Source& source = h.sources[i];
      if (source.pattern == flow::Pattern::saturated) site.airtime = 1;
      const auto& air = source.downlink ? link.down.airtime : link.up.airtime;
      const int bytes = static_cast<int>(source.payload_bytes) + access.header_bytes;
      site.airtime += rate_of(source) * seconds(air(bytes) + access.ack);
    }
  }
  add_channels(out, w);
  for (SiteLoad& s : out.sites)
    s.crowded = s.monitors > static_cast<std::uint32_t>(out.limits.monitors);
}

}  // namespace

Coverage coverage_of(const compiler::Hospital& h, const Limits& limits) {
  Coverage out;
  out.limits = limits;
  flow::Building building = h.building;
  const std::vector<flow::Wall> doors = open_doors(building);
  building.walls.insert(building.walls.end(), doors.begin(), doors.end());
  for (const Band& band : h.bands) {
    const propagation::Propagation p(band.propagation, band.wall_loss, h.building, band.carrier,
                                     {h.header.seed, 0});
    const propagation::Propagation shut(band.propagation, band.wall_loss, building, band.carrier,
                                        {h.header.seed, 0});
    for (std::uint32_t floor = 0; floor < h.building.floors.size(); ++floor) {
      const std::uint32_t level = p.floorplan().floor_at(h.building.floors[floor].height);
      Survey s = survey(band, p, {doors, shut}, level);
      s.map.floor = floor;
      if (s.map.rssi_dbm.empty()) continue;
      for (const flow::Room& room : h.building.rooms)
        if (room.floor == floor) out.rooms.push_back(cover_of(band, s, room, limits));
      out.maps.push_back(std::move(s.map));
    }
  }
  if (h.wifi) load_wifi(h, out);
  return out;
}

}  // namespace wardtwin::analysis
