#include <algorithm>

#include "network_models/wifi/cell.h"

namespace wardtwin::wifi {
namespace {

/// How many of first, first + period, ... lie in [from, until).
std::int64_t count(Time first, Time period, Time from, Time until) {
  const auto before = [&](Time t) {  // those earlier than t
    return t <= first ? 0 : (t - first + period - Time{1}) / period;
  };
  return before(until) - before(from);
}

}  // namespace

void Cell::set_power(std::uint32_t node) {
  if (power_.size() < nodes_.size()) power_.resize(nodes_.size());
  power_[node] = PowerState{};
  if (!setup_.power_save.empty()) power_[node].set = setup_.power_save[nodes_[node].device];
  power_[node].awake_until = kNever;
}

/// A station leaves: what is kept for it goes back to the router.
void Cell::forget_power(std::uint32_t node) {
  PowerState& p = power_[node];
  rouse(node, false);
  for (std::uint32_t i = 0; i < p.kept.size(); ++i) send_back(p.kept[i]);
  std::erase(kept_for_[nodes_[node].access_point], node);
  std::erase(known_[nodes_[node].access_point], node);
  p = PowerState{};
}

bool Cell::has_backlog(std::uint32_t node) const {
  const auto& lanes = nodes_[node].lanes;
  return std::any_of(lanes.begin(), lanes.end(), [](const Lane& l) { return !l.queue.empty(); });
}

bool Cell::busy(std::uint32_t node) const {
  const auto& lanes = nodes_[node].lanes;
  return power_[node].awaits > 0 || has_backlog(node) ||
         std::any_of(lanes.begin(), lanes.end(), [](const Lane& l) { return l.asks; });
}

/// What a station that fell asleep at `awake_until` did until then: it slept, but for beacons, or
/// service periods in which there was nothing.
RadioTime Cell::slept(std::uint32_t node, Time until) const {
  const PowerState& p = power_[node];
  if (p.set.mode == PowerSave::off || until <= p.awake_until) return {};
  const WifiDef& w = setup_.wifi;
  RadioTime t;
  Time awake{0};
  if (p.set.mode == PowerSave::twt) {
    const auto services = count(p.set.offset, p.set.interval, p.awake_until, until);
    awake = services * (setup_.energy.wake_up + p.set.service);
    if (services > 0) {  // the last may still go on
      const Time into = (until - Time{1} - p.set.offset) % p.set.interval + Time{1};
      awake -= std::max(Time{0}, p.set.service - into);
    }
  } else {
    const Time first = first_beacon_[nodes_[node].access_point];
    const Time period = w.ssids * (w.beacon_period / w.ssids) * w.dtim_period;
    const auto beacons = count(first, period, p.awake_until, until);
    t.receive = beacons * w.beacon_airtime;
    awake = beacons * setup_.energy.wake_up + t.receive;
  }
  t.sleep = std::max(Time{0}, until - p.awake_until - awake);
  return t;
}

/// Awake from now on. With `ramp` it had to power up for it first.
void Cell::rouse(std::uint32_t node, bool ramp) {
  PowerState& p = power_[node];
  if (p.awake_until == kNever) return;
  const RadioTime t = slept(node, now_);
  if (const Time end = service_end(node); end > Time{0}) {
    p.service_until = end;
    ramp = ramp && now_ == end - p.set.service;
  }
  RadioTime& radio = nodes_[node].radio;
  radio.receive += t.receive;
  radio.sleep += ramp ? std::max(Time{0}, t.sleep - setup_.energy.wake_up) : t.sleep;
  p.awake_until = kNever;
}

/// Nothing is left to do at `end`: the station falls asleep, then or when it stayed awake enough.
void Cell::rest(std::uint32_t node, Time end) {
  if (!is_station(node)) return;
  PowerState& p = power_[node];
  if (p.set.mode == PowerSave::off || p.awake_until != kNever || busy(node)) return;
  p.awake_until = std::max(end + p.set.stay_awake, p.service_until);
}

/// A message for a station that sleeps stays with its access point. False: it may be sent.
bool Cell::keep(std::uint32_t node, std::uint32_t lane, const Message& m) {
  if (is_station(node)) return false;
  const std::uint32_t station = slots_[source_slot_[m.source]].station;
  PowerState& p = power_[station];
  if (p.set.mode == PowerSave::off) return false;
  if (!sleeps(station)) {
    ++p.awaits;
    rouse(station, false);
    return false;
  }
  urgent_ += m.alarm != flow::kNone;
  if (nodes_[node].down) {
    drop(m, flow::LossCause::access_point_down);
  } else if (p.kept.size() >= static_cast<std::uint32_t>(category(node, lane).queue_limit)) {
    drop(m, flow::LossCause::radio_queue_full);
  } else {
    p.kept.push(m);
    if (p.set.mode == PowerSave::twt) {
      expect_service(station);
    } else if (!p.listed) {
      p.listed = true;
      kept_for_[node].push_back(station);
    }
  }
  return true;
}

/// A message came to a lane: may it contend now? One that waits for a service period expires later by
/// that.
bool Cell::may_contend(std::uint32_t node, Lane& lane) {
  if (!is_station(node)) return true;
  const PowerState& p = power_[node];
  if (p.known) return false;
  if (p.set.mode == PowerSave::off) return true;
  if (p.set.mode == PowerSave::twt && sleeps(node)) {
    expect_service(node);
    Time& expires = lane.queue[lane.queue.size() - 1].expires;
    if (expires != kNever) expires += next_service(node) - now_;
    return false;
  }
  rouse(node, true);
  return true;
}

/// A DTIM beacon has told its stations for whom something is kept.
void Cell::announce(std::uint32_t access_point) {
  for (const std::uint32_t node : kept_for_[access_point]) ask(node);
}

void Cell::ask(std::uint32_t node) {
  rouse(node, false);
  const std::uint32_t lane = slots_[source_slot_[power_[node].kept[0].source]].lane;
  Lane& l = nodes_[node].lanes[lane];
  if (l.asks) return;
  l.asks = true;
  if (!l.engaged) contend(node, lane);
}

/// The station is known to be awake: up to `most` messages kept for it may be sent. Only from now on
/// they can expire.
void Cell::release_kept(std::uint32_t node, std::uint32_t most) {
  PowerState& p = power_[node];
  if (p.kept.empty()) return;
  rouse(node, false);
  const std::uint32_t access_point = nodes_[node].access_point;
  for (; most > 0 && !p.kept.empty(); --most) {
    Message m = p.kept[0];
    p.kept.pop();
    const std::uint32_t lane = slots_[source_slot_[m.source]].lane;
    const Time life = category(access_point, lane).lifetime;
    m.expires = life.count() > 0 ? now_ + life : kNever;
    urgent_ -= m.alarm != flow::kNone;  // until it is queued
    enqueue(access_point, lane, m);
  }
  if (!p.kept.empty() || !p.listed) return;
  p.listed = false;
  std::erase(kept_for_[access_point], node);
}

void Cell::lose_kept(std::uint32_t access_point) {
  for (std::uint32_t node = 0; node < power_.size(); ++node) {
    if (nodes_[node].access_point != access_point) continue;
    PowerState& p = power_[node];
    for (std::uint32_t i = 0; i < p.kept.size(); ++i)
      drop(p.kept[i], flow::LossCause::access_point_down);
    p.kept.clear();
    p.listed = false;
  }
  kept_for_[access_point].clear();
}

/// A message has arrived, or is lost. One for a station may have been all that kept it awake.
void Cell::message_gone(const Message& m) {
  const SourceSlot& s = slots_[source_slot_[m.source]];
  PowerState& p = power_[s.station];
  if (p.set.mode == PowerSave::off || !s.downlink) return;
  --p.awaits;
  if (p.awaits == 0 && !p.kept.empty() && polls_each(s.station)) ask(s.station);
  rest(s.station, now_ + setup_.wifi.sifs + setup_.wifi.ack);
}

/// End of the service period that goes on now; 0: none does.
Time Cell::service_end(std::uint32_t node) const {
  const PowerSettings& set = power_[node].set;
  if (set.mode != PowerSave::twt || now_ < set.offset) return Time{0};
  const Time into = (now_ - set.offset) % set.interval;
  return into < set.service ? now_ - into + set.service : Time{0};
}

/// The first after now.
Time Cell::next_service(std::uint32_t node) const {
  const PowerSettings& set = power_[node].set;
  if (now_ < set.offset) return set.offset;
  return set.offset + ((now_ - set.offset) / set.interval + 1) * set.interval;
}

/// Something waits for the next service period of a sleeping station.
void Cell::expect_service(std::uint32_t node) {
  PowerState& p = power_[node];
  if (p.expected) return;
  p.expected = true;
  Order order{.at = next_service(node), .kind = Order::Kind::service, .index = node};
  order.command.target = nodes_[node].device;
  orders_.push(order);
  quiet_ = std::min(quiet_, order.at);
}

void Cell::begin_service(std::uint32_t node) {
  PowerState& p = power_[node];
  p.expected = false;
  p.service_until = std::max(p.service_until, now_ + p.set.service);
  rouse(node, true);
  release_kept(node, ~0u);
  if (has_backlog(node)) report(node);
  for (std::uint32_t lane = 1; lane < kLanes; ++lane)
    if (const Lane& l = nodes_[node].lanes[lane]; !p.known && !l.queue.empty() && !l.engaged)
      contend(node, lane);
  rest(node, now_);
}

RadioTime Cell::radio_time(flow::DeviceIndex device, Time at) const {
  const std::uint32_t node = find(device);
  if (node == flow::kNone) {
    const auto parked = std::ranges::find(parked_, device, &StationState::device);
    return parked == parked_.end() ? RadioTime{} : parked->radio;
  }
  RadioTime t = nodes_[node].radio;
  if (!manages_) return t;
  const RadioTime more = slept(node, at);
  t.receive += more.receive;
  t.sleep += more.sleep;
  return t;
}

radio::Energy energy_of(const RadioTime& t, const EnergyDef& def, Time at) {
  radio::Energy e;
  const Time listening = std::max(Time{0}, at - t.transmit - t.receive - t.sleep);
  e[radio::RadioState::transmit] = def.transmit * seconds(t.transmit);
  e[radio::RadioState::receive] = def.receive * seconds(t.receive);
  e[radio::RadioState::wake] = def.listen * seconds(listening);
  e[radio::RadioState::sleep] = def.sleep * seconds(t.sleep);
  return e;
}

radio::Energy Cell::energy(flow::DeviceIndex device, Time at) const {
  return energy_of(radio_time(device, at), setup_.energy, at);
}

}  // namespace wardtwin::wifi
