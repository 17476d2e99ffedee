#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "network_models/cell.h"
#include "network_models/inlet.h"
#include "network_models/lorawan/setup.h"
#include "sim/flow/flow_statistics.h"
#include "sim/kernel/event_heap.h"

namespace wardtwin::lorawan {

/// One LoRaWAN network: its devices, its gateways and the network server's share in the radio.
///
/// Model       Class A and C of LoRaWAN 1.0: random channel, duty-cycle ledger per band, confirmed
///             messages with retries, receive windows, joins, adaptive data rate; the server takes
///             the first of several copies and answers by the best gateway that is free.
/// Valid for   EU868 with up to 8 channels; a server within the receive delay of its gateways.
/// Leaves out  Class B, confirmed downlinks, MAC commands but for ADR, clock drift, the answer's
///             bytes in the next uplink.
/// Checked by  tests/validation/lorawan/aloha_test.cpp, tests/unit/lorawan/cell_test.cpp
///
/// Time order within one instant: ends of frames, what comes in, starts of frames.
class Cell {
 public:
  explicit Cell(const CellSetup& setup);

  /// Any time at or after the end of the last run(). Access points are gateways.
  void post(const flow::Command& command) { inlet_.post(command); }
  void obstruct(Time at, const radio::ExtraLoss& extra, std::vector<flow::LinkChange>& changes);
  /// Everything strictly before `until`, in any number of windows; appends to `out`.
  void run(Time until, radio::CellOutput& out);
  Time next_event() const { return radio::next_of(inlet_, events_); }

  const flow::FlowStatistics& statistics() const { return statistics_; }
  std::uint64_t held(flow::FlowIndex flow) const;  ///< messages now inside
  const Counters& counters() const { return counters_; }
  radio::Energy energy(flow::DeviceIndex device, Time now) const;
  /// Any gateway will do, so a device is attached to none.
  std::uint32_t entry_of(flow::DeviceIndex) const { return flow::kNone; }
  void restart_statistics(Time);
  /// Frames that a gateway could have heard, what became of them, and how long they lasted.
  radio::AirCounts air_counts(std::uint32_t entry) const;
  Rate rate(flow::DeviceIndex device) const { return devices_[device_at_[device]].rate; }
  bool joined(flow::DeviceIndex device) const { return devices_[device_at_[device]].joined; }

 private:
  enum Kind : std::uint32_t { uplink_end, downlink_end, wake, downlink_start };
  struct Event {
    Time at;
    std::uint32_t kind, index;
    friend bool operator<(const Event& a, const Event& b) {
      if (a.at != b.at) return a.at < b.at;
      return a.kind != b.kind ? a.kind < b.kind : a.index < b.index;
    }
  };
  static constexpr std::size_t kBands = 3;  ///< 868.0-868.6, 865-868, 869.4-869.65 MHz
  struct Device {
    Time ready{0};       ///< end of the receive windows
    Time wake = kNever;  ///< when it next looks what to do
    std::array<Time, 2> band_free{};
    Time join_since = kNever;
    radio::Message current;
    bool busy = false;     ///< `current` is being sent, repeated or awaits its acknowledgement
    bool sending = false;  ///< on air now
    bool received = false, joined = false;
    std::uint8_t attempts = 0, sf_on_air = 7;
    int slowest = 12;  ///< spreading factor that still carries its messages
    Rate rate, ordered;
    int unanswered = 0;  ///< uplinks since the last downlink
    Outcome last = Outcome::weak;
    Ring<radio::Message> queue, down;
    SnrHistory snr;
    Stream random, fading;
    Time rx_time{0}, tx_time{0};
    double tx_charge = 0;  ///< A s
  };
  struct Downlink {
    Time start{0}, end{0};
    std::uint32_t device = 0, gateway = 0;
    std::uint8_t band = 0, channel = 0, sf = 7, window = 1;
    bool ack = false, adr = false, join = false, has_message = false;
    bool heard = false, broken = false, used = false;
    double interference = 0;  ///< mW
    Rate rate{};
    radio::Message message{};
  };
  struct Reach {
    std::uint32_t gateway;
    double gain;  ///< linear
  };
  struct Gateway {
    std::array<Time, kBands> band_free{};
    std::vector<std::pair<Time, Time>> reserved;
    radio::AirCounts air;
    std::uint32_t nearest_to = 0;  ///< devices
  };
  struct Want {
    bool ack = false, adr = false, join = false, message = false;
    bool asked = false;  ///< the device wants any answer at all
    bool any() const { return bare() || message; }
    bool bare() const { return ack || adr || join || asked; }
  };

