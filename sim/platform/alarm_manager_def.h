#pragma once

#include "sim/base/fields.h"
#include "sim/base/time.h"

namespace wardtwin::platform {

/// The rules of an alarm manager.
struct AlarmManagerDef {
  Time hold_high{0};
  Time hold_medium = 5s;
  Time hold_low{0};
  bool push_low = false;
  Time escalate_after = 20s;
  int levels = 3;
  Time repeat_everyone = 60s;
  Time silent_after = 8s;
  Time late_after = 10s;
};

}  // namespace wardtwin::platform
