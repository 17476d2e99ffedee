#include "scenarios/run/coexistence.h"

#include "sim/base/exponential.h"

namespace wardtwin::run {
namespace {

constexpr double kMostDuty = 0.99;  // a channel that is never free would hold others for ever

}  // namespace

Coexistence::Coexistence(const compiler::Hospital& hospital, Seed seed)
    : plan_(&hospital.coexistence), before_(plan_->emitters.size()) {
  if (plan_->emitters.empty()) return;
  next_ = plan_->exchange;
  for (const radio::OvenDef& def : plan_->ovens) {
    Oven& oven = ovens_.emplace_back();
    oven.random = Stream(seed, name_key(def.name), Purpose::device_event);
    oven.change = from_seconds(seconds(def.every) * standard_exponential(oven.random));
  }
}

Coexistence::Reading Coexistence::read(const compiler::Coexistence::Emitter& e, RadioStage* wifi,
                                       const CellStages& cells) const {
  if (e.family == "wifi") {
    const wifi::AirStatistics air = wifi->air(e.entry);
    return {air.busy(), air.attempts() + air.beacons};
  }
  const radio::AirCounts air = cells.air(e.entry);
  return {air.busy, air.attempts};
}

radio::Load Coexistence::heating(Oven& oven, const radio::OvenDef& def) {
  while (oven.change <= next_) {
    oven.on = !oven.on;
    oven.change +=
        oven.on ? def.runs : from_seconds(seconds(def.every) * standard_exponential(oven.random));
  }
  return {oven.on ? 0.5 : 0, def.mains / 2, true};
}

void Coexistence::exchange(RadioStage* wifi, CellStages& cells) {
  std::vector<radio::Load> loads(plan_->emitters.size());
  std::size_t oven = 0;
  for (std::size_t e = 0; e < loads.size(); ++e) {
    if (plan_->emitters[e].entry == flow::kNone) {
      loads[e] = heating(ovens_[oven], plan_->ovens[oven]);
      ++oven;
      continue;
    }
    const Reading now = read(plan_->emitters[e], wifi, cells);
    const Time busy = now.busy - before_[e].busy;
    const std::uint64_t bursts = now.bursts - before_[e].bursts;
    if (bursts > 0)
      loads[e] = {std::min(kMostDuty, seconds(busy) / seconds(plan_->exchange)),
                  busy / static_cast<std::int64_t>(bursts)};
    before_[e] = now;
  }
  if (wifi) wifi->disturb(loads, next_);
  cells.disturb(loads);
  next_ += plan_->exchange;
}

void Coexistence::restart() { before_.assign(before_.size(), {}); }

}  // namespace wardtwin::run
