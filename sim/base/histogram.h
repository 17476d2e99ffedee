#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "sim/base/time.h"

namespace wardtwin {

/// Distribution of a delay: counts in log-linear bins, 64 to an octave above 64 ns, so a value is
/// known to better than 1/128 (0.8 %) of itself. Merging is exact and in any order.
class Histogram {
 public:
  static constexpr int kSubBits = 6;
  static constexpr std::size_t kBins = (64 - kSubBits) << kSubBits;

  static constexpr std::size_t bin_of(std::uint64_t ns) {
    if (ns < (1u << kSubBits)) return ns;
    const int octave = static_cast<int>(std::bit_width(ns)) - 1 - kSubBits;
    return (static_cast<std::size_t>(octave) << kSubBits) + (ns >> octave);
  }
  static constexpr std::uint64_t bin_low(std::size_t bin) {
    if (bin < (2u << kSubBits)) return bin;
    const auto octave = (bin >> kSubBits) - 1;
    return ((bin & ((1u << kSubBits) - 1)) + (1u << kSubBits)) << octave;
  }
  static constexpr std::uint64_t bin_width(std::size_t bin) {
    return bin < (2u << kSubBits) ? 1 : std::uint64_t{1} << ((bin >> kSubBits) - 1);
  }

  void add(Time delay) {
    const auto ns = static_cast<std::uint64_t>(delay.count() < 0 ? 0 : delay.count());
    const std::size_t bin = bin_of(ns);
    if (bin >= counts_.size()) counts_.resize(bin + 1);
    ++counts_[bin];
    ++count_;
    sum_ += ns;
    if (ns > max_) max_ = ns;
  }

  void merge(const Histogram& other);

  std::uint64_t count() const { return count_; }
  double mean() const;  ///< seconds; NaN when empty
  double max() const;   ///< seconds; NaN when empty
  /// Seconds at probability q in [0, 1] (nearest rank, middle of its bin); NaN when empty.
  double quantile(double q) const;
  /// Share of values above `limit`, those of its own bin split in proportion; NaN when empty.
  double share_above(Time limit) const;

  const std::vector<std::uint64_t>& counts() const { return counts_; }
  std::uint64_t sum_ns() const { return sum_; }
  std::uint64_t max_ns() const { return max_; }
  static Histogram from_parts(std::vector<std::uint64_t> counts, std::uint64_t sum_ns,
                              std::uint64_t max_ns);

  friend bool operator==(const Histogram&, const Histogram&) = default;

 private:
  std::vector<std::uint64_t> counts_;
  std::uint64_t count_ = 0, sum_ = 0, max_ = 0;
};

}  // namespace wardtwin
