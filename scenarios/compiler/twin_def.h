#pragma once

#include <map>
#include <string>
#include <vector>

#include "scenarios/compiler/scenario_def.h"

/// What may become of a hospital that is under way, and how its twin looks ahead.
namespace wardtwin::compiler {

/// A fault of a future: it begins where the future does.
struct FutureFaultDef : FaultDef {};

/// What is other in a future, from its first instant on.
struct FutureDef {
  std::string name;
  std::map<std::string, FutureFaultDef> faults;  ///< by part
  std::map<std::string, double> arrivals;        ///< by unit
  std::map<std::string, Time> closed;            ///< by unit
  std::map<std::string, int> nurses;             ///< by unit
};

/// A forecast worth telling: a quantity that will probably be above a limit.
struct WarningDef {
  std::string name;
  std::string what;
  std::string above;
  double probability = 0.3;
};

struct TwinDef {
  Time every = 5min;
  Time horizon = 2h;
  Time step = 15min;
  int forecasts = 20;
  double band = 0.8;
  Time run_in = 10min;
  Time heartbeat = 1min;
  int missed = 3;
  Time late_after = 10s;
  Time false_alarm_every = 720h;
  std::vector<WarningDef> warn;
  std::vector<FutureDef> what_if;
};

}  // namespace wardtwin::compiler
