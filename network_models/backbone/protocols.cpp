#include <algorithm>

#include "network_models/backbone/backbone.h"

// What protocols do to messages: round trips before they set out, windows, repeats, answers.
namespace wardtwin::backbone {

/// A new message of a source whose protocol costs something.
void Backbone::hold_back(std::uint32_t slot, Time now) {
  Flight& f = flights_[slot];
  f.costed = true;
  const auto window = static_cast<std::uint32_t>(setup_.costs[f.source].window);
  Sender& s = senders_[f.source];
  if (window == 0 || s.open < window) {
    s.open += window > 0;
    return set_out(slot, now);
  }
  if (s.waiting >= static_cast<std::uint32_t>(setup_.protocols.device_buffer) && !retries(f)) {
    statistics_.lost(setup_.sources[f.source], f, flow::LossCause::radio_queue_full, f.alarm);
    return release(slot);
  }
  f.next = flow::kNone;
  if (s.tail == flow::kNone)
    s.head = slot;
  else
    flights_[s.tail].next = slot;
  s.tail = slot;
  ++s.waiting;
}

void Backbone::set_out(std::uint32_t slot, Time now) {
  const int rounds = setup_.costs[flights_[slot].source].rounds;
  if (rounds == 0) return inject(slot, now);
  later(slot, now + rounds * round_trip(flights_[slot]));
}

/// It goes on then.
void Backbone::later(std::uint32_t slot, Time at) {
  const Flight& f = flights_[slot];
  const std::uint64_t key = key_of(f.source, f.sequence);
  if (f.alarm == flow::kNone) return push(at, kRetry, key, slot);
  --urgent_;
  push_turn(at, kRetry, key, slot);
}

void Backbone::again(std::uint32_t slot, Time now) {
  Flight& f = flights_[slot];
  urgent_ += f.alarm != flow::kNone;
  if (f.handshake) {
    if (gateways_[f.gateway].up) return arrive_at_gateway(slot, f.gateway, now);
    return lose(slot, flow::LossCause::gateway_down, now);
  }
  if (f.costed && f.processed) {  // its gateway has it
    const auto node = setup_.gateways[gateways_[f.gateway].serving].node;
    if (alive_.nodes[node]) return forward(slot, node, now);
    f.processed = false;
  }
  inject(slot, now);
}

/// Is a message that was lost here sent again? What a wire lost TCP repeats until it gives up; what
/// its receiver lost, or TCP gave up, the protocols repeat that wait for an answer. Waits count from
/// the loss.
bool Backbone::resend(std::uint32_t slot, flow::LossCause cause, Time now) {
  Flight& f = flights_[slot];
  const protocols::Cost& cost = setup_.costs[f.source];
  const bool on_wire = cause == flow::LossCause::link_down || cause == flow::LossCause::phy ||
                       cause == flow::LossCause::port_overflow;
  if (on_wire && cost.transport_resends) {
    const Time wait =
        protocols::resend_after(round_trip(f), setup_.protocols.resend_first, f.resends);
    // All waits so far and this one are just under twice this one.
    if (2 * wait < setup_.protocols.gives_up) {
      ++f.resends;
      ++resent_;
      later(slot, now + wait);
      return true;
    }
  }
  if (!cost.sender_resends) return false;
  f.resends = 0;
  f.processed = false;
  later(slot, now + (f.gateway == flow::kNone ? GatewayDef{}.retry_every
                                              : setup_.gateways[f.gateway].def.retry_every));
  return true;
}

/// The receiver has it and answers.
void Backbone::accepted(Flight f, Time now) {
  if (f.answered) return;
  const protocols::Cost& cost = setup_.costs[f.source];
  if (cost.transport_resends) load_with_answer(f);
  if (f.unanswered && cost.transport_resends) {
    const std::uint32_t copy = allocate();
    Flight& c = flights_[copy];
    c = f;
    c.alarm = flow::kNone;
    c.duplicate = true;
    c.twin = c.unanswered = c.processed = false;
    ++c.resends;
    ++resent_;
    return later(copy, now + protocols::resend_after(round_trip(f), setup_.protocols.resend_first,
                                                     f.resends));
  }
  if (cost.window == 0) return;
  const Time answered = now + (f.gateway == flow::kNone ? cost.work : Time{0}) + round_trip(f) / 2;
  push(answered, kAnswered, key_of(f.source, f.sequence), f.source);
}

/// One exchange less is open: the next message may set out.
void Backbone::close_exchange(std::uint32_t source, Time now) {
  if (setup_.costs[source].window == 0) return;
  Sender& s = senders_[source];
  if (s.open > 0) --s.open;  // copies of one message are answered once each
  if (s.head == flow::kNone) return;
  const std::uint32_t slot = s.head;
  s.head = flights_[slot].next;
  if (s.head == flow::kNone) s.tail = flow::kNone;
  --s.waiting;
  ++s.open;
  set_out(slot, now);
}

/// Where its connection ends.
topology::NodeIndex Backbone::end_of(const Flight& f) const {
  return f.gateway == flow::kNone ? f.server : setup_.gateways[gateways_[f.gateway].serving].node;
}

/// Time of `bytes` from node to node if nothing waits, by the routes of now; 0 if there is no way.
Time Backbone::way(topology::NodeIndex from, topology::NodeIndex to, std::uint32_t bytes) const {
  Time sum{0};
  for (auto here = from; here != to;) {
    std::uint32_t port = port_towards_[to * routes_.nodes + here];
    if (port == flow::kNone) return Time{0};
    if (port == kAggregate) port = choose_port(here, routes_.hop(to, here), 0);
    const Port& p = ports_[port];
    sum += p.latency + p.delay + Time{static_cast<std::int64_t>(bytes * p.ns_per_byte + 0.5)};
    here = p.to;
  }
  return sum;
}

/// Between its device, or the gateway that has it, and the end of the connection.
Time Backbone::round_trip(const Flight& f) const {
  const auto from = f.processed ? end_of(f) : setup_.accesses[f.entry].node;
  const auto to = f.processed ? f.server : end_of(f);
  const std::uint32_t answer = setup_.wire.bytes(protocols::over_udp(setup_.costs[f.source].back));
  Time trip = way(from, to, f.bytes) + way(to, from, answer);
  if (f.processed) return trip;
  const AccessPorts& own = accesses_[f.entry];
  if (own.up == flow::kNone) return trip + setup_.protocols.radio_round_trip;
  trip += ports_[own.up].latency + ports_[own.down].latency;
  return trip + from_seconds(1e-9 * ports_[own.up].ns_per_byte * (f.bytes + answer));
}

void Backbone::load_with_answer(const Flight& f) {
  const std::uint32_t bytes = setup_.wire.bytes(protocols::over_udp(setup_.costs[f.source].back));
  const auto charge = [&](Port& p) {
    p.statistics.busy += Time{static_cast<std::int64_t>(bytes * p.ns_per_byte + 0.5)};
  };
  const auto to = setup_.accesses[f.entry].node;
  for (auto here = end_of(f); here != to;) {
    std::uint32_t port = port_towards_[to * routes_.nodes + here];
    if (port == flow::kNone) return;
    if (port == kAggregate) port = choose_port(here, routes_.hop(to, here), f.source);
    charge(ports_[port]);
    here = ports_[port].to;
  }
  if (const auto down = accesses_[f.entry].down; down != flow::kNone) charge(ports_[down]);
}

}  // namespace wardtwin::backbone
