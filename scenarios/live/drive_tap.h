#pragma once

#include <atomic>
#include <unordered_map>
#include <vector>

#include "scenarios/compiler/hospital.h"
#include "scenarios/live/wall.h"
#include "scenarios/run/tap.h"

/// Holds a run to the clock on the wall, and hands what it brings to the thread that sends.
namespace wardtwin::live {

/// What happened in the run at `at`. 64 bytes.
struct Item {
  enum class Kind : std::uint8_t { frame, link, session, there, admit, transfer, discharge };
  Time at{0}, created{0};               ///< created: of a stay, when it began
  Time heard = kNever;                  ///< when the access side had it; kNever: not told
  std::uint32_t entry = flow::kNone;    ///< access point that it came by
  std::uint32_t subject = flow::kNone;  ///< source of a frame, device of a change, bed of a move
  std::uint32_t sequence = 0;           ///< of a frame
  std::uint32_t alarm = flow::kNone;
  std::uint32_t patient = flow::kNone, before = flow::kNone;  ///< of a move; the bed before it
  Kind kind = Kind::frame;
  bool on = false;  ///< of a change
  flow::AlarmPriority priority = flow::AlarmPriority::low;
  flow::AlarmKind alarm_kind = flow::AlarmKind::technical;
};

/// Between the thread that simulates and the one that sends.
struct Exchange {
  Ring<Item, 1 << 16> items;
  Ring<flow::DeviceIndex, 1 << 14> unheard;
  std::atomic<bool> ready{false};       ///< the run has come to the instant at which sending begins
  std::atomic<Wall> start{0};           ///< when that instant is due; 0: not said yet
  std::atomic<bool> stop{false};        ///< the run is to end
  std::atomic<bool> finished{false};    ///< the run has ended; all items are in the ring
  std::atomic<std::int64_t> behind{0};  ///< how late the latest window began, ns
};

/// Which messages are sent: those of devices as they reach their gateway, or those that gateways hand on to
/// the servers, with a note of the access point and when that had them.
enum class Side : std::uint8_t { devices, gateways };

/// Until `from` the run goes as fast as it can; links and moves are taken note of, frames left out. Then a
/// window begins kLead before it is due, so that its frames are there in time.
class DriveTap final : public run::Tap {
 public:
  static constexpr Wall kLead = 30'000'000;

  DriveTap(const compiler::Hospital& hospital, Time from, double speed, Side side,
           Exchange& exchange);

  Time reach(Time from) override;
  void frames(std::span<const flow::Frame> frames, const flow::AlarmLog& alarms) override;
  void arrived(const flow::Frame& frame, const flow::AlarmLog& alarms) override;
  void bed(const flow::BedEvent& event, Time since) override;
  void link(const flow::LinkChange& change) override { note(change, Item::Kind::link); }
  void session(const flow::LinkChange& change) override { note(change, Item::Kind::session); }
  void end_window(Time until) override;
  std::vector<flow::DeviceIndex> take_unheard() override;

 private:
  void note(const flow::LinkChange& change, Item::Kind kind);
  void wait_for_start();
  void add(const flow::Frame& frame, const flow::AlarmLog& alarms);
  void push(const Item& item);

  const compiler::Hospital* hospital_;
  Exchange* exchange_;
  Time from_;
  Side side_;
  Pace pace_;
  std::unordered_map<std::uint64_t, Time> heard_;  ///< by source and number, until a server has it
  std::vector<Item> items_;                        ///< of this window
  struct InBed {
    flow::PatientIndex patient = flow::kNone;
    Time since{0};
  };
  std::vector<InBed> in_bed_;  ///< by bed
  struct Ways {
    bool link = true, session = true;
  };
  std::vector<Ways> ways_;  ///< by device, until the sending begins
  struct Leaving {
    flow::PatientIndex patient;
    flow::BedIndex bed;
  };
  std::vector<Leaving> between_;  ///< left one bed for another that they do not have yet
};

}  // namespace wardtwin::live
