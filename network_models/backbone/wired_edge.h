#pragma once

#include <span>
#include <vector>

#include "sim/base/random.h"
#include "sim/flow/flow.h"
#include "sim/flow/flow_statistics.h"
#include "sim/kernel/event_heap.h"

/// The sources of devices on cable: what the radio cells do for radios, without a radio.
///
/// Model       Each source makes its messages at exact instants: periodic with a random phase and
/// its
///             own jitter, Poisson, or on command. One heap entry per running source.
/// Valid for   Devices whose port is fast against what they send (waiting happens in the backbone).
/// Leaves out  Saturated sources, which on a cable would need back-pressure: refused.
/// Checked by  tests/unit/backbone/wired_edge_test.cpp
namespace wardtwin::backbone {

struct WiredSource {
  flow::SourceIndex source = 0;
  std::uint32_t access = 0;  ///< becomes Frame::entry
  std::uint64_t key = 0;     ///< names its random numbers
};

class WiredEdge {
 public:
  /// `sources` are all of the hospital; only those in `mine` are generated here. Throws InputError
  /// on a saturated source, a downlink source or a period of zero.
  WiredEdge(std::span<const flow::Source> sources, std::vector<WiredSource> mine, std::size_t flows,
            Time warm_up, Seed seed);

  /// start_source, stop_source, send; in any order of time, also beyond the next run's end.
  void add(std::span<const flow::Command> commands);
  /// Everything before `until`; frames() is replaced.
  void run(Time until);
  const std::vector<flow::Frame>& frames() const { return frames_; }  ///< in time order
  const flow::FlowStatistics& statistics() const { return statistics_; }
  bool has_commands() const { return free_commands_.size() < commands_.size(); }
  Time next_event() const { return events_.empty() ? kNever : events_.top().at; }

 private:
  enum Kind : std::uint32_t { stop, start, send, generate };
  struct Event {
    Time at;
    std::uint64_t key;  // source, then a stable second key
    std::uint32_t kind, index;
    friend bool operator<(const Event& a, const Event& b) {
      if (a.at != b.at) return a.at < b.at;
      return a.kind != b.kind ? a.kind < b.kind : a.key < b.key;
    }
  };
  struct State {
    flow::Source def;
    WiredSource wired;
    Stream gaps, jitter;
    Time next{0};  // nominal instant of the next message, without jitter
    std::uint32_t sequence = 0, life = 0;
    bool running = false;
  };

  void begin(State& s, std::uint32_t index, Time now);
  void schedule(State& s, std::uint32_t index);
  void emit(State& s, Time at, Time created, flow::AlarmIndex alarm);
  void handle(const Event& e);

  std::vector<State> states_;
  std::vector<std::uint32_t> state_of_;  // by source; kNone: not here
  std::vector<flow::Command> commands_;
  std::vector<std::uint32_t> free_commands_;
  kernel::EventHeap<Event> events_;
  std::vector<flow::Frame> frames_;
  flow::FlowStatistics statistics_;
};

}  // namespace wardtwin::backbone
