#pragma once

#include <functional>
#include <string>
#include <vector>

#include "scenarios/compiler/hospital.h"
#include "scenarios/live/endpoint.h"
#include "scenarios/live/hub.h"
#include "sim/results/live.h"
#include "sim/results/results.h"

/// Runs a scenario in real time and sends its devices' messages to real endpoints.
namespace wardtwin::live {

struct DriveOptions {
  std::vector<std::string> targets;
  std::vector<std::string> allow_remote;
  double speed = 1;  ///< simulated over wall time
  Side side = Side::devices;
  Time ramp{10s};  ///< over which devices connect before sending begins
  bool mqtt5 = false;
  int qos = -1;             ///< of all messages, instead of their class's; -1: that
  bool subscribe = true;    ///< a subscriber of ours measures from end to end
  Time drain{5s};           ///< at the end, for what is still under way
  Time unheard_after{30s};  ///< without a connection, a device raises a technical alarm
  int metrics_port = -1;    ///< Prometheus text on 127.0.0.1; 0: any free one; -1: none
  int keep_alive = 60;      ///< s; devices that have nothing to say ping the broker within it
  int sources = 0;  ///< addresses 127.0.0.x that connections come from; 0: as many as are needed
  TlsOptions tls;
  Limits limits;
  std::string output;                                   ///< results file; empty: none
  std::string payloads;                                 ///< file instead of devices/payloads.yaml
  std::function<void(const std::string&)> on_progress;  ///< one line, each second
  const volatile bool* stop = nullptr;
};

struct Driven {
  results::Live live;
  results::Results results;  ///< of the run; no replication where it was stopped
  bool complete = false;
};

/// InputError before anything is sent, where targets, limits or payloads are wrong.
Driven drive(const compiler::Hospital& hospital, const DriveOptions& options);

/// What was measured, as tables.
std::string text_of(const Driven& driven);

}  // namespace wardtwin::live
