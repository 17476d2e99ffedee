#pragma once

#include <span>
#include <vector>

#include "sim/base/distribution.h"
#include "sim/base/fields.h"
#include "sim/base/ring.h"
#include "sim/flow/flow_statistics.h"
#include "sim/flow/message_log.h"

namespace wardtwin::platform {

/// A server process on an edge box, in the hospital's server room or in a cloud.
struct ServerDef {
  int cores = 4;
  Distribution service = Distribution::constant(100e-6);  ///< of one message, s
  int queue = 100'000;
  bool persistent = true;
};

/// When each core is free again: first come, first served on k equal cores (Kiefer and Wolfowitz).
class Cores {
 public:
  explicit Cores(int count) : free_(static_cast<std::size_t>(count), Time{0}) {}
  /// Start of the service of a message that arrives at `at` and occupies a core for `service`.
  Time start(Time at, Time service) {
    const Time begin = free_[0] > at ? free_[0] : at;
    sift(begin + service);
    return begin;
  }
  Time first_free() const { return free_[0]; }
  void idle_from(Time at) { free_.assign(free_.size(), at); }

 private:
  void sift(Time value) {
    std::size_t hole = 0;
    for (const std::size_t n = free_.size();;) {
      std::size_t child = 2 * hole + 1;
      if (child >= n) break;
      if (child + 1 < n && free_[child + 1] < free_[child]) ++child;
      if (!(free_[child] < value)) break;
      free_[hole] = free_[child];
      hole = child;
    }
    free_[hole] = value;
  }
  std::vector<Time> free_;
};

/// The end of the way of every message that is no alarm: record interface, archive, analytics.
///
/// Model       G/G/k queue, first come first served, by recursion (no event per message).
/// Valid for   Any service law; one queue bound; exact times of outage and return.
/// Leaves out  Memory, disks, other jobs on the same cores (the infrastructure plane has those).
/// Checked by  tests/unit/platform/server_test.cpp
///
/// Calls come in time order. A persistent server serves again, on its return, what it had not
/// finished, and takes what arrived meanwhile; one that is not persistent loses both.
class Server {
 public:
  /// `sources` must outlive the server.
  Server(const ServerDef& def, std::span<const flow::Source> sources, std::size_t flows,
         Time warm_up, Seed seed, std::uint64_t entity);

  /// Core time that the protocol of each source adds; none to begin with.
  void add_work(std::vector<Time> by_source) { added_ = std::move(by_source); }

  /// Is told of every message that is worked off; not owned.
  void set_log(flow::MessageLog* log) { log_ = log; }

  void receive(const flow::Frame& frame);
  void down(Time at);
  void up(Time at);
  void run(Time until);  ///< counts all messages finished before `until`

  const flow::FlowStatistics& statistics() const { return statistics_; }
  template <class F>
  void for_each_inside(F f) const {
    for (std::uint32_t i = 0; i < jobs_.size(); ++i) f(jobs_[i].frame);
  }
  std::size_t inside() const { return jobs_.size(); }
  Time busy() const { return busy_; }  ///< core time of all finished messages

 private:
  struct Job {
    Time start, finish;
    flow::Frame frame;
  };
  void enqueue(const flow::Frame& frame, Time at);
  void deliver(const Job& job);
  Time service_of(flow::SourceIndex source);

  ServerDef def_;
  std::span<const flow::Source> sources_;
  flow::FlowStatistics statistics_;
  Stream draws_;
  Time fixed_service_{0};
  std::vector<Time> added_;  ///< by source
  Cores cores_;
  Ring<Job> jobs_;  ///< in order of start
  std::uint32_t started_ = 0;
  Time busy_{0};
  bool down_ = false;
  flow::MessageLog* log_ = nullptr;
};

}  // namespace wardtwin::platform
