#include "sim/kernel/resource.h"

namespace wardtwin::kernel {

void Claim::steal(Claim& o) noexcept {
  holder_ = o.holder_;
  units_ = o.units_;
  priority_ = o.priority_;
  wake_ = o.wake_;
  preempted_ = o.preempted_;
  newer_ = o.newer_;
  older_ = o.older_;
  resource_ = std::exchange(o.resource_, nullptr);
  if (!resource_) return;
  (newer_ ? newer_->older_ : resource_->newest_) = this;
  if (older_) older_->newer_ = this;
}

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

void Resource::link(Claim& claim) {
  claim.resource_ = this;
  claim.newer_ = nullptr;
  claim.older_ = newest_;
  if (newest_) newest_->newer_ = &claim;
  newest_ = &claim;
}

void Resource::unlink(Claim& claim) {
  (claim.newer_ ? claim.newer_->older_ : newest_) = claim.older_;
  if (claim.older_) claim.older_->newer_ = claim.newer_;
  claim.resource_ = nullptr;
}

void Resource::grant(Claim& claim, const AcquireOptions& options, ProcessId holder) {
  claim.units_ = options.units;
  claim.priority_ = options.priority;
  claim.holder_ = holder;
  link(claim);
}

void Resource::give_back(Claim& claim) {
  unlink(claim);
  use(-claim.units_);
  serve();
}

Resource::Acquire::Acquire(Resource* r, AcquireOptions o)
    : resource(r), sim(r->sim_), options(o) {
  WARDTWIN_ASSERT(o.units > 0, "a process asked for no units of a resource");
  priority = o.priority;
  // Called while in line, or between a grant and the moment the process would learn of it.
  leave = [](WaitNode& n) {
    auto& self = static_cast<Acquire&>(n);
    if (self.state == State::granted)
      self.claim.release();
    else
      self.resource->leave_queue(self);
  };
}

bool Resource::Acquire::await_ready() {
  Resource& r = *resource;
  const Waiter* const first = r.waiting_.first();
  if (first && first->priority <= options.priority) return false;
  if (r.in_use_ + options.units > r.capacity_ && !(options.preempt && r.preempt_for(options)))
    return false;
  r.use(options.units);
  if (options.preempt) r.serve();
  state = State::taken_at_once;
  return true;
}

void Resource::Acquire::await_suspend(Process::Handle h) {
  Resource& r = *resource;
  slot = h.promise().slot;
  r.waiting_.push(*this);
  r.queue_.set(sim->now(), static_cast<double>(r.waiting_.size()));
  sim->sleep(slot, sim->after(options.timeout), this);
}

Claim Resource::Acquire::await_resume() {
  if (state == State::taken_at_once) {
    Claim now;
    resource->grant(now, options, sim->current());
    return now;
  }
  claim.wake_ = sim->last_wake();
  return std::move(claim);
}

void Resource::leave_queue(Waiter& w) {
  waiting_.remove(w);
  queue_.set(sim_->now(), static_cast<double>(waiting_.size()));
  serve();
}

void Resource::set_capacity(int capacity) {
  WARDTWIN_ASSERT(capacity >= 0, "a resource was given a negative capacity");
  capacity_ = capacity;
  serve();
}

void Resource::serve() {
  while (Waiter* const first = waiting_.first()) {
    auto& next = static_cast<Acquire&>(*first);
    if (in_use_ + next.options.units > capacity_) break;
    waiting_.remove(next);
    queue_.set(sim_->now(), static_cast<double>(waiting_.size()));
    use(next.options.units);
    grant(next.claim, next.options, sim_->id_of(next.slot));
    next.state = Acquire::State::granted;
    sim_->wake(next.slot, &next);
  }
}

void Resource::take_from(Claim& claim) {
  unlink(claim);
  use(-claim.units_);
  claim.preempted_ = true;
  claim.wake_ = Wake::interrupted;
  sim_->interrupt(claim.holder_);
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
