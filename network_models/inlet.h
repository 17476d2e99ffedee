#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "network_models/sources.h"
#include "sim/flow/flow_statistics.h"
#include "sim/kernel/event_heap.h"

namespace wardtwin::radio {

/// What comes into a cell: a message of one of its devices, or a change of its access side.
struct Inward {
  enum class What : std::uint8_t {
    nothing,            ///< a source stopped, or started and has nothing yet
    message,            ///< made here, up- or downlink; a saturated source's first
    delivery,           ///< a downlink message made elsewhere has reached the access side
    access_point_down,  ///< `entry`
    access_point_up,
  };
  What what = What::nothing;
  std::uint32_t entry = flow::kNone;
  std::uint32_t slot = flow::kNone;   ///< of the source
  std::uint32_t owner = flow::kNone;  ///< of the source
  Message message{};
};

/// The sources of one cell and the commands not yet due, in order of time.
///
/// Model       Commands come before messages of the same instant; commands of one instant in the
///             order of their kind, target and sequence, whenever they were posted.
/// Valid for   Any number of windows.
/// Leaves out  Drift of the devices' clocks.
/// Checked by  tests/unit/network_models/inlet_test.cpp
class Inlet {
 public:
  Inlet(std::span<const flow::Source> all, Seed seed) : sources_(all, seed) {}
  /// Throws InputError on a timed source with a period of zero or a jitter above its period.
  std::uint32_t add(flow::SourceIndex source, std::uint32_t owner);
  /// Those of `all`, the sources it was made with, whose device has an owner here (kNone: none).
  void add_owned(std::span<const flow::Source> all, std::span<const std::uint32_t> owner_of_device);
  void post(const flow::Command& command) { orders_.push({command}); }

  Time next() const {
    const Time made = sources_.next();
    return orders_.empty() || made < orders_.top().command.at ? made : orders_.top().command.at;
  }
  /// The earliest item; next() must not be kNever.
  Inward pop();
  Message make(std::uint32_t slot, Time now) { return sources_.make(slot, now); }
  bool running(std::uint32_t slot) const { return sources_.running(slot); }
  const flow::Source& def(const Message& m) const { return sources_.def(m.source); }
  const Sources& sources() const { return sources_; }
  /// Counted downlink messages of a flow whose command is not yet due.
  std::uint64_t held(flow::FlowIndex flow, const flow::FlowStatistics& statistics) const;

 private:
  struct Order {
    flow::Command command;
    friend bool operator<(const Order& x, const Order& y) {
      const flow::Command &a = x.command, &b = y.command;
      if (a.at != b.at) return a.at < b.at;
      if (a.kind != b.kind) return a.kind < b.kind;
      if (a.target != b.target) return a.target < b.target;
      return a.sequence != b.sequence ? a.sequence < b.sequence : a.alarm < b.alarm;
    }
  };
  Inward obey(const flow::Command& command);

  Sources sources_;
  kernel::EventHeap<Order> orders_;
};

/// The earliest of what comes in and a cell's own events.
template <class Event>
Time next_of(const Inlet& inlet, const kernel::EventHeap<Event>& own) {
  const Time in = inlet.next();
  return own.empty() || in < own.top().at ? in : own.top().at;
}

/// Hands everything strictly before `until` to `handle`, an own event or what comes in, with `now`
/// at its time. Within one instant: own events of kinds up to `ends`, what comes in, other kinds.
template <class Event, class Handle>
void run_until(Time until, Inlet& inlet, kernel::EventHeap<Event>& own, std::uint32_t ends,
               Time& now, Handle&& handle) {
  for (;;) {
    const Time in = inlet.next();
    const Time at = own.empty() ? kNever : own.top().at;
    if (std::min(in, at) >= until) return;
    now = std::min(in, at);
    if (at < in || (at == in && own.top().kind <= ends))
      handle(own.pop());
    else
      handle(inlet.pop());
  }
}

/// What comes into a cell with one access-side radio, named `entry`: `power(up)` when it is switched;
/// of anything that is a message or delivery `accept(source)`, counted as generated if made here.
template <class Power, class Accept>
void at_one_entry(const Inward& in, std::uint32_t entry, const Inlet& inlet,
                  flow::FlowStatistics& statistics, Power&& power, Accept&& accept) {
  using What = Inward::What;
  if (in.what == What::message || in.what == What::delivery) {
    const flow::Source& source = inlet.def(in.message);
    if (in.what == What::message) statistics.generated(source.flow, in.message.created);
    return accept(source);
  }
  if (in.what != What::nothing && in.entry == entry) power(in.what == What::access_point_up);
}

/// Counted messages of a flow in a queue, for a cell's held().
template <class Queue>
std::uint64_t held_in(const Queue& queue, flow::FlowIndex flow, const Inlet& inlet,
                      const flow::FlowStatistics& statistics) {
  std::uint64_t n = 0;
  for (std::uint32_t i = 0; i < queue.size(); ++i)
    n += inlet.def(queue[i]).flow == flow && statistics.counts(queue[i].created);
  return n;
}

/// Appends by the tie rule of frames.
inline void append(std::vector<flow::Frame>& frames, const flow::Frame& frame) {
  frames.push_back(frame);
  for (std::size_t i = frames.size() - 1; i > 0 && frames[i] < frames[i - 1]; --i)
    std::swap(frames[i], frames[i - 1]);
}

}  // namespace wardtwin::radio
