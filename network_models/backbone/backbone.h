#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "network_models/backbone/agenda.h"
#include "network_models/backbone/stage.h"

/// The wired network of the packet plane, from the access side to the servers and back.
///
/// Model       Every frame crosses output-queued ports (serialisation, propagation, switch latency)
/// and,
///             on the way up, one gateway with k cores. Ports are FIFO (Lindley's recursion, no
///             event of their own), strict priority without interruption, or weighted by deficit
///             round robin (an event only when frames wait). A frame is sent at the rate its port has when its transmission starts.
///             Events of one instant: faults, ends of service, then frames by (source, sequence).
/// Valid for   Full-duplex switched Ethernet whose messages are small against the buffers; gateways
/// whose
///             work per message does not depend on the load.
/// Sessions    Where a gateway keeps sessions, a device without one is refused; opening one costs a
///             core the handshake and waits like a reading. They outlive a cut way.
/// Protocols   Where a source's protocol costs something, its messages set out after its round
/// trips,
///             one window at a time, are repeated, and take its work from the gateway's core.
/// Alone       A gateway with local alarms to which nothing leads from the alarm server hands alarms
///             of its devices out at its own node; what is told of them later comes there too.
/// Leaves out  Order of TCP's stream, preemption (802.1Qbu), shared buffers across ports, learning
///             of addresses after a failover; a message re-sent by its device skips the radio;
///             answers count as load of ports, and nobody waits behind them.
/// Checked by  tests/validation/backbone/backbone_test.cpp
namespace wardtwin::backbone {

/// Readable faults of a setup; an empty list means Backbone's constructor accepts it.
std::vector<std::string> validate(const Setup& setup);

/// The stage. Feed it what the window brings, run it to the window's end, read its outputs.
///
///     backbone.add(cell_frames);                 // each span in time order, any number of spans
///     backbone.add_faults(faults);
///     backbone.run(window_end);                  // everything before window_end
///     for (const flow::Frame& f : backbone.out().arrivals) ...
///
/// Results do not depend on where windows are cut: what is later than a window's end stays pending.
class Backbone {
 public:
  /// Throws InputError with everything validate() finds.
  explicit Backbone(Setup setup);

  void add(std::span<const flow::Frame> frames);
  void add_faults(std::span<const Fault> faults);
  void add_capacity(std::span<const CapacityChange> changes);
  void add_troubles(std::span<const Trouble> troubles);
  void add_hand_overs(std::span<const HandOver> hand_overs);
  /// The downlink message of this source and sequence, added next, starts at `node` and not at its
  /// route's server.
  void set_origin(flow::SourceIndex source, std::uint32_t sequence, topology::NodeIndex node) {
    origins_[key_of(source, sequence)] = node;
  }

  /// Handles everything dated before `until`; outputs of the last run are replaced.
  void run(Time until);
  const Outputs& out() const { return out_; }

  /// Losses. Deliveries are counted where flows end: at the platform and in the cells.
  const flow::FlowStatistics& statistics() const { return statistics_; }
  /// Messages of each flow inside that count (created after warm-up), for the ledger.
  std::vector<std::uint64_t> held() const;
  std::uint64_t duplicates() const { return duplicates_; }
  std::uint64_t resent() const { return resent_; }  ///< by TCP

  /// Two ports per link: 2 * link sends from a to b, 2 * link + 1 back.
  const PortStatistics& port(std::uint32_t port, Time now);
  const GatewayStatistics& gateway(std::uint32_t gateway, Time now);
  std::uint32_t port_up(std::uint32_t access) const { return accesses_[access].up; }
  std::uint32_t port_down(std::uint32_t access) const { return accesses_[access].down; }
  /// Is there a live way from this entry through the serving gateway to the server?
  bool connected(std::uint32_t entry, std::uint32_t gateway, std::uint32_t server) const;
  void restart_statistics(Time now);  ///< of ports and gateways, at the end of warm-up
  Time next_event() const;            ///< kNever if nothing is pending
  /// Before this instant no message that carries an alarm leaves and no way is cut or restored,
  /// whatever enters that carries none; kNever if nothing is known.
  Time next_cause(Time now);

