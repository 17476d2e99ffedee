#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "network_models/propagation/propagation.h"
#include "scenarios/run/model.h"
#include "scenarios/run/node_places.h"

namespace wardtwin::run {
namespace {

constexpr double kMostPairs = 200'000;  ///< of point and access point; about a second
constexpr double kAboveFloor = 1;       ///< m, where devices at a bed are

std::string kind_of(topology::NodeKind kind) {
  switch (kind) {
    case topology::NodeKind::access_point: return "access point";
    case topology::NodeKind::switch_: return "switch";
    case topology::NodeKind::router: return "router";
    case topology::NodeKind::firewall: return "firewall";
    case topology::NodeKind::gateway: return "gateway";
    case topology::NodeKind::server: return "server";
    case topology::NodeKind::other: break;
  }
  return "other";
}

double edge_of_squares(const compiler::Hospital& h, const compiler::Band& band) {
  double area = 0;
  for (const flow::Room& r : h.building.rooms) area += (r.x1 - r.x0) * (r.y1 - r.y0);
  const double pairs = area * static_cast<double>(band.sites.size());
  return std::max(1.0, std::sqrt(pairs / kMostPairs));
}

void hear(results::SignalPoint& p, std::uint32_t site, float heard) {
  if (!(heard <= p.signal_dbm)) {
    p.second_dbm = p.signal_dbm;
    p.signal_dbm = heard;
    p.strongest = site;
  } else if (!(heard <= p.second_dbm)) {
    p.second_dbm = heard;
  }
}

// Channels of Wi-Fi in rising order, where there are several; of other families none.
std::vector<std::string> channels_of(const compiler::Band& band) {
  std::vector<std::string> out;
  if (band.name != "wifi") return out;
  for (const compiler::Band::Site& site : band.sites) out.push_back(site.channel);
  std::ranges::sort(out, {}, [](const std::string& c) { return std::pair(c.size(), c); });
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out.size() > 1 ? out : std::vector<std::string>{};
}

// The nurses of its unit and slot; what they carry is named after the unit.
void add_carriers(const compiler::Hospital& h, const compiler::Device& d,
                  results::DevicePlace& place) {
  std::uint32_t first = 0;
  for (const people::StaffUnit& unit : h.staff.units) {
    const auto day = static_cast<std::uint32_t>(unit.staff.day_nurses),
               night = static_cast<std::uint32_t>(unit.staff.night_nurses);
    if (d.name.starts_with(unit.name + "/")) {
      if (d.nurse < day) place.day_nurse = first + d.nurse;
      if (d.nurse < night) place.night_nurse = first + day + d.nurse;
    }
    first += day + night;
  }
}

// By site of a band, its row of access_points.
std::vector<std::uint32_t> rows_of(const compiler::Hospital& h, const compiler::Band& band) {
  std::vector<std::uint32_t> out;
  const std::size_t wifi = h.wifi ? h.wifi->names.size() : 0;
  for (std::uint32_t s = 0; s < band.sites.size(); ++s) {
    if (band.name == "wifi") {
      out.push_back(s);
      continue;
    }
    const auto radio = std::ranges::find_if(h.gateway_radios, [&](const auto& r) {
      return r.radio == band.name && r.name == band.sites[s].name;
    });
    out.push_back(radio == h.gateway_radios.end()
                      ? flow::kNone
                      : static_cast<std::uint32_t>(
                            wifi + static_cast<std::size_t>(radio - h.gateway_radios.begin())));
  }
  return out;
}

// Of all sites, then of those on each of the channels.
std::vector<std::vector<results::SignalPoint>> signal_maps(const compiler::Hospital& h,
                                                           const compiler::Band& band,
                                                           const std::vector<std::string>& channels,
                                                           Seed seed) {
  std::vector<std::vector<results::SignalPoint>> out(1 + channels.size());
  if (band.sites.empty()) return out;
  const propagation::Propagation air(band.propagation, band.wall_loss, h.building, band.carrier,
                                     seed);
  const double edge = edge_of_squares(h, band);
  const std::vector<std::uint32_t> rows = rows_of(h, band);
  std::vector<std::size_t> map_of_site;  // out.size(): of no channel's own
  for (const compiler::Band::Site& site : band.sites)
    map_of_site.push_back(
        1 + static_cast<std::size_t>(std::ranges::find(channels, site.channel) - channels.begin()));
  for (const flow::Room& r : h.building.rooms)
    for (double y = r.y0 + edge / 2; y < r.y1; y += edge)
      for (double x = r.x0 + edge / 2; x < r.x1; x += edge) {
        const Position at{x, y, h.building.floors[r.floor].height + kAboveFloor};
        constexpr float none = std::numeric_limits<float>::quiet_NaN();
        for (auto& map : out)
          map.push_back({r.floor, static_cast<float>(x), static_cast<float>(y),
                         static_cast<float>(edge), flow::kNone, none, none});
        for (std::uint32_t s = 0; s < band.sites.size(); ++s) {
          const compiler::Band::Site& site = band.sites[s];
          const auto heard =
              static_cast<float>((site.power - air.mean_loss(site.at, at).total).value);
          hear(out[0].back(), rows[s], heard);
          if (map_of_site[s] < out.size()) hear(out[map_of_site[s]].back(), rows[s], heard);
        }
      }
  return out;
}

}  // namespace

results::Surroundings surroundings_of(const compiler::Hospital& h) {
  results::Surroundings s;
  for (const topology::Node& n : h.backbone.graph.nodes)
    s.nodes.push_back({n.name, kind_of(n.kind)});
  for (const topology::Link& l : h.backbone.graph.links)
    s.links.push_back({l.name, l.a, l.b, l.rate.value, seconds(l.latency)});
  for (std::uint32_t u = 0; u < h.staff.units.size(); ++u) {
    const people::StaffUnit& unit = h.staff.units[u];
    for (const bool night : {false, true}) {
      const int n = night ? unit.staff.night_nurses : unit.staff.day_nurses;
      for (int i = 1; i <= n; ++i)
        s.nurses.push_back(
            {fmt::format("{} {} {}", unit.name, night ? "night" : "day", i), u, night});
    }
  }
  for (const compiler::Device& d : h.devices) {
    s.places.push_back(
        {d.at, d.link == devices::Link::wifi, d.monitors, d.nurse != flow::kNone, d.gateway});
    if (d.nurse != flow::kNone) add_carriers(h, d, s.places.back());
  }
  s.node_places = node_places(h);
  for (const bool wifi : {true, false})
    for (const compiler::Band& band : h.bands) {
      if ((band.name == "wifi") != wifi) continue;
      const auto row = static_cast<std::uint32_t>(s.bands.size());
      s.bands.push_back({band.name, band.carrier.value, ""});
      const std::vector<std::string> channels = channels_of(band);
      auto maps = signal_maps(h, band, channels, {h.header.seed, 0});
      if (wifi)
        s.signal = std::move(maps[0]);
      else
        for (const results::SignalPoint& p : maps[0]) s.band_signal.push_back({row, p});
      for (std::size_t c = 0; c < channels.size(); ++c) {
        s.bands.push_back({band.name, band.carrier.value, channels[c]});
        for (const results::SignalPoint& p : maps[1 + c])
          s.band_signal.push_back({row + 1 + static_cast<std::uint32_t>(c), p});
      }
    }
  return s;
}

}  // namespace wardtwin::run
