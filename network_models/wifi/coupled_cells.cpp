#include "network_models/wifi/coupled_cells.h"

#include <algorithm>

#include "sim/base/error.h"

namespace wardtwin::wifi {

CoupledCells::CoupledCells(std::vector<Member> members)
    : members_(std::move(members)), next_(members_.size()) {
  WARDTWIN_ASSERT(!members_.empty(), "a domain has a cell");
  for (const Member& m : members_)
    WARDTWIN_ASSERT(members_.size() == 1 || m.cell->setup().coupled,
                    "cells of a domain say what they send");
}

Time CoupledCells::next_event() const {
  Time next = kNever;
  for (const Member& m : members_) next = std::min(next, m.cell->next_event());
  return next;
}

void CoupledCells::run(Time until) {
  if (members_.size() == 1) return members_[0].cell->run(until, *members_[0].out);
  for (std::size_t i = 0; i < members_.size(); ++i) next_[i] = members_[i].cell->next_event();
  for (;;) {
    std::size_t first = 0;
    Time second = kNever;
    for (std::size_t i = 1; i < next_.size(); ++i)
      if (next_[i] < next_[first]) {
        second = next_[first];
        first = i;
      } else {
        second = std::min(second, next_[i]);
      }
    const Time now = next_[first];
    if (now >= until) return;
    if (second > now) {
      const Time last = std::min(until, second);
      run_one(first, last);
      tell(first, last);
    } else {
      run_all(now);
    }
  }
}

void CoupledCells::run_one(std::size_t member, Time until) {
  const Member& m = members_[member];
  m.cell->run(until, *m.out);
  next_[member] = m.cell->next_event();
}

/// What it has sent before `until`, to those that hear it, and to those whose receivers do. What has
/// ended before these begin anything meets nothing of theirs.
void CoupledCells::tell(std::size_t member, Time until) {
  const Member& m = members_[member];
  if (m.out->sent.empty()) return;
  for (const std::uint32_t other : m.heard_by) {
    for (const Sent& s : m.out->sent) members_[other].cell->hear(s);
    next_[other] = members_[other].cell->next_event();
  }
  for (const std::uint32_t other : m.hidden_from) {
    Cell& cell = *members_[other].cell;
    bool met = false;
    for (const Sent& s : m.out->sent)
      if (s.end > until || s.cleared_by != flow::kNone || cell.on_air()) cell.meet(s), met = true;
    if (met) next_[other] = cell.next_event();
  }
  m.out->sent.clear();
}

/// Several have something at this instant. Each does it without knowing of the others; then what began
/// together collides.
void CoupledCells::run_all(Time now) {
  active_.clear();
  for (std::uint32_t i = 0; i < members_.size(); ++i)
    if (next_[i] == now) active_.push_back(i);
  for (const std::uint32_t i : active_) run_one(i, now + Time{1});
  struck_.clear();
  const auto begins = [&](std::uint32_t i) {
    return std::ranges::find(members_[i].out->sent, now, &Sent::from);
  };
  const auto began = [&](std::uint32_t i) { return begins(i) != members_[i].out->sent.end(); };
  for (const std::uint32_t i : active_)
    for (const std::uint32_t k : members_[i].heard_by)
      if (k > i && std::ranges::binary_search(active_, k) && began(i) && began(k))
        struck_.push_back({i, k});
  for (const auto& [i, k] : struck_)
    for (const std::uint32_t each : {i, k}) members_[each].cell->collide_after_all();
  for (const auto& [i, k] : struck_) {
    members_[i].cell->collide_until(begins(k)->end);
    members_[k].cell->collide_until(begins(i)->end);
  }
  for (const auto& [i, k] : struck_)
    for (const std::uint32_t each : {i, k}) next_[each] = members_[each].cell->next_event();
  for (const std::uint32_t i : active_) tell(i, now + Time{1});
}

}  // namespace wardtwin::wifi
