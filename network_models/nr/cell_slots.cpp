#include <algorithm>
#include <cmath>

#include "network_models/nr/cell.h"

// Scheduling: who gets which resource blocks of a slot; transport blocks and their repetition.
namespace wardtwin::nr {

void Cell::activate(std::uint32_t device, Way way, std::int64_t from) {
  Lane& l = devices_[device].lane[way];
  if (!l.active) {
    l.active = true;
    l.from = from;
    active_[way].push_back(device);
  } else {
    l.from = std::min(l.from, from);
  }
  arm(way, l.from);
}

// The base station looks at the next downlink slot from `slot` on: grants travel in these, too.
void Cell::arm(Way way, std::int64_t slot) {
  const Time at = slots_.start(slots_.next_down(std::max(slot, slots_.at_or_after(now_))));
  if (at >= armed_[way]) return;
  armed_[way] = at;
  events_.push({at, way == kUp ? up_slot : down_slot, 0});
}

double Cell::urgency(const Lane& l, Way way, std::int64_t slot) const {
  const double unserved = static_cast<double>(slot - l.served);
  if (setup_.nr.scheduler == Scheduler::priority) return -1e12 * l.priority + unserved;
  if (setup_.nr.scheduler == Scheduler::round_robin) return unserved;
  return l.share.urgency(slot, bits_of(l, kind_of(way, slot), setup_.nr.resource_blocks),
                         setup_.nr.fair_window);
}

// The most urgent of those that may be served in this slot and were not yet; kNone if none.
std::uint32_t Cell::pick(Way way, std::int64_t slot) {
  std::uint32_t best = flow::kNone;
  double most = 0;
  for (const std::uint32_t i : active_[way]) {
    const Lane& l = devices_[i].lane[way];
    if (l.from > slot || l.served == slot) continue;
    const double u = urgency(l, way, slot);
    if (best == flow::kNone || u > most || (u == most && i < best)) best = i, most = u;
  }
  return best;
}

// Fewest resource blocks for `bytes`, at most `most`.
int Cell::blocks_for(const Lane& l, int kind, std::uint64_t bytes, int most) const {
  int low = 1, high = most;
  while (low < high) {
    const int middle = (low + high) / 2;
    if (static_cast<std::uint64_t>(bits_of(l, kind, middle)) >= 8 * bytes)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

void Cell::open_uplink(std::int64_t target) {
  if (target == up_target_) return;
  up_target_ = target;
  up_room_ = setup_.nr.resource_blocks - configured_blocks_;
}

void Cell::serve(Way way) {
  const std::int64_t slot = slots_.at_or_after(now_);
  std::int64_t data_slot = slot;
  if (way == kUp) open_uplink(data_slot = slots_.next_up(slot + setup_.nr.grant_delay));
  int all = setup_.nr.resource_blocks / group_ * group_;
  int& room = way == kUp ? up_room_ : all;
  int left = setup_.nr.devices_per_slot;
  retransmit(way, slot, data_slot, room, left);
  const int kind = kind_of(way, data_slot);
  while (room > 0 && left > 0) {
    const std::uint32_t device = pick(way, slot);
    if (device == flow::kNone) break;
    Device& d = devices_[device];
    Lane& l = d.lane[way];
    top_up(device, way);
    int blocks = blocks_for(l, kind, way == kUp ? d.known : l.backlog, room);
    if (way == kDown) blocks = std::min(room, (blocks + group_ - 1) / group_ * group_);
    const int bits = bits_of(l, kind, blocks);
    if (bits == 0) break;
    room -= blocks;
    --left;
    l.share.got(slot, bits, setup_.nr.fair_window);
    l.served = slot;
    d.known -= std::min(d.known, static_cast<std::uint64_t>(bits / 8));
    launch_in(fill(device, way, blocks, bits), data_slot);
    const bool more = way == kUp ? d.known > 0 : l.backlog > 0 || l.saturated != flow::kNone;
    if (more) continue;
    l.active = false;
    std::erase(active_[way], device);
  }
  std::int64_t next = -1;
  for (const std::uint32_t i : active_[way]) {
    const std::int64_t from = std::max(slot + 1, devices_[i].lane[way].from);
    if (next < 0 || from < next) next = from;
  }
  for (const std::uint32_t b : retry_[way]) {
    const std::int64_t from = std::max(slot + 1, blocks_[b].ready);
    if (next < 0 || from < next) next = from;
  }
  if (next >= 0) arm(way, next);
}

// Repetitions come before new blocks, oldest first.
void Cell::retransmit(Way way, std::int64_t slot, std::int64_t data_slot, int& room, int& left) {
  auto& list = retry_[way];
  for (std::size_t i = 0; i < list.size() && left > 0;) {
    Block& b = blocks_[list[i]];
    if (b.ready > slot || b.resource_blocks > room) {
      ++i;
      continue;
    }
    room -= b.resource_blocks;
    --left;
    launch_in(list[i], data_slot);
    list.erase(list.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

// A saturated source has always more than one slot can carry; up, more than can be granted until the
// base station next hears how much waits.
void Cell::top_up(std::uint32_t device, Way way) {
  Lane& l = devices_[device].lane[way];
  if (l.saturated == flow::kNone || !inlet_.running(l.saturated)) return;
  const auto slot_bytes =
      static_cast<std::uint64_t>(bits_of(l, way == kUp ? 2 : 0, setup_.nr.resource_blocks)) / 8;
  const auto slots = static_cast<std::uint64_t>(
      way == kUp ? setup_.nr.grant_delay + setup_.nr.decode_slots + slots_.count() + 1 : 1);
  while (l.backlog <= slots * slot_bytes &&
         l.queue.size() < static_cast<std::uint32_t>(setup_.nr.queue_limit)) {
    const radio::Message m = inlet_.make(l.saturated, now_);
    statistics_.generated(inlet_.def(m).flow, now_);
    enqueue(device, way, m);
  }
}

// Takes what waits into a new transport block of `bits`.
std::uint32_t Cell::fill(std::uint32_t device, Way way, int resource_blocks, int bits) {
  std::uint32_t block = static_cast<std::uint32_t>(blocks_.size());
  if (free_blocks_.empty()) {
    blocks_.emplace_back();
  } else {
    block = free_blocks_.back();
    free_blocks_.pop_back();
  }
  Block& b = blocks_[block];
  b.items.clear();
  b.device = device, b.way = way, b.bits = bits, b.resource_blocks = resource_blocks;
  b.attempts = 0, b.live = true;
  Lane& l = devices_[device].lane[way];
  std::uint32_t room = static_cast<std::uint32_t>(bits) / 8;
  while (room > 0 && !l.queue.empty()) {
    const std::uint32_t item = l.queue[0];
    Item& i = items_[item];
    const std::uint32_t part = std::min(i.left, room);
    if (part > 0) {
      i.left -= part, room -= part, l.backlog -= part;
      ++i.outstanding;
      b.items.push_back(item);
    }
    if (i.left > 0) break;
    l.queue.pop();
    i.queued = false;
    if (i.outstanding == 0) free_item(item);
  }
  if (way == kUp) ++devices_[device].flying;
  return block;
}

void Cell::launch_in(std::uint32_t block, std::int64_t slot) {
  const Time decode =
      blocks_[block].way == kUp ? slots_.length() * setup_.nr.decode_slots : setup_.nr.down_decode;
  blocks_[block].ready = slot + setup_.nr.harq_slots;
  launch(block, slots_.start(slot), slots_.length(), decode);
}

void Cell::launch(std::uint32_t block, Time start, Time air, Time decode) {
  Block& b = blocks_[block];
  ++b.attempts;
  ++counters_.blocks[b.way];
  counters_.used[b.way] += static_cast<std::uint64_t>(b.resource_blocks);
  if (b.way == kUp) devices_[b.device].sending += air;
  events_.push({start + air + decode, block_end, block});
}

void Cell::ends(std::uint32_t block) {
  Block& b = blocks_[block];
  if (!b.live) {
    free_blocks_.push_back(block);
    return;
  }
  Device& d = devices_[b.device];
  Lane& l = d.lane[b.way];
  touch(d);
  const double p = l.error * std::pow(setup_.nr.harq_gain, b.attempts - 1);
  if (d.random.uniform() < p) {
    ++counters_.failed[b.way];
    if (b.attempts < setup_.nr.harq_attempts) {
      if (b.way == kUp) b.ready = slots_.at_or_after(now_);
      retry_[b.way].push_back(block);
      return arm(b.way, b.ready);
    }
    ++counters_.dropped[b.way];
    drop(b);
  } else {
    counters_.bits[b.way] += static_cast<std::uint64_t>(b.bits);
    l.bits += static_cast<std::uint64_t>(b.bits);
    for (const std::uint32_t item : b.items) {
      --items_[item].outstanding;
      if (items_[item].left == 0 && items_[item].outstanding == 0) arrive(item);
    }
  }
  b.live = false;
  const Way way = b.way;
  const std::uint32_t device = b.device;
  free_blocks_.push_back(block);
  if (way == kDown) return;
  --d.flying;
  // the block told how much was left
  if (l.backlog > 0 && !setup_.devices[device].configured && !l.active) {
    d.known = l.backlog;
    activate(device, kUp, slots_.at_or_after(now_));
  }
}

// Its messages are lost, with whatever of them still waits.
void Cell::drop(Block& b) {
  Lane& l = devices_[b.device].lane[b.way];
  for (const std::uint32_t item : b.items) {
    Item& i = items_[item];
    --i.outstanding;
    if (!i.lost) lose(i.message, down_ ? flow::LossCause::access_point_down : flow::LossCause::phy);
    i.lost = true;
    l.backlog -= i.left;
    i.left = 0;
    free_item(item);
  }
}

void Cell::arrive(std::uint32_t item) {
  Item& i = items_[item];
  if (!i.lost) {
    const radio::Message& m = i.message;
    const flow::Source& source = inlet_.def(m);
    radio::append(source.downlink ? out_->delivered : out_->received,
                  {now_, m.created, m.source, m.sequence, m.alarm, setup_.entry});
    if (source.downlink || setup_.counts_delivery)
      statistics_.delivered(source.flow, m.created, now_, source.payload_bytes);
  }
  free_item(item);
}

void Cell::free_item(std::uint32_t item) {
  Item& i = items_[item];
  if (i.queued || i.outstanding > 0 || !i.used) return;
  i.used = false;
  free_items_.push_back(item);
}

}  // namespace wardtwin::nr
