#include <algorithm>
#include <cmath>

#include "sim/results/summary.h"

namespace wardtwin::results {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

double normal_quantile(double p) {
  double low = -10, high = 10;
  while (high - low > 1e-12) {
    const double middle = (low + high) / 2;
    (std::erfc(-middle / std::sqrt(2.0)) / 2 < p ? low : high) = middle;
  }
  return (low + high) / 2;
}

// P(Binomial(n, p) <= k): the shorter tail, summed outwards from k until terms no longer count.
double binomial_cdf(double k, double n, double p) {
  if (k < 0) return 0;
  if (k >= n || p <= 0) return 1;
  if (p >= 1) return 0;
  const auto log_term = [&](double i) {
    return std::lgamma(n + 1) - std::lgamma(i + 1) - std::lgamma(n - i + 1) + i * std::log(p) +
           (n - i) * std::log1p(-p);
  };
  const bool lower = k < n * p;
  double i = lower ? k : k + 1;
  double term = std::exp(log_term(i)), sum = term;
  const double odds = p / (1 - p);
  while (term > 1e-17 * sum && (lower ? i > 0 : i < n)) {
    if (lower) {
      term *= i / ((n - i + 1) * odds);
      --i;
    } else {
      term *= (n - i) / (i + 1) * odds;
      ++i;
    }
    sum += term;
  }
  return lower ? sum : 1 - sum;
}

// The largest rank l with P(Bin(n,q) < l) <= alpha: the l-th smallest value is below the quantile
// with confidence 1 - alpha. 0: no rank is.
double lower_rank(double n, double q, double alpha) {
  double low = 0, high = n + 1;  // l = 0 always does, l = n + 1 never
  while (high - low > 1) {
    const double l = std::floor((low + high) / 2);
    (binomial_cdf(l - 1, n, q) <= alpha ? low : high) = l;
  }
  return low;
}

// The delay at a rank (from 1); infinity beyond those that came.
double at_rank(const Histogram& h, double rank) {
  const auto n = static_cast<double>(h.count());
  if (rank > n) return kInfinity;
  // quantile() takes the ceiling of q * count
  return h.quantile(std::max(0.0, (rank - 0.5) / n));
}

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

// One replication without its tail makes the mean infinite, and so is the interval's upper end.
Interval interval_of(const std::vector<double>& values) {
  if (std::none_of(values.begin(), values.end(), [](double v) { return std::isinf(v); }))
    return mean_interval(values);
  std::vector<double> finite;
  for (const double v : values)
    if (std::isfinite(v)) finite.push_back(v);
  return {kInfinity, finite.empty() ? kInfinity : *std::min_element(finite.begin(), finite.end()),
          kInfinity};
}

}  // namespace

double quantile_with_missing(const Histogram& histogram, std::uint64_t missing, double q) {
  const auto n = static_cast<double>(histogram.count() + missing);
  if (n <= 0) return kNan;
  return at_rank(histogram, std::max(1.0, std::ceil(q * n)));
}

Interval quantile_bounds(const Histogram& histogram, std::uint64_t missing, double q,
                         double confidence) {
  const double alpha = (1 - confidence) / 2;
  const auto n = static_cast<double>(histogram.count() + missing);
  if (n <= 0) return {kNan, kNan, kNan};
  // P(X_(u) < quantile) = P(Bin(n,q) >= u) <= alpha, the mirror of the lower rank
  const double l = lower_rank(n, q, alpha);
  const double u = n + 1 - lower_rank(n, 1 - q, alpha);
  return {quantile_with_missing(histogram, missing, q), l < 1 ? 0 : at_rank(histogram, l),
          u > n ? kInfinity : at_rank(histogram, u)};
}

Interval share_bounds(std::uint64_t count, std::uint64_t total, double confidence) {
  if (total == 0) return {kNan, kNan, kNan};
  const auto k = static_cast<double>(count), n = static_cast<double>(total);
  const double alpha = (1 - confidence) / 2, share = k / n;
  if (std::min(k, n - k) > 1e5) {
    // Clopper-Pearson and the normal approximation agree to four digits here
    const double half = normal_quantile(1 - alpha) * std::sqrt(share * (1 - share) / n);
    return {share, share - half, share + half};
  }
  // the p at which a result as extreme as this has probability alpha
  const auto solve = [&](auto too_low) {
    double low = 0, high = 1;
    for (int i = 0; i < 60; ++i) {
      const double p = (low + high) / 2;
      (too_low(p) ? low : high) = p;
    }
    return (low + high) / 2;
  };
  return {share,
          count == 0 ? 0 : solve([&](double p) { return 1 - binomial_cdf(k - 1, n, p) < alpha; }),
          count == total ? 1 : solve([&](double p) { return binomial_cdf(k, n, p) > alpha; })};
}

Verdict judge(const Interval& interval, double limit, bool at_most) {
  const double low = interval.low, high = interval.high;
  if (std::isnan(low) || std::isnan(high)) return Verdict::not_decided;
  if (at_most ? high <= limit : low >= limit) return Verdict::met;
  if (at_most ? low > limit : high < limit) return Verdict::not_met;
  return Verdict::not_decided;
}

Requirement require_quantile(std::string name, double q, double limit_s,
                             std::span<const Delays> per_replication) {
  const Requirement r = wanted(std::move(name), "s", limit_s, true);
  if (per_replication.size() == 1)
    return decided(r,
                   quantile_bounds(*per_replication[0].histogram, per_replication[0].missing, q));
  std::vector<double> values;
  for (const Delays& d : per_replication)
    values.push_back(quantile_with_missing(*d.histogram, d.missing, q));
  return decided(r, interval_of(values));
}

Requirement require_share(std::string name, double limit, bool at_most,
                          std::span<const Share> per_replication) {
  const Requirement r = wanted(std::move(name), "1", limit, at_most);
  std::vector<double> values;
  Share all;
  for (const Share& s : per_replication) {
    values.push_back(s.total ? static_cast<double>(s.count) / static_cast<double>(s.total) : kNan);
    all.count += s.count;
    all.total += s.total;
  }
  const Interval across = mean_interval(values);
  // replications that all agree (none lost in any) have no spread: the pooled trials bound the
  // share
  if (per_replication.size() == 1 || across.low == across.high)
    return decided(r, share_bounds(all.count, all.total));
  return decided(r, across);
}

Requirement require_mean(std::string name, std::string unit, double limit, bool at_most,
                         std::span<const double> per_replication) {
  return decided(wanted(std::move(name), std::move(unit), limit, at_most),
                 mean_interval(per_replication));
}

}  // namespace wardtwin::results
