#pragma once

#include <tuple>

#include "sim/base/fields.h"
#include "sim/platform/alarm_manager_def.h"

/// Field tables of alarm_manager_def.h.
namespace wardtwin {

template <>
inline constexpr auto fields<platform::AlarmManagerDef> = std::tuple{
    field("hold_high", &platform::AlarmManagerDef::hold_high, "s", 0, 60,
          "how long a high alarm is held back in case it ends by itself", Mark::assumed,
          "high alarms are not held"),
    field("hold_medium", &platform::AlarmManagerDef::hold_medium, "s", 0, 60,
          "how long a medium alarm is held back in case it ends by itself", Mark::assumed,
          "inside the practised range of 0 to 15 s"),
    field("hold_low", &platform::AlarmManagerDef::hold_low, "s", 0, 600,
          "how long a low alarm is held back, if low alarms are pushed at all", Mark::assumed,
          "low alarms are not pushed by default"),
    field("push_low", &platform::AlarmManagerDef::push_low,
          "low alarms go to handsets too, not only to the central station", Mark::assumed,
          "common practice against alarm fatigue"),
    field("escalate_after", &platform::AlarmManagerDef::escalate_after, "s", 1, 3600,
          "time without acknowledgement after which the next nurse is rung", Mark::verified,
          "Hoffmann 2018, Int J Cardiovasc Res 7:2: timers of 20 s"),
    field("levels", &platform::AlarmManagerDef::levels, "1", 1, 3,
          "nurses rung one after the other before everyone is", Mark::verified,
          "Hoffmann 2018: three phones"),
    field("repeat_everyone", &platform::AlarmManagerDef::repeat_everyone, "s", 1, 3600,
          "time between calls of everyone until one acknowledges", Mark::assumed, ""),
    field("silent_after", &platform::AlarmManagerDef::silent_after, "s", 0.1, 600,
          "time without connection after which a device's silence is a technical alarm",
          Mark::recalled, "practice for distributed alarm systems: shown within 10 s"),
    field("late_after", &platform::AlarmManagerDef::late_after, "s", 0.1, 86400,
          "an alarm later than this from its device to a handset counts as late", Mark::recalled,
          "distributed alarm systems: within 10 s"),
};

}  // namespace wardtwin
