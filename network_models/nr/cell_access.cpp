#include <algorithm>

#include "network_models/nr/cell.h"

// From idle to connected, and how a device asks for resources.
namespace wardtwin::nr {

void Cell::set_timer(std::uint32_t device, Time at, Next next) {
  devices_[device].wake = at;
  devices_[device].next = next;
  events_.push({at, timer, device});
}

// When a connected device listens again; now unless DRX lets it sleep.
Time Cell::awake_at(const Device& d) const {
  const NrDef& def = setup_.nr;
  if (def.drx_cycle.count() == 0 || now_ - d.last_active <= def.drx_inactivity) return now_;
  const Time phase = d.paging_phase % def.drx_cycle;
  if (now_ < phase) return phase;
  const Time into = (now_ - phase) % def.drx_cycle;
  return into < def.drx_on ? now_ : now_ - into + def.drx_cycle;
}

// Something waits. What happens first depends on the device's state.
void Cell::wants(std::uint32_t device, Way way) {
  Device& d = devices_[device];
  const NrDef& def = setup_.nr;
  const bool alone = d.lane[kDown].backlog + d.lane[kUp].backlog ==
                     items_[d.lane[way].queue[d.lane[way].queue.size() - 1]].left;
  if (d.state == State::connected && alone && d.flying == 0 &&
      now_ - d.last_active > def.inactivity)
    d.state = State::idle;
  if (d.state == State::idle && d.next == Next::none) {
    if (way == kUp) return start_access(device, now_);
    const std::int64_t cycles =
        now_ <= d.paging_phase
            ? 0
            : (now_ - d.paging_phase + def.paging_cycle - Time{1}) / def.paging_cycle;
    return set_timer(device, d.paging_phase + def.paging_cycle * cycles, Next::paged);
  }
  if (d.state == State::idle && way == kUp && d.next == Next::paged)
    return start_access(device, now_);
  if (d.state != State::connected) return;
  if (way == kDown) return activate(device, kDown, slots_.at_or_after(awake_at(d)));
  if (setup_.devices[device].configured) {
    if (d.next == Next::none) set_timer(device, next_configured(now_), Next::grant);
  } else if (d.flying == 0 && !d.lane[kUp].active) {
    request(device);
  }
}

void Cell::start_access(std::uint32_t device, Time earliest) {
  Device& d = devices_[device];
  d.state = State::accessing;
  const Time period = setup_.nr.prach_period;
  const std::int64_t n = (earliest + period - Time{1}) / period;
  set_timer(device, period * n, Next::preamble);
}

void Cell::timer_fired(std::uint32_t device) {
  Device& d = devices_[device];
  const Next next = d.next;
  d.wake = kNever;
  d.next = Next::none;
  switch (next) {
    case Next::paged: return start_access(device, now_);
    case Next::preamble:
      ++counters_.random_access;
      contenders_.push_back(
          {now_, device, d.random.below(static_cast<std::uint32_t>(setup_.nr.preambles))});
      if (contenders_.size() == 1 || contenders_[contenders_.size() - 2].occasion != now_)
        events_.push({now_ + setup_.nr.prach_response, access, 0});
      return;
    case Next::set_up: return connected(device);
    case Next::grant: return use_configured(device);
    case Next::none: return;
  }
}

// Devices that chose the same preamble at one occasion all fail.
void Cell::resolve(Time occasion) {
  std::vector<std::uint32_t> users(static_cast<std::size_t>(setup_.nr.preambles));
  for (const Contender& c : contenders_)
    if (c.occasion == occasion) ++users[c.preamble];
  for (const Contender& c : contenders_) {
    if (c.occasion != occasion) continue;
    Device& d = devices_[c.device];
    if (users[c.preamble] == 1) {
      d.attempts = 0;
      set_timer(c.device, now_ + setup_.nr.setup, Next::set_up);
      continue;
    }
    ++counters_.preamble_collisions;
    if (++d.attempts >= setup_.nr.prach_attempts) {
      ++counters_.access_failures;
      empty(c.device, flow::LossCause::access_failure);
      continue;
    }
    start_access(c.device,
                 now_ + from_seconds(seconds(setup_.nr.prach_backoff) * d.random.uniform()));
  }
  std::erase_if(contenders_, [&](const Contender& c) { return c.occasion == occasion; });
}

// Everything that waits for a device is lost, and it is idle.
void Cell::empty(std::uint32_t device, flow::LossCause cause) {
  Device& d = devices_[device];
  for (Lane& l : d.lane) {
    for (; !l.queue.empty(); l.queue.pop()) {
      Item& i = items_[l.queue[0]];
      if (!i.lost) lose(i.message, cause);
      i.lost = true;
      i.queued = false;
      i.left = 0;
      free_item(l.queue[0]);
    }
    l.backlog = 0;
    l.active = false;
  }
  d.state = State::idle;
  d.wake = kNever;
  d.next = Next::none;
  d.attempts = 0;
  d.flying = 0;
  for (auto& list : active_) std::erase(list, device);
}

// The last message of random access tells the base station how much waits.
void Cell::connected(std::uint32_t device) {
  Device& d = devices_[device];
  touch(d);
  d.state = State::connected;
  d.attached = true;
  const std::int64_t slot = slots_.at_or_after(now_);
  if (d.lane[kDown].backlog > 0) activate(device, kDown, slot);
  if (d.lane[kUp].backlog == 0) return;
  if (setup_.devices[device].configured)
    return set_timer(device, next_configured(now_), Next::grant);
  d.known = d.lane[kUp].backlog;
  activate(device, kUp, slot);
}

// A scheduling request at the device's next occasion; the base station then knows of something.
void Cell::request(std::uint32_t device) {
  Device& d = devices_[device];
  std::int64_t slot = slots_.next_up(slots_.at_or_after(now_));
  while (slot % setup_.nr.sr_period != d.sr_offset % setup_.nr.sr_period)
    slot = slots_.next_up(slot + 1);
  ++counters_.requests;
  d.known = static_cast<std::uint64_t>(setup_.nr.grant_bytes);
  activate(device, kUp, slot + 1 + setup_.nr.sr_processing);
}

Time Cell::next_configured(Time from) const {
  const int symbols = setup_.nr.configured_symbols;
  if (symbols == 0) return slots_.start(slots_.next_up(slots_.at_or_after(from)));
  const std::int64_t length = slots_.length().count() * symbols, whole = from.count() * 14;
  return Time{((whole + length - 1) / length * length + 13) / 14};
}

void Cell::use_configured(std::uint32_t device) {
  Device& d = devices_[device];
  const int symbols = setup_.nr.configured_symbols;
  const Lane& l = d.lane[kUp];
  if (l.backlog == 0) return;
  if (symbols == 0) {
    const std::uint32_t b = fill(device, kUp, d.grant_blocks, bits_of(l, 2, d.grant_blocks));
    launch_in(b, slots_.at_or_after(now_));
  } else {
    const Mcs mcs = mcs_table(McsTable::qam64)[static_cast<std::size_t>(l.mcs)];
    const int bits = transport_block_bits({setup_.nr.resource_blocks, symbols, 0, 0, 1}, mcs);
    const Time air{slots_.length().count() * symbols / 14};
    launch(fill(device, kUp, setup_.nr.resource_blocks, bits), now_, air, air);
  }
  if (l.backlog == 0) return;
  set_timer(device, next_configured(now_ + Time{1}), Next::grant);
}

}  // namespace wardtwin::nr
