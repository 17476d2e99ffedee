#pragma once

#include <stdexcept>
#include <vector>

#include "scenarios/import/fit.h"
#include "sim/base/random.h"

/// What the tests of fitted laws share.
namespace wardtwin::importing {

/// `n` values of a law; another `key` or replication draws others.
inline std::vector<double> draws(const Distribution& d, std::size_t n, std::uint32_t replication,
                                 std::uint64_t key) {
  Stream s({5, replication}, key, Purpose::test);
  std::vector<double> x(n);
  for (double& v : x) v = d(s);
  return x;
}

inline const Fit& of(const std::vector<Fit>& fits, Distribution::Law law) {
  for (const Fit& f : fits)
    if (f.law.law == law) return f;
  throw std::logic_error("no such fit");
}

}  // namespace wardtwin::importing
