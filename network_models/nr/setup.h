#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "network_models/nr/slots.h"
#include "sim/base/fields.h"
#include "sim/base/random.h"
#include "sim/flow/flow.h"

/// What a 5G cell is built from, and what a scenario may set of it. Times of the standard are in
/// slots.
namespace wardtwin::nr {

enum class Generation { nr, lte };

enum class Scheduler {
  round_robin,  ///< longest unserved first
  fair,         ///< proportional fair: rate now over rate got
  priority,     ///< 5QI priority, then the longest unserved
};

/// How the base station chooses an uplink rate.
enum class RateChoice {
  block_errors,  ///< fastest whose error rate is within the target
  shannon_gap,   ///< by Shannon's law with a gap, in steps of the channel quality indicator
};

struct NrDef {
  Generation standard = Generation::nr;
  int numerology = 1;
  std::string pattern = "DDDSU";
  int resource_blocks = 51;
  int symbols = 12;
  int special_symbols = 8;
  int reference_elements = 12;
  int layers = 1;
  Scheduler scheduler = Scheduler::priority;
  int devices_per_slot = 8;
  double fair_window = 100;
  double bler_target = 0.1;
  RateChoice uplink_rates = RateChoice::block_errors;
  int harq_attempts = 4;
  double harq_gain = 0.2;
  int harq_slots = 6;
  int sr_period = 5;
  int sr_processing = 1;
  int grant_delay = 2;
  int grant_bytes = 300;
  int decode_slots = 1;
  Time down_decode{100'000};
  int configured_symbols = 0;
  int header_bytes = 40;
  int queue_limit = 1000;
  Time inactivity{10'000'000'000};
  Time prach_period{10'000'000};
  int preambles = 54;
  int prach_attempts = 10;
  Time prach_response{5'000'000};
  Time prach_backoff{20'000'000};
  Time setup{10'000'000};
  Time paging_cycle{1'280'000'000};
  Time drx_inactivity{100'000'000};
  Time drx_cycle{0};
  Time drx_on{10'000'000};
  double tx_power = 2.3;
  double rx_power = 0.5;
  double sleep_power = 0.006;
};

struct DeviceSetup {
  flow::DeviceIndex device = 0;
  Decibels down{20}, up{20};  ///< SINR
  int five_qi = 0;            ///< 0: by the traffic class of each message
  bool configured = false;    ///< has a configured grant
  bool connected = false;     ///< at the start; otherwise idle
};

struct CellSetup {
  NrDef nr;
  std::vector<DeviceSetup> devices;
  std::uint32_t entry = 0;                ///< name of the base station in commands and frames
  std::span<const flow::Source> sources;  ///< of the whole hospital; must outlive the cell
  std::size_t flows = 1;
  Seed seed;
  Time warm_up{0};
  bool counts_delivery = false;  ///< uplink flows end here (bench scenarios without a backbone)
};

/// Since the start, or the end of warm-up.
struct Counters {
  std::array<std::uint64_t, 2> blocks{}, failed{}, dropped{};  ///< transport blocks: down, up
  std::array<std::uint64_t, 2> bits{};                         ///< of blocks that got through
  std::array<std::uint64_t, 2> used{};                         ///< resource blocks x slots
  std::uint64_t requests = 0;                                  ///< scheduling requests
  std::uint64_t random_access = 0, preamble_collisions = 0, access_failures = 0;
};

}  // namespace wardtwin::nr

namespace wardtwin {

template <>
inline constexpr auto words<nr::Generation> =
    std::array{Word{nr::Generation::nr, "NR"}, Word{nr::Generation::lte, "LTE"}};

template <>
inline constexpr auto words<nr::RateChoice> =
    std::array{Word{nr::RateChoice::block_errors, "block errors"},
               Word{nr::RateChoice::shannon_gap, "Shannon gap"}};

template <>
inline constexpr auto words<nr::Scheduler> = std::array{
    Word{nr::Scheduler::round_robin, "round robin"}, Word{nr::Scheduler::fair, "proportional fair"},
    Word{nr::Scheduler::priority, "priority"}};

}  // namespace wardtwin
