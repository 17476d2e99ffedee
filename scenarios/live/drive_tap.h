#pragma once

#include <atomic>
#include <vector>

#include "scenarios/compiler/hospital.h"
#include "scenarios/live/wall.h"
#include "scenarios/run/tap.h"

/// Holds a run to the clock on the wall, and hands what it brings to the thread that sends.
namespace wardtwin::live {

/// What happened in the run at `at`. 48 bytes.
struct Item {
  enum class Kind : std::uint8_t { frame, link, session, admit, transfer, discharge };
  Time at{0}, created{0};
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

/// Until `from` the run goes as fast as it can; links and moves are taken note of, frames left out. Then a
/// window begins kLead before it is due, so that its frames are there in time.
class DriveTap final : public run::Tap {
 public:
  static constexpr Wall kLead = 30'000'000;

  DriveTap(const compiler::Hospital& hospital, Time from, double speed, Exchange& exchange);

  Time reach(Time from) override;
  void frames(std::span<const flow::Frame> frames, const flow::AlarmLog& alarms) override;
  void bed(const flow::BedEvent& event) override;
  void link(const flow::LinkChange& change) override { note(change, Item::Kind::link); }
  void session(const flow::LinkChange& change) override { note(change, Item::Kind::session); }
  void end_window(Time until) override;
  std::vector<flow::DeviceIndex> take_unheard() override;

 private:
  void note(const flow::LinkChange& change, Item::Kind kind);
  void wait_for_start();
  void push(const Item& item);

  const compiler::Hospital* hospital_;
  Exchange* exchange_;
  Time from_;
  Pace pace_;
  std::vector<Item> items_;                     ///< of this window
  std::vector<flow::PatientIndex> patient_of_;  ///< by bed
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
