#include "scenarios/run/batteries.h"

#include <algorithm>
#include <utility>

namespace wardtwin::run {
namespace {

constexpr double kYear = 365.25 * 86400, kDay = 86400, kJoules = 3600;  // of one Wh

}  // namespace

std::vector<BatteryClass> battery_classes(const compiler::Hospital& h) {
  std::vector<BatteryClass> classes;
  std::map<std::string, std::size_t> index;
  for (flow::DeviceIndex i = 0; i < h.devices.size(); ++i) {
    const compiler::Device& d = h.devices[i];
    if (d.battery.capacity <= 0) continue;
    const auto [at, is_new] = index.try_emplace(d.class_name, classes.size());
    if (is_new) classes.push_back({d.class_name, d.battery, {}});
    classes[at->second].devices.push_back(i);
  }
  return classes;
}

// From swap to swap: (1 - a) L to the level a, then W ~ U(0, R) to the round; empty if W > a L.
Upkeep upkeep(double lifetime, const devices::BatteryDef& def) {
  const double round = seconds(def.round), low = def.swap_at * lifetime;
  const double cycle = lifetime - low + round / 2;
  const double over = std::max(0.0, round - low);
  return {kDay / cycle, round > 0 ? over * over / (2 * round) / cycle : 0};
}

BatteryBook::BatteryBook(const compiler::Hospital& hospital)
    : hospital_(&hospital), classes_(battery_classes(hospital)) {
  for (const BatteryClass& c : classes_)
    for (const flow::DeviceIndex d : c.devices)
      if (hospital.devices[d].always_on || hospital.bench) states_[d].since = Time{0};
}

void BatteryBook::running(Time at, flow::DeviceIndex device, bool on) {
  const compiler::Device& d = hospital_->devices[device];
  if (d.battery.capacity <= 0 || d.always_on) return;
  State& s = states_[device];
  s.ran_s = ran(s, at);
  s.since = on ? at : kNever;
}

// Since counting began.
double BatteryBook::ran(const State& s, Time until) const {
  if (s.since == kNever) return s.ran_s;
  return s.ran_s + seconds(std::max(Time{0}, until - std::max(s.since, begun_)));
}

void BatteryBook::begin(const RadioMeter& radios, Time now) {
  begun_ = now;
  for (const BatteryClass& c : classes_)
    for (const flow::DeviceIndex d : c.devices) {
      State& s = states_[d];
      s.ran_s = 0;
      s.at_begin = radios.energy(d, now);
    }
}

std::vector<results::Battery> BatteryBook::collect(const RadioMeter& radios, Time end) {
  std::vector<results::Battery> out;
  const double span = seconds(end - begun_);
  for (const BatteryClass& c : classes_) {
    results::Battery& b = out.emplace_back();
    const auto n = static_cast<double>(c.devices.size());
    b.self_discharge_w = c.def.self_discharge * c.def.capacity * kJoules / kYear;
    double most = 0;
    for (const flow::DeviceIndex d : c.devices) {
      const State& s = states_[d];
      const radio::Energy now = radios.energy(d, end);
      const auto power = [&](radio::RadioState state) {
        // a drain without baseline has the radio in it
        return c.def.baseline ? (now[state] - s.at_begin[state]) / span : 0.0;
      };
      const double own = baseline(c.def) * ran(s, end) / span;
      double all = own;
      b.baseline_w += own / n;
      const auto add = [&](double& to, radio::RadioState state) {
        to += power(state) / n;
        all += power(state);
      };
      add(b.sleep_w, radio::RadioState::sleep);
      add(b.wake_w, radio::RadioState::wake);
      add(b.receive_w, radio::RadioState::receive);
      add(b.transmit_w, radio::RadioState::transmit);
      most = std::max(most, all);
    }
    const double joules = c.def.capacity * kJoules;
    const double mean = b.baseline_w + b.sleep_w + b.wake_w + b.receive_w + b.transmit_w;
    b.lifetime_s = joules / (mean + b.self_discharge_w);
    b.shortest_s = joules / (most + b.self_discharge_w);
    const Upkeep u = upkeep(b.lifetime_s, c.def);
    b.swaps_per_day = n * u.swaps_per_day;
    b.nurse_min_per_day = b.swaps_per_day * seconds(c.def.swap) / 60;
    b.dead_share = u.dead_share;
  }
  return out;
}

std::vector<BatteryBook::Drain> BatteryBook::measure(const RadioMeter& radios, Time now) {
  std::vector<Drain> drains;
  const double span = seconds(now - measured_);
  measured_ = now;
  if (span <= 0) return drains;
  for (const BatteryClass& c : classes_) {
    if (!c.def.baseline) continue;
    for (const flow::DeviceIndex d : c.devices) {
      const compiler::Device& device = hospital_->devices[d];
      if (device.bed == flow::kNone) continue;
      State& s = states_[d];
      const double joules = radios.energy(d, now).total();
      const double radio = (joules - std::exchange(s.at_last_measure, joules)) / span;
      drains.push_back({device.bed, d, (*c.def.baseline + radio) / (c.def.capacity * kJoules)});
    }
  }
  return drains;
}

}  // namespace wardtwin::run
