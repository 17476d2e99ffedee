#pragma once

#include <cstdint>
#include <vector>

#include "network_models/faults/rollout_def.h"
#include "sim/base/random.h"

/// How a fleet gets a new drug library, drawn before a run starts.
///
/// Model       A device is in use, then unused, in turn; unused it is on or switched off. Whoever is
///             on and reaches the server asks for news, at once as it comes on, waits for one of the
///             server's transfers in the order of asking, and goes on where it stopped if the
///             network or the switch cuts it. What is there whole becomes current as soon as the
///             device is not in use.
/// Valid for   Fleets whose use does not depend on the network; transfers that a busy network does
///             not slow.
/// Leaves out  The load of the transfers on the network; staff who put off the restart; devices that
///             lie somewhere for months, unless `unused` says so.
/// Checked by  tests/unit/faults/rollout_test.cpp
namespace wardtwin::faults {

/// From ... to ... a place does not reach the server.
struct CutOff {
  Time at{0}, until = kNever;
};

struct RolloutUnit {
  std::uint64_t key = 0;    ///< names its random numbers
  std::uint32_t place = 0;  ///< index into RolloutSetup::cut_off
};

struct RolloutSetup {
  RolloutDef def;
  std::vector<RolloutUnit> units;
  std::vector<std::vector<CutOff>> cut_off;  ///< by place, sorted, apart from each other
  Time released{0}, end{0};                  ///< on the clock of the run
  Time clock_at_start{0};                    ///< time of day at 0
};

/// When each unit has it and uses it; kNever: not before the end.
std::vector<Time> roll_out(const RolloutSetup& setup, Seed seed);

}  // namespace wardtwin::faults
