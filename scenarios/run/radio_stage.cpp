#include "scenarios/run/radio_stage.h"

#include <algorithm>

namespace wardtwin::run {
namespace {

// The compiler's, unless this replication has fading of its own.
std::shared_ptr<const wifi::Wlan> make_wlan(const compiler::Hospital& h, Seed seed) {
  const compiler::Wifi& w = *h.wifi;
  if (!w.propagation.shadowing_per_replication && seed.scenario == h.header.seed) return w.wlan;
  return std::make_shared<const wifi::Wlan>(
      propagation::Propagation(w.propagation, w.wall_loss, h.building, wifi::carrier(w.radio.band),
                               seed),
      w.radio, w.roaming, w.access_points, w.stations);
}

bool earlier(const flow::Command& a, const flow::Command& b) {
  if (a.at != b.at) return a.at < b.at;
  return a.target != b.target ? a.target < b.target : a.sequence < b.sequence;
}

}  // namespace

RadioStage::RadioStage(const compiler::Hospital& hospital, Seed seed, int threads)
    : hospital_(&hospital),
      wlan_(make_wlan(hospital, seed)),
      moving_(hospital.wifi->roaming.walking ? std::make_shared<wifi::Wlan>(*wlan_) : nullptr),
      controller_(moving_ ? *moving_ : *wlan_, seed),
      scheduler_(threads),
      cell_of_(hospital.wifi->cell_of),
      where_(hospital.wifi->stations.size()),
      transit_(hospital.wifi->stations.size()),
      between_(hospital.flows.size(), hospital.header.warm_up) {
  if (moving_) wlan_ = moving_;
  for (const auto& members : hospital.wifi->cells) {
    wifi::CellSetup setup = hospital.wifi->setup;
    setup.access_points = members;
    setup.receivers = hospital.wifi->access_points.size();
    setup.spectrum = {2407.0 + 5 * hospital.wifi->access_points[members[0]].channel,
                      hospital.wifi->radio.width.value * 1e-6};
    setup.sources = hospital.sources;
    setup.source_category = hospital.source_category;
    setup.power_save = hospital.wifi->power_save;
    setup.neighbours = hospital.wifi->neighbours[slots_.size()];
    setup.flows = hospital.flows.size();
    setup.seed = seed;
    setup.service_times = std::ranges::any_of(hospital.sources, [](const flow::Source& s) {
      return s.pattern == flow::Pattern::saturated;
    });
    slots_.push_back({std::make_unique<wifi::Cell>(setup), {}});
  }
  for (Slot& s : slots_) scheduled_.push_back(&s);
  received_.resize(slots_.size());
  start_stations();
}

// Everybody is associated at the start with the strongest access point. The compiler saw to it that
// there is one, but for the fading of its own seed: under another one a station may have to search.
void RadioStage::start_stations() {
  const compiler::Wifi& w = *hospital_->wifi;
  const std::vector<std::uint8_t> up(w.access_points.size(), 1);
  for (std::uint32_t s = 0; s < w.stations.size(); ++s) {
    const compiler::Device& d = hospital_->devices[w.device_of[s]];
    std::vector<flow::SourceIndex> sources(d.source_count);
    for (flow::SourceIndex i = 0; i < d.source_count; ++i) sources[i] = d.first_source + i;
    Transit& t = transit_[s];
    t.under_way = true;
    t.state = wifi::new_station(w.device_of[s], sources, Time{0}, slots_[0].cell->setup());
    const auto best = wlan_->links().best(s, up);
    if (!best) {
      controller_.lost(Time{0}, s);
      continue;
    }
    t.to = *best;
    t.attach_at = Time{0};
    attach(s);
  }
}

void RadioStage::add(std::span<const flow::Command> commands) {
  waiting_.insert(waiting_.end(), commands.begin(), commands.end());
}

void RadioStage::access_point(Time at, std::uint32_t access_point, bool up) {
  controller_.access_point(at, access_point, up);
  flow::Command c;
  c.at = at;
  c.kind = up ? flow::Command::Kind::access_point_up : flow::Command::Kind::access_point_down;
  c.target = access_point;
  slots_[cell_of_[access_point]].cell->post(c);
}

void RadioStage::walk(Time at, std::uint32_t station, Position to) {
  constexpr double kStep = 0.5;  // m, less is no change
  if (distance(wlan_->stations()[station].at, to) < kStep) return;
  moving_->move(station, to);
  Transit& t = transit_[station];
  if (t.under_way || t.leaves) return;
  const std::uint32_t here = where_[station].now;
  wifi::Cell& cell = *slots_[cell_of_[here]].cell;
  const flow::DeviceIndex device = hospital_->wifi->device_of[station];
  const auto target = wlan_->roam_target(station, here, controller_.up());
  if (!target && wlan_->links().find(station, here))
    return cell.relink(device, at, wifi::radio_link(*wlan_, station, here));
  t.leaves = true;
  t.to = target.value_or(flow::kNone);
  cell.release(device, at);
}

void RadioStage::decide(Time until) {
  outcomes_.clear();
  controller_.advance(until, outcomes_);
  for (const auto& o : outcomes_) {
    if (!o.access_point) {
      if (blind_scans_++ == 0) first_blind_scan_ = o.at;
      continue;
    }
    transit_[o.station].to = *o.access_point;
    transit_[o.station].attach_at = o.at;
  }
}

void RadioStage::attach(std::uint32_t station) {
  Transit& t = transit_[station];
  wifi::Cell& cell = *slots_[cell_of_[t.to]].cell;
  cell.attach(std::move(t.state), t.attach_at, wifi::radio_link(*wlan_, station, t.to));
  where_[station].moves(t.to, t.attach_at);
  for (flow::Command& c : t.downlink) {
    c.at = std::max(c.at, t.attach_at);
    cell.post(c);
  }
  t.downlink.clear();
  t.under_way = false;
  t.attach_at = kNever;
}

// To the cell, or to the station itself while it is in none.
void RadioStage::dispatch(const flow::Command& command) {
  const flow::DeviceIndex device = hospital_->sources[command.target].device;
  const std::uint32_t station = hospital_->devices[device].station;
  Transit& t = transit_[station];
  if (!t.under_way)
    slots_[cell_of_[where_[station].now]].cell->post(command);
  else if (command.kind == flow::Command::Kind::deliver)
    t.downlink.push_back(command);
  else if (command.at < t.attach_at)
    t.state.apply(command, slots_[0].cell->setup(), between_);
  else
    slots_[cell_of_[t.to]].cell->post(command);
}

void RadioStage::run(Time until) {
  decide(until);
  std::sort(waiting_.begin(), waiting_.end(), earlier);
  const auto later = std::find_if(waiting_.begin(), waiting_.end(),
                                  [&](const flow::Command& c) { return c.at >= until; });
  for (auto c = waiting_.begin(); c != later; ++c) dispatch(*c);
  waiting_.erase(waiting_.begin(), later);
  for (const auto& o : outcomes_)
    if (o.access_point) attach(o.station);
  for (Slot& s : slots_) s.out.clear();
  scheduler_.run(std::span<Slot* const>(scheduled_), until);
  collect();
}

void RadioStage::collect() {
  delivered_.clear();
  links_.clear();
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    wifi::CellOutput& out = slots_[i].out;
    received_[i].swap(out.received);
    delivered_.insert(delivered_.end(), out.delivered.begin(), out.delivered.end());
    links_.insert(links_.end(), out.links.begin(), out.links.end());
    waiting_.insert(waiting_.end(), out.misdirected.begin(), out.misdirected.end());
    for (wifi::Departure& d : out.departures) {
      const std::uint32_t station = hospital_->devices[d.state.device].station;
      Transit& t = transit_[station];
      if (std::exchange(t.leaves, false) && !d.lost && t.to != flow::kNone)
        controller_.roam(d.at, station, t.to);
      else
        controller_.lost(d.at, station);
      where_[station].moves(flow::kNone, d.at);
      t.under_way = true;
      t.attach_at = kNever;
      t.state = std::move(d.state);
    }
  }
  std::sort(delivered_.begin(), delivered_.end());
  std::sort(links_.begin(), links_.end(), [](const auto& a, const auto& b) {
    return a.at != b.at ? a.at < b.at : a.device < b.device;
  });
}

