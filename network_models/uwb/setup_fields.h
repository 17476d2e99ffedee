#pragma once

#include <tuple>

#include "network_models/uwb/setup.h"
#include "sim/base/fields.h"

/// Field tables of setup.h.
namespace wardtwin {

template <>
inline constexpr auto fields<uwb::UwbDef> = [] {
  using Def = uwb::UwbDef;
  return std::tuple{
      field("slot", &Def::slot, "s", 1e-4, 1,
            "Air time that one position of one tag takes from all others.", Mark::estimate,
            "2-5 ms: 200-500 tags at one position a second"),
      field("airtime", &Def::airtime, "s", 1e-5, 1, "Of that, what the tag's transmitter is on.",
            Mark::estimate, "about 0.3 ms"),
      field("ranging", &Def::ranging, "s", 0, 1,
            "Of that, what its receiver is on; two-way ranging needs it, arrival times do not."),
      field("anchors_needed", &Def::anchors_needed, "1", 1, 16,
            "Anchors that must hear a tag for a position.", Mark::computed,
            "two coordinates and the clock need 3"),
      field("queue", &Def::queue_limit, "1", 1, 1000,
            "Positions of one tag that may wait for a slot; more are dropped."),
      field("tag_power", &Def::tag_power, "dBm", -41, 10, "Radiated over the whole channel.",
            Mark::computed, "-41.3 dBm/MHz over 500 MHz"),
      field("sensitivity", &Def::sensitivity, "dBm", -120, -60,
            "Least power at which an anchor hears a tag.", Mark::estimate, "6.8 Mbit/s receivers"),
      field("tx_power", &Def::tx_power, "W", 0, 10, "Drawn while it sends.", Mark::estimate,
            "60-120 mA for about 0.3 ms"),
      field("rx_power", &Def::rx_power, "W", 0, 10, "Drawn while it receives.", Mark::estimate,
            "60-120 mA"),
      field("sleep_power", &Def::sleep_power, "W", 0, 1, "Drawn between.", Mark::estimate, "2 uA")};
}();

}  // namespace wardtwin
