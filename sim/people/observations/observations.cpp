#include "sim/people/observations/observations.h"

#include <algorithm>
#include <cmath>

#include "sim/people/observations/impl.h"

// Who is there, and their sets of observations.
namespace wardtwin::people {

bool ObservationsSetup::any() const {
  return std::ranges::any_of(units, [](const ObservationDef& d) { return d.on; });
}

Observations::Impl::Impl(const ObservationsSetup& s, kernel::Simulation& clock, Patients& p,
                         Staff& t, const std::vector<std::vector<BedIndex>>& beds)
    : setup(s),
      sim(clock),
      patients(p),
      staff(t),
      doctors(clock, 1),
      teams(clock, s.escalation.teams),
      counted(s.units.size()) {
  for (std::size_t u = 0; u < beds.size(); ++u)
    for (const BedIndex b : beds[u]) {
      if (b >= unit_of.size()) unit_of.resize(b + 1, flow::kNone);
      unit_of[b] = u;
    }
  watches.resize(unit_of.size());
  doctors.set_capacity(is_day(sim.now()) ? s.escalation.day_doctors : s.escalation.night_doctors);
  patients.on_news([this](PatientNews what, BedIndex bed) { news(what, bed); });
  staff.on_done([this](const Errand& e) { done(e); }, [this](const BedAlarm& a) { attended(a); });
  sim.spawn(shifts(*this));
}

// ---- who is there

void Observations::Impl::news(PatientNews what, BedIndex bed) {
  switch (what) {
    case PatientNews::admitted: return admit(bed);
    case PatientNews::condition:
      if (watches[bed]) condition(*watches[bed]);
      return;
    case PatientNews::leaves:
      if (watches[bed]) forget(watches[bed]);
      return;
  }
}

void Observations::Impl::admit(BedIndex bed) {
  const std::size_t unit = unit_of[bed];
  const ObservationDef& d = setup.units[unit];
  if (!d.on) return;
  ++counted[unit].admissions;
  auto w = std::make_shared<Watch>();
  w->bed = bed;
  w->unit = unit;
  w->patient = patients.patient_in(bed);
  // a patient's own; what happens in a stay is drawn by patient and bed
  Stream own(setup.seed, mix(patients.key(bed), 1), Purpose::observation);
  w->oxygen = own.uniform() < d.oxygen_share;
  w->confused = own.uniform() < d.confused_share;
  w->scale = patients.hypercapnic(bed) ? Spo2Scale::two : Spo2Scale::one;
  w->stream = Stream(setup.seed, mix(mix(patients.key(bed), 2), bed), Purpose::observation);
  watches[bed] = w;
  if (const Course& c = patients.course(bed); c.condition() != Condition::stable && !c.treated()) {
    w->open_since = c.onset();
    counted[unit].episodes += c.onset() >= counted_from;
  }
  // whoever is found in bed was last seen some time ago
  const double ago = w->stream.uniform();
  next_set(w, sim.now() > Time{0} ? Time{0} : from_seconds(ago * seconds(d.at_1_to_4)));
}

// A deterioration begins, ends or becomes an arrest.
void Observations::Impl::condition(Watch& w) {
  const Course& c = patients.course(w.bed);
  ObservationStatistics& n = count(w);
  switch (c.condition()) {
    case Condition::stable:
      n.passed_unseen += w.open_since >= counted_from && w.open_since != kNever;
      w.open_since = kNever;
      return;
    case Condition::deteriorating:
      if (c.onset() != sim.now()) return;  // has been critical
      w.open_since = c.onset();
      ++n.episodes;
      return;
    case Condition::critical: return;
    case Condition::arrest:
      ++n.arrests;
      n.arrests_unseen += w.open_since != kNever;
      w.open_since = kNever;
      if (w.help != Help::team) call_team(watches[w.bed]);
      return;
  }
}

void Observations::Impl::forget(const WatchPtr& w) {
  count(*w).passed_unseen += w->open_since >= counted_from && w->open_since != kNever;
  w->gone = true;
  for (auto it = pending.begin(); it != pending.end();) {
    if (it->second.watch != w) {
      ++it;
      continue;
    }
    staff.withdraw(it->first);
    it = pending.erase(it);
  }
  watches[w->bed].reset();
}

// ---- sets of observations

std::uint32_t Observations::Impl::ask(Asked what, const WatchPtr& w, Errand e) {
  e.number = errands++;
  e.bed = w->bed;
  pending[e.number] = {what, w};
  staff.ask(e);
  return e.number;
}

void Observations::Impl::next_set(const WatchPtr& w, Time after) {
  w->due = sim.now() + after;
  sim.spawn(round(*this, w, ++w->turn, after));
}

Process Observations::Impl::round(Impl& o, WatchPtr w, std::uint32_t turn, Time after) {
  co_await o.sim.delay(after);
  if (!w->gone && w->turn == turn) o.ask_set(w, false);
}

void Observations::Impl::ask_set(const WatchPtr& w, bool after_alarm) {
  if (w->errand != flow::kNone) return;  // asked for already
  const ObservationDef& d = def(*w);
  const double sigma = d.set_sigma;
  Errand e;
  e.length = lognormal(from_seconds(seconds(d.set_length) * std::exp(-sigma * sigma / 2)), sigma,
                       w->stream);
  const bool often = !w->first && w->accepted < 0 && w->due - sim.now() < Time{2h};
  if (after_alarm || w->first || often) e.urgency = Errand::Urgency::soon;
  w->errand = ask(after_alarm ? Asked::set_after_alarm : Asked::set, w, e);
}

void Observations::Impl::attended(const BedAlarm& alarm) {
  const WatchPtr w = watches[alarm.bed];
  if (!w || !alarm.actionable || !def(*w).after_alarms) return;
  if (alarm.kind == flow::AlarmKind::parameter) ask_set(w, true);
}

void Observations::Impl::done(const Errand& e) {
  const auto it = pending.find(e.number);
  if (it == pending.end()) return;  // the patient has left meanwhile
  const Pending p = it->second;
  pending.erase(it);
  switch (p.what) {
    case Asked::set:
    case Asked::set_after_alarm: return note(p.watch, p.what == Asked::set_after_alarm);
    case Asked::doctor:
      p.watch->called = sim.now();
      sim.spawn(review(*this, p.watch, p.watch->help == Help::emergency));
      return;
    case Asked::team: return call_team(p.watch);
    case Asked::company: return;
  }
}

Observation Observations::Impl::look(Watch& w) {
  using enum flow::VitalSign;
  const double depth = patients.course(w.bed).depth(sim.now());
  const auto sign = [&](flow::VitalSign s) { return patients.vital_sign(w.bed, s); };
  Observation o;
  o.respiration = sign(respiration);
  o.spo2 = std::min(100.0, sign(spo2));
  o.systolic = sign(systolic);
  o.heart_rate = sign(heart_rate);
  o.temperature = sign(temperature);
  o.oxygen = w.oxygen || depth >= def(w).oxygen_from;
  o.alert = !w.confused && depth < def(w).confused_from;
  return o;
}

void Observations::Impl::note(const WatchPtr& w, bool after_alarm) {
  ObservationStatistics& n = count(*w);
  const Score s = news2(look(*w), w->scale);
  ++n.sets;
  n.after_alarms += after_alarm;
  if (!after_alarm) n.late.add(sim.now() - w->due);
  const Response r = response_to(s);
  ++n.scores[r == Response::emergency ? 3 : r == Response::urgent ? 2 : s.total > 0 ? 1 : 0];
  if (w->first) ++n.first[static_cast<std::size_t>(std::min(s.total, 20))];
  w->first = false;
  w->errand = flow::kNone;
  consider(w, s);
  next_set(w, interval(*w, s));
}

Time Observations::Impl::interval(const Watch& w, const Score& s) const {
  const ObservationDef& d = def(w);
  const Response r = response_to(s);
  if (r == Response::ward) return s.total == 0 ? d.at_0 : d.at_1_to_4;
  if (w.accepted >= 0 && !w.treated && w.help == Help::none) return d.with_plan;
  return r == Response::urgent ? d.at_5_or_red : d.at_7;
}

// ---- outside

Observations::Observations(const ObservationsSetup& setup, kernel::Simulation& sim,
                           Patients& patients, Staff& staff)
    : impl_(std::make_unique<Impl>(setup, sim, patients, staff, staff.beds_by_unit())) {}
Observations::~Observations() = default;

const ObservationStatistics& Observations::statistics(std::size_t unit) const {
  return impl_->counted[unit];
}

ResponderStatistics Observations::doctors() const {
  impl_->note_doctors();
  return {impl_->doctor_hours, impl_->doctors.busy().area(impl_->sim.now()) / 3600,
          impl_->doctor_calls};
}

ResponderStatistics Observations::teams() const {
  const double hours = seconds(impl_->sim.now() - impl_->counted_from) / 3600;
  return {hours * impl_->setup.escalation.teams, impl_->teams.busy().area(impl_->sim.now()) / 3600,
          impl_->all_team_calls};
}

void Observations::restart_statistics() {
  Impl& o = *impl_;
  for (auto& n : o.counted) n = {};
  o.counted_from = o.sim.now();
  o.doctors.restart_statistics();
  o.teams.restart_statistics();
  o.doctor_calls = o.all_team_calls = 0;
  o.doctors_noted = o.sim.now();
  o.doctor_hours = 0;
}

}  // namespace wardtwin::people
