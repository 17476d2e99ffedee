#include "network_models/rfid/inventory.h"

#include <algorithm>
#include <cmath>

namespace wardtwin::rfid {
namespace {

// Binomial by the gaps between successes: as many draws as there are successes, and one.
std::uint32_t binomial(std::uint32_t n, double p, Stream& stream) {
  if (p >= 1) return n;
  const double log_miss = std::log1p(-p);
  std::uint32_t successes = 0;
  for (double at = 0;;) {
    at += 1 + std::floor(std::log(stream.positive_uniform()) / log_miss);
    if (at > n) return successes;
    ++successes;
  }
}

}  // namespace

void Inventory::restart() {
  q_ = def_.start_q;
  rounded_ = def_.start_q;
  begin_ = true;
}

Inventory::Slot Inventory::next(std::uint32_t unread) {
  Slot slot;
  if (begin_ || slots_ == 0) {
    slots_ = 1u << rounded_;
    waiting_ = unread;
    begin_ = false;
    slot.query = true;
  }
  slot.answers = binomial(waiting_, 1.0 / slots_, stream_);
  --slots_;
  waiting_ -= slot.answers;
  if (slot.answers != 1) {
    q_ = std::clamp(q_ + (slot.answers == 0 ? -def_.step : def_.step), 0.0, 15.0);
    const int rounded = static_cast<int>(std::lround(q_));
    if (rounded != rounded_) {
      rounded_ = rounded;
      begin_ = true;
    }
  }
  return slot;
}

std::uint64_t ideal_slots(std::uint32_t n, Stream& stream) {
  std::uint64_t used = 0;
  while (n > 0) {
    std::uint32_t waiting = n;
    for (std::uint32_t left = n; left > 0; --left, ++used) {
      const std::uint32_t answers = binomial(waiting, 1.0 / left, stream);
      waiting -= answers;
      if (answers == 1) --n;
    }
  }
  return used;
}

}  // namespace wardtwin::rfid
