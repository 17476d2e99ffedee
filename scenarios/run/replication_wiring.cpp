#include <algorithm>

#include "scenarios/run/replication.h"

// How what one stage says becomes what the next one hears.
namespace wardtwin::run {
namespace {

kernel::Process attend_later(people::Patients& patients, flow::BedIndex bed) {
  patients.attend(bed);
  co_return;
}

}  // namespace

void Replication::command(const flow::Command& c) {
  const compiler::Device& d = hospital_.devices[hospital_.sources[c.target].device];
  (d.link == devices::Link::wifi ? to_radio_ : to_wired_).push_back(c);
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

people::BedAlarm Replication::bed_alarm(flow::AlarmIndex alarm) const {
  const flow::Alarm& a = alarms_[alarm];
  return {alarm, a.bed, a.priority, a.kind, a.real};
}

void Replication::take(const flow::BedEvent& e) {
  using enum flow::BedEvent::Kind;
  switch (e.kind) {
    case admitted: history_.bed_changes.push_back({e.at, e.bed, e.patient}); break;
    case discharged: history_.bed_changes.push_back({e.at, e.bed, flow::kNone}); break;
    case device_on:
    case device_off: {
      const compiler::Device& d = hospital_.devices[e.device];
      for (const flow::SourceIndex s : d.while_running) {
        flow::Command c;
        c.at = e.at;
        c.kind = e.kind == device_on ? flow::Command::Kind::start_source
                                     : flow::Command::Kind::stop_source;
        c.target = s;
        command(c);
      }
      blind_.watched(e.at, e.device, e.kind == device_on);
      break;
    }
    case alarm_on:
      mark(e.alarm, flow::AlarmStage::device, e.at);
      send(e.at, hospital_.devices[e.device].alarm, e.alarm);
      if (alarms_[e.alarm].audible) staff_->show(bed_alarm(e.alarm), e.at + lookahead_);
      break;
    case alarm_off:
      if (!alarms_[e.alarm].audible) break;
      send(e.at, hospital_.devices[e.device].cleared, e.alarm);
      staff_->cleared(e.alarm, e.at + lookahead_);
      break;
    default: break;
  }
}

void Replication::take(const people::StaffEvent& e) {
  using enum people::StaffEvent::Kind;
  switch (e.kind) {
    case acknowledged:
      send(e.at, hospital_.devices[staff_->handset(e.nurse)].acknowledge, e.alarm);
      break;
    case arrived:
      mark(e.alarm, flow::AlarmStage::bedside, e.at);
      if (alarms_[e.alarm].nurse == flow::kNone) alarms_[e.alarm].nurse = e.nurse;
      break;
    case attended: sim_.spawn_at(e.at + lookahead_, attend_later(*patients_, e.bed)); break;
    default: break;
  }
}

void Replication::arrive(const flow::Frame& f, topology::NodeIndex server) {
  const platform::Meaning meaning = meaning_[f.source];
  if (meaning == platform::Meaning::alarm) mark(f.alarm, flow::AlarmStage::gateway, f.at);
  ++delivered_;
  if (manager_ && server == hospital_.alarm_node && meaning != platform::Meaning::none &&
      alarms_[f.alarm].audible)
    manager_->receive(f, alarms_[f.alarm]);
  else
    servers_[server]->receive(f);
}

// A push reached its handset; it rings one lookahead later.
void Replication::ring(const flow::Frame& f) {
  const flow::DeviceIndex handset = hospital_.sources[f.source].device;
  if (f.alarm == flow::kNone) return;
  mark(f.alarm, flow::AlarmStage::handset, f.at);
  staff_->ring(bed_alarm(f.alarm), handset, manager_->level(f.alarm), f.at + lookahead_);
}

void Replication::push(const flow::Push& p) {
  const compiler::Device& handset = hospital_.devices[p.handset];
  alarms_[p.alarm].escalations = std::max(alarms_[p.alarm].escalations, p.level);
  const flow::Source& source = hospital_.sources[handset.push];
  if (p.alarm >= pushed_.size()) pushed_.resize(p.alarm + 1);
  pushed_[p.alarm] = 1;
  own_.generated(source.flow, p.at);
  flow::Frame f;
  f.at = p.at + lookahead_;
  f.created = p.at;
  f.source = handset.push;
  f.sequence = p.sequence;
  f.alarm = p.alarm;
  f.entry = radio_ && handset.station != flow::kNone ? radio_->access_point_of(handset.station)
                                                     : handset.access;
  if (f.entry == flow::kNone)
    f.entry = last_entry_[handset.station];
  else if (handset.station != flow::kNone)
    last_entry_[handset.station] = f.entry;
  to_backbone_.push_back(f);
}

// A monitor that is heard no more is a technical alarm of its bed.
void Replication::silence(const platform::AlarmManager::Silence& s) {
  const compiler::Device& d = hospital_.devices[s.device];
  if (!s.silent || d.bed == flow::kNone || !patients_->occupied(d.bed)) return;
  flow::Alarm a;
  a.onset = s.at;
  a.at[static_cast<std::size_t>(flow::AlarmStage::detected)] = s.at;
  a.device = s.device;
  a.bed = d.bed;
  a.patient = patients_->patient_in(d.bed);
  a.priority = flow::AlarmPriority::medium;
  a.kind = flow::AlarmKind::technical;
  a.real = true;
  alarms_.push_back(a);
  const auto index = static_cast<flow::AlarmIndex>(alarms_.size() - 1);
  manager_->raise(s.at + lookahead_, index, a);
  staff_->show(bed_alarm(index), s.at + lookahead_);
}

// A fault takes effect in every stage that has a part in it, at its exact time.
void Replication::post_faults() {
  using enum compiler::Part::Kind;
  for (const compiler::Fault& f : hospital_.faults) {
    fail(f.part, f.at, false);
    if (f.until < hospital_.end()) fail(f.part, f.until, true);
    if (bulk_) bulk_->fault(f);
  }
  std::sort(toggles_.begin(), toggles_.end(), [](const Toggle& a, const Toggle& b) {
    return a.at != b.at ? a.at < b.at : a.server < b.server;
  });
}

void Replication::fail(const compiler::Part& part, Time at, bool up) {
  using enum compiler::Part::Kind;
  auto in_backbone = [&](backbone::Part::Kind kind, std::uint32_t index) {
    const backbone::Fault fault{at, {kind, index}, up};
    if (backbone_) backbone_->add_faults({&fault, 1});
  };
  auto access_point_at = [&](std::uint32_t ap) {
    radio_->access_point(at, ap, up);
    blind_.access_point(at, ap, up);
  };
  bool manager = part.kind == alarm_manager;
  switch (part.kind) {
    case access_point:
      access_point_at(part.index);
      if (backbone_) in_backbone(backbone::Part::Kind::node, hospital_.wifi->nodes[part.index]);
      break;
    case gateway:
      in_backbone(backbone::Part::Kind::node, hospital_.backbone.gateways[part.index].node);
      break;
    case switch_:
      in_backbone(backbone::Part::Kind::node, part.index);
      // access points draw their power from the switch
      if (radio_)
        for (std::uint32_t ap = 0; ap < hospital_.wifi->nodes.size(); ++ap)
          if (hospital_.switch_of_access_point[ap] == part.index) access_point_at(ap);
      break;
    case server:
      in_backbone(backbone::Part::Kind::node, part.index);
      toggles_.push_back({at, part.index, up});
      manager = part.index == hospital_.alarm_node;
      break;
    case link: in_backbone(backbone::Part::Kind::link, part.index); break;
    case alarm_manager: break;
  }
  if (manager && manager_) up ? manager_->up(at) : manager_->down(at);
}

void Replication::toggle_servers(Time until) {
  for (; next_toggle_ < toggles_.size() && toggles_[next_toggle_].at < until; ++next_toggle_) {
    const Toggle& t = toggles_[next_toggle_];
    t.up ? servers_[t.server]->up(t.at) : servers_[t.server]->down(t.at);
  }
}

}  // namespace wardtwin::run
