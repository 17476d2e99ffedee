#include "viz/trace/compare.h"

#include <map>
#include <tuple>

#include <fmt/format.h>

#include "sim/results/summary.h"

namespace wardtwin::viz {
namespace {

using Key = std::tuple<std::string, std::string, std::string>;
using Values = std::map<Key, std::vector<double>>;  ///< by quantity, one per replication

Values values_of(const results::Results& r) {
  Values out;
  for (const results::Replication& k : r.replications)
    for (const results::Quantity& q : results::quantities(r, k))
      out[{q.section, q.subject, q.quantity}].push_back(q.value);
  return out;
}

Interval unpaired(const std::vector<double>& a, const std::vector<double>& b) {
  const Interval x = mean_interval(a), y = mean_interval(b);
  const double d = y.mean - x.mean, w = std::hypot(x.half_width(), y.half_width());
  return {d, d - w, d + w};
}

Interval paired_difference(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> d;
  for (std::size_t i = 0; i < a.size(); ++i) d.push_back(b[i] - a[i]);
  return mean_interval(d);
}

std::string how_paired(const results::Results& a, const results::Results& b, std::size_t common) {
  const std::size_t na = a.replications.size(), nb = b.replications.size();
  if (a.run.seed != b.run.seed)
    return "Not paired: the seeds differ, so intervals are those of two independent runs.";
  if (a.run.first != b.run.first)
    return "Not paired: the first replications differ, so intervals are those of two independent "
           "runs.";
  if (na == nb)
    return fmt::format("Paired: {} replications of seed {} on common random numbers.", na,
                       a.run.seed);
  return fmt::format(
      "Paired: the first {} of {} and {} replications of seed {}, which have common "
      "random numbers; the others are left out.",
      common, na, nb, a.run.seed);
}

// The first `n` replications alone.
results::Results cut(results::Results r, std::size_t n) {
  r.replications.resize(std::min(n, r.replications.size()));
  return r;
}

}  // namespace

Comparison compare(const results::Results& a, const results::Results& b) {
  const std::size_t common = std::min(a.replications.size(), b.replications.size());
  const bool paired = a.run.seed == b.run.seed && a.run.first == b.run.first;
  if (paired && a.replications.size() != b.replications.size()) {
    Comparison out = compare(cut(a, common), cut(b, common));
    out.how = how_paired(a, b, common);
    return out;
  }
  Comparison out;
  out.paired = paired;
  out.how = how_paired(a, b, common);
  const Values va = values_of(a), vb = values_of(b);
  if (!a.replications.empty())
    for (const results::Quantity& q : results::quantities(a, a.replications[0])) {
      const auto it = vb.find({q.section, q.subject, q.quantity});
      if (it == vb.end()) {
        ++out.only_a;
        continue;
      }
      const auto& x = va.at({q.section, q.subject, q.quantity});
      const Interval d = out.paired ? paired_difference(x, it->second) : unpaired(x, it->second);
      out.rows.push_back({q.section, q.subject, q.quantity, q.unit, mean_interval(x).mean,
                          mean_interval(it->second).mean, d.low, d.high});
    }
  for (const auto& [key, values] : vb) out.only_b += !va.contains(key);
  return out;
}

}  // namespace wardtwin::viz
