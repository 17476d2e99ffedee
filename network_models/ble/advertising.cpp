#include <algorithm>
#include <cmath>

#include "network_models/ble/cell.h"
#include "network_models/ble/extended.h"

// Advertising devices, and what gateways hear of them.
namespace wardtwin::ble {

Time Cell::packet_of(const radio::Message& m) const {
  const auto bytes = static_cast<int>(inlet_.def(m).payload_bytes);
  return advertising_time(std::min(bytes, kAdvertisingPayload));
}

// Has a connection the radio at the beginning or end?
bool Cell::slot_taken(const Gateway& g, Time start, Time end) const {
  const ConnectionDef& def = setup_.def.connections;
  const auto slots = static_cast<std::int64_t>(g.taken.size());
  for (const Time t : {start, end}) {
    const std::int64_t slot = (t - g.origin + def.interval) % def.interval / def.slot;
    if (slot < slots && g.taken[static_cast<std::size_t>(slot)]) return true;
  }
  return false;
}

// The whole packet lies in one window on its channel, and no connection has the radio meanwhile.
bool Cell::listening(const Gateway& g, Time start, Time end, int channel) const {
  if (!g.up || g.scanner.channel_at(start) != channel) return false;
  const Time into =
      (start - g.scanner.offset + 3 * g.scanner.def.interval) % g.scanner.def.interval;
  if (into + (end - start) > g.scanner.def.window) return false;
  return !slot_taken(g, start, end);
}

void Cell::advertise(std::uint32_t station, Time at) {
  Station& s = stations_[station];
  if (s.has_next && (!s.has_current || s.remaining == 0)) {
    s.current = s.next;
    s.current.last = flow::LossCause::access_failure;
    s.has_current = true;
    s.has_next = s.received = false;
    s.remaining = static_cast<std::uint8_t>(setup_of(station).repeats);
  }
  --s.remaining;
  s.began = at;
  if (setup_of(station).advertising != Advertising::legacy) return advertise_extended(station, at);
  const Time packet = packet_of(s.current), step = packet + setup_.def.advertising.channel_gap;
  for (int c = 0; c < kAdvertisingChannels; ++c)
    hear(station, at, at + c * step, at + c * step + packet, 37 + c);
  s.usage.transmit += kAdvertisingChannels * packet;
  ++s.usage.wakes;
  push(at + 2 * step + packet, kEventEnd, station);
}

// Notes a packet at every gateway that listens to its channel at its beginning or end: what is not
// received whole disturbs others.
void Cell::hear(std::uint32_t station, Time now, Time start, Time end, int channel) {
  const auto& paths = setup_of(station).paths;
  for (std::uint32_t p = 0; p < paths.size(); ++p) {
    Gateway& g = gateways_[paths[p].gateway];
    if (g.scanner.channel_at(start) != channel && g.scanner.channel_at(end) != channel) continue;
    const std::uint32_t number = note(station, p, now, start, end, channel);
    if (listening(g, start, end, channel)) push(end, kPacketEnd, station, number, paths[p].gateway);
  }
}

// The packet's number at the gateway of that path.
std::uint32_t Cell::note(std::uint32_t station, std::uint32_t p, Time now, Time start, Time end,
                         int channel) {
  const Path& path = setup_of(station).paths[p];
  Gateway& g = gateways_[path.gateway];
  while (!g.heard.empty() && g.heard[0].end + longest_packet_ < now) {
    g.heard.pop();
    ++g.first_heard;
  }
  g.heard.push({start, end, to_milliwatts(path.up).value, station,
                static_cast<std::uint8_t>(channel), static_cast<std::uint8_t>(p)});
  return g.first_heard + g.heard.size() - 1;
}

// Power of all that overlaps a packet on its channel.
double Cell::disturbance(const Gateway& g, const Heard& own) const {
  double others = 0;
  for (std::uint32_t i = 0; i < g.heard.size(); ++i) {
    const Heard& h = g.heard[i];
    if (h.channel == own.channel && h.station != own.station && h.start < own.end &&
        h.end > own.start)
      others += h.milliwatts;
  }
  return others;
}

void Cell::packet_end(const Event& e) {
  Gateway& g = gateways_[e.gateway];
  if (!g.up) return;
  const Heard own = g.heard[e.tag - g.first_heard];
  // it listens to somebody's chain instead
  if (own.start < g.follows_until && own.end > g.follows_from) return;
  const double others = disturbance(g, own);
  Station& s = stations_[e.station];
  const Path& path = setup_of(e.station).paths[own.path];
  ++g.air.advertised;
  g.air.busy += own.end - own.start;
  const RadioDef& radio = setup_.def.radio;
  if (others > 0 && own.milliwatts < others * std::pow(10.0, radio.capture.value / 10)) {
    ++g.air.collided;
    if (!s.received) s.current.last = flow::LossCause::collision;
    return;
  }
  const bool pointer = setup_of(e.station).advertising == Advertising::extended;
  const int payload =
      pointer ? kPointerPayload : 6 + static_cast<int>(inlet_.def(s.current).payload_bytes);
  const double noise = packet_error_rate(bit_error_rate(path.up - radio.sensitivity_1m), payload);
  const double others_loss = foreign(own.channel, own.end - own.start, path.up, path.gateway);
  if (noise + others_loss > 0 && s.errors.uniform() < 1 - (1 - noise) * (1 - others_loss)) {
    if (!s.received) s.current.last = flow::LossCause::phy;
    return;
  }
  if (pointer) return follow(e.station, e.gateway);
  if (s.received) {
    ++duplicates_;
    return;
  }
  s.received = true;
  deliver(s.current, g.entry, e.at);
}

void Cell::event_end(std::uint32_t station, Time at) {
  Station& s = stations_[station];
  if (s.has_next || s.remaining == 0) {  // new data replaces old
    if (!s.received) lose(s.current, s.current.last);
    s.has_current = s.received = false;
    s.remaining = 0;
    const flow::Source& def = inlet_.def(s.current);
    const std::uint32_t slot = inlet_.sources().slot_of(s.current.source);
    if (def.pattern == flow::Pattern::saturated && !s.has_next && inlet_.running(slot))
      arrive(station, inlet_.make(slot, at), at);
  }
  s.advertising = s.has_next || s.remaining > 0;
  if (!s.advertising) return;
  const StationSetup& setup = setup_of(station);
  // a train keeps its grid, and a chain longer than its interval misses a turn
  if (setup.advertising == Advertising::periodic)
    return push(s.began + ((at - s.began) / setup.interval + 1) * setup.interval, kAdvertise,
                station);
  push(std::max(at, s.began + setup.interval +
                        radio::uniform_below(setup_.def.advertising.random_delay, s.timing)),
       kAdvertise, station);
}

}  // namespace wardtwin::ble
