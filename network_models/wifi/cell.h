#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "network_models/calendar.h"
#include "network_models/cell.h"
#include "network_models/wifi/contention.h"
#include "network_models/wifi/power_state.h"
#include "network_models/wifi/setup.h"
#include "network_models/wifi/station.h"
#include "sim/base/histogram.h"
#include "sim/flow/flow_statistics.h"

namespace wardtwin::wifi {

using radio::Calendar;
using radio::Due;

struct Departure {
  Time at{0};
  std::uint32_t access_point = 0;  ///< the one it was with
  bool lost = false;               ///< it missed the beacons; false: it was told to leave
  StationState state;
};

/// What a coupled cell put on air, for those that hear it.
struct Sent {
  Time from{0}, end{0};                    ///< of the frame, or of what collides of it
  Time free{0};                            ///< until then who hears it keeps quiet: for its reply
  std::uint32_t access_point = 0;          ///< that sends it, or whose station does
  std::uint32_t cleared_by = flow::kNone;  ///< receiver whose CTS came before it
};

/// What leaves a cell in one window, each list in time order.
struct CellOutput {
  std::vector<flow::Frame> received;   ///< uplink, at the end of the successful data frame
  std::vector<flow::Frame> delivered;  ///< downlink, likewise
  std::vector<flow::LinkChange> links;
  std::vector<Departure> departures;
  std::vector<flow::Command>
      misdirected;         ///< for stations that are not here; `at` is when it was found
  std::vector<Sent> sent;  ///< of coupled cells

  void clear() {
    received.clear(), delivered.clear(), links.clear();
    departures.clear(), misdirected.clear(), sent.clear();
  }
};

/// What one access point and its stations did to the air, and how often.
struct AirStatistics {
  Time data{0}, ack{0}, beacon{0}, collision{0};  ///< on air; ack with all control frames
  /// By access category: data frames and aggregates sent, and of these those lost to another
  /// transmission.
  std::array<std::uint64_t, kCategories> attempts_of{}, collisions_of{};
  std::uint64_t retries = 0;     ///< of the attempts, not the first time
  std::uint64_t unanswered = 0;  ///< of the attempts, lost to noise or a dead receiver
  std::uint64_t frames = 0;      ///< MPDUs in the attempts
  std::uint64_t requests = 0;    ///< block acknowledgement requests
  std::uint64_t beacons = 0;
  std::uint64_t asked = 0;      ///< frames by which stations asked for what is kept for them
  std::uint64_t triggers = 0;   ///< of uplink OFDMA
  std::uint64_t triggered = 0;  ///< of the attempts, answers to them
  Time busy() const { return data + ack + beacon + collision; }
  std::uint64_t attempts() const { return sum(attempts_of); }
  std::uint64_t collisions() const { return sum(collisions_of); }
  void merge(const AirStatistics& o);

 private:
  static std::uint64_t sum(const std::array<std::uint64_t, kCategories>& of) {
    return of[0] + of[1] + of[2] + of[3];
  }
};

/// Access points of one channel that hear the same others and each other, their stations, and the
/// messages of both, frame by frame.
///
/// Model       802.11 DCF and EDCA [1] with virtual-slot contention: AIFS, backoff, internal
/// collisions,
///             retries, TXOP, A-MPDU with block acknowledgement, RTS/CTS, beacons, queues and
///             lifetimes. Sleeping stations: what comes for them is kept until a DTIM beacon, a
///             message of theirs, or a TWT service period. Uplink OFDMA: access points trigger the
///             stations whose queues they know.
/// Valid for   Cells where everybody hears everybody (coupled_cells.h joins several); frames that start in
///             one slot destroy each other.
/// Leaves out  Hidden nodes of one cell (see hidden_cell.h), capture, reordering buffer, downlink OFDMA,
///             MU-MIMO, group frames after DTIM beacons.
/// Checked by  tests/validation/wifi/saturation_test.cpp tests/validation/wifi/power_save_test.cpp
///             tests/validation/wifi/uplink_ofdma_test.cpp
///
/// [1] IEEE 802.11-2020, clause 10. Compared with Bianchi (2000) and ns-3 3.37.
///
/// Time order within one instant: end of a frame, commands, arrivals, beacons, start of a frame.
class Cell {
 public:
  explicit Cell(const CellSetup& setup);

