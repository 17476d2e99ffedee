#include <algorithm>

#include "scenarios/run/replication.h"
#include "sim/base/error.h"

// How what one stage says becomes what the next one hears.
namespace wardtwin::run {
namespace {

kernel::Process drain_later(people::Patients& patients, BatteryBook::Drain d) {
  patients.set_drain(d.bed, d.device, d.per_second);
  co_return;
}

kernel::Process attend_later(people::Patients& patients, flow::BedIndex bed) {
  patients.attend(bed);
  co_return;
}

}  // namespace

void Replication::command(const flow::Command& c) {
  const compiler::Device& d = hospital_->devices[hospital_->sources[c.target].device];
  if (d.link == devices::Link::wifi)
    to_radio_.push_back(c);
  else if (d.link == devices::Link::wired)
    to_wired_.push_back(c);
  else
    cells_.post(c);
}

void Replication::send(Time at, flow::SourceIndex source, flow::AlarmIndex alarm) {
  if (source == flow::kNone) return;
  flow::Command c;
  c.at = c.created = at;
  c.kind = flow::Command::Kind::send;
  c.target = source;
  c.alarm = alarm;
  command(c);
}

void Replication::mark(flow::AlarmIndex alarm, flow::AlarmStage stage, Time at) {
  Time& t = alarms_[alarm].at[static_cast<std::size_t>(stage)];
  if (t == kNever) t = at;
}

flow::PatientIndex Replication::patient_in(flow::BedIndex bed, Time at) const {
  flow::PatientIndex patient = patient_of_[bed];
  for (const flow::BedEvent& e : moves_)
    if (e.bed == bed && e.at <= at)
      patient = e.kind == flow::BedEvent::Kind::admitted ? e.patient : flow::kNone;
  return patient;
}

people::BedAlarm Replication::bed_alarm(flow::AlarmIndex alarm) const {
  const flow::Alarm& a = alarms_[alarm];
  return {alarm, a.bed, a.priority, a.kind, a.real};
}

void Replication::take(const flow::BedEvent& e) {
  using enum flow::BedEvent::Kind;
  if (options_.tap) {
    const bool found = e.kind == admitted && e.at == Time{0};
    options_.tap->bed(e, found ? patients_->began(e.bed) : e.at);
  }
  switch (e.kind) {
    case device_on:
    case device_off: {
      const compiler::Device& d = hospital_->devices[e.device];
      for (const flow::SourceIndex s : d.while_running) {
        flow::Command c;
        c.at = e.at;
        c.kind = e.kind == device_on ? flow::Command::Kind::start_source
                                     : flow::Command::Kind::stop_source;
        c.target = s;
        command(c);
      }
      if (code_) code_->run_device(e.device, e.at, e.kind == device_on);
      blind_.watched(e.at, e.device, e.kind == device_on);
      batteries_.running(e.at, e.device, e.kind == device_on);
      break;
    }
    case admitted:
    case discharged:
      moves_.push_back(e);
      if (options_.recorder && e.kind == admitted && e.at == Time{0})
        options_.recorder->census(e.bed, e.patient, patients_->began(e.bed));
      else if (options_.recorder)
        options_.recorder->moved(e);
      history_.bed_changes.push_back({e.at, e.bed, e.kind == admitted ? e.patient : flow::kNone});
      break;
    case alarm_on:
      if (!of_service(e.alarm) && hides(e)) break;
      mark(e.alarm, flow::AlarmStage::device, e.at);
      if (of_service(e.alarm)) {  // it is where alarms are followed
        manager_->raise(e.at + lookahead_, e.alarm, alarms_[e.alarm]);
        staff_->show(bed_alarm(e.alarm), e.at + lookahead_);
        break;
      }
      send(e.at, hospital_->devices[e.device].alarm, e.alarm);
      if (alarms_[e.alarm].audible) staff_->show(bed_alarm(e.alarm), e.at + lookahead_);
      break;
    case alarm_off:
      if (!alarms_[e.alarm].audible) break;
      if (alarms_[e.alarm].at[static_cast<std::size_t>(flow::AlarmStage::device)] == kNever) break;
      if (!of_service(e.alarm)) send(e.at, hospital_->devices[e.device].cleared, e.alarm);
      staff_->cleared(e.alarm, e.at + lookahead_);
      break;
    default: break;
  }
}

void Replication::take(const people::StaffEvent& e) {
  using enum people::StaffEvent::Kind;
  switch (e.kind) {
    case acknowledged:
      send(e.at, hospital_->devices[staff_->handset(e.nurse)].acknowledge, e.alarm);
      break;
    case arrived:
      mark(e.alarm, flow::AlarmStage::bedside, e.at);
      if (alarms_[e.alarm].nurse == flow::kNone) alarms_[e.alarm].nurse = e.nurse;
      break;
    case attended: sim_.spawn_at(e.at + lookahead_, attend_later(*patients_, e.bed)); break;
    default: break;
  }
}

/// At a gateway that takes alarms itself: nobody else hears of it.
void Replication::arrive_locally(const flow::Frame& f, platform::AlarmManager& manager) {
  const platform::Meaning meaning = meaning_[f.source];
  if (meaning == platform::Meaning::alarm) mark(f.alarm, flow::AlarmStage::gateway, f.at);
  if (meaning != platform::Meaning::none && alarms_[f.alarm].audible)
    return manager.receive(f, alarms_[f.alarm]);
  const flow::Source& source = hospital_->sources[f.source];
  own_.delivered(source.flow, f.created, f.at, source.payload_bytes);
}

void Replication::arrive(const flow::Frame& f, topology::NodeIndex server) {
  if (const auto local = local_managers_.find(server); local != local_managers_.end())
    return arrive_locally(f, local->second);
  const platform::Meaning meaning = meaning_[f.source];
  if (options_.recorder) record(f, meaning);
  if (options_.tap) options_.tap->arrived(f, alarms_);
  if (meaning == platform::Meaning::alarm) mark(f.alarm, flow::AlarmStage::gateway, f.at);
  ++delivered_;
  log_.arrived(f);
  locate(f);
  if (manager_ && server == hospital_->alarm_node && meaning != platform::Meaning::none &&
      alarms_[f.alarm].audible)
    manager_->receive(f, alarms_[f.alarm]);
  else
    servers_[server]->receive(f);
}

void Replication::record(const flow::Frame& f, platform::Meaning meaning) {
  using enum platform::Meaning;
  Recorder& r = *options_.recorder;
  r.arrived(f, f.at);
  if (meaning == none || !alarms_[f.alarm].audible) return;
  if (meaning == alarm) return r.alarm(f.at, alarms_[f.alarm], f.alarm);
  r.told(meaning == cleared ? recording::Kind::cleared : recording::Kind::acknowledged, f.at,
         f.created, hospital_->sources[f.source].device, f.alarm);
}

void Replication::locate(const flow::Frame& f) {
  for (rtls::Locator& l : locators_) l.hear(hospital_->sources[f.source].device, f.created, f.at);
}

// What radios drew decides how long the batteries at the beds still last.
void Replication::measure_batteries(Time at) {
  if (!patients_) return;
  for (const BatteryBook::Drain& d : batteries_.measure(radios(), at))
    sim_.spawn_at(at + lookahead_, drain_later(*patients_, d));
}

// Handsets are where the nurses on duty are.
void Replication::carry_handsets() {
  constexpr double kHeld = 1;  // m above the floor
  for (flow::NurseIndex n = 0; n < staff_->nurses(); ++n) {
    const std::uint32_t station = hospital_->devices[staff_->handset(n)].station;
    if (station == flow::kNone || !staff_->on_duty(n, next_look_)) continue;
    Position at = staff_->place(n, next_look_).at;
    at.z += kHeld;
    radio_->walk(next_look_, station, at);
  }
  next_look_ += hospital_->wifi->roaming.look;
}

bool Replication::silenced(flow::DeviceIndex device, Time at) const {
  if (silences_.empty()) return false;
  return std::ranges::any_of(silences_[device], [at](const DeviceOutages::Silence& s) {
    return at >= s.at && at < s.until;
  });
}

// Without the messages of devices that an attack stopped or that are in quarantine.
std::span<const flow::Frame> Replication::heard(std::span<const flow::Frame> frames) {
  if (silences_.empty()) return frames;
  heard_.clear();
  for (const flow::Frame& f : frames) {
    const flow::Source& source = hospital_->sources[f.source];
    if (silenced(source.device, f.at))
      own_.lost(source, f, flow::LossCause::not_attempted, f.alarm);
    else
      heard_.push_back(f);
  }
  return heard_;
}

// A push reached its handset; it rings one lookahead later.
void Replication::ring(const flow::Frame& f) {
  const flow::DeviceIndex handset = hospital_->sources[f.source].device;
  if (f.alarm == flow::kNone || silenced(handset, f.at)) return;
  if (options_.recorder)
    options_.recorder->told(recording::Kind::rung, f.at, f.at, handset, f.alarm);
  mark(f.alarm, flow::AlarmStage::handset, f.at);
  staff_->ring(bed_alarm(f.alarm), handset, levels_[f.sequence], f.at + lookahead_);
}

void Replication::push(const flow::Push& p, topology::NodeIndex from) {
  const compiler::Device& handset = hospital_->devices[p.handset];
  alarms_[p.alarm].escalations = std::max(alarms_[p.alarm].escalations, p.level);
  const flow::Source& source = hospital_->sources[handset.push];
  if (p.alarm >= pushed_.size()) pushed_.resize(p.alarm + 1);
  pushed_[p.alarm] = 1;
  const auto sequence = static_cast<std::uint32_t>(levels_.size());  // over all managers
  levels_.push_back(p.level);
  if (from != hospital_->alarm_node) backbone_->set_origin(handset.push, sequence, from);
  own_.generated(source.flow, p.at);
  flow::Frame f;
  f.at = p.at + lookahead_;
  f.created = p.at;
  f.source = handset.push;
  f.sequence = sequence;
  f.alarm = p.alarm;
  if (handset.link == devices::Link::wifi)
    f.entry = radio_->last_access_point_of(handset.station, p.at);
  else if (const std::uint32_t entry = cells_.entry_of(p.handset); entry != flow::kNone)
    f.entry = entry;
  else
    f.entry = handset.access;
  to_backbone_.push_back(f);
}

// A monitor that is heard no more is a technical alarm of its bed.
void Replication::silence(const platform::AlarmManager::Silence& s) {
  if (s.silent) technical_alarm(s.device, s.at);
}

void Replication::technical_alarm(flow::DeviceIndex device, Time at) {
  const compiler::Device& d = hospital_->devices[device];
  if (d.bed == flow::kNone) return;
  const flow::PatientIndex patient = patient_in(d.bed, at);
  if (patient == flow::kNone) return;
  flow::Alarm a;
  a.onset = at;
  a.at[static_cast<std::size_t>(flow::AlarmStage::detected)] = at;
  a.device = device;
  a.bed = d.bed;
  a.patient = patient;
  a.priority = flow::AlarmPriority::medium;
  a.kind = flow::AlarmKind::technical;
  a.real = true;
  alarms_.push_back(a);
  const auto index = static_cast<flow::AlarmIndex>(alarms_.size() - 1);
  manager_->raise(at + lookahead_, index, a);
  staff_->show(bed_alarm(index), at + lookahead_);
}

}  // namespace wardtwin::run
