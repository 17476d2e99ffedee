#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "network_models/propagation/propagation.h"
#include "scenarios/run/model.h"

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

double edge_of_squares(const compiler::Hospital& h) {
  double area = 0;
  for (const flow::Room& r : h.building.rooms) area += (r.x1 - r.x0) * (r.y1 - r.y0);
  const double pairs = area * static_cast<double>(h.wifi->access_points.size());
  return std::max(1.0, std::sqrt(pairs / kMostPairs));
}

results::SignalPoint hear(const compiler::Wifi& wifi, const propagation::Propagation& air,
                          Position at) {
  constexpr float none = std::numeric_limits<float>::quiet_NaN();
  results::SignalPoint p;
  p.signal_dbm = p.second_dbm = none;
  for (std::uint32_t a = 0; a < wifi.access_points.size(); ++a) {
    const wifi::AccessPoint& ap = wifi.access_points[a];
    const auto heard = static_cast<float>((ap.power - air.mean_loss(ap.at, at).total).value);
    if (!(heard <= p.signal_dbm)) {
      p.second_dbm = p.signal_dbm;
      p.signal_dbm = heard;
      p.strongest = a;
    } else if (!(heard <= p.second_dbm)) {
      p.second_dbm = heard;
    }
  }
  return p;
}

std::vector<results::SignalPoint> signal_map(const compiler::Hospital& h, Seed seed) {
  std::vector<results::SignalPoint> out;
  if (!h.wifi || h.wifi->access_points.empty()) return out;
  const propagation::Propagation air(h.wifi->propagation, h.wifi->wall_loss, h.building,
                                     wifi::carrier(h.wifi->radio.band), seed);
  const double edge = edge_of_squares(h);
  for (const flow::Room& r : h.building.rooms)
    for (double y = r.y0 + edge / 2; y < r.y1; y += edge)
      for (double x = r.x0 + edge / 2; x < r.x1; x += edge) {
        const Position at{x, y, h.building.floors[r.floor].height + kAboveFloor};
        results::SignalPoint p = hear(*h.wifi, air, at);
        p.floor = r.floor;
        p.x = static_cast<float>(x);
        p.y = static_cast<float>(y);
        p.step = static_cast<float>(edge);
        out.push_back(p);
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
  for (const compiler::Device& d : h.devices)
    s.places.push_back(
        {d.at, d.link == devices::Link::wifi, d.monitors, d.nurse != flow::kNone, d.gateway});
  for (std::uint32_t u = 0; u < h.staff.units.size(); ++u) {
    const people::StaffUnit& unit = h.staff.units[u];
    for (const bool night : {false, true}) {
      const int n = night ? unit.staff.night_nurses : unit.staff.day_nurses;
      for (int i = 1; i <= n; ++i)
        s.nurses.push_back(
            {fmt::format("{} {} {}", unit.name, night ? "night" : "day", i), u, night});
    }
  }
  s.signal = signal_map(h, {h.header.seed, 0});
  return s;
}

}  // namespace wardtwin::run
