#include "scenarios/run/replication.h"

#include <algorithm>
#include <set>
#include <utility>

#include "scenarios/run/flow_replication.h"
#include "scenarios/run/message_results.h"

namespace wardtwin::run {
namespace {

constexpr Time kSamplePeriod = 1min;

kernel::Process answer_later(kernel::Simulation& sim, ServiceAlarms& alarms,
                             people::Patients& patients, std::uint32_t flow) {
  alarms.answer(patients, flow, sim.now());
  co_return;
}

std::vector<platform::Meaning> meanings(const compiler::Hospital& h) {
  std::vector<platform::Meaning> meaning(h.sources.size(), platform::Meaning::none);
  for (const compiler::Device& d : h.devices) {
    if (d.alarm != flow::kNone) meaning[d.alarm] = platform::Meaning::alarm;
    if (d.cleared != flow::kNone) meaning[d.cleared] = platform::Meaning::cleared;
    if (d.acknowledge != flow::kNone) meaning[d.acknowledge] = platform::Meaning::acknowledgement;
  }
  return meaning;
}

}  // namespace

Replication::Replication(const compiler::Hospital& hospital, const ReplicationOptions& options)
    : hospital_(&hospital),
      device_outages_(device_outages(hospital, options.seed)),
      options_(options),
      lookahead_(hospital.clock.lookahead),
      log_(message_places(hospital)),
      cells_(hospital, options.seed, options.threads),
      meaning_(meanings(hospital)),
      blind_(hospital),
      batteries_(hospital),
      coexistence_(hospital, options.seed),
      own_(hospital.flows.size(), hospital.header.warm_up) {
  const Seed seed = options.seed;
  const Time warm_up = hospital.header.warm_up;
  for (const rtls::LocatorSetup& l : hospital.locators)
    locators_.emplace_back(l, hospital.building, seed, warm_up);
  plan();
  if (!hospital.bench) {
    patients_setup_ = hospital.patients;
    patients_setup_.seed = seed;
    patient_of_.assign(patients_setup_.beds.size(), flow::kNone);
    patients_.emplace(patients_setup_, sim_, alarms_);
    pathways_setup_ = hospital.pathways;
    pathways_setup_.seed = seed;
    if (!pathways_setup_.empty()) flow_.emplace(pathways_setup_, sim_, &*patients_);
    if (flow_ && tells_patients(hospital, seed)) flow_->keep_log(&patient_log_.emplace(warm_up));
    staff_.emplace(sim_, hospital.staff, seed);
    observations_setup_ = hospital.observations;
    observations_setup_.seed = seed;
    if (observations_setup_.any())
      observations_.emplace(observations_setup_, sim_, *patients_, *staff_);
    if (std::ranges::count(hospital.record, compiler::Recording::moves)) staff_->note_steps();
    manager_.emplace(manager_setup(), seed);
    for (flow::Assignment& a : staff_->assignments(hospital.end())) manager_->assign(std::move(a));
    build_local_managers();
  }
  if (hospital.wifi) radio_.emplace(hospital, seed, options.threads);
  if (!hospital.wired.empty())
    wired_.emplace(hospital.sources, hospital.wired, hospital.flows.size(), warm_up, seed);
  if (!hospital.backbone.graph.nodes.empty()) {
    backbone::Setup setup = hospital.backbone;
    setup.seed = seed;
    backbone_.emplace(std::move(setup));
  }
  servers_.resize(hospital.backbone.graph.nodes.size());
  for (const auto& [node, def] : hospital.servers)
    servers_[node].emplace(def, hospital.sources, hospital.flows.size(), warm_up, seed,
                           name_key(hospital.backbone.graph.nodes[node].name));
  for (auto& server : servers_)
    if (server) server->set_log(&log_);
  if (const auto& costs = hospital.backbone.costs; !costs.empty()) {
    std::vector<Time> work;
    for (const protocols::Cost& cost : costs) work.push_back(cost.work);
    for (const auto& [node, def] : hospital.servers) servers_[node]->add_work(work);
  }
  if (!hospital.bulk.empty()) bulk_.emplace(hospital, seed);
  if (std::ranges::any_of(hospital.bulk, [](const auto& b) { return !b.watched.empty(); }))
    service_alarms_.emplace(hospital, seed);
  if (!hospital.code_streams.empty()) {
    code_host_ = code_host(seed);
    code_.emplace(hospital, seed, *code_host_);
  }
  if (radio_)
    for (std::uint32_t s = 0; s < hospital.wifi->stations.size(); ++s) {
      const std::uint32_t at = radio_->access_point_of(s, Time{0});
      blind_.moved(Time{0}, hospital.wifi->device_of[s], at);
      history_.associations.push_back({Time{0}, hospital.wifi->device_of[s], at});
    }
  for (flow::DeviceIndex d = 0; d < hospital.devices.size(); ++d)
    if (const std::uint32_t entry = cells_.entry_of(d); entry != flow::kNone)
      blind_.moved(Time{0}, d, entry);
  if (hospital.bench)  // everything there is watched
    for (flow::DeviceIndex d = 0; d < hospital.devices.size(); ++d)
      blind_.watched(Time{0}, d, true);
  plan_silences();
  plan_forgeries();
  plan_infections();
  follow_faults();
  if (radio_ && staff_ && hospital.wifi->roaming.walking) next_look_ = hospital.wifi->roaming.look;
}

platform::AlarmManager::Setup Replication::manager_setup() {
  const compiler::Hospital& h = *hospital_;
  return {h.alarm_manager.rules, h.alarm_manager.service, h.sources,        meaning_,
          h.flows.size(),        h.devices.size(),        h.header.warm_up, &log_};
}

// Each knows who answers for the beds whose devices may come to its gateway.
void Replication::build_local_managers() {
  const backbone::Setup& b = hospital_->backbone;
  for (std::uint32_t g = 0; g < b.gateways.size(); ++g) {
    if (!b.gateways[g].def.local_alarms) continue;
    std::set<flow::BedIndex> beds;
    for (const compiler::Device& d : hospital_->devices)
      if (d.bed != flow::kNone && d.gateway != flow::kNone &&
          (d.gateway == g || b.gateways[d.gateway].standby == g))
        beds.insert(d.bed);
    auto& manager = local_managers_.try_emplace(b.gateways[g].node, manager_setup(), options_.seed)
                        .first->second;
    for (flow::Assignment& a : staff_->assignments(hospital_->end()))
      if (beds.contains(a.bed)) manager.assign(std::move(a));
  }
}

results::Replication Replication::run() {
  const Time end = hospital_->end(), warm_up = hospital_->header.warm_up;
  run_to(warm_up);
  // A fiftieth of the run at a time, so that progress is told and a stop is heard.
  const Time from = std::max(warm_up, now_);
  for (int part = 1; part <= 50; ++part) {
    run_to(from + (end - from) * part / 50);
    if (options_.on_progress && !options_.on_progress(now_)) throw Stopped{};
  }
  return finish();
}

void Replication::run_to(Time to) {
  const Time warm_up = hospital_->header.warm_up;
  if (!warm_ && to >= warm_up) {
    advance(now_, warm_up);
    sim_.run_until(warm_up);
    end_warm_up();
    warm_ = true;
    now_ = warm_up;
  }
  if (to <= now_) return;
  advance(now_, to);
  now_ = to;
}

results::Replication Replication::so_far() {
  compiler::Hospital cut = *hospital_;
  cut.header.duration = now_ - cut.header.warm_up;
  hospital_ = &cut;
  results::Replication out = finish();
  std::erase_if(out.faults, [this](const results::Fault& f) { return f.at >= now_; });
  return out;
}

results::Replication Replication::finish() {
  const Time end = hospital_->end();
  while (next_sample_ <= end) sample(next_sample_);
  if (radio_) radio_->finish(end);
  if (staff_) {
    sim_.run_until(end);
    staff_->settle();
  }
  for (auto& s : servers_)
    if (s) s->run(end);
  if (bulk_) bulk_->run(end);
  results::Replication out;
  collect(out);
  return out;
}

void Replication::advance(Time from, Time to) {
  kernel::for_each_window(
      from, to, [this] { return next_event(); },
      [&](Time begin) {
        while (next_look_ <= begin) carry_handsets();
        while (coexistence_.next() <= begin)
          coexistence_.exchange(radio_ ? &*radio_ : nullptr, cells_);
        while (next_sample_ <= begin) sample(next_sample_);
        if (change_at_ <= begin) post(begin + 1ns);
        return window(reach(begin, to));
      });
}

// How far a window may go that begins at `from`: an arrow back costs at least one lookahead from its
// cause, so up to a window's width (no more than that) past the first instant at which there may be
// a cause. What people cause shows as they go, in people().
Time Replication::reach(Time from, Time to) {
  const compiler::ClockDef& clock = hospital_->clock;
  const Time cause = std::max(from, next_cause(from));
  const Time bounded = cause < to ? cause + clock.window : to;
  const Time free = std::min({to, next_sample_, change_at_, coexistence_.next(), next_look_,
                              from + std::max(clock.window, clock.longest_window), bounded});
  return options_.tap ? std::min({free, from + lookahead_, options_.tap->reach(from)}) : free;
}

// One window, in the order in which data travels, exact downstream. Returns where it ends, at `until`
// or before.
Time Replication::window(Time until) {
  post(until);
  until = people(until);
  code(until);
  devices_and_radio(until);
  infrastructure(until);
  backbone(until);
  platform(until);
  feedback();
  if (options_.recorder) options_.recorder->flush(until);
  if (options_.tap) {
    options_.tap->end_window(until);
    for (const flow::DeviceIndex d : options_.tap->take_unheard()) technical_alarm(d, until);
  }
  return until;
}

Time Replication::people(Time until) {
  if (!patients_) return until;
  bool acted = false;
  until = sim_.run_until(until, [&](Time bound) {
    if (acted || (patients_->events().empty() && !staff_->has_events())) return bound;
    acted = true;
    return std::min(bound, sim_.now() + hospital_->clock.window);
  });
  for (const flow::BedEvent& e : std::exchange(moves_, {}))
    patient_of_[e.bed] = e.kind == flow::BedEvent::Kind::admitted ? e.patient : flow::kNone;
  for (const flow::BedEvent& e : patients_->events()) take(e);
  patients_->clear_events();
  for (const people::StaffEvent& e : staff_->take_events()) take(e);
  return until;
}

void Replication::code(Time until) {
  if (code_)
    code_->run(until, [this](Time at, flow::SourceIndex source) { send(at, source, flow::kNone); });
}

void Replication::devices_and_radio(Time until) {
  if (wired_) {
    wired_->add(to_wired_);
    wired_->run(until);
  }
  to_wired_.clear();
  if (radio_) {
    radio_->add(to_radio_);
    radio_->run(until);
  }
  to_radio_.clear();
  cells_.run(until);
}

void Replication::infrastructure(Time until) {
  if (!bulk_) return;
  bulk_->run(until);
  const auto changes = bulk_->take_changes();
  backbone_->add_capacity(changes);
  for (const BulkFlows::Answer& a : bulk_->take_answers())
    sim_.spawn_at(a.at + lookahead_, answer_later(sim_, *service_alarms_, *patients_, a.flow));
}

void Replication::backbone(Time until) {
  const auto take = [this](std::span<const flow::Frame> frames) {
    for (const flow::Frame& f : frames)
      if (f.alarm != flow::kNone && meaning_[f.source] == platform::Meaning::alarm)
        mark(f.alarm, flow::AlarmStage::radio, f.at);
    frames = heard(frames);
    if (options_.tap) options_.tap->frames(frames, alarms_);
    if (options_.recorder)
      for (const flow::Frame& f : frames) options_.recorder->heard(f);
    for (const flow::Frame& f : frames) log_.heard(f);
    if (backbone_) {
      backbone_->add(frames);
      return;
    }
    delivered_ += frames.size();
    for (const flow::Frame& f : frames) {
      log_.delivered(hospital_->sources[f.source], f, f.at);
      locate(f);
    }
  };
  if (radio_)
    for (const auto& frames : radio_->received()) take(frames);
  for (const auto& frames : cells_.received()) take(frames);
  if (!backbone_) return;
  if (wired_) take(wired_->frames());
  backbone_->add(to_backbone_);
  to_backbone_.clear();
  backbone_->run(until);
}

void Replication::platform(Time until) {
  if (backbone_) {
    const backbone::Outputs& out = backbone_->out();
    for (std::size_t i = 0; i < out.arrivals.size(); ++i) {
      if (i + 8 < out.arrivals.size()) __builtin_prefetch(&meaning_[out.arrivals[i + 8].source]);
      toggle_servers(out.arrivals[i].at);
      arrive(out.arrivals[i], out.servers[i]);
    }
    toggle_servers(until);
  }
  take_links();
  blind_.advance(until);
  if (manager_) manager_->run(until);
  for (auto& [node, manager] : local_managers_) manager.run(until);
}

void Replication::take_links() {
  auto tell = [this](const flow::LinkChange& c) {
    if (options_.tap) options_.tap->link(c);
    blind_.radio(c.at, c.device, c.connected);
    if (manager_ && hospital_->devices[c.device].monitors) manager_->watch(c);
    if (c.at >= hospital_->header.warm_up) link_changes_.push_back(c);
  };
  if (radio_)
    for (const flow::LinkChange& c : radio_->links()) {
      const std::uint32_t station = hospital_->devices[c.device].station;
      const std::uint32_t now_at = radio_->access_point_of(station, c.at);
      blind_.moved(c.at, c.device, now_at);
      history_.associations.push_back({c.at, c.device, c.connected ? now_at : flow::kNone});
      tell(c);
    }
  for (const flow::LinkChange& c : cells_.links()) {
    if (c.connected) blind_.moved(c.at, c.device, cells_.entry_of(c.device));
    tell(c);
  }
  if (!backbone_) return;
  for (const flow::LinkChange& c : backbone_->out().links) tell(c);
  // who watches sits at the alarm manager; that the records cannot be reached blinds nobody
  for (const backbone::PathChange& p : backbone_->out().paths)
    if (p.server == backbone::kItself)
      blind_.local(p.at, p.entry, p.gateway, p.connected);
    else if (hospital_->bench || p.server == hospital_->alarm_node)
      blind_.path(p.at, p.entry, p.gateway, p.connected);
  for (const flow::LinkChange& s : backbone_->out().sessions) {
    if (options_.tap) options_.tap->session(s);
    blind_.session(s.at, s.device, s.connected);
  }
}

// The arrows that point back: pushes to handsets, deliveries to cells, rings, silent devices.
void Replication::feedback() {
  const auto ends = [this](std::span<const flow::Frame> frames) {
    for (const flow::Frame& f : frames) log_.delivered(hospital_->sources[f.source], f, f.at);
  };
  if (radio_) ends(radio_->delivered());
  ends(cells_.delivered());
  if (!backbone_) return;
  for (flow::Command c : backbone_->out().deliveries) {
    c.at += lookahead_;
    command(c);
  }
  if (!manager_) return;
  if (radio_)
    for (const flow::Frame& f : radio_->delivered()) ring(f);
  for (const flow::Frame& f : cells_.delivered()) ring(f);
  const auto take = [this](platform::AlarmManager& manager, topology::NodeIndex node) {
    for (const flow::StageTime& s : manager.take_stages()) mark(s.alarm, s.stage, s.at);
    for (const flow::Push& p : manager.take_pushes()) push(p, node);
  };
  take(*manager_, hospital_->alarm_node);
  for (auto& [node, manager] : local_managers_) take(manager, node);
  for (const auto& s : manager_->take_silences()) silence(s);
}

Time Replication::next_event() const {
  Time next = next_planned();
  if (patients_) next = std::min(next, sim_.next_event());
  if (radio_) next = std::min(next, radio_->next_event());
  next = std::min(next, cells_.next_event());
  for (const flow::Command& c : to_radio_) next = std::min(next, c.at);
  for (const flow::Command& c : to_wired_) next = std::min(next, c.at);
  for (const flow::Frame& f : to_backbone_) next = std::min(next, f.at);
  if (wired_) next = std::min(next, wired_->next_event());
  if (backbone_) next = std::min(next, backbone_->next_event());
  if (manager_) next = std::min(next, manager_->next_event());
  if (code_) next = std::min(next, code_->next_event());
  if (service_alarms_) next = std::min(next, bulk_->next_answer(Time{0}));
  for (const auto& [node, manager] : local_managers_) next = std::min(next, manager.next_event());
  return next;
}

// Before this instant nothing acts back, unless people do something. What carries no alarm never
// does: it ends at a server.
Time Replication::next_cause(Time now) {
  Time next = next_planned();
  if (service_alarms_) next = std::min(next, bulk_->next_answer(now));
  for (const flow::Command& c : to_radio_) next = std::min(next, c.at);
  for (const flow::Command& c : to_wired_) next = std::min(next, c.at);
  for (const flow::Frame& f : to_backbone_) next = std::min(next, f.at);
  if (wired_ && wired_->has_commands()) next = now;
  if (manager_) next = std::min({next, manager_->next_event(), cells_.next_event()});
  for (const auto& [node, manager] : local_managers_) next = std::min(next, manager.next_event());
  if (backbone_) next = std::min(next, backbone_->next_cause(now));
  if (radio_) next = std::min(next, radio_->next_cause(now));
  return next;
}

}  // namespace wardtwin::run
