#pragma once

#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "sim/base/distribution.h"
#include "sim/flow/history.h"
#include "sim/flow/staffing.h"
#include "sim/kernel/process.h"
#include "sim/people/staff/staff_def.h"
#include "sim/people/staff/staff_events.h"
#include "sim/people/walking/walking_map.h"

namespace wardtwin::people {

struct StaffUnit {
  std::string name;
  StaffDef staff;
  ResponseDef response;
  std::vector<flow::BedIndex> beds;
  std::uint32_t station = 0;                ///< room
  std::vector<flow::DeviceIndex> handsets;  ///< max(day, night); the shifts share them
  bool observes = false;  ///< rounds of observations come as errands and replace assessments
};

struct StaffSetup {
  flow::Building building;
  std::vector<Stairs> stairs;
  Time clock_at_start{0};  ///< time of day at t = 0
  Time warm_up{0};         ///< statistics begin here
  std::vector<StaffUnit> units;
  struct Spell {
    Time at{0}, until = kNever;
  };
  std::vector<Spell> on_paper;  ///< when records cannot be used
};

/// Nurses: shifts, planned work, handsets, walks to beds.
///
/// Model       A coroutine per nurse; planned tasks arrive at rates that give published shares; an
///             alarm is acknowledged, postponed by priority, walked to and attended.
/// Valid for   Two shifts a day, every bed reachable; alarms numbered by one log.
/// Leaves out  Breaks, helpers and doctors, experience, family, fatigue over the shift's hours;
///             tasks that a shift leaves undone are not handed on.
/// Checked by  tests/unit/staff/staff_test.cpp
///
/// Everything that reaches the staff waits in an inbox and acts at its exact time, equal ones in
/// the order (time, kind, alarm, handset), so results do not depend on the window's width.
class Staff {
 public:
  Staff(kernel::Simulation& sim, StaffSetup setup, Seed seed);
  Staff(const Staff&) = delete;
  Staff& operator=(const Staff&) = delete;

  // Inputs; `at` is not before sim.now().
  void ring(const BedAlarm& alarm, flow::DeviceIndex handset, int level, Time at);
  void show(const BedAlarm& alarm, Time at);  ///< seen by whoever next comes to the bed
  void cleared(flow::AlarmIndex alarm, Time at);

  /// Gives the bed's nurse something to do, from within a process of the same simulation. A shift
  /// hands on what it has not begun.
  void ask(const Errand& errand);
  /// Takes it back if it has not been begun.
  void withdraw(std::uint32_t errand);
  /// Whoever listens is called as an errand is done, and as an alarm has been attended.
  void on_done(std::function<void(const Errand&)> errand,
               std::function<void(const BedAlarm&)> alarm) {
    errand_done_ = std::move(errand);
    alarm_attended_ = std::move(alarm);
  }

  /// From now on notes where every nurse goes; read them at the end, in order of time and nurse.
  void note_steps() { noting_ = true; }
  std::vector<flow::NurseStep> take_steps();

  /// From now on at most `count` nurses of each shift of the unit are at work; the others leave as
  /// they would at the end of their shift, and their beds and open alarms go to those who stay. The
  /// manager must be told the new assignments().
  void limit(std::size_t unit, std::uint32_t count);

  bool has_events() const { return !events_.empty(); }
  std::vector<StaffEvent> take_events() { return std::exchange(events_, {}); }
  /// Who answers for which bed, for all shifts that begin before `until`.
  std::vector<flow::Assignment> assignments(Time until) const;

  const std::vector<std::vector<flow::BedIndex>>& beds_by_unit() const { return order_; }
  std::uint32_t unit_of(flow::NurseIndex nurse) const { return nurses_[nurse].unit; }
  std::size_t nurses() const { return nurses_.size(); }
  bool on_duty(flow::NurseIndex nurse, Time at) const;
  flow::NurseIndex holder(flow::DeviceIndex handset, Time at) const;  ///< kNone: nobody
  flow::DeviceIndex handset(flow::NurseIndex nurse) const { return nurses_[nurse].handset; }
  Place place(flow::NurseIndex nurse) const { return place(nurse, sim_.now()); }
  Place place(flow::NurseIndex nurse, Time at) const;  ///< at or after the last event
  const WalkingMap& map() const { return map_; }

  /// Books time up to now; call before reading the statistics below.
  void settle();

  /// From now on records cannot be used in these spells, and in no others.
  void write_on_paper(std::vector<StaffSetup::Spell> spells) {
    setup_.on_paper = std::move(spells);
  }
  const NurseStatistics& statistics(flow::NurseIndex nurse) const {
    return nurses_[nurse].statistics;
  }
  const std::vector<Quarter>& quarters(std::size_t unit) const { return quarters_[unit]; }
  /// Nurse-seconds of the unit in any activity from the start to `at`, which is not before the last
  /// event; overtime counts, warm-up too.
  double busy_seconds(std::size_t unit, Time at) const;

 private:
  enum class Phase : std::uint8_t { off, idle, walking, doing };
  struct Job {
    Activity activity = Activity::idle;
    flow::BedIndex bed = flow::kNone;  ///< kNone: at the station
    flow::AlarmIndex alarm = flow::kNone;
    Time remaining{0};
    bool high = false, started = false;
    bool fetch = false;  ///< goes by the station first
    std::vector<flow::AlarmIndex> attending;
    Errand errand;

