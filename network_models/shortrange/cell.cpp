#include "network_models/shortrange/cell.h"

#include <algorithm>
#include <cmath>

namespace wardtwin::shortrange {

Cell::Cell(const CellSetup& setup)
    : setup_(setup),
      inlet_(setup.sources, setup.seed),
      devices_(setup.devices.size()),
      up_(setup.receivers.size(), 1),
      air_(setup.receivers.size()),
      capture_(std::pow(10, setup.radio.capture.value / 10)),
      quiet_(to_milliwatts(setup.radio.quiet).value),
      statistics_(setup.flows, setup.warm_up) {
  const bool own = setup.radio.access == Access::own_channel;
  on_air_.resize(own ? devices_.size() : static_cast<std::size_t>(setup.radio.channels));
  for (std::uint32_t i = 0; i < devices_.size(); ++i) {
    const flow::DeviceIndex d = setup_.devices[i].device;
    devices_[i].random = Stream(setup_.seed, d, Purpose::backoff);
    devices_[i].channel = own ? i : 0;
    if (d >= device_of_.size()) device_of_.resize(d + 1, flow::kNone);
    device_of_[d] = i;
  }
  inlet_.add_owned(setup_.sources, device_of_);
}

void Cell::run(Time until, radio::CellOutput& out) {
  out_ = &out;
  radio::run_until(until, inlet_, events_, end, now_, [this](const auto& what) {
    if constexpr (requires { what.kind; })
      what.kind == end ? ends(what.index) : tries(what.index);
    else
      handle(what);
  });
  out_ = nullptr;
}

void Cell::handle(const radio::Inward& in) {
  using What = radio::Inward::What;
  if (in.what == What::nothing) return;
  if (in.what == What::access_point_down || in.what == What::access_point_up) {
    const auto at = std::ranges::find(setup_.receivers, in.entry) - setup_.receivers.begin();
    if (static_cast<std::size_t>(at) < up_.size())
      up_[static_cast<std::size_t>(at)] = in.what == What::access_point_up;
    return;
  }
  const flow::Source& source = inlet_.def(in.message);
  if (in.what == What::message) statistics_.generated(source.flow, in.message.created);
  Device& d = devices_[in.owner];
  if (source.downlink || setup_.devices[in.owner].paths.empty())
    return lose(in.message, flow::LossCause::not_attempted);
  if (d.queue.size() >= static_cast<std::uint32_t>(setup_.radio.queue_limit))
    return lose(in.message, flow::LossCause::radio_queue_full);
  d.queue.push(in.message);
  if (d.queue.size() > 1) return;
  d.tries = 0;
  events_.push({now_, attempt, in.owner});
}

double Cell::power_at(std::uint32_t device, std::uint32_t receiver) const {
  for (const Path& p : setup_.devices[device].paths)
    if (p.receiver == receiver) return to_milliwatts(p.power).value;
  return 0;
}

// Listens from any channel on, one after another; false if none is quiet.
bool Cell::choose_channel(std::uint32_t device) {
  Device& d = devices_[device];
  const auto channels = static_cast<std::uint32_t>(on_air_.size());
  if (setup_.radio.access == Access::own_channel) return true;
  d.channel = d.random.below(channels);
  if (setup_.radio.access == Access::aloha) return true;
  const std::uint32_t receiver = setup_.devices[device].paths[0].receiver;
  for (std::uint32_t k = 0; k < channels; ++k) {
    double sum = 0;
    for (const OnAir& o : on_air_[d.channel])
      if (o.end > now_) sum += power_at(o.device, receiver);
    d.rx_time += setup_.radio.listen;
    if (sum < quiet_) return true;
    d.channel = (d.channel + 1) % channels;
  }
  return false;
}

void Cell::tries(std::uint32_t device) {
  Device& d = devices_[device];
  ++d.tries;
  if (!choose_channel(device)) return again(device, flow::LossCause::access_failure);
  const Time air = airtime(setup_.radio, static_cast<int>(inlet_.def(d.queue[0]).payload_bytes));
  auto& channel = on_air_[d.channel];
  Time horizon = now_;
  for (const OnAir& o : channel)
    if (o.end > now_) horizon = std::min(horizon, o.start);
  std::erase_if(channel, [&](const OnAir& o) { return o.end <= horizon; });
  d.start = now_;
  d.tx_time += air;
  channel.push_back({now_, now_ + air, device});
  events_.push({now_ + air, end, device});
}

bool Cell::heard(const OnAir& own, const Path& path, flow::LossCause& cause) const {
  if (!up_[path.receiver]) {
    cause = flow::LossCause::access_point_down;
    return false;
  }
  cause = flow::LossCause::phy;
  if (path.power < setup_.radio.sensitivity) return false;
  double others = 0;
  for (const OnAir& o : on_air_[devices_[own.device].channel])
    if (o.device != own.device && o.start < own.end && o.end > own.start)
      others += power_at(o.device, path.receiver);
  cause = flow::LossCause::collision;
  return others <= 0 || to_milliwatts(path.power).value >= others * capture_;
}

void Cell::ends(std::uint32_t device) {
  Device& d = devices_[device];
  const OnAir own{d.start, now_, device};
  const auto& paths = setup_.devices[device].paths;
  flow::LossCause first = flow::LossCause::phy;  // at the loudest receiver
  for (std::size_t p = 0; p < paths.size(); ++p) {
    flow::LossCause cause;
    const bool good = heard(own, paths[p], cause);
    radio::AirCounts& air = air_[paths[p].receiver];
    if (paths[p].power >= setup_.radio.sensitivity) {
      ++air.attempts;
      air.retries += d.tries > 1;
      air.collisions += !good && cause == flow::LossCause::collision;
      air.busy += now_ - d.start;
    }
    if (p == 0) first = cause;
    if (!good) continue;
    const radio::Message& m = d.queue[0];
    const flow::Source& source = inlet_.def(m);
    radio::append(out_->received, {now_, m.created, m.source, m.sequence, m.alarm,
                                   setup_.receivers[paths[p].receiver]});
    if (setup_.counts_delivery)
      statistics_.delivered(source.flow, m.created, now_, source.payload_bytes);
    return next(device);
  }
  again(device, first);
}

void Cell::again(std::uint32_t device, flow::LossCause cause) {
  Device& d = devices_[device];
  if (d.tries < setup_.radio.attempts) {
    const Time wait = radio::uniform_below(setup_.radio.backoff, d.random);
    return events_.push({now_ + wait, attempt, device});
  }
  lose(d.queue[0], cause);
  next(device);
}

void Cell::next(std::uint32_t device) {
  Device& d = devices_[device];
  d.queue.pop();
  d.tries = 0;
  if (!d.queue.empty()) events_.push({now_, attempt, device});
}

std::uint64_t Cell::held(flow::FlowIndex flow) const {
  std::uint64_t n = inlet_.held(flow, statistics_);
  for (const Device& d : devices_) n += radio::held_in(d.queue, flow, inlet_, statistics_);
  return n;
}

radio::Energy Cell::energy(flow::DeviceIndex device, Time now) const {
  const Device& d = devices_[device_of_[device]];
  const ShortrangeDef& def = setup_.radio;
  radio::Energy e;
  e[radio::RadioState::transmit] = seconds(d.tx_time) * def.tx_power;
  e[radio::RadioState::receive] = seconds(d.rx_time) * def.rx_power;
  e[radio::RadioState::sleep] = seconds(now - d.tx_time - d.rx_time) * def.sleep_power;
  return e;
}

std::uint32_t Cell::entry_of(flow::DeviceIndex device) const {
  for (const Path& p : setup_.devices[device_of_[device]].paths)
    if (up_[p.receiver] && p.power >= setup_.radio.sensitivity) return setup_.receivers[p.receiver];
  return flow::kNone;
}

void Cell::restart_statistics(Time) {
  for (radio::AirCounts& a : air_) a = {};
}

radio::AirCounts Cell::air_counts(std::uint32_t entry) const {
  for (std::size_t r = 0; r < setup_.receivers.size(); ++r) {
    if (setup_.receivers[r] != entry) continue;
    radio::AirCounts counts = air_[r];
    for (const DeviceSetup& d : setup_.devices) counts.attached += entry_of(d.device) == entry;
    return counts;
  }
  return {};
}

}  // namespace wardtwin::shortrange
