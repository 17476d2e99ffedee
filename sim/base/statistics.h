#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "sim/base/time.h"

namespace wardtwin {

/// Count, mean and variance of a sequence of values (Welford's update).
class Tally {
 public:
  void add(double x) {
    ++count_;
    const double d = x - mean_;
    mean_ += d / static_cast<double>(static_cast<std::int64_t>(count_));
    m2_ += d * (x - mean_);
    if (x < min_) min_ = x;
    if (x > max_) max_ = x;
  }
  void merge(const Tally& other);

  std::uint64_t count() const { return count_; }
  double mean() const;      ///< NaN when empty
  double variance() const;  ///< of the sample (n - 1); NaN below two values
  double min() const { return count_ ? min_ : std::numeric_limits<double>::quiet_NaN(); }
  double max() const { return count_ ? max_ : std::numeric_limits<double>::quiet_NaN(); }

 private:
  std::uint64_t count_ = 0;
  double mean_ = 0, m2_ = 0;
  double min_ = std::numeric_limits<double>::infinity();
  double max_ = -std::numeric_limits<double>::infinity();
};

/// Average over time of a value that changes in steps (queue length, busy servers, occupied beds).
class TimeWeighted {
 public:
  void set(Time now, double value) {
    area_ += value_ * seconds(now - since_);
    since_ = now;
    value_ = value;
    if (value > max_) max_ = value;
  }
  void add(Time now, double change) { set(now, value_ + change); }
  /// Forgets what was before `now` (end of warm-up); the value stays.
  void restart(Time now) {
    area_ = 0;
    start_ = since_ = now;
    max_ = value_;
  }
  double value() const { return value_; }
  double max() const { return max_; }
  double area(Time now) const { return area_ + value_ * seconds(now - since_); }
  double mean(Time now) const { return now > start_ ? area(now) / seconds(now - start_) : value_; }

 private:
  double value_ = 0, area_ = 0, max_ = 0;
  Time start_{0}, since_{0};
};

/// A mean with its confidence interval. `low` and `high` are NaN where there are too few values.
struct Interval {
  double mean, low, high;
  double half_width() const { return (high - low) / 2; }
};

/// Quantile of Student's t with `dof` degrees of freedom, 0 < p < 1, to 1e-9.
double student_t_quantile(double p, double dof);

/// Mean of independent values (one per replication) with a t interval; NaN values are left out.
Interval mean_interval(std::span<const double> values, double confidence = 0.95);

/// Batch means for one long run: values are grouped into at most 2k batches of equal size that
/// double as the run grows; the interval treats the last k..2k batch means as independent.
class BatchMeans {
 public:
  explicit BatchMeans(int batches = 32) : target_(batches) {}
  void add(double x);
  Interval interval(double confidence = 0.95) const;
  std::uint64_t count() const { return count_; }

 private:
  int target_;
  std::uint64_t count_ = 0, size_ = 1, in_current_ = 0;
  double current_ = 0;
  std::vector<double> sums_;
};

}  // namespace wardtwin
