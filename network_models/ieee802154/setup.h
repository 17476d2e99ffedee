#pragma once

#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "network_models/ieee802154/oqpsk.h"
#include "sim/base/fields.h"
#include "sim/base/random.h"
#include "sim/flow/flow.h"

/// What an 802.15.4 network is built from, and what a scenario may set of it.
namespace wardtwin::ieee802154 {

struct Ieee802154Def {
  int min_be = 3;
  int max_be = 5;
  int max_backoffs = 4;
  int retries = 3;
  bool acknowledged = true;
  int header_bytes = 21;
  bool capture = true;
  Decibels noise_figure{7};
  Dbm sensitivity{-97};
  Dbm cca_threshold{-75};
  int queue_limit = 32;
  int hop_limit = 16;
  int failures_until_dead = 4;
  Time reattach_low{1'000'000'000};
  Time reattach_high{5'000'000'000};
  Time rediscovery{32'000'000'000};
  Time poll_period{1'000'000'000};
  Time indirect_lifetime{7'680'000'000};
  int indirect_limit = 4;
  double tx_current = 6.4e-3;
  double rx_current = 6.53e-3;
  double sleep_current = 3e-6;
  double voltage = 3;
};

/// Powers; what a receiver needs is with the medium access.
struct RadioDef {
  Dbm gateway_power{8};
  Dbm device_power{0};
};

struct NodeSetup {
  flow::DeviceIndex device = flow::kNone;  ///< kNone: no device, only network
  std::uint32_t entry = flow::kNone;       ///< its name in commands; of a root, in frames too
  bool root = false;                       ///< coordinator or border router: frames leave here
  bool router = false;                     ///< forwards for others; listens all the time
  bool sleepy = false;                     ///< hears only after it asked (polls)
};

struct CellSetup {
  Ieee802154Def mac;
  std::vector<NodeSetup> nodes;
  std::vector<double> power;              ///< dBm of sender at receiver, node x node
  std::span<const flow::Source> sources;  ///< of the whole hospital; must outlive the cell
  std::size_t flows = 1;
  Seed seed;
  Time warm_up{0};
  bool counts_delivery = false;  ///< uplink flows end here (bench scenarios without a backbone)
};

/// Since the start, or the end of warm-up.
struct Counters {
  std::uint64_t packets = 0;          ///< handed to a MAC, each hop anew
  std::uint64_t access_failures = 0;  ///< of these, given up after too many busy assessments
  std::uint64_t unacknowledged = 0;   ///< of these, given up after the last retry
  std::uint64_t transmissions = 0;    ///< data frames on air
  std::uint64_t retries = 0;          ///< of these, repetitions
  std::uint64_t collided = 0;         ///< of these, lost to another frame, or its receiver sent
  std::uint64_t noisy = 0;            ///< of these, lost to noise
  std::uint64_t duplicates = 0;       ///< of these, received before: an acknowledgement was lost
  std::uint64_t assessments = 0;      ///< clear channel assessments
  std::uint64_t reroutes = 0;         ///< a node turned to another next hop
};

}  // namespace wardtwin::ieee802154

namespace wardtwin {

template <>
inline constexpr auto fields<ieee802154::RadioDef> =
    std::tuple{field("gateway_power", &ieee802154::RadioDef::gateway_power, "dBm", -20, 20,
                     "Radiated power of gateways and routers on the mains.", Mark::estimate,
                     "up to +8 dBm, nRF52840"),
               field("device_power", &ieee802154::RadioDef::device_power, "dBm", -40, 20,
                     "Radiated power of devices.", Mark::estimate, "0 dBm, as their current")};

template <>
inline constexpr auto fields<ieee802154::Ieee802154Def> = [] {
  using Def = ieee802154::Ieee802154Def;
  return std::tuple{
      field("min_be", &Def::min_be, "1", 0, 8, "First backoff exponent (macMinBE).", Mark::verified,
            "IEEE 802.15.4; ns-3 lr-wpan"),
      field("max_be", &Def::max_be, "1", 3, 8, "Last backoff exponent (macMaxBE).", Mark::verified,
            "IEEE 802.15.4; ns-3 lr-wpan"),
      field("max_backoffs", &Def::max_backoffs, "1", 0, 8,
            "Busy assessments after which a frame is given up, less one (macMaxCSMABackoffs).",
            Mark::verified, "IEEE 802.15.4; ns-3 lr-wpan; Contiki-NG 5"),
      field("retries", &Def::retries, "1", 0, 7, "Repetitions of a frame (macMaxFrameRetries).",
            Mark::verified, "IEEE 802.15.4; ns-3 lr-wpan; Contiki-NG 7"),
      field("acknowledged", &Def::acknowledged, "Ask for an acknowledgement of every frame."),
      field("header_bytes", &Def::header_bytes, "B", 0, 100,
            "Bytes added to a message: MAC 11, network 8, transport and security as used.",
            Mark::estimate, "11 B MAC + checksum, compressed network header"),
      field("capture", &Def::capture,
            "A receiver stays with the first frame and errors follow the interference; off: any "
            "overlap of data frames destroys both, and no acknowledgement is lost."),
      field("noise_figure", &Def::noise_figure, "dB", 0, 20, "Noise figure of the receivers.",
            Mark::estimate, "chips -97 to -102 dBm; ns-3 has none"),
      field("sensitivity", &Def::sensitivity, "dBm", -110, -60,
            "Least power of a frame that a receiver finds.", Mark::recalled,
            "chips -97 to -102 dBm; the standard asks for -85"),
      field("cca_threshold", &Def::cca_threshold, "dBm", -110, -40,
            "Sum of powers that makes the channel busy.", Mark::recalled,
            "IEEE 802.15.4: at most 10 dB above the standard's sensitivity"),
      field("queue_limit", &Def::queue_limit, "1", 1, 100000, "Messages a node can hold."),
      field("hop_limit", &Def::hop_limit, "1", 1, 64, "Hops after which a message is dropped.",
            Mark::verified, "Thread: most route cost 16"),
      field("failures_until_dead", &Def::failures_until_dead, "1", 1, 100,
            "Messages in a row without acknowledgement after which a neighbour counts as gone.",
            Mark::verified, "OpenThread: 4 failed transmissions"),
      field("reattach_low", &Def::reattach_low, "s", 0, 60,
            "Least time in which an end device finds a new parent.", Mark::computed,
            "parent requests of 0.75 and 1.25 s, OpenThread"),
      field("reattach_high", &Def::reattach_high, "s", 0, 60,
            "Most time in which an end device finds a new parent.", Mark::computed,
            "parent requests of 0.75 and 1.25 s, OpenThread"),
      field("rediscovery", &Def::rediscovery, "s", 1, 3600,
            "Time after which a neighbour given up is tried again.", Mark::verified,
            "OpenThread: advertisements every 32 s at most"),
      field("poll_period", &Def::poll_period, "s", 0.01, 3600,
            "How often a sleepy device asks its parent for messages.", Mark::estimate,
            "0.25 s to minutes"),
      field("indirect_lifetime", &Def::indirect_lifetime, "s", 0.1, 3600,
            "Time a parent keeps a message for a sleepy device.", Mark::recalled, "Zigbee: 7.68 s"),
      field("indirect_limit", &Def::indirect_limit, "1", 1, 1000,
            "Messages a parent keeps for one sleepy device.", Mark::recalled, "1-4"),
      field("tx_current", &Def::tx_current, "A", 1e-3, 0.5, "Current while sending at 0 dBm.",
            Mark::verified, "nRF52840, docs.nordicsemi.com"),
      field("rx_current", &Def::rx_current, "A", 1e-3, 0.5, "Current while listening.",
            Mark::verified, "nRF52840, docs.nordicsemi.com"),
      field("sleep_current", &Def::sleep_current, "A", 0, 0.01, "Current otherwise.",
            Mark::estimate, "sleepy end device 3 uA"),
      field("voltage", &Def::voltage, "V", 1, 12, "Supply voltage.", Mark::verified,
            "nRF52840, docs.nordicsemi.com")};
}();

}  // namespace wardtwin
