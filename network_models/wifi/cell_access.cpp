#include <algorithm>

#include "network_models/wifi/cell.h"

namespace wardtwin::wifi {

/// A message found its queue empty: it waits for the rest of the post-backoff, or draws a backoff
/// if the medium is busy or not yet idle for AIFS, or goes out at the next slot boundary.
void Cell::contend(std::uint32_t node, std::uint32_t lane) {
  Node& n = nodes_[node];
  Lane& l = n.lanes[lane];
  const std::uint32_t c = l.contention_class;
  const std::int64_t clock = contention_.clock(c);
  l.engaged = true;
  const Time may_start = idle_since_ + setup_.wifi.sifs + contention_.aifsn(c) * setup_.wifi.slot;
  if (phase_end_ != kNever || now_ < may_start) {
    if (l.key <= clock) l.key = clock + draw_backoff(n, l);
  } else {
    l.key = ready_slot(l.key, clock, may_start);
  }
  contention_.add(c, l.key, node * 8 + lane);
  update_access();
}

void Cell::update_access() {
  access_at_ = phase_end_ != kNever || contention_.next() == Contention::kNobody
                   ? kNever
                   : idle_since_ + setup_.wifi.sifs + contention_.next() * setup_.wifi.slot;
}

void Cell::go_idle(Time since) {
  phase_ = Phase::idle;
  phase_end_ = kNever;
  idle_since_ = since;
  update_access();
}

/// A foreign sender holds the medium: everybody waits until it falls silent. Who was about to send
/// finds it busy and draws a backoff; the others keep what they have counted.
bool Cell::defer() {
  const Time free = foreign_.free_at(now_);
  if (free == now_) return false;
  const std::int64_t j = contention_.next();
  ids_.clear();
  contention_.take(ids_);
  contention_.advance(j);
  idle_since_ = free;
  for (const std::uint32_t id : ids_) {
    Node& n = nodes_[id / 8];
    Lane& l = n.lanes[id % 8];
    l.key = contention_.clock(l.contention_class) + draw_backoff(n, l);
    contention_.add(l.contention_class, l.key, id);
  }
  update_access();
  return true;
}

void Cell::begin_access() {
  if (foreign_.ever() && defer()) return;
  const std::int64_t j = contention_.next();
  ids_.clear();
  contention_.take(ids_);
  if (ids_.size() == 1 && !has_something(ids_[0])) ids_.clear();
  if (ids_.size() > 1) std::erase_if(ids_, [&](std::uint32_t id) { return !has_something(id); });
  if (ids_.empty()) {
    contention_.find_next();
    return update_access();
  }
  contention_.advance(j);
  transmissions_.clear();
  if (ids_.size() > 1 && !resolve_internal_collisions()) return collide();
  const std::uint32_t id = ids_.front();
  const std::uint32_t lane = id % 8;
  if (setup_.coupled) before_ = air_of(id / 8);
  txop_end_ = now_;
  if (lane != 0) txop_end_ += category(id / 8, lane).txop_limit;
  transmit(id, now_);
}

/// Drops what has expired; a lane with nothing left stops contending.
bool Cell::has_something(std::uint32_t id) {
  Node& n = nodes_[id / 8];
  Lane& l = n.lanes[id % 8];
  if (id % 8 == 0) return true;
  if (l.asks && is_station(id / 8)) return true;
  purge(l);
  top_up();
  if (l.asks && knows_any(id / 8)) return true;
  l.asks = false;
  const bool waits_for_trigger = manages_ && power_[id / 8].known;
  if (!l.queue.empty() && !waits_for_trigger) return true;
  l.asks_block_ack = false;
  l.engaged = false;
  if (manages_) rest(id / 8, now_);
  return false;
}

/// Of one node's lanes that end together the first wins, the others back off as after a collision.
/// True if one transmission is left.
bool Cell::resolve_internal_collisions() {
  std::sort(ids_.begin(), ids_.end());
  std::size_t kept = 1;
  for (std::size_t i = 1; i < ids_.size(); ++i) {
    if (ids_[i] / 8 != ids_[kept - 1] / 8) {
      ids_[kept++] = ids_[i];
      continue;
    }
    const std::uint32_t id = ids_[i];
    failed(id, flow::LossCause::collision);
    back_off(id, idle_since_);
  }
  ids_.resize(kept);
  return kept == 1;
}

/// One more failure of what the lane sends: a wider window, or the end of its attempts.
void Cell::failed(std::uint32_t id, flow::LossCause cause) {
  const std::uint32_t node = id / 8, lane = id % 8;
  Lane& l = nodes_[node].lanes[lane];
  const CategoryDef& c = category(node, lane);
  const bool aggregate = l.in_flight > 1;
  ++l.attempts;
  l.window = std::min(2 * l.window + 1, static_cast<std::uint32_t>(c.cw_max));
  if (l.attempts >= setup_.wifi.attempts) {
    if (l.asks_now()) {  // the next beacon tells the station again; an access point goes on
      l.attempts = 0;
      l.asks = !is_station(node);
    } else {
      give_up(l, cause);
    }
    l.window = static_cast<std::uint32_t>(c.cw_min);
  } else if (aggregate) {
    l.asks_block_ack = true;
  }
  l.in_flight = 0;
  top_up();
}

/// A single frame is dropped; after an aggregate and its requests each frame has used one attempt.
void Cell::give_up(Lane& l, flow::LossCause cause) {
  l.attempts = 0;
  if (l.queue.empty()) return;
  Message& m = l.queue[0];
  if (l.asks_block_ack && ++m.attempts < setup_.wifi.attempts) {
    l.asks_block_ack = false;
    return;
  }
  l.asks_block_ack = false;
  lose(m, cause);
  replace_.push_back(m.source);
  l.queue.pop();
}

/// Post-backoff, or the backoff of the next frame. A sender that waits for its response until
/// `ready` counts from the slot that holds this instant.
void Cell::back_off(std::uint32_t id, Time ready) {
  const std::uint32_t node = id / 8, lane = id % 8;
  Node& n = nodes_[node];
  Lane& l = n.lanes[lane];
  const std::uint32_t c = l.contention_class;
  const std::int64_t b = draw_backoff(n, l);
  l.key = contention_.clock(c) + b;
  if (manages_ && is_station(node) && l.attempts == 0 && has_backlog(node)) report(node);
  const bool triggered = manages_ && power_[node].known;
  l.engaged = ((!l.queue.empty() && !triggered) || l.asks) && !n.down;
  if (!l.engaged) {
    if (manages_) rest(node, std::max(now_, idle_since_));
    return;
  }
  const std::int64_t from =
      ready <= idle_since_
          ? 0
          : (ready - idle_since_ - setup_.wifi.sifs).count() / setup_.wifi.slot.count();
  if (from > contention_.aifsn(c))
    contention_.add_late(c, from, b, id);
  else
    contention_.add(c, l.key, id);
  update_access();
}

void Cell::drop_expired(Lane& l) {
  while (!l.queue.empty() && l.queue[0].expires <= now_) {
    lose(l.queue[0], flow::LossCause::access_failure);
    replace_.push_back(l.queue[0].source);
    l.queue.pop();
    l.attempts = 0;
  }
}

void Cell::lose(const Message& m, flow::LossCause cause) {
  if (manages_) message_gone(m);
  drop(m, cause);
}

void Cell::drop(const Message& m, flow::LossCause cause) {
  urgent_ -= m.alarm != flow::kNone;
  statistics_.lost(setup_.sources[m.source], m, cause, m.alarm);
}

/// A saturated source replaces each message that has gone.
void Cell::replace_gone() {
  for (std::size_t i = 0; i < replace_.size(); ++i) {
    const std::uint32_t slot = source_slot_[replace_[i]];
    if (slot == flow::kNone || !slots_[slot].saturated || !slots_[slot].state.running) continue;
    SourceSlot& s = slots_[slot];
    statistics_.generated(s.flow, now_);
    enqueue(s.sender, s.lane, make_message(s, now_));
  }
  replace_.clear();
}

}  // namespace wardtwin::wifi
