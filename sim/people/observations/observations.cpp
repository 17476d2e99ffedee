#include "sim/people/observations/observations.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "sim/base/error.h"
#include "sim/kernel/resource.h"

namespace wardtwin::people {
namespace {

using flow::BedIndex;
using kernel::Claim;
using kernel::Process;

enum class Asked : std::uint8_t { set, set_after_alarm, doctor, team, company };

/// How far help is under way.
enum class Help : std::uint8_t { none, urgent, emergency, team };

/// A patient in a bed under observation. Processes hold it; `gone` tells them to end.
struct Watch {
  BedIndex bed = 0;
  std::size_t unit = 0;
  flow::PatientIndex patient = 0;
  Stream stream;
  bool oxygen = false, confused = false, gone = false, first = true;
  Spo2Scale scale = Spo2Scale::one;
  Help help = Help::none;
  int accepted = -1;  ///< score of the plan
  Time accepted_until{0};
  bool treated = false;                ///< under the plan
  std::uint32_t turn = 0;              ///< of the next set; an older turn is void
  std::uint32_t errand = flow::kNone;  ///< of the set that is asked for
  Time due{0};
  Time called{0};
  Time open_since = kNever;  ///< onset of a deterioration nobody has called for yet
};
using WatchPtr = std::shared_ptr<Watch>;

Time lognormal(Time median, double sigma, Stream& s) {
  return Distribution::lognormal_of_median(seconds(median), sigma).time(s);
}

}  // namespace

bool ObservationsSetup::any() const {
  return std::ranges::any_of(units, [](const ObservationDef& d) { return d.on; });
}

struct Observations::Impl {
  struct Pending {
    Asked what;
    WatchPtr watch;
  };

  const ObservationsSetup& setup;
  kernel::Simulation& sim;
  Patients& patients;
  Staff& staff;
  kernel::Resource doctors, teams;
  std::vector<ObservationStatistics> counted;
  std::vector<WatchPtr> watches;  ///< by bed
  std::vector<std::size_t> unit_of;
  std::map<std::uint32_t, Pending> pending;
  std::uint32_t errands = 0;
  std::vector<std::uint8_t> team_calls_of;  ///< by patient
  std::uint64_t doctor_calls = 0, all_team_calls = 0;
  Time counted_from{0};
  double doctor_hours = 0;
  Time doctors_noted{0};

  Impl(const ObservationsSetup& s, kernel::Simulation& clock, Patients& p, Staff& t,
       const std::vector<std::vector<BedIndex>>& beds);

  void news(PatientNews what, BedIndex bed);
  void admit(BedIndex bed);
  void condition(Watch& w);
  void forget(const WatchPtr& w);

  void next_set(const WatchPtr& w, Time after);
  static Process round(Impl& o, WatchPtr w, std::uint32_t turn, Time after);
  std::uint32_t ask(Asked what, const WatchPtr& w, Errand e);
  void ask_set(const WatchPtr& w, bool after_alarm);
  void done(const Errand& e);
  void attended(const BedAlarm& alarm);
  Observation look(Watch& w);
  void note(const WatchPtr& w, bool after_alarm);
  Time interval(const Watch& w, const Score& s) const;
  void consider(const WatchPtr& w, const Score& s);
  void recognise(Watch& w);

  void call_team(const WatchPtr& w);
  static Process review(Impl& o, WatchPtr w, bool emergency);
  static Process team(Impl& o, WatchPtr w);
  bool treat(Watch& w);
  void plan(Watch& w, bool treated);
  static Process shifts(Impl& o);
  bool is_day(Time at) const;
  void note_doctors();

