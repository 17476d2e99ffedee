#pragma once

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "network_models/backbone/stage.h"
#include "scenarios/compiler/hospital.h"
#include "sim/engine/infrastructure.h"
#include "sim/flow/flow_statistics.h"

namespace wardtwin::run {

/// Large transfers between parts of the network, and work that servers do on request, on the
/// infrastructure plane. They share the links that the scenario lets them use, and leave the packet
/// plane what remains.
///
/// Model       A transfer is sent object by object. A connection opens after its round trips; where
///             objects are answered (DICOM), the next one waits for the receiver's work and the
///             answer's way. A request is a transfer, work on the server's cores, where requests
///             wait in the order of coming, and a transfer back.
/// Valid for   Objects that take long against a round trip; cores that only services use.
/// Leaves out  Slow start, several operations under way in one association, other ways after a
///             failure: what is under way then is lost.
/// Checked by  tests/unit/run/bulk_flows_test.cpp
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

  /// Of a service that may raise an alarm.
  struct Answer {
    Time at{0};
    std::uint32_t flow = 0;
  };
  /// Since the last call, in time order.
  std::vector<Answer> take_answers() { return std::exchange(answers_, {}); }
  /// None comes before this instant, which lies at or after `now`; kNever if nobody asks.
  Time next_answer(Time now) const;

 private:
  /// The way of one flow. Its route in the engine, the one back behind it.
  struct Lane {
    std::uint32_t host, route;
    std::vector<topology::LinkIndex> links;  ///< none: it asks itself
    Time round_trip;
  };
  void schedule(std::size_t flow, Time after);
  void start(std::size_t flow, Time at);
  void send(std::size_t flow, Time began, int sent);
  void work(std::size_t flow, Time began);
  void end(std::size_t flow, Time began, Time now, std::optional<flow::LossCause> lost);
  void toggle(topology::LinkIndex link, Time at, bool up);
  void switch_part(engine::Part part, Time at, bool up);

  const compiler::Hospital* hospital_;
  std::vector<topology::LinkIndex> link_of_wire_;
  std::vector<std::uint32_t> wire_of_link_;
  std::map<topology::NodeIndex, std::uint32_t> host_of_;  ///< of servers
  std::vector<Lane> lanes_;                               ///< one per flow
  std::vector<int> down_;                                 ///< by wire: what takes it down now
  std::unique_ptr<engine::Infrastructure> engine_;
  std::vector<Stream> gaps_, works_;
  flow::FlowStatistics statistics_;  ///< one row per flow
  std::vector<std::uint64_t> under_way_;
  std::vector<Answer> answers_;
  std::vector<Time> next_start_;  ///< by flow
  std::uint64_t asked_ = 0;       ///< requests under way of services that raise alarms
};

}  // namespace wardtwin::run
