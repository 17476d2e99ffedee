#include "network_models/nbiot/cell.h"

#include <algorithm>

namespace wardtwin::nbiot {
namespace {

constexpr Time kFindAgain = 20ms;       // of downlink for each repetition, to find the cell
constexpr Time kPagingOccasion = 10ms;  // of listening, for each
constexpr int kDownBits = 680;          // of a downlink block
constexpr Time kDownBlock = 3ms, kDownOverhead = 15ms;

}  // namespace

NbiotDef lte_m() {
  NbiotDef d;
  d.normal = {Decibels{141}, 1, 1, 1, Tones::twelve, 1};
  d.robust = {Decibels{149}, 4, 8, 8, Tones::twelve, 1};
  d.extreme = {Decibels{156}, 32, 64, 64, Tones::twelve, 1};
  d.blocks_per_grant = 3;
  d.grant_delay = 4ms;
  d.format = PreambleFormat::lte;
  d.preamble_period = 20ms;
  d.preamble_tones = 24;
  d.access_backoff = 320ms;
  d.response = 15ms;
  d.edrx_cycle = 5'120ms;
  return d;
}

Cell::Cell(const CellSetup& setup)
    : setup_(setup),
      inlet_(setup.sources, setup.seed),
      devices_(setup.devices.size()),
      statistics_(setup.flows, setup.warm_up) {
  for (std::uint32_t i = 0; i < devices_.size(); ++i) {
    const flow::DeviceIndex device = setup_.devices[i].device;
    if (device >= device_at_.size()) device_at_.resize(device + 1, flow::kNone);
    device_at_[device] = i;
    Device& d = devices_[i];
    d.random = Stream(setup_.seed, device, Purpose::backoff);
    Stream phase(setup_.seed, device, Purpose::association);
    d.phase = from_seconds(seconds(setup_.nbiot.edrx_cycle) * phase.uniform());
    if (!setup_.nbiot.power_saving) d.mode = Mode::light;
    if (setup_.devices[i].level < kLevels)
      set_timer(i, from_seconds(seconds(setup_.nbiot.update_period) * phase.uniform()),
                Next::report);
  }
  inlet_.add_owned(setup_.sources, device_at_);
}

void Cell::run(Time until, radio::CellOutput& out) {
  out_ = &out;
  radio::run_until(until, inlet_, events_, resolution, now_,
                   [this](const auto& what) { handle(what); });
  out_ = nullptr;
}

void Cell::handle(const Event& e) {
  switch (e.kind) {
    case block_end:
      // others were of blocks that a failure cut short
      return e.at == devices_[e.index].block_ends ? ends(e.index) : void();
    case resolution: {
      const auto level = static_cast<int>(e.index);
      const LevelDef& def = setup_.nbiot.level(level);
      return resolve(now_ - preamble_time(setup_.nbiot.format, def.preamble_repetitions) -
                         setup_.nbiot.response - 1ms * def.down_repetitions,
                     level);
    }
    default: return e.at == devices_[e.index].wake ? fired(e.index) : void();
  }
}

void Cell::handle(const radio::Inward& in) {
  radio::at_one_entry(
      in, setup_.entry, inlet_, statistics_, [this](bool up) { switched(up); },
      [&](const flow::Source& source) { accept(in, source); });
}

void Cell::accept(const radio::Inward& in, const flow::Source& source) {
  if (down_) return lose(in.message, flow::LossCause::access_point_down);
  if (setup_.devices[in.owner].level >= kLevels)
    return lose(in.message, flow::LossCause::not_attempted);
  Device& d = devices_[in.owner];
  drop_old(in.owner);
  auto& queue = source.downlink ? d.down : d.up;
  if (queue.size() >= static_cast<std::uint32_t>(setup_.nbiot.queue_limit))
    return lose(in.message, flow::LossCause::radio_queue_full);
  queue.push(in.message);
  source.downlink ? reach(in.owner) : wants(in.owner);
}

// An uplink message waits: the device acts unless it is about to already.
void Cell::wants(std::uint32_t i) {
  Device& d = devices_[i];
  if (d.mode == Mode::busy) return;
  Time earliest = now_;
  if (d.mode == Mode::deep)
    earliest += setup_.nbiot.synchronise + kFindAgain * level_of(i).down_repetitions;
  enter(d, Mode::busy);
  d.preambles = 0;
  access(i, earliest);
}

// A downlink message waits: at once in a connection, else for a page, else for the device.
void Cell::reach(std::uint32_t i) {
  Device& d = devices_[i];
  if (d.mode == Mode::connected) return serve(i);
  if (d.mode != Mode::light) return;
  const Time cycle = setup_.nbiot.edrx_cycle;
  const Time page = now_ <= d.phase ? d.phase : d.phase + cycle * ((now_ - d.phase) / cycle + 1);
  // asleep before its next page: it stays out of reach until it reports
  if (d.next == Next::sleep && page >= d.wake) return;
  set_timer(i, page, Next::page);
}

void Cell::access(std::uint32_t i, Time earliest) {
  const Time period = setup_.nbiot.preamble_period;
  set_timer(i, period * ((earliest + period - Time{1}) / period), Next::preamble);
}

void Cell::fired(std::uint32_t i) {
  Device& d = devices_[i];
  const Next next = std::exchange(d.next, Next::none);
  d.wake = kNever;
  switch (next) {
    case Next::preamble: {
      const int level = setup_.devices[i].level;
      const LevelDef& def = setup_.nbiot.level(level);
      const Time length = preamble_time(setup_.nbiot.format, def.preamble_repetitions);
      d.sends += seconds(length), d.listens -= seconds(length);
      ++d.preambles;
      ++counters_.preambles[static_cast<std::size_t>(level)];
      auto& all = contenders_[static_cast<std::size_t>(level)];
      if (std::ranges::none_of(all, [&](const Contender& c) { return c.occasion == now_; }))
        events_.push({now_ + length + setup_.nbiot.response + 1ms * def.down_repetitions,
                      resolution, static_cast<std::uint32_t>(level)});
      all.push_back(
          {now_, i, d.random.below(static_cast<std::uint32_t>(setup_.nbiot.preamble_tones))});
      return;
    }
    case Next::set_up: d.attached = true; return serve(i);
    case Next::release:
      d.attached = false;
      enter(d, Mode::light);
      return setup_.nbiot.power_saving ? set_timer(i, now_ + setup_.nbiot.active_timer, Next::sleep)
                                       : void();
    case Next::sleep: return sleep(i);
    case Next::report:
      if (down_) return sleep(i);
      d.reports = true;
      return wants(i);
    case Next::page:
      if (down_) return sleep(i);
      enter(d, Mode::busy);
      d.preambles = 0;
      return access(i, now_);
    case Next::none: return;
  }
}

void Cell::sleep(std::uint32_t i) {
  enter(devices_[i], Mode::deep);
  set_timer(i, now_ + setup_.nbiot.update_period, Next::report);
}

// Devices of one level that sent their preambles at `occasion`.
void Cell::resolve(Time occasion, int level) {
  auto& all = contenders_[static_cast<std::size_t>(level)];
  std::vector<Contender> here;
  std::erase_if(all, [&](const Contender& c) {
    if (c.occasion == occasion) here.push_back(c);
    return c.occasion == occasion;
  });
  const LevelDef& def = setup_.nbiot.level(level);
  const Time step = block_time(def.tones, 1, def.up_repetitions) + setup_.nbiot.grant_delay +
                    2ms * def.down_repetitions;
  for (const Contender& c : here) {
    Device& d = devices_[c.device];
    const auto same = std::ranges::count(here, c.tone, &Contender::tone);
    if (same == 1) {
      // in a connection a preamble is only the request for a grant
      const int exchanges = d.attached ? 0 : setup_.nbiot.exchanges;
      const double sends = exchanges * seconds(block_time(def.tones, 1, def.up_repetitions));
      d.sends += sends, d.listens -= sends;
      set_timer(c.device, now_ + step * exchanges, Next::set_up);
      continue;
    }
    ++counters_.preamble_collisions[static_cast<std::size_t>(level)];
    if (d.preambles >= setup_.nbiot.access_attempts) {
      ++counters_.access_failures;
      give_up(c.device, flow::LossCause::access_failure);
      continue;
    }
    access(c.device,
           now_ + from_seconds(seconds(setup_.nbiot.access_backoff) * d.random.uniform()));
  }
}

// Blocks on one grant: the next ones, or those that failed.
int Cell::together(const Device& d) const {
  return std::min(d.blocks_left, setup_.nbiot.blocks_per_grant);
}

// Connected: downlink first, which is short, then uplink, then silence.
void Cell::serve(std::uint32_t i) {
  Device& d = devices_[i];
  drop_old(i);
  if (d.sending) return;
  d.wake = kNever;
  d.next = Next::none;
  if (!d.down.empty()) return send_down(i);
  if (!d.up.empty()) {
    const auto bits =
        8 * (static_cast<int>(inlet_.def(d.up[0]).payload_bytes) + setup_.nbiot.header_bytes);
    d.blocks_left = (bits + setup_.nbiot.block_bits - 1) / setup_.nbiot.block_bits;
    d.attempts = 0;
    return send_block(i);
  }
  d.reports = false;
  enter(d, Mode::connected);
  set_timer(i, now_ + setup_.nbiot.inactivity, Next::release);
}

// The subcarriers that are free first; when the block ends.
Time Cell::occupy(const LevelDef& level, Time earliest, Time length) {
  const auto quarters = static_cast<std::ptrdiff_t>(48 / lanes(level.tones));
  std::partial_sort(free_.begin(), free_.begin() + quarters, free_.end());
  const Time start = std::max(earliest, free_[static_cast<std::size_t>(quarters - 1)]);
  std::fill(free_.begin(), free_.begin() + quarters, start + length);
  counters_.busy += length * quarters / 48;
  return start + length;
}

void Cell::send_block(std::uint32_t i) {
  Device& d = devices_[i];
  const LevelDef& level = level_of(i);
  enter(d, Mode::busy);
  d.sending = true, d.downward = false;
  ++d.attempts;
  const int blocks = together(d);
  counters_.blocks[static_cast<std::size_t>(setup_.devices[i].level)] +=
      static_cast<std::uint64_t>(blocks);
  const Time length = blocks * block_time(level.tones, level.units, level.up_repetitions);
  d.sends += seconds(length), d.listens -= seconds(length);
  d.block_ends =
      occupy(level, now_ + setup_.nbiot.grant_delay + 1ms * level.down_repetitions, length);
  events_.push({d.block_ends, block_end, i});
}

void Cell::send_down(std::uint32_t i) {
  Device& d = devices_[i];
  enter(d, Mode::busy);
  d.sending = d.downward = true;
  const auto bits =
      8 * (static_cast<int>(inlet_.def(d.down[0]).payload_bytes) + setup_.nbiot.header_bytes);
  const int blocks = (bits + kDownBits - 1) / kDownBits;
  d.block_ends = now_ + (kDownBlock * level_of(i).down_repetitions + kDownOverhead) * blocks;
  events_.push({d.block_ends, block_end, i});
}

void Cell::ends(std::uint32_t i) {
  Device& d = devices_[i];
  if (!d.sending) return;  // the base station died meanwhile
  d.sending = false;
  if (d.downward) return finish(i, true, true);
  int failed = 0;
  for (int b = together(d); b > 0; --b) failed += d.random.uniform() < setup_.nbiot.block_error;
  d.blocks_left -= together(d) - failed;
  counters_.failed[static_cast<std::size_t>(setup_.devices[i].level)] +=
      static_cast<std::uint64_t>(failed);
  if (failed == 0) d.attempts = 0;
  if (failed > 0 && d.attempts >= setup_.nbiot.attempts) return finish(i, false, false);
  if (d.blocks_left > 0) return send_block(i);
  finish(i, false, true);
}

void Cell::finish(std::uint32_t i, bool down, bool arrived) {
  Device& d = devices_[i];
  auto& queue = down ? d.down : d.up;
  const radio::Message m = queue[0];
  queue.pop();
  if (!arrived) {
    lose(m, flow::LossCause::phy);
  } else {
    const flow::Source& source = inlet_.def(m);
    radio::append(down ? out_->delivered : out_->received,
                  {now_, m.created, m.source, m.sequence, m.alarm, setup_.entry});
    if (down || setup_.counts_delivery)
      statistics_.delivered(source.flow, m.created, now_, source.payload_bytes);
  }
  serve(i);
}

void Cell::give_up(std::uint32_t i, flow::LossCause cause) {
  Device& d = devices_[i];
  for (auto* queue : {&d.up, &d.down})
    for (; !queue->empty(); queue->pop()) lose((*queue)[0], cause);
  d.attached = d.reports = false;
  sleep(i);
}

void Cell::switched(bool up) {
  if (down_ == !up) return;
  down_ = !up;
  for (const DeviceSetup& d : setup_.devices) out_->links.push_back({now_, d.device, up});
  if (up) return;
  for (auto& level : contenders_) level.clear();
  for (std::uint32_t i = 0; i < devices_.size(); ++i) {
    if (setup_.devices[i].level >= kLevels) continue;
    devices_[i].sending = false;
    give_up(i, flow::LossCause::access_point_down);
  }
  free_.fill(now_);
}

// The message in hand is on air and stays.
void Cell::drop_old(std::uint32_t i) {
  Device& d = devices_[i];
  for (auto* queue : {&d.up, &d.down}) {
    const bool in_hand = d.sending && (queue == &d.down) == d.downward;
    while (queue->size() > (in_hand ? 1u : 0u) &&
           now_ - (*queue)[in_hand ? 1 : 0].created > setup_.nbiot.lifetime) {
      lose((*queue)[in_hand ? 1 : 0], flow::LossCause::not_attempted);
      queue->erase(in_hand ? 1 : 0);
    }
  }
}

void Cell::set_timer(std::uint32_t i, Time at, Next next) {
  devices_[i].wake = at;
  devices_[i].next = next;
  events_.push({at, timer, i});
}

void Cell::enter(Device& d, Mode mode) {
  accrue(d, now_, d);
  d.since = now_;
  d.mode = mode;
}

// What `d` has spent since its last change of mode, added to `to`.
void Cell::accrue(const Device& d, Time now, Device& to) const {
  const NbiotDef& def = setup_.nbiot;
  const double span = seconds(now - d.since);
  switch (d.mode) {
    case Mode::deep: to.deep += span; break;
    case Mode::light: {
      const double pages = span * seconds(kPagingOccasion) / seconds(def.edrx_cycle);
      to.listens += pages;
      to.light += span - pages;
      break;
    }
    case Mode::connected:
      to.listens += def.listening * span;
      to.light += (1 - def.listening) * span;
      break;
    case Mode::busy: to.listens += span;
  }
}

radio::Energy Cell::energy(flow::DeviceIndex device, Time now) const {
  const Device& d = devices_[device_at_[device]];
  Device sum;
  sum.sends = d.sends, sum.listens = d.listens, sum.light = d.light, sum.deep = d.deep;
  accrue(d, now, sum);
  const NbiotDef& def = setup_.nbiot;
  radio::Energy e;
  e[radio::RadioState::transmit] = sum.sends * def.tx_power;
  e[radio::RadioState::receive] = sum.listens * def.rx_power;
  e[radio::RadioState::sleep] = sum.light * def.light_power + sum.deep * def.deep_power;
  return e;
}

std::uint64_t Cell::held(flow::FlowIndex flow) const {
  std::uint64_t n = inlet_.held(flow, statistics_);
  for (const Device& d : devices_)
    for (const auto* queue : {&d.up, &d.down})
      n += radio::held_in(*queue, flow, inlet_, statistics_);
  return n;
}

radio::AirCounts Cell::air_counts(std::uint32_t entry) const {
  radio::AirCounts counts;
  if (entry != setup_.entry) return counts;
  for (std::size_t l = 0; l < kLevels; ++l) {
    counts.attempts += counters_.blocks[l];
    counts.retries += counters_.failed[l];
    counts.collisions += counters_.preamble_collisions[l];
  }
  counts.busy = counters_.busy;
  for (const DeviceSetup& d : setup_.devices) counts.attached += d.level < kLevels;
  return counts;
}

}  // namespace wardtwin::nbiot
