#pragma once

#include <cstdint>
#include <vector>

#include "network_models/cell.h"
#include "network_models/inlet.h"
#include "network_models/shortrange/setup.h"

namespace wardtwin::shortrange {

/// A star of simple devices round receivers: implants on MedRadio, tags that blink, telemetry.
///
/// Model       A message is one transmission. It goes out at once (ALOHA), on the first channel that is
///             quiet at the receiver, or on a channel of the device's own. Transmissions that overlap on
///             a channel destroy at a receiver what is not stronger than their sum by the capture
///             threshold. A device that waits for an answer tries again after a random time.
/// Valid for   Uplink of small messages; devices and receivers that stay.
/// Leaves out  Downlink, wake-up signals, noise above the sensitivity, the answers' time on air.
/// Checked by  tests/validation/shortrange/cell_test.cpp
///
/// Time order within one instant: ends of transmissions, what comes in, tries.
class Cell {
 public:
  explicit Cell(const CellSetup& setup);

  void post(const flow::Command& command) { inlet_.post(command); }
  void run(Time until, radio::CellOutput& out);
  Time next_event() const { return radio::next_of(inlet_, events_); }

  const flow::FlowStatistics& statistics() const { return statistics_; }
  std::uint64_t held(flow::FlowIndex flow) const;
  radio::Energy energy(flow::DeviceIndex device, Time now) const;
  std::uint32_t entry_of(flow::DeviceIndex device) const;
  void restart_statistics(Time);
  /// Transmissions in reach of the receiver.
  radio::AirCounts air_counts(std::uint32_t entry) const;

 private:
  enum Kind : std::uint32_t { end, attempt };
  struct Event {
    Time at;
    std::uint32_t kind, index;
    friend bool operator<(const Event& a, const Event& b) {
      if (a.at != b.at) return a.at < b.at;
      return a.kind != b.kind ? a.kind < b.kind : a.index < b.index;
    }
  };
  struct Device {
    Ring<radio::Message> queue;
    Stream random;
    int tries = 0;
    std::uint32_t channel = 0;
    Time start{0};  ///< of its transmission
    Time tx_time{0}, rx_time{0};
  };
  struct OnAir {
    Time start, end;
    std::uint32_t device;
  };

  void handle(const radio::Inward& in);
  void tries(std::uint32_t device);
  bool choose_channel(std::uint32_t device);
  void ends(std::uint32_t device);
  bool heard(const OnAir& own, const Path& path, flow::LossCause& cause) const;
  void again(std::uint32_t device, flow::LossCause cause);
  void next(std::uint32_t device);
  double power_at(std::uint32_t device, std::uint32_t receiver) const;
  void lose(const radio::Message& m, flow::LossCause cause) {
    statistics_.lost(inlet_.def(m), m, cause, m.alarm);
  }

  CellSetup setup_;
  radio::Inlet inlet_;
  Time now_{0};
  radio::CellOutput* out_ = nullptr;
  std::vector<Device> devices_;
  std::vector<std::uint32_t> device_of_;    ///< by DeviceIndex
  std::vector<std::vector<OnAir>> on_air_;  ///< by channel, with what they overlap
  std::vector<std::uint8_t> up_;            ///< by receiver
  std::vector<radio::AirCounts> air_;       ///< by receiver
  double capture_ = 1, quiet_ = 0;
  kernel::EventHeap<Event> events_;
  flow::FlowStatistics statistics_;
};

static_assert(radio::Cell<Cell>);

}  // namespace wardtwin::shortrange
