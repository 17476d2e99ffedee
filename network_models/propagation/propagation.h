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

template <>
inline constexpr auto fields<propagation::PropagationDef> = [] {
  using Def = propagation::PropagationDef;
  return std::tuple{
      field("model", &Def::model, "How path loss is computed."),
      field("exponent", &Def::exponent, "1", 1.5, 6,
            "Loss exponent: 1.8-2.2 with explicit walls, 2.8-3.5 for log distance without.",
            Mark::estimate, "log-distance with explicit walls"),
      field("power_coefficient", &Def::power_coefficient, "1", 15, 40,
            "N of ITU-R P.1238: corridors 18-20, offices and wards 28-33.", Mark::verified,
            "ITU-R P.1238 office, 1.8-2 GHz"),
      field("environment", &Def::environment, "Whose floor loss P.1238 takes.", Mark::verified,
            "ITU-R P.1238"),
      field("cost231_floor", &Def::cost231_floor, "dB", 0, 60,
            "Loss of the first floor in the COST 231 model.", Mark::verified,
            "COST 231 multi-wall, SEAMCAT manual"),
      field("fixed_loss", &Def::fixed_loss, "dB", -60, 200,
            "The whole loss of the model `fixed`; added to every path in the others."),
      field("shadowing", &Def::shadowing, "dB", 0, 15,
            "Standard deviation of slow fading: 3-4 with walls, 6-8 without.", Mark::estimate,
            "indoor surveys with explicit walls"),
      field("decorrelation", &Def::decorrelation, "m", 0.5, 20,
            "Distance over which slow fading changes.", Mark::estimate, "1-5 m indoors"),
      field("shadowing_per_replication", &Def::shadowing_per_replication,
            "Draw slow fading anew for each replication instead of once for the building."),
      field("raster_step", &Def::raster_step, "m", 0.25, 2, "Cell size of coverage maps.")};
}();

}  // namespace wardtwin