  /// Any time at or after the end of the last run().
  void post(const flow::Command& command);
  void attach(StationState&& station, Time at, const RadioLink& link);
  void relink(flow::DeviceIndex device, Time at, const RadioLink& link);  ///< same access point
  void release(flow::DeviceIndex device, Time at);  ///< leaves after the frame it may be part of

  /// From `at` on, the end of the last run(), senders of other families behave so (row of
  /// Foreign::emitter). Everybody defers to what exceeds the energy detection of an access point;
  /// the rest raises the error rates of frames that meet it.
  void disturb(std::span<const radio::Load> loads, Time at);

  /// Another cell that all here hear has sent so, from the end of the last run() on or later.
  void hear(const Sent& sent);
  /// Another cell that nobody here hears has sent so. Receivers may, and then lose what they receive.
  void meet(const Sent& sent);
  bool on_air() const { return phase_end_ != kNever; }
  /// What began last, in the last run(), began together with another cell that all here hear: it is
  /// lost, and `sent` of the output says what there is of it.
  void collide_after_all();
  /// Such another cell, which ends then, holds the air.
  void collide_until(Time end) { phase_end_ = std::max(phase_end_, end); }

  /// Everything strictly before `until`, in any number of windows; appends to `out`.
  void run(Time until, CellOutput& out);
  Time next_event() const;  ///< kNever: nothing will happen without a command
  /// What the next arrival touches is on its way from memory; call() some time before fetch().
  void call() const {
    if (due_.top().at != kNever) __builtin_prefetch(&lane_of_[due_.top().slot]);
  }
  void fetch() const {
    if (due_.top().at != kNever) fetch(due_.top());
  }
  /// Before this instant no message that carries an alarm leaves, no station leaves and no link
  /// changes, unless a command or a station is posted; kNever if nothing is known.
  Time next_cause(Time now) const {
    return urgent_ > 0 ? now : orders_.empty() ? kNever : orders_.top().at;
  }

  const CellSetup& setup() const { return setup_; }
  const flow::FlowStatistics& statistics() const { return statistics_; }
  flow::FlowStatistics& statistics() { return statistics_; }
  std::uint64_t held(flow::FlowIndex flow) const;  ///< messages now inside
  bool has(flow::DeviceIndex device) const { return find(device) != flow::kNone; }
  int stations(std::uint32_t access_point) const;  ///< associated now
  const AirStatistics& air(std::uint32_t access_point) const;
  AirStatistics air() const;
  double busy_fraction(Time elapsed) const { return seconds(air().busy()) / seconds(elapsed); }
  const Histogram& service_time() const {
    return service_;
  }  ///< time between a station's departures
  void restart_air_statistics();  ///< end of warm-up
  /// Of a station that is here, since the start of the run.
  RadioTime radio_time(flow::DeviceIndex device, Time at) const;
  radio::Energy energy(flow::DeviceIndex device, Time at) const;

 private:
  static constexpr int kLanes = kCategories + 1;  ///< lane 0: beacons
  enum class Phase : std::uint8_t { idle, request, frame, collision, beacon, response };

