#include "sim/flow/patient_log.h"

#include <algorithm>
#include <utility>

#include "sim/base/error.h"

namespace wardtwin::flow {

PatientLog::Kept* PatientLog::find(std::uint64_t key) {
  if (!keeps(key)) return nullptr;
  const auto found = kept_.find(key);
  return found == kept_.end() ? nullptr : &found->second;
}

void PatientLog::come(std::uint64_t key, const PatientWay& way) {
  if (!keeps(key) || way.came < from_) return;
  kept_[key].way = way;
  if (kept_.size() > kMost) thin();
}

void PatientLog::thin() {
  while (kept_.size() > kMost && halvings_ < 62) {
    ++halvings_;
    std::erase_if(kept_, [this](const auto& k) { return !keeps(k.first); });
  }
}

void PatientLog::close(Kept& k, Time at) {
  WARDTWIN_ASSERT(!k.waits, "a patient goes on whose wait was not ended");
  if (k.stages.empty()) return;
  if (k.stages.back().from < at) {
    k.stages.back().until = at;
    return;
  }
  k.stages.pop_back();
  const auto none = [&](const PatientHolder& h) { return h.stage >= k.stages.size(); };
  std::erase_if(k.holders, none);
}

void PatientLog::turn(std::uint64_t key, const PatientStage& stage,
                      std::vector<PatientHolder> holders) {
  Kept* const k = find(key);
  if (!k) return;
  close(*k, stage.from);
  for (PatientHolder& h : holders) {
    h.stage = static_cast<std::uint32_t>(k->stages.size());
    k->holders.push_back(h);
  }
  k->stages.push_back(stage);
  k->waits = stage.does == PatientDoes::waits || stage.does == PatientDoes::waits_again;
}

void PatientLog::end_wait(std::uint64_t key, std::uint64_t served) {
  Kept* const k = find(key);
  if (!k || !std::exchange(k->waits, false)) return;
  PatientStage& s = k->stages.back();
  s.served = static_cast<std::uint32_t>(served) - s.served;
}

void PatientLog::lies(std::uint64_t key, PatientIndex patient) {
  if (Kept* const k = find(key)) k->way.patient = patient;
}

void PatientLog::timed(std::uint64_t key, Time at) {
  if (Kept* const k = find(key)) k->way.timed = at;
}

void PatientLog::leave(std::uint64_t key, Time at, PatientExit exit) {
  Kept* const k = find(key);
  if (!k) return;
  close(*k, at);
  k->way.left = at;
  k->way.exit = exit;
}

PatientLog::Rows PatientLog::rows() const {
  std::vector<std::pair<std::uint64_t, const Kept*>> order;
  for (const auto& [key, kept] : kept_) order.push_back({key, &kept});
  std::ranges::sort(order, {},
                    [](const auto& o) { return std::pair(o.second->way.came, o.first); });
  Rows out;
  for (const auto& [key, kept] : order) {
    const auto first = static_cast<std::uint32_t>(out.stages.size());
    for (PatientHolder h : kept->holders) {
      h.stage += first;
      out.holders.push_back(h);
    }
    for (PatientStage s : kept->stages) {
      s.way = static_cast<std::uint32_t>(out.ways.size());
      if (s.until == kNever && kept->waits) s.served = 0;
      out.stages.push_back(s);
    }
    out.ways.push_back(kept->way);
    out.ways.back().stands_for = std::uint64_t{1} << halvings_;
  }
  return out;
}

}  // namespace wardtwin::flow
