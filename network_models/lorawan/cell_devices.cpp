#include <algorithm>
#include <cmath>

#include "network_models/lorawan/cell.h"
#include "sim/base/normal.h"

// The devices: when they send, on which channel, and what they do after.
namespace wardtwin::lorawan {
namespace {

constexpr int kDefaultChannels = 3;  // those every device knows, for joins
constexpr int kJoinRequestBytes = 23;

constexpr std::size_t band_of(int channel) { return channel < kDefaultChannels ? 0 : 1; }

// The cause of a message's loss, from how far its last frame came.
flow::LossCause cause_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::weak: return flow::LossCause::phy;
    case Outcome::gateway_down: return flow::LossCause::access_point_down;
    case Outcome::interference: return flow::LossCause::collision;
    default: return flow::LossCause::access_failure;
  }
}

}  // namespace

void Cell::wake_at(std::uint32_t device, Time at) {
  devices_[device].wake = at;
  events_.push({at, wake, device});
}

void Cell::drop_expired(Device& d) {
  while (!d.queue.empty() && d.queue[0].created + setup_.lorawan.lifetime <= now_) {
    lose(d.queue[0], d.joined ? flow::LossCause::access_failure : flow::LossCause::not_attempted);
    d.queue.pop();
  }
}

// Earliest time at which the duty cycle of any of the first `channels` channels allows to send.
Time Cell::band_ready(const Device& d, int channels) const {
  return channels > kDefaultChannels ? std::min(d.band_free[0], d.band_free[1]) : d.band_free[0];
}

// Uniform among the channels allowed now; -1 if none is.
int Cell::choose_channel(Device& d, int channels) const {
  const int first = std::min(channels, kDefaultChannels);
  const int low = d.band_free[0] <= now_ ? first : 0;
  const int high = d.band_free[1] <= now_ ? channels - first : 0;
  if (low + high == 0) return -1;
  const int pick = static_cast<int>(d.random.below(static_cast<std::uint32_t>(low + high)));
  return low > 0 ? pick : pick + first;
}

void Cell::serve(std::uint32_t device) {
  Device& d = devices_[device];
  if (d.busy || d.sending || !d.joined) return;
  drop_expired(d);
  if (d.queue.empty()) return;
  if (now_ < d.ready) return wake_at(device, d.ready);
  const int channel = choose_channel(d, setup_.lorawan.channels);
  if (channel < 0) {
    ++counters_.duty_waits;
    return wake_at(device, band_ready(d, setup_.lorawan.channels));
  }
  d.current = d.queue[0];
  d.queue.pop();
  d.busy = true;
  d.received = false;
  d.attempts = 0;
  ++d.unanswered;
  if (setup_.lorawan.adr) back_off_rate(d);
  transmit(device, channel, d.rate.sf, payload(d.current));
}

// A device that hears nothing raises its power, then slows down, step by step.
void Cell::back_off_rate(Device& d) {
  const int beyond = d.unanswered - setup_.lorawan.adr_ack_limit;
  if (beyond <= 0 || beyond % setup_.lorawan.adr_ack_delay != 0) return;
  if (d.rate.power_steps > 0)
    d.rate.power_steps = 0;
  else if (d.rate.sf < d.slowest)
    ++d.rate.sf;
  else
    return;
  d.ordered = d.rate;
  d.snr.clear();
  ++counters_.fallbacks;
}

void Cell::transmit(std::uint32_t device, int channel, int sf, int bytes) {
  Device& d = devices_[device];
  const LorawanDef& def = setup_.lorawan;
  const Time air = air_time(sf, bytes);
  const auto step = static_cast<std::size_t>(d.rate.power_steps);
  copies_.clear();
  for (const Reach& r : reaches(device)) {
    copies_.push_back({r.gateway, device_mw_[step] * r.gain});
    if (def.fading.value > 0)
      copies_.back().power *= std::pow(10, def.fading.value * standard_normal(d.fading) / 10);
  }
  Air::Frame frame{now_,
                   now_,
                   now_ + air,
                   device,
                   static_cast<std::uint8_t>(channel),
                   static_cast<std::uint8_t>(sf - kLowestSf)};
  // with five symbols of preamble left a receiver still finds the frame
  if (def.capture != Capture::none)
    frame.critical += symbol_time(sf, def.bandwidth) * (def.preamble - 5);
  events_.push({frame.end, uplink_end, air_.begin(frame, copies_)});
  if (def.duty_cycle < 1)
    d.band_free[band_of(channel)] = now_ + from_seconds(seconds(air) / def.duty_cycle);
  d.sending = true;
  d.sf_on_air = static_cast<std::uint8_t>(sf);
  d.tx_time += air;
  d.tx_charge += seconds(air) * tx_current_[step];
  ++counters_.sent[static_cast<std::size_t>(sf - kLowestSf)];
  if (d.attempts < 255) ++d.attempts;
}

