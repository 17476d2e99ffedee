#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "network_models/wifi/cell.h"
#include "network_models/wifi/radio_link.h"
#include "scenarios/compiler/hospital.h"
#include "sim/kernel/window.h"

namespace wardtwin::run {

/// All Wi-Fi cells, and the stations on their way between them.
///
/// A station that lost its access point leaves its cell with all it carries; the controller says
/// when and where it attaches, never sooner than its reaction time, so no result depends on the
/// window. Commands for a station go to the cell where it is, or to the station itself while it is
/// in none.
class RadioStage {
 public:
  RadioStage(const compiler::Hospital& hospital, Seed seed, int threads);

  void add(std::span<const flow::Command> commands);  ///< of stations' sources, any order of time
  void access_point(Time at, std::uint32_t access_point, bool up);
  /// The station is here now, at the end of the last run: its link follows, and it leaves for a
  /// better access point, or to look for one where it is out of reach. Needs roaming: walking.
  void walk(Time at, std::uint32_t station, Position to);
  void run(Time until);

  /// What the last run brought. Frames of each cell are in time order; the others are merged.
  std::span<const std::vector<flow::Frame>> received() const { return received_; }
  const std::vector<flow::Frame>& delivered() const { return delivered_; }
  const std::vector<flow::LinkChange>& links() const { return links_; }

  /// Senders of other families behave so from `at` on.
  void disturb(std::span<const radio::Load> loads, Time at) {
    for (Slot& s : slots_) s.cell->disturb(loads, at);
  }

  Time next_event() const;
  Time next_cause(Time now) const;          ///< as Cell::next_cause(), for all cells and stations
  void finish(Time end);                    ///< counts what stations in no cell generated
  std::vector<std::uint64_t> held() const;  ///< by flow
  flow::FlowStatistics statistics() const;
  void restart_statistics();

  /// The access point a station is with at an instant of the last run; kNone: with none.
  std::uint32_t access_point_of(std::uint32_t station, Time at) const {
    const Where& w = where_[station];
    return at < w.since ? w.before : w.now;
  }
  /// The same, or the one that it was with last.
  std::uint32_t last_access_point_of(std::uint32_t station, Time at) const {
    const std::uint32_t ap = access_point_of(station, at);
    return ap != flow::kNone ? ap : where_[station].last;
  }
  const wifi::Cell& cell_of(std::uint32_t access_point) const;
  /// What the radio of a device drew until `at`, the end of the last run; nothing if it is not Wi-Fi.
  radio::Energy energy(flow::DeviceIndex device, Time at) const;
  std::uint64_t blind_scans() const {
    return blind_scans_;
  }  ///< that found no access point in reach
  Time first_blind_scan() const { return first_blind_scan_; }

 private:
  struct Slot {
    std::unique_ptr<wifi::Cell> cell;
    wifi::CellOutput out;
    Time next_event() const { return cell->next_event(); }
    void run(Time until) { cell->run(until, out); }
    void call() const { cell->call(); }
    void fetch() const { cell->fetch(); }
  };
  struct Transit {
    bool under_way = false;
    bool leaves = false;      ///< is about to, by its own choice
    Time attach_at = kNever;  ///< known once the controller has decided
    std::uint32_t to = flow::kNone;
    wifi::StationState state;
    std::vector<flow::Command> downlink;  ///< waits for the station to be somewhere
  };

  struct Where {
    std::uint32_t now = flow::kNone, before = flow::kNone;  ///< access points; kNone: none
    std::uint32_t last = flow::kNone;                       ///< the latest but `now` that was one
    Time since{0};
    void moves(std::uint32_t to, Time at) {
      if (now != flow::kNone) last = now;
      before = std::exchange(now, to);
      since = at;
    }
  };

  void start_stations();
  void decide(Time until);
  void dispatch(const flow::Command& command);
  void attach(std::uint32_t station);
  void collect();

  const compiler::Hospital* hospital_;
  std::shared_ptr<const wifi::Wlan> wlan_;
  std::shared_ptr<wifi::Wlan> moving_;  ///< the same, where stations move
  wifi::Controller controller_;
  std::vector<Slot> slots_;
  std::vector<Slot*> scheduled_;
  kernel::CellScheduler scheduler_;
  std::vector<std::uint32_t> cell_of_;  ///< by access point
  std::vector<Where> where_;            ///< by station
  std::vector<Transit> transit_;        ///< by station
  std::vector<flow::Command> waiting_;  ///< for the next run
  std::vector<wifi::Controller::Outcome> outcomes_;
  std::vector<std::vector<flow::Frame>> received_;
  std::vector<flow::Frame> delivered_;
  std::vector<flow::LinkChange> links_;
  flow::FlowStatistics between_;  ///< of stations in no cell
  std::uint64_t blind_scans_ = 0;
  Time first_blind_scan_{0};
};

}  // namespace wardtwin::run
