#include <algorithm>

#include "network_models/backbone/backbone.h"
#include "sim/base/error.h"

// Connections of devices to gateways: lost, and opened again.
namespace wardtwin::backbone {

void Backbone::build_sessions() {
  std::map<flow::DeviceIndex, std::uint32_t> of;
  for (std::size_t i = 0; i < setup_.routes.size(); ++i) {
    const SourceRoute& route = setup_.routes[i];
    if (route.server == topology::kNowhere || route.gateway == flow::kNone) continue;
    if (!setup_.gateways[route.gateway].def.sessions.kept) continue;
    const auto [at, fresh] =
        of.try_emplace(setup_.sources[i].device, static_cast<std::uint32_t>(sessions_.size()));
    ways_[i].session = at->second;
    if (!fresh) continue;
    Session s;
    s.device = setup_.sources[i].device;
    s.gateway = route.gateway;
    if (route.access != flow::kNone) s.node = setup_.accesses[route.access].node;
    sessions_.push_back(s);
  }
  // All that fit are open from the start.
  for (std::uint32_t i = 0; i < sessions_.size(); ++i) {
    Session& s = sessions_[i];
    Gateway& g = gateways_[s.gateway];
    if (g.open < setup_.gateways[s.gateway].def.sessions.limit) {
      s.open_at = s.gateway;
      ++g.open;
    } else {
      push(pause(s), kConnect, i, s.attempt);
    }
  }
}

/// Wait before the next attempt: doubled each time, up to a bound, shortened at random.
Time Backbone::pause(const Session& s) {
  const SessionsDef& def = setup_.gateways[s.gateway].def.sessions;
  double wait = seconds(def.retry_most);
  if (s.failures < 40)
    wait = std::min(wait, seconds(def.retry_first) * static_cast<double>(1ull << s.failures));
  if (def.jitter > 0) wait *= 1 - def.jitter * gateways_[s.gateway].pause.uniform();
  return from_seconds(wait);
}

std::uint32_t Backbone::target_of(const Session& s) const {
  const Gateway& g = gateways_[s.gateway];
  if (s.towards == g.serving || s.towards == g.second)
    if (s.towards != flow::kNone) return s.towards;
  if (g.second != flow::kNone && s.node != topology::kNowhere &&
      !walk(s.node, setup_.gateways[g.serving].node))
    return g.second;
  return g.serving;
}

void Backbone::connect(std::uint32_t index, Time now) {
  Session& s = sessions_[index];
  const std::uint32_t target = target_of(s);
  Gateway& g = gateways_[target];
  const SessionsDef& def = setup_.gateways[target].def.sessions;
  const auto node = setup_.gateways[target].node;
  if (!g.up || (s.node != topology::kNowhere && !walk(s.node, node)))
    return connect_again(index, now);
  if (g.open >= def.limit) {
    ++g.statistics.turned_away;
    return connect_again(index, now);
  }
  push(now + def.timeout, kGiveUp, index, s.attempt);
  const std::uint32_t slot = allocate();
  Flight& f = flights_[slot];
  f = {};
  f.created = now;
  f.source = index;
  f.sequence = s.attempt;
  f.handshake = true;
  f.gateway = target;
  if (def.round_trips == 0) return arrive_at_gateway(slot, target, now);
  Time trip = setup_.protocols.radio_round_trip;
  if (s.node != topology::kNowhere) {
    const std::uint32_t bytes = setup_.wire.bytes(protocols::kOverUdp);
    trip = way(s.node, node, bytes) + way(node, s.node, bytes);
  }
  later(slot, now + def.round_trips * trip);
}

void Backbone::connect_again(std::uint32_t index, Time now) {
  Session& s = sessions_[index];
  ++s.failures;
  push(now + pause(s), kConnect, index, ++s.attempt);
}

/// The handshake is through, if its device still waits for it.
void Backbone::open_session(std::uint32_t slot, std::uint32_t index, Time now) {
  const Flight f = flights_[slot];
  release(slot);
  Session& s = sessions_[f.source];
  Gateway& g = gateways_[index];
  ++g.statistics.handshakes;
  if (s.attempt != f.sequence || s.open_at != flow::kNone) {
    ++g.statistics.wasted;
    return;
  }
  if (index != target_of(s) || g.open >= setup_.gateways[index].def.sessions.limit) {
    g.statistics.turned_away += index == target_of(s);
    return connect_again(f.source, now);
  }
  s.open_at = index;
  ++g.open;
  auto& longest = gateways_[s.gateway].statistics.longest_reconnect;
  longest = std::max(longest, now - std::max(s.lost, statistics_since_));
  out_.sessions.push_back({now, s.device, true});
}

void Backbone::close_session(std::uint32_t index, Time now, Time notice) {
  Session& s = sessions_[index];
  --gateways_[s.open_at].open;
  s.open_at = flow::kNone;
  s.lost = now;
  s.failures = 0;
  push(now + notice + pause(s), kConnect, index, ++s.attempt);
  out_.sessions.push_back({now, s.device, false});
}

/// Sessions at a gateway end: all, because it died, or those of one ward, because another serves it
/// now and tells them so.
void Backbone::close_sessions(std::uint32_t gateway, std::uint32_t of, Time now) {
  for (std::uint32_t i = 0; i < sessions_.size(); ++i) {
    Session& s = sessions_[i];
    if (s.open_at != gateway || (of != flow::kNone && s.gateway != of)) continue;
    s.towards = flow::kNone;
    close_session(i, now,
                  of == flow::kNone ? setup_.gateways[s.gateway].def.sessions.notice : Time{0});
  }
}

/// A message of a device that has no session here is not taken.
bool Backbone::refuses(std::uint32_t slot, std::uint32_t gateway, Time now) {
  const std::uint32_t index = ways_[flights_[slot].source].session;
  Session& s = sessions_[index];
  if (s.open_at == gateway) return false;
  s.towards = gateway;
  if (s.open_at != flow::kNone) close_session(index, now, Time{0});
  ++gateways_[gateway].statistics.refused;
  lose(slot, flow::LossCause::not_attempted, now);
  return true;
}

}  // namespace wardtwin::backbone
