// How far a drug library has got, from the entries of the log.
#include <algorithm>
#include <cmath>

#include "sim/results/summary.h"

namespace wardtwin::results {
namespace {

constexpr std::string_view kEntry = "outdated: ";

}  // namespace

double time_until_current(const Replication& r, double share) {
  std::vector<double> times;
  for (const Fault& f : r.faults)
    if (f.what.starts_with(kEntry))
      times.push_back(std::min(seconds(f.until), r.simulated_s) - seconds(f.at));
  if (times.empty()) return 0;
  std::ranges::sort(times);
  // a hair less, so that 95 % of 20 are 19
  const double n = std::ceil(share * static_cast<double>(times.size()) - 1e-9);
  return times[static_cast<std::size_t>(std::max(1.0, n)) - 1];
}

double outdated_share(const Replication& r, double at) {
  double all = 0, late = 0;
  for (const Fault& f : r.faults) {
    if (!f.what.starts_with(kEntry)) continue;
    ++all;
    late += seconds(f.until) > at;
  }
  return all > 0 ? late / all : 0;
}

}  // namespace wardtwin::results
