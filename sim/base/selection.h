#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace wardtwin {

/// Fully sequential selection of the design with the smallest mean (Kim and Nelson 2001, KN).
///
/// Model      A design leaves once another is ahead by more than chance could make it, with the
///            variances of pairwise differences of the first stage.
/// Valid for  Values of a design that are independent over replications and normal; those of one
///            replication may depend on each other (common random numbers make it end sooner). Then
///            the chosen one is the best with probability >= `confidence` whenever it is better
///            than every other by at least `indifference`.
/// Leaves out Designs that cost unequally much to simulate.
/// Checked by tests/unit/base/selection_test.cpp
class Kn {
 public:
  Kn(std::size_t designs, double indifference, double confidence = 0.95, int first_stage = 10);

  /// Designs still in the race; the next replication is needed of these only.
  const std::vector<std::size_t>& surviving() const { return surviving_; }
  bool done() const { return surviving_.size() == 1; }
  std::size_t best() const { return surviving_.front(); }
  int replications() const { return taken_; }

  /// One replication: a value for each surviving design, in their order.
  void add(std::span<const double> values);

  /// How many replications a design lasted, and its mean over these.
  int replications_of(std::size_t design) const { return static_cast<int>(values_[design].size()); }
  double mean(std::size_t design) const;

 private:
  double variance_of_difference(std::size_t i, std::size_t l) const;
  void screen();

  double indifference_, h_squared_;
  int first_stage_, taken_ = 0;
  std::vector<std::size_t> surviving_;
  std::vector<std::vector<double>> values_;    ///< by design, by replication
  std::vector<std::vector<double>> variance_;  ///< of differences, from the first stage
};

}  // namespace wardtwin
