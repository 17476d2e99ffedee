#include "network_models/lorawan/adr.h"

#include <algorithm>
#include <cmath>

namespace wardtwin::lorawan {

Rate adr_rate(Rate now, double best_snr_db, Decibels margin) {
  const double spare = best_snr_db - demodulation_snr(now.sf).value - margin.value;
  int steps = static_cast<int>(std::floor(spare / 3));
  for (; steps > 0 && now.sf > kLowestSf; --steps) --now.sf;
  for (; steps > 0 && now.power_steps < kMostPowerSteps; --steps) ++now.power_steps;
  for (; steps < 0 && now.power_steps > 0; ++steps) --now.power_steps;
  return now;
}

double SnrHistory::best() const { return *std::max_element(snr_.begin(), snr_.end()); }

}  // namespace wardtwin::lorawan
