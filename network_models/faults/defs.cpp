#include "network_models/faults/defs.h"

#include <algorithm>
#include <cmath>

namespace wardtwin::faults {

double FailureDef::unavailability() const {
  const double down = repair.mean();
  return down / (seconds(mtbf) + down);
}

double mean_excess(const Distribution& law, double a) {
  if (a <= 0) return law.mean();
  switch (law.law) {
    case Distribution::Law::constant: return std::max(0.0, law.p[0] - a);
    case Distribution::Law::exponential: return law.p[0] * std::exp(-a / law.p[0]);
    case Distribution::Law::lognormal: {
      const auto [mu, sigma, unused] = law.p;
      const auto above = [](double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); };
      const double z = (mu - std::log(a)) / sigma;
      return law.mean() * above(z + sigma) - a * above(z);
    }
    default: break;
  }
  constexpr int kDraws = 100'000;
  Stream stream(Seed{1}, name_key("mean excess"), Purpose::repair);
  double sum = 0;
  for (int i = 0; i < kDraws; ++i) sum += std::max(0.0, law(stream) - a);
  return sum / kDraws;
}

Time PowerFeedDef::dark(Time outage, bool starts) const {
  const Time lasts = generator && starts ? std::min(outage, generator_start) : outage;
  return std::max(Time{0}, lasts - battery);
}

double PowerFeedDef::unavailability() const {
  const double a = seconds(battery), whole = mean_excess(repair, a);
  double dark = whole;
  if (generator) {
    // With the generator an outage is min(X, start), of which max(0, . - a) stays.
    const double start = seconds(generator_start);
    const double started = start > a ? whole - mean_excess(repair, start) : 0;
    dark = (1 - generator_fails) * started + generator_fails * whole;
  }
  return dark / (seconds(mtbf) + repair.mean());
}

}  // namespace wardtwin::faults
