#pragma once

#include <cstdint>
#include <vector>

#include "network_models/cell.h"
#include "network_models/inlet.h"
#include "network_models/nr/fair_share.h"
#include "network_models/nr/setup.h"

namespace wardtwin::nr {

/// One 5G or LTE cell: a base station and its devices.
///
/// Model       Slots by arithmetic; per device a rate from its SINR; transport blocks by the
///             standard's sizes; block errors with HARQ; downlink and uplink schedulers over
///             resource blocks; uplink by scheduling request and grant, or configured grant; random
///             access from idle; paging, DRX.
/// Valid for   Devices whose SINR stays; one cell whose neighbours' load is in the SINR.
/// Leaves out  Handover, fading within a run, RLC retransmission after the last HARQ attempt,
///             control channel errors, power control.
/// Checked by  tests/validation/nr/latency_test.cpp
///
/// Time order within one instant: ends of blocks, what comes in, devices' timers, slots.
class Cell {
 public:
  explicit Cell(const CellSetup& setup);

  void post(const flow::Command& command) { inlet_.post(command); }
  void obstruct(Time at, const radio::ExtraLoss& extra, std::vector<flow::LinkChange>& changes);
  void run(Time until, radio::CellOutput& out);
  Time next_event() const { return radio::next_of(inlet_, events_); }

  const flow::FlowStatistics& statistics() const { return statistics_; }
  std::uint64_t held(flow::FlowIndex flow) const;
  radio::Energy energy(flow::DeviceIndex device, Time now) const;
  std::uint32_t entry_of(flow::DeviceIndex) const { return down_ ? flow::kNone : setup_.entry; }
  void restart_statistics(Time) { counters_ = {}; }
  /// Transport blocks both ways; busy is the share of resource blocks in use.
  radio::AirCounts air_counts(std::uint32_t entry) const;
  const Counters& counters() const { return counters_; }
  /// Bits of transport blocks that a device received.
  std::uint64_t received_bits(flow::DeviceIndex device) const {
    return devices_[device_at_[device]].lane[0].bits;
  }

 private:
  enum Way : std::uint8_t { kDown, kUp };
  enum Kind : std::uint32_t { block_end, access, timer, up_slot, down_slot };
  enum class State : std::uint8_t { idle, accessing, connected };
  enum class Next : std::uint8_t { none, paged, preamble, set_up, grant };  ///< what a timer means
  struct Event {
    Time at;
    std::uint32_t kind, index;
    friend bool operator<(const Event& a, const Event& b) {
      if (a.at != b.at) return a.at < b.at;
      return a.kind != b.kind ? a.kind < b.kind : a.index < b.index;
    }
  };
  struct Item {
    radio::Message message;
    std::uint32_t left = 0;         ///< bytes not yet in a block
    std::uint32_t outstanding = 0;  ///< blocks with a part of it
    bool lost = false, used = false, queued = true;
  };
  struct Block {
    std::vector<std::uint32_t> items;
    std::uint32_t device = 0;
    int bits = 0, resource_blocks = 0, attempts = 0;
    std::int64_t ready = 0;  ///< slot of the retransmission at the earliest
    Way way = kDown;
    bool live = true;  ///< false: the base station died meanwhile
  };
  struct Lane {
    Ring<std::uint32_t> queue;  ///< of items with bytes left
    std::uint64_t backlog = 0;  ///< bytes
    std::uint64_t bits = 0;     ///< that got through
    std::int64_t served = -1;   ///< slot
    FairShare share;
    std::uint32_t saturated = flow::kNone;  ///< slot of a saturated source
    int mcs = 0, priority = 0;
    double error = 0;
    bool active = false;    ///< in the list of those that wait for a slot
    std::int64_t from = 0;  ///< not before this slot
  };
  struct Device {
    std::array<Lane, 2> lane;
    State state = State::idle;
    std::uint64_t known = 0;   ///< uplink bytes the base station thinks wait
    std::uint32_t flying = 0;  ///< uplink blocks granted and not decoded
    bool attached = false;     ///< has been connected since `last_active`
    Time wake = kNever;
    Next next = Next::none;
    int attempts = 0, grant_blocks = 0;
    std::int64_t sr_offset = 0;
    Time last_active{0}, awake{0}, sending{0}, paging_phase{0};
    Stream random;
  };

