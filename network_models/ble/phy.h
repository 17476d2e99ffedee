#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "network_models/ble/ble_def.h"

/// Bluetooth LE packets, channels and errors.
///
/// Model       Airtime in closed form; bit errors of a non-coherent binary FSK receiver anchored at
///             the sensitivity (0.1 % of bits wrong), independent bits; Wi-Fi as an on/off process
///             with exponential times, which destroys what it overlaps unless captured.
/// Valid for   LE 1M, 2M, coded S = 2 and 8; payloads 0 to 255 B, MIC included.
/// Leaves out  Constant tone extension; in-band blocking by other piconets; gain of the code beyond
///             its sensitivity.
/// Checked by  tests/validation/ble/phy_test.cpp
///
/// [1] Bluetooth Core 5.3, volume 6, part B, sections 2.1, 2.2 (packets), 1.4 (channels).
namespace wardtwin::ble {

inline constexpr Time kInterFrameSpace{150'000};
inline constexpr int kDataChannels = 37;
inline constexpr int kAdvertisingChannels = 3;  ///< 37, 38, 39
inline constexpr int kAdvertisingPayload = 31;  ///< B of legacy advertising data

/// Airtime of a packet with `payload` bytes (MIC included).
constexpr Time packet_time(Phy phy, int payload) {
  switch (phy) {
    case Phy::le_1m: return Time{8'000} * (10 + payload);
    case Phy::le_2m: return Time{4'000} * (11 + payload);
    case Phy::coded_s2: return Time{1'000} * (376 + 16 * (payload + 5) + 6);
    case Phy::coded_s8: return Time{1'000} * (376 + 64 * (payload + 5) + 24);
  }
  return Time{0};
}

/// One exchange of a connection event: central's packet, device's packet, a space after each.
constexpr Time exchange_time(Phy phy, int down_payload, int up_payload) {
  return packet_time(phy, down_payload) + packet_time(phy, up_payload) + 2 * kInterFrameSpace;
}

/// A legacy advertising packet: 6 B of address and the data.
constexpr Time advertising_time(int data_bytes) { return packet_time(Phy::le_1m, 6 + data_bytes); }

/// Centre of a channel by its index: 0..36 data, 37..39 advertising.
constexpr double channel_mhz(int index) {
  if (index == 37) return 2402;
  if (index == 38) return 2426;
  if (index == 39) return 2480;
  return index <= 10 ? 2404 + 2 * index : 2428 + 2 * (index - 11);
}

/// Is the channel inside a 20 MHz Wi-Fi channel (1 to 13)? Centres less than 11 MHz apart.
constexpr bool under_wifi(int index, int wifi_channel) {
  const double apart = channel_mhz(index) - (2407 + 5 * wifi_channel);
  return apart < 11 && apart > -11;
}

/// Channels 0..36 as bits.
using ChannelMap = std::uint64_t;
inline constexpr ChannelMap kAllChannels = (ChannelMap{1} << kDataChannels) - 1;
/// Those that none of the Wi-Fi networks covers; all if fewer than two were left.
ChannelMap clear_channels(std::span<const WifiLoadDef> wifi);

Dbm sensitivity(const RadioDef& radio, Phy phy);

/// Share of wrong bits at a received power: exp(-g/2)/2 with g = 2 ln 500 at the sensitivity.
double bit_error_rate(Decibels over_sensitivity);
double packet_error_rate(double bit_error_rate, int payload);

/// Probability that one packet on a channel meets Wi-Fi too strong for it:
/// 1 - prod(1 - duty) exp(-airtime / mean off time) over the networks that cover the channel.
double wifi_loss(std::span<const WifiLoadDef> wifi, int channel, Time airtime, Dbm received,
                 Decibels capture);

}  // namespace wardtwin::ble