  // cell.cpp: what it is built from, time, what comes in, energy
  void make_tables();
  void make_reaches();
  void make_device(std::uint32_t device);
  void add_sources();
  void handle(const radio::Inward& in);
  void handle(const Event& e);
  std::uint64_t held_by(const Device& d, flow::FlowIndex flow) const;

  // cell_devices.cpp: uplinks
  void serve(std::uint32_t device);
  void woken(std::uint32_t device);
  void again(std::uint32_t device);
  void wake_at(std::uint32_t device, Time at);
  int choose_channel(Device& d, int channels) const;
  Time band_ready(const Device& d, int channels) const;
  void transmit(std::uint32_t device, int channel, int sf, int bytes);
  void try_join(std::uint32_t device);
  void ends(std::uint32_t slot);
  void ends_message(std::uint32_t device, std::uint32_t gateway);
  void ends_join(std::uint32_t device, Time airtime);
  void finish(std::uint32_t device);
  void drop_expired(Device& d);
  void back_off_rate(Device& d);
  void lose(const radio::Message& m, flow::LossCause cause);

  // cell_server.cpp: downlinks
  void answer(std::uint32_t device, std::uint32_t slot, bool first_copy);
  bool schedule(std::uint32_t device, std::uint32_t slot, const Want& want, int window);
  std::uint32_t free_gateway(std::uint32_t device, std::uint32_t slot, const Downlink& d) const;
  void reserve(const Downlink& d);
  bool plan_adr(Device& d, double snr_db);
  void to_device(const radio::Message& m, std::uint32_t device);
  void send_at_once(const radio::Message& m, std::uint32_t device);
  void starts(std::uint32_t downlink);
  void ends_downlink(std::uint32_t downlink);
  void arrive(Downlink& d);
  void gateway_switched(std::uint32_t name, bool up);
  /// The gateways that a device comes to, in order of their number.
  std::span<const Reach> reaches(std::uint32_t device) const {
    return std::span(reaches_).subspan(first_reach_[device],
                                       first_reach_[device + 1] - first_reach_[device]);
  }
  double gain(std::uint32_t device, std::size_t gateway) const;  ///< linear; 0 out of reach
  std::uint32_t new_downlink(const Downlink& d);

  int payload(const radio::Message& m) const {
    return static_cast<int>(inlet_.def(m).payload_bytes) + setup_.lorawan.header_bytes;
  }
  Time air_time(int sf, int bytes) const {
    return airtime_[static_cast<std::size_t>((sf - kLowestSf) * 256 + bytes)];
  }
  Time window(int sf) const { return symbol_[static_cast<std::size_t>(sf - kLowestSf)]; }

  CellSetup setup_;
  radio::Inlet inlet_;
  Air air_;
  Time now_{0};
  radio::CellOutput* out_ = nullptr;
  std::vector<Device> devices_;
  std::vector<std::uint32_t> device_at_;  ///< by DeviceIndex; kNone: not here
  std::vector<Reach> reaches_;            ///< device by device
  std::vector<double> open_;  ///< gains of reaches_ with nothing in between; empty: as they are
  std::vector<std::uint32_t> first_reach_;
  std::vector<Gateway> gateways_;
  std::vector<Downlink> downlinks_;
  std::vector<std::uint32_t> free_downlinks_, active_downlinks_;
  std::vector<Air::Copy> copies_;  ///< of the frame about to start
  std::vector<Time> airtime_;
  std::array<Time, kSpreadingFactors> symbol_{};  ///< receive windows, by spreading factor
  std::array<double, kSpreadingFactors> device_sensitivity_{};
  std::array<double, kMostPowerSteps + 1> device_mw_{}, tx_current_{};
  double noise_dbm_ = 0;
  kernel::EventHeap<Event> events_;
  flow::FlowStatistics statistics_;
  Counters counters_;
};

static_assert(radio::Cell<Cell>);

}  // namespace wardtwin::lorawan
