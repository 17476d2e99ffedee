#pragma once

#include <vector>

#include "network_models/faults/plan.h"
#include "scenarios/compiler/hospital.h"
#include "sim/results/results.h"

/// Devices, gateways and servers that attacks and wear put out of service in one replication.
namespace wardtwin::run {

struct DeviceOutages {
  struct Silence {
    flow::DeviceIndex device = flow::kNone;
    Time at{0}, until = kNever;
  };
  /// A device that raises false alarms, and hides true ones.
  struct Forgery {
    flow::DeviceIndex device = flow::kNone;
    Time at{0}, until = kNever;
    double per_hour = 0, hides = 0;
  };
  std::vector<Forgery> forgeries;
  std::vector<faults::Span> infections;  ///< one for each host that malware gets
  std::vector<Silence> silences;         ///< of devices: none of their messages gets through
  std::vector<faults::Outage> outages;   ///< of nodes of the graph
  std::vector<results::Fault> log;       ///< what happened to whom, as the results tell it
};

/// Nothing is drawn where nothing attacks or wears. Entries of the log are `infected: HOST`,
/// `stopped: HOST`, `quarantine: HOST`, `patched: HOST`, `lured: HOST`,
/// `hung: HOST`, `isolated: ZONE` and, from the beginning until nothing spreads,
/// `attack: NAME`; `failed: DEVICE` and `work on: DEVICE` until it is mended.
DeviceOutages device_outages(const compiler::Hospital& hospital, Seed seed);

}  // namespace wardtwin::run
