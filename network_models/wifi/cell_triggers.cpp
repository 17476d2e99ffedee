#include <algorithm>

#include "network_models/wifi/cell.h"
#include "network_models/wifi/phy.h"
#include "network_models/wifi/resource_units.h"

// Uplink OFDMA. An access point knows of a station's queues by a frame of it that left some of them
// behind, or by its service period, and triggers it until they are empty; the station does not
// contend meanwhile (MU EDCA parameters with AIFSN 0).
namespace wardtwin::wifi {

void Cell::report(std::uint32_t node) {
  PowerState& p = power_[node];
  if (!setup_.uplink_ofdma.on || p.known) return;
  p.known = true;
  const std::uint32_t ap = nodes_[node].access_point;
  known_[ap].push_back(node);
  for (std::uint32_t lane = 1; lane < kLanes; ++lane) {
    if (nodes_[node].lanes[lane].queue.empty()) continue;
    Lane& l = nodes_[ap].lanes[lane];
    l.asks = true;
    if (!l.engaged && !nodes_[ap].down) contend(ap, lane);
    return;
  }
}

/// The access point is down: its stations contend for themselves again.
void Cell::forget_reports(std::uint32_t access_point) {
  for (const std::uint32_t node : std::exchange(known_[access_point], {})) {
    power_[node].known = false;
    for (std::uint32_t lane = 1; lane < kLanes; ++lane)
      if (const Lane& l = nodes_[node].lanes[lane]; !l.queue.empty() && !l.engaged)
        contend(node, lane);
  }
}

/// Forgets those that have nothing left.
bool Cell::knows_any(std::uint32_t access_point) {
  std::vector<std::uint32_t>& known = known_[access_point];
  std::erase_if(known, [&](std::uint32_t node) {
    for (std::uint32_t lane = 1; lane < kLanes; ++lane) purge(nodes_[node].lanes[lane]);
    if (has_backlog(node)) return false;
    power_[node].known = false;
    rest(node, now_);
    return true;
  });
  return !known.empty();
}

int Cell::answering(std::uint32_t access_point) const {
  return std::min(static_cast<int>(known_[access_point].size()),
                  most_answers(setup_.phy.width.value * 1e-6));
}

/// Airtime of the answer with what a lane's first messages are, as many as fit into `limit`, but one.
Time Cell::fill_answer(Answer& a, int tones, Time limit) const {
  const Node& n = nodes_[a.id / 8];
  const Lane& l = n.lanes[a.id % 8];
  const AirtimeLaw law = answer_law(setup_.phy, setup_.uplink_ofdma.guard, tones, n.link.up.mcs);
  const auto bytes_of = [&](std::uint32_t k) {
    return slots_[source_slot_[l.queue[k].source]].bytes;
  };
  int bytes = subframe_bytes(bytes_of(0));
  Time airtime = law(bytes_of(0));
  a.messages = 1;
  const auto most = std::min(l.queue.size(), static_cast<std::uint32_t>(setup_.wifi.ampdu_frames));
  for (; a.messages < most; ++a.messages) {
    bytes += subframe_bytes(bytes_of(a.messages));
    if (bytes > setup_.wifi.ampdu_bytes || law(bytes) > limit) break;
    airtime = law(bytes);
  }
  return airtime;
}

/// Shares out the units among those who have waited longest, wide enough for each one's first message;
/// all answers are as long as the longest.
Time Cell::ask_answers(std::uint32_t access_point) {
  std::vector<std::uint32_t>& known = known_[access_point];
  const double width = setup_.phy.width.value * 1e-6;
  const Time latest = setup_.uplink_ofdma.latest;
  answers_.clear();
  for (int i = 0; i < answering(access_point); ++i) {
    const std::uint32_t node = known[static_cast<std::size_t>(i)];
    std::uint32_t lane = 1;
    while (nodes_[node].lanes[lane].queue.empty()) ++lane;
    answers_.push_back({node * 8 + lane, 0});
  }
  Time airtime{0};
  int tones = 0;
  for (;; answers_.resize((answers_.size() + 1) / 2)) {
    tones = tones_for(width, static_cast<int>(answers_.size()));
    airtime = Time{0};
    for (Answer& a : answers_) airtime = std::max(airtime, fill_answer(a, tones, latest));
    if (airtime <= latest || answers_.size() == 1) break;
  }
  std::rotate(known.begin(), known.begin() + static_cast<std::ptrdiff_t>(answers_.size()),
              known.end());
  AirStatistics& air = air_[access_point];
  for (Answer& a : answers_) {
    fill_answer(a, tones, airtime);
    Lane& l = nodes_[a.id / 8].lanes[a.id % 8];
    l.in_flight = a.messages;
    l.asks_block_ack = false;
    nodes_[a.id / 8].radio.transmit += airtime;
    ++air.triggered;
    count_attempt({.id = a.id});
  }
  air.data += airtime;
  return airtime;
}

/// What the answers to a trigger brought; its access point acknowledges all at once.
void Cell::take_answers(std::uint32_t access_point) {
  const std::size_t first = out_->received.size();
  for (const Answer& a : answers_) {
    Node& n = nodes_[a.id / 8];
    Lane& l = n.lanes[a.id % 8];
    if (!receive_several(n, l, true)) ++air_[access_point].unanswered;
    l.attempts = 0;
    l.window = static_cast<std::uint32_t>(category(a.id / 8, a.id % 8).cw_min);
  }
  std::sort(out_->received.begin() + static_cast<std::ptrdiff_t>(first), out_->received.end());
  top_up();
}

void Cell::end_answers() {
  if (answers_.empty()) return;
  for (const Answer& a : std::exchange(answers_, {})) {
    nodes_[a.id / 8].lanes[a.id % 8].in_flight = 0;
    rest(a.id / 8, now_);
  }
}

}  // namespace wardtwin::wifi
