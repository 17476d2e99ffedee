#include <algorithm>

#include "network_models/ble/phy.h"
#include "network_models/blemesh/cell.h"

// Packets from node to node.
namespace wardtwin::blemesh {

// The node will send the packet `count` times from `at` on; false if its queue is full.
bool Cell::take_on(std::uint32_t node, std::uint32_t flood, int segment, int ttl, int count,
                   Time at) {
  Node& n = nodes_[node];
  if (n.waiting >= static_cast<std::uint32_t>(setup_.mesh.queue)) return false;
  ++n.waiting;
  ++floods_[flood].packets;
  const Packet p{flood, node, static_cast<std::uint8_t>(segment), static_cast<std::uint8_t>(ttl),
                 static_cast<std::uint8_t>(count)};
  std::uint32_t index = static_cast<std::uint32_t>(packets_.size());
  if (free_packets_.empty()) {
    packets_.push_back(p);
  } else {
    index = free_packets_.back();
    free_packets_.pop_back();
    packets_[index] = p;
  }
  events_.push({at, send, index});
  return true;
}

void Cell::note(Node& n, const Heard& h) {
  while (!n.heard.empty() && n.heard[0].end + longest_event_ < now_) n.heard.pop();
  n.heard.push(h);
}

// The packet of the three that falls to the channel a node listens to: whole, or in part, when it only
// disturbs. Without one, its end is zero.
Cell::Heard Cell::on_channel(const Node& n, const Packet& p, bool whole) const {
  const Time airtime = floods_[p.flood].airtime;
  for (int c = 0; c < ble::kAdvertisingChannels; ++c) {
    const Time start = p.start + c * (airtime + setup_.advertising.channel_gap);
    const Time end = start + airtime;
    const bool first = n.scanner.channel_at(start) == 37 + c;
    const bool last = n.scanner.channel_at(end) == 37 + c;
    if (whole ? first && last : first || last)
      return {start, end, 0, flow::kNone, static_cast<std::uint8_t>(37 + c)};
  }
  return {};
}

void Cell::begins(std::uint32_t index) {
  Packet& p = packets_[index];
  Node& n = nodes_[p.node];
  if (n.down) return release(index);
  if (n.busy_until > now_) return events_.push({n.busy_until, send, index});
  const Time airtime = floods_[p.flood].airtime;
  p.start = now_;
  n.busy_until = now_ + ble::kAdvertisingChannels * airtime +
                 (ble::kAdvertisingChannels - 1) * setup_.advertising.channel_gap;
  n.tx_time += ble::kAdvertisingChannels * airtime;
  ++counters_.transmissions;
  note(n, {now_, n.busy_until, 0, index, kAnyChannel});
  for (std::uint32_t l = first_[p.node]; l < first_[p.node + 1]; ++l) {
    Node& receiver = nodes_[links_[l].to];
    Heard h = on_channel(receiver, p, false);
    if (h.end == Time{0}) continue;
    h.milliwatts = links_[l].milliwatts, h.packet = index;
    note(receiver, h);
  }
  events_.push({n.busy_until, sent, index});
}

// Probability that a sender of another family meets the packet and is too strong for it.
double Cell::foreign_loss(const Link& link, const Heard& own) const {
  double clean = 1;
  const radio::Spectrum mine{ble::channel_mhz(own.channel), 2};
  for (const radio::Foreign& f : setup_.foreign) {
    const radio::InBand in = radio::in_band(f, link.to, mine);
    if (link.milliwatts < in.milliwatts * capture_)
      clean *= 1 - radio::meets(in.load, own.end - own.start);
  }
  return 1 - clean;
}

bool Cell::receives(const Link& link, std::uint32_t index) {
  Node& n = nodes_[link.to];
  if (n.down) return false;
  const Packet& p = packets_[index];
  const Heard own = on_channel(n, p, true);
  if (own.end == Time{0}) return false;
  double others = 0;
  bool sends = false;
  for (std::uint32_t i = 0; i < n.heard.size(); ++i) {
    const Heard& h = n.heard[i];
    if (h.packet == index || h.start >= own.end || h.end <= own.start) continue;
    if (h.channel == kAnyChannel)
      sends = true;
    else if (h.channel == own.channel)
      others += h.milliwatts;
  }
  n.air.attempts += link.in_reach;
  n.air.busy += link.in_reach ? own.end - own.start : Time{0};
  if (sends || (others > 0 && link.milliwatts < others * capture_)) {
    if (link.in_reach) {
      ++counters_.collided, ++n.air.collisions;
      blame(n, p, flow::LossCause::collision);
    }
    return false;
  }
  const double noise = ble::packet_error_rate(link.bit_error, floods_[p.flood].bytes);
  const double error = 1 - (1 - noise) * (1 - foreign_loss(link, own));
  if (error <= 0 || n.errors.uniform() >= error) return true;
  if (link.in_reach) {
    ++counters_.noisy;
    blame(n, p, flow::LossCause::phy);
  }
  return false;
}

// A copy was lost at a node that does not have the packet yet.
void Cell::blame(const Node& n, const Packet& p, flow::LossCause cause) {
  Flood& f = floods_[p.flood];
  const std::uint64_t key = f.number * kMostSegments + p.segment;
  if (std::ranges::find(n.cache, key) == n.cache.end()) f.message.last = cause;
}

void Cell::ends(std::uint32_t index) {
  const std::uint32_t node = packets_[index].node;
  if (!nodes_[node].down)
    for (std::uint32_t l = first_[node]; l < first_[node + 1]; ++l)
      if (receives(links_[l], index)) received(links_[l].to, packets_[index]);
  Packet& p = packets_[index];
  if (--p.left == 0) return release(index);
  const MeshDef& def = setup_.mesh;
  const bool made_here = p.ttl == def.ttl;
  const Time interval = made_here ? def.transmit_interval : def.relay_interval;
  events_.push({p.start + interval +
                    radio::uniform_below(setup_.advertising.random_delay, nodes_[node].timing),
                send, index});
}

// The node is done with the packet; the last of them ends its message.
void Cell::release(std::uint32_t index) {
  const Packet& p = packets_[index];
  --nodes_[p.node].waiting;
  Flood& f = floods_[p.flood];
  free_packets_.push_back(index);
  if (--f.packets > 0) return;
  free_floods_.push_back(p.flood);
  if (f.arrived) return;
  const bool silent = std::ranges::all_of(gateways_, [&](auto g) { return nodes_[g].down; });
  lose(f.message, silent ? flow::LossCause::access_point_down : f.message.last);
}

// Is the packet unknown to the node? It knows it from now on.
bool Cell::new_to(Node& n, std::uint64_t key) {
  if (std::ranges::find(n.cache, key) != n.cache.end()) return false;
  if (n.cache.size() < static_cast<std::size_t>(setup_.mesh.cache)) {
    n.cache.push_back(key);
    return true;
  }
  n.cache[n.oldest] = key;
  n.oldest = (n.oldest + 1) % static_cast<std::uint32_t>(n.cache.size());
  return true;
}

// By value: taking the packet on may move all packets.
void Cell::received(std::uint32_t node, const Packet& heard) {
  const Packet p = heard;
  Node& n = nodes_[node];
  ++counters_.heard;
  if (!new_to(n, floods_[p.flood].number * kMostSegments + p.segment)) {
    ++counters_.duplicates;
    return;
  }
  const NodeSetup& s = setup_.nodes[node];
  const std::uint32_t to = floods_[p.flood].to;
  if (to == flow::kNone ? s.gateway : to == node) arrive(node, p);
  if (to == node || p.ttl < 2 || !(s.relay || s.gateway)) return;
  const MeshDef& def = setup_.mesh;
  const Time delay = def.relay_delay_low +
                     radio::uniform_below(def.relay_delay_high - def.relay_delay_low, n.timing);
  if (take_on(node, p.flood, p.segment, p.ttl - 1, def.relay_count, now_ + delay)) {
    ++counters_.relayed;
  } else {
    ++counters_.refused;
    floods_[p.flood].message.last = flow::LossCause::access_failure;
  }
}

void Cell::arrive(std::uint32_t node, const Packet& p) {
  Flood& f = floods_[p.flood];
  if (f.arrived) return;
  const bool up = f.to == flow::kNone;
  const auto which = up ? std::ranges::find(gateways_, node) - gateways_.begin() : 0;
  std::uint32_t& got = f.got[static_cast<std::size_t>(which)];
  got |= 1u << p.segment;
  if (got != (f.segments == kMostSegments ? ~0u : (1u << f.segments) - 1)) return;
  f.arrived = true;
  const radio::Message& m = f.message;
  const flow::Source& source = inlet_.def(m);
  const std::uint32_t entry = up ? setup_.nodes[node].entry : entry_of(source.device);
  radio::append(up ? out_->received : out_->delivered,
                {now_, m.created, m.source, m.sequence, m.alarm, entry});
  if (!up || setup_.counts_delivery)
    statistics_.delivered(source.flow, m.created, now_, source.payload_bytes);
}

}  // namespace wardtwin::blemesh
