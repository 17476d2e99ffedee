#pragma once

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "sim/base/statistics.h"

namespace wardtwin::test {

/// The replications' mean is within 4 standard errors of theory (a right model fails once in 16,000
/// times; the seed is fixed, so never at random).
inline ::testing::AssertionResult agrees(const std::vector<double>& replications, double theory) {
  Tally t;
  for (const double x : replications) t.add(x);
  const double error = std::sqrt(t.variance() / static_cast<double>(t.count()));
  const double off = std::abs(t.mean() - theory);
  if (off <= 4 * error) return ::testing::AssertionSuccess() << t.mean() << " +- " << error;
  return ::testing::AssertionFailure() << t.mean() << " is " << off / error << " standard errors ("
                                       << error << ") from " << theory;
}

}  // namespace wardtwin::test
