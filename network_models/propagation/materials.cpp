#include "network_models/propagation/materials.h"

namespace wardtwin::propagation {

Decibels wall_loss(const WallLossDef& def, flow::Material material, Hertz f) {
  using flow::Material;
  const auto by_band = [f](Decibels low, Decibels middle, Decibels high) {
    return f.value < 1.5e9 ? low : f.value < 4e9 ? middle : high;
  };
  switch (material) {
    case Material::none: return {0};
    case Material::plasterboard:
      return by_band(def.plasterboard_868_mhz, def.plasterboard_2_4_ghz, def.plasterboard_5_ghz);
    case Material::fire_plasterboard:
      return by_band(def.fire_plasterboard_868_mhz, def.fire_plasterboard_2_4_ghz,
                     def.fire_plasterboard_5_ghz);
    case Material::brick: return by_band(def.brick_868_mhz, def.brick_2_4_ghz, def.brick_5_ghz);
    case Material::concrete_100:
      return by_band(def.concrete_100_868_mhz, def.concrete_100_2_4_ghz, def.concrete_100_5_ghz);
    case Material::concrete_150:
      return by_band(def.concrete_150_868_mhz, def.concrete_150_2_4_ghz, def.concrete_150_5_ghz);
    case Material::concrete_200:
      return by_band(def.concrete_200_868_mhz, def.concrete_200_2_4_ghz, def.concrete_200_5_ghz);
    case Material::wood: return by_band(def.wood_868_mhz, def.wood_2_4_ghz, def.wood_5_ghz);
    case Material::glass: return by_band(def.glass_868_mhz, def.glass_2_4_ghz, def.glass_5_ghz);
    case Material::lead: return by_band(def.lead_868_mhz, def.lead_2_4_ghz, def.lead_5_ghz);
    case Material::faraday_cage:
      return by_band(def.faraday_cage_868_mhz, def.faraday_cage_2_4_ghz, def.faraday_cage_5_ghz);
    case Material::metal: return by_band(def.metal_868_mhz, def.metal_2_4_ghz, def.metal_5_ghz);
  }
  return {0};
}

}  // namespace wardtwin::propagation
