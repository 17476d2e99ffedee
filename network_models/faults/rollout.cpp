#include "network_models/faults/rollout.h"

#include <algorithm>
#include <deque>
#include <queue>
#include <tuple>
#include <utility>

namespace wardtwin::faults {
namespace {

constexpr Time kDay = 24h;
constexpr int kCyclesBefore = 20;  ///< of use, so that the fleet is found as it always is

class Fleet {
 public:
  Fleet(const RolloutSetup& setup, Seed seed)
      : setup_(setup),
        def_(setup.def),
        transfer_(from_seconds(8 * setup.def.size / setup.def.rate.value)),
        down_(setup.cut_off.size(), 0) {
    for (const RolloutUnit& u : setup.units)
      units_.push_back({Stream(seed, u.key, Purpose::failure), u.place});
  }

  std::vector<Time> run() {
    const Time start = setup_.released;
    for (std::uint32_t u = 0; u < units_.size(); ++u) find(u);
    for (std::uint32_t p = 0; p < setup_.cut_off.size(); ++p)
      for (const CutOff& c : setup_.cut_off[p])
        if (c.until > start) {
          push(std::max(c.at, start), p, cut);
          push(c.until, p, mended);
        }
    if (def_.charging.share > 0) {
      const Time length = (def_.charging.to - def_.charging.from + kDay) % kDay;
      Time night = start - (start + setup_.clock_at_start - def_.charging.from) % kDay;
      if (night + length <= start) night += kDay;
      for (; night < setup_.end; night += kDay) {
        push(std::max(night, start), 0, evening);
        push(night + length, 0, morning);
      }
    }
    while (!events_.empty() && events_.top().at < setup_.end) {
      const Event e = events_.top();
      events_.pop();
      handle(e);
    }
    std::vector<Time> current;
    for (const Unit& u : units_) current.push_back(u.current);
    return current;
  }

 private:
  // At one instant, in this order: what cuts is before what it cuts.
  enum What : std::uint8_t { cut, mended, morning, evening, turn, ask, done };
  struct Event {
    Time at;
    std::uint32_t index;  // unit; of cut and mended: place
    What what;
    std::uint32_t life = 0;
    bool operator<(const Event& b) const {
      return std::tie(b.at, b.what, b.index) < std::tie(at, what, index);
    }
  };
  struct Unit {
    Stream random;
    std::uint32_t place = 0;
    bool used = false, off = false, charging = false;
    bool connected = false, waiting = false, loading = false, has = false;
    std::uint32_t life = 0;  ///< counts connections; what was planned in an earlier one is void
    Time left{0}, began{0}, current = kNever;
  };

  void push(Time at, std::uint32_t index, What what, std::uint32_t life = 0) {
    if (at < setup_.end) events_.push({at, index, what, life});
  }
  Time draw(const Distribution& law, Unit& u) { return std::max(Time{1}, law.time(u.random)); }

  /// Turns over until the release, some cycles from a phase that is all alike.
  void find(std::uint32_t index) {
    Unit& u = units_[index];
    const double cycle = def_.in_use.mean() + def_.unused.mean();
    Time at = setup_.released - from_seconds((kCyclesBefore + u.random.uniform()) * cycle);
    for (;;) {
      const Time lasts = turn_over(u);
      at += lasts;
      if (at > setup_.released) break;
    }
    u.left = transfer_;
    push(at, index, turn);
    u.connected = reaches(u);
    if (u.connected)
      push(setup_.released + from_seconds(u.random.uniform() * seconds(def_.asks_every)), index,
           ask, u.life);
  }
  /// Begins to be used, or to be unused; how long for.
  Time turn_over(Unit& u) {
    u.used = !u.used;
    u.off = !u.used && u.random.uniform() < def_.switched_off;
    u.charging = false;
    return draw(u.used ? def_.in_use : def_.unused, u);
  }
  bool reaches(const Unit& u) const { return down_[u.place] == 0 && (!u.off || u.charging); }

  void look(std::uint32_t index, Time now) {
    Unit& u = units_[index];
    if (u.current == kNever && u.has && !u.used) u.current = now;
    const bool reached = reaches(u);
    if (reached == u.connected) return;
    u.connected = reached;
    ++u.life;
    if (u.has) return;
    if (reached) return push(now, index, ask, u.life);
    u.waiting = false;
    if (std::exchange(u.loading, false)) {
      u.left -= now - u.began;
      --under_way_;
      begin_what_can(now);
    }
  }

  void begin_what_can(Time now) {
    while (under_way_ < def_.at_once && !line_.empty()) {
      const auto [index, life] = line_.front();
      line_.pop_front();
      Unit& u = units_[index];
      if (!u.waiting || u.life != life) continue;  // gone meanwhile
      u.waiting = false;
      u.loading = true;
      u.began = now;
      ++under_way_;
      push(now + u.left, index, done, u.life);
    }
  }

  void handle(const Event& e) {
    switch (e.what) {
      case cut:
      case mended:
        down_[e.index] += e.what == cut ? 1 : -1;
        for (std::uint32_t u = 0; u < units_.size(); ++u)
          if (units_[u].place == e.index) look(u, e.at);
        return;
      case evening:
      case morning:
        for (std::uint32_t u = 0; u < units_.size(); ++u) {
          if (!units_[u].off) continue;
          units_[u].charging =
              e.what == evening && units_[u].random.uniform() < def_.charging.share;
          look(u, e.at);
        }
        return;
      default: break;
    }
    Unit& u = units_[e.index];
    if (e.what == turn) {
      push(e.at + turn_over(u), e.index, turn);
      return look(e.index, e.at);
    }
    if (e.life != u.life) return;
    if (e.what == ask) {
      u.waiting = true;
      line_.push_back({e.index, u.life});
    } else {
      u.loading = false;
      u.has = true;
      --under_way_;
      look(e.index, e.at);
    }
    begin_what_can(e.at);
  }

  const RolloutSetup& setup_;
  const RolloutDef& def_;
  const Time transfer_;
  std::vector<Unit> units_;
  std::vector<int> down_;                                     ///< by place
  std::deque<std::pair<std::uint32_t, std::uint32_t>> line_;  ///< unit and its life
  std::priority_queue<Event> events_;
  int under_way_ = 0;
};

}  // namespace

std::vector<Time> roll_out(const RolloutSetup& setup, Seed seed) {
  return Fleet(setup, seed).run();
}

}  // namespace wardtwin::faults
