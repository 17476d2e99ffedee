#pragma once

#include <tuple>

#include "network_models/rtls/locator.h"
#include "sim/base/fields.h"

/// Field tables of locator.h.
namespace wardtwin {

template <>
inline constexpr auto fields<rtls::LocatorDef> = [] {
  using Def = rtls::LocatorDef;
  return std::tuple{
      field("technology", &Def::technology, "What positions are worked out from."),
      field("classes", &Def::classes, "Device classes whose messages are positions."),
      field(
          "median", &Def::median, "m", 0.01, 100,
          "Median error, if not the technology's: UWB 0.2, BLE AoA 0.5, Wi-Fi RTT 1.5, BLE RSSI 3, "
          "Wi-Fi RSSI 5 m.",
          Mark::estimate, "vendors' and surveys' figures"),
      field(
          "p90", &Def::p90, "m", 0.01, 200,
          "90th percentile of the error, if not the technology's: UWB 0.5, BLE AoA 1.5, Wi-Fi RTT "
          "3, BLE RSSI 6, Wi-Fi RSSI 8 m.",
          Mark::estimate, "vendors' and surveys' figures"),
      field("correlation", &Def::correlation, "1", 0, 1,
            "Share of the error that a room decides, so that averaging does not remove it.",
            Mark::assumed, "errors are biased by room, not independent"),
      field("blocked", &Def::blocked, "1", 0, 1, "Share of messages that give no position.",
            Mark::assumed, "a tag under a blanket or a body")};
}();

}  // namespace wardtwin
