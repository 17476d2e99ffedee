#include <algorithm>
#include <utility>

#include "network_models/backbone/backbone.h"
#include "sim/base/error.h"

// Parts that fail and come back, routes that follow, rates that change, and what is told to others.
namespace wardtwin::backbone {

void Backbone::add_faults(std::span<const Fault> faults) {
  for (const Fault& f : faults) {
    const std::size_t limit = f.part.kind == Part::Kind::node     ? alive_.nodes.size()
                              : f.part.kind == Part::Kind::link   ? alive_.links.size()
                              : f.part.kind == Part::Kind::access ? accesses_.size()
                                                                  : 1;
    WARDTWIN_ASSERT(f.part.index < limit, "a fault names a part of the network");
    const std::uint64_t key = (static_cast<std::uint64_t>(f.part.kind) << 33) |
                              (static_cast<std::uint64_t>(f.part.index) << 1) | f.up;
    push_turn(f.at, kFault, key, static_cast<std::uint32_t>(faults_.size()));
    faults_.push_back(f);
  }
}

void Backbone::add_capacity(std::span<const CapacityChange> changes) {
  for (const CapacityChange& c : changes) {
    WARDTWIN_ASSERT(c.link < alive_.links.size() && c.rate.value > 0,
                    "a capacity change names a link and leaves some rate");
    std::uint32_t index;
    if (free_changes_.empty()) {
      index = static_cast<std::uint32_t>(changes_.size());
      changes_.push_back(c);
    } else {
      index = free_changes_.back();
      free_changes_.pop_back();
      changes_[index] = c;
    }
    push(c.at, kCapacity, c.link, index);
  }
}

void Backbone::change_rate(const CapacityChange& change) {
  for (const auto p : {2 * change.link, 2 * change.link + 1}) {
    WARDTWIN_ASSERT(!ports_[p].lindley, "only a link set up as shared changes its rate");
    ports_[p].capacity = change.rate.value;
    ports_[p].ns_per_byte = 8e9 / (ports_[p].capacity * ports_[p].share);
  }
}

void Backbone::add_troubles(std::span<const Trouble> troubles) {
  for (const Trouble& t : troubles) {
    WARDTWIN_ASSERT(
        t.part.kind == Part::Kind::link
            ? t.part.index < alive_.links.size() && t.rate > 0
            : t.part.index < alive_.nodes.size() && gateway_of_node_[t.part.index] != flow::kNone,
        "trouble is of a link, and leaves it some rate, or of a gateway");
    const std::uint64_t key = (static_cast<std::uint64_t>(t.part.kind) << 32) | t.part.index;
    const auto index = static_cast<std::uint32_t>(troubles_.size());
    if (t.part.kind == Part::Kind::node)
      push_turn(t.at, kTrouble, key, index);  // it may be refused, or no longer
    else
      push(t.at, kTrouble, key, index);
    troubles_.push_back(t);
  }
}

void Backbone::add_hand_overs(std::span<const HandOver> hand_overs) {
  for (const HandOver& h : hand_overs) {
    WARDTWIN_ASSERT(h.gateway < gateways_.size(), "a hand-over names a gateway");
    push_turn(h.at, kHandOver, 0, h.gateway);
  }
}

void Backbone::apply_trouble(const Trouble& t) {
  if (t.part.kind == Part::Kind::node) {
    Gateway& g = gateways_[gateway_of_node_[t.part.index]];
    g.slow = t.slow;
    g.open += t.taken - g.taken;
    g.taken = t.taken;
    g.fills = t.fills;
    g.fills_since = t.at;
    if (std::exchange(g.refused, t.refused) == t.refused) return;
    refresh_gateways(t.at);
    tell_changes(t.at);
    return;
  }
  for (const auto p : {2 * t.part.index, 2 * t.part.index + 1}) {
    Port& port = ports_[p];
    WARDTWIN_ASSERT(t.rate == 1 || !port.lindley, "only a link set up as shared changes its rate");
    port.share = t.rate;
    port.ns_per_byte = 8e9 / (port.capacity * port.share);
    port.loss = t.loss;
    port.delay = t.latency;
  }
}

void Backbone::apply(const Fault& fault, Time now) {
  const auto i = fault.part.index;
  if (fault.part.kind == Part::Kind::node) {
    if (alive_.nodes[i] == fault.up) return;
    alive_.nodes[i] = fault.up;
    for (std::uint32_t p = 0; p < ports_.size(); ++p)
      if (ports_[p].from == i) set_port_state(p, now);
    if (const auto g = gateway_of_node_[i]; g != flow::kNone)
      fault.up ? gateway_returns(g, now) : gateway_fails(g, now);
  } else if (fault.part.kind == Part::Kind::link) {
    if (alive_.links[i] == fault.up) return;
    alive_.links[i] = fault.up;
    set_port_state(2 * i, now);
    set_port_state(2 * i + 1, now);
  } else if (fault.part.kind == Part::Kind::alarm_service) {
    alarm_service_up_ = fault.up;
  } else {
    access_up_[i] = fault.up;
    for (const auto p : {accesses_[i].up, accesses_[i].down})
      if (p != flow::kNone) set_port_state(p, now);
  }
  refresh_gateways(now);
  tell_changes(now);
  if (fault.part.kind == Part::Kind::access || fault.part.kind == Part::Kind::alarm_service)
    return;  // part of no other way
  const auto& own =
      fault.part.kind == Part::Kind::node ? setup_.node_convergence : setup_.link_convergence;
  push_turn(now + (own.empty() ? setup_.convergence : own[i]), kReroute,
            static_cast<std::uint64_t>(fault.part.kind), i);
}

void Backbone::set_port_state(std::uint32_t index, Time now) {
  Port& port = ports_[index];
  const bool link_up = port.link == flow::kNone || alive_.links[port.link];
  const bool access_up = port.access == flow::kNone || access_up_[port.access];
  const bool up = link_up && access_up && alive_.nodes[port.from];
  if (up == port.up) return;
  port.up = up;
  if (up) {
    port.statistics.down += now - std::max(port.last_down, statistics_since_);
    return;
  }
  // Frames on the wire notice by last_down when they arrive; those that wait are lost now.
  port.last_down = now;
  if (port.busy_until > now) port.statistics.busy -= port.busy_until - now;
  port.busy_until = now;
  port.wake = false;
  while (!port.queue.empty()) {
    ++ports_[index].statistics.lost_down;
    lose(take(port.queue, !port.fifo), flow::LossCause::link_down, now);
  }
  port.queue.held = 0;
}

/// The others have learnt how this part is.
void Backbone::learn(Part part) {
  if (part.kind == Part::Kind::node)
    routed_.nodes[part.index] = alive_.nodes[part.index];
  else
    routed_.links[part.index] = alive_.links[part.index];
}

void Backbone::reroute() {
  routes_ = topology::routes(setup_.graph, destinations_, routed_);
  const std::size_t n = routes_.nodes;
  port_towards_.assign(routes_.next.size(), flow::kNone);
  for (const topology::NodeIndex to : destinations_)
    for (topology::NodeIndex here = 0; here < n; ++here) {
      const auto next = routes_.hop(to, here);
      if (next == topology::kNowhere) continue;
      const auto& bundle = bundle_ports_[bundle_of_[here * n + next]];
      port_towards_[to * n + here] = bundle.size() == 1 ? bundle.front() : kAggregate;
    }
}

/// Follows the forwarding tables as a frame would, over parts that live.
bool Backbone::walk(topology::NodeIndex from, topology::NodeIndex to) const {
  for (std::size_t hops = 0; from != to; ++hops) {
    if (!alive_.nodes[from] || hops > alive_.nodes.size()) return false;
    const auto next = routes_.hop(to, from);
    if (next == topology::kNowhere) return false;
    const auto& bundle = bundle_ports_[bundle_of_[from * alive_.nodes.size() + next]];
    if (std::ranges::none_of(bundle, [&](auto p) { return ports_[p].up; })) return false;
    from = next;
  }
  return alive_.nodes[to];
}

bool Backbone::connected(std::uint32_t entry, std::uint32_t gateway, std::uint32_t server) const {
  const auto node = setup_.accesses[entry].node;
  if (!access_up_[entry] || !alive_.nodes[node]) return false;
  if (gateway == flow::kNone) return walk(node, server);
  for (const auto g : {gateways_[gateway].serving, gateways_[gateway].second}) {
    if (g == flow::kNone) continue;
    const auto through = setup_.gateways[g].node;
    if (server == kItself) {
      if (gateways_[g].local && walk(node, through)) return true;
      continue;
    }
    if (gateways_[g].refused) continue;
    if (walk(node, through) && walk(through, server)) return true;
  }
  return false;
}

void Backbone::tell_changes(Time now) {
  for (Watch& w : watches_) {
    const bool is = connected(w.entry, w.gateway, w.server);
    if (is == w.connected) continue;
    w.connected = is;
    if (w.device != flow::kNone)
      out_.links.push_back({now, w.device, is});
    else
      out_.paths.push_back({now, w.entry, w.gateway, w.server, is});
  }
}

const PortStatistics& Backbone::port(std::uint32_t index, Time now) {
  Port& port = ports_[index];
  const Time ahead = std::max(Time{0}, port.busy_until - now);
  const Time since = now - statistics_since_;
  port.statistics.utilisation =
      since > Time{0} ? seconds(port.statistics.busy - ahead) / seconds(since) : 0;
  return port.statistics;
}

const GatewayStatistics& Backbone::gateway(std::uint32_t index, Time now) {
  Gateway& g = gateways_[index];
  // What still lasts counts up to now.
  auto book = [&](Time& sum, Time& since) {
    if (now <= since) return;
    sum += now - std::max(since, statistics_since_);
    since = now;
  };
  if (!g.up) book(g.statistics.down, g.down_since);
  if (g.blind_since != kNever) book(g.statistics.blind, g.blind_since);
  if (g.second != flow::kNone) book(g.statistics.split, g.split_since);
  if (g.local) book(g.statistics.alone, g.local_since);
  return g.statistics;
}

void Backbone::restart_statistics(Time now) {
  statistics_since_ = now;
  for (Port& port : ports_) {
    port.statistics = {};
    port.statistics.busy = std::max(Time{0}, port.busy_until - now);
  }
  for (Gateway& g : gateways_) {
    auto busy = g.statistics.busy, queue = g.statistics.queue;
    busy.restart(now);
    queue.restart(now);
    g.statistics = {};
    g.statistics.busy = busy;
    g.statistics.queue = queue;
  }
}

}  // namespace wardtwin::backbone
