#include "tests/validation/wifi/on_graph.h"

#include <algorithm>

#include "sim/base/exponential.h"
#include "sim/base/random.h"

namespace wardtwin::wifi::bench {
namespace {

constexpr Time kIdle{-1};

struct Sender {
  Time resumes{0};    ///< the medium is idle for it from here on
  Time ends = kIdle;  ///< of the frame on air
  Time began = kIdle;
  Time replied{0};   ///< the reply to the last frame is on air until then
  Time earliest{0};  ///< the first message came then
  Time arrival = kNever;
  std::int64_t backoff = 0;
  int cw = 0, tries = 0;
  std::size_t waiting = 0;
  bool always = false, collided = false, met = false;
  bool on_air() const { return ends != kIdle; }
};

class Run {
 public:
  Run(const OnGraph& g, std::uint64_t seed)
      : g_(g), u_(Seed{seed, 0}, 0, Purpose::test), s_(g.hears.size()), out_{} {
    out_.delivered.resize(s_.size());
    out_.attempts.resize(s_.size());
    out_.hit.resize(s_.size());
    for (std::size_t i = 0; i < s_.size(); ++i) {
      s_[i].cw = g.cw_min;
      s_[i].always = g.rate[i] == 0;
      if (s_[i].always) s_[i].backoff = draw(s_[i]);
      if (!s_[i].always) s_[i].arrival = gap(i);
    }
  }

  Carried until(Time span) {
    for (;;) {
      Time now = kNever;
      for (std::size_t i = 0; i < s_.size(); ++i)
        now = std::min({now, s_[i].on_air() ? s_[i].ends : kNever, s_[i].arrival, start_of(i)});
      if (now >= span) break;
      for (std::size_t i = 0; i < s_.size(); ++i)
        if (s_[i].on_air() && s_[i].ends == now) end(i, now);
      for (std::size_t i = 0; i < s_.size(); ++i)
        if (s_[i].arrival == now) arrive(i, now);
      std::vector<int> starting;
      for (std::size_t i = 0; i < s_.size(); ++i)
        if (start_of(i) == now) starting.push_back(static_cast<int>(i));
      if (!starting.empty()) begin(starting, now);
    }
    for (auto* all : {&out_.delivered, &out_.attempts, &out_.hit})
      for (double& x : *all) x /= seconds(span);
    return out_;
  }

 private:
  std::int64_t draw(const Sender& x) { return u_.below(static_cast<std::uint32_t>(x.cw + 1)); }
  Time gap(std::size_t i) { return from_seconds(standard_exponential(u_) / g_.rate[i]); }
  bool busy(const Sender& x, Time now) const { return x.on_air() || now < x.resumes + g_.aifs; }

  Time start_of(std::size_t i) const {
    const Sender& x = s_[i];
    if (x.on_air() || !(x.always || x.waiting > 0)) return kNever;
    const Time slots = x.resumes + g_.aifs;
    const Time counted = slots + x.backoff * g_.slot;
    if (x.earliest <= counted) return counted;
    return slots + (x.earliest - slots + g_.slot - Time{1}) / g_.slot * g_.slot;
  }

  void arrive(std::size_t i, Time now) {
    Sender& x = s_[i];
    x.arrival = now + gap(i);
    if (x.waiting >= g_.queue) return;
    if (x.waiting++ > 0) return;
    x.earliest = now;
    if (busy(x, now) && x.backoff == 0) x.backoff = draw(x);
  }

  void hold(Sender& x, Time now, Time until) {
    if (now > x.resumes)
      x.backoff = std::max<std::int64_t>(
          0, x.backoff - std::max<std::int64_t>(0, (now - x.resumes - g_.aifs) / g_.slot));
    x.resumes = std::max(x.resumes, until);
  }

  void begin(const std::vector<int>& starting, Time now) {
    std::vector<int> heard(s_.size());
    for (const int i : starting)
      for (const int k : g_.hears[static_cast<std::size_t>(i)])
        ++heard[static_cast<std::size_t>(k)];
    for (const int i : starting) {
      Sender& x = s_[static_cast<std::size_t>(i)];
      x.began = now, x.ends = now + g_.data;
      x.collided = heard[static_cast<std::size_t>(i)] > 0;
      x.met = false;
      ++out_.attempts[static_cast<std::size_t>(i)];
    }
    for (std::size_t i = 0; i < s_.size(); ++i)
      if (!s_[i].on_air() && heard[i] > 0)
        hold(s_[i], now, now + g_.data + (heard[i] == 1 ? g_.reply : Time{0}));
    if (g_.meets.empty()) return;
    for (std::size_t i = 0; i < s_.size(); ++i)
      for (const int k : g_.meets[i])
        if (const Sender& other = s_[static_cast<std::size_t>(k)]; s_[i].on_air())
          s_[i].met |= other.on_air() || (s_[i].began == now && other.replied > now);
  }

  void end(std::size_t i, Time now) {
    Sender& x = s_[i];
    x.ends = kIdle;
    x.resumes = now + (x.collided ? Time{0} : g_.reply);
    const bool lost = x.collided || x.met;
    if (!lost)
      for (const int k : g_.hears[i]) {
        Sender& other = s_[static_cast<std::size_t>(k)];
        if (!other.on_air()) other.resumes = std::max(other.resumes, now + g_.reply);
      }
    if (!lost) x.replied = now + g_.reply;
    for (std::size_t k = 0; k < g_.meets.size() && !lost; ++k)
      if (std::ranges::count(g_.meets[k], static_cast<int>(i)) > 0)
        s_[k].met |= s_[k].on_air() && s_[k].ends > now + g_.sifs;
    out_.delivered[i] += !lost;
    out_.hit[i] += x.met && !x.collided;
    x.tries = lost ? x.tries + 1 : 0;
    x.cw = lost ? std::min(2 * x.cw + 1, g_.cw_max) : g_.cw_min;
    const bool gone = !lost || x.tries >= g_.attempts;
    if (gone && lost) x.tries = 0, x.cw = g_.cw_min;
    if (gone && !x.always) --x.waiting;
    x.backoff = draw(x);
    x.earliest = Time{0};
  }

  const OnGraph& g_;
  Stream u_;
  std::vector<Sender> s_;
  Carried out_;
};

}  // namespace

Carried on_graph(const OnGraph& g, Time span, std::uint64_t seed) {
  return Run(g, seed).until(span);
}

Graph chain_of(int n) {
  Graph g(static_cast<std::size_t>(n));
  for (int i = 0; i + 1 < n; ++i) {
    g[static_cast<std::size_t>(i)].push_back(i + 1);
    g[static_cast<std::size_t>(i) + 1].push_back(i);
  }
  return g;
}

Graph ring_of(int n) {
  Graph g = chain_of(n);
  g.front().push_back(n - 1);
  g.back().push_back(0);
  return g;
}

Graph all_of(int n) {
  Graph g(static_cast<std::size_t>(n));
  for (int i = 0; i < n; ++i)
    for (int k = 0; k < n; ++k)
      if (i != k) g[static_cast<std::size_t>(i)].push_back(k);
  return g;
}

}  // namespace wardtwin::wifi::bench
