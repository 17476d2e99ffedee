#include <algorithm>

#include "sim/people/pathways/impl.h"

namespace wardtwin::people {
namespace {

constexpr Time kDay = std::chrono::hours(24), kWeek = 7 * kDay;

Time length_of(const ShiftDef& s) { return s.to > s.from ? s.to - s.from : kDay - s.from + s.to; }

std::vector<Time> changes_of(const ResourceDef& r) {
  std::vector<Time> all;
  for (const ShiftDef& s : r.roster)
    for (const Weekday d : s.days) {
      const Time begins = static_cast<int>(d) * kDay + s.from;
      all.push_back(begins % kWeek);
      all.push_back((begins + length_of(s)) % kWeek);
    }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

// Adds `value` x time to the quarter-hours of the day that [from, to) covers.
void spread(std::array<double, kQuarters>& to_quarters, Time from, Time to, double value) {
  constexpr Time quarter = kDay / kQuarters;
  if (value == 0) return;
  if (const auto days = (to - from) / kDay; days > 0) {
    for (double& q : to_quarters) q += value * seconds(quarter) * static_cast<double>(days);
    from += days * kDay;
  }
  while (from < to) {
    const Time end = std::min(to, from / quarter * quarter + quarter);
    to_quarters[static_cast<std::size_t>(from % kDay / quarter)] += value * seconds(end - from);
    from = end;
  }
}

}  // namespace

int on_duty(const ResourceDef& r, Time week_time) {
  if (r.roster.empty()) return r.units;
  int n = 0;
  for (const ShiftDef& s : r.roster)
    for (const Weekday d : s.days) {
      const Time into = (week_time - static_cast<int>(d) * kDay - s.from) % kWeek;
      if ((into < Time{0} ? into + kWeek : into) < length_of(s)) n += s.units;
    }
  return n;
}

void PatientFlow::Impl::touch(Pool& p) {
  const Time now = sim.now();
  if (now > p.since) {
    const double length = seconds(now - p.since);
    const int duty = p.on_duty();
    p.counted.busy += p.noted * length;
    p.counted.on_duty += duty * length;
    if (p.noted > duty && !p.def.unlimited) p.counted.overtime += (p.noted - duty) * length;
    if (p.def.kind == ResourceKind::staff) {
      if (!p.def.role.empty() || !p.def.roster.empty()) {
        const Time from = p.since + setup.clock_at_start, to = now + setup.clock_at_start;
        spread(p.counted.busy_at, from, to, p.noted);
        spread(p.counted.on_duty_at, from, to, duty);
        spread(p.counted.seconds_at, from, to, 1);
      }
    } else if (p.def.kind == ResourceKind::bed) {
      const auto level = static_cast<std::size_t>(p.noted);
      if (p.counted.levels.size() <= level) p.counted.levels.resize(level + 1);
      p.counted.levels[level] += length;
    }
    p.since = now;
  }
  p.noted = p.resource.in_use();
}

void PatientFlow::Impl::set_units(Pool& p) {
  p.resource.set_capacity(p.handing_over ? 0 : p.on_duty());
  touch(p);
}

// From change to change, for ever. First what ends, then what begins, then the hand-over.
Process PatientFlow::Impl::roster(Impl& f, ResourceIndex resource) {
  Pool& p = f.pools[resource];
  const std::vector<Time> changes = changes_of(p.def);
  for (;;) {
    const Time clock = f.sim.now() + f.setup.clock_at_start;
    const Time of_week = clock % kWeek;
    auto next = std::upper_bound(changes.begin(), changes.end(), of_week);
    const Time at = next == changes.end() ? changes.front() + kWeek : *next;
    co_await f.sim.delay(at - of_week);
    f.touch(p);
    p.rostered = people::on_duty(p.def, (f.sim.now() + f.setup.clock_at_start) % kWeek);
    f.set_units(p);
    if (p.def.shift_end == ShiftEnd::stop) {
      p.resource.recall();
      f.touch(p);
    }
    if (p.def.hand_over == Time{0} || p.rostered == 0) continue;
    p.handing_over = true;
    f.set_units(p);
    co_await f.sim.delay(p.def.hand_over);
    p.handing_over = false;
    f.set_units(p);
  }
}

Process PatientFlow::Impl::closure(Impl& f, ResourceIndex resource, ClosureDef c) {
  Pool& p = f.pools[resource];
  co_await f.sim.delay(c.at);
  f.touch(p);
  p.closed += c.units;
  f.set_units(p);
  co_await f.sim.delay(c.lasts);
  f.touch(p);
  p.closed -= c.units;
  f.set_units(p);
}

}  // namespace wardtwin::people
