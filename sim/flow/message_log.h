#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <map>
#include <unordered_map>
#include <vector>

#include "sim/flow/message_sample.h"

/// What a run keeps of messages beside its counts: how long they took by place, and some in full.
namespace wardtwin::flow {

/// Distribution of delays in log-linear bins, 8 to an octave: a value is known to 6 %. Small, as
/// there is one for each room, class of traffic and window of time.
class RoughDelays {
 public:
  static constexpr int kSubBits = 3;
  static constexpr std::size_t bin_of(std::uint64_t ns) {
    if (ns < (1u << kSubBits)) return ns;
    const int octave = static_cast<int>(std::bit_width(ns)) - 1 - kSubBits;
    return (static_cast<std::size_t>(octave) << kSubBits) + (ns >> octave);
  }
  static constexpr std::uint64_t bin_low(std::size_t bin) {
    if (bin < (2u << kSubBits)) return bin;
    const auto octave = (bin >> kSubBits) - 1;
    return ((bin & ((1u << kSubBits) - 1)) + (1u << kSubBits)) << octave;
  }

  void add(Time delay) {
    const std::size_t bin =
        bin_of(static_cast<std::uint64_t>(std::max<std::int64_t>(0, delay.count())));
    if (const std::size_t i = bin - first_; i < counts_.size()) [[likely]]
      ++counts_[i];
    else
      grow(bin, 1);
  }
  void merge(const RoughDelays& other);
  void fetch() const { __builtin_prefetch(counts_.data(), 1); }
  std::uint64_t count() const;
  template <class F>
  void for_each(F f) const {  ///< f(bin, count) of bins that are not empty, in rising order
    for (std::size_t i = 0; i < counts_.size(); ++i)
      if (counts_[i] > 0) f(first_ + i, counts_[i]);
  }

 private:
  void grow(std::size_t bin, std::uint32_t count);
  std::size_t first_ = 0;
  std::vector<std::uint32_t> counts_;
};

/// One message as far as it came; a stage that was not reached is kNever.
struct MessageWay {
  Time created{0};
  Time access = kNever;  ///< out of the radio or the cable
  Time server = kNever;  ///< at its server
  Time done = kNever;    ///< worked off there, or (downlink) at the device
  SourceIndex source = kNone;
  std::uint32_t sequence = 0;
  AlarmIndex alarm = kNone;
  std::uint32_t entry = kNone;  ///< access point or port where it came in
};

/// Told of messages on their way by the stages that all of them pass.
///
/// Model       Delays of all counted messages by place, class and window of their making; of single
///             messages a sample by hash, and all that carry an alarm.
/// Valid for   Any run, one thread; memory does not grow with the number of messages.
/// Leaves out  When a message was lost; places of devices that move.
/// Checked by  tests/unit/run/message_log_test.cpp
class MessageLog {
 public:
  struct Setup {
    std::vector<std::uint32_t> place_of_device;  ///< kNone: none, or it moves
    std::uint32_t places = 0;
    Time warm_up{0}, end{0};
  };
  MessageLog() = default;
  explicit MessageLog(Setup setup);

  void heard(const Frame& f) {
    if (keeps(f)) first(note(f).access, f.at);
  }
  void arrived(const Frame& f) {
    if (keeps(f)) first(note(f).server, f.at);
  }
  /// What delivered() touches is on its way from memory; call() some time before fetch().
  void call(const Source& def) const {
    if (current_) __builtin_prefetch(current_->data() + row_of(def.device, def.traffic), 1);
  }
  void fetch(const Source& def) const {
    if (current_) (*current_)[row_of(def.device, def.traffic)].fetch();
  }
  /// The end of its way, once a message.
  void delivered(const Source& def, const Frame& f, Time at) {
    if (f.created < setup_.warm_up) return;
    if (f.created < from_ || f.created >= until_) [[unlikely]]
      turn_to(f.created);
    (*current_)[row_of(def.device, def.traffic)].add(at - f.created);
    if (keeps(f)) note(f).done = at;
  }

  const Setup& setup() const { return setup_; }
  Time window() const { return window_; }
  using Rows = std::vector<RoughDelays>;  ///< by row_of
  const std::map<std::int64_t, Rows>& windows() const { return windows_; }
  /// Place times classes, plus class; devices without a place have the last one.
  std::size_t row_of(DeviceIndex device, TrafficClass traffic) const {
    return std::size_t{place_of_[device]} * kTrafficClasses + static_cast<std::size_t>(traffic);
  }
  /// In order of their making.
  std::vector<MessageWay> ways() const;
  int halvings() const { return halvings_; }

 private:
  bool keeps(const Frame& f) const {
    return (in_sample(message_hash(f.source, f.sequence), halvings_) || f.alarm != kNone) &&
           f.created >= setup_.warm_up;
  }
  static void first(Time& stage, Time at) { stage = std::min(stage, at); }  ///< not a copy's
  MessageWay& note(const Frame& f);
  void turn_to(Time created);
  void thin();

  Setup setup_;
  std::vector<std::uint32_t> place_of_;  ///< by device
  Time window_{0}, from_{0}, until_{0};
  std::map<std::int64_t, Rows> windows_;
  Rows* current_ = nullptr;
  std::unordered_map<std::uint64_t, MessageWay> ways_;
  std::size_t sampled_ = 0;  ///< of these, those without an alarm
  int halvings_ = 1;
};

}  // namespace wardtwin::flow
