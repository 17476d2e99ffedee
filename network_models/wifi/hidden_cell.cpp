#include "network_models/wifi/hidden_cell.h"

#include <algorithm>
#include <tuple>

#include "sim/base/error.h"

namespace wardtwin::wifi {

bool HiddenCell::Order::operator<(const Order& other) const {
  const auto key = [](const flow::Command& c) {
    return std::tuple(c.at, c.kind, c.target, c.sequence, c.alarm, c.created);
  };
  return key(command) < key(other.command);
}

HiddenCell::HiddenCell(const CellSetup& setup, std::vector<std::uint64_t> hears,
                       std::vector<HiddenStation> stations)
    : setup_(setup),
      source_slot_(setup.sources.size(), flow::kNone),
      statistics_(setup.flows, setup.warm_up) {
  WARDTWIN_ASSERT(setup.access_points.size() == 1, "hidden stations share one access point");
  WARDTWIN_ASSERT(hears.size() <= 64, "groups are the bits of one word");
  for (HiddenStation& s : stations) add(s, hears);
}

void HiddenCell::add(HiddenStation& station, const std::vector<std::uint64_t>& hears) {
  WARDTWIN_ASSERT(station.group < hears.size(), "a station is in a group that is described");
  const auto node = static_cast<std::uint32_t>(nodes_.size());
  Node& n = nodes_.emplace_back();
  n.backoff = station.state.backoff;
  n.errors = station.state.errors;
  std::size_t lane = static_cast<std::size_t>(AccessCategory::best_effort);
  if (!station.state.sources.empty())
    lane = static_cast<std::size_t>(station.state.sources[0].category);
  n.category = setup_.station[lane];
  n.lane = static_cast<std::uint8_t>(lane);
  n.window = static_cast<std::uint32_t>(n.category.cw_min);
  const auto same = [&](const Ears& e) {
    return e.group == station.group && e.aifsn == n.category.aifsn;
  };
  const auto found = std::find_if(ears_.begin(), ears_.end(), same);
  n.ears = static_cast<std::uint32_t>(found - ears_.begin());
  if (found == ears_.end()) add_ears(hears[station.group], station.group, n.category.aifsn);
  for (const SourceState& state : station.state.sources) {
    const flow::Source& def = setup_.sources[state.source];
    WARDTWIN_ASSERT(!def.downlink, "a cell with hidden stations carries uplink only");
    WARDTWIN_ASSERT(static_cast<std::size_t>(state.category) == lane, "one queue per station");
    const auto slot = static_cast<std::uint32_t>(slots_.size());
    SourceSlot& s = slots_.emplace_back();
    s.state = state;
    s.node = node;
    s.flow = def.flow;
    s.bytes = static_cast<int>(def.payload_bytes) + setup_.wifi.header_bytes;
    s.airtime = station.link.up.airtime(s.bytes);
    s.error = station.link.up.error_of(s.bytes);
    source_slot_[state.source] = slot;
    if (state.next != kNever) due_.push({state.next, state.source, slot});
  }
}

void HiddenCell::add_ears(std::uint64_t hears, std::uint32_t group, int aifsn) {
  Ears& e = ears_.emplace_back();
  e.hears = hears | std::uint64_t{1} << group;
  e.group = group;
  e.aifsn = aifsn;
  e.resume = setup_.wifi.sifs + aifsn * setup_.wifi.slot;
}

void HiddenCell::post(const flow::Command& command) {
  WARDTWIN_ASSERT(command.at >= now_, "a command comes before the window it is for");
  orders_.push({command});
}

Time HiddenCell::next_event() const {
  Time t = kNever;
  for (const OnAir& tx : on_air_) t = std::min(t, tx.end);
  for (const OnAir& r : replies_) t = std::min(t, r.end);
  for (const Ears& e : ears_) t = std::min(t, e.next);
  if (!orders_.empty()) t = std::min(t, orders_.top().command.at);
  if (!due_.empty()) t = std::min(t, due_.top().at);
  return t;
}

void HiddenCell::run(Time until, CellOutput& out) {
  out_ = &out;
  for (Time t = next_event(); t < until; t = next_event()) {
    now_ = t;
    const auto ends = [t](const OnAir& tx) { return tx.end == t; };
    if (std::any_of(on_air_.begin(), on_air_.end(), ends))
      end_frames();
    else if (!orders_.empty() && orders_.top().command.at == t)
      handle(orders_.pop().command);
    else if (!due_.empty() && due_.top().at == t)
      arrive();
    else
      start_frames();
  }
  now_ = std::max(now_, until);
}

void HiddenCell::handle(const flow::Command& c) {
  using What = flow::Command::Kind;
  const bool known =
      c.kind == What::start_source || c.kind == What::stop_source || c.kind == What::send;
  if (!known || c.target >= source_slot_.size() || source_slot_[c.target] == flow::kNone) {
    out_->misdirected.push_back(c);
    out_->misdirected.back().at = now_;
    return;
  }
  const std::uint32_t slot = source_slot_[c.target];
  SourceSlot& s = slots_[slot];
  if (c.kind == What::stop_source) return s.state.stop();
  if (c.kind == What::start_source) {
    if (s.state.running) return;
    s.state.start(setup_.sources[c.target], now_);
    if (s.state.next != kNever) due_.push({s.state.next, c.target, slot});
    return;
  }
  Message m = make_message(s, c.created);
  m.alarm = c.alarm;
  statistics_.generated(s.flow, m.created);
  enqueue(s.node, m);
}

void HiddenCell::arrive() {
  const Due due = due_.pop();
  SourceSlot& s = slots_[due.slot];
  if (s.state.next != due.at) return;  // it was stopped meanwhile
  const flow::Source& def = setup_.sources[due.source];
  const Time created = s.state.generate(def);
  const bool saturated = def.pattern == flow::Pattern::saturated;
  for (int i = saturated ? setup_.wifi.saturated_backlog : 1; i > 0; --i) {
    statistics_.generated(s.flow, created);
    enqueue(s.node, make_message(s, created));
  }
  if (s.state.next != kNever) due_.push({s.state.next, due.source, due.slot});
}

Message HiddenCell::make_message(SourceSlot& s, Time created) {
  const Time life = nodes_[s.node].category.lifetime;
  return {.created = created,
          .expires = life.count() > 0 ? now_ + life : kNever,
          .source = s.state.source,
          .sequence = s.state.sequence++};
}

void HiddenCell::enqueue(std::uint32_t node, const Message& m) {
  Node& n = nodes_[node];
  const auto limit = static_cast<std::uint32_t>(n.category.queue_limit);
  if (n.queue.size() >= limit && !n.sending) purge(n);
  if (n.queue.size() >= limit)
    return statistics_.lost(setup_.sources[m.source], m, flow::LossCause::radio_queue_full);
  n.queue.push(m);
  if (!n.engaged) contend(node);
}

const HiddenCell::SourceSlot& HiddenCell::first_of(std::uint32_t node) const {
  return slots_[source_slot_[nodes_[node].queue[0].source]];
}

/// A saturated source replaces each message that has gone.
void HiddenCell::remove_first(Node& n) {
  SourceSlot& s = slots_[source_slot_[n.queue[0].source]];
  n.queue.pop();
  const flow::Source& def = setup_.sources[s.state.source];
  if (!s.state.running || def.pattern != flow::Pattern::saturated) return;
  statistics_.generated(s.flow, now_);
  n.queue.push(make_message(s, now_));
}

void HiddenCell::purge(Node& n) {
  while (!n.queue.empty() && n.queue[0].expires <= now_) {
    statistics_.lost(setup_.sources[n.queue[0].source], n.queue[0],
                     flow::LossCause::access_failure);
    remove_first(n);
    n.attempts = 0;
  }
}

void HiddenCell::deliver(std::uint32_t node) {
  Node& n = nodes_[node];
  const Message m = n.queue[0];
  const SourceSlot& s = first_of(node);
  if (setup_.counts_delivery)
    statistics_.delivered(s.flow, m.created, now_,
                          static_cast<std::uint32_t>(s.bytes - setup_.wifi.header_bytes));
  out_->received.push_back({.at = now_,
                            .created = m.created,
                            .source = m.source,
                            .sequence = m.sequence,
                            .alarm = m.alarm,
                            .entry = setup_.access_points[0]});
  n.attempts = 0;
  n.window = static_cast<std::uint32_t>(n.category.cw_min);
  n.sending = false;
  remove_first(n);
}

/// One more failure: a wider window, or the end of the message's attempts.
void HiddenCell::failed(std::uint32_t node, flow::LossCause cause) {
  Node& n = nodes_[node];
  n.window = std::min(2 * n.window + 1, static_cast<std::uint32_t>(n.category.cw_max));
  if (++n.attempts < setup_.wifi.attempts) return;
  statistics_.lost(setup_.sources[n.queue[0].source], n.queue[0], cause);
  n.attempts = 0;
  n.window = static_cast<std::uint32_t>(n.category.cw_min);
  remove_first(n);
}

std::uint64_t HiddenCell::held(flow::FlowIndex flow) const {
  std::uint64_t sum = 0;
  for (const Node& n : nodes_) sum += wifi::held(n.queue, flow, setup_);
  return sum;
}

}  // namespace wardtwin::wifi
