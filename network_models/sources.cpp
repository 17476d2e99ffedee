#include "network_models/sources.h"

namespace wardtwin::radio {

void SourceState::start(const flow::Source& def, Time at) {
  if (running) return;
  running = started = true;
  switch (def.pattern) {
    case flow::Pattern::periodic:
      base = at + uniform_below(def.period, random);
      next = base + uniform_below(def.jitter, random);
      break;
    case flow::Pattern::poisson:
      next = at + from_seconds(seconds(def.period) * standard_exponential(random));
      break;
    case flow::Pattern::saturated: next = at; break;
    case flow::Pattern::on_event: next = kNever; break;
  }
}

std::uint32_t Sources::add(flow::SourceIndex source, std::uint32_t owner) {
  const auto slot = static_cast<std::uint32_t>(states_.size());
  SourceState state;
  state.source = source;
  state.random = Stream(seed_, source, Purpose::device_phase);
  states_.push_back(state);
  owners_.push_back(owner);
  const std::pair entry{source, slot};
  slots_.insert(std::upper_bound(slots_.begin(), slots_.end(), entry), entry);
  if (defs_[source].on_at_start) start(slot, Time{0});
  return slot;
}

void Sources::start(std::uint32_t slot, Time at) {
  SourceState& s = states_[slot];
  if (s.running) return;
  s.start(defs_[s.source], at);
  if (s.next != kNever) due_.push({s.next, s.source, slot});
}

void Sources::stop(std::uint32_t slot) {
  SourceState& s = states_[slot];
  if (s.next != kNever) due_.remove(slot);
  s.stop();
}

Message Sources::take() {
  const std::uint32_t slot = due_.top().slot;
  SourceState& s = states_[slot];
  const Time created = s.generate(defs_[s.source]);
  if (s.next == kNever)
    due_.pop();
  else
    due_.replace_top({s.next, s.source, slot});
  return make(slot, created);
}

Message Sources::make(std::uint32_t slot, Time created) {
  SourceState& s = states_[slot];
  return {.created = created, .source = s.source, .sequence = s.sequence++};
}

std::uint32_t Sources::slot_of(flow::SourceIndex source) const {
  const auto at = std::lower_bound(slots_.begin(), slots_.end(), std::pair{source, 0u});
  return at != slots_.end() && at->first == source ? at->second : flow::kNone;
}

}  // namespace wardtwin::radio
