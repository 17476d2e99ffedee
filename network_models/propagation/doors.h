#pragma once

#include <array>
#include <optional>
#include <span>

#include "network_models/propagation/propagation.h"

/// Doors that shut while a building is in use.
///
/// Model       A shut door adds what one wall of its material costs to every path through its
///             opening; a building is laid out with all of them open.
/// Valid for   Path models that count walls (`walls`, `COST 231`); the others average doors with
///             everything else, and nothing is added.
/// Leaves out  Leakage round a leaf, doors that stand ajar, the time a leaf takes to swing.
/// Checked by  tests/unit/propagation/doors_test.cpp
namespace wardtwin::propagation {

class ShutDoors {
 public:
  ShutDoors() = default;  ///< every door is open
  /// `shut`: the openings as pieces of wall, of the materials that stand in them.
  ShutDoors(const PropagationDef& def, const WallLossDef& walls, const flow::Building& building,
            std::span<const flow::Wall> shut, Hertz carrier);

  /// What they add to the loss between two points; the same both ways.
  Decibels between(Position a, Position b) const;
  bool none() const { return !plan_; }

 private:
  std::optional<Floorplan> plan_;  ///< of nothing but the doors
  std::array<double, kMaterials> material_db_{};
};

}  // namespace wardtwin::propagation
