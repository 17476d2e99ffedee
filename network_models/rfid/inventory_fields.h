#pragma once

#include <tuple>

#include "network_models/rfid/inventory.h"
#include "sim/base/fields.h"

/// Field tables of inventory.h.
namespace wardtwin {

template <>
inline constexpr auto fields<rfid::QDef> = std::tuple{
    field("start_q", &rfid::QDef::start_q, "1", 0, 15, "Rounds begin with 2 to this power slots.",
          Mark::recalled, "EPC Gen2 v2, annex D: 4"),
    field("step", &rfid::QDef::step, "1", 0.1, 0.5,
          "C: how far a collision or an empty slot moves Q.", Mark::recalled,
          "EPC Gen2 v2, annex D: 0.1 to 0.5")};

}  // namespace wardtwin
