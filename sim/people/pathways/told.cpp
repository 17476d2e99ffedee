#include <algorithm>

#include "sim/people/pathways/impl.h"

// What the log hears of patients; nothing here changes what happens to them.
namespace wardtwin::people {

using flow::PatientDoes, flow::PatientExit;

void PatientFlow::Impl::tell_coming(Patient& p, bool found) {
  if (!log) return;
  p.place = static_cast<std::uint32_t>(all_there.size());
  all_there.push_back(&p);
  if (p.sent_off || found) return;
  flow::PatientWay way;
  way.came = p.arrived;
  way.number = static_cast<std::uint32_t>(p.number);
  way.pathway = p.home;
  log->come(p.key, way);
}

// Who has the resource now, by the step they are in and whether they wait to go on.
void PatientFlow::Impl::tell_wait(const Patient& p, const Need& need) {
  if (!log || p.sent_off || !log->keeps(p.key)) return;
  Pool& pool = pools[need.resource];
  if (pool.resource.queue_length() == 0 &&
      pool.resource.in_use() + need.units <= pool.resource.capacity())
    return;
  std::vector<flow::PatientHolder> holders;
  for (const Patient* other : all_there) {
    const std::size_t i = find(*other, need.resource);
    if (other == &p || i == other->n || !other->held[i].claim) continue;
    const auto same = std::ranges::find_if(holders, [&](const flow::PatientHolder& h) {
      return h.step == other->step && h.waiting == other->waits;
    });
    flow::PatientHolder& h =
        same != holders.end()
            ? *same
            : holders.emplace_back(flow::PatientHolder{0, other->step, other->waits});
    ++h.patients;
    h.units += static_cast<std::uint32_t>(other->held[i].units);
  }
  std::ranges::sort(holders, std::greater{}, &flow::PatientHolder::units);
  flow::PatientStage s;
  s.from = sim.now();
  s.does = PatientDoes::waits;
  s.step = p.step;
  s.resource = need.resource;
  s.line = static_cast<std::uint32_t>(pool.resource.queue_length());
  s.served = static_cast<std::uint32_t>(pool.served);
  s.units = static_cast<std::uint32_t>(need.units);
  s.in_use = static_cast<std::uint32_t>(pool.resource.in_use());
  s.there = static_cast<std::uint32_t>(pool.handing_over ? 0 : pool.on_duty());
  log->turn(p.key, s, std::move(holders));
}

void PatientFlow::Impl::tell_served(const Patient& p, Pool& pool) {
  if (!log) return;
  if (!p.sent_off) log->end_wait(p.key, pool.served);
  ++pool.served;
}

void PatientFlow::Impl::tell_stage(Patient& p, PatientDoes does, ResourceIndex resource) {
  p.waits = does != PatientDoes::stays;
  if (!log || p.sent_off || !log->keeps(p.key)) return;
  flow::PatientStage s;
  s.from = sim.now();
  s.does = does;
  s.step = p.step;
  if (resource != kNoIndex) {
    const Pool& pool = pools[resource];
    s.resource = resource;
    s.line = static_cast<std::uint32_t>(pool.resource.queue_length());
    s.served = static_cast<std::uint32_t>(pool.served);
    s.in_use = static_cast<std::uint32_t>(pool.resource.in_use());
    s.there = static_cast<std::uint32_t>(pool.handing_over ? 0 : pool.on_duty());
  }
  log->turn(p.key, s);
}

void PatientFlow::Impl::tell_leaving(Patient& p, StepIndex exit) {
  if (!log) return;
  all_there[p.place] = all_there.back();
  all_there[p.place]->place = p.place;
  all_there.pop_back();
  if (p.sent_off) return;
  log->leave(p.key, sim.now(),
             exit == kDie          ? PatientExit::died
             : exit == kUnserved   ? PatientExit::unserved
             : exit == kTurnedAway ? PatientExit::turned_away
                                   : PatientExit::left);
}

}  // namespace wardtwin::people
