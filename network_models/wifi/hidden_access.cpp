#include <algorithm>

#include "network_models/wifi/hidden_cell.h"

namespace wardtwin::wifi {

bool HiddenCell::heard_by(const OnAir& tx, const Ears& e) const {
  if (tx.kind == Kind::cts || tx.kind == Kind::ack) return true;
  return (e.hears >> ears_[nodes_[tx.node].ears].group & 1) != 0;
}

bool HiddenCell::announced(std::uint32_t node) const {
  const int threshold = setup_.wifi.rts_threshold;
  return threshold < (1 << 20) && first_of(node).bytes > threshold;
}

Time HiddenCell::airtime(std::uint32_t node, Kind kind) const {
  switch (kind) {
    case Kind::rts: return setup_.wifi.rts;
    case Kind::cts: return setup_.wifi.cts;
    case Kind::ack: return setup_.wifi.ack;
    case Kind::data: break;
  }
  return first_of(node).airtime;
}

/// How long after its end a frame keeps those quiet who heard it whole.
Time HiddenCell::reserved(const OnAir& tx) const {
  const WifiDef& w = setup_.wifi;
  switch (tx.kind) {
    case Kind::rts: return w.sifs + w.cts;
    case Kind::cts: return w.sifs + airtime(tx.node, Kind::data) + w.sifs + w.ack;
    case Kind::data: return w.sifs + w.ack;
    case Kind::ack: break;
  }
  return Time{0};
}

/// A message found its queue empty: it waits for the rest of the post-backoff, or draws a backoff
/// if its station hears something or has not yet been idle for AIFS, or goes out at the next slot
/// boundary.
void HiddenCell::contend(std::uint32_t node) {
  Node& n = nodes_[node];
  Ears& e = ears_[n.ears];
  n.engaged = true;
  if (e.active > 0 || now_ < e.resume) {
    if (n.key <= e.clock) n.key = e.clock + draw(n);
  } else {
    const std::int64_t counted = (now_ - e.resume + setup_.wifi.slot - Time{1}) / setup_.wifi.slot;
    n.key = std::max(n.key, e.clock + counted);
  }
  e.waiting.push({n.key, node});
  find_next(e);
}

/// Post-backoff, or the backoff of the next frame; a sender that waits for a reply until `ready`
/// counts from there, the others of its group may have begun before.
void HiddenCell::back_off(std::uint32_t node, Time ready) {
  Node& n = nodes_[node];
  Ears& e = ears_[n.ears];
  const std::int64_t b = draw(n);
  n.key = e.clock + b;
  n.sending = false;
  n.engaged = !n.queue.empty();
  if (!n.engaged) return;
  if (e.active == 0 && ready > e.resume)
    e.own.push_back({ready, b, node});
  else
    e.waiting.push({n.key, node});
  find_next(e);
}

void HiddenCell::find_next(Ears& e) {
  e.next = kNever;
  if (e.active > 0) return;
  if (!e.waiting.empty()) e.next = e.resume + (e.waiting.top().key - e.clock) * setup_.wifi.slot;
  for (const OwnGrid& o : e.own) e.next = std::min(e.next, o.start + o.backoff * setup_.wifi.slot);
}

/// Takes all members whose counters end now.
void HiddenCell::take_due(Ears& e) {
  const Time slot = setup_.wifi.slot;
  const auto take = [&](std::uint32_t node) { changing_.push_back({.end = now_, .node = node}); };
  while (!e.waiting.empty() && e.resume + (e.waiting.top().key - e.clock) * slot == now_)
    take(e.waiting.pop().node);
  std::erase_if(e.own, [&](const OwnGrid& o) {
    if (o.start + o.backoff * slot != now_) return false;
    take(o.node);
    return true;
  });
  find_next(e);
}

/// Something is heard: counters keep the whole slots they have counted.
void HiddenCell::stop_counting(Ears& e) {
  const std::int64_t busy_slot = setup_.wifi.countdown == Countdown::busy_slot ? 1 : 0;
  const auto counted = [&](Time start) {
    return now_ < start ? std::int64_t{0} : (now_ - start) / setup_.wifi.slot + busy_slot;
  };
  e.clock += counted(e.resume);
  for (const OwnGrid& o : e.own) {
    Node& n = nodes_[o.node];
    n.key = e.clock + std::max(std::int64_t{0}, o.backoff - counted(o.start));
    e.waiting.push({n.key, o.node});
  }
  e.own.clear();
}

void HiddenCell::fall_silent(Ears& e, const OnAir& tx) {
  const WifiDef& w = setup_.wifi;
  Time idle = now_;
  if (e.whole)
    e.nav = std::max(e.nav, now_ + reserved(tx));
  else if (w.after_collision == AfterCollision::eifs)
    idle += w.sifs + w.ack;
  e.resume = std::max(idle, e.nav) + w.sifs + e.aifsn * w.slot;
}

void HiddenCell::start_frames() {
  changing_.clear();
  for (Ears& e : ears_)
    if (e.next == now_) take_due(e);
  std::erase_if(changing_, [&](OnAir& tx) {
    Node& n = nodes_[tx.node];
    purge(n);
    n.engaged = n.sending = !n.queue.empty();
    if (!n.engaged) return true;
    tx.kind = announced(tx.node) ? Kind::rts : Kind::data;
    ++air_.attempts_of[n.lane];
    ++air_.frames;
    air_.retries += n.attempts > 0;
    return false;
  });
  std::erase_if(replies_, [&](const OnAir& r) {
    if (r.end != now_) return false;
    changing_.push_back(r);
    return true;
  });
  std::sort(changing_.begin(), changing_.end());
  for (const OnAir& tx : changing_) put_on_air(tx);
}

void HiddenCell::put_on_air(OnAir tx) {
  tx.airtime = airtime(tx.node, tx.kind);
  tx.end = now_ + tx.airtime;
  tx.clean = on_air_.empty();
  if (on_air_.empty()) busy_since_ = now_, busy_clean_ = Time{0};
  for (OnAir& other : on_air_) other.clean = false;
  on_air_.push_back(tx);
  for (Ears& e : ears_) {
    if (!heard_by(tx, e)) continue;
    e.whole = e.active == 0;
    if (e.active == 0) stop_counting(e);
    ++e.active;
    e.next = kNever;
  }
}

void HiddenCell::end_frames() {
  changing_.clear();
  std::erase_if(on_air_, [&](const OnAir& tx) {
    if (tx.end != now_) return false;
    changing_.push_back(tx);
    return true;
  });
  std::sort(changing_.begin(), changing_.end());
  // first everybody's ears, then what each sender makes of it
  for (const OnAir& tx : changing_) {
    for (Ears& e : ears_)
      if (heard_by(tx, e) && --e.active == 0) fall_silent(e, tx), find_next(e);
    const bool reply = tx.kind == Kind::cts || tx.kind == Kind::ack;
    if (!reply && !tx.clean) continue;
    busy_clean_ += tx.airtime;
    (tx.kind == Kind::data ? air_.data : air_.ack) += tx.airtime;
  }
  if (on_air_.empty()) air_.collision += now_ - busy_since_ - busy_clean_;
  for (const OnAir& tx : changing_) finish(tx);
}

void HiddenCell::finish(const OnAir& tx) {
  const auto answer = [&](Kind kind) {
    replies_.push_back({.end = now_ + setup_.wifi.sifs, .node = tx.node, .kind = kind});
  };
  Node& n = nodes_[tx.node];
  switch (tx.kind) {
    case Kind::ack: return back_off(tx.node, now_);
    case Kind::cts: return answer(Kind::data);
    case Kind::rts:
      if (tx.clean) return answer(Kind::cts);
      break;
    case Kind::data:
      if (tx.clean &&
          !(first_of(tx.node).error > 0 && n.errors.uniform() < first_of(tx.node).error)) {
        deliver(tx.node);
        return answer(Kind::ack);
      }
      break;
  }
  ++(tx.clean ? air_.unanswered : air_.collisions_of[n.lane]);
  failed(tx.node, tx.clean ? flow::LossCause::phy : flow::LossCause::collision);
  back_off(tx.node, now_ + setup_.wifi.ack_timeout);
}

}  // namespace wardtwin::wifi
