#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "network_models/nr/tables.h"

namespace wardtwin::nr {

/// Which slots carry what, by arithmetic: no event per slot.
///
/// Model       A pattern of D (down), U (up) and S (down, then up) that repeats; "FDD": every slot
///             is both. An S slot carries downlink and no uplink data.
/// Valid for   Patterns of up to 64 slots.
/// Leaves out  Uplink symbols of special slots.
/// Checked by  tests/unit/nr/slots_test.cpp
class Slots {
 public:
  Slots() : Slots(1, "FDD") {}
  /// Throws InputError on an empty or unknown pattern, or one without an uplink or downlink slot.
  Slots(int mu, std::string_view pattern);

  Time length() const { return length_; }
  Time start(std::int64_t slot) const { return length_ * slot; }
  /// First slot that starts at or after `t`.
  std::int64_t at_or_after(Time t) const {
    return (t.count() + length_.count() - 1) / length_.count();
  }
  std::int64_t next_down(std::int64_t slot) const { return next(slot, down_); }
  std::int64_t next_up(std::int64_t slot) const { return next(slot, up_); }
  bool down(std::int64_t slot) const { return next_down(slot) == slot; }
  bool up(std::int64_t slot) const { return next_up(slot) == slot; }
  bool special(std::int64_t slot) const { return special_ >> (slot % count_) & 1; }
  int count() const { return count_; }

 private:
  std::int64_t next(std::int64_t slot, std::uint64_t mask) const {
    const auto phase = static_cast<int>(slot % count_);
    for (int i = 0;; ++i)
      if (mask >> ((phase + i) % count_) & 1) return slot + i;
  }
  Time length_;
  int count_ = 1;
  std::uint64_t down_ = 1, up_ = 1, special_ = 0;
};

}  // namespace wardtwin::nr
