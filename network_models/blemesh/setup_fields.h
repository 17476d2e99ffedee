#pragma once

#include "network_models/blemesh/setup.h"
#include "sim/base/fields.h"

/// Field tables of setup.h.
namespace wardtwin {

template <>
inline constexpr auto fields<blemesh::RadioDef> = [] {
  using Def = blemesh::RadioDef;
  return std::tuple{
      field("gateway_power", &Def::gateway_power, "dBm", -20, 20, "Radiated power of gateways.",
            Mark::estimate, "+4 to +8 dBm"),
      field("relay_power", &Def::relay_power, "dBm", -20, 20, "Radiated power of relays.",
            Mark::estimate, "+4 to +8 dBm"),
      field("device_power", &Def::device_power, "dBm", -40, 20, "Radiated power of devices.",
            Mark::estimate, "0 dBm"),
      field("sensitivity", &Def::sensitivity, "dBm", -115, -60,
            "Power at which a thousandth of the bits is wrong, 1M.", Mark::recalled,
            "typical SoCs"),
      field("fade_margin", &Def::fade_margin, "dB", 0, 30,
            "How far above its sensitivity a receiver must hear to be counted as in reach.",
            Mark::estimate, "3-5 dB for fading below the scale of a frame"),
      field("capture", &Def::capture, "dB", 0, 30,
            "How much stronger than all it collides with a packet must be to survive.",
            Mark::estimate, "8-9 dB in real receivers; the standard asks 21 dB")};
}();

template <>
inline constexpr auto fields<blemesh::MeshDef> = [] {
  using Def = blemesh::MeshDef;
  return std::tuple{
      field("ttl", &Def::ttl, "1", 1, 127, "Hops a packet may take: one less at each relay.",
            Mark::recalled, "up to 127; 5-10 is usual"),
      field("transmit_count", &Def::transmit_count, "1", 1, 8,
            "Transmissions of a packet by who made it.", Mark::estimate, "3"),
      field("transmit_interval", &Def::transmit_interval, "s", 0.01, 0.32,
            "Between these, and up to 10 ms more.", Mark::estimate, "20-50 ms"),
      field("relay_count", &Def::relay_count, "1", 1, 8, "Transmissions of a packet by each relay.",
            Mark::estimate, "3"),
      field("relay_interval", &Def::relay_interval, "s", 0.01, 0.32,
            "Between these, and up to 10 ms more.", Mark::estimate, "20-50 ms"),
      field("relay_delay_low", &Def::relay_delay_low, "s", 0, 1,
            "Least time from hearing a packet to passing it on.", Mark::estimate, "10-30 ms a hop"),
      field("relay_delay_high", &Def::relay_delay_high, "s", 0, 1,
            "Most time from hearing a packet to passing it on.", Mark::estimate, "10-30 ms a hop"),
      field("cache", &Def::cache, "1", 2, 65535,
            "Packets a node remembers, so as not to take them again.", Mark::recalled,
            "at least 2; stacks 10-100"),
      field("queue", &Def::queue, "1", 1, 10000, "Packets that wait in a node to be sent.",
            Mark::estimate, "stacks 6-50"),
      field("opcode_bytes", &Def::opcode_bytes, "B", 1, 3, "Opcode before a message.",
            Mark::verified, "1, 2, or 3 of a vendor; Tuya docs: 11 B unsegmented, 8 with it"),
      field("tx_current", &Def::tx_current, "A", 0, 1, "While sending.", Mark::verified,
            "nRF52840 at 0 dBm: 6.40 mA"),
      field("rx_current", &Def::rx_current, "A", 0, 1, "While listening: always, for most nodes.",
            Mark::verified, "nRF52840, 1M: 6.26 mA"),
      field("sleep_current", &Def::sleep_current, "A", 0, 1, "Otherwise, of nodes that only send.",
            Mark::recalled, "1.5-3 uA"),
      field("voltage", &Def::voltage, "V", 1, 5, "Of the supply.")};
}();

}  // namespace wardtwin
