#pragma once

#include <tuple>

#include "network_models/faults/clock_def.h"
#include "sim/base/fields.h"

/// Field tables of clock_def.h.
namespace wardtwin {

template <>
inline constexpr auto fields<faults::ClocksDef> = std::tuple{
    field("off_by", &faults::ClocksDef::off_by, "s", 1e-6, 3.2e7,
          "An alarm whose stamp and the alarm manager's clock are further apart counts as stamped "
          "wrong.",
          Mark::assumed, "as long as an alarm may take to a handset"),
    field("refused_beyond", &faults::ClocksDef::refused_beyond, "s", 1e-3, 3.2e7,
          "Servers refuse what a gateway sends whose clock is further from theirs.", Mark::recalled,
          "Kerberos takes 5 min (RFC 4120); signed requests and tokens alike; certificates alone "
          "bear days"),
    field("resync", &faults::ClocksDef::resync, "s", 0, 8.64e5,
          "From the repair until the clock is set.", Mark::recalled,
          "NTP steps a clock that stays off by more than 128 ms for 900 s (RFC 5905); beyond "
          "1,000 s it gives up, and somebody sets it")};

}  // namespace wardtwin
