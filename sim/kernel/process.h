#pragma once

#include <coroutine>
#include <cstdint>
#include <exception>
#include <utility>
#include <vector>

#include "sim/base/error.h"
#include "sim/base/time.h"
#include "sim/kernel/event_queue.h"
#include "sim/kernel/frame_pool.h"

/// Processes: life stories (patients, nurses) as C++20 coroutines on one event queue.
///
///     Process patient(Simulation& sim, Resource& beds, Time stay) {
///       Claim bed = co_await beds.acquire({.priority = 1, .timeout = 4h});
///       if (!bed) co_return;                 // timed out or interrupted: bed.wake() says which
///       co_await sim.delay(stay);
///     }                                      // a Claim gives itself back
///     sim.spawn(patient(sim, beds, 3h));
///
/// Arguments are copied into the coroutine; a lambda's captures are not, so pass what is needed.
namespace wardtwin::kernel {

/// How a wait ended.
enum class Wake : std::uint8_t { done, timeout, interrupted };

/// Names a process; stays safe after the process has ended (index and generation).
struct ProcessId {
  std::uint32_t slot = 0xffffffff;
  std::uint32_t life = 0;
  friend bool operator==(ProcessId, ProcessId) = default;
};

class Simulation;

class Process {
 public:
  struct promise_type {
    Simulation* simulation = nullptr;
    std::uint32_t slot = 0;

    Process get_return_object() {
      return Process{std::coroutine_handle<promise_type>::from_promise(*this)};
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    /// The place is free from here on; then the frame ends without another jump.
    std::suspend_never final_suspend() noexcept;
    void return_void() noexcept {}
    void unhandled_exception();
    static void* operator new(std::size_t bytes) { return FramePool::allocate(bytes); }
    static void operator delete(void* p, std::size_t bytes) noexcept { FramePool::free(p, bytes); }
  };
  using Handle = std::coroutine_handle<promise_type>;

  Process(Process&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Process& operator=(Process&&) = delete;
  ~Process() {
    if (handle_) handle_.destroy();
  }
  Handle release() { return std::exchange(handle_, nullptr); }

 private:
  explicit Process(Handle h) : handle_(h) {}
  Handle handle_;
};

/// Something a suspended process waits in (a queue) and must leave when its wait ends otherwise.
struct WaitNode {
  void (*leave)(WaitNode&) = nullptr;
};

/// Clock, event queue and processes of one plane. Events at one instant run in the order
/// (rank of the process, order of scheduling); rank 0 is the default, smaller runs first.
class Simulation {
 public:
  Simulation() = default;
  Simulation(const Simulation&) = delete;
  Simulation& operator=(const Simulation&) = delete;
  ~Simulation();

  Time now() const { return now_; }
  /// No event happens before this instant. (An abandoned deadline may stand at it.)
  Time next_event() const {
    return !instant_.empty() ? now_ : queue_.empty() ? kNever : queue_.top().at;
  }
  std::uint64_t events() const { return events_; }

  /// Starts a process at the present instant (it runs when the loop reaches its event).
  ProcessId spawn(Process process, int rank = 0) {
    return spawn_at(now_, std::move(process), rank);
  }
  ProcessId spawn_at(Time at, Process process, int rank = 0);

  /// Ends a process's present wait at once with Wake::interrupted; what the wait was granted at
  /// this very instant is given back. A process that is not waiting (not started, running, or
  /// already resuming) has its next wait ended instead: no interrupt is lost. False if it has
  /// ended.
  bool interrupt(ProcessId id);
  /// Ends a waiting or not yet started process for good. False if it has ended or is running.
  bool stop(ProcessId id);
  bool alive(ProcessId id) const {
    return id.slot < slots_.size() && slots_[id.slot].life == id.life && slots_[id.slot].handle;
  }
  /// The running process; a ProcessId that is never alive outside of one.
  ProcessId current() const {
    return current_ == kNone ? ProcessId{} : ProcessId{current_, slots_[current_].life};
  }

  /// Runs all events before `until` and sets the clock to it. An exception that leaves a process
  /// ends that process and comes out here; the simulation can go on.
  void run_until(Time until);
  /// The same, but `bound(until)`, asked after every event, may bring `until` nearer (not before
  /// the present instant). Returns the instant that was reached.
  template <class Bound>
  Time run_until(Time until, Bound bound) {
    while (run_one(until)) until = bound(until);
    if (now_ < until) now_ = until;
    return until;
  }
  /// Runs until no event is left.
  void run();

  struct Delay {
    Simulation& sim;
    Time length;
    bool await_ready() const noexcept { return false; }
    void await_suspend(Process::Handle h) {
      sim.sleep(h.promise().slot, sim.after(length), nullptr);
    }
    Wake await_resume() const { return sim.last_wake_; }
  };
  /// Wake::done after `length` (kNever: only an interrupt ends it), or Wake::interrupted.
  Delay delay(Time length) {
    WARDTWIN_ASSERT(length >= Time{0}, "a delay is negative");
    return {*this, length};
  }

  // For resources, stores and signals.

