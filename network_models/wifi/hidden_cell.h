#pragma once

#include <cstdint>
#include <vector>

#include "network_models/wifi/cell.h"

namespace wardtwin::wifi {

/// A station of a cell with hidden nodes, and the hearing group it belongs to.
struct HiddenStation {
  StationState state;
  RadioLink link;
  std::uint32_t group = 0;
};

/// One access point and stations of which not all hear each other.
///
/// Model       802.11 DCF with one queue per station [1]. Stations that hear the same groups share
///             a virtual slot clock: a frame they hear stops it, the last to end starts it again.
///             All hear the access point and it hears all; a frame that overlaps another there, or
///             a reply from there, is lost.
/// Valid for   Up to 64 groups; stations of a group hear each other; uplink; one frame per access.
/// Leaves out  Capture, loss of replies, beacons, downlink, A-MPDU, TXOP, internal collisions.
/// Checked by  tests/validation/wifi/hidden_test.cpp
///
/// [1] IEEE 802.11-2020, 10.3: carrier sense, NAV, EIFS, RTS/CTS, retries.
///
/// A frame that was heard whole reserves the air for its reply, a CTS for the rest of its exchange;
/// what overlapped at a listener costs it EIFS if `after_collision` says so. Cost of a
/// transmission: its groups. Time order within one instant: ends of frames, commands, arrivals,
/// starts of frames.
class HiddenCell {
 public:
  /// `hears`: of each group the groups it hears, one bit each; its own is added.
  HiddenCell(const CellSetup& setup, std::vector<std::uint64_t> hears,
             std::vector<HiddenStation> stations);

  /// start_source, stop_source and send, at or after the end of the last run(); others are
  /// misdirected.
  void post(const flow::Command& command);
  void run(Time until, CellOutput& out);  ///< everything strictly before `until`
  Time next_event() const;

  const flow::FlowStatistics& statistics() const { return statistics_; }
  const AirStatistics& air() const { return air_; }
  std::uint64_t held(flow::FlowIndex flow) const;  ///< messages now inside

 private:
  enum class Kind : std::uint8_t { rts, data, cts, ack };

  struct Node {
    Stream backoff, errors;
    CategoryDef category;
    std::uint8_t lane = 0;  ///< number of its access category
    MessageQueue queue;
    std::uint32_t ears = 0;  ///< index of its set
    std::int64_t key = 0;    ///< slot of its set's clock at which the (post-)backoff ends
    std::uint32_t window = 15;
    std::uint8_t attempts = 0;  ///< failures in a row
    bool engaged = false;       ///< contends or transmits
    bool sending = false;       ///< the first message is on air
  };
  struct SourceSlot {
    SourceState state;
    std::uint32_t node = 0;
    flow::FlowIndex flow = 0;
    int bytes = 0;  ///< of the MPDU
    Time airtime{0};
    double error = 0;
  };
  struct Entry {
    std::int64_t key;
    std::uint32_t node;
    friend bool operator<(const Entry& a, const Entry& b) {
      return a.key != b.key ? a.key < b.key : a.node < b.node;
    }
  };
  struct OwnGrid {  ///< a sender that still waited for its reply when the others began
    Time start;
    std::int64_t backoff;
    std::uint32_t node;
  };
  /// What the stations of one group and AIFS hear, and who of them waits.
  struct Ears {
    std::uint64_t hears = 0;  ///< groups
    std::uint32_t group = 0;
    int aifsn = 3;
    int active = 0;          ///< frames heard now
    bool whole = true;       ///< the one heard is alone
    Time nav{0}, resume{0};  ///< resume: when its slots begin to count
    Time next = kNever;      ///< next transmission of a member
    std::int64_t clock = 0;  ///< slots counted before `resume`
    kernel::EventHeap<Entry> waiting;
    std::vector<OwnGrid> own;
  };
  struct OnAir {
    Time end{0};
    std::uint32_t node = 0;  ///< its sender, or the station a reply is for
    Kind kind = Kind::data;
    bool clean = true;  ///< nothing else at the access point
    Time airtime{0};
    friend bool operator<(const OnAir& a, const OnAir& b) {
      return a.end != b.end ? a.end < b.end : a.node < b.node;
    }
  };
  struct Due {
    Time at;
    std::uint32_t source, slot;
    friend bool operator<(const Due& a, const Due& b) {
      return a.at != b.at ? a.at < b.at : a.source < b.source;
    }
  };
  struct Order {
    flow::Command command;
    bool operator<(const Order& other) const;
  };

  // hidden_cell.cpp: messages and results
  void add(HiddenStation& station, const std::vector<std::uint64_t>& hears);
  void add_ears(std::uint64_t hears, std::uint32_t group, int aifsn);
  void handle(const flow::Command& command);
  void arrive();
  Message make_message(SourceSlot& s, Time created);
  void enqueue(std::uint32_t node, const Message& m);
  void remove_first(Node& n);
  void purge(Node& n);
  void deliver(std::uint32_t node);
  void failed(std::uint32_t node, flow::LossCause cause);
  const SourceSlot& first_of(std::uint32_t node) const;

  // hidden_access.cpp: who hears what, and who sends when
  void contend(std::uint32_t node);
  void back_off(std::uint32_t node, Time ready);
  std::int64_t draw(Node& n) { return n.backoff.below(n.window + 1); }
  bool heard_by(const OnAir& tx, const Ears& e) const;
  void stop_counting(Ears& e);
  void fall_silent(Ears& e, const OnAir& tx);
  void find_next(Ears& e);
  void take_due(Ears& e);
  bool announced(std::uint32_t node) const;
  Time airtime(std::uint32_t node, Kind kind) const;
  Time reserved(const OnAir& tx) const;
  void start_frames();
  void put_on_air(OnAir tx);
  void end_frames();
  void finish(const OnAir& tx);

  CellSetup setup_;
  Time now_{0};
  std::vector<Node> nodes_;
  std::vector<SourceSlot> slots_;
  std::vector<std::uint32_t> source_slot_;
  std::vector<Ears> ears_;
  std::vector<OnAir> on_air_, replies_, changing_;  ///< replies: `end` is when they start
  kernel::EventHeap<Due> due_;
  kernel::EventHeap<Order> orders_;
  CellOutput* out_ = nullptr;
  Time busy_since_{0}, busy_clean_{0};
  flow::FlowStatistics statistics_;
  AirStatistics air_;
};

}  // namespace wardtwin::wifi
