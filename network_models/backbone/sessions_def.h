#pragma once

#include "sim/base/distribution.h"
#include "sim/base/fields.h"
#include "sim/base/time.h"

/// Connections of devices to a gateway: what a scenario sets.
namespace wardtwin::backbone {

struct SessionsDef {
  bool kept = false;
  int limit = 10'000;
  Distribution handshake = Distribution::constant(0.52e-3);
  double resumed = 0;
  Distribution resumption = Distribution::constant(0.05e-3);
  int round_trips = 0;
  Time timeout = 10s;
  Time notice = 5s;
  Time retry_first = 1s;
  Time retry_most = 60s;
  double jitter = 1;
};

}  // namespace wardtwin::backbone
