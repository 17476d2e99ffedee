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
      silent_(hospital.wifi->cell_of.size()),
      told_(hospital.wifi->cell_of.size()),
      back_on_air_(hospital.wifi->cell_of.size()),
      slot_of_(hospital.wifi->stations.size()),
      where_(hospital.wifi->stations.size()),
      transit_(hospital.wifi->stations.size()),
      between_(hospital.flows.size(), hospital.header.warm_up) {
  if (moving_) wlan_ = moving_;
  add_cells(seed);
  for (std::uint32_t ap = 0; ap < hospital.wifi->away.size(); ++ap) {
    other_cell_.push_back(hospital.wifi->away[ap].cell);
    if (other_cell_[ap] != flow::kNone)
      slots_[other_cell_[ap]].cell->post(
          {.kind = flow::Command::Kind::access_point_down, .target = ap});
  }
  start_stations();
}

void RadioStage::add_cells(Seed seed) {
  const compiler::Wifi& w = *hospital_->wifi;
  const std::size_t domains = 1 + *std::ranges::max_element(w.domain_of_cell);
  std::vector<std::vector<std::uint32_t>> cells_of(domains);
  for (std::uint32_t c = 0; c < w.cells.size(); ++c) cells_of[w.domain_of_cell[c]].push_back(c);
  for (std::uint32_t c = 0; c < w.cells.size(); ++c) {
    wifi::CellSetup setup = w.setup;
    setup.access_points = w.cells[c];
    setup.receivers = w.access_points.size();
    setup.spectrum = {2407.0 + 5 * w.channel_of_cell[c], w.radio.width.value * 1e-6};
    setup.sources = hospital_->sources;
    setup.source_category = hospital_->source_category;
    setup.power_save = w.power_save;
    setup.neighbours = w.neighbours[c];
    setup.coupled = cells_of[w.domain_of_cell[c]].size() > 1;
    setup.overheard = w.overheard;
    setup.flows = hospital_->flows.size();
    setup.seed = seed;
    setup.service_times = std::ranges::any_of(hospital_->sources, [](const flow::Source& s) {
      return s.pattern == flow::Pattern::saturated;
    });
    slots_.push_back({std::make_unique<wifi::Cell>(setup), {}});
  }
  for (const std::vector<std::uint32_t>& cells : cells_of) {
    std::vector<wifi::CoupledCells::Member> members;
    const auto member = [&](std::uint32_t cell) {
      return static_cast<std::uint32_t>(std::ranges::find(cells, cell) - cells.begin());
    };
    for (const std::uint32_t c : cells) {
      wifi::CoupledCells::Member& m = members.emplace_back();
      m.cell = slots_[c].cell.get();
      m.out = &slots_[c].out;
      for (const std::uint32_t other : w.heard_by[c]) m.heard_by.push_back(member(other));
      for (const std::uint32_t other : w.hidden_from[c]) m.hidden_from.push_back(member(other));
    }
    domains_.emplace_back(std::move(members));
  }
  for (wifi::CoupledCells& d : domains_) scheduled_.push_back(&d);
  received_.resize(slots_.size());
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
  silent_[access_point] += up ? -1 : 1;
  if (silent_[access_point] != (up ? 0 : 1)) return;
  controller_.access_point(at, access_point, up);
  switch_radio(at, access_point, up);
}

void RadioStage::switch_radio(Time at, std::uint32_t access_point, bool up) {
  flow::Command c;
  c.at = at;
  c.kind = up ? flow::Command::Kind::access_point_up : flow::Command::Kind::access_point_down;
  c.target = access_point;
  slots_[cell_of_[access_point]].cell->post(c);
}

void RadioStage::leaves(Time at, std::uint32_t ap, Time until) {
  const compiler::Wifi::Away& away = hospital_->wifi->away[ap];
  // back on its own channel it comes announced, as to one without radars
  told_[ap] = away.follow || cell_of_[ap] == away.cell;
  back_on_air_[ap] = until;
  if (!told_[ap]) return access_point(at, ap, false);
  for (std::uint32_t s = 0; s < where_.size(); ++s) {
    Transit& t = transit_[s];
    if (where_[s].now != ap || t.under_way || t.leaves) continue;
    t.leaves = t.follows = true;
    t.to = ap;
    cell_with(s).release(hospital_->wifi->device_of[s], at);
  }
}

void RadioStage::arrives(Time at, std::uint32_t ap) {
  if (on_air(ap)) switch_radio(at, ap, false);
  std::swap(cell_of_[ap], other_cell_[ap]);
  if (!told_[ap])
    access_point(at, ap, true);
  else if (on_air(ap))
    switch_radio(at, ap, true);
}

void RadioStage::walk(Time at, std::uint32_t station, Position to) {
  constexpr double kStep = 0.5;  // m, less is no change
  if (distance(wlan_->stations()[station].at, to) < kStep) return;
  moving_->move(station, to);
  follow_link(at, station);
}

void RadioStage::shut(Time at, std::span<const flow::Wall> doors) {
  if (!moving_) {
    wlan_ = moving_ = std::make_shared<wifi::Wlan>(*wlan_);
    controller_.follow(*moving_);
  }
  const compiler::Wifi& w = *hospital_->wifi;
  for (const std::uint32_t station : moving_->shut(
           {w.propagation, w.wall_loss, hospital_->building, doors, wifi::carrier(w.radio.band)}))
    follow_link(at, station);
}

void RadioStage::follow_link(Time at, std::uint32_t station) {
  Transit& t = transit_[station];
  if (t.under_way || t.leaves) return;
  const std::uint32_t here = where_[station].now;
  wifi::Cell& cell = cell_with(station);
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
  slot_of_[station] = cell_of_[t.to];
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
    cell_with(station).post(command);
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
  std::erase_if(followers_, [&](std::uint32_t s) {
    if (transit_[s].attach_at >= until) return false;
    attach(s);
    return true;
  });
  for (Slot& s : slots_) s.out.clear();
  scheduler_.run(std::span<wifi::CoupledCells* const>(scheduled_), until);
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
      const bool chose = std::exchange(t.leaves, false) && !d.lost && t.to != flow::kNone;
      const bool follows = std::exchange(t.follows, false) && chose;
      if (follows)
        followers_.push_back(station);
      else if (chose)
        controller_.roam(d.at, station, t.to);
      else
        controller_.lost(d.at, station);
      where_[station].moves(flow::kNone, d.at);
      t.under_way = true;
      t.attach_at =
          follows ? std::max(back_on_air_[t.to], d.at + wlan_->roaming().reaction) : kNever;
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
  for (const Slot& s : slots_) next = std::min(next, s.cell->next_event());
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
  return slots_[slot_of_[station]].cell->energy(device, at);
}

wifi::AirStatistics RadioStage::air(std::uint32_t ap) const {
  wifi::AirStatistics sum = slots_[cell_of_[ap]].cell->air(ap);
  if (!other_cell_.empty() && other_cell_[ap] != flow::kNone)
    sum.merge(slots_[other_cell_[ap]].cell->air(ap));
  return sum;
}

int RadioStage::stations(std::uint32_t ap) const {
  int sum = slots_[cell_of_[ap]].cell->stations(ap);
  if (!other_cell_.empty() && other_cell_[ap] != flow::kNone)
    sum += slots_[other_cell_[ap]].cell->stations(ap);
  return sum;
}

}  // namespace wardtwin::run