  struct Lane {
    std::int64_t key = 0;  ///< virtual slot at which the (post-)backoff ends
    std::uint32_t window = 15;
    std::uint32_t contention_class = 0;
    std::uint16_t in_flight = 0;
    std::uint8_t attempts = 0;  ///< failures in a row
    bool engaged = false;       ///< contends or transmits
    bool asks_block_ack = false;
    bool asks =
        false;  ///< a station: for what is kept for it; an access point: triggers its stations
    bool own_turn = false;  ///< an access point's own messages take turns with triggers
    MessageQueue queue;
    bool asks_now() const { return asks && (queue.empty() || !own_turn); }
  };
  /// What every message touches comes first.
  struct Node {
    std::uint32_t access_point = 0;  ///< node of its access point; its own if it is one
    flow::DeviceIndex device = flow::kNone;
    bool present = false, down = false, connected = false;
    RadioTime radio;
    Stream backoff, errors;
    std::array<Lane, kLanes> lanes;
    Time last_beacon{0};  ///< end of the last good one of the first SSID
    Time last_departure{-1};
    std::uint32_t beacons_due = 0, beacons_sent = 0;
    RadioLink link;
    std::vector<std::uint32_t> sources;
  };
  struct SourceSlot {
    SourceState state;
    std::uint32_t station = 0, sender = 0;  ///< nodes; the sender is the access point if downlink
    flow::FlowIndex flow = 0;
    int bytes = 0;            ///< of the MPDU
    std::uint32_t entry = 0;  ///< name of the access point
    Time airtime{0};
    double error = 0;
    std::uint8_t lane = 0;
    bool downlink = false, saturated = false;
    bool by_events = false;  ///< long enough for RTS, or its station sleeps: never in one step
  };
  /// A command or a change of membership, in a total order that does not depend on when it was
  /// posted.
  struct Order {
    enum class Kind : std::uint8_t { attach, relink, command, release, watch, service };
    Time at{0};
    Kind kind = Kind::command;
    flow::Command command{};  ///< target: device for the others
    std::uint32_t index = 0;  ///< of the parked station or link
    bool operator<(const Order& o) const;
  };
  struct OnAir {
    std::uint32_t id = 0;
    std::uint32_t peer = 0;  ///< node it is meant for
    Time airtime{0};         ///< of the data part
    Time end{0};             ///< of the part that can collide
    bool request = false, aggregate = false, announced = false;
    bool asks = false;  ///< Lane::asks
  };
  /// What one station sends in answer to a trigger.
  struct Answer {
    std::uint32_t id = 0;
    std::uint16_t messages = 0;
  };

  // cell.cpp: time, commands
  void handle(const Order& order);
  void handle(const flow::Command& command);
  void beacon_due(Time quiet);
  bool beacon_alone(std::uint32_t node, Time quiet);
  bool beacon_sent(std::uint32_t node);
  std::uint32_t slot_of_source(flow::SourceIndex source) const;

  // cell_messages.cpp: the way in and out, and the uncontended exchange
  void arrive(Time quiet);
  void fetch(const Due& next) const;
  Message make_message(SourceSlot& s, Time created);
  bool exchange_alone(const SourceSlot& s, const Message& m, Time quiet);
  void lose_alone(const SourceSlot& s, const Message& m);
  void enqueue(std::uint32_t node, std::uint32_t lane, const Message& m);
  void refill(std::uint32_t slot);
  void hand_over(const Message& m, const SourceSlot& s);
  void answered(std::uint32_t node, Time received, Time sent) {
    nodes_[node].radio.receive += received;
    nodes_[node].radio.transmit += sent;
  }

  // cell_stations.cpp: who belongs here
  void join(Order order);
  void set_link(std::uint32_t node, const RadioLink& link);
  void hold(const radio::Load& load, Time at);
  double loudest(const radio::Foreign& foreign) const;
  double disturbed(const Direction& d, std::size_t receiver, Time airtime, int bytes) const;
  double noise() const;  ///< mW
  double error_under(const Direction& d, int mcs, double milliwatts, int bytes) const;
  bool announced(int bytes) const {
    return bytes > setup_.wifi.rts_threshold && setup_.wifi.rts_threshold < (1 << 20);
  }
  void leave(std::uint32_t node, bool lost, const Order& order);
  void return_downlink(std::uint32_t node);
  void send_back(const Message& m);
  void access_point_down(std::uint32_t node);
  void access_point_up(std::uint32_t node);
  void watch(std::uint32_t node);
  bool on_air(std::uint32_t node) const;
  void connect(Node& n, bool connected);
  std::uint32_t find(flow::DeviceIndex device) const;
  std::uint32_t find_access_point(std::uint32_t name) const;
  void forget_due(std::uint32_t slot);

