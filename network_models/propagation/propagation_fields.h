#pragma once

#include <tuple>

#include "network_models/propagation/propagation.h"
#include "sim/base/fields.h"

/// Field tables of propagation.h.
namespace wardtwin {

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
