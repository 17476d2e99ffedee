#include <algorithm>

#include "network_models/backbone/backbone.h"

// Ports: what is sent when, what waits, and what goes when there is no room.
namespace wardtwin::backbone {

std::uint32_t Backbone::choose_port(topology::NodeIndex here, topology::NodeIndex next,
                                    std::uint32_t source) const {
  const auto& bundle = bundle_ports_[bundle_of_[here * setup_.graph.nodes.size() + next]];
  // Each source keeps to one member of the aggregate, among those that routing holds for alive.
  std::size_t alive = 0;
  for (const auto port : bundle) alive += routed_.links[ports_[port].link];
  std::size_t pick = alive ? source % alive : 0;
  for (const auto port : bundle)
    if (routed_.links[ports_[port].link] && pick-- == 0) return port;
  return bundle.front();
}

void Backbone::enqueue(std::uint32_t slot, std::uint32_t index, Time now) {
  Port& port = ports_[index];
  Flight& f = flights_[slot];
  f.port = index;
  f.since = now;
  if (!port.up) {
    ++port.statistics.lost_down;
    return lose(slot, flow::LossCause::link_down, now);
  }
  const std::size_t c = class_of(f);
  const std::uint32_t bytes = f.bytes;
  if (port.lindley) {
    const Time wait = std::max(Time{0}, port.busy_until - now);
    const double backlog = static_cast<double>(wait.count()) / port.ns_per_byte;
    if (wait > Time{0} && backlog + bytes > static_cast<double>(port.buffer)) {
      ++port.statistics.overflow[c];
      return lose(slot, flow::LossCause::port_overflow, now);
    }
    return transmit(slot, port, now);
  }
  if (now >= port.busy_until && port.queue.empty()) return transmit(slot, port, now);
  if (!make_room(port, c, bytes, now)) {
    ++ports_[index].statistics.overflow[c];
    return lose(slot, flow::LossCause::port_overflow, now);
  }
  port.queue.push(flights_, slot, c, bytes);
  if (!port.wake) {
    port.wake = true;
    push(port.busy_until, kPortFree, index, index);
  }
}

/// Sheds what the policy lets go until `bytes` fit; false if the newcomer itself must go.
bool Backbone::make_room(Port& port, std::size_t c, std::uint64_t bytes, Time now) {
  while (port.queue.held + bytes > port.buffer) {
    const std::size_t victim = port.queue.victim(c, port.overflow[c]);
    if (victim == 4) return false;
    const std::uint32_t gone = port.queue.pop(flights_, victim);
    port.queue.held -= flights_[gone].bytes;
    ++port.statistics.overflow[victim];
    lose(gone, flow::LossCause::port_overflow, now);
  }
  return true;
}

/// The next message to serve: of the most urgent class, or the one that came first.
std::uint32_t Backbone::take(ClassQueues& queue, bool priority) {
  std::size_t best = queue.first();
  if (!priority) {
    const auto earlier = [&](std::uint32_t a, std::uint32_t b) {
      const Flight &x = flights_[a], &y = flights_[b];
      if (x.since != y.since) return x.since < y.since;
      return key_of(x.source, x.sequence) < key_of(y.source, y.sequence);
    };
    for (std::size_t c = best + 1; c < 4; ++c)
      if (queue.head[c] != flow::kNone && earlier(queue.head[c], queue.head[best])) best = c;
  }
  return queue.pop(flights_, best);
}

/// Weighted classes take turns, each with a credit of bytes a round: deficit round robin (Shreedhar
/// and Varghese, IEEE/ACM Trans. Networking 4, 1996). A class that has nothing to send saves nothing.
std::uint32_t Backbone::take_of(Port& port) {
  if (!port.weighted) return take(port.queue, !port.fifo);
  for (;; port.turn = (port.turn + 1) % 4, port.credit[port.turn] += port.weights[port.turn]) {
    const std::uint32_t slot = port.queue.head[port.turn];
    double& credit = port.credit[port.turn];
    if (slot == flow::kNone) {
      credit = 0;
    } else if (credit >= flights_[slot].bytes) {
      credit -= flights_[slot].bytes;
      return port.queue.pop(flights_, port.turn);
    }
  }
}

void Backbone::transmit(std::uint32_t slot, Port& port, Time now) {
  const Flight& f = flights_[slot];
  const Time start = std::max(now, port.busy_until);
  const Time length{static_cast<std::int64_t>(f.bytes * port.ns_per_byte + 0.5)};
  const std::size_t c = class_of(f);
  port.busy_until = start + length;
  port.statistics.busy += length;
  port.statistics.waited[c] += start - f.since;
  port.statistics.longest_wait = std::max(port.statistics.longest_wait, start - f.since);
  ++port.statistics.sent[c];
  push(port.busy_until + port.latency + port.delay, kArrive, key_of(f.source, f.sequence), slot);
}

void Backbone::port_free(std::uint32_t index, Time now) {
  Port& port = ports_[index];
  if (!port.wake || port.busy_until != now) return;
  port.wake = false;
  if (port.queue.empty()) return;
  const std::uint32_t slot = take_of(port);
  port.queue.held -= flights_[slot].bytes;
  transmit(slot, port, now);
  if (port.queue.empty()) return;
  port.wake = true;
  push(port.busy_until, kPortFree, index, index);
}

}  // namespace wardtwin::backbone
