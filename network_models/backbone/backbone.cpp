#include "network_models/backbone/backbone.h"

#include <algorithm>

#include "sim/base/error.h"

// The way of a frame: in at the access side, through ports, out at a server or the access side.
namespace wardtwin::backbone {
namespace {

/// Why a message is lost at a dead node of this kind.
flow::LossCause cause_of(topology::NodeKind kind) {
  switch (kind) {
    case topology::NodeKind::server: return flow::LossCause::server_down;
    case topology::NodeKind::gateway: return flow::LossCause::gateway_down;
    case topology::NodeKind::access_point: return flow::LossCause::access_point_down;
    default: return flow::LossCause::link_down;
  }
}

}  // namespace

void Backbone::add(std::span<const flow::Frame> frames) {
  if (frames.empty()) return;
  runs_.push_back({inbox_.size(), inbox_.size() + frames.size()});
  inbox_.insert(inbox_.end(), frames.begin(), frames.end());
  for (const flow::Frame& f : frames) __builtin_prefetch(&ways_[f.source]);
}

void Backbone::run(Time until) {
  out_.arrivals.clear();
  out_.servers.clear();
  out_.deliveries.clear();
  out_.entries.clear();
  out_.links.clear();
  out_.paths.clear();
  out_.sessions.clear();

  cursors_.clear();
  for (std::uint32_t r = 0; r < runs_.size(); ++r) {
    const auto& f = inbox_[runs_[r].begin];
    cursors_.push({f.at, key_of(f.source, f.sequence), r});
  }
  for (;;) {
    const Time outside = cursors_.empty() ? kNever : cursors_.top().at;
    while (!events_.empty()) {
      const Event& e = events_.top();
      if (e.at >= until || e.at > outside) break;
      if (e.at == outside && e.kind == kArrive && e.key >= cursors_.top().key) break;
      handle(events_.pop());
    }
    if (outside >= until) break;
    Run& run = runs_[cursors_.top().run];
    enter(inbox_[run.begin]);
    if (++run.begin == run.end) {
      cursors_.pop();
    } else {
      const auto& f = inbox_[run.begin];
      __builtin_prefetch(&ways_[f.source]);
      WARDTWIN_ASSERT(f.at >= outside, "frames of one span come in the order of time");
      cursors_.replace_top({f.at, key_of(f.source, f.sequence), cursors_.top().run});
    }
  }
  // What is later than the window stays.
  std::vector<Run> left;
  std::size_t end = 0;
  for (const Run& run : runs_) {
    if (run.begin == run.end) continue;
    const std::size_t length = run.end - run.begin;
    std::move(inbox_.begin() + static_cast<std::ptrdiff_t>(run.begin),
              inbox_.begin() + static_cast<std::ptrdiff_t>(run.end),
              inbox_.begin() + static_cast<std::ptrdiff_t>(end));
    left.push_back({end, end + length});
    end += length;
  }
  inbox_.resize(end);
  runs_ = std::move(left);
}

void Backbone::handle(const Event& e) {
  switch (static_cast<Kind>(e.kind)) {
    case kFault: return apply(faults_[e.index], e.at);
    case kCapacity: change_rate(changes_[e.index]); return free_changes_.push_back(e.index);
    case kReroute:
      learn({static_cast<Part::Kind>(e.key), e.index});
      reroute();
      refresh_gateways(e.at);
      return tell_changes(e.at);
    case kMove: return move_service(e);
    case kHandOver: return hand_over(e.index, e.at);
    case kAlone: return stand_alone(static_cast<std::uint32_t>(e.key), e.index, e.at);
    case kTrouble: return apply_trouble(troubles_[e.index]);
    case kConnect:
      if (sessions_[e.key].attempt == e.index) connect(static_cast<std::uint32_t>(e.key), e.at);
      return;
    case kGiveUp:
      if (sessions_[e.key].attempt == e.index && sessions_[e.key].open_at == flow::kNone)
        connect_again(static_cast<std::uint32_t>(e.key), e.at);
      return;
    case kServiceDone: return service_done(e);
    case kPortFree: return port_free(e.index, e.at);
    case kArrive: return arrive(e.index, e.at);
    case kRetry: return again(e.index, e.at);
    case kAnswered: return close_exchange(e.index, e.at);
  }
}

std::uint32_t Backbone::allocate() {
  if (free_ == flow::kNone) {
    flights_.emplace_back();
    return static_cast<std::uint32_t>(flights_.size() - 1);
  }
  const std::uint32_t slot = free_;
  free_ = flights_[slot].next;
  return slot;
}

void Backbone::release(std::uint32_t slot) {
  urgent_ -= flights_[slot].alarm != flow::kNone;
  flights_[slot].source = flow::kNone;
  flights_[slot].next = free_;
  free_ = slot;
}

void Backbone::enter(const flow::Frame& frame) {
  WARDTWIN_ASSERT(frame.source < ways_.size() && ways_[frame.source].server != topology::kNowhere,
                  "a frame enters the backbone only if its source has a route");
  const Way& way = ways_[frame.source];
  const std::uint32_t slot = allocate();
  Flight& f = flights_[slot];
  f = {};
  f.created = frame.created;
  f.source = frame.source;
  f.sequence = frame.sequence;
  f.alarm = frame.alarm;
  urgent_ += f.alarm != flow::kNone;
  f.entry = way.access != flow::kNone ? way.access : frame.entry;
  f.bytes = way.bytes;
  f.gateway = way.gateway;
  f.server = way.server;
  f.traffic = way.traffic;
  f.downlink = way.downlink;
  WARDTWIN_ASSERT(f.entry < accesses_.size(), "a frame names the access where it comes in");
  if (f.downlink && !origins_.empty())
    if (const auto from = origins_.find(key_of(f.source, f.sequence)); from != origins_.end()) {
      f.server = from->second;
      origins_.erase(from);
    }
  if (!f.downlink && f.alarm != flow::kNone && !homes_.empty())
    if (const auto home = homes_.find(f.alarm); home != homes_.end()) f.server = home->second;
  if (way.costed) return hold_back(slot, frame.at);
  inject(slot, frame.at);
}

void Backbone::inject(std::uint32_t slot, Time now) {
  const Flight& f = flights_[slot];
  if (f.twin) {
    // The device sends again only what was not acknowledged meanwhile.
    const auto twin = twins_.find(key_of(f.source, f.sequence));
    if (twin != twins_.end() && twin->second.delivered) {
      if (--twin->second.copies == 0) twins_.erase(twin);
      return release(slot);
    }
  }
  if (f.downlink) return arrive_at_node(slot, f.server, now);
  if (const auto up = accesses_[f.entry].up; up != flow::kNone) return enqueue(slot, up, now);
  arrive_at_node(slot, setup_.accesses[f.entry].node, now);
}

void Backbone::arrive(std::uint32_t slot, Time now) {
  const Port& port = ports_[flights_[slot].port];
  if (port.last_down > flights_[slot].since) return lose(slot, flow::LossCause::link_down, now);
  if (port.loss > 0) {
    if (noise_.uniform() < port.loss) return lose(slot, flow::LossCause::phy, now);
    Flight& f = flights_[slot];
    if (f.costed && !f.processed && noise_.uniform() < port.loss) f.unanswered = true;
  }
  if (port.access != flow::kNone && flights_[slot].port == accesses_[port.access].down)
    return finish(slot, port.from, now);
  arrive_at_node(slot, port.to, now);
}

void Backbone::arrive_at_node(std::uint32_t slot, topology::NodeIndex node, Time now) {
  const Flight& f = flights_[slot];
  if (!alive_.nodes[node]) return lose(slot, cause_of(setup_.graph.nodes[node].kind), now);
  if (f.downlink) {
    if (node != setup_.accesses[f.entry].node) return forward(slot, node, now);
    if (const auto down = accesses_[f.entry].down; down != flow::kNone)
      return enqueue(slot, down, now);
    return finish(slot, node, now);
  }
  const bool done = f.gateway == flow::kNone || f.processed;
  if (!done && gateway_of_node_[node] != flow::kNone)
    return arrive_at_gateway(slot, gateway_of_node_[node], now);
  if (done && node == f.server) return finish(slot, node, now);
  forward(slot, node, now);
}

void Backbone::forward(std::uint32_t slot, topology::NodeIndex here, Time now) {
  const Flight& f = flights_[slot];
  topology::NodeIndex to = f.server;
  if (f.downlink)
    to = setup_.accesses[f.entry].node;
  else if (f.gateway != flow::kNone && !f.processed) {
    const Gateway& g = gateways_[f.gateway];
    to = setup_.gateways[g.serving].node;
    if (g.second != flow::kNone && port_towards_[to * routes_.nodes + here] == flow::kNone)
      to = setup_.gateways[g.second].node;
  }
  std::uint32_t port = port_towards_[to * routes_.nodes + here];
  // Routes know that it is dead, or that no way is left.
  if (port == flow::kNone)
    return lose(
        slot, alive_.nodes[to] ? flow::LossCause::link_down : cause_of(setup_.graph.nodes[to].kind),
        now);
  if (port == kAggregate) port = choose_port(here, routes_.hop(to, here), f.source);
  enqueue(slot, port, now);
}

void Backbone::finish(std::uint32_t slot, topology::NodeIndex node, Time now) {
  const Flight f = flights_[slot];
  release(slot);
  if (f.costed && f.gateway == flow::kNone) accepted(f, now);
  if (f.duplicate) {
    ++duplicates_;
    return;
  }
  if (f.twin) {
    const auto twin = twins_.find(key_of(f.source, f.sequence));
    const bool again = std::exchange(twin->second.delivered, true);
    if (--twin->second.copies == 0) twins_.erase(twin);
    if (again) {
      ++duplicates_;
      return;
    }
  }
  if (f.downlink) {
    out_.deliveries.push_back(
        {now, f.created, flow::Command::Kind::deliver, f.source, f.sequence, f.alarm});
    out_.entries.push_back(f.entry);
    return;
  }
  out_.arrivals.push_back({now, f.created, f.source, f.sequence, f.alarm, f.entry});
  out_.servers.push_back(node);
}

bool Backbone::retries(const Flight& f) const {
  const auto& source = setup_.sources[f.source];
  if (source.downlink) return false;
  const auto& route = setup_.routes[f.source];
  return source.traffic == flow::TrafficClass::alarm || route.reliable ||
         (route.gateway != flow::kNone && setup_.gateways[route.gateway].def.devices_retry);
}

void Backbone::lose(std::uint32_t slot, flow::LossCause cause, Time now) {
  Flight& f = flights_[slot];
  if (f.handshake) {
    const auto session = f.source, attempt = f.sequence;
    release(slot);
    if (sessions_[session].attempt == attempt) connect_again(session, now);
    return;
  }
  if (f.duplicate) {  // the message itself arrived
    const auto source = f.source;
    release(slot);
    return close_exchange(source, now);
  }
  if (f.costed && resend(slot, cause, now)) return;
  if (retries(f)) {
    const auto gateway = setup_.routes[f.source].gateway;
    const Time again = gateway == flow::kNone ? GatewayDef{}.retry_every
                                              : setup_.gateways[gateway].def.retry_every;
    f.processed = false;
    return later(slot, now + again);
  }
  statistics_.lost(setup_.sources[f.source], f, cause, f.alarm);
  const auto source = f.source;
  const bool open = f.costed && !f.answered;
  release(slot);
  if (open) close_exchange(source, now);
}

std::vector<std::uint64_t> Backbone::held() const {
  std::vector<std::uint64_t> count(setup_.flows);
  const auto add = [&](std::uint32_t source, Time created) {
    if (statistics_.counts(created)) ++count[setup_.sources[source].flow];
  };
  std::map<std::uint64_t, Time> twins;  // copies of one message count once
  for (const Flight& f : flights_) {
    if (f.source == flow::kNone || f.handshake || f.duplicate) continue;
    if (!f.twin)
      add(f.source, f.created);
    else
      twins[key_of(f.source, f.sequence)] = f.created;
  }
  for (const auto& [key, created] : twins)
    if (!twins_.at(key).delivered) add(static_cast<std::uint32_t>(key >> 32), created);
  for (const Run& run : runs_)
    for (std::size_t i = run.begin; i < run.end; ++i) add(inbox_[i].source, inbox_[i].created);
  return count;
}

Time Backbone::next_event() const {
  Time next = events_.empty() ? kNever : events_.top().at;
  for (const Run& run : runs_) next = std::min(next, inbox_[run.begin].at);
  return next;
}

Time Backbone::next_cause(Time now) {
  if (urgent_ > 0) return now;
  while (!turns_.empty() && turns_.top() < now) turns_.pop();
  Time next = turns_.empty() ? kNever : turns_.top();
  for (const Run& run : runs_) next = std::min(next, inbox_[run.begin].at);
  return next;
}

}  // namespace wardtwin::backbone
