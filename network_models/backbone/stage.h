#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "network_models/backbone/defs.h"
#include "network_models/backbone/queue.h"
#include "network_models/protocols/cost.h"
#include "network_models/topology/topology.h"
#include "sim/base/random.h"
#include "sim/base/statistics.h"
#include "sim/flow/flow.h"
#include "sim/flow/flow_statistics.h"
#include "sim/kernel/event_heap.h"

/// What the backbone is built from, and what goes in and out of it. See backbone.h.
namespace wardtwin::backbone {

/// Bytes on the wire of one message, cut into packets.
struct WireFormat {
  std::uint32_t packet_payload = 1472;  ///< application bytes per packet (1500 - IP - UDP)
  std::uint32_t headers = 50;           ///< Ethernet 14 + 4, VLAN tag 4, IPv4 20, UDP 8
  std::uint32_t least = 68;             ///< shortest frame, with VLAN tag
  std::uint32_t gap = 20;               ///< preamble and inter-frame gap
  std::uint32_t bytes(std::uint32_t payload) const;
};

/// Where frames enter: an access point (its node; no own port, its cable is a link of the graph) or
/// a wired device (the node of its switch, and a port pair of its own).
struct Access {
  topology::NodeIndex node = 0;
  bool own_port = false;
  BitsPerSecond rate{1e9};
  Time latency{0};
};

/// The way of one source's messages. Constant during a run.
struct SourceRoute {
  std::uint32_t access = flow::kNone;   ///< kNone: Frame::entry says where (radios roam)
  std::uint32_t gateway = flow::kNone;  ///< uplink only; kNone: none
  topology::NodeIndex server = topology::kNowhere;  ///< kNowhere: not carried here
  bool reliable = false;  ///< re-sent until acknowledged, as alarms always are
};

struct GatewaySetup {
  topology::NodeIndex node = 0;
  GatewayDef def;
  std::uint32_t standby = flow::kNone;  ///< index of another gateway
  std::uint64_t key = 0;                ///< names its random numbers: name_key(name)
};

struct PortSetup {  ///< of one link, both directions
  std::uint64_t buffer_bytes = 1'000'000;
  Queueing queueing = Queueing::strict_priority;
  std::array<double, 4> weights = kWeights;  ///< of a weighted one, by traffic class
  std::array<Overflow, 4> overflow{Overflow::displace, Overflow::drop_newest, Overflow::drop_newest,
                                   Overflow::drop_newest};
  bool sheds = false;   ///< `overflow` was written, also for a FIFO, which else drops the newest
  bool shared = false;  ///< its rate may change during the run
};

struct Setup {
  topology::Graph graph;
  std::vector<PortSetup> links;  ///< one per link of the graph; empty: defaults
  std::vector<Access> accesses;
  std::vector<GatewaySetup> gateways;
  std::vector<flow::Source> sources;  ///< of the whole hospital
  std::vector<SourceRoute> routes;    ///< one per source
  /// What each source's protocol costs, its bytes apart: those are in Source::payload_bytes. Of
  /// downlink sources nothing else counts. Empty: all are UDP.
  std::vector<protocols::Cost> costs;
  protocols::ProtocolsDef protocols;
  std::size_t flows = 0;
  /// Where alarms are followed; a gateway with local alarms stands in for it.
  topology::NodeIndex alarm_server = topology::kNowhere;
  WireFormat wire;
  Time convergence = 250ms;  ///< from a change of the network until routes follow
  /// The same by node and by link; empty: `convergence` for all.
  std::vector<Time> node_convergence, link_convergence;
  Time warm_up{0};
  Seed seed;
};

struct Part {
  /// alarm_service: the program on the alarm server, which has no index.
  enum class Kind : std::uint8_t { node, link, access, alarm_service };
  Kind kind = Kind::node;
  std::uint32_t index = 0;
};
struct Fault {
  Time at{0};
  Part part;
  bool up = false;
};
/// What is left of a shared link's rate, in both directions.
struct CapacityChange {
  Time at{0};
  topology::LinkIndex link = 0;
  BitsPerSecond rate{1e9};
};

/// What is wrong with a part that still works, from `at` on until the next of the same part.
struct Trouble {
  Time at{0};
  Part part;             ///< a link, both directions, or the node of a gateway
  double rate = 1;       ///< link: share of its rate that is left; not of a FIFO that is not shared
  double loss = 0;       ///< link: share of frames lost
  Time latency{0};       ///< link: added to every frame
  double slow = 1;       ///< gateway: every work takes this many times as long
  int taken = 0;         ///< gateway: connections that others hold
  bool refused = false;  ///< gateway: servers refuse what it sends
  Time fills{0};  ///< gateway: room for messages shrinks to none in this time; 0: it does not
};
/// A gateway gives its work to its standby before it goes down on purpose.
struct HandOver {
  Time at{0};
  std::uint32_t gateway = 0;
};

/// In place of a server: the gateway itself, which takes alarms while nothing leads to theirs.
inline constexpr topology::NodeIndex kItself = topology::kNowhere - 1;

/// A way from an access point through a gateway to a server was cut or came back. Concerns the
/// radio devices that are associated there and send through that gateway; where the server is
/// kItself, wired ones as well.
struct PathChange {
  Time at{0};
  std::uint32_t entry = 0, gateway = flow::kNone;
  topology::NodeIndex server = 0;
  bool connected = false;
};

/// What one run() produced, each list in time order.
struct Outputs {
  std::vector<flow::Frame> arrivals;         ///< at the servers' network cards; entry as it came
  std::vector<topology::NodeIndex> servers;  ///< the server of each arrival
  std::vector<flow::Command> deliveries;     ///< Kind::deliver, at the access side
  std::vector<std::uint32_t> entries;        ///< the access of each delivery
  std::vector<flow::LinkChange> links;       ///< of wired devices
  std::vector<PathChange> paths;
  std::vector<flow::LinkChange> sessions;  ///< of devices whose gateway keeps sessions
};

struct PortStatistics {
  std::array<std::uint64_t, 4> sent{};  ///< by traffic class
  std::array<Time, 4> waited{};         ///< summed, by traffic class
  Time busy{0}, longest_wait{0};
  std::array<std::uint64_t, 4> overflow{};  ///< by traffic class
  std::uint64_t lost_down = 0;
  Time down{0};
  double utilisation = 0;  ///< busy share of the time since restart
};

struct GatewayStatistics {
  std::array<std::uint64_t, 4> processed{}, overflow{};
  std::uint64_t lost_down = 0, recovered = 0, takeovers = 0;
  std::uint64_t handshakes = 0, wasted = 0;  ///< finished; of these, after the device gave up
  std::uint64_t turned_away = 0;             ///< attempts beyond the limit of sessions
  std::uint64_t refused = 0;                 ///< messages of devices without a session
  std::uint64_t local_alarms = 0;            ///< taken by itself
  Time alone{0};                             ///< that it took alarms itself
  Time longest_reconnect{0};                 ///< from losing a session here to having one again
  Time split{0};                             ///< it and its standby both served
  Time longest_detection{0};  ///< from its failure, or its silence, to the standby's decision
  Time longest_failover{0};   ///< from the same to the standby serving
  Time longest_drain{0};      ///< from the way being restored to an empty queue
  TimeWeighted busy;          ///< cores at work
  TimeWeighted queue;         ///< messages waiting
  Time down{0};
  Time blind{0};  ///< no gateway served its devices
};

/// State of one port. What every message touches comes first.
struct Port {
  Time busy_until{0};
  double ns_per_byte = 8;
  double loss = 0;
  Time delay{0};    ///< added by a fault
  Time latency{0};  ///< cable and the node it enters
  Time last_down{-1};
  topology::NodeIndex from = 0, to = 0;
  std::uint32_t access = flow::kNone;
  bool lindley = false;  ///< FIFO at constant rate: leaving times are known on arrival
  bool up = true;
  bool wake = false;  ///< a port_free event is pending
  bool fifo = false;
  PortStatistics statistics;
  std::uint64_t buffer = 0;
  ClassQueues queue;
  std::array<Overflow, 4> overflow{};
  std::uint32_t link = flow::kNone;  ///< kNone: port of access `access`
  double capacity = 1e9, share = 1;  ///< bit/s that bulk flows leave, and what a fault leaves of it
  bool weighted = false;
  std::array<double, 4> weights{};  ///< bytes a round, by traffic class
  std::array<double, 4> credit{};   ///< bytes that each may still send in this round
  std::size_t turn = 0;             ///< class whose turn it is
};

/// State of one gateway. `serving` is the gateway that does the work of this one's devices.
struct Gateway {
  struct Core {
    std::uint32_t slot = flow::kNone;
    std::uint32_t job = 0;  ///< a service_done event with another number is void
  };
  std::uint32_t serving = 0;
  std::uint32_t second = flow::kNone;  ///< its standby, while both serve
  bool up = true;
  bool silent = false;  ///< its standby hears no heartbeat, and both live
  bool draining = false;
  std::uint32_t plan = 0;  ///< a takeover event with another number is void
  std::uint32_t plan_to = 0;
  std::vector<Core> cores;
  std::vector<std::uint32_t> idle;
  ClassQueues queue, store;                  ///< store: of servers to which the way is cut
  std::vector<std::uint32_t> kept;           ///< waiting for the repair in a persistent store
  std::vector<topology::NodeIndex> servers;  ///< its messages go to
  std::vector<bool> cut;                     ///< by server; only with store and forward
  bool any_cut = false;
  bool alone = false;        ///< nothing leads to the alarm server
  bool local = false;        ///< it takes alarms itself
  std::uint32_t lonely = 0;  ///< counts both ways; a decision with another number is void
  Time local_since{0};
  Stream service, detection, pause;
  std::array<Distribution, 4> laws;
  std::array<Overflow, 4> overflow{};
  Time trouble_since{0};  ///< what a planned takeover answers to
  Time down_since{0}, blind_since = kNever, split_since{0}, restored{0};
  int open = 0;          ///< sessions
  int taken = 0;         ///< of these, by an attack
  bool refused = false;  ///< by the servers
  double slow = 1;
  Time fills{0}, fills_since{0};
  GatewayStatistics statistics;
};

/// Connection of one device.
struct Session {
  flow::DeviceIndex device = flow::kNone;
  std::uint32_t gateway = flow::kNone;            ///< that its ward has
  std::uint32_t open_at = flow::kNone;            ///< kNone: it has none
  std::uint32_t towards = flow::kNone;            ///< gateway that last refused a message of it
  topology::NodeIndex node = topology::kNowhere;  ///< where it is plugged in; kNowhere: a radio
  std::uint32_t attempt = 0;                      ///< events of another attempt are void
  std::uint32_t failures = 0;
  Time lost{0};
};

}  // namespace wardtwin::backbone
