#pragma once

#include <span>
#include <string>
#include <vector>

#include "scenarios/report/html/sections.h"
#include "scenarios/report/html/svg.h"

/// Charts that several sections draw.
namespace wardtwin::html {

/// The unit in which a length of time reads well.
struct TimeUnit {
  std::string name;
  double seconds;
};
TimeUnit unit_for(double seconds);
std::string tick_label(double value);  ///< shortest text of a round number

/// Distribution functions over a logarithmic time axis, each with the band of its 95 % interval.
class Curves {
 public:
  Curves(Caption caption, std::string x) : caption_(std::move(caption)), x_(std::move(x)) {}
  /// Left out where nothing was counted; at most eight.
  void add(const std::string& name, std::span<const Delays> per_replication);
  /// Empty without curves. `mark_s` > 0: a limit on the time axis is named below the chart.
  std::string figure(double mark_s = 0, const std::string& mark = "") const;

 private:
  Caption caption_;
  std::string x_;
  std::vector<std::string> names_;
  std::vector<Distribution> curves_;
};

/// Minutes since the start of the run, `from` to `to`, at round times of day, and their step.
std::vector<double> clock_ticks(const Source& s, double from, double to, double& step);

/// Over the replications, minute by minute: all of them, the middle half, and the median.
std::string fan(const Source& s, const Series SeriesSet::* series, std::uint32_t column,
                const Caption& caption, const std::string& y, double level,
                const std::string& level_text);

}  // namespace wardtwin::html
