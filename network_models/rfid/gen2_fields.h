#pragma once

#include <tuple>

#include "network_models/rfid/gen2.h"
#include "sim/base/fields.h"

/// Field tables of gen2.h.
namespace wardtwin {

template <>
inline constexpr auto fields<rfid::LinkDef> = [] {
  using Def = rfid::LinkDef;
  return std::tuple{
      field("tari", &Def::tari, "s", 6.25e-6, 25e-6, "Length of a reader's data-0.", Mark::recalled,
            "EPC Gen2 v2: 6.25, 12.5 or 25 us"),
      field("rtcal", &Def::rtcal, "1", 2.5, 3, "Data-0 and data-1 together, in Tari.",
            Mark::recalled, "EPC Gen2 v2: 2.5 to 3 Tari"),
      field("link_frequency", &Def::link_frequency, "Hz", 40e3, 640e3,
            "Backscatter link frequency (BLF).", Mark::recalled, "EPC Gen2 v2: 40 to 640 kHz"),
      field("encoding", &Def::encoding, "How tags modulate; more cycles to a bit are more robust.",
            Mark::recalled, "dense readers use Miller 4"),
      field("pilot", &Def::pilot, "Tags send the longer preamble (TRext).")};
}();

}  // namespace wardtwin
