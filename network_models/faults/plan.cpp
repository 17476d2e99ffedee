#include "network_models/faults/plan.h"

#include <algorithm>
#include <queue>

#include "sim/base/exponential.h"

namespace wardtwin::faults {
namespace {

/// now + length, never past kNever.
Time after(Time now, double length) {
  const double room = seconds(kNever - now);
  return length < room * 0.999 ? now + from_seconds(length) : kNever;
}

/// Times between failures and repairs of one thing, alternating.
struct Life {
  Stream failure, repair;
  Life(Seed seed, std::uint64_t key)
      : failure(seed, key, Purpose::failure), repair(seed, key, Purpose::repair) {}
  Time next_failure(Time up_since, const FailureDef& def) {
    return after(up_since, standard_exponential(failure) * seconds(def.mtbf));
  }
  double repair_time(const FailureDef& def) { return std::max(0.0, def.repair(repair)); }
};

/// Outages of one thing that is mended at once.
Spans alternating(const FailureDef& def, std::uint64_t key, Time end, Seed seed) {
  Life life(seed, key);
  Spans spans;
  for (Time t = life.next_failure(Time{0}, def); t < end;) {
    const Time back = after(t, life.repair_time(def));
    spans.push_back({t, back});
    t = life.next_failure(back, def);
  }
  return spans;
}

/// When what hangs on each feed is dark.
std::vector<Spans> dark_times(const PlanSetup& setup, Seed seed) {
  std::vector<Spans> dark(setup.feeds.size());
  for (std::size_t f = 0; f < setup.feeds.size(); ++f) {
    const PlanFeed& feed = setup.feeds[f];
    Spans cuts;
    if (setup.random) cuts = alternating(feed.def.failure(), feed.key, setup.end, seed);
    for (const Outage& o : setup.feed_cuts)
      if (o.part == f) cuts.push_back({o.at, o.until});
    Stream starts(seed, feed.key, Purpose::battery);
    for (const Span& cut : united(std::move(cuts))) {
      const bool started = starts.uniform() >= feed.def.generator_fails;
      const Time length = cut.until == kNever ? kNever : cut.until - cut.at;
      const Time lost = feed.def.dark(length, started);
      if (lost == Time{0}) continue;
      const Time from = cut.at + feed.def.battery;
      dark[f].push_back({from, lost > kNever - from ? kNever : from + lost});
    }
    if (feed.fed_by.empty()) continue;
    Spans above = dark[feed.fed_by.front()];
    for (const auto up : feed.fed_by) above = intersected(above, dark[up]);
    dark[f].insert(dark[f].end(), above.begin(), above.end());
    dark[f] = united(std::move(dark[f]));
  }
  return dark;
}

}  // namespace

Spans united(Spans spans) {
  std::ranges::sort(spans, {}, &Span::at);
  Spans out;
  for (const Span& s : spans) {
    if (s.until <= s.at) continue;
    if (!out.empty() && s.at <= out.back().until)
      out.back().until = std::max(out.back().until, s.until);
    else
      out.push_back(s);
  }
  return out;
}

Spans intersected(const Spans& a, const Spans& b) {
  Spans out;
  for (std::size_t i = 0, k = 0; i < a.size() && k < b.size();) {
    const Time from = std::max(a[i].at, b[k].at), to = std::min(a[i].until, b[k].until);
    if (from < to) out.push_back({from, to});
    a[i].until < b[k].until ? ++i : ++k;
  }
  return out;
}

// Failures come in the order of time, so that crews are taken first come first served.
std::vector<Outage> draw_failures(const std::vector<PlanPart>& parts, int crews, Time end,
                                  Seed seed) {
  struct Next {
    Time at;
    PartIndex part;
    bool operator>(const Next& b) const { return at != b.at ? at > b.at : part > b.part; }
  };
  std::vector<Next> first;
  for (PartIndex p = 0; p < parts.size(); ++p) {
    if (!parts[p].fails) continue;
    Life life(seed, parts[p].key);
    const Time at = life.next_failure(Time{0}, parts[p].failure);
    if (at < end) first.push_back({at, p});
  }
  // Only parts that fail at all keep their streams.
  std::vector<std::pair<PartIndex, Life>> lives;
  for (const Next& n : first) {
    lives.emplace_back(n.part, Life(seed, parts[n.part].key));
    lives.back().second.next_failure(Time{0}, parts[n.part].failure);
  }
  std::priority_queue<Next, std::vector<Next>, std::greater<>> failures(std::greater<>{},
                                                                        std::move(first));
  std::priority_queue<Time, std::vector<Time>, std::greater<>> free_at;
  for (int i = 0; i < crews; ++i) free_at.push(Time{0});
  std::vector<Outage> out;
  while (!failures.empty()) {
    const Next next = failures.top();
    failures.pop();
    Life& life = std::ranges::lower_bound(lives, next.part, {}, [](const auto& l) {
                   return l.first;
                 })->second;
    const FailureDef& def = parts[next.part].failure;
    Time begin = next.at;
    if (crews > 0) {
      begin = std::max(begin, free_at.top());
      free_at.pop();
    }
    const Time back = after(begin, life.repair_time(def));
    if (crews > 0) free_at.push(back);
    out.push_back({next.part, next.at, back});
    const Time again = life.next_failure(back, def);
    if (again < end) failures.push({again, next.part});
  }
  return out;
}

std::vector<Outage> plan(const PlanSetup& setup, Seed seed) {
  std::vector<Spans> down(setup.parts.size());
  for (const Outage& o : setup.written) down[o.part].push_back({o.at, o.until});
  if (setup.random)
    for (const Outage& o : draw_failures(setup.parts, setup.crews, setup.end, seed))
      down[o.part].push_back({o.at, o.until});
  for (const PlanCause& cause : setup.causes) {
    if (!setup.random && !cause.always) continue;
    for (const Span& s : alternating(cause.failure, cause.key, setup.end, seed))
      for (const PartIndex p : cause.parts) down[p].push_back(s);
  }
  const std::vector<Spans> dark = dark_times(setup, seed);
  std::vector<Outage> out;
  for (PartIndex p = 0; p < setup.parts.size(); ++p) {
    const PlanPart& part = setup.parts[p];
    if (!part.feeds.empty()) {
      Spans unpowered = dark[part.feeds.front()];
      for (const auto f : part.feeds) unpowered = intersected(unpowered, dark[f]);
      down[p].insert(down[p].end(), unpowered.begin(), unpowered.end());
    }
    for (const PartIndex carrier : part.carried_by)
      down[p].insert(down[p].end(), down[carrier].begin(), down[carrier].end());
    down[p] = united(std::move(down[p]));
    for (const Span& s : down[p])
      if (s.at < setup.end) out.push_back({p, s.at, s.until});
  }
  return out;
}

}  // namespace wardtwin::faults
