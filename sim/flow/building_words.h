#pragma once

#include <array>

#include "sim/base/fields.h"
#include "sim/flow/building.h"

/// The words of a building, as scenarios write them.
namespace wardtwin {

template <>
inline constexpr auto words<flow::RoomKind> =
    std::array{Word{flow::RoomKind::corridor, "corridor"},
               Word{flow::RoomKind::ward, "ward"},
               Word{flow::RoomKind::icu, "icu"},
               Word{flow::RoomKind::nurse_station, "nurse_station"},
               Word{flow::RoomKind::store, "store"},
               Word{flow::RoomKind::imaging, "imaging"},
               Word{flow::RoomKind::operating, "operating"},
               Word{flow::RoomKind::utility, "utility"},
               Word{flow::RoomKind::other, "other"}};

template <>
inline constexpr auto words<flow::Material> =
    std::array{Word{flow::Material::none, "open"},
               Word{flow::Material::plasterboard, "plasterboard"},
               Word{flow::Material::fire_plasterboard, "fire_plasterboard"},
               Word{flow::Material::brick, "brick"},
               Word{flow::Material::concrete_100, "concrete_100"},
               Word{flow::Material::concrete_150, "concrete_150"},
               Word{flow::Material::concrete_200, "concrete_200"},
               Word{flow::Material::wood, "wood"},
               Word{flow::Material::glass, "glass"},
               Word{flow::Material::lead, "lead"},
               Word{flow::Material::faraday_cage, "faraday_cage"},
               Word{flow::Material::metal, "metal"}};

}  // namespace wardtwin
