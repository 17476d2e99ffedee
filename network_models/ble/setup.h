#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "network_models/ble/ble_def.h"
#include "network_models/coexistence/foreign.h"
#include "sim/base/random.h"
#include "sim/flow/flow.h"

/// What a Bluetooth LE cell is built from. Powers come from propagation as numbers.
namespace wardtwin::ble {

struct GatewaySetup {
  std::uint32_t entry = 0;  ///< names it outside: row of backbone accesses
  std::uint64_t key = 0;    ///< names its random numbers: name_key(name)
};

/// A gateway that a device can hear or be heard by.
struct Path {
  std::uint32_t gateway = 0;  ///< within the cell
  Dbm up{-60}, down{-60};     ///< at the gateway, at the device
};

struct StationSetup {
  flow::DeviceIndex device = flow::kNone;
  std::uint64_t key = 0;
  bool advertises = false;  ///< sends by advertising; otherwise in a connection
  Advertising advertising = Advertising::legacy;
  Time interval{1'000'000'000};  ///< between advertising events
  int repeats = 1;               ///< advertising events of one message
  flow::SourceIndex first_source = 0, source_count = 0;
  std::vector<Path> paths;  ///< strongest first
};

struct CellSetup {
  BleDef def;
  std::vector<GatewaySetup> gateways;
  std::vector<StationSetup> stations;
  std::span<const flow::Source> sources;  ///< of the whole hospital; must outlive the cell
  std::size_t flows = 1;
  Seed seed;
  Time warm_up{0};
  bool counts_delivery = false;  ///< uplink flows end here (benches without a network behind)
  std::vector<radio::Foreign> foreign;  ///< of other families; receivers: gateways, then stations
};

/// Connections that one gateway's radio has time for: interval / slot.
int connections_per_gateway(const ConnectionDef& def);

/// Is the path good enough to be counted on? Both directions for a connection, up for advertising.
bool in_reach(const RadioDef& radio, const Path& path, bool advertises);

/// Gateway and slot of each station at the start: the strongest in reach with room, stations in
/// order. None for what advertises, and for what found none.
struct Seat {
  std::uint32_t path = flow::kNone;  ///< into StationSetup::paths
  std::uint32_t slot = 0;
};
std::vector<std::optional<Seat>> seats(const BleDef& def, std::size_t gateways,
                                       std::span<const StationSetup> stations);

}  // namespace wardtwin::ble
