#include <algorithm>
#include <cmath>

#include "network_models/ble/cell.h"
#include "network_models/ble/extended.h"

// Extended and periodic advertising: what follows on secondary channels.
namespace wardtwin::ble {

int Cell::aux_payload(std::uint32_t station, int k) const {
  const auto data = static_cast<int>(inlet_.def(stations_[station].current).payload_bytes);
  const bool periodic = setup_of(station).advertising == Advertising::periodic;
  return chain_payload(data, periodic ? kSyncHeader : kAuxHeader, k);
}

int Cell::aux_packets(std::uint32_t station) const {
  const auto data = static_cast<int>(inlet_.def(stations_[station].current).payload_bytes);
  const bool periodic = setup_of(station).advertising == Advertising::periodic;
  return chain_packets(data, periodic ? kSyncHeader : kAuxHeader);
}

// Three pointers, then the chain; of a periodic train the chain alone, on the channel of its number.
void Cell::advertise_extended(std::uint32_t station, Time at) {
  Station& s = stations_[station];
  s.aux_from = at;
  if (setup_of(station).advertising == Advertising::periodic) {
    const auto number = static_cast<std::uint16_t>((at - s.anchor) / setup_of(station).interval);
    s.aux_channel = static_cast<std::uint8_t>(hop_2(all_channels_, number, s.access_address));
    ++s.active_events;
  } else {
    const Time step = pointer_time() + setup_.def.advertising.channel_gap;
    for (int c = 0; c < kAdvertisingChannels; ++c)
      hear(station, at, at + c * step, at + c * step + pointer_time(), 37 + c);
    s.usage.transmit += kAdvertisingChannels * pointer_time();
    s.aux_from += 2 * step + pointer_time() + setup_.def.extended.offset;
    s.aux_channel = static_cast<std::uint8_t>(s.timing.below(kDataChannels));
  }
  ++s.usage.wakes;
  const Phy phy = setup_.def.extended.phy;
  const int packets = aux_packets(station);
  Time start = s.aux_from;
  for (int k = 0; k < packets; ++k) {
    const Time end = start + packet_time(phy, aux_payload(station, k));
    for (std::uint32_t p = 0; p < setup_of(station).paths.size(); ++p)
      note(station, p, at, start, end, s.aux_channel);
    push(end, kAuxEnd, station, static_cast<std::uint32_t>(k));
    s.usage.transmit += end - start;
    s.aux_until = end;
    start = end + setup_.def.extended.space;
  }
  if (setup_of(station).advertising == Advertising::periodic)
    for (std::uint32_t p = 0; p < setup_of(station).paths.size(); ++p)
      if (s.synced[p] <= at) follow(station, setup_of(station).paths[p].gateway);
  push(s.aux_until, kEventEnd, station);
}

// The gateway will listen to the station's chain, unless it has another to listen to.
void Cell::follow(std::uint32_t station, std::uint32_t gateway) {
  Gateway& g = gateways_[gateway];
  Station& s = stations_[station];
  if (g.follows == station && g.follows_until == s.aux_until) return;
  const bool other = g.follows_until > s.aux_from && g.follows_from < s.aux_until;
  if (other || !g.up) {
    if (!s.received) s.current.last = flow::LossCause::access_failure;
    return;
  }
  g.follows = station;
  g.follows_from = s.aux_from, g.follows_until = s.aux_until;
}

bool Cell::aux_received(std::uint32_t station, const Path& path, const Heard& own, int payload) {
  const Gateway& g = gateways_[path.gateway];
  Station& s = stations_[station];
  const RadioDef& radio = setup_.def.radio;
  auto fails = [&](flow::LossCause cause) {
    if (!s.received) s.current.last = cause;
    return false;
  };
  if (!g.up || slot_taken(g, own.start, own.end)) return fails(flow::LossCause::access_failure);
  const double others = disturbance(g, own);
  if (others > 0 && own.milliwatts < others * std::pow(10.0, radio.capture.value / 10))
    return fails(flow::LossCause::collision);
  const Decibels over = path.up - sensitivity(radio, setup_.def.extended.phy);
  const double noise = packet_error_rate(bit_error_rate(over), payload);
  const double others_loss = foreign(own.channel, own.end - own.start, path.up, path.gateway);
  if (noise + others_loss > 0 && s.errors.uniform() < 1 - (1 - noise) * (1 - others_loss))
    return fails(flow::LossCause::phy);
  return true;
}

void Cell::aux_end(const Event& e) {
  Station& s = stations_[e.station];
  const int k = static_cast<int>(e.tag), payload = aux_payload(e.station, k);
  const bool last = k == aux_packets(e.station) - 1;
  Heard own{
      e.at - packet_time(setup_.def.extended.phy, payload), e.at, 0, e.station, s.aux_channel, 0};
  for (const Path& path : setup_of(e.station).paths) {
    Gateway& g = gateways_[path.gateway];
    if (g.follows != e.station || g.follows_until != s.aux_until) continue;
    own.milliwatts = to_milliwatts(path.up).value;
    g.air.busy += own.end - own.start;
    const bool good = aux_received(e.station, path, own, payload);
    if (!good || last) g.follows = flow::kNone, g.follows_until = e.at;
    if (!good || !last) continue;
    if (s.received) {
      ++duplicates_;
      continue;
    }
    s.received = true;
    deliver(s.current, g.entry, e.at);
  }
}

// A gateway without a train's timing finds it by its extended advertising, at random phases.
void Cell::find_train(std::uint32_t station, std::uint32_t path, Time at) {
  Station& s = stations_[station];
  s.synced[path] = at + discovery_time(setup_.def.scanning, setup_.def.advertising,
                                       setup_.def.extended.sync_info, pointer_time(), s.timing);
}

// Empty events of a train, and the advertising of its timing, until now.
void Cell::account_train(Station& s, const StationSetup& setup, Time until) const {
  if (until < s.anchor) return;
  const ExtendedDef& def = setup_.def.extended;
  const std::int64_t events = (until - s.anchor) / setup.interval + 1 - s.active_events;
  const std::int64_t infos = until / def.sync_info;
  s.usage.wakes += events + infos;
  s.usage.transmit += events * packet_time(def.phy, kSyncHeader) +
                      infos * (kAdvertisingChannels * pointer_time() +
                               packet_time(def.phy, kAuxHeader + kSyncInfo));
}

}  // namespace wardtwin::ble
