#include "network_models/dect/cell.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace wardtwin::dect {
namespace {

constexpr double kAlone = std::numeric_limits<double>::infinity();

}  // namespace

Cell::Cell(const CellSetup& setup)
    : setup_(setup),
      inlet_(setup.sources, setup.seed),
      devices_(setup.devices.size()),
      bases_(setup.bases.size()),
      users_(static_cast<std::size_t>(kPairs * setup.radio.carriers)),
      statistics_(setup.flows, setup.warm_up) {
  for (std::uint32_t i = 0; i < devices_.size(); ++i) {
    const flow::DeviceIndex d = setup_.devices[i].device;
    devices_[i].random = Stream(setup_.seed, d, Purpose::backoff);
    if (d >= device_of_.size()) device_of_.resize(d + 1, flow::kNone);
    device_of_[d] = i;
  }
  inlet_.add_owned(setup_.sources, device_of_);
  for (std::uint32_t b = 0; b < bases_.size(); ++b) {
    bases_[b].free = setup_.radio.channels;
    bases_[b].calls = Stream(setup_.seed, setup_.bases[b], Purpose::arrival);
    if (setup_.radio.speech > 0) events_.push({call_gap(bases_[b]), call_begins, b, 0});
  }
}

void Cell::run(Time until, radio::CellOutput& out) {
  out_ = &out;
  radio::run_until(until, inlet_, events_, call_ends, now_,
                   [this](const auto& what) { handle(what); });
  out_ = nullptr;
}

void Cell::handle(const Event& e) {
  if (e.kind == call_begins) return call(e.index);
  if (e.kind == call_ends) {
    if (calls_[e.index].serial == e.serial) over(e.index);  // else its base station died meanwhile
    return;
  }
  if (devices_[e.index].serial != e.serial) return;
  if (e.kind == attempt) return asks(e.index);
  if (e.kind == sent) return sent_one(e.index);
  release(e.index);
  devices_[e.index].state = State::idle;
}

void Cell::handle(const radio::Inward& in) {
  using What = radio::Inward::What;
  if (in.what == What::nothing) return;
  if (in.what == What::access_point_down || in.what == What::access_point_up) {
    const auto at = std::ranges::find(setup_.bases, in.entry) - setup_.bases.begin();
    if (static_cast<std::size_t>(at) < bases_.size())
      switched(static_cast<std::uint32_t>(at), in.what == What::access_point_up);
    return;
  }
  const flow::Source& source = inlet_.def(in.message);
  if (in.what == What::message) statistics_.generated(source.flow, in.message.created);
  Device& d = devices_[in.owner];
  if (setup_.devices[in.owner].paths.empty())
    return lose(in.message, flow::LossCause::not_attempted);
  if (d.queue.size() >= static_cast<std::uint32_t>(setup_.radio.queue_limit))
    return lose(in.message, flow::LossCause::radio_queue_full);
  d.queue.push(in.message);
  if (d.queue.size() > 1) return;
  if (d.state == State::holds) return send(in.owner, now_);
  d.tries = 0;
  d.state = State::asks;
  push(now_ + (source.downlink ? radio::uniform_below(setup_.radio.paging, d.random) : Time{0}),
       attempt, in.owner);
}

// An event of the device that makes all its earlier ones void.
void Cell::push(Time at, Kind kind, std::uint32_t device) {
  events_.push({at, kind, device, ++devices_[device].serial});
}

double Cell::loss(std::uint32_t device, std::uint32_t base) const {
  for (const Path& p : setup_.devices[device].paths)
    if (p.base == base) return p.loss.value;
  return kAlone;
}

