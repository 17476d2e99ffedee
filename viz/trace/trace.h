#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/results/reader.h"
#include "viz/trace/timelines.h"

/// A results file as something to ask: what was where, and how it went, at any time. No drawing.
namespace wardtwin::viz {

struct NursePlace {
  Position at;
  std::uint8_t doing = flow::kOffDuty;  ///< flow::kOffDuty, 0 idle, else Trace::activity
};

/// How bad it is, for colours; in rising order.
enum class State : std::uint8_t { off, good, notice, warning, bad };

class Trace {
 public:
  /// Reads tables and logs of one replication, no series. Of a run that is under way and has no whole
  /// replication yet (PATH is R.h5.part), what R.h5.live shows of the first. Throws InputError in words.
  explicit Trace(std::string path, std::size_t replication = 0);

  const std::string& path() const { return path_; }
  const std::string& data_path() const {
    return data_path_;
  }  ///< the file that series are read from
  /// What is shown is the first replication as far as it has come: until end().
  bool unfinished() const { return data_path_ != path_; }
  const results::Results& results() const { return results_; }
  const results::Model& model() const { return results_.model; }
  const results::Replication& logs() const { return logs_; }  ///< tables and logs, no series
  std::size_t replication() const { return replication_; }
  const results::Messages& messages() const;  ///< read from the file when they are first asked for
  std::uint32_t floor_of(double z) const;     ///< the highest floor at or below this height
  bool empty() const { return results_.replications.empty(); }

  Time start() const { return start_; }  ///< of measuring: the end of the warm-up
  Time end() const { return end_; }
  std::string clock(Time t) const;  ///< "day 1 03:05:20" style time of day
  /// Time of day "HH:MM" or "HH:MM:SS", optionally "D/HH:MM" (days from 0), at or after start().
  std::optional<Time> parse_clock(const std::string& text) const;

  /// The same instant as a scenario writes it: "03:05", "day 2 03:05:20"; days count from the one
  /// in which measuring starts. Cut to whole seconds.
  std::string scenario_clock(Time t) const;

  // State at a time; indices are rows of the model. flow::kNone: nobody, none, unknown.
  flow::PatientIndex patient_in(flow::BedIndex bed, Time t) const;
  flow::BedIndex bed_of(flow::PatientIndex patient, Time t) const;
  const std::vector<flow::PatientIndex>& patients() const {
    return patients_;
  }  ///< in bed at some time
  bool knows_beds() const { return !logs_.history.bed_changes.empty(); }
  std::uint32_t access_point_of(flow::DeviceIndex device, Time t) const;
  std::vector<std::uint32_t> stations_of_access_points(Time t) const;
  std::optional<NursePlace> nurse(std::size_t nurse, Time t) const;
  /// The nurse on duty who carries a device; flow::kNone: nobody, or nobody knows.
  std::uint32_t carrier_of(flow::DeviceIndex device, Time t) const;
  /// Rows of devices that a nurse carries.
  const std::vector<flow::DeviceIndex>& carried() const { return carried_; }
  bool knows_nurses() const { return !logs_.history.nurse_steps.empty(); }
  std::string activity(std::uint8_t doing) const;
  /// The fault that holds this part down at `t`; nothing if it is up.
  const results::Fault* fault_of(const std::string& part, Time t) const;
  bool blind(flow::DeviceIndex device, Time t) const;
  /// Raised and not yet met by a nurse at `t`, high priority first. Rows of logs().alarms.
  std::vector<std::uint32_t> open_alarms(Time t) const;
  std::vector<std::uint32_t> open_alarms_of(flow::BedIndex bed, Time t) const;

  State bed_state(flow::BedIndex bed, Time t) const;
  State device_state(flow::DeviceIndex device, Time t) const;
  State part_state(const std::string& part, Time t) const;

  /// The first alarm (of at least this priority), fault, or late alarm after `t`.
  const std::vector<Time>& high_alarms() const { return sounded_[0]; }  ///< in order of time
  std::optional<Time> next_alarm(Time t, flow::AlarmPriority least) const;
  std::optional<Time> next_fault(Time t) const;
  std::optional<Time> next_late(Time t) const;

  std::span<const std::uint32_t> devices_of_bed(flow::BedIndex bed) const;
  /// Rows of logs().alarms in the order in which they reached the device (or began).
  const std::vector<std::uint32_t>& alarms_by_time() const { return by_time_; }

 private:
  void index();

  void open_live();

  std::string path_, data_path_;
  results::Results results_;
  results::Replication logs_;
  mutable std::optional<results::Messages> messages_;
  std::size_t replication_;
  Time start_{0}, end_{0};
  Timelines<flow::BedChange> beds_;
  std::vector<flow::PatientIndex> patients_;  ///< in rising order
  Timelines<flow::Association> associations_;
  Timelines<flow::NurseStep> nurses_;
  std::vector<flow::DeviceIndex> carried_;
  std::vector<std::vector<std::uint32_t>> spells_of_device_, devices_of_bed_, alarms_of_bed_;
  std::vector<std::uint32_t> by_time_;
  std::array<std::vector<Time>, 3> sounded_;  ///< alarms by priority, in order of time
  std::vector<Time> late_;                    ///< high ones that came late to the handset
  std::vector<Time> longest_until_;  ///< by place in by_time_: latest end of those up to it
};

/// The file beside R.h5.part (or R.h5) that shows the first replication of a run under way.
std::string live_beside(const std::string& path);
/// When an alarm began to sound: at the device, else its onset.
Time sounded(const flow::Alarm& alarm);
/// When it was over for those who wait: met at the bedside, else cleared; kNever.
Time met(const flow::Alarm& alarm);
Time stage(const flow::Alarm& alarm, flow::AlarmStage s);
/// From the device to the handset; kNever: it did not get there.
Time to_handset(const flow::Alarm& alarm);

}  // namespace wardtwin::viz
