#include <algorithm>
#include <cmath>

#include "network_models/lorawan/cell.h"

// The network server's share in the radio: copies, answers, adaptive data rate.
namespace wardtwin::lorawan {
namespace {

constexpr int kEmptyBytes = 12;  // header and integrity code, no port
constexpr int kAdrBytes = 5;     // LinkADRReq
constexpr int kJoinAcceptBytes = 33;
constexpr std::uint8_t kRx2Band = 2;
constexpr std::uint8_t kRx2Channel = 255;

}  // namespace

bool Cell::plan_adr(Device& d, double snr_db) {
  d.snr.add(snr_db);
  if (d.snr.full()) d.ordered = adr_rate(d.rate, d.snr.best(), setup_.lorawan.adr_margin);
  return d.ordered != d.rate;
}

// An uplink got through. Decides whether to answer, in which window and by which gateway.
void Cell::answer(std::uint32_t device, std::uint32_t slot, bool first_copy) {
  Device& d = devices_[device];
  Want want;
  if (!d.joined) {
    want.join = true;
  } else {
    want.ack = setup_.devices[device].confirmed;
    if (setup_.lorawan.adr) {
      double best = 0;
      for (std::uint32_t k = 0; k < air_.frame(slot).copies; ++k)
        if (air_.outcome(slot, k) == Outcome::received) best = std::max(best, air_.power(slot, k));
      // a repetition says nothing new
      want.adr = first_copy ? plan_adr(d, 10 * std::log10(best) - noise_dbm_) : d.ordered != d.rate;
      want.asked = d.unanswered >= setup_.lorawan.adr_ack_limit;
    }
    want.message = d.joined && !d.down.empty();
  }
  if (!want.any()) return;
  if (!schedule(device, slot, want, 1) && !schedule(device, slot, want, 2)) ++counters_.unanswered;
}

// The best gateway that heard the uplink and may and can send then; kNone if there is none.
std::uint32_t Cell::free_gateway(std::uint32_t device, std::uint32_t slot,
                                 const Downlink& d) const {
  std::uint32_t best = flow::kNone;
  for (std::uint32_t k = 0; k < air_.frame(slot).copies; ++k) {
    const std::uint32_t g = air_.gateway(slot, k);
    if (air_.outcome(slot, k) != Outcome::received || !air_.up(g)) continue;
    if (gateways_[g].band_free[d.band] > d.start) continue;
    const auto& r = gateways_[g].reserved;
    if (std::any_of(r.begin(), r.end(),
                    [&](const auto& x) { return x.first < d.end && d.start < x.second; }))
      continue;
    if (best == flow::kNone || gain(device, g) > gain(device, best)) best = g;
  }
  return best;
}

void Cell::reserve(const Downlink& d) {
  Gateway& g = gateways_[d.gateway];
  std::erase_if(g.reserved, [&](const auto& x) { return x.second <= now_; });
  g.reserved.push_back({d.start, d.end});
  const LorawanDef& def = setup_.lorawan;
  const double duty = d.band == kRx2Band ? def.rx2_duty_cycle : def.duty_cycle;
  if (duty < 1) g.band_free[d.band] = d.start + from_seconds(seconds(d.end - d.start) / duty);
}

bool Cell::schedule(std::uint32_t device, std::uint32_t slot, const Want& want, int window) {
  Device& dev = devices_[device];
  const LorawanDef& def = setup_.lorawan;
  const Air::Frame& up = air_.frame(slot);
  Downlink d{.device = device};
  d.window = static_cast<std::uint8_t>(window);
  const Time first = want.join ? def.join_delay : def.rx1_delay;
  d.start = now_ + first + (window == 1 ? Time{0} : def.rx2_delay - def.rx1_delay);
  d.sf = static_cast<std::uint8_t>(window == 1 ? up.sf + kLowestSf : def.rx2_sf);
  d.band = window == 1 ? (up.channel < 3 ? 0 : 1) : kRx2Band;
  d.channel = window == 1 ? up.channel : kRx2Channel;
  d.ack = want.ack, d.adr = want.adr, d.join = want.join;
  d.rate = dev.ordered;
  int bytes = want.join ? kJoinAcceptBytes : kEmptyBytes + (want.adr ? kAdrBytes : 0);
  if (want.message) {
    const int more = static_cast<int>(inlet_.def(dev.down[0]).payload_bytes);
    d.has_message = more <= payload_limit(d.sf);
    if (d.has_message) bytes += 1 + more;
  }
  if (!want.bare() && !d.has_message) return false;
  d.end = d.start + air_time(d.sf, std::min(bytes, 255));
  d.gateway = free_gateway(device, slot, d);
  if (d.gateway == flow::kNone) return false;
  if (d.has_message) {
    d.message = dev.down[0];
    dev.down.pop();
  }
  reserve(d);
  events_.push({d.start, downlink_start, new_downlink(d)});
  return true;
}

std::uint32_t Cell::new_downlink(const Downlink& d) {
  std::uint32_t index = static_cast<std::uint32_t>(downlinks_.size());
  if (free_downlinks_.empty()) {
    downlinks_.push_back(d);
  } else {
    index = free_downlinks_.back();
    free_downlinks_.pop_back();
    downlinks_[index] = d;
  }
  downlinks_[index].used = true;
  return index;
}

// A message for a device has reached the server: class C gets it at once, class A after an uplink.
void Cell::to_device(const radio::Message& m, std::uint32_t device) {
  Device& d = devices_[device];
  if (setup_.devices[device].class_c && d.joined) return send_at_once(m, device);
  if (d.down.size() >= static_cast<std::uint32_t>(setup_.lorawan.downlink_queue_limit))
    return lose(m, flow::LossCause::radio_queue_full);
  d.down.push(m);
}

void Cell::send_at_once(const radio::Message& m, std::uint32_t device) {
  const LorawanDef& def = setup_.lorawan;
  Downlink d{.device = device, .band = kRx2Band, .channel = kRx2Channel};
  d.sf = static_cast<std::uint8_t>(def.rx2_sf);
  d.window = 0;
  d.has_message = true;
  d.message = m;
  const int bytes = static_cast<int>(inlet_.def(m).payload_bytes);
  if (bytes > payload_limit(d.sf)) return lose(m, flow::LossCause::not_attempted);
  const Time air = air_time(d.sf, kEmptyBytes + 1 + bytes);
  const double needed = device_sensitivity_[static_cast<std::size_t>(d.sf - kLowestSf)] /
                        to_milliwatts(def.gateway_rx2_power).value;
  d.gateway = flow::kNone;
  for (const auto& [g, gain_here] : reaches(device)) {
    if (!air_.up(g) || gain_here < needed) continue;
    Time start = std::max(now_, gateways_[g].band_free[kRx2Band]);
    for (bool moved = true; moved;) {
      moved = false;
      for (const auto& [from, to] : gateways_[g].reserved)
        if (from < start + air && start < to) start = to, moved = true;
    }
    const bool better = d.gateway == flow::kNone || start < d.start ||
                        (start == d.start && gain_here > gain(device, d.gateway));
    if (better) d.gateway = g, d.start = start;
  }
  if (d.gateway == flow::kNone) return lose(m, flow::LossCause::not_attempted);
  d.end = d.start + air;
  reserve(d);
  events_.push({d.start, downlink_start, new_downlink(d)});
}

void Cell::starts(std::uint32_t index) {
  Downlink& d = downlinks_[index];
  Device& dev = devices_[d.device];
  const LorawanDef& def = setup_.lorawan;
  events_.push({d.end, downlink_end, index});
  if (!air_.up(d.gateway)) {
    d.broken = true;
    return;
  }
  ++counters_.downlinks;
  air_.starts_sending(d.gateway);
  const double mw =
      to_milliwatts(d.band == kRx2Band ? def.gateway_rx2_power : def.gateway_power).value;
  const double power = mw * gain(d.device, d.gateway);
  d.heard = !dev.sending && power >= device_sensitivity_[static_cast<std::size_t>(d.sf - 7)];
  for (const std::uint32_t other : active_downlinks_) {
    Downlink& o = downlinks_[other];
    if (o.channel != d.channel || o.sf != d.sf) continue;
    o.interference += mw * gain(o.device, d.gateway);
    d.interference += mw * gain(d.device, o.gateway);
  }
  active_downlinks_.push_back(index);
  if (!d.heard) return;
  dev.ready = std::max(dev.ready, d.end);
  const Time spared = d.window == 1   ? window(dev.sf_on_air) + window(def.rx2_sf)
                      : d.window == 2 ? window(def.rx2_sf)
                                      : Time{0};
  dev.rx_time += d.end - d.start - spared;
}

void Cell::ends_downlink(std::uint32_t index) {
  Downlink& d = downlinks_[index];
  const auto active = std::find(active_downlinks_.begin(), active_downlinks_.end(), index);
  if (active != active_downlinks_.end()) {
    air_.stops_sending(d.gateway);
    active_downlinks_.erase(active);
  }
  const LorawanDef& def = setup_.lorawan;
  const double mw =
      to_milliwatts(d.band == kRx2Band ? def.gateway_rx2_power : def.gateway_power).value;
  const double needed = d.interference * std::pow(10, def.same_sf_threshold.value / 10);
  const bool clear = d.interference == 0 ||
                     (def.capture != Capture::none && mw * gain(d.device, d.gateway) >= needed);
  if (d.heard && !d.broken && clear && !devices_[d.device].sending) {
    arrive(d);
  } else if (d.has_message) {
    lose(d.message, d.broken  ? flow::LossCause::access_point_down
                    : d.heard ? flow::LossCause::collision
                              : flow::LossCause::phy);
  }
  d.used = false;
  free_downlinks_.push_back(index);
}

// A device received a downlink.
void Cell::arrive(Downlink& d) {
  Device& dev = devices_[d.device];
  dev.unanswered = 0;
  if (d.adr) {
    dev.rate = dev.ordered = d.rate;
    dev.snr.clear();
    ++counters_.rate_changes;
  }
  if (d.has_message) {
    const flow::Source& source = inlet_.def(d.message);
    radio::append(out_->delivered, {now_, d.message.created, d.message.source, d.message.sequence,
                                    d.message.alarm, setup_.gateways[d.gateway]});
    statistics_.delivered(source.flow, d.message.created, now_, source.payload_bytes);
  }
  if (d.join && !dev.joined) {
    dev.joined = true;
    ++counters_.joins;
    out_->links.push_back({now_, setup_.devices[d.device].device, true});
    dev.wake = kNever;
    serve(d.device);
  }
  if (d.ack && dev.busy) {
    ++counters_.acknowledged;
    finish(d.device);
  }
}

void Cell::gateway_switched(std::uint32_t name, bool up) {
  const auto found = std::find(setup_.gateways.begin(), setup_.gateways.end(), name);
  if (found == setup_.gateways.end()) return;
  const auto g = static_cast<std::uint32_t>(found - setup_.gateways.begin());
  air_.set_up(g, up);
  if (up) return;
  for (const std::uint32_t index : active_downlinks_)
    if (downlinks_[index].gateway == g) downlinks_[index].broken = true;
}

}  // namespace wardtwin::lorawan
