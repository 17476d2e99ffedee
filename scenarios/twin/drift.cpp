#include "scenarios/twin/drift.h"

namespace wardtwin::twin {

std::optional<LevelWatch::Ratios> LevelWatch::add(double value) {
  batch_ += std::log(std::max(value, 1e-9));
  if (++in_batch_ < kBatch) return std::nullopt;
  const double x = batch_ / static_cast<double>(kBatch);
  batch_ = 0;
  in_batch_ = 0;
  if (!learnt()) {
    ++count_;
    const double d = x - mean_;
    mean_ += d / static_cast<double>(count_);
    m2_ += d * (x - mean_);
    return std::nullopt;
  }
  // the spread of a few batches is known to a sixth; half as much again keeps the promise
  const double sd = 1.5 * std::sqrt(m2_ / static_cast<double>(kLearn - 1)) + 1e-3;
  const double shift = std::max(least_ / sd, 1.0);
  const double z = (x - mean_) / sd;
  return Ratios{shift * (z - shift / 2), shift * (-z - shift / 2)};
}

}  // namespace wardtwin::twin
