#include "sim/kernel/resource.h"

namespace wardtwin::kernel {

bool Resource::Acquire::await_ready() {
  if (!resource->waiting_.empty() || resource->in_use_ + options.units > resource->capacity_)
    return false;
  resource->take(options.units);
  return granted = true;
}

void Resource::Acquire::await_suspend(Process::Handle h) {
  slot = h.promise().slot;
  order = resource->order_++;
  resource->waiting_.insert(this);
  resource->queue_.set(resource->sim_->now(), static_cast<double>(resource->waiting_.size()));
  const Time now = resource->sim_->now();
  resource->sim_->sleep(slot, options.timeout == kNever ? kNever : now + options.timeout, this);
}

Claim Resource::Acquire::await_resume() {
  if (granted) return {resource, options.units, Wake::done};
  return {nullptr, 0, resource->sim_->last_wake()};
}

void Resource::release(int units) {
  take(-units);
  serve();
}

void Resource::set_capacity(int capacity) {
  capacity_ = capacity;
  serve();
}

void Resource::serve() {
  while (!waiting_.empty()) {
    Acquire* first = *waiting_.begin();
    if (in_use_ + first->options.units > capacity_) break;
    waiting_.erase(waiting_.begin());
    take(first->options.units);
    first->granted = true;
    sim_->wake(first->slot);
  }
  queue_.set(sim_->now(), static_cast<double>(waiting_.size()));
}

}  // namespace wardtwin::kernel
