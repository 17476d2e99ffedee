#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "sim/base/histogram.h"
#include "sim/base/statistics.h"
#include "sim/base/time.h"

/// What a stream of events says about rates, stays, losses and delays, with intervals.
namespace wardtwin::twin {

/// 95 % interval of the mean of a Poisson count (Byar's approximation: Breslow and Day 1987,
/// Statistical Methods in Cancer Research II, eq. 2.10 and 2.13; within 1 % of the exact one from 5
/// events on). `mean` is the count itself.
Interval poisson_interval(double count);
/// 95 % interval of a share (Wilson 1927, J. Am. Stat. Assoc. 22:209).
Interval share_interval(double count, double of);

/// Arrivals from outside, by hour of the clock.
class ArrivalRate {
 public:
  void watch(Time from, Time to);  ///< time in which every arrival was heard
  void arrived(Time at) { ++counts_[hour(at)]; }
  /// Per hour, in that hour of the clock; NaN where it was never watched.
  Interval at(int hour) const;
  std::uint64_t count() const;

 private:
  static std::size_t hour(Time t) { return static_cast<std::size_t>(hour_of_day(t)) % 24; }
  std::array<std::uint64_t, 24> counts_{};
  std::array<double, 24> hours_{};
};

/// Length of stay from stays that ended, that still last, and that began before anybody watched.
///
/// The product-limit estimator (Kaplan and Meier 1958) with late entry: a stay counts among those at
/// risk from the age at which it was first seen. Where a share of stays is wanted that none seen has
/// reached, there is no answer.
class Stays {
 public:
  void ended(double age_at_first_sight, double length) {
    seen_.push_back({age_at_first_sight, length, true});
  }
  /// Those that still last go with it for one answer.
  struct Open {
    double entered, age;
  };
  /// Length that a share `p` of stays does not reach, s; NaN: not known yet. `low` and `high` by
  /// Greenwood's formula on the log(-log) scale (Kalbfleisch and Prentice 2002, 1.4).
  Interval quantile(double p, const std::vector<Open>& open) const;
  /// Mean by events over time at risk: right where the chance to leave does not depend on age.
  Interval mean(const std::vector<Open>& open) const;
  std::size_t count() const { return seen_.size(); }

 private:
  struct Seen {
    double entered, left;
    bool ended;
  };
  std::vector<Seen> seen_;
};

/// Two halves of a window that slides by half its length, so that old values are forgotten and an
/// answer never rests on less than half a window.
template <class T>
class Sliding {
 public:
  explicit Sliding(Time length) : half_(length / 2) {}
  T& at(Time now) {
    if (now >= turn_ + 2 * half_) old_ = T{}, young_ = T{}, turn_ = now / half_ * half_;
    if (now >= turn_ + half_) old_ = std::exchange(young_, T{}), turn_ += half_;
    return young_;
  }
  T both() const {
    T sum = old_;
    sum.merge(young_);
    return sum;
  }

 private:
  Time half_, turn_{0};
  T old_, young_;
};

struct LossCount {
  std::uint64_t sent = 0, lost = 0;
  void add(std::uint64_t s, std::uint64_t l) { sent += s, lost += l; }
  void merge(const LossCount& o) { sent += o.sent, lost += o.lost; }
};

/// Delays in a window: mean with its interval, and the tail.
struct Delays {
  Tally tally;
  Histogram histogram;
  void add(Time t) {
    tally.add(seconds(t));
    histogram.add(t);
  }
  void merge(const Delays& o) {
    tally.merge(o.tally);
    histogram.merge(o.histogram);
  }
  Interval mean() const;  ///< s; independent delays assumed
};

}  // namespace wardtwin::twin
