#pragma once

#include <tuple>

#include "network_models/rfid/setup.h"
#include "sim/base/fields.h"

/// Field tables of setup.h.
namespace wardtwin {

template <>
inline constexpr auto fields<rfid::RadioDef> = [] {
  using Def = rfid::RadioDef;
  return std::tuple{
      field("reader_power", &Def::reader_power, "dBm", 0, 36,
            "Power radiated towards the tags, antenna included.", Mark::estimate, "30-33 dBm"),
      field("tag_sensitivity", &Def::tag_sensitivity, "dBm", -30, 0,
            "Least power at which a tag answers.", Mark::estimate, "-18 to -24 dBm"),
      field("antennas", &Def::antennas, "1", 1, 8,
            "Antennas of a reader; the one that a tag's orientation suits best counts."),
      field("orientation", &Def::orientation, "dB", 0, 20,
            "Standard deviation over tags and antennas; it stays with a tag for all its passes.",
            Mark::estimate, "dipole tags, portals lose 1-10 % of body-worn or metal tags"),
      field("movement", &Def::movement, "dB", 0, 20,
            "Standard deviation over the passes of one tag.", Mark::estimate, "carried tags")};
}();

template <>
inline constexpr auto fields<rfid::UseDef> = [] {
  using Def = rfid::UseDef;
  return std::tuple{
      field("in_field", &Def::in_field, "s", 0, 1e5, "How long a passing tag is in the field.",
            Mark::computed, "2 m at 1.2 m/s"),
      field("guard", &Def::guard, "s", 0, 0.1,
            "Time of the reader's own between two exchanges with a card.", Mark::estimate,
            "500 us"),
      field("handling", &Def::handling, "s", 0, 60,
            "What people and programs add to one card: holding it there, showing the result.",
            Mark::estimate, "0.3-1.5 s for the whole transaction")};
}();

}  // namespace wardtwin
