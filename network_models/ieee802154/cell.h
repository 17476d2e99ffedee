#pragma once

#include <cstdint>
#include <vector>

#include "network_models/cell.h"
#include "network_models/ieee802154/routes.h"
#include "network_models/ieee802154/setup.h"
#include "network_models/inlet.h"

namespace wardtwin::ieee802154 {

/// One 802.15.4 network on one channel: roots, routers, end devices.
///
/// Model       Unslotted CSMA/CA to the standard: random backoffs, assessment over 128 us, 192 us
///             of turnaround in which the radio is blind, acknowledgements, retries; errors by
///             signal to interference and noise per stretch of a frame; store and forward on
///             routes of least cost; messages for sleepy devices wait for the next poll.
/// Valid for   Non-beacon networks of up to a few hundred nodes; sensing by power, so hidden nodes
///             come by themselves.
/// Leaves out  Beacons and guaranteed slots; frames of the routing protocol and of polls that find
///             nothing; fragmentation: a message fits in one frame.
/// Checked by  tests/validation/ieee802154/contention_test.cpp
///
/// Time order within one instant: ends of frames, what comes in, timers, assessments.
class Cell {
 public:
  explicit Cell(const CellSetup& setup);

  void post(const flow::Command& command) { inlet_.post(command); }
  void obstruct(Time at, const radio::ExtraLoss& extra, std::vector<flow::LinkChange>& changes);
  void run(Time until, radio::CellOutput& out);
  Time next_event() const { return radio::next_of(inlet_, events_); }

  /// From the end of the last run on, senders of other families behave so (row of
  /// Foreign::emitter). Nodes defer to what exceeds their threshold; the rest, and what begins
  /// during a frame, is interference.
  void disturb(std::span<const radio::Load> loads) { radio::take_loads(setup_.foreign, loads); }

  const flow::FlowStatistics& statistics() const { return statistics_; }
  std::uint64_t held(flow::FlowIndex flow) const;
  radio::Energy energy(flow::DeviceIndex device, Time now) const;
  std::uint32_t entry_of(flow::DeviceIndex device) const;
  void restart_statistics(Time) { counters_ = {}, data_time_ = Time{0}; }
  /// Of the whole network, at its first root; attached to each root what leaves there.
  radio::AirCounts air_counts(std::uint32_t entry) const;
  const Counters& counters() const { return counters_; }
  const Routes& routes() const { return routes_; }

 private:
  enum Kind : std::uint32_t { data_end, answer, ready, look, assessment, leaderless };
  struct Event {
    Time at;
    std::uint32_t kind, index;
    friend bool operator<(const Event& a, const Event& b) {
      if (a.at != b.at) return a.at < b.at;
      return a.kind != b.kind ? a.kind < b.kind : a.index < b.index;
    }
  };
  struct Packet {
    radio::Message message;
    std::uint32_t to = flow::kNone;  ///< last node; kNone: any root
    int hops = 0;
    Time from{0};  ///< not before: the poll of a sleepy device
  };
  struct Node {
    Ring<Packet> queue;
    Packet current;
    Stream random;
    Time due = kNever;                      ///< of its own next event; others are void
    Time acknowledges_until{0};             ///< sends an acknowledgement, or is about to
    Time looking_until{0};                  ///< for a new parent
    std::uint32_t saturated = flow::kNone;  ///< slot of a saturated source
    std::uint32_t next = flow::kNone;       ///< receiver of the frame in hand
    std::uint32_t busy_assessments = 0, exponent = 3;
    int tries = 0, failures = 0;
    int indirect = 0;  ///< messages that wait for its poll
    bool engaged = false, passed = false, answered = false, down = false;
    flow::LossCause last = flow::LossCause::phy;
    Time tx_time{0}, rx_time{0}, poll_phase{0};
  };
  struct OnAir {
    Time start, end;
    std::uint32_t sender, receiver;
    bool ack;
  };

  // cell.cpp: what it is built from, time, what comes in, energy
  void add_sources();
  void handle(const radio::Inward& in);
  void handle(const Event& e);
  void accept(std::uint32_t node, const Packet& p);
  void switched(std::uint32_t entry, bool up);
  void elect(Time since);
  void lose(const radio::Message& m, flow::LossCause cause);
  Time next_poll(std::uint32_t node) const;

  // cell_access.cpp: the medium
  void begin(std::uint32_t node);
  void back_off(std::uint32_t node, Time phase = Time{0});
  void assess(std::uint32_t node);
  bool busy(std::uint32_t node) const;
  bool foreign_busy(std::uint32_t node);
  double foreign_error(std::uint32_t receiver, const OnAir& f);
  void ends(std::uint32_t node);
  void answered(std::uint32_t node);
  void unanswered(std::uint32_t node);
  bool pick(std::uint32_t node);
  void done(std::uint32_t node, Time pause);
  void forget();
  bool sends_during(std::uint32_t node, const OnAir& f) const;
  bool locks(std::uint32_t node, const OnAir& f) const;
  double error(std::uint32_t receiver, const OnAir& f) const;
  bool receive(std::uint32_t receiver, const OnAir& f, flow::LossCause& cause);
  void pass(std::uint32_t node);
  int psdu(const Packet& p) const {
    return static_cast<int>(inlet_.def(p.message).payload_bytes) + setup_.mac.header_bytes;
  }
  double power(std::uint32_t from, std::uint32_t to) const {
    return milliwatts_[from * nodes_.size() + to];
  }
  void schedule(Time at, Kind kind, std::uint32_t node) {
    if (kind != look) nodes_[node].due = at;
    events_.push({at, kind, node});
  }

  CellSetup setup_;
  radio::Inlet inlet_;
  Routes routes_;
  Time now_{0};
  radio::CellOutput* out_ = nullptr;
  std::vector<Node> nodes_;
  std::vector<std::uint32_t> node_of_;  ///< by DeviceIndex
  std::vector<double> milliwatts_;
  std::uint32_t leader_ = 0;  ///< node
  Time leader_gone_{0};
  double noise_ = 0, sensitivity_ = 0, threshold_ = 0;
  std::vector<OnAir> air_;  ///< frames on air, those about to be, and those they overlap
  kernel::EventHeap<Event> events_;
  flow::FlowStatistics statistics_;
  Counters counters_;
  Time data_time_{0};  ///< of data frames on air, since the counters were restarted
};

static_assert(radio::Cell<Cell>);

}  // namespace wardtwin::ieee802154
