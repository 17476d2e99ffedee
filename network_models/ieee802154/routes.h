#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "network_models/ieee802154/setup.h"

namespace wardtwin::ieee802154 {

/// Who hands to whom on the way to a root.
///
/// Model       Least sum of link costs; a link costs 1, 2 or 4 by its margin over the sensitivity:
///             20, 10 or 2 dB (Thread [1]). Each node keeps which neighbours it gave up, and until
///             when; what others know of them follows at once.
/// Valid for   Links that are as good one way as the other; the worse way counts.
/// Leaves out  The frames that carry the costs, and their delay.
/// Checked by  tests/unit/ieee802154/routes_test.cpp
///
/// [1] Thread 1.1, section 5; OpenThread's link quality thresholds.
class Routes {
 public:
  Routes(const CellSetup& setup);

  /// Links cost what these powers say from `now` on: dBm of sender at receiver, node x node.
  void set_costs(std::span<const double> power, Dbm sensitivity, Time now);
  /// Next hop of `node` towards a root at `now`; kNone if there is none.
  std::uint32_t up(std::uint32_t node, Time now);
  /// Next hop from `node` towards the node `to`; kNone if `to` has no way up through `node`.
  std::uint32_t down(std::uint32_t node, std::uint32_t to, Time now);
  /// `node` had no answer from `neighbour`: both ways are closed until then.
  void give_up(std::uint32_t node, std::uint32_t neighbour, Time until);
  /// Where the frames of `node` leave the network, as routes stand; kNone if nowhere.
  std::uint32_t root_of(std::uint32_t node) const;
  int cost(std::uint32_t a, std::uint32_t b) const { return cost_[a * n_ + b]; }

 private:
  void solve(Time now);
  static constexpr int kNoLink = 1 << 20;

  std::uint32_t n_;
  std::vector<int> cost_;
  std::vector<std::uint32_t> next_;
  std::vector<bool> root_, forwards_;
  struct Closed {
    std::uint32_t a, b;
    Time until;
  };
  std::vector<Closed> closed_;
  Time valid_until_{-1};
};

inline constexpr Decibels kLinkMargin{2};  ///< a link is further above the sensitivity than this

/// 1, 2 or 4; 0: no link.
int link_cost(Decibels margin);

}  // namespace wardtwin::ieee802154
