#pragma once

#include <span>

#include "sim/base/statistics.h"
#include "sim/results/results.h"

/// Replications made into one answer: pooled counts and histograms, and for each quantity the mean
/// of the replications with a 95 % interval.
namespace wardtwin::results {

/// Sums and pooled histograms of all replications; shares and means are averaged over replications.
/// Logs and series are left out.
Replication pooled(const Results& results);

/// One number of a replication, named. The list has the same order for every replication of a
/// model.
struct Quantity {
  std::string section, subject, quantity, unit;
  double value = 0, low = 0, high = 0;  ///< low and high: only in summarise()
};

std::vector<Quantity> quantities(const Results& results, const Replication& replication);

/// The mean of each quantity over the replications, with a t interval (NaN with one replication).
std::vector<Quantity> summarise(const Results& results);

/// Half width from pooled data is not defined for these; see Interval in sim/base/statistics.h.
template <class F>
Interval across(const Results& results, F value_of_replication) {
  std::vector<double> values;
  for (const Replication& r : results.replications) values.push_back(value_of_replication(r));
  return mean_interval(values);
}

/// Quantile when `missing` further values never came, i.e. are infinitely late. NaN when there is
/// none.
double quantile_with_missing(const Histogram& histogram, std::uint64_t missing, double q);

/// Delays of one replication; `missing` further ones never came.
struct Delays {
  const Histogram* histogram;
  std::uint64_t missing = 0;
};
/// Hits among the trials of one replication.
struct Share {
  std::uint64_t count = 0, total = 0;
};

/// Bounds of the q-quantile from order statistics (exact binomial coverage for independent values);
/// 0 and infinity where no order statistic bounds it. `missing` values are infinitely late.
Interval quantile_bounds(const Histogram& histogram, std::uint64_t missing, double q,
                         double confidence = 0.95);

/// The same of the pooled values, which count as fewer where replications differ by more than
/// chance: order statistics of the effective sample (Woodruff 1952; Korn and Graubard 1998).
Interval quantile_bounds(std::span<const Delays> per_replication, double q,
                         double confidence = 0.95);

/// Clopper-Pearson bounds of a share, `count` out of `total` independent trials.
Interval share_bounds(std::uint64_t count, std::uint64_t total, double confidence = 0.95);

/// The same of the pooled trials with their effective number (Korn and Graubard 1998).
Interval share_bounds(std::span<const Share> per_replication, double confidence = 0.95);

/// Met if the whole interval is on the good side of the limit, not met if it is on the bad side,
/// else not decided. An interval of NaN (nothing to judge by) is not decided.
Verdict judge(const Interval& interval, double limit, bool at_most);

/// A requirement on a quantile of a delay, by quantile_bounds of the replications.
Requirement require_quantile(std::string name, double q, double limit_s,
                             std::span<const Delays> per_replication);

/// A requirement on a share (of alarms delivered, of data lost), by share_bounds.
Requirement require_share(std::string name, double limit, bool at_most,
                          std::span<const Share> per_replication);

/// A requirement on any other number, by a t interval over replications; one replication decides
/// nothing. A number that was infinite once has an infinite mean.
Requirement require_mean(std::string name, std::string unit, double limit, bool at_most,
                         std::span<const double> per_replication);

/// Of the devices that should take a new drug library (entries `outdated: ` of the faults): the time
/// from its release until `share` of them use it, s; to the end of the run if fewer do, 0 if there
/// are none.
double time_until_current(const Replication& replication, double share);
/// Share of them that do not use it yet at time `at`, s; 0 if there are none.
double outdated_share(const Replication& replication, double at);

}  // namespace wardtwin::results
