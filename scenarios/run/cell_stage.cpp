#include "scenarios/run/cell_stage.h"

#include <algorithm>

namespace wardtwin::run {

void CellStages::gateway_radio(Time at, std::uint32_t entry, bool up) {
  flow::Command c;
  c.at = at;
  c.kind = up ? flow::Command::Kind::access_point_up : flow::Command::Kind::access_point_down;
  c.target = entry;
  for_each([&](auto& cell, const auto&) { cell.post(c); });
}

void CellStages::run(Time until) {
  std::apply([&](auto&... stage) { (stage.run(scheduler_, until), ...); }, stages_);
  received_.clear();
  delivered_.clear();
  links_.clear();
  for_each([&](const auto&, const radio::CellOutput& out) {
    received_.emplace_back(out.received);
    delivered_.insert(delivered_.end(), out.delivered.begin(), out.delivered.end());
    links_.insert(links_.end(), out.links.begin(), out.links.end());
  });
  std::sort(delivered_.begin(), delivered_.end());
  std::sort(links_.begin(), links_.end(), [](const auto& a, const auto& b) {
    return a.at != b.at ? a.at < b.at : a.device < b.device;
  });
}

Time CellStages::next_event() const {
  Time next = kNever;
  for_each([&](const auto& cell, const auto&) { next = std::min(next, cell.next_event()); });
  return next;
}

std::vector<std::uint64_t> CellStages::held() const {
  std::vector<std::uint64_t> held(hospital_->flows.size());
  for_each([&](const auto& cell, const auto&) {
    for (flow::FlowIndex f = 0; f < held.size(); ++f) held[f] += cell.held(f);
  });
  return held;
}

flow::FlowStatistics CellStages::statistics() const {
  flow::FlowStatistics sum(hospital_->flows.size(), hospital_->header.warm_up);
  for_each([&](const auto& cell, const auto&) { sum.merge(cell.statistics()); });
  return sum;
}

void CellStages::restart_statistics(Time now) {
  for_each([&](auto& cell, const auto&) { cell.restart_statistics(now); });
}

std::uint32_t CellStages::entry_of(flow::DeviceIndex device) const {
  std::uint32_t entry = flow::kNone;
  with_cell(device, [&](const auto& cell) { entry = cell.entry_of(device); });
  return entry;
}

radio::Energy CellStages::energy(flow::DeviceIndex device, Time at) const {
  radio::Energy energy;
  with_cell(device, [&](const auto& cell) { energy = cell.energy(device, at); });
  return energy;
}

radio::AirCounts CellStages::air(std::uint32_t entry) const {
  radio::AirCounts sum;
  for_each([&](const auto& cell, const auto&) {
    // families that count nothing of their air report none
    if constexpr (requires { cell.air_counts(entry); }) sum.merge(cell.air_counts(entry));
  });
  return sum;
}

}  // namespace wardtwin::run
