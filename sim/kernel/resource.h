#pragma once

#include <cstdint>
#include <functional>
#include <set>

#include "sim/base/statistics.h"
#include "sim/kernel/process.h"

namespace wardtwin::kernel {

class Resource;

/// One or more units held of a resource; gives them back when it goes out of scope.
/// False if the wait ended by timeout or interrupt, in which case nothing is held.
class Claim {
 public:
  Claim() = default;
  Claim(Resource* resource, int units, Wake wake) : resource_(resource), units_(units), wake_(wake) {}
  Claim(Claim&& o) noexcept
      : resource_(std::exchange(o.resource_, nullptr)), units_(o.units_), wake_(o.wake_) {}
  Claim& operator=(Claim&& o) noexcept {
    release();
    resource_ = std::exchange(o.resource_, nullptr);
    units_ = o.units_;
    wake_ = o.wake_;
    return *this;
  }
  ~Claim() { release(); }
  explicit operator bool() const { return resource_ != nullptr; }
  Wake wake() const { return wake_; }
  void release();

 private:
  Resource* resource_ = nullptr;
  int units_ = 0;
  Wake wake_ = Wake::done;
};

struct AcquireOptions {
  int priority = 0;      ///< smaller is served first; equal priorities in order of asking
  int units = 1;
  Time timeout = kNever; ///< give up after this long
};

/// Units shared by processes: beds, nurses, machines. Waiting processes are served by priority, then
/// in order of asking. Capacity may change while units are held; excess units are then withdrawn as
/// they come back.
class Resource {
 public:
  Resource(Simulation& sim, int capacity) : sim_(&sim), capacity_(capacity) {}
  Resource(const Resource&) = delete;
  Resource& operator=(const Resource&) = delete;

  struct Acquire : WaitNode {
    Resource* resource;
    AcquireOptions options;
    std::uint64_t order = 0;
    std::uint32_t slot = 0;
    bool granted = false;
    Acquire(Resource* r, AcquireOptions o) : resource(r), options(o) {
      leave = [](WaitNode& n) {
        auto& self = static_cast<Acquire&>(n);
        self.resource->waiting_.erase(&self);
        self.resource->serve();
      };
    }
    bool await_ready();
    void await_suspend(Process::Handle h);
    Claim await_resume();
  };
  Acquire acquire(AcquireOptions options = {}) { return {this, options}; }

  void release(int units);
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
  struct Earlier {
    bool operator()(const Acquire* a, const Acquire* b) const {
      return a->options.priority != b->options.priority ? a->options.priority < b->options.priority
                                                        : a->order < b->order;
    }
  };
  void take(int units) {
    in_use_ += units;
    busy_.set(sim_->now(), in_use_);
  }
  void serve();

  Simulation* sim_;
  int capacity_, in_use_ = 0;
  std::uint64_t order_ = 0;
  std::set<Acquire*, Earlier> waiting_;
  TimeWeighted busy_, queue_;
};

inline void Claim::release() {
  if (Resource* r = std::exchange(resource_, nullptr)) r->release(units_);
}

}  // namespace wardtwin::kernel
