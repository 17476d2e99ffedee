#pragma once

#include <cstdint>
#include <vector>

#include "network_models/cell.h"
#include "network_models/inlet.h"
#include "network_models/rfid/setup.h"

namespace wardtwin::rfid {

/// One reader and what passes it.
///
/// Model       A message of a tag is one pass through the field. A tag answers if its power reaches
///             its sensitivity: power by distance and attachment, its orientation towards the best
///             antenna for the whole run, and its movement in this pass. Those that can answer are
///             inventoried slot by slot; who is not read before leaving is lost as access failure,
///             who could not answer as phy. Cards are served one after another.
/// Valid for   Passes of up to a few thousand tags at once; readers apart from each other.
/// Leaves out  Readers that disturb each other, tags read through a wall by the wrong reader, errors
///             of single replies, writing.
/// Checked by  tests/validation/rfid/cell_test.cpp
///
/// Time order within one instant: ends of slots and transactions, what comes in, tags leaving.
class Cell {
 public:
  explicit Cell(const CellSetup& setup);

  void post(const flow::Command& command) { inlet_.post(command); }
  void run(Time until, radio::CellOutput& out);
  Time next_event() const { return radio::next_of(inlet_, events_); }

  const flow::FlowStatistics& statistics() const { return statistics_; }
  std::uint64_t held(flow::FlowIndex flow) const;
  /// Tags and cards live on the reader's field.
  radio::Energy energy(flow::DeviceIndex, Time) const { return {}; }
  std::uint32_t entry_of(flow::DeviceIndex) const { return setup_.entry; }
  void restart_statistics(Time) { counters_ = {}; }
  /// Slots with an answer, or transactions.
  radio::AirCounts air_counts(std::uint32_t entry) const;
  const Counters& counters() const { return counters_; }

 private:
  enum Kind : std::uint32_t { slot_end, card_end, leave };
  struct Event {
    Time at;
    std::uint32_t kind, index, pass;  ///< pass: number of the tag's, of the reader's epoch
    friend bool operator<(const Event& a, const Event& b) {
      if (a.at != b.at) return a.at < b.at;
      if (a.kind != b.kind) return a.kind < b.kind;
      return a.index != b.index ? a.index < b.index : a.pass < b.pass;
    }
  };
  struct Tag {
    Stream passes;
    double margin = 0;  ///< dB, best antenna
    radio::Message message;
    bool inside = false, answers = false;
    std::uint32_t pass = 0;
  };

  void handle(const radio::Inward& in);
  void accept(const radio::Inward& in, const flow::Source& source);
  void handle(const Event& e);
  void enters(std::uint32_t tag, const radio::Message& m);
  void leaves(std::uint32_t tag);
  void next_slot();
  void slot_ends();
  void read(std::uint32_t position);
  void forget(std::uint32_t position);
  std::uint32_t position_of(std::uint32_t tag) const;
  void next_card();
  void switched(bool up);
  void deliver(const radio::Message& m);
  void lose(const radio::Message& m, flow::LossCause cause) {
    statistics_.lost(inlet_.def(m), m, cause, m.alarm);
  }

  CellSetup setup_;
  radio::Inlet inlet_;
  SlotTimes times_;
  Inventory inventory_;
  Time now_{0};
  radio::CellOutput* out_ = nullptr;
  std::vector<Tag> tags_;
  std::vector<std::uint32_t> tag_of_;  ///< by DeviceIndex
  /// Tags to be read; first those that take part in the round and have not answered.
  std::vector<std::uint32_t> unread_;
  std::uint32_t answering_ = flow::kNone, answering_pass_ = 0;  ///< in this slot, alone
  Ring<radio::Message> cards_;
  bool busy_ = false, down_ = false;
  std::uint32_t epoch_ = 0;  ///< counts failures
  Stream handling_;
  kernel::EventHeap<Event> events_;
  flow::FlowStatistics statistics_;
  Counters counters_;
};

static_assert(radio::Cell<Cell>);

}  // namespace wardtwin::rfid
