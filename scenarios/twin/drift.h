#pragma once

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "sim/base/time.h"

/// Detectors of change: cumulative sums of log likelihood ratios of "changed" over "as before"
/// (Page 1954, Biometrika 41:100). One signals when its sum passes h.
///
/// With h = ln(n) the mean number of observations to a false signal is at least n, whatever the law
/// (Lorden 1971, Ann. Math. Stat. 42:1897, theorem 2), so a detector that sees `rate` observations
/// an hour and may be wrong once in T hours takes h = ln(rate T). Measured run lengths are several
/// times longer: tests/twin/drift_test.cpp.
namespace wardtwin::twin {

class Cusum {
 public:
  explicit Cusum(double h) : h_(h) {}

  /// Adds one log likelihood ratio; true when it signals.
  bool add(double ratio, Time at) {
    if (sum_ <= 0) since_ = at, observations_ = 0;
    sum_ = std::max(0.0, sum_ + ratio);
    ++observations_;
    return sum_ >= h_;
  }
  void restart() { sum_ = 0; }
  void threshold(double h) { h_ = h; }
  double sum() const { return sum_; }
  double threshold() const { return h_; }
  Time since() const { return since_; }  ///< the likeliest instant of the change
  std::size_t observations() const { return observations_; }

 private:
  double h_, sum_ = 0;
  Time since_{0};
  std::size_t observations_ = 0;
};

/// Losses among messages sent one by one: a share p0 as before against p1 (Reynolds and Stoumbos
/// 1999, J. Quality Technology 31:87).
struct LossRatio {
  double p0, p1;
  double of(bool lost) const { return lost ? std::log(p1 / p0) : std::log((1 - p1) / (1 - p0)); }
};

/// Arrivals of a Poisson process whose rate as before is known and varies: `factor` times as many.
/// Time in which `expected` arrivals should have come adds -(factor - 1) expected, an arrival
/// ln(factor) (Lucas 1985, Technometrics 27:129, in continuous time).
struct ArrivalRatio {
  double factor;
  double waited(double expected) const { return -(factor - 1) * expected; }
  double arrived() const { return std::log(factor); }
};

/// Means of batches of a positive quantity's logarithm, against a normal law whose mean is some
/// standard deviations higher or lower. The level and spread as before are learnt from the first
/// `kLearn` batches.
class LevelWatch {
 public:
  static constexpr std::size_t kBatch = 30, kLearn = 20;
  /// `least`: change that is worth a signal, as a factor.
  explicit LevelWatch(double least) : least_(std::log(least)) {}

  struct Ratios {
    double higher, lower;
  };
  /// Adds one value; the log likelihood ratios of a whole batch where one is complete.
  std::optional<Ratios> add(double value);
  bool learnt() const { return count_ >= kLearn; }
  double level() const { return std::exp(mean_); }
  double mean_log() const { return mean_; }
  /// Standard error of the mean logarithm; of no use before `learnt`.
  double error() const {
    const auto n = static_cast<double>(count_);
    return std::sqrt(m2_ / (n - 1) / n);
  }

 private:
  double least_;
  double batch_ = 0, mean_ = 0, m2_ = 0;
  std::size_t in_batch_ = 0, count_ = 0;
};

}  // namespace wardtwin::twin
