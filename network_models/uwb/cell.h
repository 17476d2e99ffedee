#pragma once

#include <cstdint>
#include <vector>

#include "network_models/cell.h"
#include "network_models/inlet.h"
#include "network_models/uwb/setup.h"

namespace wardtwin::uwb {

/// Tags of an ultra-wideband location network, and the anchors that hear them.
///
/// Model       A calendar of slots: each message of a tag takes the next free one, so n tags at a
///             period T load it by n x slot / T, and what exceeds it waits and is dropped. A tag is
///             heard if enough anchors that are up receive it above their sensitivity.
/// Valid for   Anchors synchronised into one calendar: a floor or a building.
/// Leaves out  Slots used again far away, unscheduled blinks that collide, the clocks' drift; how
///             exact a position is: network_models/rtls.
/// Checked by  tests/validation/rtls/uwb_test.cpp
///
/// Time order within one instant: ends of slots, what comes in.
class Cell {
 public:
  explicit Cell(const CellSetup& setup);

  void post(const flow::Command& command) { inlet_.post(command); }
  void run(Time until, radio::CellOutput& out);
  Time next_event() const { return radio::next_of(inlet_, events_); }

  const flow::FlowStatistics& statistics() const { return statistics_; }
  std::uint64_t held(flow::FlowIndex flow) const;
  radio::Energy energy(flow::DeviceIndex device, Time now) const;
  std::uint32_t entry_of(flow::DeviceIndex device) const;
  void restart_statistics(Time) { slots_ = 0; }
  /// The calendar's load at every anchor.
  radio::AirCounts air_counts(std::uint32_t entry) const;

 private:
  enum Kind : std::uint32_t { slot_end };
  struct Event {
    Time at;
    std::uint32_t kind, tag;
    friend bool operator<(const Event& a, const Event& b) {
      return a.at != b.at ? a.at < b.at : a.tag < b.tag;
    }
  };
  struct Tag {
    Ring<radio::Message> queue;
    std::uint64_t sent = 0;
  };

  void handle(const radio::Inward& in);
  void handle(const Event& e);
  int hears(const TagSetup& t) const;
  void lose(const radio::Message& m, flow::LossCause cause) {
    statistics_.lost(inlet_.def(m), m, cause, m.alarm);
  }

  CellSetup setup_;
  radio::Inlet inlet_;
  Time now_{0}, free_{0};  ///< free_: start of the next slot nobody has
  radio::CellOutput* out_ = nullptr;
  std::vector<Tag> tags_;
  std::vector<std::uint32_t> tag_of_;  ///< by DeviceIndex
  std::vector<std::uint8_t> up_;       ///< by anchor
  std::uint64_t slots_ = 0;
  kernel::EventHeap<Event> events_;
  flow::FlowStatistics statistics_;
};

static_assert(radio::Cell<Cell>);

}  // namespace wardtwin::uwb
