#pragma once

#include <tuple>

#include "network_models/coexistence/coexistence_def.h"
#include "sim/base/fields.h"

/// Field tables of coexistence_def.h.
namespace wardtwin {

template <>
inline constexpr auto fields<radio::OvenDef> = [] {
  using D = radio::OvenDef;
  return std::tuple{
      field("at", &D::at, "m", -1e5, 1e5, "Where it stands."),
      field("power", &D::power, "dBm", -50, 40, "What leaks out, in 2.44 to 2.47 GHz.",
            Mark::estimate, "-30 dBm arrive at 2 m"),
      field("every", &D::every, "s", 1, 1e7, "Mean time from the end of one use to the next."),
      field("runs", &D::runs, "s", 1, 86400, "How long it heats."),
      field("mains", &D::mains, "s", 0.01, 0.1, "Period of the mains; it radiates for half of it.",
            Mark::estimate, "50 % duty at mains frequency"),
  };
}();

template <>
inline constexpr auto fields<radio::CoexistenceDef> = [] {
  using D = radio::CoexistenceDef;
  return std::tuple{
      field("on", &D::on, "Wi-Fi, Bluetooth, 802.15.4 and ovens disturb each other."),
      field("exchange", &D::exchange, "s", 0.01, 60,
            "How often radios of one family learn what the others did; part of the model."),
      field("ovens", &D::ovens, "Microwave ovens by name."),
  };
}();

}  // namespace wardtwin
