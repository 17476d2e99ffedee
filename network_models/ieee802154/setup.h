#pragma once

#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "network_models/coexistence/foreign.h"
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
  Time leader_timeout{0};
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
  std::vector<radio::Foreign> foreign;  ///< senders of other families; receivers: nodes
  radio::Spectrum spectrum{2405, 2};    ///< of this channel
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
  std::uint64_t elections = 0;        ///< the network formed anew under another leader
};

}  // namespace wardtwin::ieee802154
