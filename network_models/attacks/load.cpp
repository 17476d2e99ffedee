#include "network_models/attacks/load.h"

#include <algorithm>

namespace wardtwin::attacks {

Left left_of(BitsPerSecond link, BitsPerSecond flood) {
  const double share = flood.value / link.value;
  if (share >= 1) return {1, 1 - 1 / share, true};
  return {std::max(1e-3, 1 - share), 0, false};  // a rate of zero is none
}

BitsPerSecond taken_by_tcp(BitsPerSecond link, BitsPerSecond flood, double connections,
                           double others) {
  return {std::min(flood.value, link.value * connections / (connections + std::max(1.0, others)))};
}

double slower_by(double rate, double work, int cores) {
  const double taken = rate * work / cores;
  return taken < 1 ? std::min(kSlowest, 1 / (1 - taken)) : kSlowest;
}

}  // namespace wardtwin::attacks
