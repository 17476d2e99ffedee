#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "network_models/backbone/backbone.h"
#include "network_models/backbone/wired_edge.h"
#include "network_models/rtls/locator.h"
#include "scenarios/compiler/hospital.h"
#include "scenarios/run/batteries.h"
#include "scenarios/run/bulk_flows.h"
#include "scenarios/run/cell_stage.h"
#include "scenarios/run/code_traffic.h"
#include "scenarios/run/coexistence.h"
#include "scenarios/run/device_outages.h"
#include "scenarios/run/observer.h"
#include "scenarios/run/radio_stage.h"
#include "scenarios/run/recorder.h"
#include "scenarios/run/service_alarms.h"
#include "scenarios/run/tap.h"
#include "sim/flow/message_log.h"
#include "sim/flow/patient_log.h"
#include "sim/people/observations/observations.h"
#include "sim/people/pathways/patient_flow.h"
#include "sim/people/patients/patients.h"
#include "sim/people/staff/staff.h"
#include "sim/platform/alarm_manager.h"
#include "sim/platform/server.h"
#include "sim/results/results.h"

/// One run of a hospital with one seed: the stages, and the loop that joins them.
namespace wardtwin::run {

/// Thrown by run() when on_progress said stop.
struct Stopped {};

struct ReplicationOptions {
  Seed seed;
  int threads = 1;
  /// Called between windows with the simulated time reached; false stops the run.
  std::function<bool(Time)> on_progress;
  Recorder* recorder = nullptr;  ///< is told what a twin would hear; not owned
  Tap* tap = nullptr;  ///< follows the run; its windows are then no longer than a lookahead
};

class Replication {
 public:
  Replication(const compiler::Hospital& hospital, const ReplicationOptions& options);

  /// From where it stands to the end; the result's indices are those of model_of(hospital).
  results::Replication run();
  /// Everything before `to`, and no further. Where threads == 1 the process may fork then, and the
  /// run goes on in each child as it would have here.
  void run_to(Time to);
  /// What is written for `future` from now on takes the place of what was written for the hospital:
  /// faults and changes for people. Everything else of the two is equal; `future` outlives this.
  void become(const compiler::Hospital& future);
  /// The results as if the run ended where it stands, after its warm-up. It cannot go on then: for a
  /// copy of the process that ends afterwards.
  results::Replication so_far();
  void on_progress(std::function<bool(Time)> told) { options_.on_progress = std::move(told); }

 private:
  // The stages in the order of the data, replication.cpp.
  void advance(Time from, Time to);
  Time reach(Time from, Time to);
  Time window(Time until);
  Time people(Time until);
  void devices_and_radio(Time until);
  void code(Time until);
  void infrastructure(Time until);
  void backbone(Time until);
  void platform(Time until);
  void take_links();
  void feedback();
  Time next_event() const;
  Time next_cause(Time now);

  // What the stages hand on, replication_wiring.cpp.
  void take(const flow::BedEvent& event);
  void take(const people::StaffEvent& event);
  void send(Time at, flow::SourceIndex source, flow::AlarmIndex alarm);
  void command(const flow::Command& command);
  void arrive(const flow::Frame& frame, topology::NodeIndex server);
  void arrive_locally(const flow::Frame& frame, platform::AlarmManager& manager);
  void record(const flow::Frame& frame, platform::Meaning meaning);
  void ring(const flow::Frame& frame);
  void push(const flow::Push& push, topology::NodeIndex from);
  platform::AlarmManager::Setup manager_setup();
  void build_local_managers();
  void silence(const platform::AlarmManager::Silence& silence);
  void locate(const flow::Frame& frame);
  void measure_batteries(Time at);
  RadioMeter radios() const { return {cells_, radio_ ? &*radio_ : nullptr}; }
  void carry_handsets();
  void technical_alarm(flow::DeviceIndex device, Time at);
  bool of_service(flow::AlarmIndex alarm) const {
    return service_alarms_ && service_alarms_->raised(alarm);
  }
  std::span<const flow::Frame> heard(std::span<const flow::Frame> frames);
  bool silenced(flow::DeviceIndex device, Time at) const;
  void mark(flow::AlarmIndex alarm, flow::AlarmStage stage, Time at);
  flow::PatientIndex patient_in(flow::BedIndex bed, Time at) const;
  people::BedAlarm bed_alarm(flow::AlarmIndex alarm) const;

  // What happens to it from outside, replication_changes.cpp.
  void plan();
  void plan_silences();
  void plan_forgeries();
  void plan_infections();
  bool hides(const flow::BedEvent& event);
  void follow_faults();
  void look_for_change();
  void post(Time until);
  void change(const compiler::Change& change);
  void fail(const compiler::Part& part, Time at, bool up);
  void move(const compiler::Fault& fault, Time at, bool arrives);
  void move_doors(Time at);
  void toggle_servers(Time until);
  Time next_planned() const {
    return next_planned_ < agenda_.size() ? agenda_[next_planned_].at : kNever;
  }

