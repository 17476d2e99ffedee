#include <algorithm>
#include <tuple>

#include "scenarios/compiler/building.h"
#include "scenarios/run/diversion.h"
#include "scenarios/run/fault_plan.h"
#include "scenarios/run/replication.h"
#include "scenarios/run/rollouts.h"
#include "sim/base/error.h"

// What happens to the hospital from outside, written and random: parts that fail, get worse and come
// back, and what changes for its people. It stands in one agenda and is handed to the stages when
// its time comes, so that what has not happened yet may still be changed.
namespace wardtwin::run {
namespace {

/// False alarms of one device come at random while it is in an attacker's hands.
kernel::Process forge_alarms(kernel::Simulation& sim, people::Patients& patients,
                             DeviceOutages::Forgery f, flow::BedIndex bed, Stream random,
                             Time counted_from, std::uint64_t& count) {
  constexpr Time kLongest = 10min;  // until somebody sees by himself that nothing is wrong
  for (;;) {
    co_await sim.delay(from_seconds(3600 / f.per_hour * standard_exponential(random)));
    if (sim.now() >= f.until) co_return;
    const auto alarm = patients.forge(bed, f.device, kLongest, random);
    if (alarm != flow::kNone && sim.now() >= counted_from) ++count;
  }
}

}  // namespace

void Replication::plan() {
  faults_ = fault_plan(*hospital_, options_.seed, device_outages_.outages);
  troubles_ = troubles(*hospital_);
  hand_overs_ = hand_overs(*hospital_);
  agenda_.clear();
  const auto add = [this](Time at, Planned::Kind kind, std::size_t index) {
    agenda_.push_back({at, kind, static_cast<std::uint32_t>(index)});
  };
  for (std::size_t i = 0; i < faults_.size(); ++i) {
    const bool doors = faults_[i].shut != nullptr;
    add(faults_[i].at, doors ? Planned::Kind::doors : Planned::Kind::down, i);
    if (faults_[i].until < hospital_->end())
      add(faults_[i].until, doors ? Planned::Kind::doors : Planned::Kind::up, i);
  }
  for (std::size_t i = 0; i < troubles_.size(); ++i)
    add(troubles_[i].at, Planned::Kind::trouble, i);
  for (std::size_t i = 0; i < hand_overs_.size(); ++i)
    add(hand_overs_[i].at, Planned::Kind::hand_over, i);
  for (std::size_t i = 0; i < hospital_->changes.size(); ++i)
    add(hospital_->changes[i].at, Planned::Kind::change, i);
  std::ranges::stable_sort(agenda_, {}, &Planned::at);
  next_planned_ = static_cast<std::size_t>(
      std::ranges::lower_bound(agenda_, now_, {}, &Planned::at) - agenda_.begin());
  look_for_change();
}

// Devices that attacks and wear put out of service: no future changes them.
void Replication::plan_silences() {
  if (!device_outages_.silences.empty()) silences_.resize(hospital_->devices.size());
  for (const DeviceOutages::Silence& s : device_outages_.silences) {
    silences_[s.device].push_back(s);
    blind_.out_of_service(s.at, s.device, true);
    if (s.until < hospital_->end()) blind_.out_of_service(s.until, s.device, false);
  }
}

void Replication::plan_forgeries() {
  for (const DeviceOutages::Forgery& f : device_outages_.forgeries) {
    const compiler::Device& d = hospital_->devices[f.device];
    if (d.bed == flow::kNone || !patients_) continue;
    forgeries_[f.device].push_back(f);
    if (f.per_hour > 0)
      sim_.spawn_at(f.at, forge_alarms(sim_, *patients_, f, d.bed,
                                       Stream(options_.seed, name_key("forged/" + d.name),
                                              Purpose::technical_alarm),
                                       hospital_->header.warm_up, forged_));
  }
}

// What the series of infected hosts counts.
void Replication::plan_infections() {
  for (const faults::Span& s : device_outages_.infections) {
    infected_.push_back(s.at);
    cleaned_.push_back(s.until);
  }
  std::ranges::sort(infected_);
  std::ranges::sort(cleaned_);
}

/// Does the device keep this true alarm to itself? Then nothing of it leaves the bed.
bool Replication::hides(const flow::BedEvent& e) {
  const auto forged = forgeries_.find(e.device);
  if (forged == forgeries_.end() || !alarms_[e.alarm].real) return false;
  for (const DeviceOutages::Forgery& f : forged->second) {
    if (e.at < f.at || e.at >= f.until) continue;
    Stream lot(options_.seed, mix(name_key("hidden"), e.alarm), Purpose::technical_alarm);
    if (lot.uniform() >= f.hides) continue;
    masked_ += alarms_[e.alarm].audible && alarms_[e.alarm].onset >= hospital_->header.warm_up;
    lost_alarms_.try_emplace({e.alarm, false}, flow::LossCause::not_attempted);
    return true;
  }
  return false;
}

// What follows from all faults of the run, those to come as well: it is done anew where a future has
// others.
void Replication::follow_faults() {
  rollouts_ = rollouts(*hospital_, options_.seed, faults_);
  if (!staff_) return;
  patients_setup_.diversions = diversions(*hospital_, faults_, device_outages_.log);
  std::vector<people::StaffSetup::Spell> on_paper;
  for (const compiler::Fault& f : faults_)
    if (f.what == hospital_->records_on) on_paper.push_back({f.at, f.until});
  staff_->write_on_paper(std::move(on_paper));
}

// Nothing else needs a window to end where it happens: people and links are other from then on.
void Replication::look_for_change() {
  const auto next =
      std::find_if(agenda_.begin() + static_cast<std::ptrdiff_t>(next_planned_), agenda_.end(),
                   [](const Planned& p) {
                     return p.kind == Planned::Kind::change || p.kind == Planned::Kind::doors;
                   });
  change_at_ = next == agenda_.end() ? kNever : next->at;
}

// Equal until now, other from now on.
void Replication::become(const compiler::Hospital& future) {
  const std::vector<compiler::Fault> before = std::exchange(faults_, {});
  hospital_ = &future;
  plan();
  follow_faults();
  auto begun = [this](const std::vector<compiler::Fault>& faults) {
    return std::ranges::count_if(faults, [this](const auto& f) { return f.at < now_; });
  };
  WARDTWIN_ASSERT(begun(before) == begun(faults_), "a future changes nothing that has been");
}

/// Hands on what happens before `until`.
void Replication::post(Time until) {
  const bool changes = change_at_ < until;
  for (; next_planned_ < agenda_.size() && agenda_[next_planned_].at < until; ++next_planned_) {
    const Planned& p = agenda_[next_planned_];
    switch (p.kind) {
      case Planned::Kind::down:
      case Planned::Kind::up: {
        const compiler::Fault& f = faults_[p.index];
        const bool up = p.kind == Planned::Kind::up;
        f.moves ? move(f, p.at, up) : fail(f.part, p.at, up);
        if (bulk_) bulk_->fault(f.part, p.at, up);
        break;
      }
      case Planned::Kind::trouble: backbone_->add_troubles({&troubles_[p.index], 1}); break;
      case Planned::Kind::hand_over: backbone_->add_hand_overs({&hand_overs_[p.index], 1}); break;
      case Planned::Kind::change: change(hospital_->changes[p.index]); break;
      case Planned::Kind::doors: move_doors(p.at); break;
    }
  }
  if (changes) look_for_change();
}

void Replication::change(const compiler::Change& c) {
  sim_.run_until(c.at);
  switch (c.kind) {
    case compiler::Change::Kind::arrivals: patients_->scale_arrivals(c.unit, c.factor); break;
    case compiler::Change::Kind::closed: patients_->close(c.unit, c.until); break;
    case compiler::Change::Kind::nurses:
      staff_->limit(c.unit, c.count);
      for (flow::Assignment& a : staff_->assignments(hospital_->end()))
        manager_->assign(std::move(a));
      break;
  }
}

void Replication::fail(const compiler::Part& part, Time at, bool up) {
  using enum compiler::Part::Kind;
  auto in_backbone = [&](backbone::Part::Kind kind, std::uint32_t index) {
    const backbone::Fault fault{at, {kind, index}, up};
    if (backbone_) backbone_->add_faults({&fault, 1});
  };
  auto access_point_at = [&](std::uint32_t ap) {
    radio_->access_point(at, ap, up);
    blind_.access_point(at, ap, radio_->on_air(ap));
  };
  auto gateway_radio_at = [&](const compiler::GatewayRadio& r) {
    cells_.gateway_radio(at, r.entry, up);
    blind_.access_point(at, r.entry, up);
  };
  bool manager = part.kind == alarm_manager;
  switch (part.kind) {
    case access_point:
      access_point_at(part.index);
      if (backbone_) in_backbone(backbone::Part::Kind::node, hospital_->wifi->nodes[part.index]);
      break;
    case gateway_radio:
      gateway_radio_at(hospital_->gateway_radios[part.index]);
      in_backbone(backbone::Part::Kind::node, hospital_->gateway_radios[part.index].node);
      break;
    case gateway: {
      const topology::NodeIndex node = hospital_->backbone.gateways[part.index].node;
      in_backbone(backbone::Part::Kind::node, node);
      if (const auto local = local_managers_.find(node); local != local_managers_.end())
        up ? local->second.up(at) : local->second.down(at);
      break;
    }
    case switch_: in_backbone(backbone::Part::Kind::node, part.index); break;
    case server:
      in_backbone(backbone::Part::Kind::node, part.index);
      toggles_.push_back({at, part.index, up});
      manager = part.index == hospital_->alarm_node;
      break;
    case link: in_backbone(backbone::Part::Kind::link, part.index); break;
    case alarm_manager:
      if (!local_managers_.empty()) in_backbone(backbone::Part::Kind::alarm_service, 0);
      break;
    case power: break;  // the plan says what it takes down
    case doors: break;  // they move, and nothing is down
    case wifi_controller:
      if (hospital_->wifi->controller.switching == wifi::Switching::local)
        radio_->wlan_controller(at, up);
      else
        for (std::uint32_t ap = 0; ap < hospital_->wifi->names.size(); ++ap) access_point_at(ap);
      break;
  }
  if (manager && manager_) up ? manager_->up(at) : manager_->down(at);
}

// Where several shut one door, the densest of what they are made of counts.
void Replication::move_doors(Time at) {
  const auto place = [](const flow::Wall& w) { return std::tie(w.floor, w.x0, w.y0, w.x1, w.y1); };
  std::vector<flow::Wall> shut;
  for (const compiler::Fault& f : faults_) {
    if (!f.shut || at < f.at || at >= f.until) continue;
    for (const flow::Wall& door : *f.shut) {
      const auto same = std::ranges::find_if(
          shut, [&](const flow::Wall& other) { return place(other) == place(door); });
      if (same == shut.end())
        shut.push_back(door);
      else
        same->material = compiler::denser(same->material, door.material);
    }
  }
  if (radio_) radio_->shut(at, shut);
  cells_.shut(at, shut);
}

/// An access point goes over to its other channel.
void Replication::move(const compiler::Fault& f, Time at, bool arrives) {
  arrives ? radio_->arrives(at, f.part.index) : radio_->leaves(at, f.part.index, f.until);
  blind_.access_point(at, f.part.index, radio_->on_air(f.part.index));
}

void Replication::toggle_servers(Time until) {
  for (; next_toggle_ < toggles_.size() && toggles_[next_toggle_].at < until; ++next_toggle_) {
    const Toggle& t = toggles_[next_toggle_];
    t.up ? servers_[t.server]->up(t.at) : servers_[t.server]->down(t.at);
  }
}

}  // namespace wardtwin::run
