#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "network_models/sources.h"
#include "network_models/wifi/setup.h"
#include "sim/flow/flow_statistics.h"

/// What a station carries with it from cell to cell: its queues, its sources and their random
/// numbers.
namespace wardtwin::wifi {

/// One message waiting in a station or access point.
struct Message {
  Time created{0};
  Time expires = kNever;
  flow::SourceIndex source = flow::kNone;
  std::uint32_t sequence = 0;
  flow::AlarmIndex alarm = flow::kNone;
  std::uint8_t attempts = 0;  ///< failed transmissions of this very frame
  bool failed = false;        ///< the last transmission of an aggregate lost it
};
static_assert(sizeof(Message) == 32);

using MessageQueue = Ring<Message>;

/// One source as it runs, and the queue its messages go to.
struct SourceState : radio::SourceState {
  AccessCategory category = AccessCategory::best_effort;
};

/// How long a station's radio was in each state since the start of the run; the rest of the time it
/// listened.
struct RadioTime {
  Time transmit{0}, receive{0}, sleep{0};
};

/// A station outside any cell, on its way between two, or new.
struct StationState {
  flow::DeviceIndex device = flow::kNone;
  Time left{0};  ///< when it left its last cell
  std::vector<SourceState> sources;
  std::array<MessageQueue, kCategories> queues;  ///< uplink messages
  RadioTime radio;
  Stream backoff, errors;

  /// Start, stop or send for a station in no cell. `statistics` counts what is generated or lost.
  void apply(const flow::Command& command, const CellSetup& setup,
             flow::FlowStatistics& statistics);
  /// Generates what was due before `at`, with its true times, as if waiting without coverage.
  void catch_up(Time at, const CellSetup& setup, flow::FlowStatistics& statistics);
  std::uint64_t held(flow::FlowIndex flow, const CellSetup& setup) const;
};

/// A station as the run begins: its sources in the order given, those `on_at_start` running from
/// `at`.
StationState new_station(flow::DeviceIndex device, std::span<const flow::SourceIndex> sources,
                         Time at, const CellSetup& setup);

/// Messages of `flow` in a queue.
std::uint64_t held(const MessageQueue& queue, flow::FlowIndex flow, const CellSetup& setup);

}  // namespace wardtwin::wifi
