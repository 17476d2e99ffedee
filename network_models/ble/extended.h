#pragma once

#include "network_models/ble/phy.h"

/// Packets of extended and periodic advertising.
///
/// Model       ADV_EXT_IND on the three primary channels points to AUX_ADV_IND on a secondary channel, which
///             points to AUX_CHAIN_IND while data are left; a periodic train sends AUX_SYNC_IND in its
///             place without primary packets. Each packet holds 255 B, header included [1].
/// Valid for   Primary packets on 1M; data up to 1650 B.
/// Leaves out  Scan and connect requests to auxiliary packets; the 30 us grid of pointers.
/// Checked by  tests/validation/ble/extended_test.cpp
///
/// [1] Bluetooth Core 5.3, volume 6, part B, sections 2.3.4 and 4.4.2.
namespace wardtwin::ble {

inline constexpr int kMostExtended = 1650;  ///< B of advertising data
inline constexpr int kPointerPayload = 7;   ///< length, flags, data id 2, pointer 3
inline constexpr int kAuxHeader = 10;       ///< length, flags, address 6, data id 2
inline constexpr int kSyncHeader = 2;       ///< length, flags
inline constexpr int kSyncInfo = 18;        ///< in AUX_ADV_IND, of a periodic train
inline constexpr int kChainHeader = 4;      ///< length, flags, data id 2
inline constexpr int kNextPointer = 3;      ///< where another packet follows
inline constexpr int kMostPayload = 255;

constexpr Time pointer_time() { return packet_time(Phy::le_1m, kPointerPayload); }

/// Packets that carry so many bytes, the first with `header` bytes before them.
constexpr int chain_packets(int data, int header) {
  if (data <= kMostPayload - header) return 1;
  data -= kMostPayload - kNextPointer - header;
  int packets = 2;
  for (; data > kMostPayload - kChainHeader; ++packets)
    data -= kMostPayload - kNextPointer - kChainHeader;
  return packets;
}

/// Payload of packet `k` of them: full but for the last.
constexpr int chain_payload(int data, int header, int k) {
  const int packets = chain_packets(data, header);
  if (k < packets - 1) return kMostPayload;
  if (k == 0) return data + header;
  return data - (kMostPayload - kNextPointer - header) -
         (k - 1) * (kMostPayload - kNextPointer - kChainHeader) + kChainHeader;
}

}  // namespace wardtwin::ble
