#include "sim/results/overview.h"

#include <algorithm>
#include <limits>

namespace wardtwin::results {

std::vector<OverviewLevel> overview_levels(std::size_t n) {
  std::vector<OverviewLevel> levels;
  std::size_t first = 0;
  for (std::size_t factor = kOverviewStep, rows = n; rows > 1; factor *= kOverviewStep) {
    rows = (n + factor - 1) / factor;
    levels.push_back({factor, first, rows});
    first += rows;
  }
  return levels;
}

void OverviewBuilder::start(Level& level) const {
  level.min.assign(columns_, std::numeric_limits<float>::infinity());
  level.max.assign(columns_, -std::numeric_limits<float>::infinity());
  level.sum.assign(columns_, 0);
  level.count = 0;
}

void OverviewBuilder::close(Level& level) {
  for (std::size_t c = 0; c < columns_; ++c) {
    level.done.push_back(level.min[c]);
    level.done.push_back(level.max[c]);
    level.done.push_back(static_cast<float>(level.sum[c] / static_cast<double>(level.count)));
  }
  start(level);
}

void OverviewBuilder::add_row(const float* row) {
  ++rows_;
  // a new level begins once the coarsest one holds a whole row, and takes over what that stands for
  if (levels_.empty() || levels_.back().factor < rows_) {
    Level next;
    next.factor = levels_.empty() ? kOverviewStep : levels_.back().factor * kOverviewStep;
    start(next);
    if (!levels_.empty()) {
      const Level& below = levels_.back();
      for (std::size_t c = 0; c < columns_; ++c) {
        next.min[c] = below.done[3 * c];
        next.max[c] = below.done[3 * c + 1];
        next.sum[c] = double{below.done[3 * c + 2]} * static_cast<double>(below.factor);
      }
      next.count = below.factor;
    }
    levels_.push_back(std::move(next));
  }
  for (Level& level : levels_) {
    for (std::size_t c = 0; c < columns_; ++c) {
      level.min[c] = std::min(level.min[c], row[c]);
      level.max[c] = std::max(level.max[c], row[c]);
      level.sum[c] += double{row[c]};
    }
    if (++level.count == level.factor) close(level);
  }
}

void OverviewBuilder::add(std::span<const float> rows) {
  if (columns_ == 0) return;
  for (std::size_t r = 0; r + columns_ <= rows.size(); r += columns_) add_row(&rows[r]);
}

std::vector<float> OverviewBuilder::finish() {
  std::vector<float> all;
  if (rows_ > 1)
    for (Level& level : levels_) {
      if (level.count > 0) close(level);
      all.insert(all.end(), level.done.begin(), level.done.end());
    }
  levels_.clear();
  rows_ = 0;
  return all;
}

}  // namespace wardtwin::results
