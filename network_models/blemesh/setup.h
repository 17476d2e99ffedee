#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "network_models/ble/ble_def.h"
#include "network_models/coexistence/foreign.h"
#include "sim/base/random.h"
#include "sim/flow/flow.h"

/// What a Bluetooth mesh is built from, and what a scenario may set of it.
namespace wardtwin::blemesh {

struct RadioDef {
  Dbm gateway_power{8};
  Dbm relay_power{8};
  Dbm device_power{0};
  Dbm sensitivity{-95};
  Decibels fade_margin{5};
  Decibels capture{9};
};

struct MeshDef {
  int ttl = 7;
  int transmit_count = 3;
  Time transmit_interval{20'000'000};
  int relay_count = 3;
  Time relay_interval{20'000'000};
  Time relay_delay_low{10'000'000};
  Time relay_delay_high{30'000'000};
  int cache = 32;
  int queue = 32;
  int opcode_bytes = 3;
  double tx_current = 6.4e-3;
  double rx_current = 6.26e-3;
  double sleep_current = 3e-6;
  double voltage = 3;
};

struct NodeSetup {
  flow::DeviceIndex device = flow::kNone;  ///< kNone: no device, only network
  std::uint32_t entry = flow::kNone;       ///< its name in commands; of a gateway, in frames too
  bool gateway = false;                    ///< messages leave the mesh here
  bool relay = false;                      ///< passes on what it hears; gateways do too
  bool listens = true;                     ///< or only sends
};

struct CellSetup {
  RadioDef radio;
  MeshDef mesh;
  ble::AdvertisingDef advertising;
  ble::ScanningDef scanning{Time{30'000'000}, Time{30'000'000}};
  std::vector<NodeSetup> nodes;
  std::vector<double> power;              ///< dBm of sender at receiver, node x node
  std::span<const flow::Source> sources;  ///< of the whole hospital; must outlive the cell
  std::size_t flows = 1;
  Seed seed;
  Time warm_up{0};
  bool counts_delivery = false;  ///< uplink flows end here (bench scenarios without a backbone)
  std::vector<radio::Foreign> foreign;  ///< senders of other families; receivers: nodes
};

inline constexpr int kMostSegments = 32;
inline constexpr int kUnsegmented = 11;  ///< B of opcode and parameters in one packet
inline constexpr int kSegment = 12;      ///< B of one segment
inline constexpr int kMessageCode = 4;   ///< B of integrity code at the end of a segmented message

/// Packets of a message of `bytes` behind its opcode: one up to 11 B, else (bytes + 4) / 12.
constexpr int segments(const MeshDef& mesh, int bytes) {
  const int access = bytes + mesh.opcode_bytes;
  return access <= kUnsegmented ? 1 : (access + kMessageCode + kSegment - 1) / kSegment;
}
/// Bytes of one packet's advertising data: length and type 2, network header 9, its code 4, and the lower
/// transport's header and contents, all of a segment's or 5 B more than an unsegmented message.
constexpr int data_bytes(const MeshDef& mesh, int bytes) {
  const int access = bytes + mesh.opcode_bytes;
  return 2 + 9 + 4 + (access <= kUnsegmented ? 1 + access + kMessageCode : 4 + kSegment);
}
/// Most bytes of a message: 32 segments.
constexpr int longest(const MeshDef& mesh) {
  return kMostSegments * kSegment - kMessageCode - mesh.opcode_bytes;
}

/// By node: hops to the nearest gateway that is up over links that are in reach both ways, and which gateway;
/// kNone if none is within `ttl` hops. `down` may be empty.
struct Way {
  std::uint32_t gateway = flow::kNone;
  int hops = 0;
};
std::vector<Way> ways(const CellSetup& setup, std::span<const std::uint8_t> down);

/// Since the start, or the end of warm-up.
struct Counters {
  std::uint64_t originated = 0;     ///< packets made by devices and gateways
  std::uint64_t relayed = 0;        ///< packets that relays took on
  std::uint64_t refused = 0;        ///< by a relay whose queue was full
  std::uint64_t transmissions = 0;  ///< advertising events
  std::uint64_t heard = 0;          ///< packets received whole
  std::uint64_t collided = 0;       ///< in reach, but lost to another packet or one's own sending
  std::uint64_t noisy = 0;          ///< in reach, but lost to noise
  std::uint64_t duplicates = 0;     ///< of those heard: in the cache
};

}  // namespace wardtwin::blemesh
