#pragma once

#include <tuple>

#include "network_models/faults/rollout_def.h"
#include "sim/base/fields.h"

/// Field tables of rollout_def.h.
namespace wardtwin {

template <>
inline constexpr auto fields<faults::ChargingDef> = std::tuple{
    field("from", &faults::ChargingDef::from, "clock", 0, 86400, "Time of day when it begins."),
    field("to", &faults::ChargingDef::to, "clock", 0, 86400, "Time of day when it ends."),
    field("share", &faults::ChargingDef::share, "1", 0, 1,
          "Share of the devices that are switched off as the night begins which stand on a charger "
          "that wakes them; drawn anew each night.",
          Mark::assumed, "0: chargers give power alone")};

template <>
inline constexpr auto fields<faults::RolloutDef> = [] {
  using D = faults::RolloutDef;
  return std::tuple{
      field("of", &D::of, "The device class that takes it."),
      field("from", &D::from, "The server that hands it out."),
      field("released", &D::released, "clock", 0, 3.1536e9,
            "Time of day when it can be had, the first after measuring starts."),
      field("size", &D::size, "B", 1, 1e12, "Bytes for one device.", Mark::recalled,
            "a drug library has 1 to 10 MB"),
      field("rate", &D::rate, "bit/s", 1, 1e12, "Rate of one transfer.", Mark::assumed,
            "what a pump's radio and processor take beside their work"),
      field("at_once", &D::at_once, "1", 1, 1e6, "Transfers the server has under way at most.",
            Mark::assumed, "servers hand out in small groups"),
      field("asks_every", &D::asks_every, "s", 1, 3.2e7,
            "How often a device on the network asks for news; one that comes on asks at once.",
            Mark::assumed, "an hour"),
      field("in_use", &D::in_use, "s", 0, 3.2e8,
            "From a device being started to being stopped; a new library waits for the stop.",
            Mark::computed,
            "29 hospitals: 1.74 alarms a delivery over 0.18 an hour is 9.67 h in the mean; spread "
            "assumed"),
      field("unused", &D::unused, "s", 0, 3.2e8, "From being stopped to being started again.",
            Mark::computed,
            "568,164 deliveries by 11,410 pumps in 60 days are one in 28.9 h, less 9.67 h"),
      field("switched_off", &D::switched_off, "1", 0, 1,
            "Share of these times in which it is switched off, and not to be reached.",
            Mark::assumed, "half of the pumps go back to a store"),
      field("charging", &D::charging, "Nights on a charger that reaches the network.")};
}();

}  // namespace wardtwin
