#include "network_models/attacks/spread.h"

#include <algorithm>
#include <queue>
#include <tuple>
#include <utility>

#include "sim/base/distribution.h"

namespace wardtwin::attacks {
namespace {

class Epidemic {
 public:
  Epidemic(const SpreadSetup& setup, Seed seed, std::uint64_t key)
      : setup_(setup), random_(seed, key, Purpose::failure), hosts_(setup.hosts.size()) {
    std::uint32_t segments = 0;
    for (const Host& h : setup.hosts) segments = std::max(segments, h.segment + 1);
    members_.resize(segments);
    left_.resize(segments);
    for (std::uint32_t h = 0; h < hosts_.size(); ++h) {
      members_[setup.hosts[h].segment].push_back(h);
      left_[setup.hosts[h].segment] += setup.hosts[h].vulnerable;
    }
    others_.resize(segments);
    targets_.resize(segments);
    for (std::uint32_t s = 0; s < segments && s < setup.allowed.size(); ++s)
      for (const auto to : setup.allowed[s])
        if (to != s && to < segments) {
          targets_[s].push_back(to);
          others_[s].insert(others_[s].end(), members_[to].begin(), members_[to].end());
        }
  }

  Outcome run() {
    for (const auto h : setup_.first) infect(h, setup_.at);
    if (setup_.detector.false_alarms > 0)
      for (std::uint32_t h = 0; h < hosts_.size(); ++h) mistake_later(h, Time{0});
    if (setup_.patching.share > 0)
      for (std::uint32_t h = 0; h < hosts_.size(); ++h) patch_some_night(h);
    while (!events_.empty() && events_.top().at < setup_.end) {
      const Event e = events_.top();
      events_.pop();
      handle(e);
    }
    if (spreading_ > 0) out_.contained = kNever;
    if (isolated_at_ != kNever) out_.isolated.push_back({0, isolated_at_});
    for (std::uint32_t h = 0; h < hosts_.size(); ++h) {
      if (hosts_[h].infected_at != kNever) out_.infected.push_back({h, hosts_[h].infected_at});
      if (hosts_[h].stopped_at != kNever) out_.stopped.push_back({h, hosts_[h].stopped_at});
      if (hosts_[h].cut_at != kNever) out_.quarantined.push_back({h, hosts_[h].cut_at});
    }
    for (auto* spells : {&out_.infected, &out_.stopped, &out_.quarantined, &out_.patched})
      std::ranges::sort(*spells, {}, [](const Spell& s) { return std::tuple(s.at, s.host); });
    return std::move(out_);
  }

 private:
  enum What : std::uint8_t { attempt, stop, find, mistake, patch, cut, clean, isolate, lift };
  struct Event {
    Time at;
    std::uint32_t host;
    What what;
    std::uint32_t life;  ///< of its host; others are void
    bool operator<(const Event& b) const {
      return std::tie(b.at, b.host, b.what) < std::tie(at, host, what);
    }
  };
  struct State {
    Time infected_at = kNever, stopped_at = kNever, cut_at = kNever;
    std::uint32_t life = 0;
    bool patched = false;
    bool immune = false, expected = false;  ///< expected: it is known, and will be cut off
  };

  void push(Time at, std::uint32_t host, What what) {
    if (at < setup_.end) events_.push({at, host, what, hosts_[host].life});
  }
  Time exponential(double mean) { return from_seconds(mean * standard_exponential(random_)); }
  double rate_of(std::uint32_t segment) const {
    return setup_.spread *
           ((members_[segment].size() > 1) + (others_[segment].empty() ? 0.0 : setup_.across));
  }
  /// Is anybody left whom a host of this segment could infect? Who is clean again is immune, so once
  /// nobody is, nobody ever will be.
  bool has_victims(std::uint32_t segment) const {
    return left_[segment] > 0 || std::ranges::any_of(targets_[segment], [this](std::uint32_t to) {
             return left_[to] > 0;
           });
  }
  void attempt_later(std::uint32_t h, Time now) {
    if (!has_victims(setup_.hosts[h].segment)) return;
    const double rate = rate_of(setup_.hosts[h].segment);
    if (rate > 0) push(now + exponential(1 / rate), h, attempt);
  }
  void mistake_later(std::uint32_t h, Time now) {
    push(now + exponential(1 / setup_.detector.false_alarms), h, mistake);
  }

  bool vulnerable(std::uint32_t h) const {
    return setup_.hosts[h].vulnerable && !hosts_[h].patched;
  }
  /// A host that is in quarantine or infected that night stays as it is.
  void patch_some_night(std::uint32_t h) {
    if (!setup_.hosts[h].vulnerable) return;
    const PatchingDef& p = setup_.patching;
    constexpr Time kDay = 24h;
    const double length = seconds((p.to - p.from + kDay) % kDay);
    Time night = -((setup_.clock_at_start - p.from + kDay) % kDay);
    for (; night < setup_.end; night += kDay) {
      const double lot = random_.uniform(), when = random_.uniform();
      const Time at = night + from_seconds(when * length);
      if (lot >= p.share || at < Time{0}) continue;
      if (at < setup_.end) events_.push({at, h, patch, 0});
      return;
    }
  }

