#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "network_models/nbiot/air.h"
#include "sim/base/fields.h"
#include "sim/base/random.h"
#include "sim/base/units.h"
#include "sim/flow/flow.h"

/// What an NB-IoT cell is built from, and what a scenario may set of it.
namespace wardtwin::nbiot {

/// How devices of one coverage level speak.
struct LevelDef {
  Decibels coupling_loss{144};  ///< at most
  int preamble_repetitions = 2;
  int up_repetitions = 1;
  int down_repetitions = 1;
  Tones tones = Tones::twelve;
  int units = 4;  ///< of a block
};
inline constexpr int kLevels = 3;

struct RadioDef {
  Hertz carrier{900e6};
  Dbm base_station_power{43};
  Dbm device_power{23};
};

struct NbiotDef {
  LevelDef normal;
  LevelDef robust{{154}, 8, 8, 16, Tones::three, 6};
  LevelDef extreme{{164}, 32, 64, 128, Tones::one, 8};
  int block_bits = 1000;
  int blocks_per_grant = 1;
  Time grant_delay{8'000'000};
  double block_error = 0.1;
  int attempts = 5;
  int header_bytes = 48;
  PreambleFormat format = PreambleFormat::long_prefix;
  Time preamble_period{640'000'000};
  int preamble_tones = 12;
  int access_attempts = 10;
  Time access_backoff{2'048'000'000};
  Time response{80'000'000};
  int exchanges = 4;
  Time synchronise{300'000'000};
  Time inactivity{10'000'000'000};
  double listening = 0.1;
  Time active_timer{20'000'000'000};
  Time edrx_cycle{10'240'000'000};
  bool power_saving = true;
  Time update_period{86'400'000'000'000};
  int queue_limit = 16;
  Time lifetime{3'600'000'000'000};
  double tx_power = 0.543;
  double rx_power = 0.090;
  double light_power = 0.0024;
  double deep_power = 0.000015;

  const LevelDef& level(int l) const { return l == 0 ? normal : l == 1 ? robust : extreme; }
};

/// LTE-M of category M1 by the same model: a narrowband of 1.08 MHz (6 resource blocks) in half duplex, blocks
/// of 1 ms over all of it, three to a grant in turn (3 grants, 1 ms, 3 blocks, 1 ms of switching: 375
/// kbit/s), coverage enhancement mode A to `robust` and mode B to `extreme`.
NbiotDef lte_m();

struct DeviceSetup {
  flow::DeviceIndex device = 0;
  int level = 0;  ///< coverage level; kLevels: out of reach
};

struct CellSetup {
  NbiotDef nbiot;
  std::vector<DeviceSetup> devices;
  std::uint32_t entry = 0;                ///< row of backbone accesses
  std::span<const flow::Source> sources;  ///< of the whole hospital; must outlive the cell
  std::size_t flows = 1;
  Seed seed;
  Time warm_up{0};
  bool counts_delivery = false;  ///< uplink flows end here (bench scenarios without a backbone)
};

/// Lowest level that a coupling loss allows; kLevels: none.
inline int level_of(const NbiotDef& def, Decibels coupling_loss) {
  int level = 0;
  while (level < kLevels && coupling_loss > def.level(level).coupling_loss) ++level;
  return level;
}

/// Since the start, or the end of warm-up.
struct Counters {
  std::array<std::uint64_t, kLevels> preambles{}, preamble_collisions{}, blocks{}, failed{};
  std::uint64_t access_failures = 0;
  Time busy{0};  ///< of the carrier, uplink data, all lanes together
};

}  // namespace wardtwin::nbiot