    bool is_errand() const { return errand.number != flow::kNone; }
    bool at_once() const { return is_errand() && errand.urgency == Errand::Urgency::at_once; }
  };
  struct Visit {
    Time go_at{0};
    flow::AlarmIndex alarm = flow::kNone;
    bool decided = false;  ///< goes although the alarm has ended
  };
  struct Answer {
    flow::AlarmIndex alarm;
    std::uint32_t round;
  };
  struct Nurse {
    flow::NurseIndex index = 0;
    std::uint32_t unit = 0, slot = 0;  ///< slot: place among the nurses of its shift
    bool night = false;
    flow::DeviceIndex handset = flow::kNone;
    Stream tasks, answers, attends;
    kernel::ProcessId process;
    Phase phase = Phase::off;
    Place at;
    Path path;
    Time began{0}, booked{0}, walk_time{0}, break_until{0};
    bool breaking = false, gathered = false;
    Job job;
    std::vector<Job> suspended;
    std::deque<Job> waiting, urgent;
    std::array<Time, kPlanned> next_task{};
    std::vector<Visit> visits;
    std::vector<Answer> answering;
    std::deque<Time> non_actionable;
    NurseStatistics statistics;
  };
  struct Known {
    BedAlarm info;
    std::uint32_t round = 0;  ///< counts escalations; an answer of an earlier round is void
    int level = -1;
    bool acknowledged = false, arrived = false, attended = false, cleared = false, listed = false;
  };
  enum class Word : std::uint8_t { show, cleared, ring };
  struct Post {
    Time at{0};
    Word word = Word::show;
    BedAlarm alarm;
    flow::DeviceIndex handset = flow::kNone;
    int level = 0;
    friend bool operator<(const Post& a, const Post& b) {
      if (a.at != b.at) return a.at < b.at;
      if (a.word != b.word) return a.word < b.word;
      if (a.alarm.alarm != b.alarm.alarm) return a.alarm.alarm < b.alarm.alarm;
      return a.handset < b.handset;
    }
  };

  // Shifts and assignment (shifts.cpp).
  bool is_day(const StaffDef& staff, Time at) const;
  Time next_change(const StaffDef& staff, Time at) const;
  std::size_t count(const StaffUnit& unit, bool night) const;
  std::size_t at_work(std::uint32_t unit, bool night) const;
  std::size_t slot_of_bed(std::uint32_t unit, bool night, flow::BedIndex bed) const;
  flow::NurseIndex nurse_for(flow::BedIndex bed, Time at) const;

  // Inbox and answers (answers.cpp).
  void post(const Post& post);
  kernel::Process drain();
  kernel::Process answer(Nurse& n, flow::AlarmIndex alarm, std::uint32_t round, Time after);
  void ring_now(const Post& post);
  void acknowledge(Nurse& n, flow::AlarmIndex alarm);
  void list(const BedAlarm& alarm);
  Known& known(flow::AlarmIndex alarm);
  Time postponement(Nurse& n, const BedAlarm& alarm);
  double fatigue(Nurse& n) const;

  // Errands (errands.cpp).
  void give(Nurse& n, const Errand& errand);
  void hand_on(Nurse& n);
  bool take_urgent(Nurse& n);

  // A nurse's work (work.cpp). Each wake-up ends the present step and begins the next.
  kernel::Process life(Nurse& n);
  Time begin(Nurse& n);
  void end(Nurse& n);
  void come(Nurse& n);
  Time leave(Nurse& n);
  Time gap(Nurse& n, std::size_t planned);
  flow::BedIndex own_bed(Nurse& n);
  bool on_paper(Time at) const;
  void plan(Nurse& n);
  void choose(Nurse& n);
  void take(Nurse& n, std::size_t visit);
  void drop_void_visits(Nurse& n);
  bool preempts(const Known& alarm, const Nurse& n) const;
  Time walk(Nurse& n);
  Time work(Nurse& n);
  void gather(Nurse& n);
  void complete(Nurse& n);
  Time attend_time(Nurse& n, const BedAlarm& alarm);
  Time until_next(const Nurse& n, Time length) const;
  Place target(const Nurse& n) const;
  static Activity activity_of(const Nurse& n);  ///< now; off duty: idle
  void book(Nurse& n);
  void note(const Nurse& n);
  void note_way(const Nurse& n, double walked);
  void note(Time at, const Nurse& n, Position where, std::uint8_t doing);
  void emit(StaffEvent::Kind kind, const Nurse& n, flow::AlarmIndex alarm, flow::BedIndex bed);

  kernel::Simulation& sim_;
  StaffSetup setup_;
  WalkingMap map_;
  std::vector<Nurse> nurses_;
  std::vector<std::vector<flow::BedIndex>> order_;  ///< by unit, its beds along the ward
  std::vector<std::uint32_t> unit_of_bed_, rank_of_bed_;
  std::vector<std::size_t> most_;         ///< by unit: nurses of a shift who are at work
  std::vector<std::size_t> first_nurse_;  ///< by unit; day shift, then night shift
  std::vector<Known> alarms_;
  std::vector<std::vector<flow::AlarmIndex>> open_;  ///< by bed, what a visitor finds
  kernel::EventHeap<Post> inbox_;
  std::vector<StaffEvent> events_;
  std::function<void(const Errand&)> errand_done_;
  std::function<void(const BedAlarm&)> alarm_attended_;
  bool noting_ = false;
  std::vector<flow::NurseStep> steps_;
  std::vector<std::vector<Quarter>> quarters_;
  std::vector<Time> busy_;  ///< booked, by unit
};

}  // namespace wardtwin::people
