#pragma once

#include <cstdint>
#include <vector>

#include "network_models/ble/hopping.h"
#include "network_models/ble/laws.h"
#include "network_models/ble/setup.h"
#include "network_models/cell.h"
#include "network_models/inlet.h"

namespace wardtwin::ble {

/// What one gateway's radio saw.
struct AirStatistics {
  std::uint64_t advertised = 0;  ///< advertising packets on the channel listened to, in reach
  std::uint64_t collided = 0;    ///< of these, lost to another
  std::uint64_t exchanges = 0;   ///< packet pairs of connections, tried
  std::uint64_t retries = 0;     ///< of these, lost and to be repeated
  Time busy{0};                  ///< on connections with data, and advertising heard
};

/// Gateways, and the devices that advertise to them or are connected with them.
///
/// Model       Legacy advertising [1]: an event of three packets every interval + U(0, 10 ms); each
///             gateway listens on one channel at a time, except while its connections have its
///             radio. Packets that overlap at a gateway destroy each other unless captured.
///             Extended advertising points to a chain of packets on a secondary channel, to which a
///             gateway listens instead of scanning; a periodic train is listened to by gateways that
///             have found it.
///             Connections: one slot per interval on the gateway's radio; fragments in exchanges as
///             long as the slot lasts, the first loss ends the event; the link layer repeats until
///             the supervision timeout, then the device looks for a gateway anew. Messages wait in
///             a queue. Wi-Fi disturbs by channel.
/// Valid for   One connection interval for all; positions and radio conditions that stay.
/// Leaves out  Trains lost by noise, scan requests, clock drift, updates of the
///             channel map, interference between connections of different gateways, encryption
///             and pairing beyond their time, the repeat of a packet whose acknowledgement was lost.
/// Checked by  tests/validation/ble/cell_test.cpp, tests/validation/ble/extended_test.cpp
///
/// [1] Bluetooth Core 5.3, volume 6, part B, section 4.
///
/// Connection events without data are never events here: the next one that matters is found by
/// arithmetic. Time order within one instant: what ends, commands, new messages, what starts.
class Cell {
 public:
  explicit Cell(const CellSetup& setup);

  void post(const flow::Command& command) { inlet_.post(command); }
  void obstruct(Time at, const radio::ExtraLoss& extra, std::vector<flow::LinkChange>& changes);
  void run(Time until, radio::CellOutput& out);
  Time next_event() const;
  std::uint64_t held(flow::FlowIndex flow) const;
  const flow::FlowStatistics& statistics() const { return statistics_; }
  radio::Energy energy(flow::DeviceIndex device, Time at) const;
  /// From the end of the last run on, senders of other families behave so (row of
  /// Foreign::emitter). Bluetooth defers to nobody.
  void disturb(std::span<const radio::Load> loads);
  std::uint32_t entry_of(flow::DeviceIndex device) const;
  void restart_statistics(Time now);

  radio::AirCounts air_counts(std::uint32_t entry) const;
  const AirStatistics& air(std::uint32_t gateway) const { return gateways_[gateway].air; }
  int connections(std::uint32_t gateway) const;
  /// Devices that advertise and are heard best by this gateway.
  int advertisers(std::uint32_t gateway) const;
  std::uint64_t duplicates() const { return duplicates_; }  ///< heard by a second gateway or again

 private:
  enum Kind : std::uint16_t {
    kPacketEnd,
    kAuxEnd,  ///< of a packet on a secondary channel; tag: its number in the chain
    kEventEnd,
    kAdvertise,
    kConnection,
    kLost,      ///< supervision timeout
    kIdleLost,  ///< the same by losses of idle events, unless data got through meanwhile
    kConnected
  };
  struct Event {
    Time at;
    std::uint32_t station;
    std::uint32_t tag;  ///< epoch of a connection; number of a heard packet
    std::uint16_t kind;
    std::uint16_t gateway;
    bool operator<(const Event& b) const {
      if (at != b.at) return at < b.at;
      if (kind != b.kind) return kind < b.kind;
      return station != b.station ? station < b.station : gateway < b.gateway;
    }
  };
  static_assert(sizeof(Event) == 24);
  /// A packet on the channel a gateway listens to, or on a secondary one.
  struct Heard {
    Time start{0}, end{0};
    double milliwatts = 0;
    std::uint32_t station = 0;
    std::uint8_t channel = 0, path = 0;
  };
  struct Gateway {
    Scanner scanner;
    std::uint32_t entry = 0;
    bool up = true;
    std::uint32_t epoch = 0;              ///< counts its failures
    Time origin{0};                       ///< of slot 0
    std::vector<std::uint8_t> taken;      ///< by slot
    Ring<Heard> heard;                    ///< in order of start
    std::uint32_t first_heard = 0;        ///< number of heard[0]
    std::uint32_t follows = flow::kNone;  ///< station whose chain it listens to, or will
    Time follows_from{0}, follows_until{0};
    AirStatistics air;
  };
  enum class Phase : std::uint8_t { advertiser, connected, searching };
  /// Time spent by the radio, for energy.
  struct Usage {
    Time transmit{0}, receive{0};
    std::int64_t wakes = 0;
  };
  struct Station {
    Phase phase = Phase::advertiser;
    bool advertising = false;
    bool received = false;  ///< the message advertised now has reached a gateway
    bool has_current = false, has_next = false;
    std::uint8_t remaining = 0;  ///< advertising events of the message
    Time armed = kNever;         ///< the pending connection event; others are void
    std::uint32_t path = flow::kNone, slot = 0;
    std::uint32_t epoch = 0;  ///< of the connection; older events are void
    std::uint32_t gateway_epoch = 0;
    std::uint32_t access_address = 0;
    std::int32_t hop = 5;
    std::uint32_t fragments_up = 0, fragments_down = 0;  ///< of the first message, already through
    Time anchor{0};                                      ///< of event 0
    Time last_valid{0};  ///< end of silence so far, while packets are lost
    bool losing = false;
    std::uint8_t aux_channel = 0;  ///< of the present event, as its times
    Time began{0};                 ///< of the present advertising event
    Time aux_from{0}, aux_until{0};
    std::vector<Time> synced;      ///< by path: from then on its gateway follows the train
    radio::Message current, next;  ///< of an advertiser
    Ring<radio::Message> up, down;
    Usage usage;
    Time idle_lost = kNever;              ///< the pending loss of idle events; others are void
    std::int64_t active_events = 0;       ///< connection events with data, in this connection
    double error_up = 0, error_down = 0;  ///< of a bit
    Stream errors, timing;
  };

