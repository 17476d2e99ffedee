#pragma once

#include "network_models/ble/ble_def.h"

/// Field tables of the Bluetooth LE definitions.
namespace wardtwin {

template <>
inline constexpr auto fields<ble::RadioDef> = [] {
  using D = ble::RadioDef;
  return std::tuple{
      field("phy", &D::phy, "Modulation of connections; legacy advertising is always 1M."),
      field("gateway_power", &D::gateway_power, "dBm", -20, 20, "Radiated power of gateways.",
            Mark::estimate, "+4 to +8 dBm"),
      field("device_power", &D::device_power, "dBm", -40, 20, "Radiated power of devices.",
            Mark::estimate, "wearables 0 dBm"),
      field("sensitivity_1m", &D::sensitivity_1m, "dBm", -115, -60,
            "Power at which a thousandth of the bits is wrong, 1M.", Mark::recalled,
            "typical SoCs"),
      field("sensitivity_2m", &D::sensitivity_2m, "dBm", -115, -60, "The same for 2M.",
            Mark::recalled, "typical SoCs"),
      field("sensitivity_s2", &D::sensitivity_s2, "dBm", -115, -60, "The same for coded, S = 2.",
            Mark::recalled, "typical SoCs"),
      field("sensitivity_s8", &D::sensitivity_s8, "dBm", -115, -60, "The same for coded, S = 8.",
            Mark::recalled, "typical SoCs"),
      field("fade_margin", &D::fade_margin, "dB", 0, 30,
            "How far above its sensitivity a receiver must hear to be counted as in reach.",
            Mark::estimate, "3-5 dB for fading below the scale of a frame"),
      field("capture", &D::capture, "dB", 0, 30,
            "How much stronger than all it collides with a packet must be to survive.",
            Mark::estimate, "8-9 dB in real receivers; the standard asks 21 dB")};
}();

template <>
inline constexpr auto fields<ble::AdvertisingDef> = [] {
  using D = ble::AdvertisingDef;
  return std::tuple{field("random_delay", &D::random_delay, "s", 0, 0.01,
                          "Every advertising event is later by a uniform time up to this.",
                          Mark::recalled, "Core 5, advDelay 0-10 ms"),
                    field("channel_gap", &D::channel_gap, "s", 0, 0.00999,
                          "From the end of a packet to the next on the following channel.",
                          Mark::assumed, "at most 10 ms from start to start")};
}();

template <>
inline constexpr auto fields<ble::ExtendedDef> = [] {
  using D = ble::ExtendedDef;
  return std::tuple{field("phy", &D::phy, "Modulation on secondary channels."),
                    field("offset", &D::offset, "s", 0.0003, 2.4,
                          "From the end of the last primary packet to the auxiliary one.",
                          Mark::assumed, "Core 5: at least 300 us"),
                    field("space", &D::space, "s", 0.0003, 0.1, "Between the packets of a chain.",
                          Mark::recalled, "Core 5: at least 300 us"),
                    field("sync_info", &D::sync_info, "s", 0.02, 100,
                          "How often the device of a periodic train advertises where to find it.",
                          Mark::estimate, "1 s")};
}();

template <>
inline constexpr auto fields<ble::ScanningDef> = [] {
  using D = ble::ScanningDef;
  return std::tuple{
      field("interval", &D::interval, "s", 0.0025, 40.96,
            "A gateway listens on one advertising channel per interval, in turn.", Mark::recalled,
            "Core 5, 2.5 ms to 40.96 s"),
      field("window", &D::window, "s", 0.0025, 40.96, "How long of each interval it listens.",
            Mark::recalled, "Core 5; equal to the interval: always")};
}();

template <>
inline constexpr auto fields<ble::ConnectionDef> = [] {
  using D = ble::ConnectionDef;
  return std::tuple{
      field("interval", &D::interval, "s", 0.0075, 4, "Time between connection events.",
            Mark::estimate, "telemetry 30-100 ms; Core 5: 7.5 ms to 4 s"),
      field("latency", &D::latency, "1", 0, 499, "Events a device may sleep through when idle.",
            Mark::estimate, "0-4"),
      field("supervision_timeout", &D::supervision_timeout, "s", 0.1, 32,
            "Without a good packet for this long a connection is lost.", Mark::estimate, "4-6 s"),
      field("slot", &D::slot, "s", 0.00125, 1,
            "Radio time of the gateway that each connection has in every interval.", Mark::computed,
            "with 30 ms intervals 2.5 ms slots: 12 connections on a radio"),
      field("data_length", &D::data_length, "B", 27, 251, "Most bytes of one packet's payload.",
            Mark::recalled, "27 before Core 4.2, 251 with the data length extension"),
      field("mtu", &D::mtu, "B", 23, 517, "Most bytes of one attribute message.", Mark::recalled,
            "247 fills one packet of 251 B"),
      field("selection", &D::selection, "Channel selection algorithm.", Mark::recalled,
            "CSA#2 from Core 5"),
      field("queue", &D::queue, "1", 1, 100000, "Messages a device or gateway keeps waiting."),
      field("reconnect_interval", &D::reconnect_interval, "s", 0.02, 10.24,
            "Advertising interval of a device that looks for a gateway.", Mark::estimate,
            "0.1-5 s"),
      field("connect_events_low", &D::connect_events_low, "1", 0, 100,
            "Fewest intervals from discovery to a connection.", Mark::estimate, "1-6"),
      field("connect_events_high", &D::connect_events_high, "1", 0, 100,
            "Most intervals from discovery to a connection.", Mark::estimate, "1-6"),
      field("encrypt_events_low", &D::encrypt_events_low, "1", 0, 100,
            "Fewest intervals to start encryption.", Mark::estimate, "3-6"),
      field("encrypt_events_high", &D::encrypt_events_high, "1", 0, 100,
            "Most intervals to start encryption.", Mark::estimate, "3-6"),
      field("retry_pause", &D::retry_pause, "s", 0.1, 600,
            "Pause before the next search where no gateway was free and in reach.")};
}();

template <>
inline constexpr auto fields<ble::EnergyDef> = [] {
  using D = ble::EnergyDef;
  return std::tuple{field("transmit", &D::transmit, "W", 0, 1, "While transmitting at 0 dBm.",
                          Mark::verified, "nRF52840: 6.40 mA at 3 V, docs.nordicsemi.com"),
                    field("receive", &D::receive, "W", 0, 1, "While receiving.", Mark::verified,
                          "nRF52840, 1M: 6.26 mA at 3 V, docs.nordicsemi.com"),
                    field("sleep", &D::sleep, "W", 0, 1, "While asleep with a running clock.",
                          Mark::recalled, "1.5-3 uA at 3 V"),
                    field("wake", &D::wake, "W", 0, 1, "Around each event, besides the radio.",
                          Mark::computed, "1-1.5 ms at 3 mA and 3 V an event"),
                    field("wake_time", &D::wake_time, "s", 0, 0.1, "How long that lasts.",
                          Mark::computed, "1-1.5 ms at 3 mA and 3 V an event")};
}();

template <>
inline constexpr auto fields<ble::WifiLoadDef> = [] {
  using D = ble::WifiLoadDef;
  return std::tuple{
      field("channel", &D::channel, "1", 1, 13, "Its channel in 2.4 GHz, 20 MHz wide."),
      field("duty", &D::duty, "1", 0, 0.99, "Share of time it is on air."),
      field("busy", &D::busy, "s", 1e-5, 1, "Mean length of its frames.", Mark::computed,
            "on and off times exponential"),
      field("power", &D::power, "dBm", -120, 0,
            "What a Bluetooth receiver takes in from it within its own channel.")};
}();

}  // namespace wardtwin
