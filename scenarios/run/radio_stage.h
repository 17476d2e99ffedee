#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "network_models/wifi/coupled_cells.h"
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
  /// It is on air again once everything that silenced it is over.
  void access_point(Time at, std::uint32_t access_point, bool up);
  /// The access point leaves its channel, and is on its other one from arrives(), `until`, on. Its
  /// stations follow where they are told of it; else it is silent till then.
  void leaves(Time at, std::uint32_t access_point, Time until);
  void arrives(Time at, std::uint32_t access_point);
  /// The wireless LAN controller that local switching leaves logins to.
  void wlan_controller(Time at, bool up) { controller_.wlan_controller(at, up); }
  /// The station is here now, at the end of the last run: its link follows, and it leaves for a
  /// better access point, or to look for one where it is out of reach. Needs roaming: walking.
  void walk(Time at, std::uint32_t station, Position to);
  /// These doors are shut from now on, the end of the last run, and no others: stations behind one
  /// go on with a weaker link, or leave as they do by walking.
  void shut(Time at, std::span<const flow::Wall> doors);
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
  wifi::AirStatistics air(std::uint32_t access_point) const;  ///< on all its channels
  int stations(std::uint32_t access_point) const;             ///< associated now
  const Histogram& service_time(std::uint32_t access_point) const {
    return slots_[cell_of_[access_point]].cell->service_time();
  }
  bool on_air(std::uint32_t access_point) const { return silent_[access_point] == 0; }
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
  };
  struct Transit {
    bool under_way = false;
    bool leaves = false;      ///< is about to, by its own choice
    bool follows = false;     ///< its access point, to another channel
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

  void add_cells(Seed seed);
  void start_stations();
  void decide(Time until);
  void dispatch(const flow::Command& command);
  void attach(std::uint32_t station);
  void switch_radio(Time at, std::uint32_t access_point, bool up);
  /// The links of a station that is with an access point have changed.
  void follow_link(Time at, std::uint32_t station);
  wifi::Cell& cell_with(std::uint32_t station) { return *slots_[slot_of_[station]].cell; }
  void collect();

  const compiler::Hospital* hospital_;
  std::shared_ptr<const wifi::Wlan> wlan_;
  std::shared_ptr<wifi::Wlan> moving_;  ///< the same, where stations or doors move
  wifi::Controller controller_;
  std::vector<Slot> slots_;
  std::vector<wifi::CoupledCells> domains_;
  std::vector<wifi::CoupledCells*> scheduled_;
  kernel::CellScheduler scheduler_;
  std::vector<std::uint32_t> cell_of_;     ///< by access point
  std::vector<std::uint32_t> other_cell_;  ///< by access point: where a radar takes it, or back
  std::vector<int> silent_;                ///< by access point: of how much
  std::vector<std::uint8_t> told_;         ///< by access point: of its move
  std::vector<Time> back_on_air_;          ///< by access point: at the end of its move
  std::vector<std::uint32_t> slot_of_;     ///< by station: the cell that has it
  std::vector<std::uint32_t> followers_;   ///< stations on their way to another channel
  std::vector<Where> where_;               ///< by station
  std::vector<Transit> transit_;           ///< by station
  std::vector<flow::Command> waiting_;     ///< for the next run
  std::vector<wifi::Controller::Outcome> outcomes_;
  std::vector<std::vector<flow::Frame>> received_;
  std::vector<flow::Frame> delivered_;
  std::vector<flow::LinkChange> links_;
  flow::FlowStatistics between_;  ///< of stations in no cell
  std::uint64_t blind_scans_ = 0;
  Time first_blind_scan_{0};
};

}  // namespace wardtwin::run
