#include "sim/base/histogram.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace wardtwin {

void Histogram::merge(const Histogram& other) {
  if (other.counts_.size() > counts_.size()) counts_.resize(other.counts_.size());
  for (std::size_t i = 0; i < other.counts_.size(); ++i) counts_[i] += other.counts_[i];
  count_ += other.count_;
  sum_ += other.sum_;
  max_ = std::max(max_, other.max_);
}

double Histogram::mean() const {
  return count_ == 0 ? std::nan("")
                     : static_cast<double>(sum_) * 1e-9 / static_cast<double>(count_);
}

double Histogram::max() const {
  return count_ == 0 ? std::nan("") : static_cast<double>(max_) * 1e-9;
}

double Histogram::quantile(double q) const {
  if (count_ == 0) return std::nan("");
  const auto rank = std::max<std::uint64_t>(
      1, static_cast<std::uint64_t>(std::ceil(q * static_cast<double>(count_))));
  std::uint64_t seen = 0;
  for (std::size_t bin = 0; bin < counts_.size(); ++bin) {
    seen += counts_[bin];
    if (seen >= rank) {
      const double middle =
          static_cast<double>(bin_low(bin)) + (static_cast<double>(bin_width(bin)) - 1) / 2;
      return std::min(middle, static_cast<double>(max_)) * 1e-9;
    }
  }
  return max();
}

double Histogram::share_above(Time limit) const {
  if (count_ == 0) return std::nan("");
  const auto ns = static_cast<std::uint64_t>(std::max<std::int64_t>(0, limit.count()));
  const std::size_t own = bin_of(ns);
  double above = 0;
  for (std::size_t bin = own + 1; bin < counts_.size(); ++bin)
    above += static_cast<double>(counts_[bin]);
  if (own < counts_.size()) {
    const double beyond = static_cast<double>(bin_low(own) + bin_width(own) - 1 - ns) /
                          static_cast<double>(bin_width(own));
    above += beyond * static_cast<double>(counts_[own]);
  }
  return above / static_cast<double>(count_);
}

Histogram Histogram::from_parts(std::vector<std::uint64_t> counts, std::uint64_t sum_ns,
                                std::uint64_t max_ns) {
  Histogram h;
  h.count_ = std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
  h.counts_ = std::move(counts);
  h.sum_ = sum_ns;
  h.max_ = max_ns;
  return h;
}

}  // namespace wardtwin
