#include <algorithm>

#include "sim/people/staff/staff.h"

// What becomes of work that is not done as a shift ends.
namespace wardtwin::people {
namespace {

Undone rule_of(const ShiftEndDef& d, Activity a) {
  switch (a) {
    case Activity::documentation: return d.documentation;
    case Activity::coordination: return d.coordination;
    case Activity::patient_care: return d.patient_care;
    case Activity::medication: return d.medication;
    case Activity::assessment: return d.assessment;
    default: return Undone::drop;
  }
}

bool drops_all(const ShiftEndDef& d) {
  for (int a = 1; a <= kPlanned; ++a)
    if (rule_of(d, static_cast<Activity>(a)) != Undone::drop) return false;
  return true;
}

}  // namespace

/// Her shift has ended: whether there is something that she finishes all the same.
bool Staff::stays(Nurse& n) {
  if (n.phase == Phase::off) return false;
  if (!n.sorted) sort_out(n);
  if (sim_.now() >= n.ended + setup_.units[n.unit].staff.shift_end.stays)
    pass_on(n, std::exchange(n.waiting, {}));
  const bool more = n.job.activity != Activity::idle || !n.suspended.empty() || !n.waiting.empty();
  // alarms do not wait for her
  if (more) hand_on_visits(n);
  return more;
}

/// Leaves her with what she is to finish; the rest goes to the next shift, or nobody does it.
void Staff::sort_out(Nurse& n) {
  const ShiftEndDef& rules = setup_.units[n.unit].staff.shift_end;
  n.sorted = true;
  n.breaking = false;
  n.break_until = sim_.now();
  // What came up during her last step; counted even where nobody will do it, without a draw that
  // the next shift would miss.
  const Stream before = n.tasks;
  plan(n);
  if (drops_all(rules)) n.tasks = before;
  hand_on(n);
  std::deque<Job> undone;
  const auto sort = [&](Job j, auto keep) {
    if (j.activity == Activity::idle || j.is_errand()) return;
    const Undone rule = rule_of(rules, j.activity);
    if (rule == Undone::drop) {
      if (j.activity != Activity::hand_over && sim_.now() >= setup_.warm_up) ++n.statistics.dropped;
    } else if (rules.stays > Time{0} && (j.started || rule == Undone::finish)) {
      keep(std::move(j));
    } else {
      undone.push_back(std::move(j));
    }
  };
  sort(std::exchange(n.job, {}), [&](Job j) { n.job = std::move(j); });
  for (Job& j : std::exchange(n.suspended, {}))
    sort(std::move(j), [&](Job k) { n.suspended.push_back(std::move(k)); });
  for (Job& j : std::exchange(n.waiting, {}))
    sort(std::move(j), [&](Job k) { n.waiting.push_back(std::move(k)); });
  pass_on(n, std::move(undone));
}

/// To whoever has the beds now; tasks at the station go with the nurse's first bed. What a second
/// shift has not done, either, is too late: without that a ward that is short for a day would carry
/// the backlog for ever.
void Staff::pass_on(Nurse& n, std::deque<Job> undone) {
  const Time now = sim_.now();
  for (Job& j : undone) {
    if (now >= setup_.warm_up) ++(j.handed_on ? n.statistics.dropped : n.statistics.handed_on);
    if (j.handed_on) continue;
    Nurse& next = nurses_[nurse_for(j.bed == flow::kNone ? first_bed(n) : j.bed, now)];
    j.started = false;
    j.handed_on = true;
    next.waiting.push_back(std::move(j));
    if (next.phase == Phase::idle) sim_.interrupt(next.process);
  }
}

flow::BedIndex Staff::first_bed(const Nurse& n) const {
  const auto& order = order_[n.unit];
  const std::size_t shift = count(setup_.units[n.unit], n.night);
  return order[std::min((n.slot * order.size() + shift - 1) / shift, order.size() - 1)];
}

void Staff::hand_on_visits(Nurse& n) {
  for (const Visit& v : std::exchange(n.visits, {})) {
    Nurse& next = nurses_[nurse_for(alarms_[v.alarm].info.bed, sim_.now())];
    next.visits.push_back(v);
    sim_.interrupt(next.process);
  }
}

}  // namespace wardtwin::people
