#include "scenarios/run/observer.h"

#include <algorithm>
#include <optional>

namespace wardtwin::run {

BlindTracker::BlindTracker(const compiler::Hospital& hospital)
    : hospital_(&hospital),
      state_(hospital.devices.size()),
      access_point_up_(
          (hospital.wifi ? hospital.wifi->names.size() : 0) + hospital.gateway_radios.size(), 1),
      path_up_(hospital.backbone.accesses.size() * (hospital.gateway_names.size() + 1), 1),
      local_(path_up_.size(), 0),
      from_(hospital.header.warm_up) {
  by_unit_.resize(hospital.unit_names.size());
  std::vector<std::uint32_t> unit_of(hospital.building.beds.size(), flow::kNone);
  for (std::uint32_t u = 0; u < hospital.patients.units.size(); ++u)
    for (const auto bed : hospital.patients.units[u].beds) unit_of[bed] = u;
  for (std::size_t d = 0; d < state_.size(); ++d) {
    const compiler::Device& device = hospital.devices[d];
    state_[d].entry = device.access;
    if (device.bed != flow::kNone) state_[d].unit = unit_of[device.bed];
  }
}

void BlindTracker::advance(Time until) {
  if (events_.empty()) return;
  std::sort(events_.begin(), events_.end());
  std::size_t done = 0;
  for (; done < events_.size() && events_[done].at < until; ++done) handle(events_[done]);
  events_.erase(events_.begin(), events_.begin() + static_cast<std::ptrdiff_t>(done));
}

void BlindTracker::handle(const Event& e) {
  const std::size_t columns = hospital_->gateway_names.size() + 1;
  switch (e.what) {
    case What::watched:
      if (State& s = state_[e.a]; hospital_->devices[e.a].monitors && s.on != e.on) {
        if (s.on) watched_until(s, e.at);
        s.on = e.on;
        s.on_since = e.at;
      }
      return update(e.at, e.a);
    case What::radio: state_[e.a].radio = e.on; return update(e.at, e.a);
    case What::out: state_[e.a].out = e.on; return update(e.at, e.a);
    case What::session: state_[e.a].session = e.on; return update(e.at, e.a);
    case What::moved: state_[e.a].entry = e.b; return update(e.at, e.a);
    case What::access_point: access_point_up_[e.a] = e.on; break;
    case What::path:
      path_up_[e.a * columns + std::min<std::size_t>(e.b, columns - 1)] = e.on;
      break;
    case What::local: local_[e.a * columns + e.b] = e.on; break;
  }
  for (flow::DeviceIndex d = 0; d < state_.size(); ++d)
    if (state_[d].entry == e.a) update(e.at, d);
}

void BlindTracker::book(State& s, Time until) {
  if (s.since == kNever) return;
  const Time begin = std::max(s.since, from_);
  if (until <= begin) return;
  blind_s_[static_cast<std::size_t>(s.cause)] += seconds(until - begin);
  spells_.push_back({static_cast<std::uint32_t>(&s - state_.data()), begin, until,
                     static_cast<std::uint32_t>(s.cause)});
  if (s.unit != flow::kNone) by_unit_[s.unit].blind_s += seconds(until - begin);
}

void BlindTracker::watched_until(State& s, Time until) {
  const Time begin = std::max(s.on_since, from_);
  if (until > begin && s.unit != flow::kNone)
    by_unit_[s.unit].monitored_s += seconds(until - begin);
  s.on_since = until;
}

void BlindTracker::update(Time at, flow::DeviceIndex device) {
  State& s = state_[device];
  const compiler::Device& d = hospital_->devices[device];
  if (!d.monitors) return;
  const bool wireless = d.link != devices::Link::wired;
  std::optional<Cause> cause;
  if (s.on) {
    const std::size_t columns = hospital_->gateway_names.size() + 1;
    const std::size_t column = d.gateway == flow::kNone ? columns - 1 : d.gateway;
    if (wireless && s.entry != flow::kNone && !access_point_up_[s.entry])
      cause = Cause::access_point;
    else if (!s.radio || (wireless && s.entry == flow::kNone))
      cause = wireless ? Cause::radio : Cause::gateway_or_network;
    else if (!s.session ||
             (s.entry != flow::kNone && !path_up_.empty() && !path_up_[s.entry * columns + column]))
      cause = Cause::gateway_or_network;
    else if (s.out)
      cause = Cause::device;
    if (cause == Cause::gateway_or_network && s.session && s.entry != flow::kNone &&
        local_[s.entry * columns + column])
      cause = Cause::local_alarms;
  }
  if (s.since != kNever && cause == s.cause) return;
  book(s, at);
  s.since = cause ? at : kNever;
  if (cause) s.cause = *cause;
}

std::vector<results::Blind> BlindTracker::minutes(Time end) {
  advance(end);
  for (State& s : state_) {
    book(s, end);
    if (s.on) watched_until(s, end);
    if (s.since != kNever) s.since = end;
  }
  std::vector<results::Blind> out;
  for (const auto& w : words<Cause>) {
    if (w.value == Cause::device && !any_out_ && !any_local_) continue;  // rows are in their order
    if (w.value == Cause::local_alarms && !any_local_) continue;
    out.push_back({std::string(w.word), blind_s_[static_cast<std::size_t>(w.value)] / 60});
  }
  return out;
}

}  // namespace wardtwin::run
