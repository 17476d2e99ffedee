#include "sim/base/statistics.h"

#include <algorithm>
#include <cmath>

#include "sim/base/beta.h"

namespace wardtwin {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

double student_t_cdf(double t, double dof) {
  // Near the middle the share between 0 and t, further out the tail: neither loses digits there.
  if (t * t < dof) {
    const double half = 0.5 * incomplete_beta(0.5, dof / 2, t * t / (dof + t * t));
    return t > 0 ? 0.5 + half : 0.5 - half;
  }
  const double tail = 0.5 * incomplete_beta(dof / 2, 0.5, dof / (dof + t * t));
  return t > 0 ? 1 - tail : tail;
}

}  // namespace

void Tally::merge(const Tally& other) {
  if (other.count_ == 0) return;
  const auto n = static_cast<double>(count_), m = static_cast<double>(other.count_);
  const double d = other.mean_ - mean_;
  mean_ += d * m / (n + m);
  m2_ += other.m2_ + d * d * n * m / (n + m);
  count_ += other.count_;
  min_ = std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
}

double Tally::mean() const { return count_ ? mean_ : kNan; }

double Tally::variance() const { return count_ > 1 ? m2_ / static_cast<double>(count_ - 1) : kNan; }

double student_t_quantile(double p, double dof) {
  double low = -1, high = 1;
  while (student_t_cdf(low, dof) > p) low *= 2;
  while (student_t_cdf(high, dof) < p) high *= 2;
  while (high - low > 1e-12 * std::max(1.0, std::abs(high))) {
    const double middle = (low + high) / 2;
    (student_t_cdf(middle, dof) < p ? low : high) = middle;
  }
  return (low + high) / 2;
}

Interval mean_interval(std::span<const double> values, double confidence) {
  Tally t;
  for (const double v : values)
    if (!std::isnan(v)) t.add(v);
  if (t.count() < 2) return {t.mean(), kNan, kNan};
  const auto n = static_cast<double>(t.count());
  const double half = student_t_quantile(0.5 + confidence / 2, n - 1) * std::sqrt(t.variance() / n);
  return {t.mean(), t.mean() - half, t.mean() + half};
}

void BatchMeans::add(double x) {
  ++count_;
  current_ += x;
  if (++in_current_ < size_) return;
  sums_.push_back(current_);
  current_ = 0;
  in_current_ = 0;
  if (sums_.size() < 2 * static_cast<std::size_t>(target_)) return;
  for (std::size_t i = 0; i < sums_.size() / 2; ++i) sums_[i] = sums_[2 * i] + sums_[2 * i + 1];
  sums_.resize(sums_.size() / 2);
  size_ *= 2;
}

Interval BatchMeans::interval(double confidence) const {
  std::vector<double> means;
  for (const double s : sums_) means.push_back(s / static_cast<double>(size_));
  return mean_interval(means, confidence);
}

}  // namespace wardtwin
