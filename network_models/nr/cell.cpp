#include "network_models/nr/cell.h"

#include <algorithm>

#include <fmt/format.h>

#include "network_models/nr/link_budget.h"
#include "network_models/nr/lte_blocks.h"
#include "sim/base/error.h"

namespace wardtwin::nr {

Cell::Cell(const CellSetup& setup)
    : setup_(setup),
      inlet_(setup.sources, setup.seed),
      slots_(setup.nr.numerology, setup.nr.pattern),
      devices_(setup.devices.size()),
      statistics_(setup.flows, setup.warm_up) {
  const NrDef& def = setup_.nr;
  const auto mcs = mcs_table(McsTable::qam64);
  const bool lte = def.standard == Generation::lte;
  if (lte) group_ = lte_group(def.resource_blocks);
  for (int kind = 0; kind < 3; ++kind)
    for (std::size_t m = 0; m < mcs.size(); ++m)
      for (int rb = 0; rb <= def.resource_blocks; ++rb)
        table_.push_back(
            lte ? lte_block_bits(rb, static_cast<int>(m), kind == 2 ? 1 : def.layers)
                : transport_block_bits({rb, kind == 1 ? def.special_symbols : def.symbols,
                                        def.reference_elements, 0, kind == 2 ? 1 : def.layers},
                                       mcs[m]));
  for (std::uint32_t i = 0; i < devices_.size(); ++i) make_device(i);
  if (configured_blocks_ > def.resource_blocks)
    throw InputError(
        fmt::format("configured grants need {} resource blocks of {}; give fewer devices one, or "
                    "smaller grants",
                    configured_blocks_, def.resource_blocks));
  add_sources();
}

void Cell::make_device(std::uint32_t i) {
  const NrDef& def = setup_.nr;
  const DeviceSetup& s = setup_.devices[i];
  Device& d = devices_[i];
  d.random = Stream(setup_.seed, s.device, Purpose::frame_error);
  Stream phases(setup_.seed, s.device, Purpose::association);
  d.paging_phase = from_seconds(seconds(def.paging_cycle) * phases.uniform());
  d.sr_offset = phases.below(static_cast<std::uint32_t>(def.sr_period));
  if (def.sr_period % slots_.count() == 0)
    d.sr_offset = slots_.next_up(d.sr_offset) % def.sr_period;
  d.attached = s.connected;
  if (s.connected) d.state = State::connected;
  for (const Way way : {kDown, kUp})
    d.lane[way].priority = s.five_qi ? five_qi(s.five_qi).priority : 0;
  set_rates(i, Decibels{0});
  if (s.configured) {
    const auto bytes = static_cast<std::uint64_t>(def.grant_bytes);
    d.grant_blocks = blocks_for(d.lane[kUp], 2, bytes, def.resource_blocks);
    configured_blocks_ += d.grant_blocks;
  }
  if (s.device >= device_at_.size()) device_at_.resize(s.device + 1, flow::kNone);
  device_at_[s.device] = i;
}

void Cell::set_rates(std::uint32_t device, Decibels extra) {
  const NrDef& def = setup_.nr;
  const DeviceSetup& s = setup_.devices[device];
  for (const Way way : {kDown, kUp}) {
    Lane& l = devices_[device].lane[way];
    const Decibels sinr = (way == kDown ? s.down : s.up) - extra;
    const int mcs = way == kDown ? choose_mcs(sinr, def.bler_target) : uplink_mcs(def, sinr);
    l.mcs = std::max(0, mcs);
    l.error = block_error(l.mcs, sinr);
  }
}

void Cell::obstruct(Time, const radio::ExtraLoss& extra, std::vector<flow::LinkChange>&) {
  for (std::uint32_t i = 0; i < devices_.size(); ++i)
    set_rates(i, extra({.device = setup_.devices[i].device}, {.entry = setup_.entry}));
}

void Cell::add_sources() {
  for (flow::SourceIndex s = 0; s < setup_.sources.size(); ++s) {
    const flow::Source& source = setup_.sources[s];
    if (source.device >= device_at_.size() || device_at_[source.device] == flow::kNone) continue;
    const std::uint32_t device = device_at_[source.device];
    const std::uint32_t slot = inlet_.add(s, device);
    if (source.pattern == flow::Pattern::saturated)
      devices_[device].lane[source.downlink ? kDown : kUp].saturated = slot;
  }
}

void Cell::run(Time until, radio::CellOutput& out) {
  out_ = &out;
  radio::run_until(until, inlet_, events_, access, now_,
                   [this](const auto& what) { handle(what); });
  out_ = nullptr;
}

radio::AirCounts Cell::air_counts(std::uint32_t entry) const {
  if (entry != setup_.entry) return {};
  radio::AirCounts counts;
  counts.attempts = counters_.blocks[kDown] + counters_.blocks[kUp];
  counts.retries = counters_.failed[kDown] + counters_.failed[kUp];
  const double used = static_cast<double>(counters_.used[kDown] + counters_.used[kUp]);
  counts.busy = from_seconds(used / setup_.nr.resource_blocks * seconds(slots_.length()));
  for (const Device& d : devices_) counts.attached += d.state == State::connected;
  return counts;
}

void Cell::handle(const Event& e) {
  switch (e.kind) {
    case block_end: return ends(e.index);
    case access: return resolve(now_ - setup_.nr.prach_response);
    case timer: return e.at == devices_[e.index].wake ? timer_fired(e.index) : void();
    default: break;
  }
  const Way way = e.kind == up_slot ? kUp : kDown;
  if (e.at != armed_[way]) return;
  armed_[way] = kNever;
  serve(way);
}

void Cell::handle(const radio::Inward& in) {
  radio::at_one_entry(
      in, setup_.entry, inlet_, statistics_, [this](bool up) { switched(up); },
      [&](const flow::Source& source) {
        accept(in.owner, source.downlink ? kDown : kUp, in.message);
      });
}

// 5QI priority of a message (TS 23.501), by its traffic class where the device has none of its own.
int Cell::priority_of(std::uint32_t device, const radio::Message& m) const {
  constexpr std::array kByClass{3, 7, 70, 9};
  const int own = setup_.devices[device].five_qi;
  const auto traffic = static_cast<std::size_t>(inlet_.def(m).traffic);
  return five_qi(own ? own : kByClass[traffic]).priority;
}

void Cell::accept(std::uint32_t device, Way way, const radio::Message& m) {
  const Lane& l = devices_[device].lane[way];
  if (down_) return lose(m, flow::LossCause::access_point_down);
  if (l.error > 0.9) return lose(m, flow::LossCause::not_attempted);  // out of reach
  if (l.queue.size() >= static_cast<std::uint32_t>(setup_.nr.queue_limit))
    return lose(m, flow::LossCause::radio_queue_full);
  enqueue(device, way, m);
  wants(device, way);
}

void Cell::enqueue(std::uint32_t device, Way way, const radio::Message& m) {
  Lane& l = devices_[device].lane[way];
  std::uint32_t item = static_cast<std::uint32_t>(items_.size());
  if (free_items_.empty()) {
    items_.emplace_back();
  } else {
    item = free_items_.back();
    free_items_.pop_back();
  }
  const std::uint32_t bytes =
      inlet_.def(m).payload_bytes + static_cast<std::uint32_t>(setup_.nr.header_bytes);
  items_[item] = {.message = m, .left = bytes, .used = true};
  l.priority =
      l.backlog == 0 ? priority_of(device, m) : std::min(l.priority, priority_of(device, m));
  l.backlog += bytes;
  l.queue.push(item);
}

// Time awake between the device's last activity and `now`: at first always, then by DRX, then by
// paging.
Time Cell::awake_since(const Device& d, Time now) const {
  const NrDef& def = setup_.nr;
  const Time since = now - d.last_active;
  const Time connected = d.attached ? std::min(since, def.inactivity) : Time{0};
  const bool drx = def.drx_cycle.count() > 0;
  const Time full = drx ? std::min(connected, def.drx_inactivity) : connected;
  double awake = seconds(full);
  if (drx) awake += seconds(connected - full) * seconds(def.drx_on) / seconds(def.drx_cycle);
  awake += seconds(since - connected) * seconds(def.drx_on) / seconds(def.paging_cycle);
  return from_seconds(awake);
}

void Cell::touch(Device& d) {
  d.awake += awake_since(d, now_);
  d.last_active = now_;
}

void Cell::switched(bool up) {
  if (down_ == !up) return;
  down_ = !up;
  for (const DeviceSetup& d : setup_.devices) out_->links.push_back({now_, d.device, up});
  if (up) return;
  for (Block& b : blocks_)
    if (b.live) drop(b), b.live = false;
  for (std::uint32_t i = 0; i < devices_.size(); ++i) empty(i, flow::LossCause::access_point_down);
  for (const Way way : {kDown, kUp}) {
    free_blocks_.insert(free_blocks_.end(), retry_[way].begin(), retry_[way].end());
    active_[way].clear(), retry_[way].clear();
    armed_[way] = kNever;
  }
  contenders_.clear();
}

std::uint64_t Cell::held(flow::FlowIndex flow) const {
  std::uint64_t n = inlet_.held(flow, statistics_);
  for (const Item& i : items_)
    n += i.used && !i.lost && inlet_.def(i.message).flow == flow &&
         statistics_.counts(i.message.created);
  return n;
}

radio::Energy Cell::energy(flow::DeviceIndex device, Time now) const {
  const Device& d = devices_[device_at_[device]];
  const NrDef& def = setup_.nr;
  const Time awake = d.awake + awake_since(d, now);
  radio::Energy e;
  e[radio::RadioState::transmit] = seconds(d.sending) * def.tx_power;
  e[radio::RadioState::receive] = seconds(awake - std::min(awake, d.sending)) * def.rx_power;
  e[radio::RadioState::sleep] = seconds(now - std::max(awake, d.sending)) * def.sleep_power;
  return e;
}

void Cell::lose(const radio::Message& m, flow::LossCause cause) {
  statistics_.lost(inlet_.def(m), m, cause, m.alarm);
}

}  // namespace wardtwin::nr
