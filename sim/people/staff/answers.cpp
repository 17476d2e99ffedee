#include <algorithm>

#include "sim/base/error.h"
#include "sim/people/staff/staff.h"

namespace wardtwin::people {

void Staff::ring(const BedAlarm& alarm, flow::DeviceIndex handset, int level, Time at) {
  post({at, Word::ring, alarm, handset, level});
}
void Staff::show(const BedAlarm& alarm, Time at) { post({at, Word::show, alarm, flow::kNone, 0}); }
void Staff::cleared(flow::AlarmIndex alarm, Time at) {
  Post p{at, Word::cleared, {}, flow::kNone, 0};
  p.alarm.alarm = alarm;
  post(p);
}

void Staff::post(const Post& p) {
  WARDTWIN_ASSERT(p.at >= sim_.now(), "the staff was told of something in its past");
  inbox_.push(p);
  sim_.spawn_at(p.at, drain());
}

kernel::Process Staff::drain() {
  while (!inbox_.empty() && inbox_.top().at <= sim_.now()) {
    const Post p = inbox_.pop();
    switch (p.word) {
      case Word::show: list(p.alarm); break;
      case Word::cleared: {
        known(p.alarm.alarm).cleared = true;
        const Known& a = alarms_[p.alarm.alarm];
        if (a.info.bed != flow::kNone) std::erase(open_[a.info.bed], p.alarm.alarm);
        break;
      }
      case Word::ring: ring_now(p); break;
    }
  }
  co_return;
}

Staff::Known& Staff::known(flow::AlarmIndex alarm) {
  if (alarm >= alarms_.size()) alarms_.resize(alarm + 1);
  return alarms_[alarm];
}

void Staff::list(const BedAlarm& alarm) {
  Known& a = known(alarm.alarm);
  if (a.listed) return;
  a.listed = true;
  a.info = alarm;
  if (!a.cleared) open_[alarm.bed].push_back(alarm.alarm);
}

void Staff::ring_now(const Post& p) {
  list(p.alarm);
  const flow::NurseIndex holder_now = holder(p.handset, sim_.now());
  Known& a = alarms_[p.alarm.alarm];
  if (holder_now == flow::kNone || a.acknowledged) return;
  Nurse& n = nurses_[holder_now];
  if (p.level > a.level) {
    a.level = p.level;
    ++a.round;
  }
  for (const Answer& pending : n.answering)
    if (pending.alarm == p.alarm.alarm && pending.round == a.round) return;  // rings already
  emit(StaffEvent::Kind::rang, n, p.alarm.alarm, p.alarm.bed);
  if (sim_.now() >= setup_.warm_up) ++n.statistics.rung;
  if (!p.alarm.actionable) n.non_actionable.push_back(sim_.now());
  const ResponseDef& r = setup_.units[n.unit].response;
  const Time median = p.level > 0 ? r.acknowledge_backup
                      : n.night   ? r.acknowledge_night
                                  : r.acknowledge_day;
  const auto law = Distribution::lognormal_of_median(seconds(median), r.acknowledge_sigma);
  n.answering.push_back({p.alarm.alarm, a.round});
  sim_.spawn(answer(n, p.alarm.alarm, a.round, from_seconds(fatigue(n) * law(n.answers))));
}

kernel::Process Staff::answer(Nurse& n, flow::AlarmIndex alarm, std::uint32_t round, Time after) {
  co_await sim_.delay(after);
  std::erase_if(n.answering, [&](const Answer& a) { return a.alarm == alarm && a.round == round; });
  const Known& a = alarms_[alarm];
  if (a.acknowledged) co_return;
  const bool mine = a.round == round || setup_.units[n.unit].response.keeps_ringing;
  if (mine && on_duty(n.index, sim_.now()))
    acknowledge(n, alarm);
  else if (sim_.now() >= setup_.warm_up)
    ++n.statistics.missed;
}

void Staff::acknowledge(Nurse& n, flow::AlarmIndex alarm) {
  Known& a = alarms_[alarm];
  a.acknowledged = true;
  emit(StaffEvent::Kind::acknowledged, n, alarm, a.info.bed);
  if (sim_.now() >= setup_.warm_up) ++n.statistics.acknowledged;
  if (a.arrived) return;
  const bool there = n.at == map_.bed(a.info.bed) && n.phase == Phase::doing;
  const Time after = postponement(n, a.info);
  n.visits.push_back({sim_.now() + (there ? Time{0} : after), alarm});
  sim_.interrupt(n.process);
}

Time Staff::postponement(Nurse& n, const BedAlarm& alarm) {
  const ResponseDef& r = setup_.units[n.unit].response;
  const Time median =
      alarm.kind == flow::AlarmKind::nurse_call && alarm.priority != flow::AlarmPriority::high
          ? r.postpone_call
      : alarm.priority == flow::AlarmPriority::high   ? r.postpone_high
      : alarm.priority == flow::AlarmPriority::medium ? r.postpone_medium
                                                      : r.postpone_low;
  const double unit = Distribution::lognormal_of_median(1, r.postpone_sigma)(n.attends);
  return from_seconds(fatigue(n) * seconds(median) * unit);
}

double Staff::fatigue(Nurse& n) const {
  if (!setup_.units[n.unit].response.fatigue) return 1;
  while (!n.non_actionable.empty() && n.non_actionable.front() < sim_.now() - Time{120min})
    n.non_actionable.pop_front();
  const std::size_t recent = n.non_actionable.size();
  return recent >= 80 ? 2 : recent >= 30 ? 1.5 : 1;
}

}  // namespace wardtwin::people
