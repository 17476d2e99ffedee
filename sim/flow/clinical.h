#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/base/distribution.h"
#include "sim/flow/flow.h"

/// What devices and patients must agree on: vital signs, the rules by which a device raises an
/// alarm, and what happens at a bed. Devices write rules, patients live under them.
namespace wardtwin::flow {

enum class VitalSign : std::uint8_t { heart_rate, respiration, spo2, systolic, temperature };
inline constexpr std::size_t kVitalSigns = 5;

/// What makes a rule raise an alarm.
enum class Trigger : std::uint8_t {
  above,    ///< the averaged sign stays above `limit` for `delay`
  below,    ///< the averaged sign stays below `limit` for `delay`
  events,   ///< a Poisson process of its own (arrhythmia, occlusion, lead off, call button)
  battery,  ///< the device's battery falls to `limit` (share of full)
};

/// One alarm rule of a device class, resolved. Constant during a run.
struct AlarmRule {
  std::string name;
  Trigger trigger = Trigger::events;
  AlarmKind kind = AlarmKind::technical;

  // above, below
  VitalSign sign = VitalSign::heart_rate;
  double limit = 0;       ///< in the sign's unit; share of full for a battery
  double hysteresis = 0;  ///< the alarm ends this far inside the limit
  Time delay{0};          ///< the average must stay beyond the limit this long
  Time averaging{0};      ///< moving average over this long, sampled every second

  // events
  double per_hour = 0;          ///< mean over patients and hours of the day
  bool prone_patients = false;  ///< patients prone to arrhythmia have more of them
  double night_factor = 1;      ///< rate at night over rate by day
  Distribution lasts;           ///< s; how long the condition lasts when nobody attends
  bool until_attended = false;  ///< a nurse at the bedside ends it
  bool blinds = false;          ///< the device sees no vital sign while it lasts
  double real_share = 1;        ///< share of events that are a true condition; the rest is artefact

  // how it sounds
  double audible_share = 1;                   ///< the others are logged and sent, not sounded; low
  std::array<double, 3> priorities{0, 1, 0};  ///< of audible ones: high, medium, low; sum 1
};

/// A device at a bed, as the patient in it meets it.
struct BedDevice {
  DeviceIndex device = kNone;
  std::uint64_t key = 0;  ///< names its randomness; from bed, class and ordinal, never from counts
  std::uint32_t rules = kNone;  ///< into the rule sets; kNone: raises no alarms
  double used_share = 1;        ///< share of patients for whom it runs (a pump stands by otherwise)
  Time battery_life{0};         ///< running on a full battery; 0: mains
  bool battery_measured = false;  ///< its drain changes as its radio's power is known better
};

/// What patients and their devices do, in order of time. The wiring turns these into commands.
struct BedEvent {
  enum class Kind : std::uint8_t {
    admitted,    ///< patient into bed
    discharged,  ///< home, moved or died; every alarm of the bed has been switched off before
    moved,       ///< discharged to another unit (follows `discharged`)
    died,        ///< (follows `discharged`)
    device_on,   ///< `device` runs: start its sources
    device_off,  ///< stop its sources
    alarm_on,    ///< send message with `alarm`; calls of patients come the same way
    alarm_off,   ///< the condition of `alarm` has ended
  };
  Time at{0};
  Kind kind = Kind::admitted;
  BedIndex bed = kNone;
  PatientIndex patient = kNone;
  DeviceIndex device = kNone;
  AlarmIndex alarm = kNone;
};

using AlarmLog = std::vector<Alarm>;

}  // namespace wardtwin::flow

namespace wardtwin {

template <>
inline constexpr auto words<flow::VitalSign> = std::array{
    Word{flow::VitalSign::heart_rate, "heart rate"},
    Word{flow::VitalSign::respiration, "respiration"}, Word{flow::VitalSign::spo2, "spo2"},
    Word{flow::VitalSign::systolic, "systolic"}, Word{flow::VitalSign::temperature, "temperature"}};

template <>
inline constexpr auto words<flow::Trigger> =
    std::array{Word{flow::Trigger::above, "above"}, Word{flow::Trigger::below, "below"},
               Word{flow::Trigger::events, "events"}, Word{flow::Trigger::battery, "battery"}};

}  // namespace wardtwin
