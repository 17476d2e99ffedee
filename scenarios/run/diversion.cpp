#include "scenarios/run/diversion.h"

#include <algorithm>

namespace wardtwin::run {
namespace {

using people::Diversion;

/// Spells that touch become one.
std::vector<Diversion> united(std::vector<Diversion> spells) {
  std::ranges::sort(spells, {}, &Diversion::at);
  std::vector<Diversion> out;
  for (const Diversion& d : spells)
    if (!out.empty() && d.at <= out.back().until)
      out.back().until = std::max(out.back().until, d.until);
    else
      out.push_back(d);
  return out;
}

/// While at least `n` of the hosts are stopped.
std::vector<Diversion> stopped(const std::vector<results::Fault>& log, int n) {
  std::vector<std::pair<Time, int>> changes;
  for (const results::Fault& f : log) {
    if (!f.what.starts_with("stopped: ")) continue;
    changes.emplace_back(f.at, 1);
    changes.emplace_back(f.until, -1);
  }
  std::ranges::sort(changes);
  std::vector<Diversion> out;
  int now = 0;
  for (const auto& [at, change] : changes) {
    now += change;
    if (change > 0 && now == n) out.push_back({at, kNever});
    if (change < 0 && now == n - 1) out.back().until = at;
  }
  return out;
}

}  // namespace

std::vector<Diversion> diversions(const compiler::Hospital& h,
                                  const std::vector<compiler::Fault>& faults,
                                  const std::vector<results::Fault>& log) {
  const people::DiversionDef& def = h.diversion;
  std::vector<Diversion> trouble;
  if (def.hosts_stopped > 0) trouble = stopped(log, def.hosts_stopped);
  for (const compiler::Fault& f : faults)
    if (std::ranges::find(def.when_down, f.what) != def.when_down.end())
      trouble.push_back({f.at, f.until});
  std::vector<Diversion> out;
  for (const Diversion& d : united(std::move(trouble)))
    if (d.until - d.at > def.after)
      out.push_back({d.at + def.after, d.until == kNever ? kNever : d.until + def.ends_after});
  return united(std::move(out));
}

}  // namespace wardtwin::run