 private:
  // At one instant in this order.
  enum Kind : std::uint32_t {
    kFault,
    kCapacity,
    kReroute,
    kMove,
    kHandOver,
    kAlone,
    kTrouble,
    kConnect,
    kGiveUp,
    kServiceDone,
    kPortFree,
    kArrive,
    kRetry,
    kAnswered
  };
  struct Event {
    Time at;
    std::uint64_t key;
    std::uint32_t index;
    std::uint32_t kind;
    friend bool operator<(const Event& a, const Event& b) {
      if (a.at != b.at) return a.at < b.at;
      if (a.kind != b.kind) return a.kind < b.kind;
      return a.key != b.key ? a.key < b.key : a.index < b.index;
    }
  };
  static_assert(sizeof(Event) == 24);
  struct AccessPorts {
    std::uint32_t up = flow::kNone, down = flow::kNone;
  };
  struct Cursor {
    Time at;
    std::uint64_t key;
    std::uint32_t run;
    friend bool operator<(const Cursor& a, const Cursor& b) {
      if (a.at != b.at) return a.at < b.at;
      return a.key != b.key ? a.key < b.key : a.run < b.run;
    }
  };
  struct Run {
    std::size_t begin, end;
  };
  struct Twin {
    int copies = 2;
    bool delivered = false;
  };
  /// A way whose state is told to others when it changes.
  struct Watch {
    std::uint32_t entry, gateway, server;
    flow::DeviceIndex device = flow::kNone;
    bool connected = true;
  };

  // frames
  void enter(const flow::Frame& frame);
  void inject(std::uint32_t slot, Time now);
  void forward(std::uint32_t slot, topology::NodeIndex here, Time now);
  void enqueue(std::uint32_t slot, std::uint32_t port, Time now);
  void transmit(std::uint32_t slot, Port& port, Time now);
  void port_free(std::uint32_t port, Time now);
  void arrive(std::uint32_t slot, Time now);
  void arrive_at_node(std::uint32_t slot, topology::NodeIndex node, Time now);
  void finish(std::uint32_t slot, topology::NodeIndex node, Time now);
  bool make_room(Port& port, std::size_t c, std::uint64_t bytes, Time now);
  std::uint32_t take(ClassQueues& queue, bool priority);
  std::uint32_t take_of(Port& port);
  void lose(std::uint32_t slot, flow::LossCause cause, Time now);
  std::uint32_t allocate();
  void release(std::uint32_t slot);
  // gateways
  void arrive_at_gateway(std::uint32_t slot, std::uint32_t gateway, Time now);
  bool is_cut_off(const Gateway& gateway, const Flight& flight) const;
  void keep(std::uint32_t gateway, std::uint32_t slot, bool stored, Time now);
  void serve(std::uint32_t gateway, Time now);
  void start_service(std::uint32_t gateway, std::uint32_t slot, Time now);
  void service_done(const Event& event);
  void gateway_fails(std::uint32_t gateway, Time now);
  void gateway_returns(std::uint32_t gateway, Time now);
  void strand(std::uint32_t slot, Gateway& gateway, Time now);
  void plan_move(std::uint32_t gateway, std::uint32_t to, Time at);
  void move_service(const Event& event);
  void hand_over(std::uint32_t gateway, Time now);
  void listen(Time now);
  void end_split(Gateway& gateway, Time now);
  void track_blindness(Time now);
  void refresh_gateways(Time now);
  void release_store(std::uint32_t gateway, Time now);
  void look_for_alarm_server(std::uint32_t gateway, Time now);
  void stand_alone(std::uint32_t gateway, std::uint32_t number, Time now);
  void stop_standing_alone(Gateway& gateway, Time now);
  bool takes_itself(const Gateway& gateway, const Flight& flight) const;
  // sessions
  void build_sessions();
  void connect(std::uint32_t session, Time now);
  void connect_again(std::uint32_t session, Time now);
  void close_session(std::uint32_t session, Time now, Time notice);
  void close_sessions(std::uint32_t gateway, std::uint32_t of, Time now);
  void open_session(std::uint32_t slot, std::uint32_t gateway, Time now);
  bool refuses(std::uint32_t slot, std::uint32_t gateway, Time now);
  std::uint32_t target_of(const Session& session) const;
  Time pause(const Session& session);
  // protocols
  void set_out(std::uint32_t slot, Time now);
  void hold_back(std::uint32_t slot, Time now);
  void later(std::uint32_t slot, Time at);
  void again(std::uint32_t slot, Time now);
  bool resend(std::uint32_t slot, flow::LossCause cause, Time now);
  void accepted(Flight flight, Time now);
  void close_exchange(std::uint32_t source, Time now);
  topology::NodeIndex end_of(const Flight& flight) const;
  Time way(topology::NodeIndex from, topology::NodeIndex to, std::uint32_t bytes) const;
  Time round_trip(const Flight& flight) const;
  void load_with_answer(const Flight& flight);
  // faults
  void apply_trouble(const Trouble& trouble);
  void apply(const Fault& fault, Time now);
  void set_port_state(std::uint32_t port, Time now);
  void change_rate(const CapacityChange& change);
  void learn(Part part);
  void reroute();
  void tell_changes(Time now);
  bool retries(const Flight& flight) const;
  std::size_t class_of(const Flight& f) const { return static_cast<std::size_t>(f.traffic); }
  void push(Time at, std::uint32_t kind, std::uint64_t key, std::uint32_t index) {
    events_.push({at, key, index, kind});
  }
  /// One after which what others hear of the network may change.
  void push_turn(Time at, std::uint32_t kind, std::uint64_t key, std::uint32_t index) {
    turns_.push(at);
    push(at, kind, key, index);
  }
  bool walk(topology::NodeIndex from, topology::NodeIndex to) const;
  std::uint32_t choose_port(topology::NodeIndex here, topology::NodeIndex next,
                            std::uint32_t source) const;
  void handle(const Event& event);
  void build_gateways();
  void build_ports();
  void build_watches();
  void watch_local_alarms();

