#include "scenarios/twin/estimators.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace wardtwin::twin {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kZ = 1.959963984540054;  // normal quantile of 0.975

}  // namespace

Interval poisson_interval(double count) {
  const auto cube = [](double x) { return x * x * x; };
  const double low =
      count > 0 ? count * cube(1 - 1 / (9 * count) - kZ / (3 * std::sqrt(count))) : 0;
  const double next = count + 1;
  return {count, std::max(0.0, low), next * cube(1 - 1 / (9 * next) + kZ / (3 * std::sqrt(next)))};
}

Interval share_interval(double count, double of) {
  if (of <= 0) return {kNaN, kNaN, kNaN};
  const double p = count / of, z2 = kZ * kZ;
  const double middle = (p + z2 / (2 * of)) / (1 + z2 / of);
  const double half = kZ * std::sqrt(p * (1 - p) / of + z2 / (4 * of * of)) / (1 + z2 / of);
  return {p, std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

void ArrivalRate::watch(Time from, Time to) {
  while (from < to) {
    const Time end = std::min(to, (from / Time{1h} + 1) * Time{1h});
    hours_[hour(from)] += seconds(end - from) / 3600;
    from = end;
  }
}

Interval ArrivalRate::at(int hour) const {
  const auto h = static_cast<std::size_t>(hour);
  if (hours_[h] <= 0) return {kNaN, kNaN, kNaN};
  const Interval n = poisson_interval(static_cast<double>(counts_[h]));
  return {n.mean / hours_[h], n.low / hours_[h], n.high / hours_[h]};
}

std::uint64_t ArrivalRate::count() const {
  std::uint64_t sum = 0;
  for (const auto n : counts_) sum += n;
  return sum;
}

Interval Stays::quantile(double p, const std::vector<Open>& open) const {
  std::vector<Seen> all = seen_;
  for (const Open& o : open) all.push_back({o.entered, o.age, false});
  std::vector<double> ends;
  for (const Seen& s : all)
    if (s.ended) ends.push_back(s.left);
  std::ranges::sort(ends);
  Interval out{kNaN, kNaN, kNaN};
  double survival = 1, greenwood = 0;
  for (std::size_t i = 0; i < ends.size();) {
    const double t = ends[i];
    double d = 0;
    for (; i < ends.size() && ends[i] == t; ++i) ++d;
    const double at_risk = static_cast<double>(
        std::ranges::count_if(all, [t](const Seen& s) { return s.entered < t && s.left >= t; }));
    if (at_risk <= 0) continue;
    survival *= 1 - d / at_risk;
    if (at_risk > d) greenwood += d / (at_risk * (at_risk - d));
    // limits of the survival at t; the quantile's are where they cross 1 - p
    double low = 0, high = survival > 0 ? 1 : 0;
    if (survival > 0 && survival < 1) {
      const double spread = kZ * std::sqrt(greenwood) / std::abs(std::log(survival));
      low = std::pow(survival, std::exp(spread));
      high = std::pow(survival, std::exp(-spread));
    }
    if (std::isnan(out.mean) && survival <= 1 - p) out.mean = t;
    if (std::isnan(out.low) && low <= 1 - p) out.low = t;
    if (std::isnan(out.high) && high <= 1 - p) out.high = t;
  }
  return out;
}

Interval Stays::mean(const std::vector<Open>& open) const {
  double at_risk = 0, ends = 0;
  for (const Seen& s : seen_) at_risk += s.left - s.entered, ends += s.ended;
  for (const Open& o : open) at_risk += o.age - o.entered;
  if (ends == 0) return {kNaN, kNaN, kNaN};
  const Interval n = poisson_interval(ends);
  return {at_risk / n.mean, at_risk / n.high, n.low > 0 ? at_risk / n.low : kNaN};
}

Interval Delays::mean() const {
  if (tally.count() < 2) return {tally.count() ? tally.mean() : kNaN, kNaN, kNaN};
  const double half = kZ * std::sqrt(tally.variance() / static_cast<double>(tally.count()));
  return {tally.mean(), tally.mean() - half, tally.mean() + half};
}

}  // namespace wardtwin::twin
