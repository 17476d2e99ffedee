#include "sim/base/warm_up.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace wardtwin {
namespace {

std::vector<double> means_of_batches(std::span<const double> series, std::size_t batch) {
  std::vector<double> means;
  for (std::size_t at = 0; at + batch <= series.size(); at += batch) {
    double sum = 0;
    for (const double x : series.subspan(at, batch)) sum += x;
    means.push_back(sum / static_cast<double>(batch));
  }
  return means;
}

// Von Neumann's ratio: mean squared successive difference over the variance; 2 for independent
// values, less for those that follow each other. Its variance is 4 (n - 2) / (n^2 - 1).
bool follow_each_other(std::span<const double> x) {
  Tally t;
  double steps = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    t.add(x[i]);
    if (i > 0) steps += (x[i] - x[i - 1]) * (x[i] - x[i - 1]);
  }
  const auto n = static_cast<double>(x.size());
  const double squares = t.variance() * (n - 1);
  if (!(squares > 0)) return false;
  const double ratio = steps / squares;
  constexpr double kOneSided5 = 1.645;
  return ratio < 2 - kOneSided5 * std::sqrt(4 * (n - 2) / (n * n - 1));
}

}  // namespace

Truncation mser5(std::span<const double> series, std::size_t batch) {
  const std::vector<double> y = means_of_batches(series, batch);
  const std::size_t n = y.size();
  if (n < 10) return {};
  // from the end, so that mean and squares of what is kept grow by one value at a time
  Tally kept;
  double least = std::numeric_limits<double>::infinity();
  std::size_t best = 0, best_anywhere = 0;
  double least_anywhere = least;
  for (std::size_t d = n; d-- > 0;) {
    kept.add(y[d]);
    const auto m = static_cast<double>(n - d);
    if (m < 5) continue;
    const double error = kept.variance() * (m - 1) / (m * m);
    if (error <= least_anywhere) least_anywhere = error, best_anywhere = d;
    if (d <= n / 2 && error <= least) least = error, best = d;
  }
  return {best * batch, best_anywhere < n / 2};
}

BatchedMean batched_mean(std::span<const double> series, std::size_t least) {
  constexpr std::size_t kMost = 20, kFewest = 10;
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  BatchedMean out;
  least = std::max<std::size_t>(1, least);
  out.batch = std::max(least, series.size() / kMost / least * least);
  const std::vector<double> means = means_of_batches(series, out.batch);
  out.batches = means.size();
  out.independent = means.size() >= kFewest && !follow_each_other(means);
  Tally all;
  for (const double x : series) all.add(x);
  out.interval = mean_interval(means);
  if (!out.independent) out.interval = {all.mean(), kNan, kNan};
  return out;
}

}  // namespace wardtwin
