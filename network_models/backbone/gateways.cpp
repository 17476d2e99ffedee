#include <algorithm>

#include "network_models/backbone/backbone.h"

// Gateways: work, store, failure and the standby that takes over.
namespace wardtwin::backbone {

void Backbone::arrive_at_gateway(std::uint32_t slot, std::uint32_t index, Time now) {
  Gateway& g = gateways_[index];
  Flight& f = flights_[slot];
  f.since = now;
  if (!g.paused && !g.idle.empty() && g.queue.empty()) return start_service(index, slot, now);
  const std::size_t c = class_of(f);
  const auto limit = static_cast<std::uint64_t>(setup_.gateways[index].def.queue);
  if (!make_room(g.queue, c, g.overflow[c], flow::kNone, 1, limit, g.statistics.overflow, now)) {
    ++g.statistics.overflow[c];
    return lose(slot, flow::LossCause::gateway_overflow, now);
  }
  g.queue.push(flights_, slot, c, 1);
  g.statistics.queue.set(now, g.queue.count);
}

void Backbone::start_service(std::uint32_t index, std::uint32_t slot, Time now) {
  Gateway& g = gateways_[index];
  const std::uint32_t core = g.idle.back();
  g.idle.pop_back();
  g.cores[core].slot = slot;
  ++g.cores[core].job;
  g.statistics.busy.add(now, 1);
  const Time work = std::max(Time{0}, g.laws[class_of(flights_[slot])].time(g.service));
  push(now + work, kServiceDone, (static_cast<std::uint64_t>(index) << 32) | core,
       g.cores[core].job);
}

void Backbone::service_done(const Event& e) {
  const auto index = static_cast<std::uint32_t>(e.key >> 32);
  const auto core = static_cast<std::uint32_t>(e.key);
  Gateway& g = gateways_[index];
  if (g.cores[core].job != e.index || g.cores[core].slot == flow::kNone) return;
  if (g.paused) {
    g.cores[core].blocked = true;
    return;
  }
  const std::uint32_t slot = std::exchange(g.cores[core].slot, flow::kNone);
  g.cores[core].blocked = false;
  g.idle.push_back(core);
  g.statistics.busy.add(e.at, -1);
  ++g.statistics.processed[class_of(flights_[slot])];
  flights_[slot].processed = true;
  serve(index, e.at);
  arrive_at_node(slot, setup_.gateways[index].node, e.at);
}

void Backbone::serve(std::uint32_t index, Time now) {
  Gateway& g = gateways_[index];
  if (g.paused || !g.up || g.queue.empty()) return;
  while (!g.idle.empty() && !g.queue.empty()) {
    const std::uint32_t slot = take(g.queue, setup_.gateways[index].def.priority);
    --g.queue.held;
    start_service(index, slot, now);
  }
  g.statistics.queue.set(now, g.queue.count);
}

/// The way onward was cut or came back: a gateway with a store waits or goes on.
void Backbone::refresh_gateways(Time now) {
  for (std::uint32_t i = 0; i < gateways_.size(); ++i) {
    Gateway& g = gateways_[i];
    if (!g.up) continue;
    const auto node = setup_.gateways[i].node;
    g.paused = setup_.gateways[i].def.store_and_forward &&
               !std::ranges::all_of(g.servers, [&](auto server) { return walk(node, server); });
    if (g.paused) continue;
    for (std::uint32_t core = 0; core < g.cores.size(); ++core)
      if (g.cores[core].blocked)
        service_done(
            {now, (static_cast<std::uint64_t>(i) << 32) | core, g.cores[core].job, kServiceDone});
    serve(i, now);
  }
}

/// A message inside a gateway that dies. A persistent store keeps it for the repair, while the
/// device, which had no acknowledgement, sends an urgent one again: then two copies travel.
void Backbone::strand(std::uint32_t slot, Gateway& g, Time now) {
  const auto index = static_cast<std::size_t>(&g - gateways_.data());
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
  g.paused = false;
  g.down_since = now;
  g.idle.clear();
  for (std::uint32_t core = 0; core < g.cores.size(); ++core) {
    g.idle.push_back(core);
    ++g.cores[core].job;
    g.cores[core].blocked = false;
    const auto slot = std::exchange(g.cores[core].slot, flow::kNone);
    if (slot != flow::kNone) strand(slot, g, now);
  }
  while (!g.queue.empty()) strand(take(g.queue, false), g, now);
  g.queue.held = 0;
  g.statistics.busy.set(now, 0);
  g.statistics.queue.set(now, 0);

  for (std::uint32_t l = 0; l < gateways_.size(); ++l) {
    const auto standby = setup_.gateways[l].standby;
    if (gateways_[l].serving != index) continue;
    if (standby == flow::kNone) continue;
    const GatewayDef& def = setup_.gateways[l].def;
    const double h = seconds(def.heartbeat);
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
}

void Backbone::plan_move(std::uint32_t logical, std::uint32_t to, Time at) {
  gateways_[logical].plan_to = to;
  push_turn(at, kMove, logical, ++gateways_[logical].plan);
}

void Backbone::move_service(const Event& e) {
  const auto logical = static_cast<std::uint32_t>(e.key);
  Gateway& g = gateways_[logical];
  if (g.plan != e.index || !gateways_[g.plan_to].up || g.serving == g.plan_to) return;
  g.serving = g.plan_to;
  ++g.statistics.takeovers;
  track_blindness(e.at);
  tell_changes(e.at);
}

void Backbone::track_blindness(Time now) {
  for (Gateway& g : gateways_) {
    const bool blind = !gateways_[g.serving].up;
    if (blind && g.blind_since == kNever) g.blind_since = now;
    if (!blind && g.blind_since != kNever) {
      g.statistics.blind += now - std::max(g.blind_since, statistics_since_);
      g.blind_since = kNever;
    }
  }
}

}  // namespace wardtwin::backbone
