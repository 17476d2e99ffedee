#include "network_models/ble/setup.h"

#include "network_models/ble/phy.h"

namespace wardtwin::ble {

int connections_per_gateway(const ConnectionDef& def) {
  return static_cast<int>(def.interval / def.slot);
}

bool in_reach(const RadioDef& radio, const Path& path, bool advertises) {
  const Dbm least = sensitivity(radio, advertises ? Phy::le_1m : radio.phy) + radio.fade_margin;
  return path.up >= least && (advertises || path.down >= least);
}

std::vector<std::optional<Seat>> seats(const BleDef& def, std::size_t gateways,
                                       std::span<const StationSetup> stations) {
  const auto room = static_cast<std::uint32_t>(connections_per_gateway(def.connections));
  std::vector<std::uint32_t> used(gateways, 0);
  std::vector<std::optional<Seat>> seats(stations.size());
  for (std::size_t s = 0; s < stations.size(); ++s) {
    if (stations[s].advertises) continue;
    for (std::uint32_t p = 0; p < stations[s].paths.size() && !seats[s]; ++p) {
      const Path& path = stations[s].paths[p];
      if (used[path.gateway] < room && in_reach(def.radio, path, false))
        seats[s] = Seat{p, used[path.gateway]++};
    }
  }
  return seats;
}

}  // namespace wardtwin::ble
