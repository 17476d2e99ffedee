#pragma once

#include <cstdint>
#include <vector>

#include "sim/flow/flow.h"

/// Where people and platform meet: who answers for a bed, and what is pushed to whom.
namespace wardtwin::flow {

/// From `at` on, alarms of `bed` go to these handsets: first, second, third and then everyone
/// listed.
struct Assignment {
  Time at{0};
  BedIndex bed = kNone;
  std::vector<DeviceIndex> handsets;
};

/// One push message from the alarm manager to a handset.
struct Push {
  Time at{0};
  DeviceIndex handset = kNone;
  AlarmIndex alarm = kNone;
  std::uint32_t sequence = 0;  ///< counts the pushes of one run from 0
  std::uint8_t level = 0;      ///< 0 first nurse, 1 second, 2 third, 3 everyone
};

/// An alarm reached a stage of its way.
struct StageTime {
  Time at{0};
  AlarmIndex alarm = kNone;
  AlarmStage stage = AlarmStage::detected;
};

}  // namespace wardtwin::flow
