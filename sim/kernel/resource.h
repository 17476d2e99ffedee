#pragma once

#include <cstdint>
#include <utility>

#include "sim/base/statistics.h"
#include "sim/kernel/process.h"
#include "sim/kernel/wait_list.h"

namespace wardtwin::kernel {

class Resource;

struct AcquireOptions {
  int priority = 0;      ///< smaller is served first; equal priorities in order of asking
  int units = 1;
  Time timeout = kNever; ///< give up after this long
  bool preempt = false;  ///< take from holders of strictly larger priority value, worst and latest first
};

/// One or more units held of a resource; gives them back when it goes out of scope.
/// False if the wait ended by timeout or interrupt, in which case nothing is held, and from the moment
/// the units were taken by a pre-empting process, which also interrupts the process that asked for them.
class Claim {
 public:
  Claim() = default;
  explicit Claim(Wake wake) : wake_(wake) {}
  Claim(Claim&& o) noexcept { steal(o); }
  Claim& operator=(Claim&& o) noexcept {
    if (this != &o) {
      release();
      steal(o);
    }
    return *this;
  }
  ~Claim() { release(); }
  explicit operator bool() const { return resource_ != nullptr; }
  Wake wake() const { return wake_; }
  int units() const { return resource_ ? units_ : 0; }
  bool preempted() const { return preempted_; }
  void release();

 private:
  friend class Resource;
  void steal(Claim& o) noexcept;

  Resource* resource_ = nullptr;
  Claim *newer_ = nullptr, *older_ = nullptr;  ///< the resource's claims in order of grant
  ProcessId holder_{};
  int units_ = 0, priority_ = 0;
  Wake wake_ = Wake::done;
  bool preempted_ = false;
};

/// Units shared by processes: beds, nurses, machines. Waiting processes are served by priority, then
/// in order of asking; the first in line is never overtaken by one that needs fewer units. Capacity may
/// change while units are held; excess units are then withdrawn as they come back. A resource may go
/// before the processes that hold it or wait for it: claims become empty, waits last until their timeout.
class Resource {
 public:
  Resource(Simulation& sim, int capacity) : sim_(&sim), capacity_(capacity) { restart_statistics(); }
  Resource(const Resource&) = delete;
  Resource& operator=(const Resource&) = delete;
  ~Resource();

  struct Acquire : Waiter {
    enum class State : std::uint8_t { waiting, taken_at_once, granted };
    Resource* resource;
    Simulation* sim;
    AcquireOptions options;
    State state = State::waiting;
    Claim claim;  ///< granted and not yet handed over
    Acquire(Resource* r, AcquireOptions o);
    Acquire(const Acquire&) = delete;
    bool await_ready();
    void await_suspend(Process::Handle h);
    Claim await_resume();
  };
  /// Waits for units; the result is a Claim.
  Acquire acquire(AcquireOptions options = {}) { return {this, options}; }

  void set_capacity(int capacity);
  int capacity() const { return capacity_; }
  int in_use() const { return in_use_; }
  std::size_t queue_length() const { return waiting_.size(); }
  const TimeWeighted& busy() const { return busy_; }      ///< units in use over time
  const TimeWeighted& queue() const { return queue_; }    ///< processes waiting over time
  void restart_statistics() {
    busy_.restart(sim_->now());
    queue_.restart(sim_->now());
  }

 private:
  friend class Claim;
  void grant(Claim& claim, const AcquireOptions& options, ProcessId holder);
  void link(Claim& claim);
  void unlink(Claim& claim);
  void give_back(Claim& claim);
  void leave_queue(Waiter& w);
  bool preempt_for(const AcquireOptions& options);
  void take_from(Claim& claim);
  void use(int units) {
    in_use_ += units;
    busy_.set(sim_->now(), in_use_);
  }
  void serve();

  Simulation* sim_;
  Claim* newest_ = nullptr;
  int capacity_, in_use_ = 0;
  WaitList waiting_;
  TimeWeighted busy_, queue_;
};

inline void Claim::release() {
  if (resource_) resource_->give_back(*this);
}

}  // namespace wardtwin::kernel
