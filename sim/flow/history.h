#pragma once

#include "sim/base/units.h"
#include "sim/flow/flow.h"

/// What moved during a run, for those who look at it afterwards.
namespace wardtwin::flow {

/// From `at` on this patient is in this bed; kNone: it is empty.
struct BedChange {
  Time at{0};
  BedIndex bed = kNone;
  PatientIndex patient = kNone;
};

/// From `at` on this device is with this access point; kNone: with none.
struct Association {
  Time at{0};
  DeviceIndex device = kNone;
  std::uint32_t access_point = kNone;
};

/// A nurse is here at `at`, walks straight to the place of its next step, and does `doing` until
/// then.
struct NurseStep {
  Time at{0};
  NurseIndex nurse = kNone;
  Position where;
  std::uint8_t doing = 0;  ///< in the order of the activities, 0: idle; kOffDuty: not there
};
inline constexpr std::uint8_t kOffDuty = 255;

}  // namespace wardtwin::flow
