#pragma once

#include <tuple>

#include "network_models/wifi/power_def.h"
#include "sim/base/fields.h"

/// Field tables of power_def.h.
namespace wardtwin {

template <>
inline constexpr auto fields<wifi::PowerSaveDef> = [] {
  using D = wifi::PowerSaveDef;
  return std::tuple{
      field("mode", &D::mode,
            "When a sleeping station wakes: at DTIM beacons, also when it sends, or at agreed "
            "times."),
      field("stay_awake", &D::stay_awake, "s", 0, 10,
            "How long it stays awake after its last message; its access point keeps nothing then.",
            Mark::estimate, "0 to 200 ms"),
      field("interval", &D::interval, "s", 1e-3, 3600, "Time between service periods of TWT.",
            Mark::assumed, ""),
      field("service", &D::service, "s", 1e-3, 0.256,
            "Least length of a service period of TWT; what is under way is finished.",
            Mark::recalled, "802.11ax: nominal minimum wake duration, up to 255 x 256 us"),
      field("group", &D::group, "1", 1, 74, "Stations that share one service period of TWT.",
            Mark::assumed, "")};
}();

template <>
inline constexpr auto fields<wifi::EnergyDef> = [] {
  using D = wifi::EnergyDef;
  return std::tuple{field("transmit", &D::transmit, "W", 0, 10, "While sending.", Mark::recalled,
                          "ESP32 class: 180-240 mA at 3.3 V"),
                    field("receive", &D::receive, "W", 0, 10, "While receiving.", Mark::recalled,
                          "ESP32 class: 95-100 mA at 3.3 V"),
                    field("listen", &D::listen, "W", 0, 10, "While awake and neither.",
                          Mark::recalled, "ESP32 class: as receiving"),
                    field("sleep", &D::sleep, "W", 0, 1, "While asleep and associated.",
                          Mark::recalled, "ESP32 class: 0.8 mA at 3.3 V; C3 0.13, S3 0.24 mA"),
                    field("wake_up", &D::wake_up, "s", 0, 0.1,
                          "Time awake before each beacon, message or service period.",
                          Mark::computed, "3 ms awake for a beacon of 0.2 ms")};
}();

template <>
inline constexpr auto fields<wifi::UplinkOfdmaDef> = [] {
  using D = wifi::UplinkOfdmaDef;
  return std::tuple{
      field("on", &D::on, "Whether access points trigger what they know to wait in stations."),
      field("guard", &D::guard, "s", 1.6e-6, 3.2e-6, "Guard interval of the answers.",
            Mark::verified, "802.11ax: 1.6 or 3.2 us"),
      field("latest", &D::latest, "s", 1e-4, 5.4e-3, "Longest answer that a trigger asks for.",
            Mark::assumed, "")};
}();

}  // namespace wardtwin
