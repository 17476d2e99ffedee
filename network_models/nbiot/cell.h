#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "network_models/cell.h"
#include "network_models/inlet.h"
#include "network_models/nbiot/setup.h"

namespace wardtwin::nbiot {

/// One NB-IoT carrier or LTE-M narrowband of a base station, and its devices.
///
/// Model       A device sleeps until it has something to say. It then finds the cell again, sends a
///             preamble at the next opportunity of its coverage level (who chose the same subcarrier
///             collides), sets up a connection, and sends blocks that the carrier's subcarriers have
///             room for, each repeated as its level asks. Silence releases it; it can be paged for a
///             while, every eDRX cycle, and then sleeps deeply until it reports by itself.
/// Valid for   Devices that stay at their coverage level; sparse telemetry.
/// Leaves out  Preambles and blocks in each other's way, early data transmission, mobility, several
///             carriers.
/// Checked by  tests/validation/nbiot/cell_test.cpp
///
/// Time order within one instant: ends of blocks and accesses, what comes in, devices' timers.
class Cell {
 public:
  explicit Cell(const CellSetup& setup);

  void post(const flow::Command& command) { inlet_.post(command); }
  void run(Time until, radio::CellOutput& out);
  Time next_event() const { return radio::next_of(inlet_, events_); }

  const flow::FlowStatistics& statistics() const { return statistics_; }
  std::uint64_t held(flow::FlowIndex flow) const;
  radio::Energy energy(flow::DeviceIndex device, Time now) const;
  std::uint32_t entry_of(flow::DeviceIndex) const { return down_ ? flow::kNone : setup_.entry; }
  void restart_statistics(Time) { counters_ = {}; }
  /// Blocks up, preambles that collided, and the carrier's busy share of all its subcarriers.
  radio::AirCounts air_counts(std::uint32_t entry) const;
  const Counters& counters() const { return counters_; }

 private:
  enum Kind : std::uint32_t { block_end, resolution, timer };
  struct Event {
    Time at;
    std::uint32_t kind, index;
    friend bool operator<(const Event& a, const Event& b) {
      if (a.at != b.at) return a.at < b.at;
      return a.kind != b.kind ? a.kind < b.kind : a.index < b.index;
    }
  };
  /// What the radio does, for energy.
  enum class Mode : std::uint8_t { deep, light, connected, busy };
  /// What a timer means.
  enum class Next : std::uint8_t { none, preamble, set_up, release, sleep, report, page };
  struct Device {
    Ring<radio::Message> up, down;
    Mode mode = Mode::deep;
    Time since{0};
    double sends = 0, listens = 0, light = 0, deep = 0;  ///< s
    Time wake = kNever;                                  ///< of its timer; others are void
    Next next = Next::none;
    int preambles = 0, blocks_left = 0, attempts = 0;
    bool attached = false;     ///< has a connection
    bool reports = false;      ///< awake without a message
    bool sending = false;      ///< a block is on air
    bool downward = false;     ///< that block is the base station's
    Time block_ends = kNever;  ///< other ends are void
    Time phase{0};             ///< of its paging occasions
    Stream random;
  };
  struct Contender {
    Time occasion;
    std::uint32_t device, tone;
  };

  void handle(const radio::Inward& in);
  void accept(const radio::Inward& in, const flow::Source& source);
  void handle(const Event& e);
  void fired(std::uint32_t device);
  void wants(std::uint32_t device);
  void reach(std::uint32_t device);
  void access(std::uint32_t device, Time earliest);
  void resolve(Time occasion, int level);
  void serve(std::uint32_t device);
  void send_block(std::uint32_t device);
  void send_down(std::uint32_t device);
  void ends(std::uint32_t device);
  void finish(std::uint32_t device, bool down, bool arrived);
  void give_up(std::uint32_t device, flow::LossCause cause);
  void switched(bool up);
  void drop_old(std::uint32_t device);
  void enter(Device& d, Mode mode);
  void accrue(const Device& d, Time now, Device& to) const;
  void set_timer(std::uint32_t device, Time at, Next next);
  void sleep(std::uint32_t device);
  Time occupy(const LevelDef& level, Time earliest, Time length);
  int together(const Device& d) const;
  const LevelDef& level_of(std::uint32_t device) const {
    return setup_.nbiot.level(setup_.devices[device].level);
  }
  void lose(const radio::Message& m, flow::LossCause cause) {
    statistics_.lost(inlet_.def(m), m, cause, m.alarm);
  }

  CellSetup setup_;
  radio::Inlet inlet_;
  Time now_{0};
  radio::CellOutput* out_ = nullptr;
  std::vector<Device> devices_;
  std::vector<std::uint32_t> device_at_;  ///< by DeviceIndex
  std::array<Time, 48> free_{};           ///< quarters of the carrier's subcarriers
  std::array<std::vector<Contender>, kLevels> contenders_;
  bool down_ = false;
  kernel::EventHeap<Event> events_;
  flow::FlowStatistics statistics_;
  Counters counters_;
};

static_assert(radio::Cell<Cell>);

}  // namespace wardtwin::nbiot
