#pragma once

#include <cstdint>
#include <utility>

#include "sim/base/statistics.h"
#include "sim/kernel/process.h"
#include "sim/kernel/wait_list.h"

namespace wardtwin::kernel {

class Resource;

/// Who is next among those that wait with equal priority.
enum class Discipline : std::uint8_t { fifo, lifo, random };

struct AcquireOptions {
  int priority = 0;  ///< smaller is served first; equal priorities in order of asking
  int units = 1;
  Time timeout = kNever;  ///< give up after this long
  bool preempt =
      false;  ///< take from holders of strictly larger priority value, worst and latest first
  bool ahead = false;  ///< in front of those of equal priority: somebody who was interrupted
};

/// One or more units held of a resource; gives them back when it goes out of scope.
/// False if the wait ended by timeout or interrupt, in which case nothing is held, and from the
/// moment the units were taken by a pre-empting process, which also interrupts the process that
/// asked for them.
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
  /// Whether the loss of these units interrupts their holder (the default). One that waits for
  /// another resource meanwhile would lose its place in that line; it looks at preempted() instead.
  void tell_holder(bool tell) { tell_ = tell; }
  void release();

 private:
  friend class Resource;
  inline void steal(Claim& o) noexcept;

  Resource* resource_ = nullptr;
  Claim *newer_ = nullptr, *older_ = nullptr;  ///< the resource's claims in order of grant
  ProcessId holder_{};
  int units_ = 0, priority_ = 0;
  Wake wake_ = Wake::done;
  bool preempted_ = false, tell_ = true;
};

/// Units shared by processes: beds, nurses, machines. Waiting processes are served by priority,
/// then in order of asking; the first in line is never overtaken by one that needs fewer units.
/// Capacity may change while units are held; excess units are then withdrawn as they come back, or
/// at once by recall(). A resource may go before the processes that hold it or wait for it: claims become empty, waits
/// last until their timeout.
class Resource {
 public:
  Resource(Simulation& sim, int capacity) : sim_(&sim), capacity_(capacity) {
    restart_statistics();
  }
  Resource(const Resource&) = delete;
  Resource& operator=(const Resource&) = delete;
  ~Resource();

  struct Acquire : Waiter {
    enum class State : std::uint8_t { waiting, taken_at_once, granted };
    Resource* resource;
    Simulation* sim;  ///< of its own, since the resource may go first
    AcquireOptions options;
    State state = State::waiting;
    union {
      Claim claim;  ///< exists while granted and not yet handed over
    };
    Acquire(Resource* r, const AcquireOptions& o) : resource(r), sim(r->sim_), options(o) {
      WARDTWIN_ASSERT(o.units > 0, "a process asked for no units of a resource");
      priority = r->key(o.priority);
      leave = &Resource::leave;
    }
    Acquire(const Acquire&) = delete;
    ~Acquire() {
      if (state == State::granted) claim.~Claim();
    }
    inline bool await_ready();
    inline void await_suspend(Process::Handle h);
    inline Claim await_resume();
  };
  /// Waits for units; the result is a Claim.
  Acquire acquire(AcquireOptions options = {}) { return {this, options}; }

  void set_capacity(int capacity);
  /// Takes units from holders until no more are in use than there are: from the largest priority
  /// value first, of these from the latest. (The end of a shift that finishes nothing.)
  void recall();
  /// `stream` is drawn from under Discipline::random.
  void set_discipline(Discipline discipline, Stream stream = {}) {
    discipline_ = discipline;
    stream_ = stream;
  }
  /// Waiting this long is worth one step of priority; 0: priorities do not age.
  void set_ageing(Time per_step) { ageing_ = per_step; }
  int capacity() const { return capacity_; }
  int in_use() const { return in_use_; }
  std::size_t queue_length() const { return waiting_.size(); }
  const TimeWeighted& busy() const { return busy_; }    ///< units in use over time
  const TimeWeighted& queue() const { return queue_; }  ///< processes waiting over time
  void restart_statistics() {
    busy_.restart(sim_->now());
    queue_.restart(sim_->now());
  }

