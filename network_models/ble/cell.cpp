#include "network_models/ble/cell.h"

#include <algorithm>

#include "network_models/ble/extended.h"

namespace wardtwin::ble {

Cell::Cell(const CellSetup& setup)
    : setup_(setup),
      channels_(setup.def.avoid_wifi ? clear_channels(setup.def.wifi) : kAllChannels),
      inlet_(setup.sources, setup.seed),
      stations_(setup.stations.size()),
      statistics_(setup.flows, setup.warm_up),
      longest_packet_(advertising_time(kAdvertisingPayload)) {
  const ConnectionDef& c = setup_.def.connections;
  for (const GatewaySetup& g : setup_.gateways) {
    Stream random(setup_.seed, g.key, Purpose::association);
    Gateway& gateway = gateways_.emplace_back();
    gateway.entry = g.entry;
    const ScanningDef& scan = setup_.def.scanning;
    gateway.scanner = {scan, radio::uniform_below(3 * scan.interval, random)};
    gateway.origin = radio::uniform_below(c.interval, random);
    gateway.taken.resize(static_cast<std::size_t>(connections_per_gateway(c)));
  }
  const auto seat = seats(setup_.def, gateways_.size(), setup_.stations);
  for (std::uint32_t i = 0; i < stations_.size(); ++i) {
    const StationSetup& s = setup_.stations[i];
    by_device_.emplace_back(s.device, i);
    stations_[i].errors = Stream(setup_.seed, s.key, Purpose::frame_error);
    stations_[i].timing = Stream(setup_.seed, s.key, Purpose::backoff);
    for (flow::SourceIndex k = 0; k < s.source_count; ++k) inlet_.add(s.first_source + k, i);
    if (s.advertises && s.advertising != Advertising::legacy)
      longest_packet_ =
          std::max(longest_packet_, packet_time(setup_.def.extended.phy, kMostPayload));
    if (s.advertises && s.advertising == Advertising::periodic) {
      stations_[i].anchor = radio::uniform_below(s.interval, stations_[i].timing);
      stations_[i].access_address = stations_[i].timing.u32();
      stations_[i].synced.resize(s.paths.size());
      for (std::uint32_t p = 0; p < s.paths.size(); ++p) find_train(i, p, Time{0});
    }
    if (s.advertises) continue;
    stations_[i].phase = Phase::searching;
    if (seat[i]) {
      gateways_[s.paths[seat[i]->path].gateway].taken[seat[i]->slot] = 1;
      connect(i, seat[i]->path, seat[i]->slot, Time{0});
    } else {
      search(i, Time{0});
    }
  }
  std::sort(by_device_.begin(), by_device_.end());
}

Time Cell::next_event() const {
  Time next = radio::next_of(inlet_, events_);
  for (const flow::Frame& f : late_) next = std::min(next, f.at);
  return next;
}

void Cell::run(Time until, radio::CellOutput& out) {
  out_ = &out;
  until_ = until;
  const std::size_t first_up = out.received.size(), first_down = out.delivered.size();
  std::erase_if(late_, [&](const flow::Frame& f) {
    if (f.at < until) emit(f);
    return f.at < until;
  });
  radio::run_until(until, inlet_, events_, kEventEnd, now_,
                   [this](const auto& what) { handle(what); });
  // an exchange of one gateway may end after a later one of another
  std::sort(out.received.begin() + static_cast<std::ptrdiff_t>(first_up), out.received.end());
  std::sort(out.delivered.begin() + static_cast<std::ptrdiff_t>(first_down), out.delivered.end());
  out_ = nullptr;
}

void Cell::handle(const Event& e) {
  Station& s = stations_[e.station];
  switch (e.kind) {
    case kPacketEnd: return packet_end(e);
    case kAuxEnd: return aux_end(e);
    case kEventEnd: return event_end(e.station, e.at);
    case kAdvertise: return advertise(e.station, e.at);
    case kConnection:
      if (e.tag == s.epoch && e.at == s.armed) connection_event(e.station, e.at);
      return;
    case kLost:
      if (e.tag == s.epoch) disconnect(e.station, e.at);
      return;
    case kIdleLost:
      if (e.tag != s.epoch || e.at != s.idle_lost) return;
      if (s.last_valid + setup_.def.connections.supervision_timeout > e.at)
        return draw_idle_loss(e.station, e.at);
      return disconnect(e.station, e.at);
    case kConnected: {
      if (e.tag == flow::kNone) return search(e.station, e.at);
      const Gateway& g = gateways_[setup_of(e.station).paths[e.gateway].gateway];
      if (g.up && g.epoch == s.gateway_epoch) return connect(e.station, e.gateway, e.tag, e.at);
      return search(e.station, e.at);  // it failed meanwhile
    }
    default: break;
  }
}

void Cell::handle(const radio::Inward& in) {
  using What = radio::Inward::What;
  switch (in.what) {
    case What::nothing: return;
    case What::access_point_down:
    case What::access_point_up:
      for (std::uint32_t g = 0; g < gateways_.size(); ++g)
        if (gateways_[g].entry == in.entry) gateway(g, in.what == What::access_point_up, now_);
      return;
    case What::message: return arrive(in.owner, in.message, now_);
    case What::delivery:
      return setup_of(in.owner).advertises ? lose(in.message, flow::LossCause::not_attempted)
                                           : enqueue(in.owner, true, in.message, now_);
  }
}

// A gateway that fails forgets its connections; the devices notice by their supervision timeouts.
void Cell::gateway(std::uint32_t index, bool up, Time at) {
  Gateway& g = gateways_[index];
  if (g.up == up) return;
  g.up = up;
  g.follows = flow::kNone;
  if (up) {
    for (std::uint32_t i = 0; i < stations_.size(); ++i)
      for (std::uint32_t p = 0; p < stations_[i].synced.size(); ++p)
        if (setup_of(i).paths[p].gateway == index) find_train(i, p, at);
    return;
  }
  ++g.epoch;
  std::fill(g.taken.begin(), g.taken.end(), std::uint8_t{0});
  const ConnectionDef& def = setup_.def.connections;
  for (std::uint32_t i = 0; i < stations_.size(); ++i) {
    Station& s = stations_[i];
    if (s.phase != Phase::connected || path_of(i).gateway != index) continue;
    for (std::uint32_t k = 0; k < s.down.size(); ++k)
      lose(s.down[k], flow::LossCause::access_point_down);
    s.down.clear();
    s.fragments_down = 0;
    const Time last =
        s.losing ? s.last_valid : std::max(s.anchor, s.anchor + event_at(s, at) * def.interval);
    push(std::max(at, last + def.supervision_timeout), kLost, i, s.epoch);
  }
}

void Cell::arrive(std::uint32_t station, const radio::Message& m, Time at) {
  const flow::Source& def = inlet_.def(m);
  statistics_.generated(def.flow, m.created);
  Station& s = stations_[station];
  if (!setup_of(station).advertises) return enqueue(station, def.downlink, m, at);
  if (def.downlink || setup_of(station).paths.empty())
    return lose(m, flow::LossCause::not_attempted);
  if (s.has_next) lose(s.next, flow::LossCause::radio_queue_full);
  s.next = m;
  s.has_next = true;
  if (s.advertising) return;
  s.advertising = true;
  if (setup_of(station).advertising == Advertising::periodic) {
    const Time interval = setup_of(station).interval;
    const std::int64_t before =
        at <= s.anchor ? 0 : (at - s.anchor + interval - Time{1}) / interval;
    return push(s.anchor + before * interval, kAdvertise, station);
  }
  // who always has something to tell begins at a random phase
  const Time within = def.pattern == flow::Pattern::saturated ? setup_of(station).interval
                                                              : setup_.def.advertising.random_delay;
  push(at + radio::uniform_below(within, s.timing), kAdvertise, station);
}

void Cell::enqueue(std::uint32_t station, bool downlink, const radio::Message& m, Time at) {
  Station& s = stations_[station];
  const bool connected = s.phase == Phase::connected;
  if (downlink && connected) {
    const Gateway& g = gateways_[path_of(station).gateway];
    if (!g.up || g.epoch != s.gateway_epoch) return lose(m, flow::LossCause::access_point_down);
  }
  auto& queue = downlink ? s.down : s.up;
  if (queue.size() >= static_cast<std::uint32_t>(setup_.def.connections.queue)) {
    if (connected) return lose(m, flow::LossCause::radio_queue_full);
    // without a gateway the oldest gives way
    lose(queue[0], flow::LossCause::not_attempted);
    queue.pop();
  }
  queue.push(m);
  if (connected) arm(station, at);
}

void Cell::deliver(const radio::Message& m, std::uint32_t entry, Time at) {
  const flow::Source& def = inlet_.def(m);
  if (def.downlink || setup_.counts_delivery)
    statistics_.delivered(def.flow, m.created, at, def.payload_bytes);
  const flow::Frame frame{at, m.created, m.source, m.sequence, m.alarm, entry};
  at < until_ ? emit(frame) : late_.push_back(frame);
  if (def.pattern == flow::Pattern::saturated) {
    const std::uint32_t slot = inlet_.sources().slot_of(m.source);
    if (inlet_.running(slot)) arrive(inlet_.sources().owner(slot), inlet_.make(slot, at), at);
  }
}

void Cell::emit(const flow::Frame& frame) {
  (inlet_.sources().def(frame.source).downlink ? out_->delivered : out_->received).push_back(frame);
}

void Cell::lose(const radio::Message& m, flow::LossCause cause) {
  statistics_.lost(inlet_.def(m), m, cause, m.alarm);
}

std::uint64_t Cell::held(flow::FlowIndex flow) const {
  std::uint64_t n = inlet_.held(flow, statistics_);
  auto count = [&](const radio::Message& m) {
    n += inlet_.def(m).flow == flow && statistics_.counts(m.created);
  };
  for (const Station& s : stations_) {
    n += radio::held_in(s.up, flow, inlet_, statistics_);
    n += radio::held_in(s.down, flow, inlet_, statistics_);
    if (s.has_current && !s.received) count(s.current);
    if (s.has_next) count(s.next);
  }
  for (const flow::Frame& f : late_)
    if (!inlet_.sources().def(f.source).downlink && !setup_.counts_delivery)
      n += inlet_.sources().def(f.source).flow == flow && statistics_.counts(f.created);
  return n;
}

std::uint32_t Cell::entry_of(flow::DeviceIndex device) const {
  const auto at = std::lower_bound(by_device_.begin(), by_device_.end(), std::pair{device, 0u});
  if (at == by_device_.end() || at->first != device) return flow::kNone;
  if (stations_[at->second].phase != Phase::connected) return flow::kNone;
  return gateways_[path_of(at->second).gateway].entry;
}

// Idle connection events are counted here, not where they happen.
radio::Energy Cell::energy(flow::DeviceIndex device, Time at) const {
  const auto found = std::lower_bound(by_device_.begin(), by_device_.end(), std::pair{device, 0u});
  radio::Energy e;
  if (found == by_device_.end() || found->first != device) return e;
  Station s = stations_[found->second];
  if (s.phase == Phase::connected) account(s, at);
  if (!s.synced.empty()) account_train(s, setup_of(found->second), at);
  const EnergyDef& def = setup_.def.energy;
  const Time wake = s.usage.wakes * def.wake_time;
  const Time sleep = std::max(Time{0}, at - s.usage.transmit - s.usage.receive - wake);
  e[radio::RadioState::transmit] = def.transmit * seconds(s.usage.transmit);
  e[radio::RadioState::receive] = def.receive * seconds(s.usage.receive);
  e[radio::RadioState::wake] = def.wake * seconds(wake);
  e[radio::RadioState::sleep] = def.sleep * seconds(sleep);
  return e;
}

int Cell::connections(std::uint32_t gateway) const {
  int n = 0;
  for (std::uint32_t i = 0; i < stations_.size(); ++i)
    n += stations_[i].phase == Phase::connected && path_of(i).gateway == gateway;
  return n;
}

int Cell::advertisers(std::uint32_t gateway) const {
  int n = 0;
  for (const StationSetup& s : setup_.stations)
    n += s.advertises && !s.paths.empty() && s.paths[0].gateway == gateway;
  return n;
}

radio::AirCounts Cell::air_counts(std::uint32_t entry) const {
  for (std::uint32_t i = 0; i < gateways_.size(); ++i) {
    const Gateway& g = gateways_[i];
    if (g.entry == entry)
      return {g.air.advertised + g.air.exchanges, g.air.retries, g.air.collided, g.air.busy,
              static_cast<std::uint32_t>(connections(i) + advertisers(i))};
  }
  return {};
}

void Cell::restart_statistics(Time) {
  for (Gateway& g : gateways_) g.air = {};
}

}  // namespace wardtwin::ble
