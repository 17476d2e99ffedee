#pragma once

#include "sim/kernel/process.h"
#include "sim/kernel/wait_list.h"

namespace wardtwin::kernel {

struct WaitOptions {
  int priority = 0;       ///< smaller is told first
  Time timeout = kNever;  ///< wait for the signal or this long, whichever is first
};

/// Something that happens, for processes to wait for: a call is answered, a bed is clean.
///
///     const Wake w = co_await answered.wait({.timeout = 2min});   // done: notified
///
/// A notification reaches those who wait now; it is not kept for later ones. To wait for a
/// condition:
///
///     while (!holds()) if (co_await changed.wait() != Wake::done) break;
class Signal {
 public:
  explicit Signal(Simulation& sim) : sim_(&sim) {}
  Signal(const Signal&) = delete;
  Signal& operator=(const Signal&) = delete;
  ~Signal() {
    while (Waiter* w = waiting_.first()) {
      waiting_.remove(*w);
      sim_->forget(w->slot);
    }
  }

  struct Wait : Waiter {
    Signal* signal;
    Simulation* sim;
    Time timeout;
    Wait(Signal* s, WaitOptions o) : signal(s), sim(s->sim_), timeout(o.timeout) {
      priority = o.priority;
      leave = [](WaitNode& n) {
        auto& self = static_cast<Wait&>(n);
        self.signal->waiting_.remove(self);
      };
    }
    Wait(const Wait&) = delete;
    bool await_ready() const noexcept { return false; }
    void await_suspend(Process::Handle h) {
      slot = h.promise().slot;
      signal->waiting_.push(*this);
      sim->sleep(slot, sim->after(timeout), this);
    }
    Wake await_resume() const { return sim->last_wake(); }
  };
  Wait wait(WaitOptions options = {}) { return {this, options}; }

  /// Wakes the first in line; false if nobody waits.
  bool notify_one() {
    Waiter* const w = waiting_.first();
    if (!w) return false;
    waiting_.remove(*w);
    sim_->wake(w->slot);
    return true;
  }
  void notify_all() {
    while (notify_one()) {
    }
  }
  std::size_t waiting() const { return waiting_.size(); }

 private:
  Simulation* sim_;
  WaitList waiting_;
};

}  // namespace wardtwin::kernel
