#include <algorithm>

#include "sim/people/patients/impl.h"

// Patients who come, move and leave as records tell.
namespace wardtwin::people {

using flow::BedEvent;
using kernel::Process;

// A bed that is not free when the record says so is waited for until the record goes on. Nothing the
// model does to the patient changes the way.
Process Patients::Impl::recorded_life(const RecordedWay* way) {
  std::shared_ptr<Person> person;
  StayPtr stay;
  for (std::size_t i = 0; i < way->legs.size(); ++i) {
    const Time until = i + 1 < way->legs.size() ? way->legs[i + 1].at : way->leaves;
    const std::size_t unit = way->legs[i].unit;
    Unit& u = units[unit];
    if (!person) {
      person = make_person(unit, way->key);
      ++u.statistics.arrivals;
      ++u.statistics.ledger.arrived;
    } else if (!stay) {
      count_move(way->legs[i - 1].unit, unit);  // has waited there in vain
    }
    const Time asked = sim.now();
    flow::BedIndex bed = flow::kNone;
    const bool waits = !take_bed(u, bed);
    if (waits) {
      u.waiting.push_back({sim.current(), &bed});
      u.statistics.waiting.add(sim.now(), 1);
      if (!stay) ++u.without_bed;
      while (bed == flow::kNone && sim.now() < until) co_await sim.delay(until - sim.now());
      if (!stay) --u.without_bed;
      if (bed == flow::kNone) {
        std::erase_if(u.waiting, [&](const Waiting& w) { return w.bed == &bed; });
        u.statistics.waiting.add(sim.now(), -1);
        ++u.statistics.turned_away;
        continue;
      }
    }
    u.statistics.waited += waits;
    u.statistics.wait.add(seconds(sim.now() - asked));
    if (stay) {
      leave(*stay);
      emit(BedEvent::Kind::moved, *stay);
      ++units[stay->unit].statistics.moves;
      count_move(stay->unit, unit);
    }
    stay = admit(person, unit, bed, sim.current());
    while (sim.now() < until) co_await sim.delay(until - sim.now());
  }
  if (!stay) {
    ++units[way->legs.back().unit].statistics.ledger.turned_away;
    co_return;
  }
  leave(*stay);
  PatientLedger& last = units[stay->unit].statistics.ledger;
  ++(way->dies ? last.died : last.left);
  if (!way->dies) co_return;
  ++units[stay->unit].statistics.deaths;
  emit(BedEvent::Kind::died, *stay);
}

}  // namespace wardtwin::people