  ProcessId id_of(std::uint32_t slot) const { return {slot, slots_[slot].life}; }
  /// Now + length, kNever if that is beyond the end of time.
  Time after(Time length) const { return length >= kNever - now_ ? kNever : now_ + length; }
  /// Suspends the process in `slot` until wake(), or until `deadline` with Wake::timeout.
  void sleep(std::uint32_t slot, Time deadline, WaitNode* node) {
    Slot& s = slots_[slot];
    s.node = node;
    s.state = State::waiting;
    s.reason = node ? Wake::timeout : Wake::done;
    if (s.interrupt_pending) [[unlikely]]
      interrupt_now(slot);
    else if (deadline != kNever)
      schedule(slot, deadline);
  }
  /// Schedules the waiting process in `slot` to resume now with Wake::done. If `revocable` is
  /// given, an interrupt before it resumes calls `revocable->leave` and takes the place of the
  /// wake.
  void wake(std::uint32_t slot, WaitNode* revocable = nullptr) {
    Slot& s = slots_[slot];
    s.node = revocable;
    s.state = State::woken;
    s.reason = Wake::done;
    schedule(slot, now_);
  }
  /// The thing the process waits in is going away: it waits on, for its deadline or an interrupt.
  void forget(std::uint32_t slot) { slots_[slot].node = nullptr; }
  Wake last_wake() const { return last_wake_; }
  std::uint32_t current_slot() const { return current_; }
  /// A process has reached its end.
  void finished(std::uint32_t slot) noexcept {
    Slot& s = slots_[slot];
    s.handle = nullptr;
    ++s.life;
    ++s.ticket;
    current_ = kNone;  // destructors of its arguments run outside of any process
    free_.push_back(slot);
  }
  void fail(std::exception_ptr e) { failure_ = std::move(e); }

 private:
  static constexpr std::uint32_t kNone = 0xffffffff;

  struct Event {
    Time at;
    std::uint64_t order;  ///< rank in the upper 8 bits, then order of scheduling
    std::uint32_t slot;
    std::uint32_t ticket;
    Time time() const { return at; }
    friend bool operator<(const Event& a, const Event& b) {
      return a.at != b.at ? a.at < b.at : a.order < b.order;
    }
  };
  static_assert(sizeof(Event) == 24);

  enum class State : std::uint8_t { ready, waiting, woken, interrupted };

  struct Slot {
    Process::Handle handle;
    WaitNode* node = nullptr;
    std::uint32_t ticket = 0;  ///< only the event with this ticket may resume the process
    std::uint32_t life = 0;
    State state = State::ready;
    Wake reason = Wake::done;
    std::uint8_t rank = 128;
    bool interrupt_pending = false;
  };

  /// Events of this very instant, in order, need no heap: a ring that doubles.
  class Instant {
   public:
    bool empty() const { return head_ == tail_; }
    const Event& front() const { return ring_[head_ & mask_]; }
    void push(const Event& e) {
      if (tail_ - head_ > mask_) [[unlikely]]
        grow();
      ring_[tail_++ & mask_] = e;
    }
    Event pop() { return ring_[head_++ & mask_]; }

   private:
    void grow();
    std::vector<Event> ring_ = std::vector<Event>(64);
    std::size_t head_ = 0, tail_ = 0, mask_ = 63;
  };

  void schedule(std::uint32_t slot, Time at) {
    Slot& s = slots_[slot];
    const Event e{at, (static_cast<std::uint64_t>(s.rank) << 56) | order_++, slot, ++s.ticket};
    if (at == now_ && s.rank == 128)
      instant_.push(e);
    else
      queue_.push(e);
  }
  bool take(Time until, Event& e);
  void resume(const Event& e);
  void run_events(Time until);
  bool run_one(Time until);  ///< false: no event before `until`
  void add_slot();
  void interrupt_now(std::uint32_t slot);

  EventQueue<Event> queue_;
  Instant instant_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
  std::exception_ptr failure_;
  std::uint64_t order_ = 0, events_ = 0;
  Time now_{0};
  std::uint32_t current_ = kNone;
  Wake last_wake_ = Wake::done;
};

inline std::suspend_never Process::promise_type::final_suspend() noexcept {
  simulation->finished(slot);
  return {};
}

inline ProcessId Simulation::spawn_at(Time at, Process process, int rank) {
  WARDTWIN_ASSERT(at >= now_, "a process was started in the past");
  WARDTWIN_ASSERT(rank >= -128 && rank <= 127, "a rank is outside -128 .. 127");
  if (free_.empty()) [[unlikely]]
    add_slot();
  const std::uint32_t slot = free_.back();
  free_.pop_back();
  Slot& s = slots_[slot];
  s.handle = process.release();
  s.handle.promise().simulation = this;
  s.handle.promise().slot = slot;
  s.node = nullptr;
  s.state = State::ready;
  s.reason = Wake::done;
  s.rank = static_cast<std::uint8_t>(rank + 128);
  s.interrupt_pending = false;
  const ProcessId id{slot, s.life};
  if (at != kNever) schedule(slot, at);
  return id;
}

}  // namespace wardtwin::kernel
