#include <algorithm>

#include "sim/base/error.h"
#include "sim/people/staff/staff.h"

// What others ask of the nurses, beside planned work and alarms.
namespace wardtwin::people {

void Staff::ask(const Errand& e) {
  WARDTWIN_ASSERT(e.number != flow::kNone && e.bed != flow::kNone, "an errand without a bed");
  give(nurses_[nurse_for(e.bed, sim_.now())], e);
}

void Staff::give(Nurse& n, const Errand& e) {
  Job job;
  job.activity = e.activity;
  job.remaining = e.length;
  job.errand = e;
  if (!e.at_station) job.bed = e.bed;
  switch (e.urgency) {
    case Errand::Urgency::routine: n.waiting.push_back(std::move(job)); break;
    case Errand::Urgency::soon: {
      const auto later = std::ranges::find_if(n.waiting, [](const Job& j) {
        return !j.is_errand() || j.errand.urgency == Errand::Urgency::routine;
      });
      n.waiting.insert(later, std::move(job));
      break;
    }
    case Errand::Urgency::at_once: n.urgent.push_back(std::move(job)); break;
  }
  if (n.phase == Phase::idle || e.urgency == Errand::Urgency::at_once) sim_.interrupt(n.process);
}

void Staff::withdraw(std::uint32_t number) {
  const auto is = [number](const Job& j) { return j.errand.number == number; };
  for (Nurse& n : nurses_) {
    std::erase_if(n.waiting, is);
    std::erase_if(n.urgent, is);
    std::erase_if(n.suspended, [&](const Job& j) { return is(j) && !j.started; });
    if (!is(n.job) || n.job.started) continue;
    // on the way there: turns round
    n.job = Job{};
    n.breaking = false;
    sim_.interrupt(n.process);
  }
}

/// At the end of a shift: what is not finished is asked of the next one, from the beginning.
void Staff::hand_on(Nurse& n) {
  std::vector<Errand> open;
  const auto note = [&open](const Job& j) {
    if (j.is_errand()) open.push_back(j.errand);
  };
  note(n.job);
  for (const Job& j : n.suspended) note(j);
  for (const Job& j : n.urgent) note(j);
  for (const Job& j : n.waiting) note(j);
  n.urgent.clear();
  for (const Errand& e : open) ask(e);
}

bool Staff::take_urgent(Nurse& n) {
  if (n.urgent.empty() || n.job.activity == Activity::alarm || n.job.at_once()) return false;
  if (n.job.activity != Activity::idle) {
    if (sim_.now() >= setup_.warm_up) ++n.statistics.interrupted;
    n.suspended.push_back(std::move(n.job));
  }
  n.job = std::move(n.urgent.front());
  n.urgent.pop_front();
  n.breaking = n.gathered = false;
  return true;
}

}  // namespace wardtwin::people
