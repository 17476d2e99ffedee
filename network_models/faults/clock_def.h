#pragma once

#include "sim/base/time.h"

namespace wardtwin::faults {

/// What clocks that are wrong mean to whoever reads their stamps.
struct ClocksDef {
  Time off_by = 10s;
  Time refused_beyond = 5min;
  Time resync = 15min;
};

}  // namespace wardtwin::faults
