#pragma once

#include <memory>
#include <tuple>
#include <vector>

#include "network_models/ble/cell.h"
#include "network_models/blemesh/cell.h"
#include "network_models/cell.h"
#include "network_models/dect/cell.h"
#include "network_models/ieee802154/cell.h"
#include "network_models/lorawan/cell.h"
#include "network_models/nbiot/cell.h"
#include "network_models/nr/cell.h"
#include "network_models/rfid/cell.h"
#include "network_models/shortrange/cell.h"
#include "network_models/uwb/cell.h"
#include "scenarios/compiler/hospital.h"
#include "sim/kernel/window.h"

/// Radios whose devices stay in their cells: all but Wi-Fi.
namespace wardtwin::run {

/// The cells of one radio family.
template <radio::Cell C>
class CellStage {
 public:
  template <class Setup>
  CellStage(devices::Link link, const compiler::Hospital& hospital,
            const compiler::Cells<Setup>& cells, Seed seed)
      : link_(link), cell_of_(&cells.cell_of) {
    for (Setup setup : cells.cells) {
      setup.sources = hospital.sources;
      setup.flows = hospital.flows.size();
      setup.seed = seed;
      setup.warm_up = hospital.header.warm_up;
      setup.counts_delivery = hospital.backbone.graph.nodes.empty();
      slots_.push_back({std::make_unique<C>(setup), {}});
    }
    for (Slot& s : slots_) scheduled_.push_back(&s);
  }

  /// The device's cell; null if it is of another family.
  C* cell_of(flow::DeviceIndex device) const {
    const std::uint32_t cell = cell_of_->empty() ? flow::kNone : (*cell_of_)[device];
    return cell == flow::kNone ? nullptr : slots_[cell].cell.get();
  }
  void run(kernel::CellScheduler& scheduler, Time until) {
    for (Slot& s : slots_) s.out.clear();
    scheduler.run(std::span<Slot* const>(scheduled_), until);
  }
  template <class Do>
  void for_each(Do&& act) const {
    for (const Slot& s : slots_) act(*s.cell, s.out);
  }
  devices::Link link() const { return link_; }

 private:
  struct Slot {
    std::unique_ptr<C> cell;
    radio::CellOutput out;
    Time next_event() const { return cell->next_event(); }
    void run(Time until) { cell->run(until, out); }
  };
  devices::Link link_;
  const std::vector<std::uint32_t>* cell_of_;
  std::vector<Slot> slots_;
  std::vector<Slot*> scheduled_;
};

/// All families side by side. One more family is one more type in `stages_` and one more argument
/// in the constructor.
class CellStages {
 public:
  CellStages(const compiler::Hospital& hospital, Seed seed, int threads)
      : hospital_(&hospital),
        stages_(
            CellStage<ble::Cell>(devices::Link::ble, hospital, hospital.ble, seed),
            CellStage<lorawan::Cell>(devices::Link::lorawan, hospital, hospital.lorawan, seed),
            CellStage<ieee802154::Cell>(devices::Link::ieee802154, hospital, hospital.ieee802154,
                                        seed),
            CellStage<nr::Cell>(devices::Link::cellular, hospital, hospital.cellular, seed),
            CellStage<rfid::Cell>(devices::Link::rfid, hospital, hospital.rfid, seed),
            CellStage<uwb::Cell>(devices::Link::uwb, hospital, hospital.uwb, seed),
            CellStage<nbiot::Cell>(devices::Link::nbiot, hospital, hospital.nbiot, seed),
            CellStage<nbiot::Cell>(devices::Link::ltem, hospital, hospital.ltem, seed),
            CellStage<blemesh::Cell>(devices::Link::ble_mesh, hospital, hospital.ble_mesh, seed),
            CellStage<shortrange::Cell>(devices::Link::medradio, hospital, hospital.medradio, seed),
            CellStage<shortrange::Cell>(devices::Link::active_rfid, hospital, hospital.active_rfid,
                                        seed),
            CellStage<shortrange::Cell>(devices::Link::wmts, hospital, hospital.wmts, seed),
            CellStage<shortrange::Cell>(devices::Link::infrared, hospital, hospital.infrared, seed),
            CellStage<dect::Cell>(devices::Link::dect, hospital, hospital.dect, seed)),
        scheduler_(hospital.gateway_radios.empty() ? 1 : threads) {}

  /// To the cell of the source's device. False if no cell has it.
  bool post(const flow::Command& command) {
    const flow::DeviceIndex device = hospital_->sources[command.target].device;
    return with_cell(device, [&](auto& cell) { cell.post(command); });
  }
  void gateway_radio(Time at, std::uint32_t entry, bool up);
  void run(Time until);

  /// What the last run brought: the spans of received frames cell by cell, the others merged.
  std::span<const std::span<const flow::Frame>> received() const { return received_; }
  const std::vector<flow::Frame>& delivered() const { return delivered_; }
  const std::vector<flow::LinkChange>& links() const { return links_; }

  /// Senders of other families behave so from the end of the last run on.
  void disturb(std::span<const radio::Load> loads) {
    for_each([&](auto& cell, const auto&) {
      if constexpr (requires { cell.disturb(loads); }) cell.disturb(loads);
    });
  }

  /// These doors are shut from now on, the end of the last run, and no others.
  void shut(Time at, std::span<const flow::Wall> doors);
  /// Devices on radios that take no notice of doors that shut.
  std::size_t heedless() const;

  Time next_event() const;
  std::vector<std::uint64_t> held() const;  ///< by flow
  flow::FlowStatistics statistics() const;
  void restart_statistics(Time now);
  /// Where the device is attached; kNone: not of these radios, or nowhere at present.
  std::uint32_t entry_of(flow::DeviceIndex device) const;
  radio::Energy energy(flow::DeviceIndex device, Time at) const;
  radio::AirCounts air(std::uint32_t entry) const;
  const compiler::Hospital& hospital() const { return *hospital_; }

 private:
  /// act(cell) for the cell that has the device; false if none has.
  template <class Do>
  bool with_cell(flow::DeviceIndex device, Do&& act) const {
    bool found = false;
    auto look = [&](const auto& stage) {
      if (auto* cell = stage.cell_of(device)) act(*cell), found = true;
    };
    std::apply([&](const auto&... stage) { (look(stage), ...); }, stages_);
    return found;
  }
  /// act(cell, its output) for all cells of all families.
  template <class Do>
  void for_each(Do&& act) const {
    std::apply([&](const auto&... stage) { (stage.for_each(act), ...); }, stages_);
  }

  const compiler::Hospital* hospital_;
  std::tuple<CellStage<ble::Cell>, CellStage<lorawan::Cell>, CellStage<ieee802154::Cell>,
             CellStage<nr::Cell>, CellStage<rfid::Cell>, CellStage<uwb::Cell>,
             CellStage<nbiot::Cell>, CellStage<nbiot::Cell>, CellStage<blemesh::Cell>,
             CellStage<shortrange::Cell>, CellStage<shortrange::Cell>, CellStage<shortrange::Cell>,
             CellStage<shortrange::Cell>, CellStage<dect::Cell>>
      stages_;
  kernel::CellScheduler scheduler_;
  std::vector<std::span<const flow::Frame>> received_;
  std::vector<flow::Frame> delivered_;
  std::vector<flow::LinkChange> links_, moved_;  ///< moved: by doors since the last run
};

}  // namespace wardtwin::run