  const ObservationDef& def(const Watch& w) const { return setup.units[w.unit]; }
  ObservationStatistics& count(const Watch& w) { return counted[w.unit]; }
};

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

// ---- help

// Whether this score calls somebody: it asks for more than is under way, and no plan accepts it.
void Observations::Impl::consider(const WatchPtr& w, const Score& s) {
  const Response r = response_to(s);
  if (sim.now() >= w->accepted_until) w->accepted = -1;
  if (r == Response::ward) return;
  if (w->accepted >= 0 && s.total < w->accepted + setup.escalation.plan_rise) return;
  recognise(*w);
  const Help wanted = r == Response::emergency ? Help::emergency : Help::urgent;
  if (w->help >= wanted) return;
  w->accepted = -1;
  const bool team = wanted == Help::emergency && w->stream.uniform() < def(*w).calls_team;
  Errand call;
  call.activity = Activity::coordination;
  call.length = def(*w).call_length;
  call.urgency = Errand::Urgency::soon;
  call.at_station = true;
  w->help = team ? Help::team : wanted;
  if (!team) ++(wanted == Help::emergency ? count(*w).emergency : count(*w).urgent);
  ask(team ? Asked::team : Asked::doctor, w, call);
}

void Observations::Impl::recognise(Watch& w) {
  if (w.open_since == kNever) return;
  if (w.open_since >= counted_from) {
    ++count(w).recognised;
    count(w).detection.add(sim.now() - w.open_since);
  }
  w.open_since = kNever;
}

bool Observations::Impl::treat(Watch& w) {
  const Condition c = patients.condition(w.bed);
  if (c == Condition::stable) return false;
  recognise(w);
  patients.treat(w.bed);
  return true;
}

void Observations::Impl::plan(Watch& w, bool treated) {
  w.help = Help::none;
  w.treated = treated;
  w.accepted = news2(look(w), w.scale).total;
  w.accepted_until = sim.now() + setup.escalation.plan_lasts;
}

Process Observations::Impl::review(Impl& o, WatchPtr w, bool emergency) {
  const EscalationDef& e = o.setup.escalation;
  ++o.doctor_calls;
  const Time called = w->called;
  const Claim doctor = co_await o.doctors.acquire({.priority = emergency ? 0 : 1});
  if (w->gone) co_return;
  co_await o.sim.delay(lognormal(e.doctor_comes, e.doctor_sigma, w->stream));
  if (w->gone) co_return;
  const Time waited = o.sim.now() - called;
  o.count(*w).review.add(waited);
  o.count(*w).reviewed_in_time += waited <= (emergency ? Time{30min} : Time{60min});
  co_await o.sim.delay(lognormal(e.review, e.review_sigma, w->stream));
  if (w->gone || w->help == Help::team) co_return;
  const bool treated = o.treat(*w);
  o.plan(*w, treated);
  if (o.patients.condition(w->bed) == Condition::critical) o.call_team(w);
}

void Observations::Impl::call_team(const WatchPtr& w) {
  ++all_team_calls;
  ObservationStatistics& n = count(*w);
  ++n.team_calls;
  if (w->patient >= team_calls_of.size()) team_calls_of.resize(w->patient + 1, 0);
  const auto calls = ++team_calls_of[w->patient];
  n.called += calls == 1;
  n.called_again += calls == 2;
  w->help = Help::team;
  sim.spawn(team(*this, w));
}

// The nurse stays with the patient from the call on until the team has gone.
Process Observations::Impl::team(Impl& o, WatchPtr w) {
  const EscalationDef& e = o.setup.escalation;
  const Time comes = lognormal(e.team_comes, e.team_sigma, w->stream);
  const Time stays = lognormal(e.team_stays, e.stay_sigma, w->stream);
  const double moved = w->stream.uniform();
  Errand company;
  company.activity = Activity::patient_care;
  company.length = comes + stays;
  company.urgency = Errand::Urgency::at_once;
  if (!w->gone) o.ask(Asked::company, w, company);
  const Claim team = co_await o.teams.acquire();
  if (w->gone) co_return;
  co_await o.sim.delay(comes);
  const bool treated = !w->gone && o.treat(*w);
  co_await o.sim.delay(stays);
  if (w->gone) co_return;
  o.plan(*w, treated);
  if (o.setup.transfers_to == flow::kNone || moved >= e.transfers) co_return;
  o.count(*w).transfers += o.patients.transfer(w->bed, o.setup.transfers_to);
}

// ---- doctors

bool Observations::Impl::is_day(Time at) const {
  const EscalationDef& e = setup.escalation;
  const Time clock = (at + setup.clock_at_start) % Time{24h};
  return e.day_begins < e.night_begins ? clock >= e.day_begins && clock < e.night_begins
                                       : clock >= e.day_begins || clock < e.night_begins;
}

void Observations::Impl::note_doctors() {
  doctor_hours += doctors.capacity() * seconds(sim.now() - doctors_noted) / 3600;
  doctors_noted = sim.now();
}

Process Observations::Impl::shifts(Impl& o) {
  const EscalationDef& e = o.setup.escalation;
  for (;;) {
    const Time clock = (o.sim.now() + o.setup.clock_at_start) % Time{24h};
    const auto until = [clock](Time change) {
      return change > clock ? change - clock : change + Time{24h} - clock;
    };
    co_await o.sim.delay(std::min(until(e.day_begins), until(e.night_begins)));
    o.note_doctors();
    o.doctors.set_capacity(o.is_day(o.sim.now()) ? e.day_doctors : e.night_doctors);
  }
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