  // cell.cpp: time, commands, messages
  void handle(const radio::Inward& in);
  void gateway(std::uint32_t index, bool up, Time at);
  void arrive(std::uint32_t station, const radio::Message& m, Time at);
  void enqueue(std::uint32_t station, bool downlink, const radio::Message& m, Time at);
  void handle(const Event& e);
  void deliver(const radio::Message& m, std::uint32_t entry, Time at);
  void lose(const radio::Message& m, flow::LossCause cause);
  void emit(const flow::Frame& frame);
  void push(Time at, Kind kind, std::uint32_t station, std::uint32_t tag = 0,
            std::uint32_t gateway = 0) {
    events_.push(
        {at, station, tag, static_cast<std::uint16_t>(kind), static_cast<std::uint16_t>(gateway)});
  }
  const StationSetup& setup_of(std::uint32_t station) const { return setup_.stations[station]; }
  const Path& path_of(std::uint32_t station) const {
    return setup_.stations[station].paths[stations_[station].path];
  }

  // advertising.cpp
  void advertise(std::uint32_t station, Time at);
  void hear(std::uint32_t station, Time now, Time start, Time end, int channel);
  void packet_end(const Event& e);
  void event_end(std::uint32_t station, Time at);
  bool listening(const Gateway& g, Time start, Time end, int channel) const;
  Time packet_of(const radio::Message& m) const;
  std::uint32_t note(std::uint32_t station, std::uint32_t path, Time now, Time start, Time end,
                     int channel);
  bool slot_taken(const Gateway& g, Time start, Time end) const;
  double disturbance(const Gateway& g, const Heard& own) const;

  // extended.cpp
  void advertise_extended(std::uint32_t station, Time at);
  int aux_payload(std::uint32_t station, int k) const;
  int aux_packets(std::uint32_t station) const;
  void follow(std::uint32_t station, std::uint32_t gateway);
  bool aux_received(std::uint32_t station, const Path& path, const Heard& own, int payload);
  void aux_end(const Event& e);
  void find_train(std::uint32_t station, std::uint32_t path, Time at);
  void account_train(Station& s, const StationSetup& setup, Time until) const;

  // connections.cpp
  void set_errors(std::uint32_t station);
  void connect(std::uint32_t station, std::uint32_t path, std::uint32_t slot, Time at);
  void arm(std::uint32_t station, Time from);
  void connection_event(std::uint32_t station, Time at);
  bool exchange(std::uint32_t station, int channel, Time start, Time end, bool listens, Time& now);
  /// Loss to other families. `receiver`: a gateway, or the number of gateways + a station.
  double foreign(int channel, Time airtime, Dbm received, std::size_t receiver) const;
  int payload_of(const radio::Message& m, std::uint32_t fragment) const;
  std::uint32_t fragments(const radio::Message& m) const;
  void through(std::uint32_t station, bool downlink, Time at);
  void disconnect(std::uint32_t station, Time at);
  void search(std::uint32_t station, Time at);
  void draw_idle_loss(std::uint32_t station, Time from);
  std::int64_t event_at(const Station& s, Time at) const {
    return (at - s.anchor).count() / setup_.def.connections.interval.count();
  }
  void account(Station& s, Time until) const;

  CellSetup setup_;
  ChannelTable channels_, all_channels_{kAllChannels};
  radio::Inlet inlet_;
  Time now_{0};
  std::vector<Gateway> gateways_;
  std::vector<Station> stations_;
  std::vector<std::vector<Path>> open_;  ///< by station: with nothing in between; empty: as set up
  std::vector<std::pair<flow::DeviceIndex, std::uint32_t>> by_device_;  ///< sorted
  kernel::EventHeap<Event> events_;
  flow::FlowStatistics statistics_;
  radio::CellOutput* out_ = nullptr;
  Time until_{0};                  ///< of the present run
  std::vector<flow::Frame> late_;  ///< will have arrived after it, in an exchange begun before
  Time longest_packet_{0};
  std::uint64_t duplicates_ = 0;
};

static_assert(radio::Cell<Cell>);

}  // namespace wardtwin::ble
