#include "sim/base/selection.h"

#include <algorithm>
#include <cmath>

#include "sim/base/error.h"
#include "sim/base/statistics.h"

namespace wardtwin {

Kn::Kn(std::size_t designs, double indifference, double confidence, int first_stage)
    : indifference_(indifference), first_stage_(first_stage), values_(designs) {
  WARDTWIN_ASSERT(designs > 0 && indifference > 0 && first_stage > 1, "nothing to choose by");
  for (std::size_t i = 0; i < designs; ++i) surviving_.push_back(i);
  const double n = first_stage - 1;
  const double others = std::max<double>(1, static_cast<double>(designs) - 1);
  const double eta = (std::pow(2 * (1 - confidence) / others, -2 / n) - 1) / 2;
  h_squared_ = 2 * eta * n;
}

double Kn::mean(std::size_t design) const {
  Tally t;
  for (const double x : values_[design]) t.add(x);
  return t.mean();
}

double Kn::variance_of_difference(std::size_t i, std::size_t l) const {
  Tally t;
  for (int r = 0; r < first_stage_; ++r) {
    const auto k = static_cast<std::size_t>(r);
    t.add(values_[i][k] - values_[l][k]);
  }
  return t.variance();
}

void Kn::add(std::span<const double> values) {
  WARDTWIN_ASSERT(values.size() == surviving_.size(), "a value for each design in the race");
  for (std::size_t i = 0; i < values.size(); ++i) values_[surviving_[i]].push_back(values[i]);
  ++taken_;
  if (taken_ < first_stage_) return;
  if (taken_ == first_stage_) {
    variance_.assign(values_.size(), std::vector<double>(values_.size(), 0));
    for (std::size_t i = 0; i < values_.size(); ++i)
      for (std::size_t l = 0; l < i; ++l)
        variance_[i][l] = variance_[l][i] = variance_of_difference(i, l);
  }
  screen();
}

// A design leaves when another is ahead by more than chance could make it.
void Kn::screen() {
  std::vector<std::size_t> kept;
  const double r = taken_;
  for (const std::size_t i : surviving_) {
    const bool out = std::any_of(surviving_.begin(), surviving_.end(), [&](std::size_t l) {
      if (l == i) return false;
      const double allowance =
          std::max(0.0, indifference_ / 2 *
                            (h_squared_ * variance_[i][l] / (indifference_ * indifference_) - r));
      const double behind = r * (mean(i) - mean(l));
      // two designs that never differ would drop each other: the first stays
      return behind > allowance || (behind == 0 && allowance == 0 && l < i);
    });
    if (!out) kept.push_back(i);
  }
  surviving_ = kept;
}

}  // namespace wardtwin
