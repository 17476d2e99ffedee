#include "sim/kernel/process.h"

namespace wardtwin::kernel {

void Process::promise_type::unhandled_exception() { simulation->fail(std::current_exception()); }

void Simulation::Instant::grow() {
  std::vector<Event> larger(2 * ring_.size());
  for (std::size_t i = head_; i != tail_; ++i) larger[i & (larger.size() - 1)] = ring_[i & mask_];
  ring_.swap(larger);
  mask_ = ring_.size() - 1;
}

Simulation::~Simulation() {
  // All leave their queues first, so that a claim given back below finds nobody that is gone.
  for (Slot& s : slots_)
    if (WaitNode* node = std::exchange(s.node, nullptr)) node->leave(*node);
  for (std::size_t i = 0; i < slots_.size(); ++i)
    if (const Process::Handle handle = std::exchange(slots_[i].handle, nullptr)) handle.destroy();
}

void Simulation::add_slot() {
  const auto slot = static_cast<std::uint32_t>(slots_.size());
  slots_.emplace_back();
  free_.reserve(slots_.capacity());  // so that the end of a process allocates nothing
  free_.push_back(slot);
}

bool Simulation::interrupt(ProcessId id) {
  if (!alive(id)) return false;
  const Slot& s = slots_[id.slot];
  if (s.state == State::waiting || (s.state == State::woken && s.node))
    interrupt_now(id.slot);
  else if (s.state != State::interrupted)
    slots_[id.slot].interrupt_pending = true;
  return true;
}

void Simulation::interrupt_now(std::uint32_t slot) {
  Slot& s = slots_[slot];
  s.interrupt_pending = false;
  s.state = State::interrupted;
  s.reason = Wake::interrupted;
  schedule(slot, now_);
  // Last, since it may serve others and so schedule them: they come after this process.
  if (WaitNode* node = std::exchange(s.node, nullptr)) node->leave(*node);
}

bool Simulation::stop(ProcessId id) {
  if (!alive(id) || id.slot == current_) return false;
  if (WaitNode* node = std::exchange(slots_[id.slot].node, nullptr)) node->leave(*node);
  const std::uint32_t running = current_;
  const Process::Handle handle = slots_[id.slot].handle;
  finished(id.slot);
  current_ = running;
  handle.destroy();
  return true;
}

// Before `until`; the queue's first event comes before one of this instant only if it is of this
// instant too, and was scheduled earlier or for a smaller rank.
inline bool Simulation::take(Time until, Event& e) {
  if (instant_.empty()) {
    if (queue_.empty() || !(queue_.top().at < until)) return false;
    e = queue_.pop();
    return true;
  }
  if (!(now_ < until)) return false;
  e = !queue_.empty() && queue_.top() < instant_.front() ? queue_.pop() : instant_.pop();
  return true;
}

inline void Simulation::resume(const Event& e) {
  Slot& s = slots_[e.slot];
  if (s.ticket != e.ticket) return;
  now_ = e.at;
  ++events_;
  const Wake reason = s.reason;
  WaitNode* const node = std::exchange(s.node, nullptr);
  s.state = State::ready;
  current_ = e.slot;
  const Process::Handle handle = s.handle;
  if (node && reason == Wake::timeout) [[unlikely]]
    node->leave(*node);
  last_wake_ = reason;
  handle.resume();
  current_ = kNone;
  if (failure_) [[unlikely]]
    std::rethrow_exception(std::exchange(failure_, nullptr));
}

void Simulation::run_events(Time until) {
  for (Event e; take(until, e);) resume(e);
}

bool Simulation::run_one(Time until) {
  Event e;
  if (!take(until, e)) return false;
  resume(e);
  return true;
}

void Simulation::run_until(Time until) {
  run_events(until);
  if (now_ < until) now_ = until;
}

void Simulation::run() { run_events(kNever); }

}  // namespace wardtwin::kernel
