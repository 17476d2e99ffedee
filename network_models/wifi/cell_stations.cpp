#include <algorithm>
#include <cmath>

#include "network_models/propagation/formulas.h"
#include "network_models/wifi/cell.h"
#include "sim/base/error.h"

namespace wardtwin::wifi {
namespace {

std::uint64_t urgent(const MessageQueue& queue) {
  std::uint64_t n = 0;
  for (std::uint32_t i = 0; i < queue.size(); ++i) n += queue[i].alarm != flow::kNone;
  return n;
}

}  // namespace

std::uint32_t Cell::find(flow::DeviceIndex device) const {
  for (auto n = static_cast<std::uint32_t>(air_.size()); n < nodes_.size(); ++n)
    if (nodes_[n].present && nodes_[n].device == device) return n;
  return flow::kNone;
}

std::uint32_t Cell::find_access_point(std::uint32_t name) const {
  for (std::uint32_t a = 0; a < setup_.access_points.size(); ++a)
    if (setup_.access_points[a] == name) return a;
  return flow::kNone;
}

int Cell::stations(std::uint32_t access_point) const {
  const std::uint32_t a = find_access_point(access_point);
  int count = 0;
  for (std::size_t n = air_.size(); n < nodes_.size(); ++n)
    count += nodes_[n].present && nodes_[n].access_point == a;
  return count;
}

const AirStatistics& Cell::air(std::uint32_t access_point) const {
  return air_[find_access_point(access_point)];
}

AirStatistics Cell::air() const {
  AirStatistics all;
  for (const AirStatistics& a : air_) all.merge(a);
  return all;
}

void Cell::restart_air_statistics() {
  std::fill(air_.begin(), air_.end(), AirStatistics{});
  service_ = Histogram{};
  for (Node& n : nodes_) n.last_departure = Time{-1};
}

std::uint64_t Cell::held(flow::FlowIndex flow) const {
  std::uint64_t count = 0;
  for (const Node& n : nodes_)
    for (const Lane& l : n.lanes) count += wifi::held(l.queue, flow, setup_);
  for (const PowerState& p : power_) count += wifi::held(p.kept, flow, setup_);
  for (const StationState& s : parked_) count += s.held(flow, setup_);
  return count;
}

void Cell::connect(Node& n, bool connected) {
  if (n.connected == connected) return;
  n.connected = connected;
  out_->links.push_back({now_, n.device, connected});
}

void Cell::join(Order order) {
  StationState station = std::move(parked_[order.index]);
  parked_[order.index] = StationState{};
  const RadioLink& link = parked_links_[order.index];
  WARDTWIN_ASSERT(find(station.device) == flow::kNone, "a station is in one cell at a time");
  WARDTWIN_ASSERT(find_access_point(link.access_point) != flow::kNone,
                  "a station joins an access point of this cell");
  station.catch_up(now_, setup_, statistics_);

  std::uint32_t node = static_cast<std::uint32_t>(nodes_.size());
  if (free_nodes_.empty()) {
    nodes_.emplace_back();
  } else {
    node = free_nodes_.back();
    free_nodes_.pop_back();
    nodes_[node] = Node{};
  }
  Node& n = nodes_[node];
  n.device = station.device;
  n.present = true;
  n.backoff = station.backoff;
  n.errors = station.errors;
  n.radio = station.radio;
  if (manages_) set_power(node);
  for (std::uint32_t lane = 1; lane < kLanes; ++lane) {
    Lane& l = n.lanes[lane];
    l.contention_class = contention_.class_of(category(node, lane).aifsn);
    l.key = contention_.clock(l.contention_class);
    l.window = static_cast<std::uint32_t>(category(node, lane).cw_min);
    l.queue = std::move(station.queues[lane - 1]);
    urgent_ += urgent(l.queue);
  }
  for (const SourceState& source : station.sources) {
    std::uint32_t slot = static_cast<std::uint32_t>(slots_.size());
    if (free_slots_.empty()) {
      slots_.emplace_back();
      lane_of_.push_back(0);
    } else {
      slot = free_slots_.back();
      free_slots_.pop_back();
    }
    SourceSlot& s = slots_[slot];
    s = SourceSlot{};
    s.state = source;
    s.station = node;
    s.lane = static_cast<std::uint8_t>(1 + static_cast<int>(source.category));
    const flow::Source& def = setup_.sources[source.source];
    s.flow = def.flow;
    s.downlink = def.downlink;
    s.saturated = def.pattern == flow::Pattern::saturated;
    s.bytes = static_cast<int>(def.payload_bytes) + setup_.wifi.header_bytes;
    n.sources.push_back(slot);
    source_slot_[source.source] = slot;
    if (s.state.running && def.pattern == flow::Pattern::saturated) s.state.next = now_;
    if (s.state.next != kNever) due_.push({s.state.next, source.source, slot});
  }
  set_link(node, link);
  for (std::uint32_t lane = 1; lane < kLanes; ++lane)
    if (!n.lanes[lane].queue.empty()) contend(node, lane);
  if (manages_) rest(node, now_);

  const Node& ap = nodes_[n.access_point];
  n.connected = false;
  if (!ap.down) return connect(n, true);
  n.last_beacon = now_;
  watch(node);
}

void Cell::set_link(std::uint32_t node, const RadioLink& link) {
  Node& n = nodes_[node];
  n.link = link;
  n.access_point = find_access_point(link.access_point);
  for (const std::uint32_t slot : n.sources) {
    SourceSlot& s = slots_[slot];
    const Direction& d = s.downlink ? link.down : link.up;
    s.entry = link.access_point;
    s.sender = s.downlink ? n.access_point : node;
    lane_of_[slot] = s.sender * 8 + s.lane;
    s.airtime = d.airtime(s.bytes);
    s.error = d.error_of(s.bytes);
    if (!setup_.foreign.empty()) {
      const std::size_t receiver = s.downlink ? setup_.receivers + link.station : link.access_point;
      s.error = disturbed(d, receiver, s.airtime, s.bytes);
    }
    s.by_events = announced(s.bytes) || setup_.uplink_ofdma.on ||
                  (manages_ && power_[node].set.mode != PowerSave::off);
  }
}

/// Power of a foreign sender at the access point that takes in most of it, mW.
double Cell::loudest(const radio::Foreign& f) const {
  double most = 0;
  for (const std::uint32_t ap : setup_.access_points)
    most = std::max(most, radio::in_band(f, ap, setup_.spectrum).milliwatts);
  return most;
}

double Cell::noise() const {
  return to_milliwatts(propagation::noise_floor(setup_.phy.width, setup_.phy.noise_figure)).value;
}

/// Error rate of a frame that meets so much from others.
double Cell::error_under(const Direction& d, int mcs, double milliwatts, int bytes) const {
  const Decibels snr{d.snr_db - 10 * std::log10(1 + milliwatts / noise())};
  return packet_error_rate(mcs, setup_.phy.ldpc ? Coding::ldpc : Coding::bcc, snr, bytes);
}

/// Error rate of a frame that foreign senders may meet. Those that the access point defers to are
/// not on when it begins, and no longer than they stay away.
double Cell::disturbed(const Direction& d, std::size_t receiver, Time airtime, int bytes) const {
  double good = 1 - d.error_of(bytes);
  const double detect = to_milliwatts(setup_.phy.energy_detect).value;
  const double floor = 0.1 * noise();
  for (const radio::Foreign& f : setup_.foreign) {
    const radio::InBand in = radio::in_band(f, receiver, setup_.spectrum);
    if (in.load.duty <= 0 || in.milliwatts < floor) continue;
    const double met = radio::meets(in.load, airtime);
    const double meeting = loudest(f) >= detect ? (met - in.load.duty) / (1 - in.load.duty) : met;
    const int mcs = modulation_of(setup_.phy.standard, d.mcs);
    good *= 1 - meeting * error_under(d, mcs, in.milliwatts, bytes);
  }
  return 1 - good;
}

void Cell::disturb(std::span<const radio::Load> loads, Time at) {
  if (setup_.foreign.empty()) return;
  radio::take_loads(setup_.foreign, loads);
  for (std::size_t n = air_.size(); n < nodes_.size(); ++n)
    if (nodes_[n].present) set_link(static_cast<std::uint32_t>(n), RadioLink(nodes_[n].link));
  const double detect = to_milliwatts(setup_.phy.energy_detect).value;
  radio::Load held = setup_.neighbours;
  for (const radio::Foreign& f : setup_.foreign) {
    const double duty = f.load.duty * radio::share_in_band(f.spectrum, setup_.spectrum);
    if (loudest(f) < detect || duty <= 0) continue;
    // several as one, with the longest bursts
    if (f.load.burst > held.burst) held.burst = f.load.burst, held.periodic = f.load.periodic;
    held.duty = 1 - (1 - held.duty) * (1 - duty);
  }
  hold(held, at);
}

/// The medium is occupied so by others from `at` on.
void Cell::hold(const radio::Load& load, Time at) {
  foreign_.set(load, at);
  setup_.fast_path &= !foreign_.ever();
}

bool Cell::on_air(std::uint32_t node) const {
  if (phase_end_ == kNever) return false;
  return std::any_of(transmissions_.begin(), transmissions_.end(),
                     [&](const OnAir& tx) { return tx.id / 8 == node || tx.peer == node; }) ||
         std::any_of(answers_.begin(), answers_.end(),
                     [&](const Answer& a) { return a.id / 8 == node; });
}

void Cell::leave(std::uint32_t node, bool lost, const Order& order) {
  if (on_air(node)) {
    Order again = order;
    again.at = phase_end_;
    orders_.push(again);
    return;
  }
  Node& n = nodes_[node];
  connect(n, false);
  return_downlink(node);
  if (manages_) forget_power(node);
  Departure departure;
  departure.at = now_;
  departure.lost = lost;
  departure.access_point = n.link.access_point;
  StationState& state = departure.state;
  state.device = n.device;
  state.left = now_;
  state.backoff = n.backoff;
  state.errors = n.errors;
  state.radio = n.radio;
  for (std::uint32_t lane = 1; lane < kLanes; ++lane) {
    if (n.lanes[lane].engaged) contention_.remove(node * 8 + lane);
    urgent_ -= urgent(n.lanes[lane].queue);
    state.queues[lane - 1] = std::move(n.lanes[lane].queue);
  }
  for (const std::uint32_t slot : n.sources) {
    forget_due(slot);
    source_slot_[slots_[slot].state.source] = flow::kNone;
    state.sources.push_back(slots_[slot].state);
    slots_[slot].state.stop();
    free_slots_.push_back(slot);
  }
  n = Node{};
  free_nodes_.push_back(node);
  out_->departures.push_back(std::move(departure));
  update_access();
}

/// Messages for a station that is gone go back to the router.
void Cell::return_downlink(std::uint32_t node) {
  for (Lane& l : nodes_[nodes_[node].access_point].lanes)
    for (std::uint32_t i = 0; i < l.queue.size();) {
      const Message m = l.queue[i];
      if (slots_[source_slot_[m.source]].station != node) {
        ++i;
        continue;
      }
      send_back(m);
      l.queue.erase(i);
    }
}

void Cell::send_back(const Message& m) {
  out_->misdirected.push_back({.at = now_,
                               .created = m.created,
                               .kind = flow::Command::Kind::deliver,
                               .target = m.source,
                               .sequence = m.sequence,
                               .alarm = m.alarm});
  urgent_ -= m.alarm != flow::kNone;
}

void Cell::forget_due(std::uint32_t slot) {
  if (slots_[slot].state.next == kNever) return;
  due_.remove(slot);
}

void Cell::access_point_down(std::uint32_t node) {
  Node& ap = nodes_[node];
  if (ap.down) return;
  ap.down = true;
  ap.beacons_sent = ap.beacons_due;
  for (std::uint32_t lane = 0; lane < kLanes; ++lane) {
    Lane& l = ap.lanes[lane];
    for (std::uint32_t i = 0; i < l.queue.size(); ++i)
      lose(l.queue[i], flow::LossCause::access_point_down);
    l.queue.clear();
    l.in_flight = 0;
    if (l.engaged) contention_.remove(node * 8 + lane);
    l.engaged = l.asks_block_ack = l.asks = false;
    l.attempts = 0;
  }
  if (manages_) {
    lose_kept(node);
    forget_reports(node);
  }
  if (setup_.wifi.beacon_airtime.count() == 0) ap.last_beacon = now_;
  update_access();
  for (auto n = static_cast<std::uint32_t>(air_.size()); n < nodes_.size(); ++n) {
    if (!nodes_[n].present || nodes_[n].access_point != node) continue;
    connect(nodes_[n], false);
    nodes_[n].last_beacon = ap.last_beacon;
    watch(n);
  }
}

/// The station notices after so many beacons missed since the last one it heard.
void Cell::watch(std::uint32_t node) {
  Order order{
      .at = nodes_[node].last_beacon + setup_.wifi.missed_beacons * setup_.wifi.beacon_period,
      .kind = Order::Kind::watch};
  order.at = std::max(order.at, now_);
  order.command.target = nodes_[node].device;
  order.command.created = nodes_[node].last_beacon;
  orders_.push(order);
}

void Cell::access_point_up(std::uint32_t node) {
  Node& ap = nodes_[node];
  if (!ap.down) return;
  ap.down = false;
  ap.last_beacon = now_;
  for (auto n = static_cast<std::uint32_t>(air_.size()); n < nodes_.size(); ++n)
    if (nodes_[n].present && nodes_[n].access_point == node) connect(nodes_[n], true);
  for (std::uint32_t slot = 0; slot < slots_.size(); ++slot)
    if (slots_[slot].saturated && slots_[slot].state.running && slots_[slot].sender == node)
      refill(slot);
}

}  // namespace wardtwin::wifi
