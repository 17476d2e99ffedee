#pragma once

#include <map>
#include <optional>
#include <string>

#include "network_models/faults/defs.h"

/// Wear of devices and who mends them: what a scenario sets.
namespace wardtwin::faults {

struct WearDef {
  Time mtbf = 35'040h;
  double shape = 1;
  Distribution repair = repair_of_mean(2 * 3600.0);
  double found = 0;
  Time ahead = 240h;
  Distribution planned = Distribution::constant(3600);
  double false_orders = 0;  // per second
  std::optional<Time> service_every = {};
};

struct MaintenanceDef {
  std::map<std::string, WearDef> classes;
  int technicians = 0;
  std::optional<int> spares = {};
  Time delivery = 168h;
};

}  // namespace wardtwin::faults
