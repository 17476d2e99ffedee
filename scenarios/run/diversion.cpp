#include "scenarios/run/diversion.h"

#include <algorithm>
#include <utility>

#include "network_models/faults/plan.h"

namespace wardtwin::run {
namespace {

/// While at least `n` of the hosts are stopped.
faults::Spans stopped(const std::vector<results::Fault>& log, int n) {
  std::vector<std::pair<Time, int>> changes;
  for (const results::Fault& f : log) {
    if (!f.what.starts_with("stopped: ")) continue;
    changes.emplace_back(f.at, 1);
    changes.emplace_back(f.until, -1);
  }
  std::ranges::sort(changes);
  faults::Spans out;
  int now = 0;
  for (const auto& [at, change] : changes) {
    now += change;
    if (change > 0 && now == n) out.push_back({at, kNever});
    if (change < 0 && now == n - 1) out.back().until = at;
  }
  return out;
}

}  // namespace

std::vector<people::Diversion> diversions(const compiler::Hospital& h,
                                          const std::vector<compiler::Fault>& faults,
                                          const std::vector<results::Fault>& log) {
  const people::DiversionDef& def = h.diversion;
  faults::Spans trouble, away;
  if (def.hosts_stopped > 0) trouble = stopped(log, def.hosts_stopped);
  for (const compiler::Fault& f : faults)
    if (std::ranges::find(def.when_down, f.what) != def.when_down.end())
      trouble.push_back({f.at, f.until});
  for (const faults::Span& s : faults::united(std::move(trouble)))
    if (s.until - s.at > def.after)
      away.push_back({s.at + def.after, s.until == kNever ? kNever : s.until + def.ends_after});
  std::vector<people::Diversion> out;
  for (const faults::Span& s : faults::united(std::move(away))) out.push_back({s.at, s.until});
  return out;
}

}  // namespace wardtwin::run
