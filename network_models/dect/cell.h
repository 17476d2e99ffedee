#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "network_models/cell.h"
#include "network_models/dect/setup.h"
#include "network_models/inlet.h"

/// DECT: base stations that hang on one system, and the devices that they serve.
namespace wardtwin::dect {

/// Model       A device with a message asks the nearest live base station in reach that has a pair
///             of slots free, and takes of its channels (pair of slots, carrier) the one where both
///             ends hear least of others, if they stand out above it by the capture threshold. The
///             message goes out at 32 B a frame; the channel is kept a while for a next one. Who is
///             disturbed by a newcomer goes over to another channel or loses its own. Messages to
///             a device wait for its page. Telephone calls take channels of their base stations.
/// Valid for   Systems whose frames are synchronised; devices that stay; small messages.
/// Leaves out  Whom those disturb that go over, bit errors and fading above the sensitivity, slots
///             that one transceiver cannot change carriers between, movement, what telephones
///             radiate at others, speech itself.
/// Checked by  tests/validation/dect/cell_test.cpp
///
/// Time order within one instant: channels and messages that end, what comes in, requests.
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
  std::uint32_t entry_of(flow::DeviceIndex device) const;
  void restart_statistics(Time now);
  /// Requests for channels at the base station; collisions: refused, or a channel lost to another.
  /// Busy: mean over its channels.
  radio::AirCounts air_counts(std::uint32_t entry) const;
  /// Channels that went over to another one, disturbed by a newcomer.
  std::uint64_t handovers() const { return handovers_; }

 private:
  enum Kind : std::uint32_t { hang_up, sent, call_ends, attempt, call_begins };
  struct Event {
    Time at;
    std::uint32_t kind, index, serial;
    friend bool operator<(const Event& a, const Event& b) {
      if (a.at != b.at) return a.at < b.at;
      if (a.kind != b.kind) return a.kind < b.kind;
      return a.index != b.index ? a.index < b.index : a.serial < b.serial;
    }
  };
  static_assert(sizeof(Event) <= 24);
  enum class State : std::uint8_t { idle, asks, sends, holds };
  struct Channel {
    std::uint32_t base = flow::kNone;  ///< kNone: no channel
    std::uint16_t pair = 0, carrier = 0;
  };
  struct Device {
    Ring<radio::Message> queue;
    Stream random;
    State state = State::idle;
    int tries = 0;
    std::uint32_t serial = 0;  ///< events of earlier ones are void
    Channel channel;
    Time since{0}, active{0};  ///< of its channel, and of all before
  };
  struct Call {
    std::uint32_t base = flow::kNone;  ///< kNone: it is over
    std::uint32_t pair = 0, serial = 0;
    Time since{0};
  };
  struct Base {
    bool up = true;
    std::array<std::uint8_t, kPairs> taken{};
    int free = 0;
    Stream calls;
    radio::AirCounts air;
  };

  void handle(const Event& e);
  void handle(const radio::Inward& in);
  void switched(std::uint32_t base, bool up);
  /// What a device sends breaks off with its channel.
  void break_off(std::uint32_t device, flow::LossCause cause);
  std::vector<std::uint32_t> entries() const;  ///< by device
  void tell(Time at, const std::vector<std::uint32_t>& before,
            std::vector<flow::LinkChange>& changes) const;
  /// Why no base station answers the device.
  flow::LossCause silence(std::uint32_t device) const;
  void push(Time at, Kind kind, std::uint32_t device);
  void asks(std::uint32_t device);
  bool take(std::uint32_t device, std::uint32_t base);
  Channel quietest(std::uint32_t device, std::uint32_t base) const;
  double standing(std::uint32_t device, const Channel& channel) const;
  void displace(std::uint32_t newcomer);
  void send(std::uint32_t device, Time from);
  void sent_one(std::uint32_t device);
  void release(std::uint32_t device);
  void again(std::uint32_t device, flow::LossCause cause);
  void next(std::uint32_t device);
  void call(std::uint32_t base);
  void over(std::uint32_t call);
  Time call_gap(Base& base) const;
  double loss(std::uint32_t device, std::uint32_t base) const;
  std::size_t number_of(const Channel& c) const {
    return static_cast<std::size_t>(c.pair * setup_.radio.carriers + c.carrier);
  }
  void lose(const radio::Message& m, flow::LossCause cause) {
    statistics_.lost(inlet_.def(m), m, cause, m.alarm);
  }

  CellSetup setup_;
  radio::Inlet inlet_;
  Time now_{0};
  radio::CellOutput* out_ = nullptr;
  std::vector<Device> devices_;
  std::vector<std::vector<Path>> open_;   ///< by device: with nothing in between; empty: as set up
  std::vector<std::uint32_t> device_of_;  ///< by DeviceIndex
  std::vector<Base> bases_;
  std::vector<std::vector<std::uint32_t>> users_;  ///< devices by channel
  std::vector<Call> calls_;
  std::vector<std::uint32_t> free_calls_;
  std::uint64_t handovers_ = 0;
  kernel::EventHeap<Event> events_;
  flow::FlowStatistics statistics_;
};

static_assert(radio::Cell<Cell>);

}  // namespace wardtwin::dect
