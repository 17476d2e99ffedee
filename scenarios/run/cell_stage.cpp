#include "scenarios/run/cell_stage.h"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "network_models/propagation/doors.h"

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
  links_ = std::exchange(moved_, {});
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

namespace {

/// Where a family's cells know their losses anew when doors shut.
template <class C>
constexpr bool kHeeds =
    requires(C& cell, const radio::ExtraLoss& extra, std::vector<flow::LinkChange>& changes) {
      cell.obstruct(Time{}, extra, changes);
    };

}  // namespace

void CellStages::shut(Time at, std::span<const flow::Wall> doors) {
  std::vector<Position> entries(hospital_->wifi ? hospital_->wifi->names.size() : 0);
  for (const compiler::GatewayRadio& r : hospital_->gateway_radios) entries.push_back(r.at);
  const auto place = [&](radio::LinkEnd e) {
    return e.device != flow::kNone ? hospital_->devices[e.device].at : entries[e.entry];
  };
  const auto obstruct = [&](auto& stage) {
    const auto band =
        std::ranges::find(hospital_->bands, word_of(stage.link()), &compiler::Band::name);
    if (band == hospital_->bands.end()) return;
    const propagation::ShutDoors shut(band->propagation, band->wall_loss, hospital_->building,
                                      doors, band->carrier);
    const radio::ExtraLoss extra = [&](radio::LinkEnd a, radio::LinkEnd b) {
      return shut.between(place(a), place(b));
    };
    stage.for_each([&](auto& cell, const auto&) {
      if constexpr (kHeeds<std::remove_reference_t<decltype(cell)>>)
        cell.obstruct(at, extra, moved_);
    });
  };
  std::apply([&](auto&... stage) { (obstruct(stage), ...); }, stages_);
}

std::size_t CellStages::heedless() const {
  std::size_t count = 0;
  const auto look = [&]<class C>(const CellStage<C>& stage) {
    if constexpr (!kHeeds<C>) {
      if (stage.link() == devices::Link::infrared) return;  // its light leaves a room by no door
      for (const compiler::Device& d : hospital_->devices) count += d.link == stage.link();
    }
  };
  std::apply([&](const auto&... stage) { (look(stage), ...); }, stages_);
  return count;
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