  // cell_access.cpp: contention, cell_exchanges.cpp: what is on air
  void contend(std::uint32_t node, std::uint32_t lane);
  static std::int64_t draw_backoff(Node& n, const Lane& l) {
    return l.window == 0 ? 0 : static_cast<std::int64_t>(n.backoff.below(l.window + 1));
  }
  /// Virtual slot of a start on a medium idle for AIFS: the end of the post-backoff, or the next
  /// boundary.
  std::int64_t ready_slot(std::int64_t key, std::int64_t clock, Time may_start) const {
    const auto since = static_cast<std::uint64_t>((now_ - may_start).count());
    const auto slot = static_cast<std::uint32_t>(setup_.wifi.slot.count());
    // short gaps, the common case, need only the faster division of 32 bits
    const std::uint64_t whole =
        since >> 32 ? since / slot : static_cast<std::uint32_t>(since) / slot;
    const std::int64_t counted = clock + static_cast<std::int64_t>(whole);
    return key > counted ? key : counted + (whole * slot != since);
  }
  void begin_access();
  bool defer();
  bool resolve_internal_collisions();
  bool has_something(std::uint32_t id);
  OnAir prepare(std::uint32_t id, Time room);
  void fill_aggregate(Lane& l, OnAir& tx, Time room);
  void transmit(std::uint32_t id, Time start);
  void collide();
  void end_phase();
  void end_frame();
  bool receive(const OnAir& tx);
  void end_collision();
  void end_response();
  void go_idle(Time since);
  void back_off(std::uint32_t id, Time ready);
  void top_up() {
    if (!replace_.empty()) replace_gone();
  }
  void replace_gone();
  void failed(std::uint32_t id, flow::LossCause cause);
  void give_up(Lane& l, flow::LossCause cause);
  void purge(Lane& l) {
    if (!l.queue.empty() && l.queue[0].expires <= now_) drop_expired(l);
  }
  void drop_expired(Lane& l);
  void lose(const Message& m, flow::LossCause cause);
  void update_access();
  void count_attempt(const OnAir& tx);
  Time response_to(const OnAir& tx) const;
  /// How long it keeps those quiet who read it.
  Time reserved(const OnAir& tx) const {
    if (tx.id % 8 == 0) return Time{0};
    return setup_.wifi.sifs + response_to(tx);
  }
  /// How long those who hear several at once keep quiet after them.
  Time after_collision() const {
    const bool eifs = setup_.wifi.after_collision == AfterCollision::eifs;
    return eifs ? setup_.wifi.sifs + setup_.wifi.ack : Time{0};
  }
  bool receive_several(Node& n, Lane& l, bool each_counts);

  // cell_power.cpp: who sleeps, and what is kept for it
  bool is_station(std::uint32_t node) const { return node >= air_.size(); }
  bool sleeps(std::uint32_t node) const {
    const PowerState& p = power_[node];
    return p.set.mode != PowerSave::off && now_ >= p.awake_until && service_end(node) == Time{0};
  }
  Time service_end(std::uint32_t node) const;
  bool busy(std::uint32_t node) const;
  bool has_backlog(std::uint32_t node) const;
  void set_power(std::uint32_t node);
  void forget_power(std::uint32_t node);
  bool keep(std::uint32_t node, std::uint32_t lane, const Message& m);
  bool may_contend(std::uint32_t node, Lane& lane);
  void rouse(std::uint32_t node, bool ramp);
  void rest(std::uint32_t node, Time end);
  RadioTime slept(std::uint32_t node, Time until) const;
  void announce(std::uint32_t access_point);
  void ask(std::uint32_t node);
  /// One PS-Poll for each message, rather than one frame for all that is kept.
  bool polls_each(std::uint32_t node) const {
    return power_[node].set.mode == PowerSave::dtim && power_[node].set.stay_awake == Time{0};
  }
  /// Whether a message of its own frees what is kept for it.
  bool asks_by_sending(std::uint32_t node) const {
    const PowerSettings& set = power_[node].set;
    return set.mode == PowerSave::u_apsd ||
           (set.mode == PowerSave::dtim && set.stay_awake > Time{0});
  }
  void release_kept(std::uint32_t node, std::uint32_t most);
  void lose_kept(std::uint32_t access_point);
  Time next_service(std::uint32_t node) const;
  void expect_service(std::uint32_t node);
  void begin_service(std::uint32_t node);
  void message_gone(const Message& m);
  void drop(const Message& m, flow::LossCause cause);

