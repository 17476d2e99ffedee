#include "network_models/propagation/doors.h"

namespace wardtwin::propagation {

ShutDoors::ShutDoors(const PropagationDef& def, const WallLossDef& walls,
                     const flow::Building& building, std::span<const flow::Wall> shut,
                     Hertz carrier) {
  if (shut.empty() || (def.model != PathModel::walls && def.model != PathModel::cost231)) return;
  plan_.emplace(flow::Building{building.floors, {}, {shut.begin(), shut.end()}, {}});
  for (std::size_t m = 0; m < kMaterials; ++m)
    material_db_[m] = wall_loss(walls, static_cast<flow::Material>(m), carrier).value;
}

Decibels ShutDoors::between(Position a, Position b) const {
  Decibels sum{0};
  if (!plan_) return sum;
  const Crossings crossed = plan_->crossings(a, b);
  for (std::size_t m = 0; m < kMaterials; ++m) sum.value += crossed.walls[m] * material_db_[m];
  return sum;
}

}  // namespace wardtwin::propagation
