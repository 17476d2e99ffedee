#include <algorithm>
#include <cmath>
#include <numeric>

#include "network_models/ble/cell.h"

// Connections: events with data, losses, and the way back after a loss.
namespace wardtwin::ble {
namespace {

constexpr int kL2capHeader = 4, kAttributeHeader = 3;

int between(Stream& random, int low, int high) {
  return low + static_cast<int>(random.below(static_cast<std::uint32_t>(high - low + 1)));
}

}  // namespace

void Cell::set_errors(std::uint32_t station) {
  Station& s = stations_[station];
  const Dbm least = sensitivity(setup_.def.radio, setup_.def.radio.phy);
  s.error_up = bit_error_rate(path_of(station).up - least);
  s.error_down = bit_error_rate(path_of(station).down - least);
}

// A connection whose path is too weak now is given up after its supervision timeout.
void Cell::obstruct(Time at, const radio::ExtraLoss& extra, std::vector<flow::LinkChange>&) {
  if (open_.empty())
    for (const StationSetup& s : setup_.stations) open_.push_back(s.paths);
  for (std::uint32_t i = 0; i < stations_.size(); ++i) {
    bool changed = false;
    for (std::uint32_t p = 0; p < open_[i].size(); ++p) {
      Path& path = setup_.stations[i].paths[p];
      const Path& open = open_[i][p];
      const Decibels more =
          extra({.device = setup_of(i).device}, {.entry = gateways_[path.gateway].entry});
      changed |= p == stations_[i].path && path.up.value != (open.up - more).value;
      path.up = open.up - more, path.down = open.down - more;
    }
    if (!changed || stations_[i].phase != Phase::connected) continue;
    set_errors(i);
    draw_idle_loss(i, std::max(at, stations_[i].anchor));
  }
}

void Cell::connect(std::uint32_t station, std::uint32_t path, std::uint32_t slot, Time at) {
  Station& s = stations_[station];
  const ConnectionDef& def = setup_.def.connections;
  const bool new_here = at > Time{0};
  s.phase = Phase::connected;
  s.path = path;
  s.slot = slot;
  ++s.epoch;
  s.losing = false;
  s.armed = kNever;
  s.active_events = 0;
  const Gateway& g = gateways_[path_of(station).gateway];
  s.gateway_epoch = g.epoch;
  const Time base = g.origin + slot * def.slot;
  const Time over = base - at;
  s.anchor = at + ((over % def.interval) + def.interval) % def.interval;
  s.last_valid = s.anchor;
  s.access_address = s.timing.u32();
  s.hop = 5 + static_cast<std::int32_t>(s.timing.below(12));
  set_errors(station);
  if (new_here) out_->links.push_back({at, setup_of(station).device, true});
  draw_idle_loss(station, s.anchor);
  if (!s.up.empty() || !s.down.empty()) arm(station, at);
}

// The next event at which something queued can travel: any for the device's data, one that it
// listens to for the gateway's.
void Cell::arm(std::uint32_t station, Time from) {
  Station& s = stations_[station];
  const ConnectionDef& def = setup_.def.connections;
  std::int64_t k = from <= s.anchor ? 0 : event_at(s, from - Time{1}) + 1;
  if (s.up.empty()) k = (k + def.latency) / (def.latency + 1) * (def.latency + 1);
  const Time event = s.anchor + k * def.interval;
  if (event >= s.armed) return;
  s.armed = event;
  push(event, kConnection, station, s.epoch);
}

void Cell::connection_event(std::uint32_t station, Time at) {
  Station& s = stations_[station];
  const ConnectionDef& def = setup_.def.connections;
  s.armed = kNever;
  const std::int64_t k = event_at(s, at);
  const int channel = def.selection == ChannelSelection::csa_1
                          ? hop_1(channels_, static_cast<std::uint64_t>(k), s.hop)
                          : hop_2(channels_, static_cast<std::uint16_t>(k), s.access_address);
  // before the first of a series of losses the idle events went well
  if (!s.losing) s.last_valid = std::max(s.anchor, at - def.interval);
  const bool listens = k % (def.latency + 1) == 0 || !s.up.empty();
  ++s.active_events;
  ++s.usage.wakes;
  Time now = at;
  while (exchange(station, channel, now, at + def.slot, listens, now)) {
  }
  gateways_[path_of(station).gateway].air.busy += now - at;
  if (s.up.empty() && s.down.empty()) {
    s.losing = false;  // from here on the law of idle events holds
    return;
  }
  if (s.losing && at + def.interval > s.last_valid + def.supervision_timeout) {
    push(std::max(at, s.last_valid + def.supervision_timeout), kLost, station, s.epoch);
    s.armed = Time{0};  // nothing more on this connection
    return;
  }
  arm(station, at + def.interval);
}

// One packet each way from `start`; false ends the event. `now` becomes the end of the exchange.
bool Cell::exchange(std::uint32_t station, int channel, Time start, Time end, bool listens,
                    Time& now) {
  Station& s = stations_[station];
  bool up = !s.up.empty(), down = listens && !s.down.empty();
  if (!up && !down) return false;
  const Phy phy = setup_.def.radio.phy;
  int down_bytes = down ? payload_of(s.down[0], s.fragments_down) : 0;
  int up_bytes = up ? payload_of(s.up[0], s.fragments_up) : 0;
  Time done = start + exchange_time(phy, down_bytes, up_bytes);
  if (done > end && up && down) {
    // a slot may be too short for data both ways: they take turns
    const bool up_first = s.active_events % 2 != 0;
    (up_first ? down : up) = false;
    (up_first ? down_bytes : up_bytes) = 0;
    done = start + exchange_time(phy, down_bytes, up_bytes);
  }
  if (done > end) return false;
  const Path& path = path_of(station);
  Gateway& g = gateways_[path.gateway];
  ++g.air.exchanges;
  const bool alive = g.up && g.epoch == s.gateway_epoch;
  now = done;
  s.usage.receive += packet_time(phy, down_bytes);
  const double down_lost = packet_error_rate(s.error_down, down_bytes);
  const bool heard =
      alive && s.errors.uniform() >=
                   1 - (1 - down_lost) * (1 - foreign(channel, packet_time(phy, down_bytes),
                                                      path.down, gateways_.size() + station));
  if (heard) s.usage.transmit += packet_time(phy, up_bytes);
  // the air was free for the first packet; is it until the end of the second?
  const Time span = done - start - kInterFrameSpace;
  const double first = foreign(channel, packet_time(phy, down_bytes), path.up, path.gateway);
  const double stays_free =
      first < 1 ? (1 - foreign(channel, span, path.up, path.gateway)) / (1 - first) : 0;
  const double up_lost = packet_error_rate(s.error_up, up_bytes);
  const bool answered = heard && s.errors.uniform() >= 1 - (1 - up_lost) * stays_free;
  const Time down_at = start + packet_time(phy, down_bytes);
  if (heard && down) through(station, true, down_at);
  if (!answered) {
    s.losing = true;
    ++g.air.retries;
    if (up) s.up[0].last = flow::LossCause::phy;
    return false;
  }
  s.losing = false;
  s.last_valid = done - kInterFrameSpace;
  if (up) through(station, false, s.last_valid);
  return true;
}

double Cell::foreign(int channel, Time airtime, Dbm received, std::size_t receiver) const {
  const BleDef& def = setup_.def;
  if (def.wifi.empty() && setup_.foreign.empty()) return 0;
  double clean = 1 - wifi_loss(def.wifi, channel, airtime, received, def.radio.capture);
  const radio::Spectrum mine{static_cast<double>(channel_mhz(channel)), 2};
  const double most = to_milliwatts(received - def.radio.capture).value;  // that leaves it whole
  for (const radio::Foreign& f : setup_.foreign) {
    const radio::InBand in = radio::in_band(f, receiver, mine);
    if (in.milliwatts > most) clean *= 1 - radio::meets(in.load, airtime);
  }
  return 1 - clean;
}

void Cell::disturb(std::span<const radio::Load> loads) {
  if (setup_.foreign.empty()) return;
  radio::take_loads(setup_.foreign, loads);
}

// A message is cut into attribute messages of at most MTU bytes, each of them into packets.
std::uint32_t Cell::fragments(const radio::Message& m) const {
  const ConnectionDef& def = setup_.def.connections;
  const auto bytes = static_cast<int>(inlet_.def(m).payload_bytes);
  const int whole = def.mtu - kAttributeHeader;
  auto packets = [&](int part) {
    return (part + kAttributeHeader + kL2capHeader + def.data_length - 1) / def.data_length;
  };
  const int rest = bytes % whole;
  return static_cast<std::uint32_t>(bytes / whole * packets(whole) + (rest ? packets(rest) : 0));
}

int Cell::payload_of(const radio::Message& m, std::uint32_t fragment) const {
  const ConnectionDef& def = setup_.def.connections;
  const auto bytes = static_cast<int>(inlet_.def(m).payload_bytes);
  const int whole = def.mtu - kAttributeHeader;
  const int header = kAttributeHeader + kL2capHeader;
  const int per_part = (whole + header + def.data_length - 1) / def.data_length;
  const int part = static_cast<int>(fragment) / per_part,
            within = static_cast<int>(fragment) % per_part;
  const int size = std::min(whole, bytes - part * whole) + header;
  return std::min(def.data_length, size - within * def.data_length);
}

// A packet of the first message has arrived; with its last the message has.
void Cell::through(std::uint32_t station, bool downlink, Time at) {
  Station& s = stations_[station];
  auto& queue = downlink ? s.down : s.up;
  auto& done = downlink ? s.fragments_down : s.fragments_up;
  const radio::Message m = queue[0];
  if (++done < fragments(m)) return;
  done = 0;
  queue.pop();
  deliver(m, gateways_[path_of(station).gateway].entry, at);
}

// Adds the idle events since the connection began to what its events with data used.
void Cell::account(Station& s, Time until) const {
  if (until < s.anchor) return;
  const ConnectionDef& def = setup_.def.connections;
  const std::int64_t all = event_at(s, until) / (def.latency + 1) + 1;
  const std::int64_t idle = std::max<std::int64_t>(0, all - s.active_events);
  const Time empty = packet_time(setup_.def.radio.phy, 0);
  s.usage.wakes += idle;
  s.usage.receive += idle * empty;
  s.usage.transmit += idle * empty;
}

void Cell::disconnect(std::uint32_t station, Time at) {
  Station& s = stations_[station];
  if (s.phase != Phase::connected) return;
  account(s, at);
  Gateway& g = gateways_[path_of(station).gateway];
  if (g.epoch == s.gateway_epoch) g.taken[s.slot] = 0;
  s.phase = Phase::searching;
  ++s.epoch;
  s.losing = false;
  s.armed = kNever;
  s.fragments_up = s.fragments_down = 0;
  out_->links.push_back({at, setup_of(station).device, false});
  search(station, at);
}

// Advertises until a gateway with room finds it: discovery, connection, encryption.
void Cell::search(std::uint32_t station, Time at) {
  Station& s = stations_[station];
  const ConnectionDef& def = setup_.def.connections;
  const auto& paths = setup_of(station).paths;
  std::vector<std::uint32_t> strongest(paths.size());  // as set up, unless doors shut
  std::iota(strongest.begin(), strongest.end(), 0u);
  if (!open_.empty())
    std::ranges::stable_sort(strongest, [&](auto a, auto b) { return paths[a].up > paths[b].up; });
  for (const std::uint32_t p : strongest) {
    Gateway& g = gateways_[paths[p].gateway];
    if (!g.up || !in_reach(setup_.def.radio, paths[p], false)) continue;
    const auto free = std::find(g.taken.begin(), g.taken.end(), std::uint8_t{0});
    if (free == g.taken.end()) continue;
    *free = 1;
    s.gateway_epoch = g.epoch;
    const Time packet = advertising_time(kAdvertisingPayload);
    const Time found = discovery_time(setup_.def.scanning, setup_.def.advertising,
                                      def.reconnect_interval, packet, s.timing);
    const int events = between(s.timing, def.connect_events_low, def.connect_events_high) +
                       between(s.timing, def.encrypt_events_low, def.encrypt_events_high);
    s.usage.wakes += found / def.reconnect_interval + 1 + events;
    s.usage.transmit += (found / def.reconnect_interval + 1) * kAdvertisingChannels * packet;
    push(at + found + events * def.interval, kConnected, station,
         static_cast<std::uint32_t>(free - g.taken.begin()), p);
    return;
  }
  push(at + def.retry_pause, kConnected, station, flow::kNone, 0);
}

// When losses of idle events alone will have lasted for the supervision timeout.
void Cell::draw_idle_loss(std::uint32_t station, Time from) {
  Station& s = stations_[station];
  const ConnectionDef& def = setup_.def.connections;
  const double down = packet_error_rate(s.error_down, 0), up = packet_error_rate(s.error_up, 0);
  const Time span = exchange_time(setup_.def.radio.phy, 0, 0) - kInterFrameSpace;
  double q = 0;
  for (std::uint32_t i = 0; i < channels_.count; ++i) {
    const double free =
        1 - foreign(channels_.used[i], span, path_of(station).up, path_of(station).gateway);
    q += 1 - (1 - down) * (1 - up) * free;
  }
  q /= channels_.count;
  const Time period = def.interval * (def.latency + 1);
  const int k = static_cast<int>(def.supervision_timeout / period);
  s.idle_lost = kNever;
  if (q <= 0 || k * std::log10(q) < -15) return;
  const double events = q >= 1 ? k : events_until_lost(q, k, s.errors);
  const double at = seconds(from) + (events - 1) * seconds(period);
  if (at >= 9e9) return;
  s.idle_lost = from_seconds(at);
  push(s.idle_lost, kIdleLost, station, s.epoch);
}

}  // namespace wardtwin::ble
