#include "network_models/ble/laws.h"

#include <algorithm>
#include <cmath>

#include "network_models/sources.h"
#include "sim/base/exponential.h"
#include "sim/base/normal.h"

namespace wardtwin::ble {

Time discovery_time(const ScanningDef& scanning, const AdvertisingDef& advertising, Time interval,
                    Time packet, Stream& random) {
  const Scanner scanner{scanning, Time{0}};
  const Time from = radio::uniform_below(3 * scanning.interval, random);
  Time event =
      from + from_seconds(random.uniform() * seconds(interval + advertising.random_delay / 2));
  for (;;) {
    for (int c = 0; c < kAdvertisingChannels; ++c) {
      const Time start = event + c * (packet + advertising.channel_gap), end = start + packet;
      const Time into = start % scanning.interval;
      if (scanner.channel_at(start) == 37 + c && into + packet <= scanning.window)
        return end - from;
    }
    event += interval + radio::uniform_below(advertising.random_delay, random);
  }
}

double mean_events_until_lost(double q, int k) {
  const double hit = std::pow(q, k);
  return (1 - hit) / ((1 - q) * hit);
}

double events_until_lost(double q, int k, Stream& random) {
  const double hit = std::pow(q, k);
  // runs of losses that end with a success before the k-th: their number is geometric
  const double failed_runs = std::floor(std::log(random.positive_uniform()) / std::log1p(-hit));
  // of one such run with its success: length 1 + L, L geometric and below k
  if (failed_runs > 4096) {
    const double mean = 1 / (1 - q) - k * hit / (1 - hit);
    const double variance = q / ((1 - q) * (1 - q)) - k * k * hit / ((1 - hit) * (1 - hit));
    const double sum = failed_runs * mean +
                       std::sqrt(failed_runs * std::max(0.0, variance)) * standard_normal(random);
    return std::max(failed_runs, std::round(sum)) + k;
  }
  double events = k;
  for (double run = 0; run < failed_runs; ++run) {
    const double u = 1 - random.uniform() * (1 - hit);  // on (hit, 1]: no run reaches k
    events += 1 + std::min(std::floor(std::log(u) / std::log(q)), k - 1.0);
  }
  return events;
}

}  // namespace wardtwin::ble
