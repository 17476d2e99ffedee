#include "scenarios/run/replication.h"

#include <algorithm>

namespace wardtwin::run {
namespace {

constexpr Time kSamplePeriod = 1min;

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
    : hospital_(hospital),
      options_(options),
      lookahead_(hospital.clock.lookahead),
      meaning_(meanings(hospital)),
      blind_(hospital),
      own_(hospital.flows.size(), hospital.header.warm_up) {
  const Seed seed = options.seed;
  const Time warm_up = hospital.header.warm_up;
  if (!hospital.bench) {
    patients_setup_ = hospital.patients;
    patients_setup_.seed = seed;
    patients_.emplace(patients_setup_, sim_, alarms_);
    staff_.emplace(sim_, hospital.staff, seed);
    if (std::ranges::count(hospital.record, compiler::Recording::moves)) staff_->note_steps();
    manager_.emplace(
        platform::AlarmManager::Setup{hospital.alarm_manager.rules, hospital.alarm_manager.service,
                                      hospital.sources, meaning_, hospital.flows.size(),
                                      hospital.devices.size(), warm_up},
        seed);
    for (flow::Assignment& a : staff_->assignments(hospital.end())) manager_->assign(std::move(a));
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
  if (!hospital.bulk.empty()) bulk_.emplace(hospital, seed);
  if (radio_)
    for (std::uint32_t s = 0; s < hospital.wifi->stations.size(); ++s) {
      last_entry_.push_back(radio_->access_point_of(s));
      blind_.moved(Time{0}, hospital.wifi->device_of[s], radio_->access_point_of(s));
      history_.associations.push_back(
          {Time{0}, hospital.wifi->device_of[s], radio_->access_point_of(s)});
    }
  post_faults();
}

results::Replication Replication::run() {
  const Time end = hospital_.end(), warm_up = hospital_.header.warm_up;
  auto go = [&](Time from, Time to) {
    kernel::for_each_window(
        from, to, hospital_.clock.window, [this] { return next_event(); },
        [this](Time begin, Time until) {
          while (next_sample_ <= begin) sample(next_sample_);
          window(until);
        });
  };
  go(Time{0}, warm_up);
  sim_.run_until(warm_up);
  end_warm_up();
  // A fiftieth of the run at a time, so that progress is told and a stop is heard.
  for (int part = 1; part <= 50; ++part) {
    const Time to = warm_up + (end - warm_up) * part / 50;
    const Time from = warm_up + (end - warm_up) * (part - 1) / 50;
    go(from - from % hospital_.clock.window, part == 50 ? end : to - to % hospital_.clock.window);
    if (options_.on_progress && !options_.on_progress(to)) throw Stopped{};
  }
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

// One window, in the order in which data travels. Downstream is exact; every arrow back costs at
// least one lookahead, which no window exceeds.
void Replication::window(Time until) {
  people(until);
  devices_and_radio(until);
  infrastructure(until);
  backbone(until);
  platform(until);
  feedback();
}

void Replication::people(Time until) {
  if (!patients_) return;
  sim_.run_until(until);
  for (const flow::BedEvent& e : patients_->events()) take(e);
  patients_->clear_events();
  for (const people::StaffEvent& e : staff_->take_events()) take(e);
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
}

void Replication::infrastructure(Time until) {
  if (!bulk_) return;
  bulk_->run(until);
  const auto changes = bulk_->take_changes();
  backbone_->add_capacity(changes);
}

void Replication::backbone(Time until) {
  auto note = [this](std::span<const flow::Frame> frames) {
    for (const flow::Frame& f : frames)
      if (f.alarm != flow::kNone && meaning_[f.source] == platform::Meaning::alarm)
        mark(f.alarm, flow::AlarmStage::radio, f.at);
  };
  if (!backbone_) {
    if (radio_)
      for (const auto& frames : radio_->received()) delivered_ += frames.size();
    return;
  }
  if (radio_)
    for (const auto& frames : radio_->received()) {
      note(frames);
      backbone_->add(frames);
    }
  if (wired_) {
    note(wired_->frames());
    backbone_->add(wired_->frames());
  }
  backbone_->add(to_backbone_);
  to_backbone_.clear();
  backbone_->run(until);
}

void Replication::platform(Time until) {
  if (!backbone_) return;
  const backbone::Outputs& out = backbone_->out();
  for (std::size_t i = 0; i < out.arrivals.size(); ++i) {
    toggle_servers(out.arrivals[i].at);
    arrive(out.arrivals[i], out.servers[i]);
  }
  toggle_servers(until);
  if (!manager_) return;
  auto tell = [this](const flow::LinkChange& c) {
    blind_.radio(c.at, c.device, c.connected);
    if (hospital_.devices[c.device].monitors) manager_->watch(c);
    if (c.at >= hospital_.header.warm_up) link_changes_.push_back(c);
  };
  if (radio_)
    for (const flow::LinkChange& c : radio_->links()) {
      const std::uint32_t station = hospital_.devices[c.device].station;
      blind_.moved(c.at, c.device, radio_->access_point_of(station));
      history_.associations.push_back(
          {c.at, c.device, c.connected ? radio_->access_point_of(station) : flow::kNone});
      tell(c);
    }
  for (const flow::LinkChange& c : out.links) tell(c);
  for (const backbone::PathChange& p : out.paths)
    blind_.path(p.at, p.entry, p.gateway, p.connected);
  blind_.advance(until);
  manager_->run(until);
}

// The arrows that point back: pushes to handsets, deliveries to cells, rings, silent devices.
void Replication::feedback() {
  if (!backbone_) return;
  for (flow::Command c : backbone_->out().deliveries) {
    c.at += lookahead_;
    command(c);
  }
  if (!manager_) return;
  if (radio_)
    for (const flow::Frame& f : radio_->delivered()) ring(f);
  for (const flow::StageTime& s : manager_->take_stages()) mark(s.alarm, s.stage, s.at);
  for (const flow::Push& p : manager_->take_pushes()) push(p);
  for (const auto& s : manager_->take_silences()) silence(s);
}

Time Replication::next_event() const {
  Time next = next_sample_;
  if (patients_) next = std::min(next, sim_.next_event());
  if (radio_) next = std::min(next, radio_->next_event());
  for (const flow::Command& c : to_radio_) next = std::min(next, c.at);
  for (const flow::Command& c : to_wired_) next = std::min(next, c.at);
  for (const flow::Frame& f : to_backbone_) next = std::min(next, f.at);
  if (wired_) next = std::min(next, wired_->next_event());
  if (backbone_) next = std::min(next, backbone_->next_event());
  if (manager_) next = std::min(next, manager_->next_event());
  return next;
}

}  // namespace wardtwin::run
