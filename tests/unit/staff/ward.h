#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "sim/people/staff/staff.h"
#include "sim/platform/alarm_manager.h"

/// A ward of seven bays of four beds on a corridor, its nurses and an alarm manager, joined by a
/// network of constant delay.
namespace wardtwin::test {

inline flow::Building ward_building() {
  flow::Building b;
  b.floors.push_back({"level_1", 0, flow::Material::concrete_200});
  b.rooms.push_back({"corridor", flow::RoomKind::corridor, 0, 0, 14, 64, 17, {}});
  b.rooms.push_back({"station", flow::RoomKind::nurse_station, 0, 28, 8, 36, 14, {{32, 14, 0}}});
  for (std::uint32_t i = 0; i < 7; ++i) {
    const double x = 8.0 * i + 4;
    b.rooms.push_back(
        {"bay_" + std::to_string(i), flow::RoomKind::ward, 0, x, 17, x + 8, 24, {{x + 4, 17, 0}}});
    for (int k = 0; k < 4; ++k)
      b.beds.push_back({"bed_" + std::to_string(4 * i + static_cast<unsigned>(k)),
                        i + 2,
                        0,
                        {x + (k % 2 ? 6.5 : 1.5), k / 2 ? 22.0 : 19.0, 0}});
  }
  return b;
}

inline people::StaffSetup ward_setup(int day = 6, int night = 4) {
  people::StaffSetup s;
  s.building = ward_building();
  s.clock_at_start = 7h;
  people::StaffUnit u;
  u.name = "ward";
  u.staff.day_nurses = day;
  u.staff.night_nurses = night;
  u.station = 1;
  for (flow::BedIndex b = 0; b < s.building.beds.size(); ++b) u.beds.push_back(b);
  for (int i = 0; i < std::max(day, night); ++i)
    u.handsets.push_back(100 + static_cast<flow::DeviceIndex>(i));
  s.units.push_back(u);
  return s;
}

/// Records are finished in overtime, all else goes to the next shift.
inline people::ShiftEndDef hands_on() {
  using enum people::Undone;
  return {finish, hand_on, hand_on, hand_on, hand_on, 30min};
}

/// Day all the time, no planned work: only alarms.
inline people::StaffSetup quiet_setup(int nurses = 6) {
  auto s = ward_setup(nurses, nurses);
  s.units[0].staff.practice = 0;
  s.units[0].staff.hand_over = Time{0};
  s.units[0].response.acknowledge_night = s.units[0].response.acknowledge_day;
  return s;
}

struct Loop {
  static constexpr Time kUplink = 5ms, kLookahead = 10ms;

  kernel::Simulation sim;
  people::Staff staff;
  std::vector<flow::Source> sources{3};
  platform::AlarmManager manager;
  std::vector<flow::Alarm> log;
  std::vector<bool> told;
  std::vector<people::StaffEvent> events;
  std::vector<flow::Push> pushes;
  std::size_t next_alarm = 0;
  std::uint32_t messages = 0;
  bool actionable = true;

  explicit Loop(people::StaffSetup setup, platform::AlarmManagerDef rules = {},
                std::uint32_t rep = 0, Time horizon = 720h)
      : staff(sim, std::move(setup), {20, rep}), manager(setup_of(rules, sources), {20, rep}) {
    for (auto& a : staff.assignments(horizon)) manager.assign(std::move(a));
  }

  static platform::AlarmManager::Setup setup_of(const platform::AlarmManagerDef& rules,
                                                std::span<const flow::Source> sources) {
    platform::AlarmManager::Setup setup;
    setup.rules = rules;
    setup.sources = sources;
    setup.meaning = {platform::Meaning::alarm, platform::Meaning::acknowledgement,
                     platform::Meaning::cleared};
    setup.flows = 1, setup.devices = 200;
    return setup;
  }

  /// Alarms must be added in order of time.
  flow::AlarmIndex alarm(Time at, flow::BedIndex bed, flow::AlarmPriority priority,
                         flow::AlarmKind kind = flow::AlarmKind::parameter) {
    flow::Alarm a;
    a.onset = at;
    a.bed = bed;
    a.priority = priority;
    a.kind = kind;
    log.push_back(a);
    return static_cast<flow::AlarmIndex>(log.size() - 1);
  }

  people::BedAlarm info(flow::AlarmIndex i) const {
    return {i, log[i].bed, log[i].priority, log[i].kind, actionable};
  }

  void send(Time at, flow::SourceIndex source, flow::AlarmIndex alarm) {
    manager.receive({at, at, source, messages++, alarm, flow::kNone}, log[alarm]);
  }

  void stamp(const people::StaffEvent& e) {
    using enum people::StaffEvent::Kind;
    if (e.alarm == flow::kNone) return;
    flow::Alarm& a = log[e.alarm];
    const auto stage = [&](flow::AlarmStage s) -> Time& {
      return a.at[static_cast<std::size_t>(s)];
    };
    if (e.kind == rang)
      stage(flow::AlarmStage::handset) = std::min(stage(flow::AlarmStage::handset), e.at);
    if (e.kind == acknowledged) send(e.at + kUplink, 1, e.alarm);
    if (e.kind == acknowledged) stage(flow::AlarmStage::acknowledged) = e.at;
    if (e.kind == arrived) stage(flow::AlarmStage::bedside) = e.at;
    if (e.kind == attended) send(e.at + kUplink, 2, e.alarm);
  }

  void run(Time until, Time window = kLookahead) {
    for (Time t{0}; t < until;) {
      const Time end = std::min(t + window, until);
      for (; next_alarm < log.size() && log[next_alarm].onset < end; ++next_alarm) {
        const auto i = static_cast<flow::AlarmIndex>(next_alarm);
        staff.show(info(i), log[i].onset);
        send(log[i].onset + kUplink, 0, i);
      }
      sim.run_until(end);
      for (const auto& e : staff.take_events()) {
        stamp(e);
        events.push_back(e);
      }
      manager.run(end);
      for (const auto& p : manager.take_pushes()) {
        staff.ring(info(p.alarm), p.handset, p.level, p.at + kLookahead);
        pushes.push_back(p);
      }
      // empty windows are skipped
      Time next = std::min(sim.next_event(), manager.next_event());
      if (next_alarm < log.size()) next = std::min(next, log[next_alarm].onset);
      t = next <= end ? end : next == kNever ? until : std::max(end, next / window * window);
    }
    sim.run_until(until);
  }

  Time to(flow::AlarmIndex i, flow::AlarmStage s) const {
    const Time at = log[i].at[static_cast<std::size_t>(s)];
    return at == kNever ? kNever : at - log[i].onset;
  }
};

}  // namespace wardtwin::test
