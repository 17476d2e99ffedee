#include <algorithm>

#include "sim/people/patients/impl.h"

// What the devices of a bed do with the patient in it: run, raise alarms of their own, run empty.
namespace wardtwin::people {

using flow::BedEvent;
using flow::Trigger;
using kernel::Process;

void Patients::Impl::start_devices(const StayPtr& stay) {
  const auto& devices = setup.beds[stay->bed].devices;
  stay->running.assign(devices.size(), 0);
  stay->blind.assign(devices.size(), 0);
  for (std::size_t d = 0; d < devices.size(); ++d) {
    Stream used(setup.seed, mix(stay->person->key, devices[d].key), Purpose::device_event);
    if (used.uniform() >= devices[d].used_share) continue;
    stay->running[d] = 1;
    flow::Battery& battery = beds[stay->bed].batteries[d];
    if (devices[d].battery_life > Time{0}) {
      // a pack that would not see out the first hours is changed before it is put on
      if (battery.level(sim.now()) < 0.2) battery.swap(sim.now());
      const double drain = beds[stay->bed].drains[d];
      battery.set_drain(sim.now(), drain > 0 ? drain : 1 / seconds(devices[d].battery_life));
    }
    emit(BedEvent::Kind::device_on, *stay, devices[d].device);
    start_rules(stay, d);
  }
}

void Patients::Impl::start_rules(const StayPtr& stay, std::size_t device) {
  const flow::BedDevice& dev = device_of(*stay, device);
  if (dev.rules == flow::kNone) return;
  std::array<std::vector<LimitState>, flow::kVitalSigns> limits;
  for (const flow::AlarmRule& rule : setup.rule_sets[dev.rules]) {
    if (rule.trigger == Trigger::events) {
      if (rule.per_hour > 0) stay->children.push_back(sim.spawn(events_of(stay, device, &rule)));
    } else if (rule.trigger == Trigger::battery) {
      if (dev.battery_life > Time{0})
        stay->children.push_back(sim.spawn(battery_of(stay, device, &rule)));
    } else {
      LimitState state;
      state.rule = &rule;
      state.window = static_cast<std::size_t>(
          std::clamp(seconds(rule.averaging), 1.0, static_cast<double>(Recent::kLength)));
      state.stream = Stream(setup.seed, mix(mix(stay->person->key, dev.key), name_key(rule.name)),
                            Purpose::alarm_delay);
      limits[static_cast<std::size_t>(rule.sign)].push_back(state);
    }
  }
  for (std::size_t s = 0; s < limits.size(); ++s)
    if (!limits[s].empty())
      stay->children.push_back(
          sim.spawn(watch(stay, device, static_cast<flow::VitalSign>(s), std::move(limits[s]))));
}

flow::AlarmIndex Patients::Impl::raise(Stay& stay, std::size_t device, const flow::AlarmRule& rule,
                                       Time onset, bool real, Stream& sound) {
  const double heard = sound.uniform(), which = sound.uniform();
  flow::Alarm a;
  a.onset = onset;
  a.at[static_cast<std::size_t>(flow::AlarmStage::detected)] = sim.now();
  a.device = device_of(stay, device).device;
  a.bed = stay.bed;
  a.patient = stay.person->index;
  a.kind = rule.kind;
  a.real = real;
  a.audible = heard < rule.audible_share;
  if (a.audible && which < rule.priorities[0])
    a.priority = flow::AlarmPriority::high;
  else if (a.audible && which < rule.priorities[0] + rule.priorities[1])
    a.priority = flow::AlarmPriority::medium;
  const auto index = static_cast<flow::AlarmIndex>(log.size());
  log.push_back(a);
  emit(BedEvent::Kind::alarm_on, stay, a.device, index);
  return index;
}

void Patients::Impl::close(Stay& stay, flow::AlarmIndex alarm) {
  if (log[alarm].cleared != kNever) return;
  log[alarm].cleared = sim.now();
  std::erase_if(stay.open, [&](const OpenAlarm& o) { return o.alarm == alarm; });
  emit(BedEvent::Kind::alarm_off, stay, log[alarm].device, alarm);
}

// Poisson events, thinner at night, more of them in prone patients. False ones are artefacts and
// vanish with them. The rate by day is set so that the mean over the day is the rule's.
Process Patients::Impl::events_of(StayPtr stay, std::size_t device, const flow::AlarmRule* rule) {
  const std::uint64_t key =
      mix(mix(stay->person->key, device_of(*stay, device).key), name_key(rule->name));
  const Purpose purpose =
      rule->kind == flow::AlarmKind::nurse_call ? Purpose::nurse_call : Purpose::technical_alarm;
  Stream stream(setup.seed, key, purpose), sound(setup.seed, key, Purpose::alarm_delay);
  double waking = (setup.vitals.sleeps - setup.vitals.wakes) / 24;
  if (waking < 0) ++waking;
  const double by_day = 1 / (waking + (1 - waking) * rule->night_factor);
  const double factor = rule->prone_patients ? stay->person->alarm_factor : 1;
  const double day_rate = rule->per_hour * factor * by_day / 3600;
  const double night_rate = day_rate * rule->night_factor;
  const double highest = std::max(day_rate, night_rate);
  while (!stay->gone) {
    co_await sim.delay(from_seconds(std::min(standard_exponential(stream) / highest, 3.0e9)));
    if (stay->gone) co_return;
    const bool up = awake(setup.vitals, clock_hours(sim.now(), setup.clock_at_start));
    const double thin = stream.uniform(), truth = stream.uniform();
    const Time lasts = rule->lasts.time(stream);
    if (thin * highest >= (up ? day_rate : night_rate)) continue;
    const bool real = truth < rule->real_share;
    if (!real && !setup.vitals.artefacts) continue;
    const auto alarm = raise(*stay, device, *rule, sim.now(), real, sound);
    const auto end = sim.spawn(expire(stay, device, alarm, lasts, rule->blinds));
    stay->open.push_back({alarm, end, rule->until_attended});
  }
}

// Ends an alarm when its condition has; attend() interrupts the wait where a nurse ends it.
Process Patients::Impl::expire(StayPtr stay, std::size_t device, flow::AlarmIndex alarm, Time lasts,
                               bool blinds) {
  if (stay->gone) co_return;
  if (blinds) ++stay->blind[device];
  co_await sim.delay(lasts);
  if (blinds) --stay->blind[device];
  if (!stay->gone) close(*stay, alarm);
}

/// An alarm at this device that others raise or forge; without `as` it sounds like one of its own.
flow::AlarmIndex Patients::Impl::report(flow::BedIndex bed, flow::DeviceIndex device,
                                        const flow::AlarmRule* as, bool real, Time lasts,
                                        Stream& random) {
  const StayPtr& stay = beds[bed].stay;
  const auto& devices = setup.beds[bed].devices;
  const auto at = std::ranges::find(devices, device, &flow::BedDevice::device);
  if (!stay || stay->gone || at == devices.end()) return flow::kNone;
  const auto d = static_cast<std::size_t>(at - devices.begin());
  if (!stay->running[d]) return flow::kNone;
  if (as) {
    const auto alarm = raise(*stay, d, *as, sim.now(), real, random);
    stay->open.push_back({alarm, sim.spawn(expire(stay, d, alarm, lasts, false)), true});
    return alarm;
  }
  if (at->rules == flow::kNone || setup.rule_sets[at->rules].empty()) return flow::kNone;
  const auto& rules = setup.rule_sets[at->rules];
  // what it lies about is a reading, if it has limits
  const auto limit = std::ranges::find_if(rules, [](const flow::AlarmRule& r) {
    return r.trigger == Trigger::above || r.trigger == Trigger::below;
  });
  flow::AlarmRule rule = limit == rules.end() ? rules.front() : *limit;
  rule.audible_share = 1;
  return report(bed, device, &rule, real, lasts, random);
}

void Patients::Impl::set_drain(flow::BedIndex bed, flow::DeviceIndex device, double per_second) {
  const auto& devices = setup.beds[bed].devices;
  for (std::size_t d = 0; d < devices.size(); ++d) {
    if (devices[d].device != device) continue;
    beds[bed].drains[d] = per_second;
    const StayPtr& stay = beds[bed].stay;
    if (stay && stay->running[d]) beds[bed].batteries[d].set_drain(sim.now(), per_second);
  }
}

// Warns when the battery is low; empty, the device falls silent until somebody swaps it.
Process Patients::Impl::battery_of(StayPtr stay, std::size_t device, const flow::AlarmRule* rule) {
  const flow::BedDevice& dev = device_of(*stay, device);
  flow::Battery& battery = beds[stay->bed].batteries[device];
  Stream sound(setup.seed, mix(dev.key, stay->person->key), Purpose::battery);
  const auto left = [&](double share) {
    return std::max(Time{0}, battery.falls_to(share) - sim.now());
  };
  while (!stay->gone) {
    // a drain that is measured may have grown meanwhile
    co_await sim.delay(dev.battery_measured ? std::min<Time>(left(rule->limit), 1h)
                                            : left(rule->limit));
    if (stay->gone) co_return;
    if (battery.level(sim.now()) > rule->limit + 1e-9) continue;
    const auto alarm = raise(*stay, device, *rule, sim.now(), true, sound);
    stay->open.push_back({alarm, sim.current(), true});
    const auto waited = co_await sim.delay(left(0));
    if (!stay->gone && waited != kernel::Wake::interrupted) {
      stay->running[device] = 0;
      ++stay->blind[device];
      emit(BedEvent::Kind::device_off, *stay, dev.device);
      co_await Park{sim};
      --stay->blind[device];
      if (!stay->gone) {
        stay->running[device] = 1;
        emit(BedEvent::Kind::device_on, *stay, dev.device);
      }
    }
    if (stay->gone) co_return;
    battery.swap(sim.now());
    close(*stay, alarm);
  }
}

// The device that listens for arrhythmia, if any, raises the alarm of a cardiac arrest at once.
void Patients::Impl::arrest(const StayPtr& stay) {
  for (std::size_t d = 0; d < stay->running.size(); ++d) {
    const auto rules = device_of(*stay, d).rules;
    if (!stay->running[d] || stay->blind[d] > 0 || rules == flow::kNone) continue;
    for (const flow::AlarmRule& rule : setup.rule_sets[rules]) {
      if (rule.kind != flow::AlarmKind::arrhythmia) continue;
      Stream sound(setup.seed, stay->person->key, Purpose::alarm_delay);
      flow::AlarmRule loud = rule;
      loud.audible_share = 1;
      loud.priorities = {1, 0, 0};
      const auto alarm = raise(*stay, d, loud, sim.now(), true, sound);
      stay->open.push_back({alarm, {}, false});
      return;
    }
  }
}

}  // namespace wardtwin::people
