#include "sim/kernel/process.h"

namespace wardtwin::kernel {

void Process::promise_type::unhandled_exception() { simulation->fail(std::current_exception()); }

Simulation::~Simulation() {
  // All leave their queues first, so that a claim given back below finds nobody that is gone.
  for (Slot& s : slots_)
    if (WaitNode* node = std::exchange(s.node, nullptr)) node->leave(*node);
  for (std::size_t i = 0; i < slots_.size(); ++i)
    if (const Process::Handle handle = std::exchange(slots_[i].handle, nullptr)) handle.destroy();
}

ProcessId Simulation::spawn_at(Time at, Process process, int rank) {
  WARDTWIN_ASSERT(at >= now_, "a process was started in the past");
  WARDTWIN_ASSERT(rank >= -128 && rank <= 127, "a rank is outside -128 .. 127");
  std::uint32_t slot;
  if (free_.empty()) {
    slot = static_cast<std::uint32_t>(slots_.size());
    slots_.emplace_back();
  } else {
    slot = free_.back();
    free_.pop_back();
  }
  Slot& s = slots_[slot];
  s.handle = process.release();
  s.handle.promise().simulation = this;
  s.handle.promise().slot = slot;
  s.rank = static_cast<std::uint8_t>(rank + 128);
  s.state = State::ready;
  s.reason = Wake::done;
  s.interrupt_pending = false;
  s.node = nullptr;
  const ProcessId id{slot, s.life};
  if (at != kNever) schedule(slot, at);
  return id;
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
  finished(id.slot);
  return true;
}

void Simulation::finished(std::uint32_t slot) {
  Slot& s = slots_[slot];
  const Process::Handle handle = std::exchange(s.handle, nullptr);
  ++s.life;
  ++s.ticket;
  handle.destroy();  // its arguments' destructors may start processes, so `s` ends here
  free_.push_back(slot);
}

bool Simulation::step(Time until) {
  Event e;
  if (instant_.empty()) {
    if (queue_.empty() || !(queue_.top().at < until)) return false;
    e = queue_.pop();
  } else if (!queue_.empty() && queue_.top() < instant_.front()) {
    if (!(queue_.top().at < until)) return false;
    e = queue_.pop();
  } else {
    if (!(now_ < until)) return false;
    e = instant_.pop();
  }
  Slot& s = slots_[e.slot];
  if (s.ticket != e.ticket) return true;
  now_ = e.at;
  ++events_;
  const Wake reason = s.reason;
  WaitNode* const node = std::exchange(s.node, nullptr);
  s.state = State::ready;
  current_ = e.slot;
  const Process::Handle handle = s.handle;
  if (node && reason == Wake::timeout) node->leave(*node);
  last_wake_ = reason;
  handle.resume();
  current_ = kNone;
  if (failure_) [[unlikely]] std::rethrow_exception(std::exchange(failure_, nullptr));
  return true;
}

void Simulation::run_until(Time until) {
  while (step(until)) {
  }
  if (now_ < until) now_ = until;
}

void Simulation::run() {
  while (step(kNever)) {
  }
}

}  // namespace wardtwin::kernel