Time RadioStage::next_event() const {
  Time next = controller_.next();
  for (const flow::Command& c : waiting_) next = std::min(next, c.at);
  for (const Slot& s : slots_) next = std::min(next, s.next_event());
  return next;
}

Time RadioStage::next_cause(Time now) const {
  Time next = controller_.next();
  for (const flow::Command& c : waiting_) next = std::min(next, c.at);
  for (const Slot& s : slots_) next = std::min(next, s.cell->next_cause(now));
  return next;
}

void RadioStage::finish(Time end) {
  for (Transit& t : transit_)
    if (t.under_way) t.state.catch_up(end, slots_[0].cell->setup(), between_);
}

std::vector<std::uint64_t> RadioStage::held() const {
  std::vector<std::uint64_t> held(hospital_->flows.size());
  const Time warm_up = hospital_->header.warm_up;
  auto count = [&](const flow::Command& c) {
    using Kind = flow::Command::Kind;
    if ((c.kind == Kind::deliver || c.kind == Kind::send) && c.created >= warm_up)
      ++held[hospital_->sources[c.target].flow];
  };
  for (flow::FlowIndex f = 0; f < held.size(); ++f) {
    for (const Slot& s : slots_) held[f] += s.cell->held(f);
    for (const Transit& t : transit_)
      if (t.under_way) held[f] += t.state.held(f, slots_[0].cell->setup());
  }
  for (const Transit& t : transit_)
    for (const flow::Command& c : t.downlink) count(c);
  for (const flow::Command& c : waiting_)
    if (c.kind == flow::Command::Kind::deliver) count(c);
  return held;
}

flow::FlowStatistics RadioStage::statistics() const {
  flow::FlowStatistics sum(hospital_->flows.size(), hospital_->header.warm_up);
  for (const Slot& s : slots_) sum.merge(s.cell->statistics());
  sum.merge(between_);
  return sum;
}

void RadioStage::restart_statistics() {
  for (Slot& s : slots_) s.cell->restart_air_statistics();
}

radio::Energy RadioStage::energy(flow::DeviceIndex device, Time at) const {
  const std::uint32_t station = hospital_->devices[device].station;
  if (station == flow::kNone) return {};
  const Transit& t = transit_[station];
  const wifi::CellSetup& setup = slots_[0].cell->setup();
  if (t.under_way) return wifi::energy_of(t.state.radio, setup.energy, at);
  return slots_[cell_of_[where_[station].now]].cell->energy(device, at);
}

const wifi::Cell& RadioStage::cell_of(std::uint32_t access_point) const {
  return *slots_[cell_of_[access_point]].cell;
}

}  // namespace wardtwin::run
