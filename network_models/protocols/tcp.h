#pragma once

#include <cstdint>

#include "network_models/protocols/protocols_def.h"
#include "sim/base/units.h"

/// TCP and TLS as round trips, bytes and times.
///
/// Model       Connections open after whole round trips. Slow start doubles the window each round
///             trip until it fills the way; from then on the rate of the way counts. Retransmission
///             times double (RFC 6298).
/// Valid for   Ways whose delay varies little; single losses; buffers that hold one window.
/// Leaves out  Fast retransmission, congestion avoidance, receive windows that limit, and that a
///             lost segment holds back those behind it.
/// Checked by  tests/unit/protocols/protocols_test.cpp
namespace wardtwin::protocols {

/// Application bytes of a segment with time stamps in a 1500 B packet: 1500 - 20 - 20 - 12.
inline constexpr std::uint32_t kSegment = 1448;
/// What TCP adds to one packet over what UDP adds: 20 + 12 - 8.
inline constexpr std::uint32_t kOverUdp = 24;

/// Bytes that UDP would have to be given to take as many packets and bytes on any wire as TCP
/// takes for `stream` bytes. Exact, since segments and packets of 1472 B break at the same places.
constexpr std::uint32_t over_udp(std::uint32_t stream) {
  return stream + kOverUdp * (stream > 0 ? (stream + kSegment - 1) / kSegment : 1);
}

enum class Opening : std::uint8_t {
  full,
  resumed,  ///< TLS 1.3 with early data (0-RTT), TLS 1.2 abbreviated
  quic      ///< TCP's and TLS 1.3's handshake in one
};
/// Round trips until the first byte of a request can be sent on a new connection.
int opening_rounds(Tls tls, Opening opening);

/// Time from the request for `bytes` on an open connection, or from the start of sending, to the
/// arrival of the last byte: whole rounds of slow start, then what is left at the rate of the way,
/// then half a round trip. RFC 6928's first window of 10 segments.
Time slow_start_time(double bytes, BitsPerSecond rate, Time round_trip, int segment = 1460,
                     int first_window = 10);

/// Wait before retransmission `attempt` (from 0): max(least, 3 x round trip) x 2^attempt, which is
/// RFC 6298 after one sample.
Time resend_after(Time round_trip, Time least, int attempt);

/// Bytes of the record round one TLS message: header 5, tag 16, and 8 (1.2) or 1 (1.3) more.
constexpr std::uint32_t record_bytes(Tls tls) {
  return tls == Tls::none ? 0 : tls == Tls::tls_1_2 ? 29 : 22;
}

}  // namespace wardtwin::protocols
