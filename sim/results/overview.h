#pragma once

#include <cstdint>
#include <span>
#include <vector>

/// Long series as coarser and coarser ones, so that a plot reads no more values than it has pixels.
///
/// Level l holds one row per 16^l rows of the series (the last may stand for fewer); a row has
/// least, largest and mean value of each column: min 0, max 0, mean 0, min 1, ... Levels stand one
/// after another, 1 first, and end with the level of one row. A series of one row or none has no
/// level.
namespace wardtwin::results {

inline constexpr std::size_t kOverviewStep = 16;

struct OverviewLevel {
  std::size_t factor = 1;           ///< rows of the series per row
  std::size_t first = 0, rows = 0;  ///< where it stands in the overview
};
/// All levels of a series of n rows, finest first.
std::vector<OverviewLevel> overview_levels(std::size_t n);

/// Builds an overview as the values come; keeps only the overview.
class OverviewBuilder {
 public:
  explicit OverviewBuilder(std::size_t columns) : columns_(columns) {}
  void add(std::span<const float> rows);  ///< whole rows
  std::vector<float> finish();            ///< all levels; starts anew

 private:
  struct Level {
    std::vector<float> done;
    std::vector<float> min, max;
    std::vector<double> sum;  ///< of the row under way
    std::uint64_t count = 0;  ///< rows of the series in it
    std::size_t factor = 1;
  };
  void add_row(const float* row);
  void close(Level& level);
  void start(Level& level) const;

  std::size_t columns_;
  std::uint64_t rows_ = 0;
  std::vector<Level> levels_;
};

}  // namespace wardtwin::results
