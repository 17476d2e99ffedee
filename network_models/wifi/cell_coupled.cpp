#include <algorithm>
#include <utility>

#include "network_models/wifi/cell.h"
#include "network_models/wifi/phy_tables.h"

namespace wardtwin::wifi {

/// Others have counted up to the slot in which it began. Of frames that began at one instant nobody
/// can read for how long they reserve the air.
void Cell::hear(const Sent& s) {
  if (phase_end_ != kNever) return;
  if (s.from == heard_.from) {
    heard_.end = std::max(heard_.end, s.end);
    idle_since_ = std::max(held_before_, heard_.end + after_collision());
  } else {
    if (s.from > idle_since_) {
      const Time counted = s.from - idle_since_ - setup_.wifi.sifs;
      if (counted >= Time{0}) contention_.advance(counted / setup_.wifi.slot);
    }
    heard_ = s;
    held_before_ = idle_since_;
    idle_since_ = std::max(idle_since_, s.free);
  }
  update_access();
}

/// What transmit() put on air and accounted for is undone.
void Cell::collide_after_all() {
  if (phase_ == Phase::collision) return;
  const OnAir tx = transmissions_[0];
  const std::uint32_t node = tx.id / 8;
  air_of(node) = before_;
  nodes_[node].radio.transmit -= tx.airtime;
  for (const Answer& a : answers_) nodes_[a.id / 8].radio.transmit -= tx.airtime;
  end_answers();
  ids_.assign(1, tx.id);
  transmissions_.clear();
  const Time now = std::exchange(now_, started_);
  collide();
  now_ = now;
  const Sent collided = out_->sent.back();
  out_->sent.pop_back();
  *std::ranges::find(out_->sent, started_, &Sent::from) = collided;
}

/// Who hears the CTS keeps quiet, though it does not hear the sender.
void Cell::meet(const Sent& s) {
  const Time since = phase_end_ != kNever ? std::min(started_, s.from) : s.from;
  std::erase_if(unheard_, [&](const Sent& u) { return u.end <= since; });
  unheard_.push_back(s);
  if (s.cleared_by == flow::kNone) return;
  const double preamble = to_milliwatts(setup_.phy.preamble_power).value;
  for (const Overheard& o : setup_.overheard[s.cleared_by])
    if (static_cast<double>(o.milliwatts) >= preamble &&
        find_access_point(o.access_point) != flow::kNone)
      return hear(s);
}

/// What a receiver takes in meanwhile of those that its sender cannot hear, mW. `cleared`: but those
/// that have heard its CTS.
double Cell::met(Time from, Time to, std::size_t receiver, bool cleared) const {
  if (setup_.overheard.empty()) return 0;
  const double preamble = to_milliwatts(setup_.phy.preamble_power).value;
  double sum = 0;
  for (const Overheard& o : setup_.overheard[receiver])
    if (!(cleared && static_cast<double>(o.milliwatts) >= preamble) &&
        std::ranges::any_of(unheard_, [&](const Sent& u) {
          return u.access_point == o.access_point && u.from < to && u.end > from;
        }))
      sum += static_cast<double>(o.milliwatts);
  return sum;
}

/// Whether a message on air until now is lost to them.
bool Cell::met_by_others(Node& n, const SourceSlot& s) {
  const OnAir& tx = transmissions_[0];
  const double milliwatts = met(tx.end - tx.airtime, tx.end, receiver_of(s), tx.announced);
  if (milliwatts <= 0) return false;
  const Direction& d = s.downlink ? nodes_[s.station].link.down : nodes_[s.station].link.up;
  const int mcs = modulation_of(setup_.phy.standard, d.mcs);
  const bool lost = n.errors.uniform() < error_under(d, mcs, milliwatts, s.bytes);
  met_ |= lost;
  return lost;
}

bool Cell::request_met(std::uint32_t id) {
  constexpr int kBasic = 3, kBytes = 20;  // 24 Mb/s
  Node& n = nodes_[id / 8];
  const Lane& l = n.lanes[id % 8];
  if (unheard_.empty() || l.queue.empty()) return false;
  const SourceSlot& s = slots_[source_slot_[l.queue[0].source]];
  const double milliwatts = met(started_, now_, receiver_of(s), false);
  if (milliwatts <= 0) return false;
  const Direction& d = s.downlink ? nodes_[s.station].link.down : nodes_[s.station].link.up;
  const int mcs = std::min(kBasic, modulation_of(setup_.phy.standard, d.mcs));
  return n.errors.uniform() < error_under(d, mcs, milliwatts, kBytes);
}

/// An RTS of coupled cells is over: the exchange that transmit() began goes on, or ends here.
void Cell::end_request() {
  const OnAir tx = transmissions_[0];
  const std::uint32_t node = tx.id / 8, lane = tx.id % 8;
  const WifiDef& w = setup_.wifi;
  const Lane& l = nodes_[node].lanes[lane];
  if (!request_met(tx.id)) {
    phase_ = Phase::frame;
    phase_end_ = tx.end;
    std::uint32_t receiver = flow::kNone;
    if (!l.queue.empty() && !setup_.overheard.empty())
      receiver = static_cast<std::uint32_t>(receiver_of(slots_[source_slot_[l.queue[0].source]]));
    return sends(node, now_ + w.sifs, tx.end, tx.end + reserved(tx), receiver);
  }
  AirStatistics& air = air_of(node);
  air.ack -= w.cts;
  air.data -= tx.airtime;
  nodes_[node].radio.transmit -= tx.airtime - w.rts;
  ++air.collisions_of[lane - 1];
  failed(tx.id, flow::LossCause::collision);
  go_idle(now_ + w.sifs + w.cts);
  back_off(tx.id, now_);
}

}  // namespace wardtwin::wifi
