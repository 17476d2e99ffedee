#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sim/flow/flow.h"

namespace wardtwin::people {

/// An alarm as it rings on a handset or shows at the bedside.
struct BedAlarm {
  flow::AlarmIndex alarm = flow::kNone;
  flow::BedIndex bed = flow::kNone;
  flow::AlarmPriority priority = flow::AlarmPriority::medium;
  flow::AlarmKind kind = flow::AlarmKind::parameter;
  bool actionable = false;  ///< a true condition; others count towards alarm fatigue
};

/// What the nurses did, with exact times.
struct StaffEvent {
  enum class Kind : std::uint8_t {
    rang,          ///< a handset rang in the hands of a nurse on duty
    acknowledged,  ///< pressed on the handset: send the acknowledgement from here
    set_out,       ///< leaves for the bed of this alarm
    arrived,       ///< a nurse is at the bed; once per alarm open there
    attended,      ///< done with it: silence it, put the lead back on
    visited,       ///< came to a bed for a planned task (alarm: none)
    on_duty,
    off_duty,
  };
  Time at{0};
  Kind kind = Kind::rang;
  flow::AlarmIndex alarm = flow::kNone;
  flow::NurseIndex nurse = flow::kNone;
  flow::BedIndex bed = flow::kNone;
};

/// What a nurse's time goes to.
enum class Activity : std::uint8_t {
  idle,
  documentation,
  coordination,
  patient_care,
  medication,
  assessment,
  hand_over,
  walking,
  alarm
};
inline constexpr int kActivities = 9;
inline constexpr int kPlanned = 5;  ///< documentation .. assessment are planned work

struct NurseStatistics {
  std::array<Time, kActivities> spent{};
  double metres = 0;
  Time overtime{0};  ///< of `spent`, after the end of the shift
  std::uint64_t rung = 0, acknowledged = 0, missed = 0, visits = 0, interrupted = 0;
  /// Planned tasks that came up, that were left to the next shift, that nobody will do.
  std::uint64_t planned = 0, handed_on = 0, dropped = 0;

  Time on_duty() const {
    Time sum{0};
    for (const Time t : spent) sum += t;
    return sum;
  }
  double share(Activity a) const {
    return seconds(spent[static_cast<std::size_t>(a)]) / seconds(on_duty());
  }
  double utilisation() const { return 1 - share(Activity::idle); }
  double alarms_per_hour() const { return static_cast<double>(rung) / (seconds(on_duty()) / 3600); }
  void merge(const NurseStatistics& o) {
    for (std::size_t i = 0; i < spent.size(); ++i) spent[i] += o.spent[i];
    metres += o.metres;
    overtime += o.overtime;
    rung += o.rung;
    acknowledged += o.acknowledged;
    missed += o.missed;
    visits += o.visits;
    interrupted += o.interrupted;
    planned += o.planned;
    handed_on += o.handed_on;
    dropped += o.dropped;
  }
};

/// Work at a bed that a nurse of the bed's unit must come for: a set of observations, a call.
struct Errand {
  enum class Urgency : std::uint8_t {
    routine,  ///< after all that waits
    soon,     ///< before what waits
    at_once,  ///< breaks off everything but alarms being attended
  };
  std::uint32_t number = flow::kNone;  ///< given by whoever asks
  flow::BedIndex bed = flow::kNone;
  Activity activity = Activity::assessment;
  Time length{0};
  Urgency urgency = Urgency::routine;
  bool at_station = false;  ///< done there instead
};

/// Nurse time of one unit in each quarter of an hour since the start.
struct Quarter {
  Time busy{0}, on_duty{0};
};

}  // namespace wardtwin::people

namespace wardtwin {

template <>
inline constexpr auto words<people::Activity> =
    std::array{Word{people::Activity::idle, "idle"},
               Word{people::Activity::documentation, "documentation"},
               Word{people::Activity::coordination, "coordination"},
               Word{people::Activity::patient_care, "patient care"},
               Word{people::Activity::medication, "medication"},
               Word{people::Activity::assessment, "assessment"},
               Word{people::Activity::hand_over, "hand-over"},
               Word{people::Activity::walking, "walking"},
               Word{people::Activity::alarm, "alarm"}};

}  // namespace wardtwin