  void infect(std::uint32_t h, Time now) {
    State& s = hosts_[h];
    if (s.infected_at != kNever || s.immune || s.cut_at != kNever) return;
    s.infected_at = now;
    left_[setup_.hosts[h].segment] -= vulnerable(h);
    ++spreading_;
    attempt_later(h, now);
    if (setup_.stops_after != kNever) push(now + setup_.stops_after, h, stop);
    if (random_.uniform() < setup_.detector.found)
      push(now + exponential(seconds(setup_.detector.takes)), h, find);
  }

  void try_another(std::uint32_t h, Time now) {
    const std::uint32_t segment = setup_.hosts[h].segment;
    const auto& own = members_[segment];
    const auto& others = others_[segment];
    const bool outside = random_.uniform() * rate_of(segment) >= setup_.spread * (own.size() > 1);
    std::uint32_t victim;
    if (outside) {
      victim = others[random_.below(static_cast<std::uint32_t>(others.size()))];
    } else {
      victim = own[random_.below(static_cast<std::uint32_t>(own.size() - 1))];
      if (victim == h) victim = own.back();
    }
    if (isolated_at_ != kNever && setup_.hosts[h].zone != setup_.hosts[victim].zone) return;
    if (vulnerable(victim)) infect(victim, now);
  }

  void expect_cut(std::uint32_t h, Time now) {
    if (std::exchange(hosts_[h].expected, true)) return;
    push(now + setup_.responds_after, h, cut);
    if (setup_.isolates && ++findings_ == setup_.isolation.findings)
      push_for_all(now + setup_.isolation.after, isolate);
  }

  void push_for_all(Time at, What what) {
    if (at < setup_.end) events_.push({at, 0, what, 0});
  }
  /// One spreading host less. The zones are joined again if nothing spreads, and is so for a while.
  void spreads_no_more(Time now) {
    if (--spreading_ > 0) return;
    out_.contained = now;
    if (isolated_at_ != kNever) push_for_all(now + setup_.isolation.lifted_after, lift);
  }
  void isolate_zones(Time now) {
    if (isolated_at_ != kNever) return;
    isolated_at_ = now;
    if (spreading_ == 0) push_for_all(now + setup_.isolation.lifted_after, lift);
  }
  void join_zones(Time now) {
    if (spreading_ > 0 || isolated_at_ == kNever) return;
    out_.isolated.push_back({0, std::exchange(isolated_at_, kNever), now});
    findings_ = 0;
  }

  void handle(const Event& e) {
    State& s = hosts_[e.host];
    if (e.what == mistake) {
      if (s.cut_at == kNever) expect_cut(e.host, e.at);
      return mistake_later(e.host, e.at);
    }
    if (e.what == patch) {
      if (s.immune || s.infected_at != kNever || s.cut_at != kNever) return;
      --left_[setup_.hosts[e.host].segment];
      s.patched = true;
      out_.patched.push_back({e.host, e.at, e.at + setup_.patching.restart});
      return;
    }
    if (e.what == isolate) return isolate_zones(e.at);
    if (e.what == lift) return join_zones(e.at);
    if (e.life != s.life) return;
    switch (e.what) {
      case attempt:
        if (s.cut_at != kNever) return;
        try_another(e.host, e.at);
        return attempt_later(e.host, e.at);
      case stop:
        if (s.cut_at != kNever) return;  // being cleaned
        s.stopped_at = e.at;
        expect_cut(e.host, e.at);
        return push(e.at + setup_.recovery, e.host, clean);
      case find: return expect_cut(e.host, e.at);
      case cut:
        s.cut_at = e.at;
        if (s.infected_at != kNever) spreads_no_more(e.at);
        if (s.stopped_at == kNever) push(e.at + setup_.inspection, e.host, clean);
        return;
      case clean: return come_back(e.host, e.at);
      case patch:
      case isolate:
      case lift:
      case mistake: return;
    }
  }

  void come_back(std::uint32_t h, Time now) {
    State& s = hosts_[h];
    if (s.infected_at != kNever && s.cut_at == kNever) spreads_no_more(now);
    // It was infected, and clean means immune; a healthy one stays as it was.
    s.immune = s.immune || s.infected_at != kNever;
    if (s.infected_at != kNever) out_.infected.push_back({h, s.infected_at, now});
    if (s.stopped_at != kNever) out_.stopped.push_back({h, s.stopped_at, now});
    if (s.cut_at != kNever) out_.quarantined.push_back({h, s.cut_at, now});
    const bool immune = s.immune, patched = s.patched;
    const std::uint32_t life = s.life + 1;
    s = {};
    s.immune = immune;
    s.patched = patched;
    s.life = life;
  }

  const SpreadSetup& setup_;
  Stream random_;
  std::vector<State> hosts_;
  std::vector<std::vector<std::uint32_t>> members_, others_, targets_;  // by segment
  std::vector<std::size_t> left_;  // by segment: vulnerable and never infected
  std::priority_queue<Event> events_;
  std::size_t spreading_ = 0;
  int findings_ = 0;  ///< since the zones were last joined
  Time isolated_at_ = kNever;
  Outcome out_;
};

}  // namespace

Outcome spread(const SpreadSetup& setup, Seed seed, std::uint64_t key) {
  return Epidemic(setup, seed, key).run();
}

double mean_time_to_all(int n, double rate) {
  double sum = 0;
  for (int i = 1; i < n; ++i) sum += (n - 1.0) / (rate * i * (n - i));
  return sum;
}

}  // namespace wardtwin::attacks
