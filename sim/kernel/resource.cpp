#include "sim/kernel/resource.h"

namespace wardtwin::kernel {

Resource::~Resource() {
  while (newest_) {
    Claim& claim = *newest_;
    unlink(claim);
  }
  while (Waiter* w = waiting_.first()) {
    waiting_.remove(*w);
    sim_->forget(w->slot);
  }
}

// Called while in line, or between a grant and the moment the process would learn of it.
void Resource::leave(WaitNode& node) {
  auto& self = static_cast<Acquire&>(node);
  if (self.state == Acquire::State::granted) return self.claim.release();
  self.resource->waiting_.remove(self);
  self.resource->serve();
}

void Resource::set_capacity(int capacity) {
  WARDTWIN_ASSERT(capacity >= 0, "a resource was given a negative capacity");
  capacity_ = capacity;
  serve();
}

void Resource::take_from(Claim& claim) {
  unlink(claim);
  in_use_ -= claim.units_;
  claim.preempted_ = true;
  claim.wake_ = Wake::interrupted;
  if (claim.tell_) sim_->interrupt(claim.holder_);
}

void Resource::recall() {
  while (in_use_ > capacity_ && newest_) {
    Claim* worst = newest_;
    for (Claim* c = newest_; c; c = c->older_)
      if (c->priority_ > worst->priority_) worst = c;
    take_from(*worst);
  }
  serve();
}

bool Resource::preempt_for(const AcquireOptions& options) {
  const ProcessId self = sim_->current();
  const auto may_lose = [&](const Claim& c) {
    return c.priority_ > options.priority && c.holder_ != self;
  };
  int attainable = capacity_ - in_use_;
  for (const Claim* c = newest_; c; c = c->older_)
    if (may_lose(*c)) attainable += c->units_;
  if (attainable < options.units) return false;
  while (in_use_ + options.units > capacity_) {
    Claim* worst = nullptr;
    for (Claim* c = newest_; c; c = c->older_)
      if (may_lose(*c) && (!worst || c->priority_ > worst->priority_)) worst = c;
    take_from(*worst);
  }
  return true;
}

}  // namespace wardtwin::kernel
