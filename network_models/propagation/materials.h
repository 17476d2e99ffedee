#pragma once

#include "sim/base/fields.h"
#include "sim/base/units.h"
#include "sim/flow/building.h"

/// What one wall costs, by material and band.
///
/// Model       A fixed loss per crossing. 2.4 and 5 GHz: engineering defaults (slab loss of ITU-R
///             P.2040-3 plus studs, services, oblique incidence); below 1.5 GHz: the slab itself.
/// Valid for   0.8 to 7 GHz; the 5 GHz values serve 6 GHz too (slabs differ by up to 3 dB there).
/// Leaves out  Angle of incidence; lead and cages are leakage-limited, so they are one fixed term.
/// Checked by  tests/unit/propagation/walls_test.cpp
namespace wardtwin::propagation {

struct WallLossDef {
  Decibels plasterboard_868_mhz{0.4}, plasterboard_2_4_ghz{3},
      plasterboard_5_ghz{4};  ///< two boards on studs
  Decibels fire_plasterboard_868_mhz{2.6}, fire_plasterboard_2_4_ghz{5},
      fire_plasterboard_5_ghz{6};                                 ///< 4 x 15 mm
  Decibels brick_868_mhz{3.2}, brick_2_4_ghz{6}, brick_5_ghz{9};  ///< 110 mm
  Decibels concrete_100_868_mhz{4.8}, concrete_100_2_4_ghz{10}, concrete_100_5_ghz{15};  ///< 100 mm
  Decibels concrete_150_868_mhz{5.5}, concrete_150_2_4_ghz{14}, concrete_150_5_ghz{20};  ///< 150 mm
  Decibels concrete_200_868_mhz{7.5}, concrete_200_2_4_ghz{18},
      concrete_200_5_ghz{26};                                  ///< 200 mm, also as a floor slab
  Decibels wood_868_mhz{0.6}, wood_2_4_ghz{3}, wood_5_ghz{5};  ///< 40 mm door leaf
  Decibels glass_868_mhz{0.4}, glass_2_4_ghz{2},
      glass_5_ghz{3};  ///< 6 mm, uncoated; low-E coating 25-30 dB
  Decibels lead_868_mhz{30}, lead_2_4_ghz{40},
      lead_5_ghz{40};  ///< leakage at seams and doors, 30-50 dB
  Decibels faraday_cage_868_mhz{90}, faraday_cage_2_4_ghz{90},
      faraday_cage_5_ghz{90};  ///< MRI room, 80-100 dB
  Decibels metal_868_mhz{25}, metal_2_4_ghz{25},
      metal_5_ghz{25};  ///< lift, shaft or cabinet, 20-30 dB
};

/// Loss of one wall, or one slab, of the material at the frequency.
Decibels wall_loss(const WallLossDef& def, flow::Material material, Hertz f);

}  // namespace wardtwin::propagation
