#pragma once

#include <cstdint>
#include <vector>

#include "network_models/faults/fleet_def.h"
#include "sim/base/random.h"

/// Devices that wear, work orders, technicians and spare parts, drawn before a run starts.
///
/// Model       Lives are Weibull from new. A failure, or what foresees one, raises a work order, which
///             waits for a technician and a part; failures go first, then in the order of raising.
///             A mended or serviced device is as new; a needless order changes nothing.
/// Valid for   Fleets of one workshop; failures that do not depend on each other.
/// Leaves out  Shifts of technicians, loan devices, parts that differ.
/// Checked by  tests/unit/faults/fleet_test.cpp
namespace wardtwin::faults {

struct FleetUnit {
  WearDef def;
  std::uint64_t key = 0;  ///< names its random numbers
};
struct FleetSetup {
  std::vector<FleetUnit> units;
  int technicians = 0;  ///< 0: as many as are needed
  std::optional<int> spares;
  Time delivery{0};
  Time end{0};
};

struct WorkOrder {
  enum class Kind : std::uint8_t { failure, foreseen, needless, service };
  std::uint32_t unit = 0;
  Kind kind = Kind::failure;
  Time raised{0};
  Time begun = kNever, done = kNever;
  /// When its device does not work: since its failure, or during the work.
  Time out_from() const { return kind == Kind::failure ? raised : begun; }
};

/// All orders raised before the end, in the order of raising; one for what was foreseen becomes one
/// for a failure if the failure is sooner.
std::vector<WorkOrder> draw_orders(const FleetSetup& setup, Seed seed);

}  // namespace wardtwin::faults
