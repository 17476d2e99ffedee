#include "sim/people/pathways/impl.h"

// Beds of the building: who holds one lies in it.
namespace wardtwin::people {

/// As a step begins: into the bed that was taken last, out of the one before.
void PatientFlow::Impl::lie_down(Patient& p) {
  const Held* last = nullptr;
  for (std::size_t i = 0; i < p.n; ++i)
    if (setup.unit_of[p.held[i].resource] != kNoIndex &&
        (!last || static_cast<std::int8_t>(p.held[i].order - last->order) > 0))
      last = &p.held[i];
  const std::uint32_t unit = last ? setup.unit_of[last->resource] : kNoIndex;
  if (unit == p.unit) return;
  get_up(p, true, false);
  if (unit == kNoIndex) return;
  if (p.body == flow::kNone)
    p.body = patients->come(
        unit, mix(name_key("pathway/" + setup.pathways[p.home].name), ++serial[p.home]));
  p.unit = unit;
  if (log) log->lies(p.key, p.body);
  p.bed = patients->lie_down(p.body, unit);
}

/// Out of a bed that is no longer held.
void PatientFlow::Impl::get_up(Patient& p, bool always, bool died) {
  if (p.unit == kNoIndex) return;
  for (std::size_t i = 0; !always && i < p.n; ++i)
    if (setup.unit_of[p.held[i].resource] == p.unit) return;
  patients->get_up(p.bed, died);
  p.unit = kNoIndex;
}

bool PatientFlow::Impl::dead(const Patient& p) const {
  return patients && p.body != flow::kNone && patients->dead(p.body);
}

/// A share of the resource's units, rounded by chance, is held by patients part of whose time in the
/// step has gone.
void PatientFlow::Impl::find_at_start(const Found& found) {
  const PathwayIndex pathway = setup.steps[found.step].pathway;
  Stream& s = return_streams[pathway];
  auto n = static_cast<int>(found.expected);
  if (s.uniform() < found.expected - n) ++n;
  for (; n > 0; --n) {
    ++counted.pathways[pathway].there_at_start;
    ++present[pathway];
    const ClassIndex cls = drawn(setup.pathways[pathway].classes, s);
    const std::uint64_t number = admitted[pathway]++;
    sim.spawn(journey(*this, pathway, cls, found.step, nullptr, number,
                      mix(patient_keys[pathway], number), true));
  }
}

}  // namespace wardtwin::people