  // What is counted, replication_results.cpp.
  results::Replication finish();
  void end_warm_up();
  void sample(Time at);
  void collect(results::Replication& out);
  /// Answers with the row of each alarm in the log; kNone: it is not in it.
  std::vector<std::uint32_t> collect_alarms(results::Replication& out);
  flow::FlowStatistics collect_flows(results::Replication& out);
  void collect_network(results::Replication& out);
  void collect_locators(results::Replication& out);
  void collect_people(results::Replication& out);
  void collect_early_warning(results::Replication& out) const;
  results::AlarmRecord fate(flow::AlarmIndex alarm) const;
  std::uint64_t hash(const results::Replication& out) const;

  /// Something that happens at a time that is known before.
  struct Planned {
    enum class Kind : std::uint8_t { down, up, trouble, hand_over, change, doors };
    Time at;
    Kind kind;
    std::uint32_t index;
  };

  const compiler::Hospital* hospital_;
  DeviceOutages device_outages_;          ///< equal in all futures
  std::vector<results::Fault> rollouts_;  ///< devices whose drug library is out of date
  Time now_{0};                           ///< everything before it has been
  bool warm_ = false;                     ///< the warm-up is over
  std::vector<compiler::Fault> faults_;   ///< of this replication, written and random
  std::vector<backbone::Trouble> troubles_;
  std::vector<backbone::HandOver> hand_overs_;
  std::vector<Planned> agenda_;  ///< by time
  std::size_t next_planned_ = 0;
  Time change_at_ = kNever;  ///< the next change for people, or of doors
  ReplicationOptions options_;
  Time lookahead_;
  flow::MessageLog log_;
  kernel::Simulation sim_;
  flow::AlarmLog alarms_;
  people::PatientsSetup patients_setup_;
  std::optional<people::Patients> patients_;
  people::PathwaysSetup pathways_setup_;
  std::optional<people::PatientFlow> flow_;
  std::optional<flow::PatientLog> patient_log_;
  std::optional<people::Staff> staff_;
  people::ObservationsSetup observations_setup_;
  std::optional<people::Observations> observations_;
  std::optional<RadioStage> radio_;
  CellStages cells_;  ///< of the radios but Wi-Fi
  std::optional<backbone::WiredEdge> wired_;
  std::optional<BulkFlows> bulk_;
  std::optional<ServiceAlarms> service_alarms_;
  std::shared_ptr<CodeHost> code_host_;
  std::optional<CodeTraffic> code_;  ///< messages that the scenario's own code makes
  std::optional<backbone::Backbone> backbone_;
  std::optional<platform::AlarmManager> manager_;
  /// Of gateways that take alarms themselves when nothing leads to the manager, by node.
  std::map<topology::NodeIndex, platform::AlarmManager> local_managers_;
  std::vector<std::optional<platform::Server>> servers_;  ///< by node of the graph
  std::vector<platform::Meaning> meaning_;                ///< by source

  std::vector<flow::Command> to_radio_, to_wired_;
  std::vector<flow::Frame> to_backbone_;                       ///< pushes, in time order
  std::vector<std::vector<DeviceOutages::Silence>> silences_;  ///< by device; empty without attacks
  /// By device, of attackers; empty without any.
  std::map<flow::DeviceIndex, std::vector<DeviceOutages::Forgery>> forgeries_;
  std::uint64_t forged_ = 0, masked_ = 0;
  std::vector<flow::Frame> heard_;  ///< what is left of a span of frames
  BlindTracker blind_;
  BatteryBook batteries_;
  Coexistence coexistence_;
  Time next_look_ = kNever;  ///< at where nurses carry their handsets
  std::vector<rtls::Locator> locators_;
  flow::FlowStatistics own_;  ///< what the wiring itself generates
  std::vector<flow::LinkChange> link_changes_;
  std::vector<std::uint8_t> pushed_;            ///< by alarm
  std::vector<std::uint8_t> levels_;            ///< by push
  std::vector<flow::PatientIndex> patient_of_;  ///< by bed, at the beginning of the window
  std::vector<flow::BedEvent> moves_;           ///< into and out of beds, of this window
  /// Cause of the first loss of an alarm on its way up (false) or of its push (true).
  std::map<std::pair<flow::AlarmIndex, bool>, flow::LossCause> lost_alarms_;
  results::SeriesSet series_;
  results::History history_;
  std::vector<double> busy_at_sample_;           ///< s, by access point
  std::vector<double> nurses_at_sample_;         ///< busy nurse-seconds, by unit
  std::vector<double> gateway_queue_at_sample_;  ///< message-seconds, by gateway
  std::uint64_t delivered_at_sample_ = 0, delivered_ = 0;
  std::vector<Time> infected_, cleaned_;  ///< of each host that malware gets, sorted
  Time next_sample_{0};

  struct Toggle {
    Time at;
    topology::NodeIndex server;
    bool up;
  };
  std::vector<Toggle> toggles_;  ///< of servers, by time
  std::size_t next_toggle_ = 0;
};

}  // namespace wardtwin::run
