#include "network_models/topology/reliability.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "sim/base/error.h"

namespace wardtwin::topology {

ComponentIndex System::add(std::string name, double unavailability) {
  components.push_back({std::move(name), unavailability});
  return static_cast<ComponentIndex>(components.size() - 1);
}

namespace {

using Components = std::vector<ComponentIndex>;

/// Adjacency of one system, made once per question.
struct Arcs {
  struct Arc {
    NodeIndex to;
    LinkIndex link;
  };
  std::vector<std::vector<Arc>> of;
  explicit Arcs(const Graph& graph) : of(graph.nodes.size()) {
    for (LinkIndex l = 0; l < graph.links.size(); ++l) {
      of[graph.links[l].a].push_back({graph.links[l].b, l});
      of[graph.links[l].b].push_back({graph.links[l].a, l});
    }
  }
};

class Search {
 public:
  Search(const System& system, const Arcs& arcs) : system_(system), arcs_(arcs) {}

  /// Breadth first over (node, past a gateway?), so that the witness is a shortest way.
  bool find(const Service& service, const std::vector<State>& states, Components* witness) {
    const std::size_t n = system_.graph.nodes.size();
    const bool through = !service.gateways.empty();
    from_.assign(2 * n, kNone);
    open_.clear();
    usable_.assign(n, 0);
    for (const NodeIndex e : service.entries)
      if (usable(e, states)) reach(e + (through ? 0 : n), kStart, kNowhere);
    for (std::size_t i = 0; i < open_.size(); ++i) {
      const std::size_t here = open_[i];
      const auto node = static_cast<NodeIndex>(here % n);
      if (here >= n && node == service.server) {
        if (witness) collect(here, states, *witness);
        return true;
      }
      const bool gateway =
          here < n && std::ranges::find(service.gateways, node) != service.gateways.end();
      if (gateway) reach(here + n, here, kNowhere);
      if (!passes_traffic(system_.graph.nodes[node].kind) && !starts(here, node, service, n))
        continue;
      for (const auto& arc : arcs_.of[node])
        if (from_[arc.to + (here >= n ? n : 0)] == kNone &&
            all_up(system_.links[arc.link].all, states) && usable(arc.to, states))
          reach(arc.to + (here >= n ? n : 0), here, arc.link);
    }
    return false;
  }

 private:
  static constexpr std::size_t kNone = ~std::size_t{0}, kStart = kNone - 1;

  // Ends send, but pass nothing on: entries on their first step, a gateway when past itself.
  bool starts(std::size_t here, NodeIndex node, const Service& s, std::size_t n) const {
    return from_[here] == kStart || (here >= n && from_[here] == node &&
                                     std::ranges::find(s.gateways, node) != s.gateways.end());
  }
  void reach(std::size_t place, std::size_t from, LinkIndex link) {
    if (from_[place] != kNone) return;
    from_[place] = from;
    if (via_.size() < from_.size()) via_.resize(from_.size());
    via_[place] = link;
    open_.push_back(place);
  }
  bool all_up(const Components& all, const std::vector<State>& states) const {
    return std::ranges::none_of(all, [&](auto c) { return states[c] == State::down; });
  }
  bool feed_up(FeedIndex f, const std::vector<State>& states) const {
    const Feed& feed = system_.feeds[f];
    return all_up(feed.all, states) &&
           (feed.fed_by.empty() ||
            std::ranges::any_of(feed.fed_by, [&](auto up) { return feed_up(up, states); }));
  }
  bool powered(const Needs& needs, const std::vector<State>& states) const {
    return needs.feeds.empty() ||
           std::ranges::any_of(needs.feeds, [&](auto f) { return feed_up(f, states); });
  }
  bool usable(NodeIndex node, const std::vector<State>& states) {
    if (usable_[node] == 0) {
      const Needs& needs = system_.nodes[node];
      usable_[node] = all_up(needs.all, states) && powered(needs, states) ? 1 : 2;
    }
    return usable_[node] == 1;
  }
  void take(const Components& all, const std::vector<State>& states, Components& out) const {
    for (const auto c : all)
      if (states[c] == State::unknown && std::ranges::find(out, c) == out.end()) out.push_back(c);
  }
  void take_feed(FeedIndex f, const std::vector<State>& states, Components& out) const {
    take(system_.feeds[f].all, states, out);
    for (const FeedIndex up : system_.feeds[f].fed_by)
      if (feed_up(up, states)) return take_feed(up, states, out);
  }
  void collect(std::size_t place, const std::vector<State>& states, Components& out) const {
    const std::size_t n = system_.graph.nodes.size();
    for (; place != kStart; place = from_[place]) {
      const Needs& needs = system_.nodes[place % n];
      take(needs.all, states, out);
      for (const FeedIndex f : needs.feeds)
        if (feed_up(f, states)) {
          take_feed(f, states, out);
          break;
        }
      if (via_[place] != kNowhere) take(system_.links[via_[place]].all, states, out);
    }
  }

