#include "scenarios/run/service_alarms.h"

namespace wardtwin::run {

ServiceAlarms::ServiceAlarms(const compiler::Hospital& hospital, Seed seed)
    : hospital_(&hospital), turns_(hospital.bulk.size()) {
  for (std::size_t f = 0; f < turns_.size(); ++f) {
    const compiler::Bulk& bulk = hospital.bulk[f];
    Turn& t = turns_[f];
    t.lot = Stream(seed, name_key("raises/" + bulk.name), Purpose::technical_alarm);
    t.sound = Stream(seed, name_key("raises/" + bulk.name), Purpose::alarm_delay);
    t.rule.name = bulk.name;
    t.rule.kind = bulk.raises.kind;
    t.rule.priorities = {};
    t.rule.priorities[static_cast<std::size_t>(bulk.raises.priority)] = 1;
    t.quiet_until.assign(bulk.watched.size(), Time{0});
  }
}

void ServiceAlarms::answer(people::Patients& patients, std::uint32_t flow, Time now) {
  const compiler::Bulk& bulk = hospital_->bulk[flow];
  Turn& t = turns_[flow];
  const std::size_t i = t.next;
  t.next = (t.next + 1) % bulk.watched.size();
  const double lot = t.lot.uniform();  // also of an empty bed, so that patients shift no other lot
  const flow::DeviceIndex device = bulk.watched[i];
  const flow::BedIndex bed = hospital_->devices[device].bed;
  if (!patients.occupied(bed) || now < t.quiet_until[i]) return;
  const bool real = patients.condition(bed) != people::Condition::stable;
  if (lot >= (real ? bulk.raises.sensitivity : bulk.raises.false_positives)) return;
  const auto alarm = patients.report(bed, device, t.rule, real, bulk.raises.again_after, t.sound);
  if (alarm == flow::kNone) return;
  raised_.insert(alarm);
  t.quiet_until[i] = now + bulk.raises.again_after;
}

}  // namespace wardtwin::run
