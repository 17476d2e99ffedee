#pragma once

#include <cstdint>
#include <vector>

#include "network_models/attacks/defs.h"
#include "sim/base/random.h"

/// How malware spreads from host to host, and how it is contained; drawn before a run starts.
///
/// Model       Each infected host attempts others at a constant rate: any of its own segment alike,
///             and a share of that rate any of the segments it may talk to. Hosts that are not
///             patched catch it at once. After a while they stop. A detector finds a share of them
///             after exponential times, and healthy ones by mistake; found or stopped hosts go into
///             quarantine, and come back clean and immune. Windows for patches make healthy hosts
///             immune, each after a restart. Once enough hosts are found or stopped, zones are cut off:
///             no attempt crosses their edges until nothing has spread for a while.
/// Valid for   Malware that looks for victims at random; hosts whose weakness is all or nothing.
/// Leaves out  Dwell times of people who wait inside, credentials, backups that are lost too.
/// Checked by  tests/unit/attacks/spread_test.cpp
namespace wardtwin::attacks {

struct Host {
  std::uint32_t segment = 0;
  bool vulnerable = true;
  std::uint32_t zone = 0;  ///< that can be cut off; 0: all that cannot
};

struct SpreadSetup {
  std::vector<Host> hosts;
  std::vector<std::vector<std::uint32_t>> allowed;  ///< by segment: others it may reach
  std::vector<std::uint32_t> first;                 ///< infected at `at`, vulnerable or not
  Time at{0}, end{0};
  double spread = 0;  ///< attempts per second of one host
  double across = 0.05;
  Time stops_after = kNever, recovery{0};
  DetectorDef detector;
  Time responds_after{0}, inspection{0};
  PatchingDef patching;
  bool isolates = false;  ///< then, and as this says
  IsolationDef isolation;
  Time clock_at_start{0};  ///< time of day at 0
};

/// From ... to ... something was the case with a host.
struct Spell {
  std::uint32_t host = 0;
  Time at{0}, until = kNever;

  friend auto operator<=>(const Spell&, const Spell&) = default;
};

struct Outcome {
  std::vector<Spell> infected;  ///< until clean
  std::vector<Spell> stopped;   ///< by the malware
  std::vector<Spell> quarantined;
  std::vector<Spell> patched;   ///< restarts
  std::vector<Spell> isolated;  ///< of all zones together; host is 0
  /// Nothing spreads any more: every infected host is in quarantine or clean; kNever: not yet.
  Time contained = kNever;
};

/// Event by event and exact. Spells are sorted by time.
Outcome spread(const SpreadSetup& setup, Seed seed, std::uint64_t key);

/// Mean time until one infected host of `n` has infected all, if nothing holds it back: the sum of
/// (n - 1) / (rate i (n - i)) over i = 1 .. n - 1, s.
double mean_time_to_all(int n, double rate);

}  // namespace wardtwin::attacks
