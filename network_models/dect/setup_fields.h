#pragma once

#include <tuple>

#include "network_models/dect/setup.h"
#include "sim/base/fields.h"

/// Field table of setup.h.
namespace wardtwin {

template <>
inline constexpr auto fields<dect::DectDef> = [] {
  using Def = dect::DectDef;
  return std::tuple{
      field("carrier", &Def::carrier, "Hz", 1.8e9, 2.0e9, "Middle of the band.", Mark::recalled,
            "Europe 1880-1900, United States 1920-1930 MHz"),
      field("carriers", &Def::carriers, "1", 1, 10, "Carriers side by side.", Mark::recalled,
            "EN 300 175-2: 10 in Europe; 5 in the United States"),
      field("channels", &Def::channels, "1", 1, dect::kPairs,
            "Pairs of slots that a base station serves at a time.", Mark::recalled,
            "one transceiver: 12; small base stations 4 or 8"),
      field("slot_bytes", &Def::slot_bytes, "B", 1, 40, "Bytes of a message that one slot carries.",
            Mark::recalled, "320 bits a slot; 256 of them in protected data: 25.6 kbit/s"),
      field("header_bytes", &Def::header_bytes, "B", 0, 200, "Added to each message.",
            Mark::assumed, ""),
      field("base_power", &Def::base_power, "dBm", -10, 30, "Radiated by base stations in a slot.",
            Mark::recalled, "250 mW"),
      field("device_power", &Def::device_power, "dBm", -10, 30, "Radiated by devices in a slot.",
            Mark::recalled, "250 mW"),
      field("sensitivity", &Def::sensitivity, "dBm", -110, -40, "Least power that is received.",
            Mark::recalled, "EN 300 175-2 asks for -83 dBm; equipment has -93"),
      field("fade_margin", &Def::fade_margin, "dB", 0, 40,
            "How far above it both ends must hear to be counted as in reach.", Mark::assumed,
            "10 dB"),
      field("capture", &Def::capture, "dB", 0, 40,
            "How far a channel must stand out above all others on it.", Mark::recalled,
            "EN 300 175-2: -73 dBm beside -84 dBm"),
      field("setup", &Def::setup, "s", 0, 10, "From the request to a channel that carries data.",
            Mark::assumed, "100-500 ms"),
      field("hold", &Def::hold, "s", 0, 3600, "How long a channel is kept for a next message.",
            Mark::assumed, ""),
      field("paging", &Def::paging, "s", 0, 10,
            "A device listens once in this time for messages to it.", Mark::recalled,
            "one multiframe: 160 ms"),
      field("attempts", &Def::attempts, "1", 1, 100,
            "Requests for a channel before a message is given up.", Mark::assumed, ""),
      field("backoff", &Def::backoff, "s", 1e-3, 600, "Most time between two of them.",
            Mark::assumed, ""),
      field("queue", &Def::queue_limit, "1", 1, 1000, "Messages that wait for one device."),
      field("speech", &Def::speech, "1", 0, 100,
            "Telephone calls offered to each base station, in erlangs: they take channels away.",
            Mark::assumed, "by site"),
      field("call", &Def::call, "s", 1, 36000, "Mean length of a call.", Mark::assumed,
            "100-180 s"),
      field("active_power", &Def::active_power, "W", 0, 10, "Drawn by a device that has a channel.",
            Mark::estimate, "12 h of talk from 1.8 Wh"),
      field("idle_power", &Def::idle_power, "W", 0, 1, "Drawn between.", Mark::estimate,
            "200 h from 1.8 Wh")};
}();

}  // namespace wardtwin
