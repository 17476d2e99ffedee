#pragma once

#include <cstddef>
#include <vector>

#include "network_models/cell.h"

namespace wardtwin::radio {

/// Takes from powers, dBm of sender at receiver, node x node, what stands between each two nodes
/// (with `device` and `entry`), the same both ways.
template <class Node>
void weaken(std::vector<double>& power, const std::vector<Node>& nodes, const ExtraLoss& extra) {
  const std::size_t n = nodes.size();
  for (std::size_t a = 0; a < n; ++a)
    for (std::size_t b = a + 1; b < n; ++b) {
      const double more =
          extra({nodes[a].device, nodes[a].entry}, {nodes[b].device, nodes[b].entry}).value;
      power[a * n + b] -= more, power[b * n + a] -= more;
    }
}

}  // namespace wardtwin::radio
