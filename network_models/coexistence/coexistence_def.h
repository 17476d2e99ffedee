#pragma once

#include <string>
#include <vector>

#include "sim/base/time.h"
#include "sim/base/units.h"

/// What a scenario may set of radios of several families in the 2.4 GHz band.
namespace wardtwin::radio {

/// It radiates half of each mains period while somebody heats something.
struct OvenDef {
  std::string name;
  Position at;
  Dbm power{16};
  Time every = 30min;
  Time runs = 2min;
  Time mains{20'000'000};
};

struct CoexistenceDef {
  bool on = false;
  Time exchange = 1s;
  std::vector<OvenDef> ovens;
};

}  // namespace wardtwin::radio
