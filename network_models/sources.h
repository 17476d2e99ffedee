#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "network_models/calendar.h"
#include "sim/base/distribution.h"
#include "sim/base/random.h"
#include "sim/base/ring.h"
#include "sim/flow/flow.h"

/// Sources as they run inside a radio cell, and the messages they make. Shared by all radios.
namespace wardtwin::radio {

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
  Stream random;         ///< phase and jitter, or Poisson gaps

  void start(const flow::Source& def, Time at);
  void stop() { running = false, next = kNever; }
  /// Time of the message due now; moves on to the next. `next` never goes backwards.
  Time generate(const flow::Source& def) {
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
};

/// One message inside a cell.
struct Message {
  Time created{0};
  flow::SourceIndex source = flow::kNone;
  std::uint32_t sequence = 0;
  flow::AlarmIndex alarm = flow::kNone;
  flow::LossCause last = flow::LossCause::not_attempted;  ///< why the latest attempt failed
};
static_assert(sizeof(Message) == 24);

/// All sources of one cell, those `on_at_start` running from t = 0. A slot is a source's number
/// within the cell. A saturated source is due once when it starts; its cell asks for more by
/// make().
class Sources {
 public:
  Sources(std::span<const flow::Source> defs, Seed seed) : defs_(defs), seed_(seed) {}

  /// `owner` is the cell's own number of the device, given back with each message.
  std::uint32_t add(flow::SourceIndex source, std::uint32_t owner);
  void start(std::uint32_t slot, Time at);
  void stop(std::uint32_t slot);

  Time next() const { return due_.top().at; }  ///< kNever: none until a command
  std::uint32_t next_slot() const { return due_.top().slot; }
  Message take();                                  ///< the message of next_slot(), due at next()
  Message make(std::uint32_t slot, Time created);  ///< one more, out of turn

  /// Slot of a source; kNone if it is not in this cell. O(log n).
  std::uint32_t slot_of(flow::SourceIndex source) const;
  std::uint32_t owner(std::uint32_t slot) const { return owners_[slot]; }
  const flow::Source& def(flow::SourceIndex source) const { return defs_[source]; }
  bool running(std::uint32_t slot) const { return states_[slot].running; }

 private:
  std::span<const flow::Source> defs_;  ///< of the whole hospital; must outlive the cell
  Seed seed_;
  std::vector<SourceState> states_;                                 ///< by slot
  std::vector<std::uint32_t> owners_;                               ///< by slot
  std::vector<std::pair<flow::SourceIndex, std::uint32_t>> slots_;  ///< sorted by source
  Calendar due_;
};

}  // namespace wardtwin::radio
