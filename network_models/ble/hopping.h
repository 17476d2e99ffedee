#pragma once

#include <array>

#include "network_models/ble/phy.h"

/// Which data channel a connection event uses.
///
/// Model       Channel selection algorithms #1 and #2, bit by bit [1].
/// Valid for   Channel maps with two or more channels, fixed during the connection.
/// Leaves out  Sub-events of isochronous channels (part 2 of algorithm #2); map updates.
/// Checked by  tests/validation/ble/hopping_test.cpp
///
/// [1] Bluetooth Core 5.3, volume 6, part B, 4.5.8.2 and 4.5.8.3; sample data in part C, 3.
namespace wardtwin::ble {

/// The used channels in ascending order, for remapping in O(1).
struct ChannelTable {
  explicit ChannelTable(ChannelMap map = kAllChannels);
  ChannelMap map;
  std::uint32_t count = 0;
  std::array<std::uint8_t, kDataChannels> used{};
};

/// Algorithm #1 without stepping: after `event` events (counted from 0) with hop increment 5..16.
/// Remapping does not feed back, so the unmapped channel is (event + 1) hop mod 37.
int hop_1(const ChannelTable& channels, std::uint64_t event, int hop);

/// Algorithm #2 for an event counter and an access address.
int hop_2(const ChannelTable& channels, std::uint16_t event, std::uint32_t access_address);
/// Its pseudo-random number prn_e.
std::uint16_t hop_2_random(std::uint16_t event, std::uint32_t access_address);

}  // namespace wardtwin::ble
