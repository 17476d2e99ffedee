#include <algorithm>

#include "sim/people/pathways/impl.h"
#include "sim/people/patients/units.h"

namespace wardtwin::people {
namespace {

constexpr Time kDay = std::chrono::hours(24);

bool comes_on(const ArriveDef& a, Time clock) {
  if (a.days.empty()) return true;
  const auto day = static_cast<Weekday>(clock / kDay % 7);
  return std::find(a.days.begin(), a.days.end(), day) != a.days.end();
}

struct Opening {
  Time from, to;
};

// Of the day that begins at `midnight`; empty if closed.
Opening opening(const ArriveDef& a, Time midnight) {
  if (!comes_on(a, midnight)) return {midnight, midnight};
  if (!a.between) return {midnight, midnight + kDay};
  return {midnight + (*a.between)[0], midnight + (*a.between)[1]};
}

bool open_at(const ArriveDef& a, Time clock) {
  const Opening o = opening(a, clock / kDay * kDay);
  return clock >= o.from && clock < o.to;
}

// `length` of opening time after `clock`; the compiler sees to it that some day is open.
Time later(const ArriveDef& a, Time clock, Time length) {
  if (!a.between && a.days.empty()) return clock + length;
  for (Time midnight = clock / kDay * kDay;; midnight += kDay) {
    const Opening o = opening(a, midnight);
    const Time from = std::max(clock, o.from);
    if (from >= o.to) continue;
    if (length < o.to - from) return from + length;
    length -= o.to - from;
  }
}

// As some published models do it: the rate at the last arrival decides on every candidate.
Time stale_arrival(const ArrivalsDef& rates, Time t, Time clock_at_start, Stream& s) {
  const double highest = rates.highest_rate(), rate = rates.rate(t + clock_at_start);
  if (highest <= 0 || rate <= 0) return kNever;
  for (;;) {
    t += from_seconds(3600 / highest * standard_exponential(s));
    if (s.uniform() * highest < rate) return t;
  }
}

}  // namespace

Process PatientFlow::Impl::arrivals(Impl& f, PathwayIndex pathway) {
  const ArriveDef& a = f.setup.pathways[pathway].arrive;
  const ArrivalsDef rates{a.hourly, 1, a.weekly};
  const Time start = f.setup.clock_at_start;
  Stream& s = f.arrival_streams[pathway];
  for (;;) {
    Time next = f.sim.now();
    if (a.every) {
      next = later(a, next + start, at_least_zero(a.every->time(s))) - start;
    } else {
      do
        next = a.refreshes_rate ? next_arrival(rates, next, start, s)
                                : stale_arrival(rates, next, start, s);
      while (next != kNever && !open_at(a, next + start));
    }
    if (next == kNever) co_return;
    co_await f.sim.delay(next - f.sim.now());
    for (double n = std::max(1.0, std::round(a.batch(s))); n > 0; --n) f.admit(pathway);
  }
}

Process PatientFlow::Impl::one_listed(Impl& f, PathwayIndex pathway, Time wait) {
  co_await f.sim.delay(wait);
  f.admit(pathway);
}

// Day by day; who is more than a day early comes at once.
Process PatientFlow::Impl::listed(Impl& f, PathwayIndex pathway) {
  const ArriveDef& a = f.setup.pathways[pathway].arrive;
  const Time start = f.setup.clock_at_start;
  Stream& s = f.return_streams[pathway];
  for (Time midnight{0};; midnight += kDay) {
    if (comes_on(a, midnight)) {
      for (const Time at : a.at) {
        const Time due = midnight + at - start;
        if (due < Time{0}) continue;
        if (a.no_show > 0 && s.uniform() < a.no_show) {
          ++f.counted.pathways[pathway].no_show;
          continue;
        }
        const Time comes = due + a.lateness.time(s);
        f.sim.spawn(one_listed(f, pathway, at_least_zero(comes - f.sim.now())));
      }
    }
    co_await f.sim.delay(at_least_zero(midnight + kDay - start - f.sim.now()));
  }
}

Process PatientFlow::Impl::comes_back(Impl& f, PathwayIndex pathway, Time after) {
  co_await f.sim.delay(after);
  ++f.counted.pathways[pathway].returned;
  f.admit(pathway);
}

}  // namespace wardtwin::people
