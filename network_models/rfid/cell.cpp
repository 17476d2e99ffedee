#include "network_models/rfid/cell.h"

#include <algorithm>

#include "network_models/rfid/nfc.h"
#include "sim/base/normal.h"

namespace wardtwin::rfid {
namespace {

constexpr std::uint32_t kLongestQueue = 64;  // people before one reader

// A reader has no device, so its streams are named by its entry, beyond all devices.
std::uint64_t reader_key(std::uint32_t entry) { return (1ull << 33) + entry; }

}  // namespace

Cell::Cell(const CellSetup& setup)
    : setup_(setup),
      inlet_(setup.sources, setup.seed),
      times_(slot_times(setup.rfid.link)),
      inventory_(setup.rfid.q, Stream(setup.seed, reader_key(setup.entry), Purpose::backoff)),
      tags_(setup.tags.size()),
      handling_(setup.seed, reader_key(setup.entry), Purpose::association),
      statistics_(setup.flows, setup.warm_up) {
  for (std::uint32_t i = 0; i < tags_.size(); ++i) {
    const TagSetup& t = setup_.tags[i];
    Stream stays(setup_.seed, t.device, Purpose::shadowing);
    double best = standard_normal(stays);
    for (int a = 1; a < setup_.rfid.radio.antennas; ++a)
      best = std::max(best, standard_normal(stays));
    tags_[i].margin = t.margin.value + setup_.rfid.radio.orientation.value * best;
    tags_[i].passes = Stream(setup_.seed, t.device, Purpose::fading);
    if (t.device >= tag_of_.size()) tag_of_.resize(t.device + 1, flow::kNone);
    tag_of_[t.device] = i;
  }
  inlet_.add_owned(setup_.sources, tag_of_);
}

void Cell::run(Time until, radio::CellOutput& out) {
  out_ = &out;
  radio::run_until(until, inlet_, events_, card_end, now_,
                   [this](const auto& what) { handle(what); });
  out_ = nullptr;
}

void Cell::handle(const radio::Inward& in) {
  radio::at_one_entry(
      in, setup_.entry, inlet_, statistics_, [this](bool up) { switched(up); },
      [&](const flow::Source& source) { accept(in, source); });
}

void Cell::accept(const radio::Inward& in, const flow::Source& source) {
  if (source.downlink) return lose(in.message, flow::LossCause::not_attempted);
  if (down_) return lose(in.message, flow::LossCause::access_point_down);
  if (setup_.protocol == Protocol::gen2) return enters(in.owner, in.message);
  if (cards_.size() >= kLongestQueue) return lose(in.message, flow::LossCause::radio_queue_full);
  cards_.push(in.message);
  if (!busy_) next_card();
}

void Cell::handle(const Event& e) {
  if (e.kind == leave) {
    const Tag& t = tags_[e.index];
    if (t.inside && t.pass == e.pass) leaves(e.index);
    return;
  }
  if (e.pass != epoch_) return;
  if (e.kind == slot_end) return slot_ends();
  deliver(cards_[0]);
  ++counters_.reads;
  cards_.pop();
  busy_ = false;
  if (!cards_.empty()) next_card();
}

void Cell::enters(std::uint32_t tag, const radio::Message& m) {
  Tag& t = tags_[tag];
  if (t.inside) return lose(m, flow::LossCause::radio_queue_full);  // it is still in the field
  t.inside = true;
  t.message = m;
  const double moved = setup_.rfid.radio.movement.value * standard_normal(t.passes);
  t.answers = t.margin + moved >= 0;
  counters_.unreadable += !t.answers;
  const Time stays = std::max(Time{0}, setup_.rfid.use.in_field.time(t.passes));
  events_.push({now_ + stays, leave, tag, ++t.pass});
  if (!t.answers) return;
  unread_.push_back(tag);
  if (busy_) return;
  inventory_.restart();
  next_slot();
}

// Not read in time: too many others, or not enough power.
void Cell::leaves(std::uint32_t tag) {
  Tag& t = tags_[tag];
  t.inside = false;
  lose(t.message, t.answers ? flow::LossCause::access_failure : flow::LossCause::phy);
  if (!t.answers) return;
  const std::uint32_t position = position_of(tag);
  if (position >= inventory_.waiting()) return forget(position);
  std::swap(unread_[position], unread_[inventory_.waiting() - 1]);
  inventory_.leave();
  forget(inventory_.waiting());
}

std::uint32_t Cell::position_of(std::uint32_t tag) const {
  return static_cast<std::uint32_t>(std::find(unread_.begin(), unread_.end(), tag) -
                                    unread_.begin());
}

void Cell::next_slot() {
  busy_ = true;
  const Inventory::Slot slot = inventory_.next(static_cast<std::uint32_t>(unread_.size()));
  Time length = slot.answers == 0   ? times_.empty
                : slot.answers == 1 ? times_.success
                                    : times_.collision;
  if (slot.query) length += times_.query;
  ++counters_.slots;
  counters_.rounds += slot.query;
  counters_.collisions += slot.answers > 1;
  counters_.busy += length;
  // who answers now is anybody of those who wait, and is taken out of them
  std::uint32_t waiting = inventory_.waiting() + slot.answers;
  for (std::uint32_t k = 0; k < slot.answers; ++k, --waiting)
    std::swap(unread_[inventory_.pick(waiting)], unread_[waiting - 1]);
  answering_ = slot.answers == 1 ? unread_[waiting] : flow::kNone;
  if (answering_ != flow::kNone) answering_pass_ = tags_[answering_].pass;
  events_.push({now_ + length, slot_end, 0, epoch_});
}

void Cell::slot_ends() {
  // who answered may have left meanwhile
  const std::uint32_t tag = answering_;
  if (tag != flow::kNone && tags_[tag].inside && tags_[tag].pass == answering_pass_)
    read(position_of(tag));
  if (unread_.empty())
    busy_ = false;
  else
    next_slot();
}

void Cell::read(std::uint32_t position) {
  Tag& t = tags_[unread_[position]];
  deliver(t.message);
  ++counters_.reads;
  t.inside = false;
  forget(position);
}

// Of the tags to be read; those of the round stay in front.
void Cell::forget(std::uint32_t position) {
  unread_[position] = unread_.back();
  unread_.pop_back();
}

void Cell::next_card() {
  busy_ = true;
  const auto bytes = static_cast<int>(inlet_.def(cards_[0]).payload_bytes);
  const UseDef& use = setup_.rfid.use;
  const Time wire = setup_.protocol == Protocol::iso_14443 ? transaction_14443(bytes, use.guard)
                                                           : transaction_15693(bytes, use.guard);
  counters_.busy += wire;
  const Time handled = std::max(Time{0}, use.handling.time(handling_));
  events_.push({now_ + wire + handled, card_end, 0, epoch_});
}

void Cell::switched(bool up) {
  down_ = !up;
  if (up) return;
  ++epoch_;
  busy_ = false;
  for (; !cards_.empty(); cards_.pop()) lose(cards_[0], flow::LossCause::access_point_down);
  for (Tag& t : tags_) {
    if (!t.inside) continue;
    t.inside = false;
    lose(t.message, flow::LossCause::access_point_down);
  }
  unread_.clear();
  inventory_.restart();
}

void Cell::deliver(const radio::Message& m) {
  const flow::Source& source = inlet_.def(m);
  if (setup_.counts_delivery)
    statistics_.delivered(source.flow, m.created, now_, source.payload_bytes);
  radio::append(out_->received, {now_, m.created, m.source, m.sequence, m.alarm, setup_.entry});
}

std::uint64_t Cell::held(flow::FlowIndex flow) const {
  std::uint64_t n = inlet_.held(flow, statistics_);
  for (const Tag& t : tags_)
    n += t.inside && inlet_.def(t.message).flow == flow && statistics_.counts(t.message.created);
  return n + radio::held_in(cards_, flow, inlet_, statistics_);
}

radio::AirCounts Cell::air_counts(std::uint32_t entry) const {
  if (entry != setup_.entry) return {};
  radio::AirCounts counts;
  counts.attempts = counters_.reads + counters_.collisions;
  counts.collisions = counters_.collisions;
  counts.busy = counters_.busy;
  counts.attached = static_cast<std::uint32_t>(tags_.size());
  return counts;
}

}  // namespace wardtwin::rfid
