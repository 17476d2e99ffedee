#pragma once

#include <vector>

#include "network_models/backbone/stage.h"
#include "scenarios/compiler/hospital.h"
#include "sim/engine/infrastructure.h"
#include "sim/flow/flow_statistics.h"

namespace wardtwin::run {

/// Large transfers between parts of the network, on the infrastructure plane. They share the links
/// that the scenario lets them use, and leave the packet plane what remains.
class BulkFlows {
 public:
  /// Only in a process that has no other infrastructure.
  BulkFlows(const compiler::Hospital& hospital, Seed seed);

  void run(Time until);
  void fault(const compiler::Part& part, Time at, bool up);
  /// What packets may use of shared links, since the last call.
  std::vector<backbone::CapacityChange> take_changes();
  const flow::FlowStatistics& statistics() const { return statistics_; }
  std::uint64_t under_way(std::size_t flow) const { return under_way_[flow]; }

 private:
  void start(std::size_t flow, Time at);
  void schedule(std::size_t flow, Time after);

  const compiler::Hospital* hospital_;
  std::vector<topology::LinkIndex> link_of_wire_;
  std::vector<std::uint32_t> wire_of_link_;
  std::unique_ptr<engine::Infrastructure> engine_;
  std::vector<Stream> gaps_;
  flow::FlowStatistics statistics_;  ///< one row per bulk flow
  std::vector<std::uint64_t> under_way_;
};

}  // namespace wardtwin::run