// How far, in dB, the worse end of the way stands out above all others on the channel.
double Cell::standing(std::uint32_t device, const Channel& channel) const {
  const DectDef& def = setup_.radio;
  double at_base = 0, at_device = 0;  // mW
  for (const std::uint32_t other : users_[number_of(channel)]) {
    if (other == device) continue;
    at_base += std::pow(10, (def.device_power.value - loss(other, channel.base)) / 10);
    at_device +=
        std::pow(10, (def.base_power.value - loss(device, devices_[other].channel.base)) / 10);
  }
  const auto above = [&](Dbm power, double others) {
    if (others <= 0) return kAlone;
    return power.value - loss(device, channel.base) - 10 * std::log10(others);
  };
  return std::min(above(def.device_power, at_base), above(def.base_power, at_device));
}

// Of the base station's free channels; without a base station if none is quiet enough.
Cell::Channel Cell::quietest(std::uint32_t device, std::uint32_t base) const {
  Channel best;
  if (bases_[base].free <= 0) return best;
  double most = setup_.radio.capture.value;
  for (std::uint16_t p = 0; p < kPairs; ++p) {
    if (bases_[base].taken[p]) continue;
    for (std::uint16_t c = 0; c < setup_.radio.carriers; ++c) {
      const Channel here{base, p, c};
      const double stands = standing(device, here);
      if (stands < most || (best.base != flow::kNone && stands == most)) continue;
      best = here;
      most = stands;
      if (stands == kAlone) return best;
    }
  }
  return best;
}

bool Cell::take(std::uint32_t device, std::uint32_t base) {
  Device& d = devices_[device];
  const Channel channel = quietest(device, base);
  if (channel.base == flow::kNone) return false;
  d.channel = channel;
  d.since = now_;
  bases_[base].taken[channel.pair] = 1;
  --bases_[base].free;
  users_[number_of(channel)].push_back(device);
  return true;
}

void Cell::asks(std::uint32_t device) {
  Device& d = devices_[device];
  ++d.tries;
  bool any = false;
  for (const Path& p : setup_.devices[device].paths) {
    Base& base = bases_[p.base];
    if (!base.up || !in_reach(setup_.radio, p.loss)) continue;
    any = true;
    ++base.air.attempts;
    base.air.retries += d.tries > 1;
    if (take(device, p.base)) {
      displace(device);
      return send(device, now_ + setup_.radio.setup);
    }
    ++base.air.collisions;
  }
  again(device, any ? flow::LossCause::access_failure : silence(device));
}

flow::LossCause Cell::silence(std::uint32_t device) const {
  if (open_.empty()) return flow::LossCause::access_point_down;
  const bool behind = std::ranges::any_of(open_[device], [&](const Path& p) {
    return bases_[p.base].up && in_reach(setup_.radio, p.loss);
  });
  return behind ? flow::LossCause::phy : flow::LossCause::access_point_down;
}

// Those on the channel that the newcomer disturbs too much.
void Cell::displace(std::uint32_t newcomer) {
  if (users_[number_of(devices_[newcomer].channel)].size() < 2) return;
  const std::vector<std::uint32_t> here = users_[number_of(devices_[newcomer].channel)];
  for (const std::uint32_t other : here) {
    if (other == newcomer) continue;
    Device& d = devices_[other];
    if (standing(other, d.channel) >= setup_.radio.capture.value) continue;
    const std::uint32_t base = d.channel.base;
    const State was = d.state;
    release(other);
    if (take(other, base)) {  // both channels side by side: no time is lost
      ++handovers_;
      continue;
    }
    ++bases_[base].air.collisions;
    ++d.serial;
    d.state = State::idle;
    if (was == State::sends) again(other, flow::LossCause::collision);
  }
}

void Cell::send(std::uint32_t device, Time from) {
  Device& d = devices_[device];
  d.state = State::sends;
  const flow::Source& source = inlet_.def(d.queue[0]);
  push(ends(setup_.radio, from, d.channel.pair, source.downlink,
            static_cast<int>(source.payload_bytes)),
       sent, device);
}

