#include <algorithm>
#include <cmath>

#include "sim/results/summary.h"

namespace wardtwin::results {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Requirement decided(Requirement r, const Interval& interval) {
  r.value = interval.mean;
  r.low = interval.low;
  r.high = interval.high;
  r.verdict = judge(interval, r.limit, r.at_most);
  return r;
}

Requirement wanted(std::string name, std::string unit, double limit, bool at_most) {
  Requirement r;
  r.name = std::move(name);
  r.unit = std::move(unit);
  r.limit = limit;
  r.at_most = at_most;
  return r;
}

// What was infinite once is so with a probability, and so its mean is infinite.
Interval interval_of(std::span<const double> values) {
  if (std::any_of(values.begin(), values.end(), [](double v) { return std::isinf(v); }))
    return {kInfinity, kInfinity, kInfinity};
  return mean_interval(values);
}

}  // namespace

Verdict judge(const Interval& interval, double limit, bool at_most) {
  const double low = interval.low, high = interval.high;
  if (std::isnan(low) || std::isnan(high)) return Verdict::not_decided;
  if (at_most ? high <= limit : low >= limit) return Verdict::met;
  if (at_most ? low > limit : high < limit) return Verdict::not_met;
  return Verdict::not_decided;
}

Requirement require_quantile(std::string name, double q, double limit_s,
                             std::span<const Delays> per_replication) {
  return decided(wanted(std::move(name), "s", limit_s, true), quantile_bounds(per_replication, q));
}

Requirement require_share(std::string name, double limit, bool at_most,
                          std::span<const Share> per_replication) {
  return decided(wanted(std::move(name), "1", limit, at_most), share_bounds(per_replication));
}

Requirement require_mean(std::string name, std::string unit, double limit, bool at_most,
                         std::span<const double> per_replication) {
  return decided(wanted(std::move(name), std::move(unit), limit, at_most),
                 interval_of(per_replication));
}

}  // namespace wardtwin::results
