#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "network_models/backbone/defs.h"
#include "sim/flow/flow.h"

namespace wardtwin::backbone {

/// Names a message, and orders those of one instant.
constexpr std::uint64_t key_of(std::uint32_t source, std::uint32_t sequence) {
  return (static_cast<std::uint64_t>(source) << 32) | sequence;
}

/// One message inside the backbone.
struct Flight {
  Time created{0};
  Time since{0};  ///< when it joined the queue or port it is in
  std::uint32_t source = 0, sequence = 0;
  flow::AlarmIndex alarm = flow::kNone;
  std::uint32_t entry = flow::kNone;
  std::uint32_t port = flow::kNone;  ///< it is in, or left last
  std::uint32_t next = flow::kNone;  ///< behind it in the same queue
  // Of its source, so that a hop looks at nothing else.
  std::uint32_t bytes = 0;  ///< on the wire
  std::uint32_t gateway = flow::kNone, server = 0;
  flow::TrafficClass traffic = flow::TrafficClass::vitals;
  bool downlink = false;
  bool processed = false;   ///< its gateway has worked on it
  bool twin = false;        ///< another copy of it may be on its way
  bool handshake = false;   ///< no message: opens session `source`, attempt `sequence`
  bool costed = false;      ///< its protocol costs or repeats something
  bool duplicate = false;   ///< sent again though it arrived: its answer was lost
  bool unanswered = false;  ///< the answer to it will be lost
  bool answered = false;    ///< its device knows that it arrived
  std::uint8_t resends = 0;
};
static_assert(sizeof(Flight) <= 64);

/// Messages that wait, one list per traffic class, chained through the flights themselves.
struct ClassQueues {
  std::array<std::uint32_t, 4> head{flow::kNone, flow::kNone, flow::kNone, flow::kNone};
  std::array<std::uint32_t, 4> tail{flow::kNone, flow::kNone, flow::kNone, flow::kNone};
  std::uint64_t held = 0;  ///< in the unit of the limit: bytes at ports, messages at gateways
  std::uint32_t count = 0;

  bool empty() const { return count == 0; }
  void push(std::vector<Flight>& flights, std::uint32_t slot, std::size_t c, std::uint64_t size) {
    flights[slot].next = flow::kNone;
    if (head[c] == flow::kNone)
      head[c] = slot;
    else
      flights[tail[c]].next = slot;
    tail[c] = slot;
    held += size;
    ++count;
  }
  std::uint32_t pop(std::vector<Flight>& flights, std::size_t c) {
    const std::uint32_t slot = head[c];
    head[c] = flights[slot].next;
    if (head[c] == flow::kNone) tail[c] = flow::kNone;
    --count;
    return slot;
  }
  /// All of `others` before all of its own.
  void put_in_front(std::vector<Flight>& flights, const ClassQueues& others) {
    for (std::size_t c = 0; c < head.size(); ++c) {
      if (others.head[c] == flow::kNone) continue;
      flights[others.tail[c]].next = head[c];
      if (head[c] == flow::kNone) tail[c] = others.tail[c];
      head[c] = others.head[c];
    }
    held += others.held;
    count += others.count;
  }
  /// The most urgent class that waits.
  std::size_t first() const {
    std::size_t c = 0;
    while (head[c] == flow::kNone) ++c;
    return c;
  }
  /// The class whose oldest message makes room for one of class `c`; 4 if none does.
  std::size_t victim(std::size_t c, Overflow policy) const {
    if (policy == Overflow::drop_oldest && head[c] != flow::kNone) return c;
    if (policy == Overflow::displace)
      for (std::size_t lower = 3; lower > c; --lower)
        if (head[lower] != flow::kNone) return lower;
    return 4;
  }
};

}  // namespace wardtwin::backbone
