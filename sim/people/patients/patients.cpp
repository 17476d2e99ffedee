#include "sim/people/patients/patients.h"

#include <algorithm>
#include <numeric>

#include "sim/base/error.h"
#include "sim/people/patients/impl.h"

namespace wardtwin::people {

using flow::BedEvent;
using kernel::Process;

Patients::Impl::Impl(const PatientsSetup& s, kernel::Simulation& simulation, flow::AlarmLog& alarms)
    : setup(s), sim(simulation), log(alarms), units(s.units.size()), beds(s.beds.size()) {
  for (std::size_t b = 0; b < beds.size(); ++b) {
    for (const flow::BedDevice& d : setup.beds[b].devices) {
      // packs are part used when the run begins
      Stream charge(setup.seed, d.key, Purpose::battery);
      beds[b].batteries.emplace_back().swap(Time{0}, 0.2 + 0.8 * charge.uniform());
      beds[b].drains.push_back(0);
    }
  }
  for (std::size_t u = 0; u < units.size(); ++u) {
    units[u].setup = &setup.units[u];
    units[u].key = name_key(setup.units[u].name);
    units[u].free.assign(setup.units[u].beds.begin(), setup.units[u].beds.end());
  }
  for (std::size_t u = 0; u < units.size(); ++u) {
    fill(u);
    sim.spawn(arrive(u));
  }
  for (const RecordedWay& way : setup.recorded)
    sim.spawn_at(way.legs.front().at, recorded_life(&way));
}

// Patients found in bed at the start: each is named by the bed, so another bed changes none of them
// beyond who is drawn to be there.
void Patients::Impl::fill(std::size_t unit) {
  Unit& u = units[unit];
  if (setup.present) {
    for (const Present::InBed& p : setup.present->patients)
      if (std::erase(u.free, p.bed) > 0)
        sim.spawn(life(unit, mix(u.key, name_key(setup.beds[p.bed].name)), true, p.bed));
    return;
  }
  const UnitDef& def = u.setup->def;
  Stream draw(setup.seed, u.key, Purpose::placement);
  const int n = static_cast<int>(u.free.size());
  int occupied;
  if (def.occupied_at_start < 0) {
    const double load = def.arrivals.mean_rate() * def.length_of_stay.mean() / 3600;
    occupied = equilibrium_occupancy(load, n, draw);
  } else {
    const double expected = def.occupied_at_start * n;
    occupied = static_cast<int>(expected);
    if (draw.uniform() < expected - occupied) ++occupied;
  }
  for (int i = 0; i < occupied; ++i)
    std::swap(u.free[static_cast<std::size_t>(i)],
              u.free[static_cast<std::size_t>(i) + draw.below(static_cast<std::uint32_t>(n - i))]);
  for (int i = 0; i < occupied; ++i) {
    const flow::BedIndex bed = u.free.front();
    u.free.pop_front();
    const std::uint64_t key = mix(u.key, name_key(setup.beds[bed].name));
    sim.spawn(life(unit, key, true, bed));
  }
}

Process Patients::Impl::arrive(std::size_t unit) {
  Unit& u = units[unit];
  Stream stream(setup.seed, u.key, Purpose::arrival);
  if (setup.present) co_await sim.delay(setup.present->from);
  for (std::uint64_t n = 1;; ++n) {
    const Time next = next_arrival(u.setup->def.arrivals, sim.now(), setup.clock_at_start, stream);
    if (next == kNever) co_return;
    co_await sim.delay(next - sim.now());
    // thinned by a draw that belongs to the person
    if (u.factor < 1 && Stream(setup.seed, mix(u.key, n), Purpose::arrival).uniform() >= u.factor)
      continue;
    come(unit, mix(u.key, n));
  }
}

void Patients::Impl::come(std::size_t unit, std::uint64_t key) {
  UnitStatistics& s = units[unit].statistics;
  if (diverted()) {
    ++s.diverted;
    return;
  }
  ++s.arrivals;
  if (sim.now() >= units[unit].closed_until)
    return void(sim.spawn(life(unit, key, false, flow::kNone)));
  ++s.turned_away;
  ++s.ledger.arrived;
  ++s.ledger.turned_away;
}

// Who comes beyond the unit's own patients, as long as the factor stays what it was.
Process Patients::Impl::arrive_too(std::size_t unit, std::uint32_t scaled, double more) {
  Unit& u = units[unit];
  ArrivalsDef arrivals = u.setup->def.arrivals;
  arrivals.share *= more;
  const std::uint64_t key = mix(mix(u.key, name_key("more")), scaled);
  Stream stream(setup.seed, key, Purpose::arrival);
  for (std::uint64_t n = 1;; ++n) {
    const Time next = next_arrival(arrivals, sim.now(), setup.clock_at_start, stream);
    if (next == kNever) co_return;
    co_await sim.delay(next - sim.now());
    if (u.scaled != scaled) co_return;
    come(unit, mix(key, n));
  }
}

Process Patients::Impl::reopen(std::size_t unit) {
  Unit& u = units[unit];
  co_await sim.delay(u.closed_until - sim.now());
  if (u.closed_until > sim.now()) co_return;  // it was closed again
  while (!u.waiting.empty() && !u.free.empty()) {
    const flow::BedIndex bed = u.free.front();
    u.free.pop_front();
    give_back(u, bed);
  }
}

std::shared_ptr<Person> Patients::Impl::make_person(std::size_t unit, std::uint64_t key) {
  const UnitDef& def = units[unit].setup->def;
  const VitalsDef& v = setup.vitals;
  const Time now = sim.now();
  Stream own(setup.seed, key, Purpose::arrhythmia);
  const bool prone = own.uniform() < v.prone_share;
  const double mean_factor = 1 + v.prone_share * (v.prone_factor - 1);
  const double s = v.patient_spread;
  const double factor =
      (prone ? v.prone_factor : 1) / mean_factor * std::exp(s * standard_normal(own) - s * s / 2);
  const Traits traits = traits_of(v, Stream(setup.seed, key, Purpose::observation));
  std::vector<SignPath> signs;
  for (std::size_t i = 0; i < flow::kVitalSigns; ++i) {
    const auto sign = static_cast<flow::VitalSign>(i);
    const bool shifted = traits.hypercapnic && sign == flow::VitalSign::spo2;
    signs.emplace_back(v.of(sign), Stream(setup.seed, mix(key, i), Purpose::vital_sign), now,
                       traits.spread, shifted ? v.hypercapnic_spo2 - v.spo2.mean : 0);
  }
  Stream state(setup.seed, key, Purpose::deterioration);
  const bool deteriorating = state.uniform() < def.deteriorating_at_start;
  return std::make_shared<Person>(
      Person{persons++, key, std::move(signs),
             Course(setup.patient, state, now, deteriorating, def.treated), factor,
             traits.hypercapnic, false});
}

// Of a patient who was there before the run began.
double Patients::Impl::elapsed(flow::BedIndex bed) const {
  return std::ranges::find(setup.present->patients, bed, &Present::InBed::bed)->elapsed;
}

Time Patients::Impl::end_of_stay(Stay& s, std::uint64_t key, std::uint32_t leg, bool found_in_bed) {
  const UnitDef& def = units[s.unit].setup->def;
  Stream stream(setup.seed, mix(key, leg), Purpose::length_of_stay);
  Time from = sim.now();
  double stay;
  s.began = s.since;
  if (found_in_bed && setup.present) {
    const double so_far = elapsed(s.bed);
    from = setup.present->from;
    s.began = from - from_seconds(so_far);
    stay = remaining_stay(def.length_of_stay, so_far, stream);
  } else if (found_in_bed) {
    const FoundStay found = found_stay(def.length_of_stay, stream);
    s.began = sim.now() - from_seconds(std::min(found.elapsed, 3.0e9));
    stay = found.remaining;
  } else {
    stay = std::max(0.0, def.length_of_stay(stream));
  }
  const Time end = from + from_seconds(std::min(stay, 3.0e9));
  return shaped_discharge(end, from, def.discharge_hours, setup.clock_at_start, stream);
}

// Where a stay leads: another unit's number, or units.size() for out of the hospital.
std::size_t Patients::Impl::next_unit(std::size_t unit, Stream& routing, bool& dies) const {
  const UnitDef& def = units[unit].setup->def;
  double u = routing.uniform() - def.dies;
  dies = u < 0;
  if (dies) return units.size();
  for (const auto& [name, share] : def.moves_to)
    if ((u -= share) < 0)
      for (std::size_t i = 0; i < units.size(); ++i)
        if (units[i].setup->name == name) return i;
  return units.size();
}

void Patients::Impl::count_move(std::size_t from, std::size_t to) {
  ++units[from].statistics.ledger.moved_out;
  ++units[to].statistics.ledger.moved_in;
}

std::uint64_t Patients::Impl::there(std::size_t unit) const {
  std::uint64_t n = units[unit].without_bed;
  for (const flow::BedIndex bed : units[unit].setup->beds) n += beds[bed].stay != nullptr;
  return n;
}

bool Patients::Impl::take_bed(Unit& unit, flow::BedIndex& bed) {
  if (unit.free.empty() || sim.now() < unit.closed_until) return false;
  bed = unit.free.front();
  unit.free.pop_front();
  return true;
}

void Patients::Impl::give_back(Unit& unit, flow::BedIndex bed) {
  if (unit.waiting.empty() || sim.now() < unit.closed_until) return unit.free.push_back(bed);
  const Waiting first = unit.waiting.front();
  unit.waiting.pop_front();
  unit.statistics.waiting.add(sim.now(), -1);
  *first.bed = bed;
  sim.interrupt(first.process);
}

StayPtr Patients::Impl::admit(const std::shared_ptr<Person>& person, std::size_t unit,
                              flow::BedIndex bed, kernel::ProcessId life_id) {
  auto stay = std::make_shared<Stay>();
  stay->person = person;
  stay->bed = bed;
  stay->unit = unit;
  stay->since = sim.now();
  stay->life = life_id;
  beds[bed].stay = stay;
  ++units[unit].statistics.admissions;
  units[unit].statistics.occupied.add(sim.now(), 1);
  if (units[unit].setup->def.treated) person->course.treat(sim.now());
  emit(BedEvent::Kind::admitted, *stay);
  start_devices(stay);
  stay->course = sim.spawn(follow_course(stay));
  tell(PatientNews::admitted, *stay);
  return stay;
}

void Patients::Impl::leave(Stay& stay) {
  tell(PatientNews::leaves, stay);
  stay.gone = true;
  for (const OpenAlarm& o : std::vector<OpenAlarm>(stay.open)) {
    close(stay, o.alarm);
    sim.interrupt(o.process);
  }
  for (const auto child : stay.children) sim.interrupt(child);
  sim.interrupt(stay.course);
  for (std::size_t d = 0; d < stay.running.size(); ++d) {
    if (!stay.running[d]) continue;
    beds[stay.bed].batteries[d].set_drain(sim.now(), 0);
    emit(BedEvent::Kind::device_off, stay, device_of(stay, d).device);
  }
  emit(BedEvent::Kind::discharged, stay);
  Unit& u = units[stay.unit];
  ++u.statistics.discharges;
  u.statistics.stay.add(seconds(sim.now() - stay.since));
  u.statistics.occupied.add(sim.now(), -1);
  beds[stay.bed].stay.reset();
  give_back(u, stay.bed);
}

// One patient's way: a bed, a stay, perhaps another unit while the old bed is kept until the new
// one is free, and out.
Process Patients::Impl::life(std::size_t unit, std::uint64_t key, bool found_in_bed,
                             flow::BedIndex bed) {
  const auto person = make_person(unit, key);
  PatientLedger& first = units[unit].statistics.ledger;
  ++(found_in_bed ? first.there_at_start : first.arrived);
  Stream routing(setup.seed, key, Purpose::routing);
  StayPtr stay;
  bool dead = false;
  for (std::uint32_t leg = 0; unit < units.size(); ++leg) {
    Unit& u = units[unit];
    const Time asked = sim.now();
    if (bed == flow::kNone && !take_bed(u, bed)) {
      if (u.setup->def.when_full == WhenFull::turn_away) {
        ++u.statistics.turned_away;
        if (!stay) ++u.statistics.ledger.turned_away;
        break;
      }
      u.waiting.push_back({sim.current(), &bed});
      u.statistics.waiting.add(sim.now(), 1);
      if (!stay) ++u.without_bed;
      co_await Park{sim};
      if (!stay) --u.without_bed;
      dead = person->course.condition() == Condition::arrest;
      if (dead && bed != flow::kNone) give_back(u, bed);
      if (dead && bed == flow::kNone) {
        std::erase_if(u.waiting, [&](const Waiting& w) { return w.bed == &bed; });
        u.statistics.waiting.add(sim.now(), -1);
      }
      if (dead) break;
    }
    if (!(found_in_bed && leg == 0)) {
      u.statistics.wait.add(seconds(sim.now() - asked));
      u.statistics.waited += sim.now() > asked;
    }
    if (stay) {
      leave(*stay);
      emit(BedEvent::Kind::moved, *stay);
      ++units[stay->unit].statistics.moves;
      count_move(stay->unit, unit);
    }
    stay = admit(person, unit, bed, sim.current());
    bed = flow::kNone;
    const Time end = end_of_stay(*stay, key, leg, found_in_bed && leg == 0);
    stay->staying = true;
    if (end > sim.now()) co_await sim.delay(end - sim.now());
    stay->staying = false;
    dead = person->course.condition() == Condition::arrest;
    if (dead) break;
    unit = stay->next_unit != flow::kNone ? stay->next_unit : next_unit(unit, routing, dead);
  }
  if (!stay) co_return;
  leave(*stay);
  PatientLedger& last = units[stay->unit].statistics.ledger;
  ++(dead ? last.died : last.left);
  if (!dead) co_return;
  ++units[stay->unit].statistics.deaths;
  emit(BedEvent::Kind::died, *stay);
}

Process Patients::Impl::follow_course(StayPtr stay) {
  Course& course = stay->person->course;
  while (!stay->gone && course.next_change() != kNever) {
    const Time due = course.next_change();
    if (due > sim.now()) co_await sim.delay(due - sim.now());
    // the change may have moved on (treatment) or belong to the next bed (gone)
    if (stay->gone || course.next_change() > sim.now()) continue;
    course.change();
    tell(PatientNews::condition, *stay);
    if (course.condition() != Condition::arrest) continue;
    arrest(stay);
    // not revived: the bed is left when resuscitation is given up
    co_await sim.delay(setup.patient.arrest_lasts);
    stay->person->given_up = true;
    if (!stay->gone) sim.interrupt(stay->life);
  }
}

Patients::Patients(const PatientsSetup& setup, kernel::Simulation& sim, flow::AlarmLog& log)
    : impl_(std::make_unique<Impl>(setup, sim, log)) {
  WARDTWIN_ASSERT(sim.now() == Time{0}, "patients start with the clock");
}

Patients::~Patients() = default;

const std::vector<BedEvent>& Patients::events() const { return impl_->events; }
void Patients::clear_events() { impl_->events.clear(); }

flow::AlarmIndex Patients::forge(flow::BedIndex bed, flow::DeviceIndex device, Time lasts,
                                 Stream& random) {
  return impl_->report(bed, device, nullptr, false, lasts, random);
}

flow::AlarmIndex Patients::report(flow::BedIndex bed, flow::DeviceIndex device,
                                  const flow::AlarmRule& as, bool real, Time lasts,
                                  Stream& random) {
  return impl_->report(bed, device, &as, real, lasts, random);
}

void Patients::set_drain(flow::BedIndex bed, flow::DeviceIndex device, double per_second) {
  impl_->set_drain(bed, device, per_second);
}

void Patients::attend(flow::BedIndex bed) {
  const StayPtr stay = impl_->beds[bed].stay;
  if (!stay) return;
  for (const OpenAlarm& o : stay->open)
    if (o.until_attended) impl_->sim.interrupt(o.process);
}

void Patients::treat(flow::BedIndex bed) {
  const StayPtr stay = impl_->beds[bed].stay;
  if (!stay) return;
  stay->person->course.treat(impl_->sim.now(), false);
  impl_->sim.interrupt(stay->course);
}

void Patients::scale_arrivals(std::size_t unit, double factor) {
  Impl::Unit& u = impl_->units[unit];
  u.factor = factor;
  ++u.scaled;
  if (factor > 1) impl_->sim.spawn(impl_->arrive_too(unit, u.scaled, factor - 1));
}

void Patients::close(std::size_t unit, Time until) {
  Impl::Unit& u = impl_->units[unit];
  u.closed_until = until;
  if (until != kNever) impl_->sim.spawn(impl_->reopen(unit));
}

flow::PatientIndex Patients::come(std::size_t unit, std::uint64_t key) {
  const auto person = impl_->make_person(unit, key);
  impl_->guests[person->index] = person;
  return person->index;
}

flow::BedIndex Patients::lie_down(flow::PatientIndex patient, std::size_t unit) {
  flow::BedIndex bed = flow::kNone;
  const bool free = impl_->take_bed(impl_->units[unit], bed);
  WARDTWIN_ASSERT(free, "a bed was given to a patient, and none is free");
  impl_->admit(impl_->guests.at(patient), unit, bed, impl_->sim.current());
  ++impl_->units[unit].statistics.ledger.arrived;
  return bed;
}

void Patients::get_up(flow::BedIndex bed, bool died) {
  const StayPtr stay = impl_->beds[bed].stay;
  impl_->leave(*stay);
  PatientLedger& ledger = impl_->units[stay->unit].statistics.ledger;
  ++(died ? ledger.died : ledger.left);
  if (!died) return;
  ++impl_->units[stay->unit].statistics.deaths;
  impl_->emit(BedEvent::Kind::died, *stay);
}

bool Patients::dead(flow::PatientIndex patient) const {
  const auto guest = impl_->guests.find(patient);
  return guest != impl_->guests.end() && guest->second->course.condition() == Condition::arrest &&
         guest->second->given_up;
}

void Patients::forget(flow::PatientIndex patient) { impl_->guests.erase(patient); }

bool Patients::transfer(flow::BedIndex bed, std::size_t unit) {
  const StayPtr stay = impl_->beds[bed].stay;
  if (!stay || !stay->staying || stay->unit == unit) return false;
  stay->next_unit = unit;
  return impl_->sim.interrupt(stay->life);
}

void Patients::on_news(std::function<void(PatientNews, flow::BedIndex)> listener) {
  impl_->on_news = std::move(listener);
}

bool Patients::occupied(flow::BedIndex bed) const { return impl_->beds[bed].stay != nullptr; }

flow::PatientIndex Patients::patient_in(flow::BedIndex bed) const {
  const auto& stay = impl_->beds[bed].stay;
  return stay ? stay->person->index : flow::kNone;
}

Time Patients::began(flow::BedIndex bed) const {
  WARDTWIN_ASSERT(occupied(bed), "nobody lies in an empty bed");
  return impl_->beds[bed].stay->began;
}

double Patients::vital_sign(flow::BedIndex bed, flow::VitalSign sign) {
  WARDTWIN_ASSERT(occupied(bed), "an empty bed has no vital signs");
  Person& p = *impl_->beds[bed].stay->person;
  const Time now = impl_->sim.now();
  return p.signs[static_cast<std::size_t>(sign)].value(
      now, p.course.depth(now), clock_hours(now, impl_->setup.clock_at_start));
}

const Course& Patients::course(flow::BedIndex bed) const {
  WARDTWIN_ASSERT(occupied(bed), "an empty bed has no condition");
  return impl_->beds[bed].stay->person->course;
}

std::uint64_t Patients::key(flow::BedIndex bed) const {
  WARDTWIN_ASSERT(occupied(bed), "an empty bed has no patient");
  return impl_->beds[bed].stay->person->key;
}

bool Patients::hypercapnic(flow::BedIndex bed) const {
  WARDTWIN_ASSERT(occupied(bed), "an empty bed has no patient");
  return impl_->beds[bed].stay->person->hypercapnic;
}

const UnitStatistics& Patients::statistics(std::size_t unit) const {
  return impl_->units[unit].statistics;
}

PatientLedger Patients::ledger(std::size_t unit) const {
  PatientLedger ledger = impl_->units[unit].statistics.ledger;
  ledger.there = impl_->there(unit);
  return ledger;
}

void Patients::restart_statistics() {
  for (auto& u : impl_->units) {
    UnitStatistics fresh;
    fresh.ledger.there_at_start = impl_->there(static_cast<std::size_t>(&u - impl_->units.data()));
    fresh.occupied = u.statistics.occupied;
    fresh.waiting = u.statistics.waiting;
    fresh.occupied.restart(impl_->sim.now());
    fresh.waiting.restart(impl_->sim.now());
    u.statistics = fresh;
  }
}

std::uint64_t Patients::samples() const { return impl_->samples; }
void Patients::sample_every_second(bool on) { impl_->every_second = on; }
double Patients::alarm_factor(flow::BedIndex bed) const {
  return impl_->beds[bed].stay->person->alarm_factor;
}

}  // namespace wardtwin::people
