#include <algorithm>

#include "sim/people/observations/impl.h"

// Whom a score calls, and what they do.
namespace wardtwin::people {

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

}  // namespace wardtwin::people
