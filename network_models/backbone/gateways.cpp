#include <algorithm>

#include "network_models/backbone/backbone.h"

// Gateways: work, store, failure and the standby that takes over.
namespace wardtwin::backbone {

void Backbone::arrive_at_gateway(std::uint32_t slot, std::uint32_t index, Time now) {
  Gateway& g = gateways_[index];
  Flight& f = flights_[slot];
  f.since = now;
  if (f.duplicate) {
    ++duplicates_;
    accepted(f, now);
    return release(slot);
  }
  if (!f.handshake && ways_[f.source].session != flow::kNone && refuses(slot, index, now)) return;
  const bool wait = is_cut_off(g, f);
  if (!wait && !g.idle.empty() && g.queue.empty()) return start_service(index, slot, now);
  keep(index, slot, wait, now);
}

/// Is the way cut from here to the server of this message? Then it waits in the store.
bool Backbone::is_cut_off(const Gateway& g, const Flight& f) const {
  if (!g.any_cut || f.handshake || takes_itself(g, f)) return false;
  const auto at = std::ranges::find(g.servers, f.server);
  return at != g.servers.end() && g.cut[static_cast<std::size_t>(at - g.servers.begin())];
}

/// Into the queue, or the store, if there is room or something less worthy goes.
void Backbone::keep(std::uint32_t index, std::uint32_t slot, bool stored, Time now) {
  Gateway& g = gateways_[index];
  const Flight& f = flights_[slot];
  const std::size_t c = class_of(f);
  auto limit = static_cast<std::uint64_t>(setup_.gateways[index].def.queue);
  if (g.fills > Time{0}) {
    const Time left = std::max(Time{0}, g.fills - (now - g.fills_since));
    limit =
        static_cast<std::uint64_t>(seconds(left) / seconds(g.fills) * static_cast<double>(limit));
  }
  while (g.queue.held + g.store.held >= limit) {
    // What is in the store is older than what is in the queue.
    const Overflow policy = f.handshake ? Overflow::drop_newest : g.overflow[c];
    const std::size_t old = g.store.victim(c, policy), young = g.queue.victim(c, policy);
    if (old == 4 && young == 4) {
      g.statistics.overflow[c] += !f.handshake;
      return lose(slot, flow::LossCause::gateway_overflow, now);
    }
    const bool from_store = young == 4 || (old != 4 && old >= young);
    ClassQueues& from = from_store ? g.store : g.queue;
    const std::uint32_t gone = from.pop(flights_, from_store ? old : young);
    --from.held;
    g.statistics.overflow[from_store ? old : young] += !flights_[gone].handshake;
    lose(gone, flow::LossCause::gateway_overflow, now);
  }
  (stored ? g.store : g.queue).push(flights_, slot, c, 1);
  g.statistics.queue.set(now, g.queue.count + g.store.count);
}

void Backbone::start_service(std::uint32_t index, std::uint32_t slot, Time now) {
  Gateway& g = gateways_[index];
  const std::uint32_t core = g.idle.back();
  g.idle.pop_back();
  g.cores[core].slot = slot;
  ++g.cores[core].job;
  g.statistics.busy.add(now, 1);
  const SessionsDef& sessions = setup_.gateways[index].def.sessions;
  const bool resumed =
      flights_[slot].handshake && sessions.resumed > 0 && g.pause.uniform() < sessions.resumed;
  const Distribution& law = resumed                    ? sessions.resumption
                            : flights_[slot].handshake ? sessions.handshake
                                                       : g.laws[class_of(flights_[slot])];
  Time work = std::max(Time{0}, law.time(g.service));
  if (flights_[slot].costed) work += setup_.costs[flights_[slot].source].work;
  if (g.slow != 1) work = from_seconds(seconds(work) * g.slow);
  push(now + work, kServiceDone, (static_cast<std::uint64_t>(index) << 32) | core,
       g.cores[core].job);
}

void Backbone::service_done(const Event& e) {
  const auto index = static_cast<std::uint32_t>(e.key >> 32);
  const auto core = static_cast<std::uint32_t>(e.key);
  Gateway& g = gateways_[index];
  if (g.cores[core].job != e.index || g.cores[core].slot == flow::kNone) return;
  const std::uint32_t slot = std::exchange(g.cores[core].slot, flow::kNone);
  g.idle.push_back(core);
  g.statistics.busy.add(e.at, -1);
  if (flights_[slot].handshake) {
    open_session(slot, index, e.at);
    return serve(index, e.at);
  }
  if (is_cut_off(g, flights_[slot])) {
    keep(index, slot, true, e.at);
    return serve(index, e.at);
  }
  if (g.refused && !setup_.gateways[index].def.store_and_forward) {
    lose(slot, flow::LossCause::not_attempted, e.at);
    return serve(index, e.at);
  }
  ++g.statistics.processed[class_of(flights_[slot])];
  flights_[slot].processed = true;
  if (flights_[slot].costed) {
    Flight f = flights_[slot];
    f.processed = false;
    flights_[slot].answered = true;
    flights_[slot].unanswered = false;
    flights_[slot].resends = 0;
    accepted(f, e.at);
  }
  if (takes_itself(g, flights_[slot])) {
    flights_[slot].server = homes_[flights_[slot].alarm] = setup_.gateways[index].node;
    ++g.statistics.local_alarms;
  }
  serve(index, e.at);
  arrive_at_node(slot, setup_.gateways[index].node, e.at);
}

void Backbone::serve(std::uint32_t index, Time now) {
  Gateway& g = gateways_[index];
  if (!g.up) return;
  if (g.draining && g.queue.empty() && g.idle.size() == g.cores.size()) {
    g.draining = false;
    g.statistics.longest_drain = std::max(g.statistics.longest_drain, now - g.restored);
  }
  if (g.queue.empty()) return;
  while (!g.idle.empty() && !g.queue.empty()) {
    const std::uint32_t slot = take(g.queue, setup_.gateways[index].def.priority);
    --g.queue.held;
    start_service(index, slot, now);
  }
  g.statistics.queue.set(now, g.queue.count + g.store.count);
}

/// Ways onward were cut or came back: what waited for them joins the queue, in front.
void Backbone::refresh_gateways(Time now) {
  for (std::uint32_t i = 0; i < gateways_.size(); ++i) {
    Gateway& g = gateways_[i];
    if (!g.up || !setup_.gateways[i].def.store_and_forward) continue;
    const auto node = setup_.gateways[i].node;
    g.any_cut = false;
    for (std::size_t s = 0; s < g.servers.size(); ++s) {
      g.cut[s] = g.refused || !walk(node, g.servers[s]);
      g.any_cut = g.any_cut || g.cut[s];
    }
    look_for_alarm_server(i, now);
    release_store(i, now);
  }
  listen(now);
}

void Backbone::release_store(std::uint32_t index, Time now) {
  Gateway& g = gateways_[index];
  if (g.store.empty()) return;
  ClassQueues waits, goes;
  for (std::size_t c = 0; c < 4; ++c)
    while (g.store.head[c] != flow::kNone) {
      const std::uint32_t slot = g.store.pop(flights_, c);
      (is_cut_off(g, flights_[slot]) ? waits : goes).push(flights_, slot, c, 1);
    }
  g.store = waits;
  if (goes.empty()) return;
  g.draining = true;
  g.restored = now;
  g.queue.put_in_front(flights_, goes);
  serve(index, now);
}

/// A message inside a gateway that dies. A persistent store keeps it for the repair, while the
/// device, which had no acknowledgement, sends an urgent one again: then two copies travel.
void Backbone::strand(std::uint32_t slot, Gateway& g, Time now) {
  const auto index = static_cast<std::size_t>(&g - gateways_.data());
  if (flights_[slot].handshake) return lose(slot, flow::LossCause::gateway_down, now);
  if (!setup_.gateways[index].def.persistent) {
    ++g.statistics.lost_down;
    return lose(slot, flow::LossCause::gateway_down, now);
  }
  g.kept.push_back(slot);
  if (!retries(flights_[slot]) || flights_[slot].twin) return;
  const std::uint32_t copy = allocate();
  flights_[slot].twin = true;
  flights_[copy] = flights_[slot];
  urgent_ += flights_[copy].alarm != flow::kNone;
  const std::uint64_t key =
      (static_cast<std::uint64_t>(flights_[slot].source) << 32) | flights_[slot].sequence;
  twins_[key] = {};
  lose(copy, flow::LossCause::gateway_down, now);  // schedules the next attempt
}

void Backbone::gateway_fails(std::uint32_t index, Time now) {
  Gateway& g = gateways_[index];
  g.up = false;
  g.draining = false;
  if (g.alone) stop_standing_alone(g, now);
  g.down_since = now;
  g.idle.clear();
  for (std::uint32_t core = 0; core < g.cores.size(); ++core) {
    g.idle.push_back(core);
    ++g.cores[core].job;
    const auto slot = std::exchange(g.cores[core].slot, flow::kNone);
    if (slot != flow::kNone) strand(slot, g, now);
  }
  while (!g.store.empty()) strand(take(g.store, false), g, now);
  while (!g.queue.empty()) strand(take(g.queue, false), g, now);
  g.queue.held = g.store.held = 0;
  g.statistics.busy.set(now, 0);
  g.statistics.queue.set(now, 0);

  close_sessions(index, flow::kNone, now);
  for (std::uint32_t l = 0; l < gateways_.size(); ++l) {
    const auto standby = setup_.gateways[l].standby;
    Gateway& logical = gateways_[l];
    if (logical.second == index) end_split(logical, now);
    if (logical.serving != index) continue;
    if (logical.second != flow::kNone) {  // the other one serves already
      logical.serving = logical.second;
      ++logical.plan;
      end_split(logical, now);
      continue;
    }
    if (standby == flow::kNone) continue;
    const GatewayDef& def = setup_.gateways[l].def;
    const double h = seconds(def.heartbeat);
    logical.trouble_since = now;
    const double detected = h * (def.misses - 1 + gateways_[l].detection.uniform());
    plan_move(l, index == l ? standby : l, now + from_seconds(detected) + def.takeover);
  }
  track_blindness(now);
}

void Backbone::gateway_returns(std::uint32_t index, Time now) {
  Gateway& g = gateways_[index];
  g.up = true;
  g.statistics.down += now - std::max(g.down_since, statistics_since_);
  for (const auto slot : g.kept) {
    flights_[slot].since = now;
    g.queue.push(flights_, slot, class_of(flights_[slot]), 1);
    ++g.statistics.recovered;
  }
  g.draining = !g.kept.empty();
  g.restored = now;
  g.kept.clear();
  g.statistics.queue.set(now, g.queue.count);
  for (std::uint32_t l = 0; l < gateways_.size(); ++l) {
    Gateway& logical = gateways_[l];
    const GatewayDef& def = setup_.gateways[l].def;
    const bool mine = l == index || setup_.gateways[l].standby == index;
    if (!mine) continue;
    if (logical.serving == index)
      ++logical.plan;  // it is back before the other took over
    else if (!gateways_[logical.serving].up)
      plan_move(l, index, now + def.takeover);
    else if (l == index && def.fail_back)
      plan_move(l, l, now + def.fail_back_after);
  }
  track_blindness(now);
  serve(index, now);
}

void Backbone::plan_move(std::uint32_t logical, std::uint32_t to, Time at) {
  gateways_[logical].plan_to = to;
  push_turn(at, kMove, logical, ++gateways_[logical].plan);
}

void Backbone::move_service(const Event& e) {
  const auto logical = static_cast<std::uint32_t>(e.key);
  Gateway& g = gateways_[logical];
  if (g.plan != e.index || !gateways_[g.plan_to].up) return;
  const auto failed_over = [&] {
    const Time took = e.at - g.trouble_since;
    auto& s = g.statistics;
    s.longest_failover = std::max(s.longest_failover, took);
    s.longest_detection =
        std::max(s.longest_detection, took - setup_.gateways[logical].def.takeover);
  };
  if (g.second != flow::kNone && g.plan_to == g.serving) {  // they hear each other again
    const auto second = g.second;
    end_split(g, e.at);
    close_sessions(second, logical, e.at);
  } else if (g.silent && g.plan_to != g.serving) {  // the standby takes the other one for dead
    g.second = g.plan_to;
    g.split_since = e.at;
    ++g.statistics.takeovers;
    failed_over();
  } else if (g.serving != g.plan_to) {
    const auto before = std::exchange(g.serving, g.plan_to);
    ++g.statistics.takeovers;
    if (gateways_[before].up)
      close_sessions(before, logical, e.at);
    else
      failed_over();
  } else {
    return;
  }
  track_blindness(e.at);
  tell_changes(e.at);
}

/// Before it goes down on purpose: what it serves moves to the one that stands by.
void Backbone::hand_over(std::uint32_t index, Time now) {
  for (std::uint32_t l = 0; l < gateways_.size(); ++l) {
    if (gateways_[l].serving != index) continue;
    const auto other = l == index ? setup_.gateways[l].standby : l;
    if (other == flow::kNone || !gateways_[other].up) continue;
    plan_move(l, other, now);
  }
}

/// Does each standby still hear its gateway? If the way between them is cut while both live, it
/// takes over all the same, and yields at the first heartbeat it hears again.
void Backbone::listen(Time now) {
  for (std::uint32_t l = 0; l < gateways_.size(); ++l) {
    Gateway& g = gateways_[l];
    const GatewaySetup& own = setup_.gateways[l];
    if (own.standby == flow::kNone || own.def.heartbeat_cable || g.serving != l) continue;
    const auto other = setup_.gateways[own.standby].node;
    const bool silent =
        g.up && gateways_[own.standby].up && !(walk(own.node, other) && walk(other, own.node));
    if (silent == std::exchange(g.silent, silent)) continue;
    const double h = seconds(own.def.heartbeat) * (silent ? own.def.misses - 1 : 0);
    const double wait = h + seconds(own.def.heartbeat) * g.detection.uniform();
    if (silent) {
      g.trouble_since = now;
      plan_move(l, own.standby, now + from_seconds(wait) + own.def.takeover);
    } else if (g.second != flow::kNone)
      plan_move(l, l, now + from_seconds(wait));
    else if (g.up && gateways_[own.standby].up)
      ++g.plan;  // heard in time
  }
}

void Backbone::end_split(Gateway& g, Time now) {
  g.second = flow::kNone;
  g.statistics.split += now - std::max(g.split_since, statistics_since_);
}

void Backbone::track_blindness(Time now) {
  for (Gateway& g : gateways_) {
    const bool blind =
        !gateways_[g.serving].up && (g.second == flow::kNone || !gateways_[g.second].up);
    if (blind && g.blind_since == kNever) g.blind_since = now;
    if (!blind && g.blind_since != kNever) {
      g.statistics.blind += now - std::max(g.blind_since, statistics_since_);
      g.blind_since = kNever;
    }
  }
}

}  // namespace wardtwin::backbone