void Cell::sent_one(std::uint32_t device) {
  Device& d = devices_[device];
  const radio::Message m = d.queue[0];
  const flow::Source& source = inlet_.def(m);
  const std::uint32_t entry = setup_.bases[d.channel.base];
  radio::append(source.downlink ? out_->delivered : out_->received,
                {now_, m.created, m.source, m.sequence, m.alarm, entry});
  if (source.downlink || setup_.counts_delivery)
    statistics_.delivered(source.flow, m.created, now_, source.payload_bytes);
  d.queue.pop();
  d.tries = 0;
  if (!d.queue.empty()) return send(device, now_);
  d.state = State::holds;
  push(now_ + setup_.radio.hold, hang_up, device);
}

void Cell::release(std::uint32_t device) {
  Device& d = devices_[device];
  if (d.channel.base == flow::kNone) return;
  Base& base = bases_[d.channel.base];
  base.taken[d.channel.pair] = 0;
  ++base.free;
  base.air.busy += now_ - d.since;
  d.active += now_ - d.since;
  std::erase(users_[number_of(d.channel)], device);
  d.channel = {};
}

void Cell::again(std::uint32_t device, flow::LossCause cause) {
  Device& d = devices_[device];
  d.state = State::asks;
  if (d.tries < setup_.radio.attempts)
    return push(now_ + radio::uniform_below(setup_.radio.backoff, d.random), attempt, device);
  lose(d.queue[0], cause);
  d.queue.pop();
  next(device);
}

void Cell::next(std::uint32_t device) {
  Device& d = devices_[device];
  d.tries = 0;
  d.state = d.queue.empty() ? State::idle : State::asks;
  if (!d.queue.empty()) push(now_, attempt, device);
}

Time Cell::call_gap(Base& base) const {
  return now_ + from_seconds(seconds(setup_.radio.call) / setup_.radio.speech *
                             standard_exponential(base.calls));
}

// A telephone takes a pair of slots, if there is one; where it is on the carriers disturbs nobody.
void Cell::call(std::uint32_t b) {
  Base& base = bases_[b];
  events_.push({call_gap(base), call_begins, b, 0});
  if (!base.up) return;
  ++base.air.attempts;
  if (base.free <= 0) {
    ++base.air.collisions;
    return;
  }
  const auto pair = std::ranges::find(base.taken, 0) - base.taken.begin();
  base.taken[static_cast<std::size_t>(pair)] = 1;
  --base.free;
  if (free_calls_.empty()) {
    free_calls_.push_back(static_cast<std::uint32_t>(calls_.size()));
    calls_.emplace_back();
  }
  const std::uint32_t number = free_calls_.back();
  free_calls_.pop_back();
  Call& c = calls_[number];
  c = {b, static_cast<std::uint32_t>(pair), c.serial, now_};
  const Time lasts = from_seconds(seconds(setup_.radio.call) * standard_exponential(base.calls));
  events_.push({now_ + lasts, call_ends, number, c.serial});
}

void Cell::over(std::uint32_t call) {
  Call& c = calls_[call];
  Base& base = bases_[c.base];
  base.taken[c.pair] = 0;
  ++base.free;
  base.air.busy += now_ - c.since;
  c.base = flow::kNone;
  ++c.serial;
  free_calls_.push_back(call);
}

void Cell::break_off(std::uint32_t device, flow::LossCause cause) {
  Device& d = devices_[device];
  const State was = d.state;
  release(device);
  ++d.serial;
  d.state = State::idle;
  if (was == State::sends) again(device, cause);
}

std::vector<std::uint32_t> Cell::entries() const {
  std::vector<std::uint32_t> all;
  for (const DeviceSetup& d : setup_.devices) all.push_back(entry_of(d.device));
  return all;
}

void Cell::tell(Time at, const std::vector<std::uint32_t>& before,
                std::vector<flow::LinkChange>& changes) const {
  for (std::uint32_t i = 0; i < devices_.size(); ++i) {
    const bool had = before[i] != flow::kNone;
    const bool has = entry_of(setup_.devices[i].device) != flow::kNone;
    if (had != has) changes.push_back({at, setup_.devices[i].device, has});
  }
}

