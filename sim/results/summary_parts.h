#pragma once

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "sim/results/summary.h"

/// What the parts of summary.cpp share; used inside sim/results only.
namespace wardtwin::results {

inline constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

inline double ratio(double a, double b) { return b > 0 ? a / b : kNan; }
inline double ratio(std::uint64_t a, std::uint64_t b) {
  return ratio(static_cast<double>(a), static_cast<double>(b));
}

template <class Row, class F>
void pool(std::vector<Row>& to, const std::vector<Row>& from, F merge) {
  if (to.size() < from.size()) to.resize(from.size());
  for (std::size_t i = 0; i < from.size(); ++i) merge(to[i], from[i]);
}

/// Appends to the list of one replication.
struct List {
  std::vector<Quantity>& out;
  std::string section, subject;
  void add(std::string quantity, std::string unit, double value) {
    out.push_back({section, subject, std::move(quantity), std::move(unit), value, kNan, kNan});
  }
  void delays(const Histogram& h, const std::string& what) {
    add(what + "p50", "s", h.quantile(0.50));
    add(what + "p95", "s", h.quantile(0.95));
    add(what + "p99", "s", h.quantile(0.99));
  }
};

void pool_pathways(Replication& all, const Replication& r, double weight);
void list_pathways(const Model& m, const Replication& r, double counted,
                   std::vector<Quantity>& out);

}  // namespace wardtwin::results