  Setup setup_;
  std::vector<Port> ports_;
  std::vector<AccessPorts> accesses_;
  std::vector<Gateway> gateways_;
  std::vector<std::uint32_t> gateway_of_node_;
  /// What a frame of a source takes with it, in half a cache line.
  struct Way {
    std::uint32_t access, gateway, server, bytes;
    flow::TrafficClass traffic;
    bool downlink;
    bool costed = false;
    std::uint32_t session = flow::kNone;
  };
  std::vector<Way> ways_;  // by source
  topology::Forwarding routes_;
  std::vector<topology::NodeIndex> destinations_;
  topology::Alive alive_, routed_;  // the truth, and what routing knows
  std::vector<bool> access_up_;
  std::vector<std::vector<std::uint32_t>> bundle_ports_;
  std::vector<std::uint32_t> bundle_of_;  // [here * nodes + next]
  static constexpr std::uint32_t kAggregate = flow::kNone - 1;
  /// [destination * nodes + here], made of routes_ and bundles: the port; kAggregate: one of
  /// several, by source; kNone: no way.
  std::vector<std::uint32_t> port_towards_;
  Agenda<Event> events_;
  std::vector<Fault> faults_;  // kept for the run: few
  std::vector<CapacityChange> changes_;
  std::vector<std::uint32_t> free_changes_;
  std::vector<flow::Frame> inbox_;
  std::vector<Run> runs_;
  kernel::EventHeap<Cursor> cursors_;
  std::vector<Flight> flights_;
  std::uint32_t free_ = flow::kNone;
  std::size_t urgent_ = 0;         ///< flights that carry an alarm and do not wait for a retry
  kernel::EventHeap<Time> turns_;  ///< of faults, routes, gateways and retries of alarms
  std::vector<Watch> watches_;
  std::vector<Session> sessions_;
  std::vector<Trouble> troubles_;
  Stream noise_;  ///< of cables with a fault
  std::map<std::uint64_t, Twin> twins_;
  bool alarm_service_up_ = true;
  std::map<flow::AlarmIndex, topology::NodeIndex> homes_;  ///< alarms that gateways took
  std::map<std::uint64_t, topology::NodeIndex> origins_;   ///< see set_origin
  std::uint64_t duplicates_ = 0, resent_ = 0;
  /// Of one source whose protocol bounds what is under way.
  struct Sender {
    std::uint32_t open = 0, waiting = 0;
    std::uint32_t head = flow::kNone, tail = flow::kNone;
  };
  std::vector<Sender> senders_;  ///< by source; empty without protocols
  Time statistics_since_{0};
  flow::FlowStatistics statistics_;
  Outputs out_;
};

}  // namespace wardtwin::backbone
