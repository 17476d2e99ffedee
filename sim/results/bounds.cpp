#include <algorithm>
#include <cmath>

#include "sim/base/beta.h"
#include "sim/results/summary.h"

namespace wardtwin::results {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

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

// The ends of the bin that holds it: nothing more is known of the value.
Interval bin_at_rank(const Histogram& h, double rank) {
  const double value = at_rank(h, rank);
  if (std::isinf(value)) return {value, value, value};
  const std::size_t bin = Histogram::bin_of(static_cast<std::uint64_t>(std::llround(value * 1e9)));
  const std::uint64_t low = Histogram::bin_low(bin), high = low + Histogram::bin_width(bin) - 1;
  return {value, static_cast<double>(low) * 1e-9,
          static_cast<double>(std::min(high, h.max_ns())) * 1e-9};
}

// Values up to and including those in the bin of `limit`.
std::uint64_t count_to(const Histogram& h, double limit) {
  if (std::isinf(limit)) return h.count();
  const std::size_t own = Histogram::bin_of(static_cast<std::uint64_t>(std::llround(limit * 1e9)));
  std::uint64_t sum = 0;
  for (std::size_t bin = 0; bin <= own && bin < h.counts().size(); ++bin) sum += h.counts()[bin];
  return sum;
}

// Trials of one replication are not independent (an outage hits many alarms), so they tell as much
// about a share as fewer independent ones: that number, from the spread between replications
// (Korn and Graubard 1998). With one replication, or none that differs, it is all of them.
double effective_size(std::span<const Share> clusters, double share, double confidence) {
  double total = 0, square = 0, used = 0;
  for (const Share& c : clusters) {
    const auto n = static_cast<double>(c.total);
    if (n <= 0) continue;
    const double off = static_cast<double>(c.count) - share * n;
    total += n;
    square += off * off;
    ++used;
  }
  if (used < 2 || square <= 0) return total;
  const double variance = used / (used - 1) * square / (total * total);
  const double p = 0.5 + confidence / 2;
  const double t = student_t_quantile(p, total - 1) / student_t_quantile(p, used - 1);
  return std::max(1.0, share * (1 - share) / variance * t * t);
}

}  // namespace

double quantile_with_missing(const Histogram& histogram, std::uint64_t missing, double q) {
  const auto n = static_cast<double>(histogram.count() + missing);
  if (n <= 0) return kNan;
  return at_rank(histogram, std::max(1.0, std::ceil(q * n)));
}

Interval quantile_bounds(const Histogram& histogram, std::uint64_t missing, double q,
                         double confidence) {
  const auto n = static_cast<double>(histogram.count() + missing);
  if (n <= 0) return {kNan, kNan, kNan};
  const double alpha = (1 - confidence) / 2;
  // P(X_(u) < quantile) = P(Bin(n,q) >= u) <= alpha, the mirror of the lower rank
  const double l = lower_rank(n, q, alpha);
  const double u = n + 1 - lower_rank(n, 1 - q, alpha);
  return {quantile_with_missing(histogram, missing, q), l < 1 ? 0 : bin_at_rank(histogram, l).low,
          u > n ? kInfinity : bin_at_rank(histogram, u).high};
}

// Woodruff (1952): bounds of the share at the quantile (Jeffreys', near 95 % for any effective
// number), turned into quantiles. Where even all of the effective number could lie on one side,
// that side has no bound.
Interval quantile_bounds(std::span<const Delays> per_replication, double q, double confidence) {
  if (per_replication.size() == 1)
    return quantile_bounds(*per_replication[0].histogram, per_replication[0].missing, q,
                           confidence);
  Histogram all;
  std::uint64_t missing = 0;
  for (const Delays& d : per_replication) {
    all.merge(*d.histogram);
    missing += d.missing;
  }
  const auto n = static_cast<double>(all.count() + missing);
  if (n <= 0) return {kNan, kNan, kNan};
  const double at = quantile_with_missing(all, missing, q);
  std::vector<Share> below;
  for (const Delays& d : per_replication)
    below.push_back({count_to(*d.histogram, at), d.histogram->count() + d.missing});
  double reached = 0;  // ties make the share at the quantile more than q
  for (const Share& s : below) reached += static_cast<double>(s.count);
  const double m = effective_size(below, reached / n, confidence);
  const double alpha = (1 - confidence) / 2, x = q * m + 0.5, y = (1 - q) * m + 0.5;
  const auto rank = [&](double share) { return std::clamp(std::ceil(share * n), 1.0, n); };
  return {at,
          std::pow(1 - q, m) > alpha ? 0 : bin_at_rank(all, rank(beta_quantile(alpha, x, y))).low,
          std::pow(q, m) > alpha ? kInfinity
                                 : bin_at_rank(all, rank(beta_quantile(1 - alpha, x, y))).high};
}

Interval share_bounds(std::uint64_t count, std::uint64_t total, double confidence) {
  const Share one[] = {{count, total}};
  return share_bounds(one, confidence);
}

Interval share_bounds(std::span<const Share> per_replication, double confidence) {
  double count = 0, total = 0;
  for (const Share& s : per_replication) {
    count += static_cast<double>(s.count);
    total += static_cast<double>(s.total);
  }
  if (total <= 0) return {kNan, kNan, kNan};
  const double share = count / total, alpha = (1 - confidence) / 2;
  const double n = effective_size(per_replication, share, confidence), k = share * n;
  return {share, beta_quantile(alpha, k, n - k + 1), beta_quantile(1 - alpha, k + 1, n - k)};
}

}  // namespace wardtwin::results
