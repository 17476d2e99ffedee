#include "network_models/backbone/wired_edge.h"

#include <algorithm>

#include <fmt/format.h>

#include "sim/base/distribution.h"
#include "sim/base/error.h"

namespace wardtwin::backbone {

WiredEdge::WiredEdge(std::span<const flow::Source> sources, std::vector<WiredSource> mine,
                     std::size_t flows, Time warm_up, Seed seed)
    : state_of_(sources.size(), flow::kNone), statistics_(flows, warm_up) {
  for (const WiredSource& wired : mine) {
    const flow::Source& def = sources[wired.source];
    const bool timed =
        def.pattern == flow::Pattern::periodic || def.pattern == flow::Pattern::poisson;
    if (def.pattern == flow::Pattern::saturated)
      throw InputError(fmt::format("source {}: a wired source cannot be saturated", wired.source));
    if (def.downlink)
      throw InputError(
          fmt::format("source {}: a downlink source starts at a server", wired.source));
    if (timed && def.period <= Time{0})
      throw InputError(fmt::format("source {}: needs a period above 0 s", wired.source));
    if (def.pattern == flow::Pattern::periodic && def.jitter > def.period)
      throw InputError(fmt::format("source {}: its jitter exceeds its period", wired.source));
    state_of_[wired.source] = static_cast<std::uint32_t>(states_.size());
    states_.push_back({def, wired, Stream(seed, wired.key, Purpose::device_phase),
                       Stream(seed, wired.key, Purpose::device_jitter)});
  }
  for (std::uint32_t i = 0; i < states_.size(); ++i)
    if (states_[i].def.on_at_start) begin(states_[i], i, Time{0});
}

void WiredEdge::add(std::span<const flow::Command> commands) {
  for (const flow::Command& c : commands) {
    Kind kind = send;
    if (c.kind == flow::Command::Kind::start_source)
      kind = start;
    else if (c.kind == flow::Command::Kind::stop_source)
      kind = stop;
    else
      WARDTWIN_ASSERT(c.kind == flow::Command::Kind::send, "the wired edge only generates");
    WARDTWIN_ASSERT(c.target < state_of_.size() && state_of_[c.target] != flow::kNone,
                    "a command to the wired edge names one of its sources");
    std::uint32_t index = static_cast<std::uint32_t>(commands_.size());
    if (free_commands_.empty()) {
      commands_.push_back(c);
    } else {
      index = free_commands_.back();
      free_commands_.pop_back();
      commands_[index] = c;
    }
    events_.push({c.at, (static_cast<std::uint64_t>(c.target) << 32) | c.alarm, kind, index});
  }
}

void WiredEdge::run(Time until) {
  frames_.clear();
  while (!events_.empty() && events_.top().at < until) handle(events_.pop());
}

void WiredEdge::begin(State& s, std::uint32_t index, Time now) {
  s.running = true;
  ++s.life;
  if (s.def.pattern == flow::Pattern::on_event) return;
  s.next = now;
  // A period does not begin with its bed: the first message has a random phase.
  if (s.def.pattern == flow::Pattern::periodic)
    s.next += from_seconds(seconds(s.def.period) * s.gaps.uniform());
  else
    s.next += from_seconds(seconds(s.def.period) * standard_exponential(s.gaps));
  schedule(s, index);
}

void WiredEdge::schedule(State& s, std::uint32_t index) {
  Time at = s.next;
  if (s.def.jitter > Time{0}) at += from_seconds(seconds(s.def.jitter) * s.jitter.uniform());
  events_.push({at, (static_cast<std::uint64_t>(s.wired.source) << 32) | s.life, generate, index});
}

void WiredEdge::emit(State& s, Time at, Time created, flow::AlarmIndex alarm) {
  statistics_.generated(s.def.flow, created);
  frames_.push_back({at, created, s.wired.source, s.sequence++, alarm, s.wired.access});
}

void WiredEdge::handle(const Event& e) {
  if (e.kind == generate) {
    State& s = states_[e.index];
    if (!s.running || s.life != static_cast<std::uint32_t>(e.key)) return;
    emit(s, e.at, e.at, flow::kNone);
    s.next += s.def.pattern == flow::Pattern::periodic
                  ? s.def.period
                  : from_seconds(seconds(s.def.period) * standard_exponential(s.gaps));
    return schedule(s, e.index);
  }
  const flow::Command c = commands_[e.index];
  free_commands_.push_back(e.index);
  const std::uint32_t index = state_of_[c.target];
  State& s = states_[index];
  if (e.kind == start && !s.running) begin(s, index, e.at);
  if (e.kind == stop) s.running = false;
  if (e.kind == send) emit(s, e.at, e.at, c.alarm);
}

}  // namespace wardtwin::backbone