  // cell.cpp: what it is built from, time, what comes in, energy
  /// Of links that lose so much more than at first.
  void set_rates(std::uint32_t device, Decibels extra);
  void make_device(std::uint32_t device);
  void add_sources();
  void handle(const radio::Inward& in);
  void handle(const Event& e);
  void accept(std::uint32_t device, Way way, const radio::Message& m);
  void enqueue(std::uint32_t device, Way way, const radio::Message& m);
  Time awake_since(const Device& d, Time now) const;
  void touch(Device& d);
  void switched(bool up);
  void lose(const radio::Message& m, flow::LossCause cause);
  int priority_of(std::uint32_t device, const radio::Message& m) const;

  // cell_access.cpp: from idle to connected, requests
  void wants(std::uint32_t device, Way way);
  void start_access(std::uint32_t device, Time earliest);
  void resolve(Time occasion);
  void timer_fired(std::uint32_t device);
  void connected(std::uint32_t device);
  void request(std::uint32_t device);
  void use_configured(std::uint32_t device);
  Time next_configured(Time from) const;
  Time awake_at(const Device& d) const;
  void empty(std::uint32_t device, flow::LossCause cause);
  void set_timer(std::uint32_t device, Time at, Next next);

  // cell_slots.cpp: scheduling and blocks
  void activate(std::uint32_t device, Way way, std::int64_t from);
  void arm(Way way, std::int64_t slot);
  void serve(Way way);
  void open_uplink(std::int64_t target);
  void retransmit(Way way, std::int64_t slot, std::int64_t data_slot, int& room, int& left);
  std::uint32_t pick(Way way, std::int64_t slot);
  double urgency(const Lane& l, Way way, std::int64_t slot) const;
  int blocks_for(const Lane& l, int kind, std::uint64_t bytes, int most) const;
  int bits_of(const Lane& l, int kind, int resource_blocks) const {
    return table_[static_cast<std::size_t>((kind * 29 + l.mcs) * (setup_.nr.resource_blocks + 1) +
                                           resource_blocks)];
  }
  int kind_of(Way way, std::int64_t slot) const {
    return way == kUp ? 2 : slots_.special(slot) ? 1 : 0;
  }
  std::uint32_t fill(std::uint32_t device, Way way, int resource_blocks, int bits);
  void launch(std::uint32_t block, Time start, Time air, Time decode);
  void launch_in(std::uint32_t block, std::int64_t slot);
  void top_up(std::uint32_t device, Way way);
  void ends(std::uint32_t block);
  void drop(Block& b);
  void arrive(std::uint32_t item);
  void free_item(std::uint32_t item);

  CellSetup setup_;
  radio::Inlet inlet_;
  Slots slots_;
  Time now_{0};
  radio::CellOutput* out_ = nullptr;
  std::vector<Device> devices_;
  std::vector<std::uint32_t> device_at_;
  std::vector<Item> items_;
  std::vector<Block> blocks_;
  std::vector<std::uint32_t> free_items_, free_blocks_;
  std::array<std::vector<std::uint32_t>, 2> active_, retry_;
  std::array<Time, 2> armed_{kNever, kNever};
  std::int64_t up_target_ = -1;  ///< uplink slot that grants fill now
  int up_room_ = 0, configured_blocks_ = 0;
  struct Contender {
    Time occasion;
    std::uint32_t device, preamble;
  };
  std::vector<Contender> contenders_;
  int group_ = 1;           ///< downlink resource blocks that go together
  std::vector<int> table_;  ///< bits: kind of slot (down, special, up) x mcs x resource blocks
  bool down_ = false;
  kernel::EventHeap<Event> events_;
  flow::FlowStatistics statistics_;
  Counters counters_;
};

static_assert(radio::Cell<Cell>);

}  // namespace wardtwin::nr
