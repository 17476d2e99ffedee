#include <algorithm>

#include "network_models/wifi/cell.h"
#include "network_models/wifi/phy.h"

namespace wardtwin::wifi {

/// What a lane sends next, in at most `room` (the rest of a TXOP; zero: no bound).
Cell::OnAir Cell::prepare(std::uint32_t id, Time room) {
  Node& n = nodes_[id / 8];
  OnAir tx{.id = id, .peer = id / 8};
  if (id % 8 == 0) {
    tx.airtime = setup_.wifi.beacon_airtime;
    return tx;
  }
  Lane& l = n.lanes[id % 8];
  if (l.asks_now()) {
    tx.asks = true;
    tx.peer = n.access_point;
    tx.airtime = is_station(id / 8) ? setup_.wifi.rts  // a PS-Poll is as long
                                    : trigger_time(setup_.phy.band, answering(id / 8));
    return tx;
  }
  const SourceSlot& s = slots_[source_slot_[l.queue[0].source]];
  tx.peer = s.downlink ? s.station : n.access_point;
  if (l.asks_block_ack) {
    tx.request = true;
    tx.airtime = setup_.wifi.block_ack_request;
    return tx;
  }
  l.in_flight = 1;
  tx.airtime = s.airtime;
  int bytes = s.bytes;
  if (setup_.wifi.ampdu_frames > 1 && l.queue.size() > 1) {
    fill_aggregate(l, tx, room);
    if (l.in_flight > 1) bytes = setup_.wifi.rts_threshold + 1;
  }
  tx.announced = announced(bytes);
  return tx;
}

/// Takes messages for the receiver of the first, moving them to the front, while the aggregate
/// fits.
void Cell::fill_aggregate(Lane& l, OnAir& tx, Time room) {
  const WifiDef& w = setup_.wifi;
  const SourceSlot& first = slots_[source_slot_[l.queue[0].source]];
  const RadioLink& link = nodes_[first.station].link;
  const AirtimeLaw& law = first.downlink ? link.down.airtime : link.up.airtime;
  Time limit = w.ppdu_limit;
  if (room.count() > 0) limit = std::min(limit, room - w.sifs - w.block_ack);
  const auto subframe = [](const SourceSlot& s) { return (s.bytes + 4 + 3) / 4 * 4; };
  int bytes = subframe(first);
  std::uint32_t k = 1;
  for (std::uint32_t i = 1; i < l.queue.size() && k < static_cast<std::uint32_t>(w.ampdu_frames);
       ++i) {
    const SourceSlot& s = slots_[source_slot_[l.queue[i].source]];
    if (s.station != first.station) continue;
    const int longer = bytes + subframe(s);
    if (longer > w.ampdu_bytes || law(longer) > limit) break;
    for (std::uint32_t x = i; x > k; --x) std::swap(l.queue[x], l.queue[x - 1]);
    bytes = longer;
    ++k;
  }
  if (k == 1) return;
  l.in_flight = static_cast<std::uint16_t>(k);
  tx.aggregate = true;
  tx.airtime = law(bytes);
}

/// Puts the lane's next frame on air at `start` (later than now only inside a TXOP).
void Cell::transmit(std::uint32_t id, Time start) {
  const Time room = txop_end_ > start ? txop_end_ - start : Time{0};
  OnAir tx = prepare(id, room);
  AirStatistics& air = air_of(id / 8);
  Time before{0};
  if (tx.announced) {
    before = setup_.wifi.rts + setup_.wifi.sifs + setup_.wifi.cts + setup_.wifi.sifs;
    air.ack += setup_.wifi.rts + setup_.wifi.cts;
  }
  phase_ = id % 8 == 0 ? Phase::beacon : Phase::frame;
  const bool triggers = tx.asks && !is_station(id / 8);
  const Time answers = triggers ? ask_answers(id / 8) : Time{0};
  if (triggers) tx.airtime = trigger_time(setup_.phy.band, static_cast<int>(answers_.size()));
  if (id % 8 == 0) {
    air.beacon += tx.airtime;
  } else if (tx.request || tx.asks) {
    air.ack += tx.airtime;
  } else {
    air.data += tx.airtime;
  }
  count_attempt(tx);
  if (triggers) {
    before = tx.airtime + setup_.wifi.sifs;
    tx.airtime = answers;
  }
  nodes_[id / 8].radio.transmit += tx.airtime;
  tx.end = start + before + tx.airtime;
  phase_end_ = tx.end;
  access_at_ = kNever;
  transmissions_.resize(1);
  transmissions_[0] = tx;
  if (!setup_.coupled) return;
  started_ = start;
  if (!tx.announced) return sends(id / 8, start, tx.end, tx.end + reserved(tx));
  phase_ = Phase::request;
  phase_end_ = start + setup_.wifi.rts;
  sends(id / 8, start, phase_end_, phase_end_ + unanswered_request());
}

void Cell::count_attempt(const OnAir& tx) {
  AirStatistics& air = air_of(tx.id / 8);
  const Lane& l = nodes_[tx.id / 8].lanes[tx.id % 8];
  if (tx.id % 8 == 0) {
    ++air.beacons;
  } else if (tx.request) {
    ++air.requests;
  } else if (tx.asks) {
    ++(is_station(tx.id / 8) ? air.asked : air.triggers);
  } else {
    ++air.attempts_of[tx.id % 8 - 1];
    air.frames += l.in_flight;
    air.retries += l.attempts > 0 || l.queue[0].attempts > 0;
  }
}

/// Several start in one slot: all are lost, the medium is busy until the longest has ended.
void Cell::collide() {
  Time end = now_;
  std::uint32_t longest = 0;
  for (const std::uint32_t id : ids_) {
    const Time limit = id % 8 == 0 ? Time{0} : category(id / 8, id % 8).txop_limit;
    OnAir tx = prepare(id, limit);
    if (tx.announced) tx.airtime = setup_.wifi.rts;
    tx.end = now_ + tx.airtime;
    nodes_[id / 8].radio.transmit += tx.airtime;
    count_attempt(tx);
    if (id % 8 == 0)
      ++nodes_[id / 8].beacons_sent;
    else if (!tx.request && !tx.asks)
      ++air_of(id / 8).collisions_of[id % 8 - 1];
    if (tx.end > end) {
      end = tx.end;
      longest = id / 8;
    }
    transmissions_.push_back(tx);
  }
  air_of(longest).collision += end - now_;
  phase_ = Phase::collision;
  phase_end_ = end;
  access_at_ = kNever;
  if (!setup_.coupled) return;
  started_ = now_;
  const OnAir& first = transmissions_[0];
  Time free = end + after_collision();
  if (transmissions_.size() == 1)  // who reads it alone waits for its reply
    free = end + (first.announced ? unanswered_request() : reserved(first));
  sends(longest, now_, end, free);
}

void Cell::end_phase() {
  switch (phase_) {
    case Phase::request: return end_request();
    case Phase::frame: return end_frame();
    case Phase::collision: return end_collision();
    case Phase::response: return end_response();
    case Phase::beacon: {
      const std::uint32_t node = transmissions_[0].id / 8;
      Node& n = nodes_[node];
      const bool tells = !n.down && n.beacons_sent < n.beacons_due && beacon_sent(node);
      go_idle(now_);
      n.lanes[0].engaged = false;
      if (n.beacons_sent < n.beacons_due) contend(node, 0);
      if (tells) announce(node);
      return;
    }
    case Phase::idle: return;
  }
}

/// Draws what the receiver makes of a frame that met no other; true if it answers.
bool Cell::receive(const OnAir& tx) {
  Node& n = nodes_[tx.id / 8];
  Lane& l = n.lanes[tx.id % 8];
  if (n.down || nodes_[tx.peer].down) return false;
  if (tx.request) return true;
  if (tx.asks) {
    if (!is_station(tx.id / 8)) take_answers(tx.id / 8);
    return true;
  }
  if (l.in_flight == 1 && l.queue[0].attempts == 0) {
    const Message& m = l.queue[0];
    const SourceSlot& s = slots_[source_slot_[m.source]];
    if (!unheard_.empty() && met_by_others(n, s)) return false;
    if (s.error > 0 && n.errors.uniform() < s.error) return false;
    hand_over(m, s);
    if (s.saturated) replace_.push_back(m.source);
    l.queue.pop();
    return true;
  }
  return receive_several(n, l, false);
}

/// All that a lane has in flight; true if any arrived. If none did, `each_counts` says whether each
/// has used an attempt, or the sender only learns that nothing is acknowledged.
bool Cell::receive_several(Node& n, Lane& l, bool each_counts) {
  const std::size_t first = out_->received.size();
  std::uint32_t kept = 0;
  for (std::uint32_t i = 0; i < l.in_flight; ++i) {
    Message& m = l.queue[i];
    const SourceSlot& s = slots_[source_slot_[m.source]];
    m.failed =
        (!unheard_.empty() && met_by_others(n, s)) || (s.error > 0 && n.errors.uniform() < s.error);
    if (m.failed)
      ++kept;
    else
      hand_over(m, s);
  }
  if (out_->received.size() > first + 1)
    std::sort(out_->received.begin() + static_cast<std::ptrdiff_t>(first), out_->received.end());
  if (kept == l.in_flight && !each_counts) return false;
  for (std::uint32_t i = l.in_flight; i-- > 0;) {
    Message& m = l.queue[i];
    const bool give_up = m.failed && ++m.attempts >= setup_.wifi.attempts;
    if (give_up) lose(m, met_ ? flow::LossCause::collision : flow::LossCause::phy);
    if (give_up || !m.failed) {
      replace_.push_back(m.source);
      l.queue.erase(i);
    }
  }
  return kept < l.in_flight;
}

Time Cell::response_to(const OnAir& tx) const {
  if (tx.asks && !is_station(tx.id / 8))
    return multi_block_ack_time(setup_.phy.band, static_cast<int>(answers_.size()));
  return tx.request || tx.aggregate ? setup_.wifi.block_ack : setup_.wifi.ack;
}

void Cell::end_frame() {
  const OnAir tx = transmissions_[0];
  const std::uint32_t node = tx.id / 8, lane = tx.id % 8;
  Lane& l = nodes_[node].lanes[lane];
  const bool triggered = tx.asks && !is_station(node);
  const Time response = response_to(tx);
  // those around keep quiet for the response even if it does not come (duration field)
  const Time end = now_ + setup_.wifi.sifs + response;
  if (l.in_flight == 0 && !tx.request && !tx.asks) {  // its access point died under it
    go_idle(end);
    return back_off(tx.id, now_);
  }
  AirStatistics& air = air_of(node);
  met_ = false;
  if (receive(tx)) {
    air.ack += response;
    nodes_[node].radio.receive += response;
    sends(node, now_ + setup_.wifi.sifs, end, end);
    if (!triggered) answered(tx.peer, tx.airtime, response);
    l.in_flight = 0;
    l.attempts = 0;
    l.asks_block_ack = false;
    if (tx.asks) l.asks = triggered && knows_any(node);
    l.own_turn = triggered;
    if (tx.asks && !triggered) release_kept(node, polls_each(node) ? 1 : ~0u);
    l.window = static_cast<std::uint32_t>(category(node, lane).cw_min);
    top_up();
    if (category(node, lane).txop_limit.count() > 0) {
      end_answers();
      phase_ = Phase::response;
      phase_end_ = end;
      return;
    }
  } else {
    if (met_)
      ++air.collisions_of[lane - 1];
    else if (!tx.request)
      ++air.unanswered;
    failed(tx.id, nodes_[node].down || nodes_[tx.peer].down ? flow::LossCause::access_point_down
                  : met_                                    ? flow::LossCause::collision
                                                            : flow::LossCause::phy);
  }
  end_answers();
  go_idle(end);
  back_off(tx.id, now_);
}

/// The holder of a TXOP sends its next frame if it fits, or gives the rest back.
void Cell::end_response() {
  const OnAir tx = transmissions_[0];
  const WifiDef& w = setup_.wifi;
  const std::uint32_t node = tx.id / 8, lane = tx.id % 8;
  Lane& l = nodes_[node].lanes[lane];
  purge(l);
  top_up();
  Time idle = now_;
  if (!nodes_[node].down) {
    if (!l.queue.empty() && !l.asks) {
      const SourceSlot& s = slots_[source_slot_[l.queue[0].source]];
      if (now_ + w.sifs + s.airtime + w.sifs + w.ack <= txop_end_) {
        transmit(tx.id, now_ + w.sifs);
        return;
      }
    }
    if (w.txop_cf_end && now_ + w.sifs + w.cf_end <= txop_end_) {
      idle += w.sifs + w.cf_end;
      air_of(node).ack += w.cf_end;
      sends(node, now_ + w.sifs, idle, idle);
    }
  }
  go_idle(idle);
  back_off(tx.id, now_);
}

void Cell::end_collision() {
  go_idle(now_ + after_collision());
  for (const OnAir& tx : transmissions_) {
    const std::uint32_t node = tx.id / 8, lane = tx.id % 8;
    if (lane == 0) {
      nodes_[node].lanes[0].engaged = false;
      if (nodes_[node].beacons_sent < nodes_[node].beacons_due) contend(node, 0);
      continue;
    }
    if (nodes_[node].lanes[lane].in_flight > 0 || tx.request || tx.asks)
      failed(tx.id, flow::LossCause::collision);
    back_off(tx.id, tx.end + setup_.wifi.ack_timeout);
  }
}

}  // namespace wardtwin::wifi
