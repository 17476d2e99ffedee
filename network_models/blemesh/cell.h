#pragma once

#include <cstdint>
#include <vector>

#include "network_models/ble/laws.h"
#include "network_models/blemesh/setup.h"
#include "network_models/cell.h"
#include "network_models/inlet.h"

namespace wardtwin::blemesh {

/// One Bluetooth mesh: gateways, relays, devices that flood messages.
///
/// Model       Managed flooding on the advertising bearer [1]: each packet goes out a few times, each
///             time on channels 37, 38 and 39 in turn; a node listens to one of them at a time.
///             Relays pass on once what is not in their cache, with a TTL one less, after a random
///             delay. Packets that overlap at a receiver, or its own sending, destroy what is not
///             stronger by the capture threshold; the rest meets noise. Long messages are cut into
///             segments, and arrive with the last.
/// Valid for   Nodes that hear each other by power; some hundreds of nodes, a few messages a second.
/// Leaves out  Acknowledged segments and their repetition, friends of low-power nodes, proxies over
///             connections, heartbeats.
/// Checked by  tests/validation/blemesh/flooding_test.cpp
///
/// Uplink messages go to all gateways as a group, downlink messages from the nearest gateway to one
/// device. Time order within one instant: ends of transmissions, what comes in, their starts.
///
/// [1] Bluetooth Mesh Profile 1.0.1, sections 3.3 (bearer), 3.4 (network), 3.5 (segmentation).
class Cell {
 public:
  explicit Cell(const CellSetup& setup);

  void post(const flow::Command& command) { inlet_.post(command); }
  void obstruct(Time at, const radio::ExtraLoss& extra, std::vector<flow::LinkChange>& changes);
  void run(Time until, radio::CellOutput& out);
  Time next_event() const { return radio::next_of(inlet_, events_); }

  /// From the end of the last run on, senders of other families behave so (row of Foreign::emitter).
  void disturb(std::span<const radio::Load> loads) { radio::take_loads(setup_.foreign, loads); }

  const flow::FlowStatistics& statistics() const { return statistics_; }
  std::uint64_t held(flow::FlowIndex flow) const;
  radio::Energy energy(flow::DeviceIndex device, Time now) const;
  std::uint32_t entry_of(flow::DeviceIndex device) const;
  void restart_statistics(Time);
  /// Packets in reach of a gateway or relay, and how long it heard any.
  radio::AirCounts air_counts(std::uint32_t entry) const;
  const Counters& counters() const { return counters_; }

 private:
  enum Kind : std::uint32_t { sent, send };
  struct Event {
    Time at;
    std::uint32_t kind, packet;
    friend bool operator<(const Event& a, const Event& b) {
      if (a.at != b.at) return a.at < b.at;
      return a.kind != b.kind ? a.kind < b.kind : a.packet < b.packet;
    }
  };
  static constexpr std::uint8_t kAnyChannel = 0;
  /// What a node's receiver takes in, or its own sending, on any channel.
  struct Heard {
    Time start{0}, end{0};
    double milliwatts = 0;
    std::uint32_t packet = flow::kNone;
    std::uint8_t channel = kAnyChannel;
  };
  /// To a node that this one's power comes to.
  struct Link {
    std::uint32_t to = 0;
    double milliwatts = 0, bit_error = 0;
    bool in_reach = false;
  };
  struct Node {
    Ring<Heard> heard;
    std::vector<std::uint64_t> cache;  ///< keys of packets, oldest replaced
    std::uint32_t oldest = 0;
    std::uint32_t waiting = 0;  ///< packets to be sent
    Time busy_until{0};
    Time tx_time{0};
    ble::Scanner scanner;
    Stream timing, errors;
    bool down = false;
    radio::AirCounts air;
  };
  /// A packet in one node, from its making or hearing to its last transmission.
  struct Packet {
    std::uint32_t flood = 0, node = 0;
    std::uint8_t segment = 0, ttl = 0, left = 0;
    Time start{0};  ///< of the transmission on air
  };
  /// A message on its way.
  struct Flood {
    radio::Message message;
    std::uint64_t number = 0;
    std::uint32_t to = flow::kNone;  ///< node; kNone: any gateway
    std::uint32_t packets = 0;       ///< in nodes
    int segments = 1;
    int bytes = 0;  ///< of one packet's payload
    Time airtime{0};
    bool arrived = false;
    std::vector<std::uint32_t> got;  ///< segments by gateway, as bits; of a downlink, one
  };

  // cell.cpp: what it is built from, time, what comes in, energy
  void make_links();
  void find_ways(Time at, std::vector<flow::LinkChange>& changes);
  void handle(const radio::Inward& in);
  void handle(const Event& e) { e.kind == sent ? ends(e.packet) : begins(e.packet); }
  void originate(const radio::Message& m, std::uint32_t from, std::uint32_t to);
  void switched(std::uint32_t entry, bool up);
  void lose(const radio::Message& m, flow::LossCause cause);

  // flood.cpp: packets
  bool take_on(std::uint32_t node, std::uint32_t flood, int segment, int ttl, int count, Time at);
  void begins(std::uint32_t packet);
  void ends(std::uint32_t packet);
  void release(std::uint32_t packet);
  void note(Node& n, const Heard& h);
  Heard on_channel(const Node& n, const Packet& p, bool whole) const;
  double foreign_loss(const Link& link, const Heard& own) const;
  bool receives(const Link& link, std::uint32_t packet);
  void blame(const Node& n, const Packet& p, flow::LossCause cause);
  void received(std::uint32_t node, const Packet& p);
  bool new_to(Node& n, std::uint64_t key);
  void arrive(std::uint32_t node, const Packet& p);

  CellSetup setup_;
  radio::Inlet inlet_;
  Time now_{0}, longest_event_{0};
  radio::CellOutput* out_ = nullptr;
  std::vector<Node> nodes_;
  std::vector<std::uint32_t> node_of_;   ///< by DeviceIndex
  std::vector<Link> links_;              ///< node by node
  std::vector<double> open_power_;       ///< as setup_.power with nothing in between
  std::vector<std::uint32_t> first_;     ///< of a node's links
  std::vector<std::uint32_t> gateways_;  ///< nodes
  std::vector<Way> ways_;                ///< by node, as gateways and relays are up
  std::vector<Packet> packets_;
  std::vector<Flood> floods_;
  std::vector<std::uint32_t> free_packets_, free_floods_;
  std::uint64_t made_ = 0;  ///< floods, ever
  double capture_ = 0;
  kernel::EventHeap<Event> events_;
  flow::FlowStatistics statistics_;
  Counters counters_;
};

static_assert(radio::Cell<Cell>);

}  // namespace wardtwin::blemesh