  // cell_coupled.cpp: other cells of the channel
  void sends(std::uint32_t node, Time from, Time end, Time free,
             std::uint32_t cleared_by = flow::kNone) {
    if (!setup_.coupled) return;
    const std::uint32_t name = setup_.access_points[nodes_[node].access_point];
    out_->sent.push_back({from, end, free, name, cleared_by});
  }
  std::size_t receiver_of(const SourceSlot& s) const {
    const RadioLink& link = nodes_[s.station].link;
    return s.downlink ? setup_.receivers + link.station : link.access_point;
  }
  double met(Time from, Time to, std::size_t receiver, bool cleared) const;
  bool met_by_others(Node& n, const SourceSlot& s);
  bool request_met(std::uint32_t id);
  void end_request();
  /// How long an RTS keeps those quiet who hear no exchange follow it (10.3.2.4).
  Time unanswered_request() const {
    return 2 * (setup_.wifi.sifs + setup_.wifi.slot) + setup_.wifi.cts;
  }

  // cell_triggers.cpp: uplink OFDMA
  void report(std::uint32_t node);
  void forget_reports(std::uint32_t access_point);
  bool knows_any(std::uint32_t access_point);
  int answering(std::uint32_t access_point) const;
  Time fill_answer(Answer& a, int tones, Time limit) const;
  Time ask_answers(std::uint32_t access_point);
  void take_answers(std::uint32_t access_point);
  void end_answers();
  AirStatistics& air_of(std::uint32_t node) { return air_[nodes_[node].access_point]; }
  const CategoryDef& category(std::uint32_t node, std::uint32_t lane) const {
    return (node < air_.size() ? setup_.access_point : setup_.station)[lane - 1];
  }

  CellSetup setup_;
  Contention contention_;
  Time now_{0}, quiet_{0}, idle_since_{0}, phase_end_ = kNever, access_at_ = kNever, txop_end_{0};
  Phase phase_ = Phase::idle;
  std::vector<std::uint32_t> ids_;
  std::vector<OnAir> transmissions_;
  std::vector<flow::SourceIndex> replace_;
  CellOutput* out_ = nullptr;
  std::vector<Node> nodes_;  ///< access points first
  std::vector<SourceSlot> slots_;
  std::vector<std::uint32_t> lane_of_;  ///< by slot: sender * 8 + lane, to fetch them ahead
  std::vector<std::uint32_t> free_nodes_, free_slots_, source_slot_;
  Calendar due_;
  kernel::EventHeap<Due> beacons_;
  kernel::EventHeap<Order> orders_;
  std::uint64_t urgent_ = 0;  ///< messages that wait here and carry an alarm
  std::vector<StationState> parked_;
  std::vector<RadioLink> parked_links_;
  flow::FlowStatistics statistics_;
  std::vector<AirStatistics> air_;
  Histogram service_;
  Time started_{-1};               ///< what is on air; of coupled cells
  Sent heard_{kNever};             ///< what they began last, before which
  Time held_before_{0};            ///< the medium was idle from here on
  std::vector<Sent> unheard_;      ///< of cells that nobody here hears, lately
  bool met_ = false;               ///< the frame that ends was lost to such a one
  AirStatistics before_;           ///< of the sender, until its frame went on air
  radio::Occupancy foreign_;       ///< by power above energy detection
  bool manages_ = false;           ///< stations may sleep, or are triggered
  std::vector<PowerState> power_;  ///< by node; empty unless `manages_`
  std::vector<std::vector<std::uint32_t>> kept_for_, known_;  ///< by access point: stations
  std::vector<Time> first_beacon_;                            ///< by access point
  std::vector<Answer> answers_;                               ///< to the trigger on air
};

}  // namespace wardtwin::wifi
