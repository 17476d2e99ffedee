#pragma once

#include <deque>
#include <limits>
#include <optional>
#include <utility>

#include "sim/base/statistics.h"
#include "sim/kernel/signal.h"

namespace wardtwin::kernel {

/// A first-in first-out store of values with room for `capacity` of them: specimens in a rack,
/// orders in a tray. Getters wait while it is empty, putters while it is full; each by priority,
/// then in order.
///
///     co_await rack.put(specimen);                               // Wake::done once it is in
///     std::optional<Specimen> s = co_await rack.get({.timeout = 1h});
///
/// A store must outlive the processes that wait in it, or be destroyed with nobody waiting.
template <class T>
class Store {
 public:
  explicit Store(Simulation& sim, std::size_t capacity = std::numeric_limits<std::size_t>::max())
      : sim_(&sim), capacity_(capacity) {
    WARDTWIN_ASSERT(capacity > 0, "a store has no room for a value");
    restart_statistics();
  }
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
  ~Store() {
    forget(getters_);
    forget(putters_);
  }

  struct Get : Waiter {
    Store* store;
    Simulation* sim;
    Time timeout;
    std::optional<T> value;
    std::uint64_t number = 0;  ///< of the value, in the order they came in
    Get(Store* s, WaitOptions o) : store(s), sim(s->sim_), timeout(o.timeout) {
      priority = o.priority;
      leave = [](WaitNode& n) {
        auto& self = static_cast<Get&>(n);
        if (self.value) return self.store->take_back(self);
        self.store->getters_.remove(self);
      };
    }
    Get(const Get&) = delete;
    bool await_ready() {
      const Waiter* const first = store->getters_.first();
      if (store->values_.empty() || (first && first->priority <= priority)) return false;
      store->pop_to(*this);
      store->balance();
      return true;
    }
    void await_suspend(Process::Handle h) {
      slot = h.promise().slot;
      store->getters_.push(*this);
      sim->sleep(slot, sim->after(timeout), this);
    }
    std::optional<T> await_resume() { return std::move(value); }
  };

  struct Put : Waiter {
    Store* store;
    Simulation* sim;
    Time timeout;
    T value;
    bool at_once = false;
    Put(Store* s, T v, WaitOptions o)
        : store(s), sim(s->sim_), timeout(o.timeout), value(std::move(v)) {
      priority = o.priority;
      leave = [](WaitNode& n) {
        auto& self = static_cast<Put&>(n);
        self.store->putters_.remove(self);
        self.store->balance();
      };
    }
    Put(const Put&) = delete;
    bool await_ready() {
      const Waiter* const first = store->putters_.first();
      if (store->full() || (first && first->priority <= priority)) return false;
      store->push(std::move(value));
      store->balance();
      return at_once = true;
    }
    void await_suspend(Process::Handle h) {
      slot = h.promise().slot;
      store->putters_.push(*this);
      sim->sleep(slot, sim->after(timeout), this);
    }
    Wake await_resume() const { return at_once ? Wake::done : sim->last_wake(); }
  };

  /// The oldest value; empty if the wait timed out or was interrupted.
  Get get(WaitOptions options = {}) { return {this, options}; }
  /// Wake::done once the value is in the store.
  Put put(T value, WaitOptions options = {}) { return {this, std::move(value), options}; }
  /// Without waiting; false if the store is full (the value is then dropped).
  bool try_put(T value) {
    if (full() || !putters_.empty()) return false;
    push(std::move(value));
    balance();
    return true;
  }

  std::size_t size() const { return values_.size(); }
  bool full() const { return values_.size() >= capacity_; }
  std::size_t getters() const { return getters_.size(); }
  std::size_t putters() const { return putters_.size(); }
  const TimeWeighted& level() const { return level_; }  ///< values held over time
  void restart_statistics() { level_.restart(sim_->now()); }

 private:
  void note() { level_.set(sim_->now(), static_cast<double>(values_.size())); }
  void push(T&& value) {
    values_.push_back({came_++, std::move(value)});
    note();
  }
  void pop_to(Get& getter) {
    getter.number = values_.front().number;
    getter.value.emplace(std::move(values_.front().value));
    values_.pop_front();
    note();
  }
  /// A getter was interrupted after it was served and before it learnt of it: the value goes back
  /// where it was in line, above capacity if its place has been filled meanwhile.
  void take_back(Get& getter) {
    auto at = values_.begin();
    while (at != values_.end() && at->number < getter.number) ++at;
    values_.insert(at, {getter.number, std::move(*getter.value)});
    getter.value.reset();
    note();
    balance();
  }
  /// Hands values to getters and lets putters in until neither can move.
  void balance() {
    for (;;) {
      if (Waiter* const w = getters_.first(); w && !values_.empty()) {
        auto& getter = static_cast<Get&>(*w);
        getters_.remove(getter);
        pop_to(getter);
        sim_->wake(getter.slot, &getter);
      } else if (Waiter* const p = putters_.first(); p && !full()) {
        auto& putter = static_cast<Put&>(*p);
        putters_.remove(putter);
        push(std::move(putter.value));
        sim_->wake(putter.slot);
      } else {
        return;
      }
    }
  }
  void forget(WaitList& list) {
    while (Waiter* w = list.first()) {
      list.remove(*w);
      sim_->forget(w->slot);
    }
  }

  struct Held {
    std::uint64_t number;
    T value;
  };

  Simulation* sim_;
  std::size_t capacity_;
  std::deque<Held> values_;
  std::uint64_t came_ = 0;
  WaitList getters_, putters_;
  TimeWeighted level_;
};

}  // namespace wardtwin::kernel