void Cell::switched(std::uint32_t b, bool up) {
  if (bases_[b].up == up) return;
  const std::vector<std::uint32_t> before = entries();
  bases_[b].up = up;
  for (std::uint32_t i = 0; i < devices_.size(); ++i)
    if (devices_[i].channel.base == b) break_off(i, flow::LossCause::access_point_down);
  tell(now_, before, out_->links);
  for (std::uint32_t n = 0; n < calls_.size(); ++n)
    if (calls_[n].base == b) over(n);
}

// A way that is too weak now breaks off; another base station may answer.
void Cell::obstruct(Time at, const radio::ExtraLoss& extra,
                    std::vector<flow::LinkChange>& changes) {
  const std::vector<std::uint32_t> before = entries();
  if (open_.empty())
    for (const DeviceSetup& d : setup_.devices) open_.push_back(d.paths);
  now_ = at;
  for (std::uint32_t i = 0; i < devices_.size(); ++i) {
    std::vector<Path>& paths = setup_.devices[i].paths;
    paths = open_[i];
    for (Path& p : paths)
      p.loss =
          p.loss + extra({.device = setup_.devices[i].device}, {.entry = setup_.bases[p.base]});
    std::ranges::stable_sort(paths, {}, [](const Path& p) { return p.loss.value; });
  }
  for (std::uint32_t i = 0; i < devices_.size(); ++i) {
    const std::uint32_t base = devices_[i].channel.base;
    if (base != flow::kNone && !in_reach(setup_.radio, Decibels{loss(i, base)}))
      break_off(i, flow::LossCause::phy);
  }
  tell(at, before, changes);
}

std::uint64_t Cell::held(flow::FlowIndex flow) const {
  std::uint64_t n = inlet_.held(flow, statistics_);
  for (const Device& d : devices_) n += radio::held_in(d.queue, flow, inlet_, statistics_);
  return n;
}

radio::Energy Cell::energy(flow::DeviceIndex device, Time now) const {
  const Device& d = devices_[device_of_[device]];
  const Time active = d.active + (d.channel.base != flow::kNone ? now - d.since : Time{0});
  radio::Energy e;
  e[radio::RadioState::transmit] = seconds(active) * setup_.radio.active_power;
  e[radio::RadioState::sleep] = seconds(now - active) * setup_.radio.idle_power;
  return e;
}

std::uint32_t Cell::entry_of(flow::DeviceIndex device) const {
  const std::uint32_t i = device_of_[device];
  if (devices_[i].channel.base != flow::kNone) return setup_.bases[devices_[i].channel.base];
  for (const Path& p : setup_.devices[i].paths)
    if (bases_[p.base].up && in_reach(setup_.radio, p.loss)) return setup_.bases[p.base];
  return flow::kNone;
}

void Cell::restart_statistics(Time now) {
  for (Base& b : bases_) b.air = {};
  for (Device& d : devices_)
    if (d.channel.base != flow::kNone) {
      d.active += now - d.since;
      d.since = now;
    }
  for (Call& c : calls_) c.since = now;
}

radio::AirCounts Cell::air_counts(std::uint32_t entry) const {
  for (std::size_t b = 0; b < bases_.size(); ++b) {
    if (setup_.bases[b] != entry) continue;
    radio::AirCounts counts = bases_[b].air;
    for (const Device& d : devices_)
      if (d.channel.base == b) counts.busy += now_ - d.since;
    for (const Call& c : calls_)
      if (c.base == b) counts.busy += now_ - c.since;
    counts.busy /= setup_.radio.channels;
    for (const DeviceSetup& d : setup_.devices) counts.attached += entry_of(d.device) == entry;
    return counts;
  }
  return {};
}

}  // namespace wardtwin::dect
