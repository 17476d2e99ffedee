#include <utility>
#include "sim/people/pathways/impl.h"

#include "sim/people/patients/units.h"

namespace wardtwin::people {
namespace {

Time clock_of_day(Time t) { return t % std::chrono::hours(24); }

bool applies(const Route& r, ClassIndex cls, Time clock) {
  if (!((r.classes >> cls) & 1)) return false;
  if (r.from == r.to) return true;
  const Time t = clock_of_day(clock);
  return r.from < r.to ? t >= r.from && t < r.to : t >= r.from || t < r.to;
}

}  // namespace

std::size_t PatientFlow::Impl::find(const Patient& p, ResourceIndex resource) const {
  for (std::size_t i = 0; i < p.n; ++i)
    if (p.held[i].resource == resource) return i;
  return p.n;
}

bool PatientFlow::Impl::anything_lost(const Patient& p) const {
  for (std::size_t i = 0; i < p.n; ++i)
    if (!p.held[i].claim) return true;
  return false;
}

void PatientFlow::Impl::tell(Patient& p, bool tell) {
  for (std::size_t i = 0; i < p.n; ++i) p.held[i].claim.tell_holder(tell);
}

void PatientFlow::Impl::give_back(Patient& p, std::size_t i) {
  Pool& pool = pools[p.held[i].resource];
  p.held[i].claim.release();
  touch(pool);
  if (i != --p.n) p.held[i] = std::move(p.held[p.n]);
  p.held[p.n] = Held{};
}

Company* PatientFlow::Impl::company() {
  if (free_companies.empty()) return &companies.emplace_back(sim);
  Company* const c = free_companies.back();
  free_companies.pop_back();
  c->left_alone = false;
  return c;
}

void PatientFlow::Impl::stop_clock(Patient& p) {
  if (std::exchange(p.timed, true)) return;
  if (log) log->timed(p.key, sim.now());
  const Time time = sim.now() - p.arrived;
  PathwayStatistics& counts = counted.pathways[p.home];
  counts.time.add(time);
  if (time <= setup.pathways[p.home].target) ++counts.in_target;
}

void PatientFlow::Impl::send(Patient& p, const Step& step) {
  if (step.sends.empty()) return;
  if (!p.company) p.company = company();
  for (const StepIndex to : step.sends) {
    ++p.company->open;
    sim.spawn(journey(*this, p.home, p.cls, to, p.company, p.number, mix(p.key, ++p.sent)));
  }
}

void PatientFlow::Impl::end(Patient& p, StepIndex exit, Company* of) {
  tell_leaving(p, exit);
  get_up(p, true, exit == kDie);
  if (p.body != flow::kNone) patients->forget(p.body);
  while (p.n > 0) give_back(p, p.n - 1);
  if (p.company) {
    p.company->left_alone = p.company->open > 0;
    if (!p.company->left_alone) free_companies.push_back(p.company);
  }
  if (of) {
    if (--of->open == 0) {
      of->gone.notify_all();
      if (of->left_alone) free_companies.push_back(of);
    }
    return;
  }
  PathwayStatistics& counts = counted.pathways[p.home];
  --present[p.home];
  if (exit == kUnserved) {
    ++counts.unserved;
    return;
  }
  if (exit == kTurnedAway) {
    ++counts.turned_away;
    return;
  }
  stop_clock(p);
  if (exit == kDie) {
    ++counts.died;
    return;
  }
  ++counts.left;
  const ReturnDef& returns = setup.pathways[p.home].returns;
  Stream& s = return_streams[p.home];
  if (returns.share > 0 && s.uniform() < returns.share)
    sim.spawn(comes_back(*this, p.home, at_least_zero(returns.after.time(s))));
}

void PatientFlow::Impl::admit(PathwayIndex pathway) {
  const Pathway& way = setup.pathways[pathway];
  ++counted.pathways[pathway].arrived;
  ++present[pathway];
  const std::uint64_t number = admitted[pathway]++;
  const ClassIndex cls = drawn(way.classes, arrival_streams[pathway]);
  sim.spawn(
      journey(*this, pathway, cls, way.first, nullptr, number, mix(patient_keys[pathway], number)));
}

Visit PatientFlow::Impl::visit_of(const Patient& p, StepIndex step, Time came) const {
  return {.key = mix(p.key, p.steps),
          .patient = p.number,
          .step = step,
          .cls = p.cls,
          .now = sim.now(),
          .clock = sim.now() + setup.clock_at_start,
          .arrived = p.arrived,
          .came = came};
}

// The life of a patient on one page, which is why it is longer than a function should be: a
// coroutine that waits in several places cannot be cut without a frame for each part.
Process PatientFlow::Impl::journey(Impl& f, PathwayIndex home, ClassIndex cls, StepIndex at,
                                   Company* of, std::uint64_t number, std::uint64_t key,
                                   bool found) {
  kernel::Simulation& sim = f.sim;
  Patient p;
  p.arrived = sim.now();
  p.home = home;
  p.cls = cls;
  p.number = number;
  p.key = key;
  p.sent_off = of != nullptr;
  f.tell_coming(p, found);
  while (at < kLeave) {
    const Step& s = f.setup.steps[at];
    StepStreams& streams = f.streams[at];
    StepStatistics& counts = f.counted.steps[at];
    const Time came = sim.now();
    StepIndex way_out = kNoIndex;
    f.move_inside(at, +1);
    p.step = at;
    p.waits = true;
    ++p.steps;
    StepCode* const code = f.code_of(at);
    if (!s.becomes.empty()) p.cls = drawn(s.becomes, streams.routing);
    if (code) p.cls = code->becomes(f.visit_of(p, at, came)).value_or(p.cls);
    if (s.joins && p.company && p.company->open > 0) {
      f.tell_stage(p, flow::PatientDoes::waits_for_others);
      while (p.company->open > 0 && !f.dead(p)) co_await p.company->gone.wait();
    }
    if (f.dead(p)) way_out = kDie;

    // 1. Waits in one line after the other, for as long as it can and as the patient bears.
    Time gives_up = kNever, worsens = kNever;
    if (!s.patience.empty())
      gives_up = sim.after(at_least_zero(law_of(s.patience, p.cls).time(streams.patience)));
    if (!s.worsens_after.empty())
      worsens = sim.after(at_least_zero(law_of(s.worsens_after, p.cls).time(streams.patience)));
    const std::size_t held_before = p.n;
    for (std::size_t i = 0; i < s.needs.size() && way_out == kNoIndex; ++i) {
      const Need& need = s.needs[i];
      Pool& pool = f.pools[need.resource];
      if (i == 0) {
        const auto line = static_cast<int>(pool.resource.queue_length());
        const bool must_wait =
            line > 0 || pool.resource.in_use() + need.units > pool.resource.capacity();
        const bool full = must_wait && line >= s.room;
        const bool baulks =
            s.baulk_share > 0 && line >= s.baulk_from && streams.patience.uniform() < s.baulk_share;
        if (full || baulks) {
          way_out = s.if_full;
          ++counts.turned_away;
          break;
        }
      }
      const Time asked = sim.now();
      if (f.log) f.tell_wait(p, need);
      while (way_out == kNoIndex) {
        tell(p, false);
        Held h{{},         need.resource, need.units, f.setup.class_priority[p.cls] + s.priority,
               !need.kept, false,         p.taken++};
        const Time until = std::min(gives_up, worsens);
        h.claim =
            co_await pool.resource.acquire({.priority = h.priority,
                                            .units = need.units,
                                            .timeout = until == kNever ? kNever : until - sim.now(),
                                            .preempt = s.preempts});
        f.touch(pool);
        if (h.claim) {
          f.tell_served(p, pool);
          p.held[p.n++] = std::move(h);
          pool.counted.wait.add(sim.now() - asked);
          pool.counted.waited += sim.now() > asked;
          break;
        }
        if (f.dead(p)) way_out = kDie;
        if (h.claim.wake() == Wake::interrupted) continue;  // taken back before it was begun
        if (sim.now() >= gives_up) {
          way_out = s.if_impatient;
          ++counts.unserved;
        } else {
          p.cls = s.worsens_to;
          worsens = kNever;
        }
      }
      if (f.log && way_out != kNoIndex) f.log->end_wait(p.key, pool.served);
    }
    for (std::size_t i = p.n; i-- > 0;)
      if (p.held[i].boarding && (way_out == kNoIndex || way_out >= kLeave)) f.give_back(p, i);

    // 2. Stays; what is taken away meanwhile is waited for again, before others of equal priority.
    if (way_out == kNoIndex) {
      ++counts.begun;
      if (f.patients && !of) f.lie_down(p);
      if (s.stops_clock && !of) f.stop_clock(p);
      counts.wait.add(sim.now() - came);
      const auto length = [&] {
        Time t = s.takes.empty() ? Time{0} : law_of(s.takes, p.cls).time(streams.takes);
        if (code) t = code->takes(f.visit_of(p, at, came)).value_or(t);
        return at_least_zero(t);
      };
      Time left = length();
      if (std::exchange(found, false) && !s.takes.empty())
        left = from_seconds(residual_stay(law_of(s.takes, p.cls), streams.takes));
      if (!s.leaves_at.empty())
        left = shaped_discharge(sim.now() + left, sim.now(), s.leaves_at, f.setup.clock_at_start,
                                streams.takes) -
               sim.now();
      const Time whole = left;
      f.tell_stage(p, flow::PatientDoes::stays);
      for (const Need& need : s.needs)
        if (!need.kept) f.pools[need.resource].counted.work += need.units * seconds(whole);
      for (;;) {
        while (f.anything_lost(p)) {
          tell(p, false);
          for (std::size_t i = 0; i < p.n; ++i) {
            Held& h = p.held[i];
            if (h.claim) continue;
            Pool& pool = f.pools[h.resource];
            f.tell_stage(p, flow::PatientDoes::waits_again, h.resource);
            h.claim = co_await pool.resource.acquire(
                {.priority = h.priority, .units = h.units, .ahead = true});
            f.tell_served(p, pool);
            f.tell_stage(p, flow::PatientDoes::stays);
            h.claim.tell_holder(false);
            f.touch(pool);
          }
        }
        if (left == Time{0}) break;
        tell(p, true);
        const Time began = sim.now();
        if (co_await sim.delay(left) == Wake::done) break;
        if (f.dead(p)) {
          way_out = kDie;
          break;
        }
        if (s.if_interrupted == Interrupted::resume) left -= sim.now() - began;
        if (s.if_interrupted == Interrupted::restart) left = whole;
        if (s.if_interrupted == Interrupted::redraw) left = length();
        if (s.if_interrupted == Interrupted::leave) {
          way_out = kUnserved;
          ++counts.unserved;
          break;
        }
      }
    } else {
      while (p.n > held_before) f.give_back(p, p.n - 1);
    }

    // 3. Gives back and goes on.
    f.move_inside(at, -1);
    if (way_out != kNoIndex) {
      at = way_out;
      continue;
    }
    f.send(p, s);
    for (const ResourceIndex r : s.release)
      if (const std::size_t i = f.find(p, r); i < p.n) f.give_back(p, i);
    const Time clock = sim.now() + f.setup.clock_at_start;
    const Route* route = s.then.data();
    while (!applies(*route, p.cls, clock)) ++route;
    const StepIndex usual = drawn(route->draws, streams.routing);
    at = code ? code->then(f.visit_of(p, at, came)).value_or(usual) : usual;
    for (std::size_t i = p.n; i-- > 0;) {
      if (!p.held[i].for_step) continue;
      if (s.boards && at < kLeave) {
        p.held[i].for_step = false;
        p.held[i].boarding = true;
      } else {
        f.give_back(p, i);
      }
    }
    if (f.patients) f.get_up(p, false, false);
  }
  f.end(p, at, of);
}

}  // namespace wardtwin::people
