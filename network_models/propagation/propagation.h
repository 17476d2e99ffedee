#pragma once

#include <array>
#include <optional>

#include "network_models/propagation/floorplan.h"
#include "network_models/propagation/formulas.h"
#include "network_models/propagation/materials.h"
#include "network_models/propagation/shadowing.h"
#include "sim/base/fields.h"

/// Path loss between two points of a building.
///
/// Model       Log-distance with every wall and slab by its material (`walls`); or without
///             walls (`log distance`), ITU-R P.1238, COST 231 multi-wall, or one fixed loss; plus
///             shadowing. Walls count only where the exponent does not already average them.
/// Valid for   0.8 to 7 GHz, 1 to 100 m, up to 3 floors.
/// Leaves out  Multipath (the radio keeps a fade margin), people moving, antenna patterns.
/// Checked by  tests/unit/propagation/walls_test.cpp
namespace wardtwin::propagation {

enum class PathModel { walls, log_distance, p1238, cost231, fixed };

struct PropagationDef {
  PathModel model = PathModel::walls;
  double exponent = 2.0;          ///< of walls and log_distance
  double power_coefficient = 30;  ///< N of P.1238
  Environment environment = Environment::office;
  Decibels cost231_floor{18.3};
  Decibels fixed_loss{0};  ///< all of `fixed`, added to every path of the others
  Decibels shadowing{3.5};
  Metres decorrelation{3};
  bool shadowing_per_replication = false;
  Metres raster_step{0.5};
};

struct PathLoss {
  Decibels total, walls, slabs, shadowing;
  Decibels body{0};  ///< of who wears the device; added where that is known
  Metres distance;
  Crossings crossed;
};

/// Constant for one band and one building.
class Propagation {
 public:
  Propagation(const PropagationDef& def, const WallLossDef& walls, const flow::Building& building,
              Hertz carrier, Seed seed);

  /// `transmitter` keys the shadowing: the fixed end (access point, gateway), for both directions.
  PathLoss loss(std::uint64_t transmitter, Position fixed_end, Position other) const;

  /// The same loss if it is at most `most`, else nothing. Walls, which take longest, are counted
  /// only where distance, slabs and shadowing leave room for them.
  std::optional<PathLoss> loss_within(std::uint64_t transmitter, Position fixed_end, Position other,
                                      Decibels most) const;

  /// The same without shadowing: what a planner's mean map shows.
  PathLoss mean_loss(Position a, Position b) const;

  const Floorplan& floorplan() const { return plan_; }
  const PropagationDef& def() const { return def_; }
  Hertz carrier() const { return carrier_; }

 private:
  PathLoss mean_loss(Position a, Position b, const Crossings& crossed) const;

  PropagationDef def_;
  Floorplan plan_;
  Hertz carrier_;
  Shadowing shadowing_;
  std::array<double, kMaterials> material_db_{};
};

}  // namespace wardtwin::propagation

namespace wardtwin {

template <>
inline constexpr auto words<propagation::PathModel> =
    std::array{Word{propagation::PathModel::walls, "walls"},
               Word{propagation::PathModel::log_distance, "log distance"},
               Word{propagation::PathModel::p1238, "P.1238"},
               Word{propagation::PathModel::cost231, "COST 231"},
               Word{propagation::PathModel::fixed, "fixed"}};

template <>
inline constexpr auto words<propagation::Environment> =
    std::array{Word{propagation::Environment::residential, "residential"},
               Word{propagation::Environment::office, "office"},
               Word{propagation::Environment::commercial, "commercial"}};

}  // namespace wardtwin