  const System& system_;
  const Arcs& arcs_;
  std::vector<std::size_t> from_, open_;
  std::vector<LinkIndex> via_;
  std::vector<std::uint8_t> usable_;
};

// P(not served) = sum over the witness: the first parts of it up, the next one down, and then not
// served by anything else (Dotson and Gobien, IEEE Trans. Circuits and Systems 26, 1979).
class Factoring {
 public:
  Factoring(const System& system, const Service& service, double least, std::uint64_t most)
      : system_(system),
        service_(service),
        arcs_(system.graph),
        search_(system, arcs_),
        least_(least),
        most_(most),
        states_(system.components.size(), State::unknown) {}

  Exact run() {
    out_.unavailability = down(1);
    return out_;
  }

 private:
  double down(double weight) {
    if (++out_.branches > most_) out_.complete = false;
    if (!out_.complete) return 0;
    Components way;
    if (!search_.find(service_, states_, &way)) return 1;
    double sum = 0, before = 1;
    for (const auto c : way) {
      const double q = system_.components[c].unavailability;
      states_[c] = State::down;
      const double own = weight * before * q;
      if (own > least_)
        sum += before * q * down(own);
      else
        out_.left_out += own;
      states_[c] = State::up;
      before *= 1 - q;
    }
    for (const auto c : way) states_[c] = State::unknown;
    return sum;
  }

  const System& system_;
  const Service& service_;
  Arcs arcs_;
  Search search_;
  double least_;
  std::uint64_t most_;
  std::vector<State> states_;
  Exact out_;
};

}  // namespace

std::optional<std::vector<ComponentIndex>> witness(const System& system, const Service& service,
                                                   const std::vector<State>& states) {
  const Arcs arcs(system.graph);
  Components way;
  if (!Search(system, arcs).find(service, states, &way)) return {};
  return way;
}

bool served(const System& system, const Service& service, const std::vector<State>& states) {
  const Arcs arcs(system.graph);
  return Search(system, arcs).find(service, states, nullptr);
}

Exact exact_unavailability(const System& system, const Service& service, double least,
                           std::uint64_t most_branches) {
  return Factoring(system, service, least, most_branches).run();
}

namespace {

/// Share of each group that is not served while `down` are down.
std::vector<double> shares_not_served(Search& search, const std::vector<Service>& services,
                                      const std::vector<Weighted>& groups, const Components& down,
                                      std::vector<State>& states) {
  for (const auto d : down) states[d] = State::down;
  std::vector<bool> lost(services.size());
  for (std::size_t s = 0; s < services.size(); ++s)
    lost[s] = !search.find(services[s], states, nullptr);
  for (const auto d : down) states[d] = State::up;
  std::vector<double> shares(groups.size());
  for (std::size_t g = 0; g < groups.size(); ++g)
    for (const auto& [s, weight] : groups[g])
      if (lost[s]) shares[g] += weight;
  return shares;
}

/// Wilson's interval of a mean of values in [0, 1]: holds for few or no hits too, and is too wide
/// rather than too narrow for values between.
Interval wilson(double mean, std::uint64_t samples) {
  const double m = static_cast<double>(samples), z = 1.959964, p = std::min(mean, 1.0);
  const double middle = (p + z * z / (2 * m)) / (1 + z * z / m);
  const double half = z / (1 + z * z / m) * std::sqrt(p * (1 - p) / m + z * z / (4 * m * m));
  return {p, std::max(0.0, middle - half), middle + half};
}

}  // namespace

// One sample is the set of components that are down, given that at least one is: the first of them
// by the inverse of its distribution, the others independently. Sets repeat, so the answer to each
// is kept.
std::vector<Interval> sampled_unavailability(const System& system,
                                             const std::vector<Service>& services,
                                             const std::vector<Weighted>& groups,
                                             std::uint64_t samples, Seed seed) {
  const std::size_t n = system.components.size();
  std::vector<double> first(n);  // P(one of 0..i is down)
  double all_up = 1;
  for (std::size_t i = 0; i < n; ++i) {
    all_up *= 1 - system.components[i].unavailability;
    first[i] = 1 - all_up;
  }
  const double some_down = 1 - all_up;
  const Arcs arcs(system.graph);
  Search search(system, arcs);
  Stream stream(seed, name_key("availability"), Purpose::failure);
  std::vector<double> sums(groups.size());
  std::map<Components, std::vector<double>> known;
  std::vector<State> states(n, State::up);
  Components down;
  for (std::uint64_t i = 0; i < samples && some_down > 0; ++i) {
    const double u = some_down * stream.uniform();
    auto c = static_cast<std::size_t>(std::ranges::upper_bound(first, u) - first.begin());
    down.assign(1, static_cast<ComponentIndex>(std::min(c, n - 1)));
    for (++c; c < n; ++c)
      if (stream.uniform() < system.components[c].unavailability)
        down.push_back(static_cast<ComponentIndex>(c));
    auto [at, fresh] = known.try_emplace(down);
    if (fresh) at->second = shares_not_served(search, services, groups, down, states);
    for (std::size_t g = 0; g < groups.size(); ++g) sums[g] += at->second[g];
  }
  std::vector<Interval> out;
  for (const double sum : sums) {
    const Interval p = wilson(sum / static_cast<double>(samples), samples);
    out.push_back({some_down * p.mean, some_down * p.low, some_down * p.high});
  }
  return out;
}

}  // namespace wardtwin::topology
