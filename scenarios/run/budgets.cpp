#include <algorithm>

#include "scenarios/run/metric_rules.h"

namespace wardtwin::run {

using compiler::Bound;

results::Budget budget_of(const Bound& must, const Rule& rule, const results::Results& results) {
  results::Budget b;
  const bool share = rule.share && !rule.counts.empty() && must.at_most;
  if (!share && !rule.minutes) return b;
  std::vector<double> bad;
  double all = 0;
  for (const Replication& rep : results.replications) {
    const results::Share s = share ? rule.share(rep) : results::Share{};
    const Minutes m = share ? Minutes{static_cast<double>(s.count), static_cast<double>(s.total)}
                            : rule.minutes(rep);
    bad.push_back(m.bad);
    all += m.all;
  }
  const Interval spent = mean_interval(bad);
  b.unit = share ? rule.counts : "min";
  b.allowed = (must.at_most ? must.limit : 1 - must.limit) * all / static_cast<double>(bad.size());
  b.spent = spent.mean;
  b.low = std::max(0.0, spent.low);
  b.high = spent.high;
  return b;
}

}  // namespace wardtwin::run
