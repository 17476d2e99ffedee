#include <algorithm>
#include <tuple>

#include "sim/people/staff/staff.h"

namespace wardtwin::people {
namespace {

constexpr Time kQuarter = 15min;

bool at_bedside(Activity a) {
  return a == Activity::patient_care || a == Activity::medication || a == Activity::assessment;
}

struct Plan {
  double share;
  Time length;
};
Plan plan_of(const StaffDef& s, Activity a) {
  switch (a) {
    case Activity::documentation: return {s.documentation, s.documentation_length};
    case Activity::coordination: return {s.coordination, s.coordination_length};
    case Activity::patient_care: return {s.patient_care, s.patient_care_length};
    case Activity::medication: return {s.medication, s.medication_length};
    default: return {s.assessment, s.assessment_length};
  }
}

Activity planned(std::size_t i) { return static_cast<Activity>(i + 1); }

}  // namespace

kernel::Process Staff::life(Nurse& n) {
  for (;;) {
    const Time length = begin(n);
    n.began = sim_.now();
    note(n);
    co_await sim_.delay(length);
    end(n);
  }
}

void Staff::emit(StaffEvent::Kind kind, const Nurse& n, flow::AlarmIndex alarm,
                 flow::BedIndex bed) {
  events_.push_back({sim_.now(), kind, alarm, n.index, bed});
}

Time Staff::begin(Nurse& n) {
  const Time now = sim_.now();
  const bool finishes = n.job.activity == Activity::alarm || (n.job.is_errand() && n.job.started);
  if (on_duty(n.index, now)) {
    n.ended = kNever;
    n.sorted = false;
  } else {
    n.ended = std::min(n.ended, now);
    if (!finishes && !stays(n)) return leave(n);
  }
  if (n.phase == Phase::off) come(n);
  if (n.break_until > now) return n.break_until - now;
  plan(n);
  choose(n);
  if (n.break_until > now) return n.break_until - now;
  if (n.job.activity == Activity::idle) {
    n.phase = Phase::idle;
    Time next = kNever;
    for (const Time t : n.next_task) next = std::min(next, t);
    return until_next(n, next - now);
  }
  if (n.job.fetch && target(n) == n.at) n.job.fetch = false;
  return target(n) == n.at ? work(n) : walk(n);
}

/// A step ends at the latest when the shift does or when a postponed visit becomes due.
Time Staff::until_next(const Nurse& n, Time length) const {
  const Time now = sim_.now();
  if (on_duty(n.index, now)) {
    length = std::min(length, next_change(setup_.units[n.unit].staff, now) - now);
    for (const Visit& v : n.visits)
      if (v.go_at > now) length = std::min(length, v.go_at - now);
  }
  return length;
}

void Staff::come(Nurse& n) {
  const StaffUnit& u = setup_.units[n.unit];
  const Time now = sim_.now();
  n.phase = Phase::idle;
  n.booked = now;
  n.at = map_.middle(u.station);
  emit(StaffEvent::Kind::on_duty, n, flow::kNone, flow::kNone);
  // a run that starts within a shift starts after its hand-over
  if (now > Time{0} && u.staff.hand_over > Time{0}) {
    n.job = Job{};
    n.job.activity = Activity::hand_over;
    n.job.remaining = u.staff.hand_over;
  }
  for (std::size_t i = 0; i < kPlanned; ++i) n.next_task[i] = now + gap(n, i);
}

Time Staff::leave(Nurse& n) {
  const Time now = sim_.now();
  if (n.phase != Phase::off) {
    n.phase = Phase::off;
    hand_on(n);
    n.job = Job{};
    n.suspended.clear();
    n.waiting.clear();
    n.break_until = now;
    n.breaking = false;
    n.at = map_.middle(setup_.units[n.unit].station);
    emit(StaffEvent::Kind::off_duty, n, flow::kNone, flow::kNone);
  }
  hand_on_visits(n);
  return next_change(setup_.units[n.unit].staff, now) - now;
}

/// Time to the next planned task of a class, so that its share of the shift comes out as published.
Time Staff::gap(Nurse& n, std::size_t i) {
  const StaffUnit& u = setup_.units[n.unit];
  if (u.observes && planned(i) == Activity::assessment) return Time{100'000h};
  const Plan p = plan_of(u.staff, planned(i));
  const double beds =
      static_cast<double>(u.beds.size()) / static_cast<double>(at_work(n.unit, n.night));
  const double share = u.staff.practice * p.share * beds / u.staff.reference_beds *
                       (n.night ? u.staff.night_demand : 1);
  if (share <= 0) return Time{24h};
  return from_seconds(seconds(p.length) / share * standard_exponential(n.tasks));
}

bool Staff::on_paper(Time at) const {
  return std::ranges::any_of(setup_.on_paper,
                             [at](const auto& s) { return s.at <= at && at < s.until; });
}

void Staff::plan(Nurse& n) {
  const StaffUnit& u = setup_.units[n.unit];
  const double sigma = u.staff.length_sigma;
  for (std::size_t i = 0; i < kPlanned; ++i)
    while (n.next_task[i] <= sim_.now()) {
      Job job;
      job.activity = planned(i);
      const double mean = seconds(plan_of(u.staff, job.activity).length);
      job.remaining = Distribution::lognormal_of_median(mean * std::exp(-sigma * sigma / 2), sigma)
                          .time(n.tasks);
      if (job.activity == Activity::documentation && on_paper(n.next_task[i]))
        job.remaining = from_seconds(seconds(job.remaining) * u.staff.on_paper);
      if (at_bedside(job.activity)) job.bed = own_bed(n);
      job.fetch = job.activity == Activity::medication;
      const bool hers = n.next_task[i] <= n.ended;  // the next shift plans its own
      n.next_task[i] += gap(n, i);
      if (!hers) continue;
      if (sim_.now() >= setup_.warm_up) ++n.statistics.planned;
      n.waiting.push_back(job);
    }
}

flow::BedIndex Staff::own_bed(Nurse& n) {
  const auto& order = order_[n.unit];
  const std::size_t shift = at_work(n.unit, n.night);
  const std::size_t first = (n.slot * order.size() + shift - 1) / shift;
  const std::size_t last = ((n.slot + 1) * order.size() + shift - 1) / shift;
  if (first == last || n.slot >= shift)
    return order[n.tasks.below(static_cast<std::uint32_t>(order.size()))];
  return order[first + n.tasks.below(static_cast<std::uint32_t>(last - first))];
}

void Staff::drop_void_visits(Nurse& n) {
  const double visited = setup_.units[n.unit].response.visits_cleared;
  std::erase_if(n.visits, [&](const Visit& v) {
    const Known& a = alarms_[v.alarm];
    if (a.arrived) return true;
    if (v.go_at > sim_.now() || !a.cleared || a.info.priority == flow::AlarmPriority::high)
      return false;
    return !v.decided && n.attends.uniform() >= visited;
  });
  for (Visit& v : n.visits)
    v.decided = v.decided || (v.go_at <= sim_.now() && alarms_[v.alarm].cleared);
}

bool Staff::preempts(const Known& alarm, const Nurse& n) const {
  if (n.job.at_once()) return false;
  if (alarm.info.priority == flow::AlarmPriority::high)
    return n.job.activity != Activity::alarm || !n.job.high;
  if (n.job.activity == Activity::alarm || n.job.activity == Activity::hand_over) return false;
  return !at_bedside(n.job.activity) || !n.job.started;
}

void Staff::choose(Nurse& n) {
  const Time now = sim_.now();
  drop_void_visits(n);
  if (take_urgent(n)) return;
  std::size_t best = n.visits.size();
  const auto key = [this, &n](std::size_t i) {
    return std::tuple{alarms_[n.visits[i].alarm].info.priority, n.visits[i].go_at,
                      n.visits[i].alarm};
  };
  for (std::size_t i = 0; i < n.visits.size(); ++i)
    if (n.visits[i].go_at <= now && (best == n.visits.size() || key(i) < key(best))) best = i;
  const bool idle = n.job.activity == Activity::idle;
  if (best < n.visits.size() && (idle || preempts(alarms_[n.visits[best].alarm], n))) {
    const Time mean = setup_.units[n.unit].response.break_off;
    if (!idle && !n.breaking && n.job.started && at_bedside(n.job.activity) && mean > Time{0}) {
      const Time off = from_seconds(seconds(mean) * standard_exponential(n.attends));
      if (off > Time{0}) {
        n.breaking = true;
        n.break_until = now + std::min(off, n.job.remaining);
        return;
      }
    }
    if (!idle) {
      if (now >= setup_.warm_up) ++n.statistics.interrupted;
      n.suspended.push_back(std::move(n.job));
    }
    return take(n, best);
  }
  n.breaking = false;
  if (!idle) return;
  if (!n.suspended.empty()) {
    n.job = std::move(n.suspended.back());
    n.suspended.pop_back();
  } else if (!n.waiting.empty()) {
    n.job = std::move(n.waiting.front());
    n.waiting.pop_front();
  }
  n.gathered = false;
}

void Staff::take(Nurse& n, std::size_t visit) {
  const Known& a = alarms_[n.visits[visit].alarm];
  n.breaking = false;
  n.gathered = false;
  n.job = Job{};
  n.job.activity = Activity::alarm;
  n.job.bed = a.info.bed;
  n.job.alarm = a.info.alarm;
  n.job.high = a.info.priority == flow::AlarmPriority::high;
  n.visits.erase(n.visits.begin() + static_cast<std::ptrdiff_t>(visit));
  emit(StaffEvent::Kind::set_out, n, n.job.alarm, n.job.bed);
}

Place Staff::target(const Nurse& n) const {
  return n.job.bed == flow::kNone || n.job.fetch ? map_.middle(setup_.units[n.unit].station)
                                                 : map_.bed(n.job.bed);
}

Time Staff::walk(Nurse& n) {
  n.phase = Phase::walking;
  n.gathered = false;
  n.path = map_.path(n.at, target(n));
  n.walk_time = from_seconds(n.path.metres / setup_.units[n.unit].staff.walking_speed);
  return until_next(n, n.walk_time);
}

Time Staff::work(Nurse& n) {
  n.phase = Phase::doing;
  if (!n.gathered && n.job.bed != flow::kNone) gather(n);
  n.gathered = true;
  n.job.started = true;
  return until_next(n, n.job.remaining);
}

/// At a bed: meets every alarm that is open there, whatever brought the nurse.
void Staff::gather(Nurse& n) {
  const flow::BedIndex bed = n.job.bed;
  std::vector<flow::AlarmIndex> found;
  for (const flow::AlarmIndex i : open_[bed])
    if (!alarms_[i].arrived) found.push_back(i);
  const bool own = n.job.activity == Activity::alarm && !n.job.started;
  if (own && std::ranges::find(found, n.job.alarm) == found.end() && !alarms_[n.job.alarm].arrived)
    found.push_back(n.job.alarm);
  std::ranges::sort(found);
  if (n.job.activity != Activity::alarm) {
    if (!n.job.started) emit(StaffEvent::Kind::visited, n, flow::kNone, bed);
    if (found.empty()) return;
    n.suspended.push_back(std::move(n.job));
    n.job = Job{};
    n.job.activity = Activity::alarm;
    n.job.bed = bed;
    n.job.alarm = found.front();
    n.job.remaining = attend_time(n, alarms_[found.front()].info);
  } else if (own) {
    n.job.remaining = attend_time(n, alarms_[n.job.alarm].info);
  }
  for (const flow::AlarmIndex i : found) {
    alarms_[i].arrived = true;
    n.job.high = n.job.high || alarms_[i].info.priority == flow::AlarmPriority::high;
    n.job.attending.push_back(i);
    emit(StaffEvent::Kind::arrived, n, i, bed);
  }
  if (sim_.now() >= setup_.warm_up) ++n.statistics.visits;
}

Time Staff::attend_time(Nurse& n, const BedAlarm& alarm) {
  const ResponseDef& r = setup_.units[n.unit].response;
  const auto draw = [&](Time median, double sigma) {
    return Distribution::lognormal_of_median(seconds(median), sigma).time(n.attends);
  };
  if (alarm.kind == flow::AlarmKind::technical)
    return draw(r.attend_technical, r.attend_technical_sigma);
  if (alarm.kind == flow::AlarmKind::nurse_call) return draw(r.attend_call, r.attend_call_sigma);
  return draw(r.attend_clinical, r.attend_clinical_sigma);
}

void Staff::end(Nurse& n) {
  const Time now = sim_.now();
  book(n);
  const Time elapsed = now - n.began;
  if (n.phase == Phase::walking) {
    const double speed = setup_.units[n.unit].staff.walking_speed;
    const bool there = elapsed >= n.walk_time;
    const double walked = there ? n.path.metres : speed * seconds(elapsed);
    if (now >= setup_.warm_up) n.statistics.metres += walked;
    note_way(n, walked);
    n.at = there ? n.path.places.back() : along(n.path, walked);
  } else if (n.phase == Phase::doing) {
    n.job.remaining -= elapsed;
    if (n.job.remaining <= Time{0}) complete(n);
  }
}

void Staff::complete(Nurse& n) {
  const Job done = std::exchange(n.job, Job{});
  n.breaking = false;
  for (const flow::AlarmIndex i : done.attending) {
    alarms_[i].attended = true;
    std::erase(open_[done.bed], i);
    emit(StaffEvent::Kind::attended, n, i, done.bed);
    if (alarm_attended_) alarm_attended_(alarms_[i].info);
  }
  if (done.is_errand() && errand_done_) errand_done_(done.errand);
}

Activity Staff::activity_of(const Nurse& n) {
  return n.phase == Phase::walking ? Activity::walking
         : n.phase == Phase::doing ? n.job.activity
                                   : Activity::idle;
}

void Staff::book(Nurse& n) {
  const Time now = sim_.now();
  const Activity activity = activity_of(n);
  if (activity != Activity::idle) busy_[n.unit] += now - n.booked;
  Time from = std::max(n.booked, setup_.warm_up);
  n.booked = now;
  if (n.phase == Phase::off || now <= from) return;
  n.statistics.spent[static_cast<std::size_t>(activity)] += now - from;
  // a step ends with the shift, so one that began after it is overtime
  if (!on_duty(n.index, from)) n.statistics.overtime += now - from;
  auto& quarters = quarters_[n.unit];
  while (from < now) {
    const auto q = static_cast<std::size_t>(from / kQuarter);
    if (q >= quarters.size()) quarters.resize(q + 1);
    const Time to = std::min(now, kQuarter * static_cast<std::int64_t>(q + 1));
    quarters[q].on_duty += to - from;
    if (activity != Activity::idle) quarters[q].busy += to - from;
    from = to;
  }
}

void Staff::settle() {
  for (Nurse& n : nurses_) book(n);
}

double Staff::busy_seconds(std::size_t unit, Time at) const {
  Time sum = busy_[unit];
  for (const Nurse& n : nurses_)
    if (n.unit == unit && activity_of(n) != Activity::idle) sum += at - n.booked;
  return seconds(sum);
}

Place Staff::place(flow::NurseIndex nurse, Time at) const {
  const Nurse& n = nurses_[nurse];
  if (n.phase != Phase::walking) return n.at;
  return along(n.path, setup_.units[n.unit].staff.walking_speed * seconds(at - n.began));
}

}  // namespace wardtwin::people