void Cell::ends(std::uint32_t slot) {
  air_.end(slot);
  const Air::Frame f = air_.frame(slot);
  Device& d = devices_[f.device];
  d.sending = false;
  std::uint64_t copies = 0;
  std::uint32_t best = flow::kNone;  // gateway that heard it loudest
  double loudest = 0;
  d.last = Outcome::weak;
  for (std::uint32_t k = 0; k < f.copies; ++k) {
    const Outcome o = air_.outcome(slot, k);
    const std::uint32_t g = air_.gateway(slot, k);
    d.last = std::max(d.last, o);
    if (o != Outcome::weak) {
      radio::AirCounts& air = gateways_[g].air;
      ++air.attempts;
      air.retries += d.attempts > 1;
      air.collisions += o == Outcome::interference;
      air.busy += f.end - f.start;
    }
    if (o != Outcome::received) continue;
    ++copies;
    if (best == flow::kNone || air_.power(slot, k) > loudest)
      best = g, loudest = air_.power(slot, k);
  }
  ++counters_.outcome[static_cast<std::size_t>(d.last)];
  if (copies > 0) {
    ++counters_.received[f.sf];
    counters_.copies += copies - 1;
  }
  const LorawanDef& def = setup_.lorawan;
  const bool join = !d.joined;
  const Time second = join ? def.join_delay + (def.rx2_delay - def.rx1_delay) : def.rx2_delay;
  d.ready = now_ + second + window(def.rx2_sf);
  d.rx_time += window(d.sf_on_air) + window(def.rx2_sf);
  if (copies > 0) answer(f.device, slot, !d.received);
  if (join)
    ends_join(f.device, f.end - f.start);
  else
    ends_message(f.device, best);
}

// `gateway`: the one whose copy counts; kNone: none received it.
void Cell::ends_message(std::uint32_t device, std::uint32_t gateway) {
  Device& d = devices_[device];
  const LorawanDef& def = setup_.lorawan;
  const bool received = gateway != flow::kNone;
  if (received && d.received) ++counters_.repeats;
  if (received && !d.received) {
    d.received = true;
    const flow::Source& source = inlet_.def(d.current);
    radio::append(out_->received, {now_, d.current.created, d.current.source, d.current.sequence,
                                   d.current.alarm, setup_.gateways[gateway]});
    if (setup_.counts_delivery)
      statistics_.delivered(source.flow, d.current.created, now_, source.payload_bytes);
  }
  if (setup_.devices[device].confirmed) {
    const double spread = seconds(def.retry_high - def.retry_low);
    wake_at(device, d.ready + def.retry_low + from_seconds(spread * d.random.uniform()));
  } else if (d.attempts < def.attempts) {
    wake_at(device, d.ready);
  } else {
    finish(device);
  }
}

// The message is done with, one way or the other.
void Cell::finish(std::uint32_t device) {
  Device& d = devices_[device];
  if (!d.received) lose(d.current, cause_of(d.last));
  d.busy = false;
  d.wake = kNever;
  if (!d.queue.empty()) wake_at(device, std::max(d.ready, now_));
}

void Cell::woken(std::uint32_t device) {
  Device& d = devices_[device];
  d.wake = kNever;
  if (!d.joined) return try_join(device);
  if (d.busy) return again(device);
  serve(device);
}

// A repetition, or the end of a confirmed message that was never acknowledged.
void Cell::again(std::uint32_t device) {
  Device& d = devices_[device];
  const LorawanDef& def = setup_.lorawan;
  const bool confirmed = setup_.devices[device].confirmed;
  if (d.attempts >= (confirmed ? def.confirmed_attempts : def.attempts)) return finish(device);
  if (now_ < d.ready) return wake_at(device, d.ready);
  const int channel = choose_channel(d, def.channels);
  if (channel < 0) return wake_at(device, band_ready(d, def.channels));
  // every second retry is slower
  const int sf = confirmed ? std::min(d.rate.sf + d.attempts / 2, d.slowest) : d.rate.sf;
  transmit(device, channel, sf, payload(d.current));
}

void Cell::try_join(std::uint32_t device) {
  Device& d = devices_[device];
  if (now_ < d.ready) return wake_at(device, d.ready);
  const int channels = std::min(kDefaultChannels, setup_.lorawan.channels);
  const int channel = choose_channel(d, channels);
  if (channel < 0) return wake_at(device, band_ready(d, channels));
  if (d.join_since == kNever) d.join_since = now_;
  ++counters_.join_requests;
  d.received = false;
  transmit(device, channel, std::min(d.rate.sf + d.attempts / 2, d.slowest), kJoinRequestBytes);
}

// Join requests are spread by their own ledger: 1 % of the first hour, 0.1 % of the next ten, then
// 0.01 % (LoRaWAN 1.0.3, section 7); an accepted join cancels the retry.
void Cell::ends_join(std::uint32_t device, Time airtime) {
  Device& d = devices_[device];
  const Time age = now_ - d.join_since;
  const double share = age < 1h ? 0.01 : age < 11h ? 0.001 : 0.0001;
  const Time next = now_ + from_seconds(seconds(airtime) / share);
  const double spread = seconds(setup_.lorawan.retry_high - setup_.lorawan.retry_low);
  wake_at(device, std::max(next, d.ready) + setup_.lorawan.retry_low +
                      from_seconds(spread * d.random.uniform()));
}

}  // namespace wardtwin::lorawan
