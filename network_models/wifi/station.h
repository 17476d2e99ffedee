#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "network_models/wifi/setup.h"
#include "sim/base/distribution.h"
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

/// First-in first-out ring that never gives memory back.
class MessageQueue {
 public:
  bool empty() const { return size_ == 0; }
  std::uint32_t size() const { return size_; }
  Message& operator[](std::uint32_t i) { return ring_[(head_ + i) & mask()]; }
  const Message& operator[](std::uint32_t i) const { return ring_[(head_ + i) & mask()]; }
  void push(const Message& m) {
    if (size_ == ring_.size()) grow();
    ring_[(head_ + size_++) & mask()] = m;
  }
  void pop() {
    head_ = (head_ + 1) & mask();
    --size_;
  }
  void erase(std::uint32_t i);
  void clear() { size_ = 0; }

 private:
  std::uint32_t mask() const { return static_cast<std::uint32_t>(ring_.size()) - 1; }
  void grow();
  std::vector<Message> ring_;
  std::uint32_t head_ = 0, size_ = 0;
};

/// Uniform on 0 .. span-1 ns from one draw of 32 bits (span 0 gives 0 without a draw).
inline Time uniform_below(Time span, Stream& s) {
  if (span.count() <= 0) return Time{0};
  const auto n = static_cast<std::uint64_t>(span.count());
  const std::uint64_t u = s.u32();
  return Time{static_cast<std::int64_t>((n >> 32) * u + (((n & 0xffffffffu) * u) >> 32))};
}

/// One source as it runs.
struct SourceState {
  Time next = kNever;  ///< of the next message, jitter included
  Time base{0};        ///< of the next message without its jitter (periodic)
  std::uint32_t sequence = 0;
  flow::SourceIndex source = flow::kNone;
  bool running = false;
  bool started = false;  ///< has drawn its phase once
  AccessCategory category = AccessCategory::best_effort;
  Stream random;  ///< phase and jitter, or Poisson gaps

  void start(const flow::Source& def, Time at);
  void stop() { running = false, next = kNever; }
  /// Time of the message due now; moves on to the next. `next` never goes backwards.
  Time generate(const flow::Source& def);
};

inline Time SourceState::generate(const flow::Source& def) {
  const Time now = next;
  if (def.pattern == flow::Pattern::periodic) {
    base += def.period;
    next = std::max(now, base + uniform_below(def.jitter, random));
  } else if (def.pattern == flow::Pattern::poisson) {
    next = now + from_seconds(seconds(def.period) * standard_exponential(random));
  } else {
    next = kNever;
  }
  return now;
}

/// A station outside any cell, on its way between two, or new.
struct StationState {
  flow::DeviceIndex device = flow::kNone;
  Time left{0};  ///< when it left its last cell
  std::vector<SourceState> sources;
  std::array<MessageQueue, kCategories> queues;  ///< uplink messages
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