 private:
  friend class Claim;
  static void leave(WaitNode& node);
  void grant(Claim& claim, const AcquireOptions& options, ProcessId holder) {
    claim.units_ = options.units;
    claim.priority_ = options.priority;
    claim.holder_ = holder;
    link(claim);
  }
  /// With ageing, the order (priority - waited / ageing) at any instant is that of this key.
  std::int64_t key(int priority) const {
    return ageing_ == Time{0} ? priority : sim_->now().count() + priority * ageing_.count();
  }
  void line_up(Waiter& w, bool ahead) {
    if (ahead || discipline_ == Discipline::lifo)
      waiting_.push_front(w);
    else
      waiting_.push(w);
  }
  Waiter* next_in_line() {
    return discipline_ == Discipline::random ? waiting_.any_of_first(stream_) : waiting_.first();
  }
  void link(Claim& claim) {
    claim.resource_ = this;
    claim.newer_ = nullptr;
    claim.older_ = newest_;
    if (newest_) newest_->newer_ = &claim;
    newest_ = &claim;
  }
  void unlink(Claim& claim) {
    (claim.newer_ ? claim.newer_->older_ : newest_) = claim.older_;
    if (claim.older_) claim.older_->newer_ = claim.newer_;
    claim.resource_ = nullptr;
  }
  void give_back(Claim& claim) {
    unlink(claim);
    in_use_ -= claim.units_;
    serve();
  }
  bool fits(int units) const { return in_use_ + units <= capacity_; }
  bool preempt_for(const AcquireOptions& options);
  void take_from(Claim& claim);
  inline void serve();
  /// Notes what has changed; units that only change hands at one instant cost nothing.
  void note() {
    if (in_use_ != noted_in_use_) busy_.set(sim_->now(), noted_in_use_ = in_use_);
    if (waiting_.size() != noted_waiting_) {
      noted_waiting_ = waiting_.size();
      queue_.set(sim_->now(), static_cast<double>(noted_waiting_));
    }
  }

  Simulation* sim_;
  Claim* newest_ = nullptr;
  int capacity_, in_use_ = 0, noted_in_use_ = 0;
  std::size_t noted_waiting_ = 0;
  Discipline discipline_ = Discipline::fifo;
  Time ageing_{0};
  Stream stream_;
  WaitList waiting_;
  TimeWeighted busy_, queue_;
};

inline void Claim::release() {
  if (resource_) resource_->give_back(*this);
}

inline void Claim::steal(Claim& o) noexcept {
  holder_ = o.holder_;
  units_ = o.units_;
  priority_ = o.priority_;
  wake_ = o.wake_;
  preempted_ = o.preempted_;
  tell_ = o.tell_;
  newer_ = o.newer_;
  older_ = o.older_;
  resource_ = std::exchange(o.resource_, nullptr);
  if (!resource_) return;
  (newer_ ? newer_->older_ : resource_->newest_) = this;
  if (older_) older_->newer_ = this;
}

inline bool Resource::Acquire::await_ready() {
  Resource& r = *resource;
  if (const Waiter* const first = r.waiting_.first(); first && first->priority <= priority)
    return false;
  if (!r.fits(options.units) && !(options.preempt && r.preempt_for(options))) return false;
  r.in_use_ += options.units;
  if (options.preempt)
    r.serve();
  else
    r.note();
  state = State::taken_at_once;
  return true;
}

inline void Resource::Acquire::await_suspend(Process::Handle h) {
  slot = h.promise().slot;
  resource->line_up(*this, options.ahead);
  resource->note();
  sim->sleep(slot, sim->after(options.timeout), this);
}

inline Claim Resource::Acquire::await_resume() {
  if (state == State::granted) {
    claim.wake_ = sim->last_wake();
    return std::move(claim);
  }
  if (state == State::waiting) return Claim(sim->last_wake());
  Claim taken;
  resource->grant(taken, options, sim->current());
  return taken;
}

inline void Resource::serve() {
  while (Waiter* const first = next_in_line()) {
    auto& next = static_cast<Acquire&>(*first);
    if (!fits(next.options.units)) break;
    waiting_.remove(next);
    in_use_ += next.options.units;
    grant(*new (&next.claim) Claim, next.options, sim_->id_of(next.slot));
    next.state = Acquire::State::granted;
    sim_->wake(next.slot, &next);
  }
  note();
}

}  // namespace wardtwin::kernel
