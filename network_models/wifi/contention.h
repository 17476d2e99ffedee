#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "network_models/wifi/wifi_def.h"
#include "sim/kernel/event_heap.h"

namespace wardtwin::wifi {

/// Who transmits next in a domain where everybody hears everybody.
///
/// Model       Each contender is keyed by the virtual slot at which its counter reaches zero;
/// virtual
///             time of a class (one AIFSN) advances only by the slots its members count.
/// Valid for   One contention domain, slots aligned to the end of the last busy period.
/// Leaves out  Propagation delay inside a slot.
/// Checked by  tests/validation/wifi/saturation_test.cpp
///
/// Slot j of an idle period begins SIFS + j * slot after its start; a class may first send at j =
/// AIFSN.
class Contention {
 public:
  static constexpr std::int64_t kNobody = std::numeric_limits<std::int64_t>::max();

  explicit Contention(Countdown countdown) : busy_counts_(countdown == Countdown::busy_slot) {}

  std::uint32_t class_of(int aifsn) {
    for (std::uint32_t c = 0; c < classes_.size(); ++c)
      if (classes_[c].aifsn == aifsn) return c;
    classes_.push_back({aifsn, 0, {}});
    return static_cast<std::uint32_t>(classes_.size() - 1);
  }
  int aifsn(std::uint32_t c) const { return classes_[c].aifsn; }
  std::int64_t clock(std::uint32_t c) const { return classes_[c].clock; }

  /// Slot of this idle period at which a counter with this key reaches zero.
  std::int64_t slot_of(std::uint32_t c, std::int64_t key) const {
    return classes_[c].aifsn + key - classes_[c].clock;
  }

  void add(std::uint32_t c, std::int64_t key, std::uint32_t id) {
    classes_[c].heap.push({key, id});
    const std::int64_t j = slot_of(c, key);
    if (j < next_) next_ = j;
  }

  /// Starts counting at slot `from` of the present idle period only (a sender that still waited for
  /// its acknowledgement); if the period ends before, it counts like the others from the next.
  void add_late(std::uint32_t c, std::int64_t from, std::int64_t backoff, std::uint32_t id) {
    late_.push_back({from, backoff, c, id});
    if (from + backoff < next_) next_ = from + backoff;
  }

  /// Slot of the next transmission, or kNobody.
  std::int64_t next() const { return next_; }

  /// Takes all that transmit at next() and appends their ids, unsorted. advance() must follow, or
  /// find_next() if nobody transmits after all.
  void take(std::vector<std::uint32_t>& ids);

  /// A busy period began at slot `j`: everybody has counted up to there.
  void advance(std::int64_t j);

  /// The same when nobody else contends.
  void advance_alone(std::int64_t j) {
    const std::int64_t counted = j + (busy_counts_ ? 1 : 0);
    for (Class& c : classes_) c.clock += std::max<std::int64_t>(0, counted - c.aifsn);
  }

  void find_next();

  void remove(std::uint32_t id);

 private:
  struct Entry {
    std::int64_t key;
    std::uint32_t id;
    friend bool operator<(const Entry& a, const Entry& b) {
      return a.key != b.key ? a.key < b.key : a.id < b.id;
    }
  };
  struct Class {
    int aifsn;
    std::int64_t clock;
    kernel::EventHeap<Entry> heap;
  };
  struct Late {
    std::int64_t from, backoff;
    std::uint32_t c, id;
  };

  std::vector<Class> classes_;
  std::vector<Late> late_;
  std::int64_t next_ = kNobody;
  bool busy_counts_;
};

}  // namespace wardtwin::wifi
