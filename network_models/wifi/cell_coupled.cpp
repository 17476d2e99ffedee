#include <algorithm>
#include <utility>

#include "network_models/wifi/cell.h"

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

}  // namespace wardtwin::wifi
