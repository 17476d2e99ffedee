#include "network_models/ieee802154/routes.h"

#include <algorithm>

namespace wardtwin::ieee802154 {

int link_cost(Decibels margin) {
  return margin.value > 20 ? 1 : margin.value > 10 ? 2 : margin > kLinkMargin ? 4 : 0;
}

Routes::Routes(const CellSetup& setup)
    : n_(static_cast<std::uint32_t>(setup.nodes.size())),
      cost_(n_ * n_, kNoLink),
      next_(n_, flow::kNone) {
  for (std::uint32_t a = 0; a < n_; ++a) {
    const NodeSetup& node = setup.nodes[a];
    root_.push_back(node.root);
    forwards_.push_back(node.router || root_.back());
  }
  set_costs(setup.power, setup.mac.sensitivity, Time{0});
}

void Routes::set_costs(std::span<const double> power, Dbm sensitivity, Time now) {
  for (std::uint32_t a = 0; a < n_; ++a)
    for (std::uint32_t b = 0; b < n_; ++b) {
      const Dbm worse{std::min(power[a * n_ + b], power[b * n_ + a])};
      const int cost = link_cost(worse - sensitivity);
      cost_[a * n_ + b] = a != b && cost > 0 ? cost : kNoLink;
    }
  solve(now);
}

std::uint32_t Routes::root_of(std::uint32_t node) const {
  while (!root_[node] && next_[node] != flow::kNone) node = next_[node];
  return root_[node] ? node : flow::kNone;
}

// Dijkstra from all roots at once, over nodes that forward. n is a few hundred and routes change
// with failures only, so a plain scan for the nearest node is enough.
void Routes::solve(Time now) {
  std::erase_if(closed_, [&](const Closed& c) { return c.until <= now; });
  valid_until_ = kNever;
  for (const Closed& c : closed_) valid_until_ = std::min(valid_until_, c.until);
  const auto open = [&](std::uint32_t a, std::uint32_t b) {
    return std::none_of(closed_.begin(), closed_.end(), [&](const Closed& c) {
      return (c.a == a && c.b == b) || (c.a == b && c.b == a);
    });
  };
  std::vector<int> distance(n_, kNoLink);
  std::vector<bool> done(n_, false);
  std::fill(next_.begin(), next_.end(), flow::kNone);
  for (std::uint32_t i = 0; i < n_; ++i)
    if (root_[i]) distance[i] = 0;
  for (;;) {
    std::uint32_t nearest = flow::kNone;
    for (std::uint32_t i = 0; i < n_; ++i)
      if (!done[i] && distance[i] < kNoLink &&
          (nearest == flow::kNone || distance[i] < distance[nearest]))
        nearest = i;
    if (nearest == flow::kNone) return;
    done[nearest] = true;
    if (!forwards_[nearest]) continue;
    for (std::uint32_t i = 0; i < n_; ++i) {
      const int c = cost_[nearest * n_ + i];
      if (done[i] || root_[i] || c == kNoLink || distance[nearest] + c >= distance[i]) continue;
      if (!closed_.empty() && !open(nearest, i)) continue;
      distance[i] = distance[nearest] + c;
      next_[i] = nearest;
    }
  }
}

std::uint32_t Routes::up(std::uint32_t node, Time now) {
  if (now >= valid_until_) solve(now);
  return next_[node];
}

std::uint32_t Routes::down(std::uint32_t node, std::uint32_t to, Time now) {
  if (now >= valid_until_) solve(now);
  for (std::uint32_t x = to; x != flow::kNone; x = next_[x])
    if (next_[x] == node) return x;
  return flow::kNone;
}

void Routes::give_up(std::uint32_t node, std::uint32_t neighbour, Time until) {
  closed_.push_back({node, neighbour, until});
  valid_until_ = Time{-1};
}

}  // namespace wardtwin::ieee802154
