#pragma once

#include <string>
#include <vector>

#include "sim/base/histogram.h"
#include "sim/flow/flow.h"

/// What a run measured that sent its messages to real endpoints. Times are counted from the instant at
/// which a message was to leave, so what waits behind something slow is seen to wait.
namespace wardtwin::results {

/// Messages of one flow to one target.
struct LiveFlow {
  std::uint32_t flow = flow::kNone;    ///< kNone: moves of patients
  std::uint32_t target = flow::kNone;  ///< row of targets
  std::uint64_t simulated = 0;  ///< that the run's radio and cables brought to the gateway's side
  std::uint64_t sent = 0, sent_bytes = 0;  ///< payload bytes
  std::uint64_t acknowledged = 0, rejected = 0;
  std::uint64_t dropped =
      0;  ///< no room in the device, or the end came, while it had no connection
  std::uint64_t withheld = 0;  ///< beyond the limit of messages a second
  std::uint64_t received = 0, duplicates = 0, out_of_order = 0;  ///< by our own subscriber
  Histogram
      late;  ///< the generator itself: from due to the write, of messages that had a connection
  Histogram publish;  ///< from due to the write, also of those that waited for a connection
  Histogram acknowledge, end_to_end;
};

struct LiveTarget {
  std::string target;  ///< without user and password
  std::uint32_t connections = 0, most_open = 0;
  std::uint64_t connects = 0, failures = 0, resumed = 0, closed_by_us = 0, closed_by_peer = 0;
  double from_s = 0, until_s = 0;  ///< simulated time driven, since start of run
  double speed = 1, wall_s = 0;
  double send_cpu_s = 0;  ///< processor time of the thread that sends
  Histogram connect;      ///< from the instant at which the device wanted to connect
};

struct LiveError {
  std::uint32_t target = flow::kNone;
  std::string cause;
  std::uint64_t count = 0;
};

/// The simulated gateway that answers as a driven one did: a FIFO of cores with lognormal work, and a
/// lognormal time round it (scenarios/live/calibrate.h).
struct LiveFit {
  std::uint32_t cores = 1;
  double service_s = 0, service_sd_s = 0;  ///< work on a message
  double around_s = 0, around_sd_s = 0;    ///< all that is not the gateway
  double misfit = 0;  ///< root mean square of differences of logarithms of quantiles
};

/// One load that was driven, beside what the fit says of it.
struct LiveLoad {
  std::string name;
  double rate = 0;  ///< messages a second
  bool fitted = false;
  std::uint64_t lost = 0;
  double p50_s = 0, p95_s = 0, p99_s = 0;  ///< measured, from due to received
  double predicted_p50_s = 0, predicted_p95_s = 0, predicted_p99_s = 0;
};

struct Live {
  std::vector<LiveTarget> targets;
  std::vector<LiveFlow> flows;
  std::vector<LiveError> errors;
  std::vector<LiveFit> fits;  ///< one, or none
  std::vector<LiveLoad> loads;
};

/// Calls f(path, rows) for each of its tables, below /live. Empty ones are not written.
template <class L, class F>
void for_each_live_table(L& live, F f) {
  f("targets", live.targets);
  f("flows", live.flows);
  f("errors", live.errors);
  f("fits", live.fits);
  f("loads", live.loads);
}

/// What a file says of it; empty for a run that was only simulated.
Live read_live(const std::string& path);

}  // namespace wardtwin::results
