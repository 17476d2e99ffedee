#include <algorithm>

#include "network_models/wifi/cell.h"

namespace wardtwin::wifi {

/// Nothing but arrivals happens before `quiet`.
void Cell::arrive(Time quiet) {
  const Due due = due_.top();
  SourceSlot& s = slots_[due.slot];
  const flow::Source& def = setup_.sources[due.source];
  if (def.pattern == flow::Pattern::saturated) {
    due_.pop();
    s.state.next = kNever;
    refill(due.slot);
    return;
  }
  const Time created = s.state.generate(def);
  due_.replace_top({s.state.next, due.source, due.slot});
  if (const Due& next = due_.top(); next.at != kNever) fetch(next);
  statistics_.generated(s.flow, created);
  const Message m = make_message(s, created);
  if (setup_.fast_path && exchange_alone(s, m, std::min(quiet, due_.top().at))) return;
  enqueue(s.sender, s.lane, m);
}

/// What the next message touches is on its way from memory while this one is carried.
void Cell::fetch(const Due& next) const {
  const auto lines = [](const auto* from, int count) {
    for (int i = 0; i < count; ++i)
      __builtin_prefetch(reinterpret_cast<const char*>(from) + 64 * i, 1);
  };
  constexpr int kSlotLines = (sizeof(SourceSlot) + 63) / 64;
  const std::uint32_t id = lane_of_[next.slot];
  const Node& n = nodes_[id / 8];
  lines(&slots_[next.slot], kSlotLines);
  lines(&n, 3);  // flags and both streams
  lines(&n.lanes[id % 8], 1);
  __builtin_prefetch(&setup_.sources[next.source]);
}

/// The common exchange in one step: an idle medium, an empty queue, nobody else contending, no
/// other event before its end (at most `quiet`). False: nothing was done, and the general path must
/// be taken.
bool Cell::exchange_alone(const SourceSlot& s, const Message& m, Time quiet) {
  if (phase_end_ != kNever || contention_.next() != Contention::kNobody || s.by_events)
    return false;
  const WifiDef& w = setup_.wifi;
  Node& n = nodes_[s.sender];
  Lane& l = n.lanes[s.lane];
  const bool down = n.down | nodes_[s.downlink ? s.station : n.access_point].down;
  if (down | l.engaged | l.asks_block_ack | (l.attempts > 0) | !l.queue.empty()) return false;
  if (!replace_.empty()) return false;
  if (std::ranges::any_of(unheard_, [&](const Sent& u) { return u.end > now_; })) return false;

  // too early after the last frame a backoff is drawn, but only if even the longest leaves room
  const std::int64_t clock = contention_.clock(l.contention_class);
  const int aifsn = contention_.aifsn(l.contention_class);
  const Time may_start = idle_since_ + w.sifs + aifsn * w.slot;
  const bool early = now_ < may_start;
  const bool draws = early && l.key <= clock;
  const std::int64_t key = draws   ? clock + l.window
                           : early ? l.key
                                   : ready_slot(l.key, clock, may_start);
  const CategoryDef& category_def = category(s.sender, s.lane);
  const bool txop = category_def.txop_limit.count() > 0;
  Time start = may_start + (key - clock) * w.slot;
  const Time rest = s.airtime + (txop ? w.sifs + w.ack : Time{0});
  if (start + rest > quiet || m.expires <= start) return false;

  const std::int64_t waited = draws ? draw_backoff(n, l) : key - clock;
  start = may_start + waited * w.slot;
  contention_.advance_alone(aifsn + waited);
  AirStatistics& air = air_[n.access_point];
  air.data += s.airtime;
  n.radio.transmit += s.airtime;
  ++air.attempts_of[s.lane - 1u];
  ++air.frames;
  now_ = start + s.airtime;
  idle_since_ = now_ + w.sifs + w.ack;
  if (s.error > 0 && n.errors.uniform() < s.error) {
    sends(s.sender, start, now_, idle_since_);
    lose_alone(s, m);
    return true;
  }
  hand_over(m, s);
  air.ack += w.ack;
  n.radio.receive += w.ack;
  if (s.downlink) answered(s.station, s.airtime, w.ack);
  l.window = static_cast<std::uint32_t>(category_def.cw_min);
  if (txop) {
    now_ = idle_since_;
    if (w.txop_cf_end && now_ + w.sifs + w.cf_end <= start + category_def.txop_limit) {
      idle_since_ += w.sifs + w.cf_end;
      air.ack += w.cf_end;
    }
  }
  sends(s.sender, start, idle_since_, idle_since_);  // the reply too
  l.key = contention_.clock(l.contention_class) + draw_backoff(n, l);
  return true;
}

/// The frame of exchange_alone() was lost to noise: from here on the general path.
void Cell::lose_alone(const SourceSlot& s, const Message& m) {
  const std::uint32_t id = s.sender * 8 + s.lane;
  Lane& l = nodes_[s.sender].lanes[s.lane];
  l.queue.push(m);
  l.in_flight = 1;
  ++air_of(s.sender).unanswered;
  failed(id, flow::LossCause::phy);
  back_off(id, now_);
}

Message Cell::make_message(SourceSlot& s, Time created) {
  const Time life = category(s.sender, s.lane).lifetime;
  return {.created = created,
          .expires = life.count() > 0 ? now_ + life : kNever,
          .source = s.state.source,
          .sequence = s.state.sequence++};
}

/// Builds up the backlog of a saturated source; top_up() keeps it.
void Cell::refill(std::uint32_t slot) {
  SourceSlot& s = slots_[slot];
  const MessageQueue& queue = nodes_[s.sender].lanes[s.lane].queue;
  int waiting = 0;
  for (std::uint32_t i = 0; i < queue.size(); ++i) waiting += queue[i].source == s.state.source;
  for (; waiting < setup_.wifi.saturated_backlog; ++waiting) {
    statistics_.generated(s.flow, now_);
    enqueue(s.sender, s.lane, make_message(s, now_));
  }
}

void Cell::enqueue(std::uint32_t node, std::uint32_t lane, const Message& m) {
  if (manages_ && keep(node, lane, m)) return;
  Lane& l = nodes_[node].lanes[lane];
  urgent_ += m.alarm != flow::kNone;
  if (nodes_[node].down) return lose(m, flow::LossCause::access_point_down);
  if (l.queue.size() >= static_cast<std::uint32_t>(category(node, lane).queue_limit)) {
    if (l.in_flight == 0) purge(l);
    if (l.queue.size() >= static_cast<std::uint32_t>(category(node, lane).queue_limit))
      return lose(m, flow::LossCause::radio_queue_full);
  }
  l.queue.push(m);
  if (manages_ && !may_contend(node, l)) return;
  if (!l.engaged) contend(node, lane);
}

void Cell::hand_over(const Message& m, const SourceSlot& s) {
  const flow::Frame frame{.at = now_,
                          .created = m.created,
                          .source = m.source,
                          .sequence = m.sequence,
                          .alarm = m.alarm,
                          .entry = s.entry};
  urgent_ -= m.alarm != flow::kNone;
  if (manages_) {
    message_gone(m);
    if (!s.downlink && asks_by_sending(s.station)) release_kept(s.station, ~0u);
  }
  if (s.downlink || setup_.counts_delivery)
    statistics_.delivered(s.flow, m.created, now_,
                          static_cast<std::uint32_t>(s.bytes - setup_.wifi.header_bytes));
  (s.downlink ? out_->delivered : out_->received).push_back(frame);
  if (!setup_.service_times) return;
  Node& n = nodes_[s.station];
  if (n.last_departure >= setup_.warm_up) service_.add(now_ - n.last_departure);
  n.last_departure = now_;
}

}  // namespace wardtwin::wifi
