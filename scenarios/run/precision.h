#pragma once

#include <span>
#include <string>
#include <vector>

#include "scenarios/run/requirements.h"
#include "sim/base/statistics.h"

namespace wardtwin::run {

/// `high alarms to handset p99 within 5 %`: how far the 95 % interval of a figure may reach.
struct Precision {
  std::string text;  ///< as written
  Measure measure;
  double half_width = 0;  ///< share of the value, or in the metric's unit
  bool relative = true;
};

/// Reads the text for this hospital; throws InputError with what to write instead.
Precision read_precision(const std::string& text, const compiler::Hospital& hospital);

/// Says when replications are enough (Hoad, Robinson and Davies 2010): from the third on, the half
/// widths must be met and stay met for the next five replications (5 % of them beyond 100), since
/// an interval of few replications may be short by luck. The answer depends only on the values in
/// the order of the replications, so not on how many run at once.
class StoppingRule {
 public:
  explicit StoppingRule(std::vector<Precision> wanted)
      : wanted_(std::move(wanted)), values_(wanted_.size()) {}

  bool take(const results::Replication& replication);  ///< true: enough
  int met_at() const { return met_at_; }               ///< replications that sufficed; 0: none
  Interval interval(std::size_t k) const { return mean_interval(values_.at(k)); }
  const std::vector<Precision>& wanted() const { return wanted_; }
  bool is_met(std::size_t k) const;
  /// Replications it may take, from the half widths so far; NaN where they say nothing yet.
  double expected() const;

 private:
  std::vector<Precision> wanted_;
  std::vector<std::vector<double>> values_;
  int met_at_ = 0;
};

}  // namespace wardtwin::run
