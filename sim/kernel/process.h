#pragma once

#include <coroutine>
#include <cstdint>
#include <exception>
#include <vector>

#include "sim/base/time.h"
#include "sim/kernel/event_heap.h"

/// Processes: life stories (patients, nurses) as C++20 coroutines on one event queue.
///
///     Process patient(Simulation& sim, Resource& beds, Time stay) {
///       Claim bed = co_await beds.acquire({.priority = 1, .timeout = 4h});
///       if (!bed) co_return;                 // timed out or interrupted: bed.wake() says which
///       co_await sim.delay(stay);
///     }                                      // a Claim gives itself back
///     sim.spawn(patient(sim, beds, 3h));
namespace wardtwin::kernel {

/// How a wait ended.
enum class Wake : std::uint8_t { done, timeout, interrupted };

/// Names a process; stays safe after the process has ended (index and generation).
struct ProcessId {
  std::uint32_t slot = 0xffffffff;
  std::uint32_t life = 0;
  friend bool operator==(ProcessId, ProcessId) = default;
};

/// Memory of coroutine frames: free lists by size class; single-threaded per Simulation's thread.
void* allocate_frame(std::size_t bytes);
void free_frame(void* frame, std::size_t bytes) noexcept;

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
    auto final_suspend() noexcept;
    void return_void() noexcept {}
    void unhandled_exception();
    static void* operator new(std::size_t bytes) { return allocate_frame(bytes); }
    static void operator delete(void* p, std::size_t bytes) noexcept { free_frame(p, bytes); }
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
/// (rank, order of scheduling); rank 0 is the default, smaller runs first.
class Simulation {
 public:
  Simulation() = default;
  Simulation(const Simulation&) = delete;
  Simulation& operator=(const Simulation&) = delete;
  ~Simulation();

  Time now() const { return now_; }
  Time next_event() const { return queue_.empty() ? kNever : queue_.top().at; }
  std::uint64_t events() const { return events_; }

  /// Starts a process at the present instant (it runs when the loop reaches its event).
  ProcessId spawn(Process process) { return spawn_at(now_, std::move(process)); }
  ProcessId spawn_at(Time at, Process process);

  /// Ends a process's present wait at once with Wake::interrupted. False if it has ended.
  bool interrupt(ProcessId id);
  bool alive(ProcessId id) const;
  ProcessId current() const { return {current_, slots_[current_].life}; }

  /// Runs all events before `until` and sets the clock to it.
  void run_until(Time until);
  /// Runs until no event is left.
  void run();

  struct Delay {
    Simulation& sim;
    Time length;
    bool await_ready() const noexcept { return false; }
    void await_suspend(Process::Handle h) { sim.sleep(h.promise().slot, sim.now_ + length, nullptr); }
    Wake await_resume() const { return sim.last_wake_; }
  };
  Delay delay(Time length) { return {*this, length}; }

  // For resources, queues and stores.

  /// Suspends the process in `slot` until wake(), or until `deadline` with Wake::timeout.
  void sleep(std::uint32_t slot, Time deadline, WaitNode* node);
  /// Schedules the waiting process in `slot` to resume now with Wake::done.
  void wake(std::uint32_t slot);
  Wake last_wake() const { return last_wake_; }
  std::uint32_t current_slot() const { return current_; }
  void finished(std::uint32_t slot);
  void fail(std::exception_ptr e) { failure_ = e; }

 private:
  struct Event {
    Time at;
    std::uint64_t order;
    std::uint32_t slot;
    std::uint32_t ticket;
    friend bool operator<(const Event& a, const Event& b) {
      return a.at != b.at ? a.at < b.at : a.order < b.order;
    }
  };
  static_assert(sizeof(Event) == 24);

  struct Slot {
    Process::Handle handle;
    WaitNode* node = nullptr;
    std::uint32_t ticket = 0;  ///< only the event with this ticket may resume the process
    std::uint32_t life = 0;
    Wake reason = Wake::done;
    bool timer = false;        ///< the pending event is a deadline of a wait in a queue
  };

  void step();
  void schedule(std::uint32_t slot, Time at);

  EventHeap<Event> queue_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
  std::exception_ptr failure_;
  std::uint64_t order_ = 0, events_ = 0;
  Time now_{0};
  std::uint32_t current_ = 0;
  Wake last_wake_ = Wake::done;
};

inline auto Process::promise_type::final_suspend() noexcept {
  struct End {
    bool await_ready() const noexcept { return false; }
    void await_suspend(Handle h) const noexcept {
      auto& promise = h.promise();
      promise.simulation->finished(promise.slot);
    }
    void await_resume() const noexcept {}
  };
  return End{};
}

}  // namespace wardtwin::kernel
