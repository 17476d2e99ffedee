#pragma once

#include "sim/base/time.h"
#include "sim/base/units.h"

/// What floods leave to everybody else.
///
/// Model       Fluid: a flood and the rest share a queue in the order of coming, so the rest gets
///             what the flood leaves of a rate. Once the flood alone is more than the rate, everybody
///             loses the same share and waits behind a full buffer. Of a gateway's cores the flood
///             takes rate x work / cores. Packets that nobody answers for (UDP) come at their rate
///             whatever becomes of them; TCP backs off, so each of its connections gets what any
///             other connection on the link gets, and no more.
/// Valid for   Floods whose packets carry the marking of those they hurt.
/// Leaves out  Queues in front of a nearly full link; priorities that would protect others; that a
///             flood fills one direction of a link: both are taken to be full.
/// Checked by  tests/unit/attacks/spread_test.cpp
namespace wardtwin::attacks {

/// What is left of a link: its rate, as a share, the share of frames lost, and whether its buffer
/// is full all the time.
struct Left {
  double rate = 1, loss = 0;
  bool full = false;
};
Left left_of(BitsPerSecond link, BitsPerSecond flood);

/// What `connections` of TCP that ask for `flood` together have of a link on which `others` send,
/// too: at most their share by number.
BitsPerSecond taken_by_tcp(BitsPerSecond link, BitsPerSecond flood, double connections,
                           double others);

/// How many times as long everything takes on `cores` of which handshakes at `rate` (1/s) of `work`
/// seconds each take their part; at most kSlowest.
inline constexpr double kSlowest = 1e4;
double slower_by(double rate, double work, int cores);

}  // namespace wardtwin::attacks
