#include "network_models/faults/clock.h"

#include <algorithm>
#include <cmath>

namespace wardtwin::faults {
namespace {

Time set_at(const ClockSpell& s, Time resync) {
  return s.until > kNever - resync ? kNever : s.until + resync;
}

}  // namespace

double clock_error(std::span<const ClockSpell> spells, Time resync, Time t) {
  double error = 0;
  for (const ClockSpell& s : spells) {
    if (t < s.at || t >= set_at(s, resync)) continue;
    error += seconds(s.offset) + s.drift * seconds(std::min(t, s.until) - s.at);
  }
  return error;
}

// The difference is a straight line between any two of these instants, and may jump at them.
Spans clocks_apart(std::span<const ClockSpell> a, std::span<const ClockSpell> b, Time resync,
                   Time beyond, Time end) {
  std::vector<Time> turns{Time{0}, end};
  for (const auto& spells : {a, b})
    for (const ClockSpell& s : spells)
      for (const Time t : {s.at, s.until, set_at(s, resync)})
        if (t > Time{0} && t < end) turns.push_back(t);
  std::ranges::sort(turns);
  const double limit = seconds(beyond);
  const auto apart = [&](Time t) { return clock_error(a, resync, t) - clock_error(b, resync, t); };
  Spans out;
  for (std::size_t i = 0; i + 1 < turns.size(); ++i) {
    const Time from = turns[i], to = turns[i + 1];
    if (to <= from + 1ns) continue;
    const double begin = apart(from), last = apart(to - 1ns);
    const double slope = (last - begin) / seconds(to - 1ns - from);
    // where the line crosses a level, within the piece
    const auto crossing = [&](double level) {
      return from + from_seconds(std::clamp((level - begin) / slope, 0.0, seconds(to - from)));
    };
    const bool beyond_at_first = std::abs(begin) > limit, beyond_at_last = std::abs(last) > limit;
    if (beyond_at_first && beyond_at_last && begin * last > 0) {
      out.push_back({from, to});
      continue;
    }
    if (beyond_at_first) out.push_back({from, crossing(begin > 0 ? limit : -limit)});
    if (beyond_at_last) out.push_back({crossing(last > 0 ? limit : -limit), to});
  }
  return united(std::move(out));
}

}  // namespace wardtwin::faults
