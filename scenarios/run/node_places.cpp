#include "scenarios/run/node_places.h"

#include <algorithm>
#include <cmath>

namespace wardtwin::run {
namespace {

constexpr double kApart = 1.4;     ///< m between parts in one room
constexpr double kAboveFloor = 1;  ///< m
constexpr double kOtherFloor =
    1e3;  ///< m that a storey up or down counts when nearest is asked for

struct Places {
  const compiler::Hospital& h;
  std::vector<results::NodePlace> at;
  std::vector<bool> known;

  bool technical(const flow::Room& r) const {
    return r.kind == flow::RoomKind::corridor || r.kind == flow::RoomKind::store ||
           r.kind == flow::RoomKind::nurse_station || r.kind == flow::RoomKind::other;
  }
  bool free(const Position& p) const {
    for (std::size_t n = 0; n < at.size(); ++n)
      if (known[n] && std::abs(at[n].at.z - p.z) < 2.5 &&
          std::hypot(at[n].at.x - p.x, at[n].at.y - p.y) < kApart)
        return false;
    return true;
  }

  // The free place of a technical room that is nearest; `wanted` itself where there is no such room.
  Position near(const Position& wanted) const {
    Position best = wanted;
    double least = 1e300;
    for (const flow::Room& r : h.building.rooms) {
      if (!technical(r)) continue;
      const double z = h.building.floors[r.floor].height + kAboveFloor;
      const double storeys = std::abs(z - wanted.z) < 2.5 ? 0 : kOtherFloor;
      const double margin = std::min({0.6, (r.x1 - r.x0) / 2, (r.y1 - r.y0) / 2});
      for (double y = r.y0 + margin; y <= r.y1 - margin + 1e-9; y += kApart)
        for (double x = r.x0 + margin; x <= r.x1 - margin + 1e-9; x += kApart) {
          const double far = storeys + std::hypot(x - wanted.x, y - wanted.y);
          if (far < least && free({x, y, z})) {
            least = far;
            best = {x, y, z};
          }
        }
    }
    return best;
  }
  void guess(topology::NodeIndex n, const Position& wanted) {
    at[n].at = near(wanted);
    known[n] = true;
  }
};

struct Middle {
  Position sum;
  int n = 0;
  void add(const Position& p) {
    sum.x += p.x;
    sum.y += p.y;
    sum.z += p.z;
    ++n;
  }
  Position mean() const { return {sum.x / n, sum.y / n, sum.z / n}; }
};

void hang(Places& p) {
  const auto put = [&](topology::NodeIndex n, const Position& at) {
    p.at[n] = {at, true};
    p.known[n] = true;
  };
  for (const auto& [node, at] : p.h.placed) put(node, at);
  if (p.h.wifi)
    for (std::size_t a = 0; a < std::min(p.h.wifi->nodes.size(), p.h.wifi->access_points.size());
         ++a)
      put(p.h.wifi->nodes[a], p.h.wifi->access_points[a].at);
  for (const compiler::GatewayRadio& r : p.h.gateway_radios)
    if (r.node < p.at.size()) put(r.node, r.at);
}

void stand_gateways(Places& p) {
  std::vector<Middle> served(p.h.backbone.gateways.size());
  for (const compiler::Device& d : p.h.devices)
    if (d.gateway < served.size() && d.bed != flow::kNone)
      served[d.gateway].add(p.h.building.beds[d.bed].at);
  for (std::size_t g = 0; g < served.size(); ++g)
    if (const auto node = p.h.backbone.gateways[g].node; !p.known[node] && served[g].n > 0)
      p.guess(node, served[g].mean());
}

// What hangs on others: each in the middle of its neighbours that stand, until all do.
void stand_others(Places& p) {
  for (bool more = true; std::exchange(more, false);) {
    std::vector<Middle> neighbours(p.at.size());
    for (const topology::Link& l : p.h.backbone.graph.links) {
      if (p.known[l.b] && !p.known[l.a]) neighbours[l.a].add(p.at[l.b].at);
      if (p.known[l.a] && !p.known[l.b]) neighbours[l.b].add(p.at[l.a].at);
    }
    // those with most neighbours first, so that a server does not stand before its switch
    topology::NodeIndex next = 0;
    int most = 0;
    for (topology::NodeIndex n = 0; n < neighbours.size(); ++n)
      if (neighbours[n].n > most) {
        most = neighbours[n].n;
        next = n;
      }
    if (most == 0) break;
    p.guess(next, neighbours[next].mean());
    more = true;
  }
}

}  // namespace

std::vector<results::NodePlace> node_places(const compiler::Hospital& h) {
  const std::size_t n = h.backbone.graph.nodes.size();
  Places p{h, std::vector<results::NodePlace>(n), std::vector<bool>(n)};
  if (h.building.rooms.empty()) return p.at;
  hang(p);
  stand_gateways(p);
  stand_others(p);
  return p.at;
}

}  // namespace wardtwin::run
