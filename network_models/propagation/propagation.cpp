#include "network_models/propagation/propagation.h"

namespace wardtwin::propagation {

namespace {
Seed building_seed(const PropagationDef& def, Seed seed) {
  if (!def.shadowing_per_replication) seed.replication = 0;
  return seed;
}
}  // namespace

Propagation::Propagation(const PropagationDef& def, const WallLossDef& walls,
                         const flow::Building& building, Hertz carrier, Seed seed)
    : def_(def),
      plan_(building),
      carrier_(carrier),
      shadowing_(building_seed(def, seed), def.shadowing, def.decorrelation) {
  for (std::size_t m = 0; m < kMaterials; ++m)
    material_db_[m] = wall_loss(walls, static_cast<flow::Material>(m), carrier).value;
}

PathLoss Propagation::mean_loss(Position a, Position b) const {
  return mean_loss(a, b, def_.model == PathModel::fixed ? Crossings{} : plan_.crossings(a, b));
}

PathLoss Propagation::mean_loss(Position a, Position b, const Crossings& crossed) const {
  PathLoss p;
  p.distance = {distance(a, b)};
  p.total = def_.fixed_loss;
  if (def_.model == PathModel::fixed) return p;
  p.crossed = crossed;
  const int floors = p.crossed.total_slabs();
  if (def_.model == PathModel::walls || def_.model == PathModel::cost231)
    for (std::size_t m = 0; m < kMaterials; ++m) {
      p.walls.value += p.crossed.walls[m] * material_db_[m];
      p.slabs.value += p.crossed.slabs[m] * material_db_[m];
    }
  switch (def_.model) {
    case PathModel::fixed: break;
    case PathModel::walls:
      p.total = p.total + log_distance_loss(carrier_, p.distance, def_.exponent);
      break;
    case PathModel::log_distance:
      p.total = p.total + log_distance_loss(carrier_, p.distance, def_.exponent);
      break;
    case PathModel::p1238:
      p.slabs = p1238_floor_loss(def_.environment, floors);
      p.total = p.total + p1238_loss(carrier_, p.distance, def_.power_coefficient, {0});
      break;
    case PathModel::cost231:
      p.slabs = cost231_floor_loss(floors, def_.cost231_floor);
      p.total = p.total + free_space_loss(carrier_, p.distance);
      break;
  }
  p.total = p.total + p.walls + p.slabs;
  return p;
}

PathLoss Propagation::loss(std::uint64_t transmitter, Position fixed_end, Position other) const {
  PathLoss p = mean_loss(fixed_end, other);
  if (def_.model == PathModel::fixed) return p;
  p.shadowing = shadowing_.at(transmitter, plan_.floor_at(other.z), other.x, other.y);
  p.total = p.total + p.shadowing;
  return p;
}

std::optional<PathLoss> Propagation::loss_within(std::uint64_t transmitter, Position fixed_end,
                                                 Position other, Decibels most) const {
  constexpr double kRounding = 1e-6;  // dB; sums of another order differ by less
  if (def_.model != PathModel::fixed) {
    const double room = most.value + kRounding -
                        mean_loss(fixed_end, other, plan_.slabs(fixed_end, other)).total.value;
    if (room < -shadowing_.most().value) return {};
    if (shadowing_.at(transmitter, plan_.floor_at(other.z), other.x, other.y).value > room)
      return {};
  }
  const PathLoss p = loss(transmitter, fixed_end, other);
  if (p.total.value > most.value) return {};
  return p;
}

}  // namespace wardtwin::propagation
