#pragma once

#include <tuple>

#include "network_models/shortrange/setup.h"

/// Field table of setup.h.
namespace wardtwin {

template <>
inline constexpr auto fields<shortrange::ShortrangeDef> = [] {
  using Def = shortrange::ShortrangeDef;
  return std::tuple{
      field("carrier", &Def::carrier, "Hz", 1e8, 3e9, "Middle of the band.", Mark::verified,
            "MedRadio 402-405, WMTS 608-614 MHz"),
      field("channels", &Def::channels, "1", 1, 1000, "Channels side by side.", Mark::recalled,
            "MedRadio: ten of 300 kHz; WMTS: 240 of 25 kHz"),
      field("access", &Def::access, "How a device comes to a channel."),
      field("bit_rate", &Def::bit_rate, "bit/s", 100, 1e7, "On the air.", Mark::estimate,
            "implants 200-800 kbit/s, tags 50-100, telemetry 10-25"),
      field("header_bytes", &Def::header_bytes, "B", 0, 200,
            "Preamble, header and check sum of a message.", Mark::estimate, "10-20 B"),
      field("device_power", &Def::device_power, "dBm", -60, 20, "Radiated power of devices.",
            Mark::recalled, "MedRadio 25 uW: -16 dBm; tags 0 dBm; telemetry 10 dBm"),
      field("body_loss", &Def::body_loss, "dB", 0, 80, "Lost in the body round an implant.",
            Mark::estimate, "25-35 dB, antenna included"),
      field("sensitivity", &Def::sensitivity, "dBm", -140, -40, "Least power that is received.",
            Mark::estimate, "-90 to -110 dBm"),
      field("fade_margin", &Def::fade_margin, "dB", 0, 40,
            "How far above it a receiver must hear to be counted as in reach.", Mark::estimate,
            "3-10 dB"),
      field("capture", &Def::capture, "dB", 0, 40,
            "How much stronger than all it overlaps a message must be to survive.", Mark::estimate,
            "6-10 dB"),
      field("quiet", &Def::quiet, "dBm", -140, 0,
            "A channel with less power at the receiver is quiet (listen first).", Mark::estimate,
            "near the noise of 300 kHz"),
      field("listen", &Def::listen, "s", 0, 1, "How long it is listened to before.", Mark::recalled,
            "MedRadio: 10 ms"),
      field("attempts", &Def::attempts, "1", 1, 100,
            "Tries of a message, those that found no quiet channel with them; 1: no answer is "
            "waited for.",
            Mark::estimate, "implants 8"),
      field("backoff", &Def::backoff, "s", 0, 60, "Most wait before another try."),
      field("queue_limit", &Def::queue_limit, "1", 1, 100000, "Messages that wait in a device."),
      field("tx_power", &Def::tx_power, "W", 0, 10, "Drawn while sending.", Mark::estimate,
            "implants 15 mW"),
      field("rx_power", &Def::rx_power, "W", 0, 10, "Drawn while listening.", Mark::estimate,
            "implants 15 mW"),
      field("sleep_power", &Def::sleep_power, "W", 0, 1, "Drawn otherwise.", Mark::estimate,
            "below 1 uW to some uW")};
}();

template <>
inline constexpr auto fields<shortrange::InfraredDef> = [] {
  using Def = shortrange::InfraredDef;
  return std::tuple{
      field("bit_rate", &Def::bit_rate, "bit/s", 100, 1e6, "Of the flashes.", Mark::assumed,
            "remote controls and first serial infrared: 1-10 kbit/s"),
      field("header_bytes", &Def::header_bytes, "B", 0, 200,
            "Preamble, header and check sum of a message.", Mark::assumed, ""),
      field("reach", &Def::reach, "m", 1, 50, "How far light still counts, within the room.",
            Mark::assumed, "one receiver to a room: 10-15 m"),
      field("capture", &Def::capture, "dB", 0, 40,
            "How much stronger than all it overlaps a message must be to survive.", Mark::assumed,
            "as with radio"),
      field("queue", &Def::queue_limit, "1", 1, 1000, "Messages that may wait."),
      field("tx_power", &Def::tx_power, "W", 0, 10, "Drawn while it flashes.", Mark::assumed,
            "a diode of 50 mA"),
      field("sleep_power", &Def::sleep_power, "W", 0, 1, "Drawn between.", Mark::estimate,
            "microamperes: 5 uA at 3 V")};
}();

}  // namespace wardtwin
