#include "sim/kernel/process.h"

#include <array>
#include <new>

#include "sim/base/error.h"

namespace wardtwin::kernel {
namespace {

// Free lists of frames in steps of 64 bytes; larger frames go to the general allocator.
constexpr std::size_t kStep = 64, kClasses = 64;

struct FreeFrame {
  FreeFrame* next;
};

struct FramePool {
  std::array<FreeFrame*, kClasses> free{};
  ~FramePool() {
    for (FreeFrame* list : free)
      while (list) ::operator delete(std::exchange(list, list->next));
  }
};

thread_local FramePool pool;

}  // namespace

void* allocate_frame(std::size_t bytes) {
  const std::size_t size_class = (bytes + kStep - 1) / kStep;
  if (size_class >= kClasses) return ::operator new(bytes);
  if (FreeFrame* frame = pool.free[size_class]) {
    pool.free[size_class] = frame->next;
    return frame;
  }
  return ::operator new(size_class * kStep);
}

void free_frame(void* frame, std::size_t bytes) noexcept {
  const std::size_t size_class = (bytes + kStep - 1) / kStep;
  if (size_class >= kClasses) return ::operator delete(frame);
  auto* node = static_cast<FreeFrame*>(frame);
  node->next = pool.free[size_class];
  pool.free[size_class] = node;
}

void Process::promise_type::unhandled_exception() { simulation->fail(std::current_exception()); }

Simulation::~Simulation() {
  for (Slot& s : slots_)
    if (s.handle) std::exchange(s.handle, nullptr).destroy();
}

ProcessId Simulation::spawn_at(Time at, Process process) {
  WARDTWIN_ASSERT(at >= now_, "a process was started in the past");
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
  s.reason = Wake::done;
  s.timer = false;
  s.node = nullptr;
  schedule(slot, at);
  return {slot, s.life};
}

bool Simulation::alive(ProcessId id) const {
  return id.slot < slots_.size() && slots_[id.slot].life == id.life && slots_[id.slot].handle;
}

void Simulation::schedule(std::uint32_t slot, Time at) {
  queue_.push({at, order_++, slot, ++slots_[slot].ticket});
}

void Simulation::sleep(std::uint32_t slot, Time deadline, WaitNode* node) {
  Slot& s = slots_[slot];
  s.node = node;
  s.reason = Wake::done;
  s.timer = node != nullptr;
  if (deadline != kNever)
    schedule(slot, deadline);
  else
    ++s.ticket;
}

void Simulation::wake(std::uint32_t slot) {
  Slot& s = slots_[slot];
  s.node = nullptr;
  s.timer = false;
  s.reason = Wake::done;
  schedule(slot, now_);
}

bool Simulation::interrupt(ProcessId id) {
  if (!alive(id)) return false;
  Slot& s = slots_[id.slot];
  if (WaitNode* node = std::exchange(s.node, nullptr)) node->leave(*node);
  s.timer = false;
  s.reason = Wake::interrupted;
  schedule(id.slot, now_);
  return true;
}

void Simulation::finished(std::uint32_t slot) {
  Slot& s = slots_[slot];
  ++s.life;
  ++s.ticket;
  free_.push_back(slot);
  std::exchange(s.handle, nullptr).destroy();
}

void Simulation::step() {
  const Event e = queue_.pop();
  Slot& s = slots_[e.slot];
  if (s.ticket != e.ticket) return;
  now_ = e.at;
  ++events_;
  if (s.timer) {
    s.timer = false;
    s.reason = Wake::timeout;
    if (WaitNode* node = std::exchange(s.node, nullptr)) node->leave(*node);
  }
  current_ = e.slot;
  last_wake_ = s.reason;
  ++s.ticket;
  s.handle.resume();
  if (failure_) [[unlikely]] std::rethrow_exception(std::exchange(failure_, nullptr));
}

void Simulation::run_until(Time until) {
  while (!queue_.empty() && queue_.top().at < until) step();
  if (now_ < until) now_ = until;
}

void Simulation::run() {
  while (!queue_.empty()) step();
}

}  // namespace wardtwin::kernel
