#include "network_models/uwb/cell.h"

#include <algorithm>

namespace wardtwin::uwb {

Cell::Cell(const CellSetup& setup)
    : setup_(setup),
      inlet_(setup.sources, setup.seed),
      tags_(setup.tags.size()),
      up_(setup.anchors.size(), 1),
      statistics_(setup.flows, setup.warm_up) {
  for (std::uint32_t i = 0; i < tags_.size(); ++i) {
    const flow::DeviceIndex d = setup_.tags[i].device;
    if (d >= tag_of_.size()) tag_of_.resize(d + 1, flow::kNone);
    tag_of_[d] = i;
  }
  inlet_.add_owned(setup_.sources, tag_of_);
}

void Cell::run(Time until, radio::CellOutput& out) {
  out_ = &out;
  radio::run_until(until, inlet_, events_, slot_end, now_,
                   [this](const auto& what) { handle(what); });
  out_ = nullptr;
}

void Cell::handle(const radio::Inward& in) {
  using What = radio::Inward::What;
  if (in.what == What::nothing) return;
  if (in.what == What::access_point_down || in.what == What::access_point_up) {
    const auto at = std::ranges::find(setup_.anchors, in.entry) - setup_.anchors.begin();
    if (static_cast<std::size_t>(at) == up_.size()) return;
    up_[static_cast<std::size_t>(at)] = in.what == What::access_point_up;
    return;
  }
  const flow::Source& source = inlet_.def(in.message);
  if (in.what == What::message) statistics_.generated(source.flow, in.message.created);
  Tag& t = tags_[in.owner];
  if (source.downlink ||
      static_cast<int>(setup_.tags[in.owner].anchors.size()) < setup_.uwb.anchors_needed)
    return lose(in.message, flow::LossCause::not_attempted);
  if (t.queue.size() >= static_cast<std::uint32_t>(setup_.uwb.queue_limit))
    return lose(in.message, flow::LossCause::radio_queue_full);
  t.queue.push(in.message);
  const Time slot = setup_.uwb.slot;
  const Time next = slot * ((now_ + slot - Time{1}) / slot);
  free_ = std::max(free_, next) + slot;
  events_.push({free_, slot_end, in.owner});
}

void Cell::handle(const Event& e) {
  Tag& t = tags_[e.tag];
  const radio::Message m = t.queue[0];
  t.queue.pop();
  ++t.sent;
  ++slots_;
  const TagSetup& setup = setup_.tags[e.tag];
  if (hears(setup) < setup_.uwb.anchors_needed) return lose(m, flow::LossCause::access_point_down);
  const flow::Source& source = inlet_.def(m);
  if (setup_.counts_delivery)
    statistics_.delivered(source.flow, m.created, now_, source.payload_bytes);
  radio::append(out_->received,
                {now_, m.created, m.source, m.sequence, m.alarm, entry_of(setup.device)});
}

std::uint64_t Cell::held(flow::FlowIndex flow) const {
  std::uint64_t n = inlet_.held(flow, statistics_);
  for (const Tag& t : tags_) n += radio::held_in(t.queue, flow, inlet_, statistics_);
  return n;
}

radio::Energy Cell::energy(flow::DeviceIndex device, Time now) const {
  const UwbDef& def = setup_.uwb;
  const auto sent = static_cast<double>(tags_[tag_of_[device]].sent);
  const double sends = sent * seconds(def.airtime), listens = sent * seconds(def.ranging);
  radio::Energy e;
  e[radio::RadioState::transmit] = sends * def.tx_power;
  e[radio::RadioState::receive] = listens * def.rx_power;
  e[radio::RadioState::sleep] = (seconds(now) - sends - listens) * def.sleep_power;
  return e;
}

std::uint32_t Cell::entry_of(flow::DeviceIndex device) const {
  for (const std::uint32_t a : setup_.tags[tag_of_[device]].anchors)
    if (up_[a]) return setup_.anchors[a];
  return flow::kNone;
}

int Cell::hears(const TagSetup& t) const {
  return static_cast<int>(
      std::ranges::count_if(t.anchors, [&](std::uint32_t a) { return up_[a]; }));
}

radio::AirCounts Cell::air_counts(std::uint32_t entry) const {
  radio::AirCounts counts;
  if (std::ranges::find(setup_.anchors, entry) == setup_.anchors.end()) return counts;
  counts.attempts = slots_;
  counts.busy = setup_.uwb.slot * static_cast<std::int64_t>(slots_);
  for (const TagSetup& t : setup_.tags) counts.attached += entry_of(t.device) == entry;
  return counts;
}

}  // namespace wardtwin::uwb
