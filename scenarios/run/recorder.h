#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "scenarios/compiler/hospital.h"
#include "scenarios/recording/recording.h"

/// What a run would have told a twin.
namespace wardtwin::run {

/// The stream whose messages are a device's heartbeat: its first periodic one that is often enough.
flow::SourceIndex heartbeat_of(const compiler::Hospital& hospital, const compiler::Device& device,
                               Time heartbeat);

/// Writes admissions, heartbeats, alarms and acknowledgements as they reach the platform.
///
/// A device's heartbeat is every k-th message of its first periodic stream, so that one comes about
/// every `heartbeat`; what the network loses of them shows as gaps in their numbers, as it would
/// to a receiver. Alarms carry their number in the run's log as their name.
class Recorder {
 public:
  Recorder(const compiler::Hospital& hospital, const std::string& path, Time heartbeat);

  void moved(const flow::BedEvent& event);
  /// Somebody found in bed at the start: told as a census does, with when the stay began.
  void census(flow::BedIndex bed, flow::PatientIndex patient, Time since);
  void heard(const flow::Frame& frame);             ///< at the access side
  void arrived(const flow::Frame& frame, Time at);  ///< at its server
  void alarm(Time at, const flow::Alarm& alarm, flow::AlarmIndex index);
  void told(recording::Kind kind, Time at, Time sent, flow::DeviceIndex device,
            flow::AlarmIndex index);
  /// Everything before `until` goes to the file.
  void flush(Time until);

 private:
  void add(const recording::Event& event);

  const compiler::Hospital* hospital_;
  recording::Writer writer_;
  Time midnight_;                      ///< of the recording, before t = 0
  std::vector<std::uint32_t> stride_;  ///< by source; 0: no heartbeat
  std::unordered_map<std::uint64_t, Time> heard_;
  std::vector<recording::Event> waiting_;
  std::vector<std::string> texts_;  ///< that the waiting ones point into
};

}  // namespace wardtwin::run
